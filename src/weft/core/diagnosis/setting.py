"""The unit of a diagnosis: area x place x date x phase x pair of levels; which ones there are."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from weft.core.atlas.atlas import Atlas, list_areas
from weft.core.atlas.facts import Place
from weft.core.atlas.records import Area, Fact, Level, Model
from weft.core.atlas.subjects import list_places
from weft.core.terms import is_below_state, last_day, list_codes

SECTIONS_WITH_AREAS = (
    "competences", "mechanisms", "policies", "resources", "reports", "disputes", "surveys",
)  # fmt: skip
Phases = Literal["both", "formulation", "implementation"]
PHASES = ("formulation", "implementation")


class SettingError(ValueError):
    """There is no such setting; the message says which part is wrong and what there is."""


class Setting(Model):
    """What a diagnosis is of."""

    place: str
    area: Area
    on: dt.date
    upper: Level = "national"
    lower: Level = "local"
    phase: Phases = "both"

    @property
    def phases(self) -> tuple[str, ...]:
        return PHASES if self.phase == "both" else (self.phase,)


def list_settings(
    atlas: Atlas,
    *,
    place: str | None = None,
    area: str | None = None,
    on: dt.date | None = None,
    pair: tuple[str, str] | None = None,
    phase: Phases = "both",
    fallback: dt.date | None = None,
) -> tuple[Setting, ...]:
    """Every setting about which the atlas says anything, or those of one place or area; with both
    the one that is asked for, though nothing be recorded.

    The date is that of the newest source about the place, or `fallback` where none is dated. The
    pair is the State and the place's own (most local) level. Raises SettingError for a place that
    is not there, or where no date is known.
    """
    if place is not None:
        check_place(atlas, place)
    settings = []
    index = index_facts(atlas)
    for each in atlas.places:
        if place is not None and each.id != place:
            continue
        levels = pair or find_pair(atlas, each)
        if levels is None or _lies_above(each, levels[1]):
            continue
        facts = index[each.id]
        areas = {name for fact in facts for name in list_areas(fact)}
        day = on or find_newest_date(atlas, facts) or fallback
        if day is None and areas:
            raise SettingError(f"no source about '{each.id}' has a date; say which day is meant")
        settings += [
            Setting(place=each.id, area=code, on=day, upper=levels[0], lower=levels[1], phase=phase)
            for code in list_codes("areas")
            if day and area in (None, code) and (code in areas or (area and place))
        ]
    return tuple(settings)


def check_place(atlas: Atlas, place: str) -> None:
    """Raises SettingError for a place that is not there, and names those that are."""
    if place not in atlas.place_by_id:
        raise SettingError(f"there is no place '{place}'; places are {_name_some(atlas)}")


def _name_some(atlas: Atlas) -> str:
    names = [each.id for each in atlas.places]
    return ", ".join(names[:30]) + (", ..." if len(names) > 30 else "")


def _lies_above(place: Place, level: str) -> bool:
    """Whether a place is wider than a level: what one of its towns does is not said of it."""
    order = list_codes("levels")
    return all(order.index(each) < order.index(level) for each in place.levels)


def find_pair(atlas: Atlas, place: Place) -> tuple[str, str] | None:
    """(national, the most local level of the place); None at or above the national level."""
    order = list_codes("levels")
    lowest = max(place.levels, key=order.index)
    if not is_below_state(place.levels):
        return None
    return ("national", lowest)


def index_facts(atlas: Atlas) -> dict[str, list[Fact]]:
    """Place -> the facts about it: it is their territory, or that of one of their actors, or they
    are stated for its kind."""
    index: dict[str, list[Fact]] = {place.id: [] for place in atlas.places}
    for section in SECTIONS_WITH_AREAS:
        for fact in getattr(atlas, section):
            if vars(fact).get("place_kind"):
                found = {place.id for place in atlas.places if atlas.reaches(fact, place.id)}
            else:
                found = set(list_places(atlas, fact))
            for place_id in found:
                index[place_id].append(fact)
    return index


def find_newest_date(atlas: Atlas, facts: Iterable[Fact]) -> dt.date | None:
    """The last day of the date of the newest source of the facts; None if no source is dated."""
    dates = [
        last_day(date)
        for fact in facts
        for citation in fact.sources
        if (date := atlas.source_by_id[citation.source].date)
    ]
    return max(dates, default=None)
