"""What began, ended, was renewed or came and went in one place between two days."""

import datetime as dt
from collections.abc import Iterator

from weft.core.atlas.records import Fact
from weft.core.diagnosis.comparison.comparison import Changes
from weft.core.diagnosis.comparison.matching import Matching
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.terms import first_day

SECTIONS = ("competences", "mechanisms", "policies", "disputes", "surveys")


def find_changes(matching: Matching) -> Changes:
    """The changes from the earlier to the later of two days in one place and area."""
    one, other = matching.one, matching.other
    forward = one.setting.on < other.setting.on
    early, late = (one, other) if forward else (other, one)
    before, after = (
        (matching.ones, matching.others) if forward else (matching.others, matching.ones)
    )
    facts = {**early.atlas.facts, **late.atlas.facts}
    days = (early.setting.on, late.setting.on)
    began = [key for key in sorted(after - before) if _lies_between(facts[key].start, days)]
    ended = [key for key in sorted(before - after) if _lies_between(facts[key].until, days)]
    renewed = [
        (old, new)
        for old in ended
        for new in began
        if matching.says_the_same(*((old, new) if forward else (new, old)))
    ]
    followed = {key for pair in renewed for key in pair}
    return Changes(
        began=tuple(key for key in began if key not in followed),
        ended=tuple(key for key in ended if key not in followed),
        renewed=tuple(renewed),
        passed=tuple(sorted({each.id for each in _list_passed(late, days)} - before - after)),
    )


def _lies_between(date: str | None, days: tuple[dt.date, dt.date]) -> bool:
    return date is not None and days[0] < first_day(date) <= days[1]


def _list_passed(late: Scene, days: tuple[dt.date, dt.date]) -> Iterator[Fact]:
    """Facts that bore on the setting on some day between, and neither before nor after."""
    setting = late.setting
    short = [
        fact
        for section in SECTIONS
        for fact in late.nearby.list_facts(section, setting.area, setting.place)
        if _lies_between(fact.start, days) and _lies_between(fact.until, days)
    ]
    for day in sorted({first_day(fact.start or "") for fact in short}):
        then = Setting(**{**dict(setting), "on": day})
        scene = Scene(late.nearby, then, late.method, late.reading)
        tied = {each.id for each in scene.concerning}
        apart = {each.id for each in scene.mechanisms} - tied
        bearing = {each.id for each in scene.list_bearing()} - apart
        yield from (
            fact for fact in short if fact.id in bearing and first_day(fact.start or "") == day
        )
