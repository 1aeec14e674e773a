"""From mechanisms to threads: what ties which columns and rows of a place, and which way."""

from itertools import pairwise
from typing import Literal

from weft.core.atlas.facts import GOVERNMENTAL, Mechanism
from weft.core.terms import is_below_state, list_codes
from weft.pictures.fabric import Measure, Thread, Tie
from weft.pictures.ground import COLUMNS, Ground

# What one level does to another; the other kinds go both ways.
TOP_DOWN = frozenset(
    {"mandate", "inspection", "earmarked_grant", "block_grant", "imposed_contract", "information"}
)
BOTTOM_UP = frozenset({"lobbying"})


def spin_threads(ground: Ground, strength: Measure) -> tuple[list[Thread], list[str]]:
    """The threads of a place, and the ids of mechanisms there whose members have no column.

    A mechanism is drawn if its own territory, where it has one, is related to the place, and a
    participant acts there (`Atlas.concerns`), or it ties the State of the place to what stands
    above or beside it. Participants without a territory come along; those of other places do not.
    """
    threads: list[Thread] = []
    loose: list[str] = []
    for mechanism in ground.atlas.mechanisms:
        if not mechanism.holds_on(ground.on):
            continue
        if mechanism.place and not ground.is_here(mechanism.place):
            continue
        if mechanism.members and not _concerns(ground, mechanism):
            continue
        members = tuple(
            each.actor
            for each in mechanism.members
            if each.seat != "observer" and ground.acts(each.actor)
        )
        territories = {each: ground.atlas.find_territory(each) for each in members}
        here = [each for each in members if ground.acts_here(each)]
        if not here:
            if mechanism.place and not members:
                loose.append(mechanism.id)
            continue
        concerned = [
            each
            for each in members
            if each in here or (territories[each] is None and not _is_somewhere_below(ground, each))
        ]
        inside = mechanism.place and ground.atlas.contains(ground.place, mechanism.place)
        if len(concerned) == 1 and len(members) > 1 and not inside:
            continue
        standing = {column for each in concerned for column in ground.list_columns(each)}
        columns = tuple(each for each in COLUMNS if each in standing)
        if not columns:
            loose.append(mechanism.id)
            continue
        if len(columns) == 1 and _is_elsewhere(ground, mechanism, territories):
            continue
        tie = _tie(ground, mechanism, members, strength)
        areas = tuple(each for each in list_codes("areas") if each in mechanism.areas)
        if len(columns) > 1:
            threads.extend(_join_levels(ground, mechanism, tie, areas, columns))
        elif len(areas) > 1:
            cells = [(area, columns[0]) for area in areas]
            threads.extend(Thread(tie, upper, lower) for upper, lower in pairwise(cells))
        else:
            cell = (areas[0], columns[0])
            threads.append(Thread(tie, cell, cell))
    return threads, loose


def _concerns(ground: Ground, mechanism: Mechanism) -> bool:
    if ground.atlas.concerns(mechanism, ground.place):
        return True
    return any(
        ground.atlas.actor_by_id[each.actor].kind in GOVERNMENTAL
        and "national" in ground.atlas.list_levels(each.actor)
        and _is_state_of(ground, ground.atlas.find_territory(each.actor))
        for each in mechanism.members
        if each.seat != "observer"
    )


def _is_state_of(ground: Ground, territory: str | None) -> bool:
    """Whether a territory is the country that contains the place."""
    return (
        territory is not None
        and ground.atlas.contains(territory, ground.place)
        and "national" in ground.atlas.place_by_id[territory].levels
    )


def _is_somewhere_below(ground: Ground, actor: str) -> bool:
    """Whether an actor without territory is a group of governments below the State: which towns
    they are is not said, so it is not said of this one."""
    official = ground.atlas.actor_by_id[actor].kind in GOVERNMENTAL
    return official and is_below_state(ground.atlas.list_levels(actor))


def _is_elsewhere(ground: Ground, mechanism: Mechanism, territories: dict[str, str | None]) -> bool:
    """Whether what is left here is the upper end of a tie to other places: a State's contract
    with another town is not a thread of this town."""
    known = [each for each in territories.values() if each]
    return (
        mechanism.place is None
        and not all(ground.is_here(each) for each in known)
        and not any(ground.atlas.contains(ground.place, each) for each in known)
    )


def _tie(ground: Ground, fact: Mechanism, members: tuple[str, ...], strength: Measure) -> Tie:
    return Tie(
        fact=fact.id,
        name=fact.name,
        kind=fact.kind,
        formality=fact.formality,
        strength=strength(fact),
        members=ground.read_names(members),
        disputed_by=ground.read_disputing(fact),
    )


def _join_levels(
    ground: Ground,
    mechanism: Mechanism,
    tie: Tie,
    areas: tuple[str, ...],
    columns: tuple[str, ...],
) -> list[Thread]:
    """A chain from column to neighbouring column, in each of the areas."""
    starter = ground.list_columns(mechanism.initiator) if mechanism.initiator else ()
    return [
        Thread(tie, (area, upper), (area, lower), _aim(mechanism.kind, starter, lower))
        for area in areas
        for upper, lower in pairwise(columns)
    ]


def _aim(kind: str, starter: tuple[str, ...], lower: str) -> Literal["forward", "backward"] | None:
    """Towards the lower column, or from it: lobbying, and what the lower one started."""
    if kind in BOTTOM_UP:
        return "backward"
    if kind not in TOP_DOWN or (kind == "information" and not starter):
        return None
    from_below = bool(starter) and all(
        COLUMNS.index(each) >= COLUMNS.index(lower) for each in starter
    )
    return "backward" if from_below else "forward"
