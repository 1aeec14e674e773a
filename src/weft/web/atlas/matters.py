"""What a fact is about, for those who decide who may write about it."""

from collections.abc import Iterator

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.facts import Actor, Place, Zone
from weft.core.atlas.records import Record
from weft.core.atlas.subjects import list_actors, list_places
from weft.web.accounts.permissions import Matter


def describe_matter(atlas: Atlas, record: Record) -> Matter:
    """The territories that a record concerns, with what they lie in; whom it is about; whose
    statement it is."""
    if not isinstance(record, Fact):  # a place or a document
        places = (record.id,) if isinstance(record, Place) else ()
        return Matter(places=_widen(atlas, places))
    actors = {record.id} if isinstance(record, Actor) else set(list_actors(record))
    return Matter(
        places=_widen(atlas, _list_places(atlas, record)),
        actors=frozenset(actors & set(atlas.actor_by_id)),
        stated_by=record.asserted_by,
        record_of=record.id if isinstance(record, Actor) else None,
    )


def is_involved(atlas: Atlas, actor: str, fact: Fact) -> bool:
    """Whether an actor may confirm or dispute a fact: it is about the actor, or about a place where
    the actor acts."""
    if actor in describe_matter(atlas, fact).actors or actor == fact.asserted_by:
        return True
    return any(atlas.acts_at(actor, each) for each in _list_places(atlas, fact))


def _list_places(atlas: Atlas, fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Actor):
        territory = atlas.find_territory(fact.id) or fact.place
        return (territory,) if territory else ()
    if isinstance(fact, Zone):
        return fact.places
    return tuple(list_places(atlas, fact))


def _widen(atlas: Atlas, places: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_chain(atlas, places))


def _chain(atlas: Atlas, places: tuple[str, ...]) -> Iterator[str]:
    for each in places:
        yield from atlas.list_chain(each)
