"""How every line of a comparison is put together, for whoever says one of them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from weft.core.atlas.atlas import Atlas
from weft.core.terms.phrases import say


class Speech(NamedTuple):
    """Whom it is said to, and what the sides are called."""

    atlas: Atlas
    language: str
    names: tuple[str, str]

    def say(self, code: str, **parts: object) -> str:
        return say(code, self.language, **parts)

    def line(self, head: str, parts: Iterable[str]) -> Iterator[str]:
        """Head: part; part. Nothing without parts."""
        if said := self.say("compare_separator").join(parts):
            yield f"{self.say('compare_line', name=head, said=said)}."

    def head(self, code: str) -> str:
        """The beginning of a line with the sides' names in the order in which both are given."""
        one, other = self.names
        return self.say(code, sides=self.say("compare_sides", one=one, other=other))
