"""What limits a comparison and must be said beside it: other dates, little known, nothing there."""

import datetime as dt
from collections.abc import Sequence

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Fact
from weft.core.diagnosis.comparison.comparison import (
    Caution,
    CautionCode,
    Respect,
    Side,
    SideName,
)
from weft.core.diagnosis.diagnosis import Diagnosis
from weft.core.terms import first_day

SIDES: tuple[SideName, SideName] = ("one", "other")
# From this difference of knownness on, one side is far less known. Ours, not published.
FAR = 0.25


def _list_apart(one: Side, other: Side) -> dict[str, bool]:
    """In what two sides are not the same, what is compared first of all at the head."""
    here, there = one.setting, other.setting
    return {
        "place": here.place != there.place,
        "pair": (here.upper, here.lower) != (there.upper, there.lower),
        "actor": one.actor != other.actor,
        "on": here.on != there.on,
        "area": here.area != there.area,
        "phase": here.phase != there.phase,
    }


def find_respect(one: Side, other: Side) -> Respect | None:
    """In what two sides are compared: the first of place, pair, actor and day that differs."""
    apart = _list_apart(one, other)
    respects: tuple[Respect, ...] = ("place", "pair", "actor", "on")
    return next((each for each in respects if apart[each]), None)


def list_cautions(
    atlas: Atlas, sides: Sequence[Side], diagnoses: Sequence[Diagnosis]
) -> tuple[Caution, ...]:
    """Every caution on two sides and their diagnoses."""
    one, other = sides
    codes: dict[str, CautionCode] = {
        "area": "other_area", "phase": "other_phase", "pair": "other_pair", "on": "other_date",
        "actor": "other_reader",
    }  # fmt: skip
    apart, respect = _list_apart(one, other), find_respect(one, other)
    found = [Caution(code=code) for name, code in codes.items() if apart[name] and name != respect]
    for name, diagnosis in zip(SIDES, diagnoses, strict=True):
        if not diagnosis.applicable:
            found.append(Caution(code="not_applicable", side=name))
            continue
        undated = list_undated(atlas, diagnosis)
        if len(undated) == len(diagnosis.facts):
            found.append(Caution(code="nothing_recorded", side=name, facts=undated))
        elif undated:
            found.append(Caution(code="undated", side=name, facts=undated))
    if all(each.applicable for each in diagnoses):
        known = [each.readings[0].knownness for each in diagnoses]
        if abs(known[0] - known[1]) >= FAR:
            found.append(Caution(code="less_known", side=SIDES[known[1] < known[0]]))
    return tuple(found)


def list_undated(atlas: Atlas, diagnosis: Diagnosis) -> tuple[str, ...]:
    """Facts of which no first day is recorded, and every document is later than the day: whether
    they held already then, nobody has said."""
    day = diagnosis.setting.on
    return tuple(each for each in diagnosis.facts if _is_later(atlas, atlas.facts[each], day))


def _is_later(atlas: Atlas, fact: Fact, day: dt.date) -> bool:
    dates = [atlas.source_by_id[each.source].date for each in fact.sources]
    return (
        fact.start is None and bool(dates) and all(date and first_day(date) > day for date in dates)
    )
