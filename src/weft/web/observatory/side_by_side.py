"""A measure of several places side by side, for the page and for the read API: the series of each,
and what differs between the ways in which they count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import Field

from weft.core.atlas import Atlas
from weft.core.atlas.records import Id, Model
from weft.core.observatory.categories import name_period
from weft.core.observatory.definitions import (
    Contrast,
    label_definition,
    list_contrasts,
    say_difference,
)
from weft.core.observatory.periods import Period
from weft.core.observatory.profile import Series, Wish
from weft.core.observatory.profile.composing import part_series
from weft.core.terms.phrases import say, write_list
from weft.web.observatory.facts import Catalogue, Edition
from weft.web.observatory.provenance import list_editions

MOST = 6  # places side by side
Way = tuple[str, bool]  # of counting: a definition, and whether it was modelled


class Periods(Model):
    """Of which periods the newest figures of places are that stand side by side."""

    newest: dict[Id, tuple[Period, ...]] = Field(
        description="Place -> the periods of its newest figures, one for each way of counting"
    )
    common: Period | None = Field(
        description="The newest of which each of these places has a figure, however it counts"
    )


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

    @property
    def periods(self) -> Periods | None:
        """That the newest figures of several places are not of one period; None where they are, in
        each way of counting that two of them share, or at all where they share none."""
        newest = {p: each for p, some in self.known.items() if (each := _find_newest(some))}
        by_way: dict[Way, list[Period]] = {}
        for each in newest.values():
            for way, period in each.items():
                by_way.setdefault(way, []).append(period)
        shared = [each for each in by_way.values() if len(each) > 1]
        compared = shared or [[max(each.values()) for each in newest.values()]]
        if all(len(set(each)) < 2 for each in compared):
            return None
        common = set.intersection(*(_list_periods(self.series[place]) for place in newest))
        return Periods(
            newest={p: tuple(sorted(set(x.values()), reverse=True)) for p, x in newest.items()},
            common=max(common, default=None),
        )


class ToldPeriods(Periods):
    """The same in words."""

    said: tuple[str, ...] = Field(description="As sentences")


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


def tell_periods(periods: Periods | None, atlas: Atlas, language: str) -> ToldPeriods | None:
    """Periods that differ, in words of a language."""
    if periods is None:
        return None
    said = [
        say(
            "periods_newest",
            language,
            place=atlas.place_by_id[place].name.read(language),
            periods=write_list([name_period(x, language) for x in each], language),
        )
        for place, each in periods.newest.items()
    ]
    if periods.common is None:
        said.append(say("periods_apart", language))
    else:
        period = name_period(periods.common, language)
        said.append(say("periods_common", language, period=period))
    return ToldPeriods(**dict(periods), said=tuple(said))


def _list_periods(series: Iterable[Series]) -> set[Period]:
    """The periods of which there is a figure."""
    return {x.period for each in series for x in each.points if x.value is not None}


def _find_newest(series: Iterable[Series]) -> dict[Way, Period]:
    """The period of the newest figure of each way of counting."""
    newest: dict[Way, Period] = {}
    for each in series:
        if each.newest:
            way, period = (each.definition, each.modelled), each.newest.period
            newest[way] = max(newest.get(way, period), period)
    return newest
