"""Which known facts a new one contests, and which known record it may be under another id, for the
preview of an import."""

from collections.abc import Iterator, Sequence
from typing import Any

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.duplicates import find_likely_duplicates
from weft.core.atlas.checks.periods import find_contradictions, find_held_by_nobody
from weft.core.atlas.facts import Actor, Place, Report, Resource
from weft.core.atlas.records import Fact, Record
from weft.core.atlas.subjects import name_subject
from weft.core.terms import fold, overlap

# Figures of a resource, and what must be the same for two of them to be of one thing.
_FIGURES = {
    "money": "currency", "staff": "", "trained_staff": "", "task_cost": "currency",
    "task_staff": "", "capacity": "capacity_unit",
}  # fmt: skip


def list_against(known: Atlas, joined: Atlas, mine: set[str]) -> dict[str, set[str]]:
    """Fact among `mine` -> known facts that say otherwise of the same on the same day. `joined` is
    the known atlas with the new facts: competences contradict each other as the check finds it;
    means and accounts of one actor, area and year do if their figures or titles differ."""
    against: dict[str, set[str]] = {}
    for one, other in (*_contradict(joined, mine), *_differ(known, joined, mine)):
        for fact, rival in ((one, other), (other, one)):
            if fact in mine and rival in known.facts:
                against.setdefault(fact, set()).add(rival)
    return against


def _keep(atlas: Atlas, **sections: tuple[Any, ...]) -> Atlas:
    """The atlas with other records in some sections. It keeps what the whole has worked out:
    territories and levels are those of the whole."""
    return atlas.model_copy(update=sections)


def _contradict(joined: Atlas, mine: set[str]) -> Iterator[tuple[str, str]]:
    """Competences held and not held, or held by somebody and by nobody: the rules of the check."""
    asked = {(each.area, each.role, each.basis) for each in joined.competences if each.id in mine}
    alike = (each for each in joined.competences if (each.area, each.role, each.basis) in asked)
    part = _keep(joined, competences=tuple(alike))
    for find in (find_contradictions, find_held_by_nobody):
        for finding in find(part):
            yield from ((finding.record, other) for other in finding.others)


def _differ(known: Atlas, joined: Atlas, mine: set[str]) -> Iterator[tuple[str, str]]:
    """Means of an actor in an area and year in other figures; accounts of them by other titles."""
    facts: tuple[Resource | Report, ...] = (*joined.resources, *joined.reports)
    rivals: dict[str, list[Resource | Report]] = {}
    for each in facts:
        if each.id in known.facts:
            rivals.setdefault(name_subject(each), []).append(each)
    for each in facts:
        if each.id in mine:
            for other in rivals.get(name_subject(each), ()):
                if each.id != other.id and _says_otherwise(each, other):
                    yield each.id, other.id


def _says_otherwise(one: Fact, other: Fact) -> bool:
    if not overlap((one.start, one.until), (other.start, other.until)):
        return False
    if isinstance(one, Report) and isinstance(other, Report):
        return fold(one.title.read()) != fold(other.title.read())
    # Earmarked and free money are two things and stand apart, and so do beds and places.
    if not (isinstance(one, Resource) and isinstance(other, Resource)):
        return False
    return one.earmarked == other.earmarked and any(
        None not in (mine := getattr(one, name), theirs := getattr(other, name))
        and mine != theirs
        and fold(str(getattr(one, unit, ""))) == fold(str(getattr(other, unit, "")))
        for name, unit in _FIGURES.items()
    )


def list_likely(known: Atlas, joined: Atlas, new: Sequence[Record]) -> dict[tuple[str, str], str]:
    """Section and id of each new place or actor that may be a known one -> the known one's id."""
    places = [each for each in new if isinstance(each, Place)]
    actors = [each for each in new if isinstance(each, Actor)]
    found = {("places", key): other for key, other in _list_like_places(known, joined, places)}
    found |= {("actors", key): other for key, other in _list_like_actors(known, joined, actors)}
    return found


def _list_like_places(known: Atlas, joined: Atlas, new: list[Place]) -> Iterator[tuple[str, str]]:
    """Places of one name and level, of which one does not lie elsewhere than the other."""
    by_name: dict[str, list[Place]] = {}
    for place in known.places if new else ():
        for words in {fold(each) for each in place.name.root.values()}:
            by_name.setdefault(words, []).append(place)
    for place in new:
        for other in (x for each in place.name.root.values() for x in by_name.get(fold(each), ())):
            parents = place.parent, other.parent
            apart = None not in parents and not joined.is_related(*map(str, parents))
            if set(place.levels) & set(other.levels) and not apart:
                yield place.id, other.id
                break


def _list_like_actors(known: Atlas, joined: Atlas, new: list[Actor]) -> Iterator[tuple[str, str]]:
    """What the check for duplicates finds, asked of those who can be found only."""
    if not new:
        return
    own = {each.id for each in new}
    territories = {joined.find_territory(each) for each in own}
    near: set[str | None] = {None}
    near |= {outer for each in territories if each for outer in joined.list_chain(each)}
    near |= {
        each.id for each in joined.places if not territories.isdisjoint(joined.list_chain(each.id))
    }
    part = _keep(
        joined,
        actors=tuple(
            each
            for each in joined.actors
            if None in territories or joined.find_territory(each.id) in near
        ),
    )
    likely: dict[str, list[str]] = {}
    for finding in find_likely_duplicates(part):
        for other in finding.others:
            for one, two in ((finding.record, other), (other, finding.record)):
                if one in own and two in known.actor_by_id:
                    likely.setdefault(one, []).append(two)
    yield from ((key, min(others)) for key, others in sorted(likely.items()))
