"""Who acts on which cell of area and role at a place, for finding those who should know another."""

import datetime as dt
from collections.abc import Iterable, Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.terms import list_codes

Cell = tuple[str, str]  # area, role


def list_cells(
    atlas: Atlas, place: str, on: dt.date, areas: Iterable[str] = ()
) -> dict[Cell, dict[str, tuple[str, ...]]]:
    """Cell -> actor -> its competences there in force on the day, by law or in practice, without
    those that anybody disputes.

    An actor acts at the place if a competence is stated for the place or a part of it, or if its
    territory contains, equals or lies within the place. A statement for a kind of place is that of
    the governments of such places, unless something more specific is recorded. Cells are in the
    order of the vocabularies, actors in that of their ids.
    """
    nearby = Nearby(atlas)
    cells: dict[Cell, dict[str, tuple[str, ...]]] = {}
    for area in list_codes("areas"):
        if areas and area not in areas:
            continue
        found: dict[str, dict[str, list[str]]] = {}
        facts = [
            each
            for each in nearby.list_facts("competences", area, place)
            if isinstance(each, Competence) and each.holds_on(on)
        ]
        for fact in facts:
            if fact.holds and not fact.disputed_by:
                for actor in _list_holders(nearby, fact, facts, place):
                    if atlas.actor_by_id[actor].holds_on(on):
                        found.setdefault(fact.role, {}).setdefault(actor, []).append(fact.id)
        for role in list_codes("roles"):
            if role in found:
                cells[area, role] = {
                    actor: tuple(ids) for actor, ids in sorted(found[role].items())
                }
    return cells


def _list_holders(
    nearby: Nearby, fact: Competence, facts: list[Competence], place: str
) -> Iterator[str]:
    """The actors who hold a competence at or for the place."""
    atlas = nearby.atlas
    if fact.place_kind:
        rivals = [each for each in facts if _is_on_the_same(each, fact)]
        for where in nearby.list_related(place):
            government = atlas.find_government(where)
            if government and atlas.reaches(fact, where, rivals):
                yield government.id
    elif fact.holder is not None and fact.holder not in (NOBODY, UNKNOWN):
        stated_here = fact.place is not None and atlas.contains(place, fact.place)
        if stated_here or atlas.acts_at(fact.holder, place, fact.place):
            yield fact.holder


def _is_on_the_same(one: Competence, other: Competence) -> bool:
    """Whether an undisputed statement is about the same role, so that it may go before another."""
    return (
        (one.role, one.basis) == (other.role, other.basis)
        and one.phase in (None, other.phase)
        and not one.disputed_by
    )
