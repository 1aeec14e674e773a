"""What a record is about, for those who decide who may write about it, and what they decide."""

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.facts import Actor, Place, Zone
from weft.core.atlas.records import Record
from weft.core.atlas.subjects import list_actors, list_places
from weft.web.accounts.models import User
from weft.web.accounts.permissions import Matter, may
from weft.web.atlas.writing import Change

# What an actor's rights and everybody's reading hang on: where it acts and as what, and who sees
# it. Speaking for an actor is no right to change these.
STANDING = ("kind", "place", "parent", "levels", "visibility")


def describe_matter(atlas: Atlas, record: Record) -> Matter:
    """The territories that a record concerns, each with what it lies in; whom it is about; whose
    statement it is."""
    if not isinstance(record, Fact):  # a place or a document
        places = (record.id,) if isinstance(record, Place) else ()
        return Matter(territories=_widen(atlas, places))
    actors = {record.id} if isinstance(record, Actor) else set(list_actors(record))
    return Matter(
        territories=_widen(atlas, _list_places(atlas, record)),
        actors=frozenset(actors & set(atlas.actor_by_id)),
        stated_by=record.asserted_by,
        record_of=record.id if isinstance(record, Actor) else None,
    )


def may_change(by: User, before: Atlas, after: Atlas, change: Change) -> bool:
    """Whether a person may make a change: state something new, correct, or take back. `before` and
    `after` are the atlas without and with it."""
    old, new = change.before, change.after
    if old is None and change.section == "sources":
        return may(by, "atlas.contribute")  # whoever states something may name the document
    matters = [describe_matter(x, y) for x, y in ((before, old), (after, new)) if y is not None]
    needed = ["atlas.change"]
    if new is None and not (isinstance(old, Fact) and old.asserted_by):
        needed.append("atlas.keep")  # what nobody in particular states goes from all its places
    if isinstance(new, Actor) and _moves(old, new) and not _is_only_theirs(before, old):
        needed.append("atlas.keep")
    return all(may(by, permission, each) for permission in needed for each in matters)


def _moves(old: Record | None, new: Actor) -> bool:
    """Whether an actor would stand elsewhere, or as something else, than before; a new government
    takes the place of the one there is."""
    if not isinstance(old, Actor):
        return new.kind == "government"
    return any(getattr(old, name) != getattr(new, name) for name in STANDING)


def _is_only_theirs(atlas: Atlas, old: Record | None) -> bool:
    """Whether an actor was stated by somebody, and nobody else has said a word of it."""
    if not isinstance(old, Actor) or not old.asserted_by:
        return False
    naming = (
        each
        for each in atlas.facts.values()
        if each.id != old.id and (old.id in list_actors(each) or each.asserted_by == old.id)
    )
    return all(each.asserted_by == old.asserted_by for each in naming)


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
    return tuple(dict.fromkeys(list_places(atlas, fact)))


def _widen(atlas: Atlas, places: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(atlas.list_chain(each)) for each in places)
