"""Sentences kept as the code of a phrase and what is filled in, so that each reader gets them in
their own language: what is wrong with a file of figures, and why a column was taken for what."""

from collections.abc import Callable, Mapping

from pydantic import Field

from weft.core.atlas.records import Model
from weft.core.observatory.categories import name_category
from weft.core.observatory.definitions import label_definition
from weft.core.observatory.measures.pack import label_measure
from weft.core.observatory.observation import TOTAL
from weft.core.terms.direction import isolate
from weft.core.terms.phrases import read_phrases, say

_BREAKDOWN = "by_"  # before the name of a breakdown: its code, in the words of the reader
_SIGNED = ("difference",)  # numbers that are written with their sign, also where it is a plus


class Saying(Model):
    """One sentence. See `say_parts` for what its parts may be."""

    phrase: str = Field(description="Its code in packs/phrases")
    parts: dict[str, "str | int | float | Saying"] = Field(
        default_factory=dict, description="What is filled in"
    )

    def say(self, language: str = "en") -> str:
        """The sentence in a language. KeyError where its phrase or a part of it is not known."""
        return say_parts(self.phrase, self.parts, language)

    def __str__(self) -> str:
        return self.say()


# A word of the file or a code as it stands; a number; a sentence within the sentence.
Part = str | int | float | Saying


def say_parts(phrase: str, parts: Mapping[str, Part], language: str = "en") -> str:
    """A phrase of packs/phrases with its parts as the language writes them.

    Numbers get its signs. Some names of parts say how theirs are read: `role` and `breakdown` are
    the code of a role or breakdown, `measure` and `definition` one of these; `count` decides the
    plural and is written by `{number}`. `{key}` is the figure that the parts area, measure, period
    and by_sex, by_age ... tell. Raises KeyError where a part of the phrase is missing.
    """
    said: dict[str, object] = dict(write_parts(parts, language))
    if (count := parts.get("count")) is not None:
        said["number"], said["count"] = said["count"], count
    return say(phrase, language, **said)


def write_parts(parts: Mapping[str, Part], language: str = "en") -> dict[str, str]:
    """The parts of a sentence as a language writes them, with the figure that they tell as `key`.
    See `say_parts`."""
    said = {
        name: isolate(_write_part(name, each, language), language) for name, each in parts.items()
    }
    return {"key": _name_figure(parts, said, language), **said}


def name_column(role: str, language: str = "en") -> str:
    """What people call a role of a column, or a breakdown; one's own by its name."""
    phrase = f"column_{role}"
    return say(phrase, language) if phrase in read_phrases() else role.replace("_", " ")


def write_figure(value: float, language: str = "en", *, signed: bool = False) -> str:
    """A number with the signs of the language, of a fraction at most ten digits: 1,234.5."""
    signs = str.maketrans({",": say("thousands", language), ".": say("decimal", language)})
    digits = ",d" if isinstance(value, int) else ",.10g"
    return f"{value:{'+' if signed else ''}{digits}}".translate(signs)


def _write_part(name: str, part: Part, language: str) -> str:
    if isinstance(part, Saying):
        return part.say(language)
    if isinstance(part, int | float):
        return write_figure(part, language, signed=name in _SIGNED)
    if name.startswith(_BREAKDOWN):
        return name_category(name.removeprefix(_BREAKDOWN), part, language)
    return _READ[name](part, language) if name in _READ else part


# Parts that are codes, and what people call them.
_READ: Mapping[str, Callable[[str, str], str]] = {
    "role": name_column,
    "breakdown": name_column,
    "measure": label_measure,
    "definition": label_definition,
}


def _name_figure(parts: Mapping[str, Part], said: Mapping[str, str], language: str) -> str:
    """ "Aurora, Migrant residents, 2020, women": breakdowns at their total go without saying."""
    names = [each for each in ("area", "measure", "period") if parts.get(each)]
    names += [x for x, part in parts.items() if x.startswith(_BREAKDOWN) and part != TOTAL]
    return say("list", language).join(said[each] for each in names)
