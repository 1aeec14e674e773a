"""How facts are said: in which language, with which names, for every room that says some."""

from collections.abc import Callable, Sequence

from weft.core.atlas.atlas import Atlas
from weft.core.terms import Text, label
from weft.core.terms.phrases import say, write_list


class Voice:
    """The language of sentences; how texts are read, so that a page can mark words of another
    language (by default, in the language); how many names are listed before "and 3 more"."""

    def __init__(
        self,
        read: Callable[[Text], str] | None = None,
        most: int | None = None,
        language: str = "en",
    ) -> None:
        self.language, self.most = language, most
        self.read: Callable[[Text], str] = read or (lambda text: text.read(language))

    def actor(self, atlas: Atlas, actor: str) -> str:
        """The name of an actor."""
        return self.read(atlas.actor_by_id[actor].name)

    def place(self, atlas: Atlas, place: str) -> str:
        """The name of a place."""
        return self.read(atlas.place_by_id[place].name)

    def join(self, names: Sequence[str]) -> str:
        """a, b and c; or a, b and 4 more."""
        return join_names(names, self.most, self.language)

    def say(self, code: str, **parts: object) -> str:
        """A phrase in its language."""
        return say(code, self.language, **parts)

    def label(self, vocabulary: str, *codes: str) -> str:
        """The label of a term, or of several: a, b and c."""
        language = self.language.partition("-")[0]
        return write_list([label(vocabulary, each, language) for each in codes], self.language)

    def areas(self, *codes: str) -> str:
        """Policy areas as they stand inside a sentence."""
        names = [self.label("areas", each) for each in codes]
        return write_list([f"{each[:1].lower()}{each[1:]}" for each in names], self.language)

    def amount(self, amount: float) -> str:
        """1,200,000 or 2.5: never in powers of ten, which "g" falls into from a million."""
        signs = str.maketrans({",": self.say("thousands"), ".": self.say("decimal")})
        return f"{amount:,.2f}".rstrip("0").rstrip(".").translate(signs)


PLAIN = Voice()


def join_names(names: Sequence[str], most: int | None = None, language: str = "en") -> str:
    """a, b and c; with more than `most` names, as many of them and how many more there are."""
    # "and 1 more" would be no shorter than the name.
    if most is not None and len(names) > most + 1:
        names = (*names[:most], say("more", language, number=len(names) - most))
    return write_list(names, language)


def capitalise(text: str) -> str:
    """`text` as it begins a sentence."""
    return f"{text[:1].upper()}{text[1:]}"
