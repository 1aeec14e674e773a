"""How far means fall short of a task: money, staff and training alike, added up where they add."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from weft.core.atlas.facts import Resource
from weft.core.diagnosis.gaps.gap import Part, make_part
from weft.core.diagnosis.gaps.pack import GapPack
from weft.core.diagnosis.interval import ANY, ZERO, Interval, span
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey

Holds = Callable[[Resource], bool]  # whether a row counts as true

OF_THE_TASK = ("task_cost", "task_staff")  # stated of the task as a whole, not of some means for it


class Shortage(NamedTuple):
    """1 - min(1, have / need) in [0, 1], and what is missing to know it, as codes of phrases."""

    value: Interval
    missing: tuple[str, ...]


def list_resources(
    scene: Scene, level: str, pack: GapPack, *fields: str
) -> dict[str, list[Resource]]:
    """By actor of a level here, the rows that state any of the fields: those of the actor's newest
    year among the last years that count, up to that of the setting."""
    found: dict[str, list[Resource]] = {}
    for each in list_recent(scene, pack):
        if scene.stands_at(each.actor, level) and _states(each, fields):
            found.setdefault(each.actor, []).append(each)
    return {actor: keep_newest(rows) for actor, rows in sorted(found.items())}


def list_recent(scene: Scene, pack: GapPack) -> list[Resource]:
    """Every record of means in force, of the last years that count."""
    on = scene.setting.on.year
    rows: list[Resource] = [*scene.list_in_force("resources")]
    return [each for each in rows if on - pack.resource_years < each.year <= on]


def keep_newest(rows: Iterable[Resource]) -> list[Resource]:
    """Those of the newest year."""
    found = list(rows)
    newest = max((each.year for each in found), default=None)
    return [each for each in found if each.year == newest]


def measure_means(scene: Scene, pack: GapPack, code: str, have: str, need: str) -> Part:
    """The shortage of the lower level, from two fields of its resources.

    The figures of its government stand for the whole level. Without them, those of its offices are
    added up, if a survey says that all are recorded.
    """
    level = scene.setting.lower
    by_actor = list_resources(scene, level, pack, have, need)
    rows = [each for found in by_actor.values() for each in found]
    own = [each for each in rows if speaks_for_level(scene, each)]
    if own:
        found = measure_shortage(own, have, need, scene.holds)
        return make_part(code, found.value, own, found.missing)
    survey = find_survey(scene, (level,), "resources")
    if not rows or survey is None:
        wanting = ["missing_resources"] if rows else [f"missing_{have}", f"missing_{need}"]
        return make_part(code, ANY, rows, wanting)
    found = measure_shortage(rows, have, need, scene.holds)
    return make_part(code, found.value, (*rows, survey), found.missing)


def measure_shortage(rows: Iterable[Resource], have: str, need: str, holds: Holds) -> Shortage:
    """Of the actors of these rows together. Amounts in different currencies are not added up: each
    currency is read by itself, and their answers span the value."""
    found = [_measure_group(each, have, need, holds) for each in _split(rows, have)]
    value = span(end for each in found for end in each.value)
    return Shortage(value, tuple(dict.fromkeys(code for each in found for code in each.missing)))


def _split(rows: Iterable[Resource], field: str) -> list[list[Resource]]:
    """By currency, if it is money and more than one is named."""
    found: dict[str | None, list[Resource]] = {}
    for each in rows:
        found.setdefault(each.currency, []).append(each)
    named = [each for each in found if each]
    if field != "money" or len(named) < 2:
        return [[each for group in found.values() for each in group]]
    return list(found.values())


def _measure_group(rows: list[Resource], have: str, need: str, holds: Holds) -> Shortage:
    actors = sorted({each.actor for each in rows})
    by_actor = [[each for each in rows if each.actor == actor] for actor in actors]
    totals, missing = [], []
    for field in (have, need):
        found = [_add_up(each, field, holds) for each in by_actor]
        known = [each for each in found if each]
        whole = len(known) == len(found)
        totals.append(Interval(*map(sum, zip(*known, strict=True))) if whole else None)
        if not whole:
            stated = all(any(_states(one, (field,)) for one in each) for each in by_actor)
            missing.append("missing_confirmation" if stated else f"missing_{field}")
    return Shortage(_compare(*totals), tuple(missing or ["missing_agreement"]))


def _add_up(rows: list[Resource], field: str, holds: Holds) -> Interval | None:
    """What an actor's rows of a year say together; None if none that surely holds says anything.

    Means stated by one and the same add up (earmarked money and free money); what the task needs
    is one figure, so that two that differ may be parts or variants of it. Figures stated by
    different actors are variants. Rows that may not hold may be left out.
    """
    stated = [each for each in rows if _states(each, (field,))]
    if not any(holds(each) for each in stated):
        return None
    ends: list[float] = []
    for source in {each.asserted_by for each in stated}:
        told = [each for each in stated if each.asserted_by == source]
        values = [getattr(each, field) for each in told]
        sure = [getattr(each, field) for each in told if holds(each)]
        if field in OF_THE_TASK:
            ends += [min(values), sum(values) if len(set(values)) > 1 else values[0]]
        else:
            ends += [sum(sure) if sure else min(values), sum(values)]
    return span(ends)


def _states(row: Resource, fields: Iterable[str]) -> bool:
    return any(getattr(row, each) is not None for each in fields)


def _compare(have: Interval | None, need: Interval | None) -> Interval:
    """1 - min(1, have / need); nothing needed is no shortage, a figure not known is [0, 1]."""
    if need is not None and need.high == 0:
        return ZERO
    if have is None or need is None:
        return ANY
    least = 1 - min(1.0, have.high / need.low) if need.low else 0.0
    return Interval(least, 1 - min(1.0, have.low / need.high))


def speaks_for_level(scene: Scene, row: Resource) -> bool:
    """Whether the means are those of the government of the place, not of one of its offices."""
    territory = scene.atlas.find_territory(row.actor)
    if territory is None or not scene.atlas.contains(territory, scene.setting.place):
        return False
    government = scene.atlas.find_government(territory)
    return government is not None and government.id == row.actor
