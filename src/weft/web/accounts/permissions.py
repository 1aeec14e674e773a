"""Who may do what, as predicates that read as sentences; every write and every page behind a
sign-in asks `user.has_perm` with one of these names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rules import permissions, predicates

from weft.web.accounts.models import Mandate, Role


def predicate(work: Callable[..., bool]) -> Any:
    """A question about a person, that can be joined to others by | and &."""
    return predicates.predicate(work)  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Matter:
    """What somebody wants to write about. `territories` are those it concerns, each with what it
    lies in; `actors` are those it is about."""

    territories: tuple[frozenset[str], ...] = ()
    actors: frozenset[str] = frozenset()
    stated_by: str | None = None  # the actor whose statement it is; None: nobody's in particular
    record_of: str | None = None  # the actor whose own record it is
    made_by: int | None = None  # the person who brought it; None: the terminal

    def list_places(self) -> frozenset[str]:
        """All places that it concerns, with what they lie in."""
        return frozenset().union(*self.territories)


def list_mandates(person: Any) -> Sequence[Mandate]:
    """The mandates that a person has now, asked for once with each loaded person."""
    if person is None or not person.is_authenticated or not person.is_active:
        return ()
    found: list[Mandate] | None = getattr(person, "_mandates", None)
    if found is None:
        found = person._mandates = list(Mandate.objects.filter(person=person, ended_at=None))
    return found


def list_spoken_for(person: Any) -> tuple[str, ...]:
    """The actors that a person speaks for, in the order in which the mandates were given."""
    mandates = list_mandates(person)
    return tuple(x.actor_id for x in mandates if x.role == Role.CONTRIBUTOR and x.actor_id)


def may(person: Any, permission: str, what: object = None) -> bool:
    """Whether a person has a permission, with regard to what is written about."""
    allowed: bool = person.has_perm(permission, what)
    return allowed


def is_spoken_for(actor: str) -> bool:
    """Whether anybody speaks for an actor."""
    return Mandate.objects.filter(actor=actor, role=Role.CONTRIBUTOR, ended_at=None).exists()


def _has(person: Any, role: Role) -> bool:
    return any(each.role == role for each in list_mandates(person))


@predicate
def is_secretariat(person: Any) -> bool:
    """Works for the network as a whole."""
    return _has(person, Role.SECRETARIAT)


@predicate
def speaks_for_somebody(person: Any) -> bool:
    """Speaks for at least one actor."""
    return _has(person, Role.CONTRIBUTOR)


@predicate
def keeps_somewhere(person: Any) -> bool:
    """Keeps the record of at least one place."""
    return _has(person, Role.STEWARD)


@predicate
def speaks_for(person: Any, actor: str | None) -> bool:
    """Speaks for this actor."""
    return actor is not None and actor in list_spoken_for(person)


@predicate
def keeps(person: Any, matter: Matter | None) -> bool:
    """Keeps a place that the matter concerns, or one around it."""
    kept = _list_kept(person)
    return matter is not None and any(kept & each for each in matter.territories)


@predicate
def keeps_all(person: Any, matter: Matter | None) -> bool:
    """Keeps every place that the matter concerns, or one around each."""
    kept = _list_kept(person)
    return (
        matter is not None
        and bool(matter.territories)
        and all(kept & each for each in matter.territories)
    )


def _list_kept(person: Any) -> set[str | None]:
    return {x.place_id for x in list_mandates(person) if x.role == Role.STEWARD}


@predicate
def states_it(person: Any, matter: Matter | None) -> bool:
    """Speaks for the actor whose statement it is."""
    return matter is not None and matter.stated_by in list_spoken_for(person)


@predicate
def is_own_record(person: Any, matter: Matter | None) -> bool:
    """Speaks for the actor whose record it is."""
    return matter is not None and matter.record_of in list_spoken_for(person)


@predicate
def is_nobodys(person: Any, matter: Matter | None) -> bool:
    """It is read from documents, and nobody in particular states it."""
    return matter is not None and matter.stated_by is None


@predicate
def brought_it(person: Any, matter: Matter | None) -> bool:
    """Is the person who brought it."""
    return matter is not None and matter.made_by is not None and matter.made_by == person.pk


@predicate
def is_it(person: Any, matter: Matter | None) -> bool:
    """Speaks for an actor that it is about."""
    return matter is not None and bool(matter.actors & set(list_spoken_for(person)))


def _allow(permission: str, whom: Any) -> None:
    permissions.add_perm(permission, whom)  # type: ignore[no-untyped-call]


in_charge = keeps | is_secretariat
contributes = speaks_for_somebody | keeps_somewhere | is_secretariat

# What is written to the atlas.
_allow("atlas.contribute", contributes)
_allow("atlas.speak_for", speaks_for)
# Nobody overwrites anybody: what an actor states only that actor changes; others dispute it.
_allow("atlas.change", states_it | is_own_record | (is_nobodys & in_charge))
_allow("atlas.keep", keeps_all | is_secretariat)  # merge, withdraw, undo what others brought
_allow("atlas.mark", contributes)  # a finding as wrong, handled; who keeps no place: for an actor
# Figures: whoever may state something may bring a file; what belongs to a body only that body
# publishes and revokes, what is read from documents whoever keeps something.
_allow("observatory.add", contributes)
# Its figures before they were protected, and the report that quotes them, see as few as can do the
# work.
_allow("observatory.see", states_it
       | (is_nobodys & (is_secretariat | (brought_it & keeps_somewhere))))  # fmt: skip
_allow("observatory.change", states_it | (is_nobodys & (keeps_somewhere | is_secretariat)))
_allow("observatory.revoke", states_it | is_secretariat | (is_nobodys & keeps_somewhere))
# What is done about people.
_allow("accounts.invite", keeps_somewhere | is_secretariat)
_allow("accounts.decide", in_charge)  # a request, a mandate
_allow("accounts.appoint", is_secretariat)  # stewards, the secretariat itself
_allow("accounts.audit", is_secretariat)
