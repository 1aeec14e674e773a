"""A measure of several places side by side, for the page and for the read API: the series of each,
and what differs between the ways in which they count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import Field

from weft.core.observatory.definitions import (
    Contrast,
    label_definition,
    list_contrasts,
    say_difference,
)
from weft.core.observatory.profile import Series, Wish
from weft.core.observatory.profile.composing import part_series
from weft.web.observatory.facts import Catalogue, Edition
from weft.web.observatory.provenance import list_editions

MOST = 6  # places side by side


@dataclass(frozen=True)
class SideBySide:
    """The series of each place, in the order in which the places were named; of one of which
    nothing is known, none."""

    series: dict[str, tuple[Series, ...]]
    editions: tuple[Edition, ...]  # from which these come
    contrasts: tuple[Contrast, ...]

    @property
    def known(self) -> dict[str, tuple[Series, ...]]:
        """The places of which something is known."""
        return {place: each for place, each in self.series.items() if each}


class ToldContrast(Contrast):
    """What differs between two ways of counting that stand side by side, in words."""

    names: tuple[str, str] = Field(description="What the two are called")
    said: tuple[str, ...] = Field(description="The differences as sentences")


def set_side_by_side(catalogue: Catalogue, measure: str, places: Sequence[str]) -> SideBySide:
    """The totals of each place, a series for each way of counting: never ranked, never added up."""
    found = catalogue.list_figures((measure,), places, by=()) if places else []
    wish = Wish(measure=measure)
    series = {p: part_series([x for x in found if x[1].place == p], wish) for p in places}
    every = [each for some in series.values() for each in some]
    return SideBySide(
        series,
        tuple(list_editions(catalogue, (each.dataset for each in every))),
        list_contrasts((each.definition, each.source) for each in every),
    )


def tell_contrasts(contrasts: Iterable[Contrast], language: str) -> tuple[ToldContrast, ...]:
    """Contrasts in words of a language."""
    return tuple(
        ToldContrast(
            **dict(each),
            names=(label_definition(each.one, language), label_definition(each.other, language)),
            said=tuple(say_difference(x, language) for x in each.differences),
        )
        for each in contrasts
    )
