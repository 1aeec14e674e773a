"""How far the lower level's means fall short of its task: money, staff and training alike."""

from collections.abc import Iterable

from weft.core.atlas.facts import Resource
from weft.core.diagnosis.gaps.gap import Part, make_part
from weft.core.diagnosis.interval import ANY, ZERO, Interval, span
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


def list_resources(scene: Scene, level: str) -> tuple[Resource, ...]:
    """What is recorded of the means of a level's actors here, up to the setting's year."""
    return tuple(
        each
        for each in scene.list_in_force("resources")
        if each.year <= scene.setting.on.year and scene.stands_at(each.actor, level)
    )


def measure_shortage(have: float | None, need: float | None) -> Interval:
    """1 - min(1, have / need); nothing needed is no shortage, a figure not known is [0, 1]."""
    if need == 0:
        return ZERO
    if have is None or need is None:
        return ANY
    value = 1 - min(1.0, have / need)
    return Interval(value, value)


def measure_means(scene: Scene, code: str, have: str, need: str) -> Part:
    """The shortage of the lower level, from two fields of its resources.

    The newest figures of its government stand for the whole level. Without them, those of its
    offices are added up, if a survey says that all are recorded. Figures of one year that differ
    span an interval.
    """
    level = scene.setting.lower
    rows = [
        each
        for each in list_resources(scene, level)
        if (getattr(each, have), getattr(each, need)) != (None, None)
    ]
    wanting = [f"missing_{have}", f"missing_{need}"]
    own = keep_newest(each for each in rows if speaks_for_level(scene, each))
    if own:
        value = span(
            end
            for each in own
            for end in measure_shortage(getattr(each, have), getattr(each, need))
        )
        if not any(scene.holds(each) for each in own):
            return make_part(code, ANY, own, ["missing_confirmation"])
        absent = [f"missing_{each}" for each in (have, need) if _lacks(own, each)]
        return make_part(code, value, own, absent or ["missing_agreement"])
    survey = find_survey(scene, (level,), "resources")
    if not rows or survey is None:
        return make_part(code, ANY, rows, wanting if not rows else ["missing_resources"])
    offices = [
        each
        for actor in sorted({each.actor for each in rows})
        for each in keep_newest(one for one in rows if one.actor == actor)
    ]
    if not all(scene.holds(each) for each in offices):
        return make_part(code, ANY, offices, ["missing_confirmation"])
    absent = [f"missing_{each}" for each in (have, need) if _lacks(offices, each)]
    if absent:
        return make_part(code, ANY, offices, absent)
    total = measure_shortage(*(sum(getattr(one, x) for one in offices) for x in (have, need)))
    return make_part(code, total, (*offices, survey))


def _lacks(rows: Iterable[Resource], field: str) -> bool:
    return any(getattr(each, field) is None for each in rows)


def keep_newest(rows: Iterable[Resource]) -> list[Resource]:
    """Those of the newest year."""
    found = list(rows)
    newest = max((each.year for each in found), default=None)
    return [each for each in found if each.year == newest]


def speaks_for_level(scene: Scene, row: Resource) -> bool:
    """Whether the means are those of the government of the place, not of one of its offices."""
    territory = scene.atlas.find_territory(row.actor)
    if territory is None or not scene.atlas.contains(territory, scene.setting.place):
        return False
    government = scene.atlas.find_government(territory)
    return government is not None and government.id == row.actor
