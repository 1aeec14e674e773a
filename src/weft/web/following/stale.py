"""What an actor states or keeps that may be out of date, for whoever speaks for it and can say that
it is still right."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Max

from weft.core.atlas import Fact
from weft.core.atlas.facts import Actor
from weft.core.terms import last_day
from weft.web.atlas.facts import View
from weft.web.atlas.models import Kind, Revision, Statement

# Offices, budgets and round tables change from year to year: after a year without a word it is time
# to ask. The diagnosis knows nothing of this; it has rules of its own for what no longer meets.
OLD = dt.timedelta(days=365)
# The kinds of change sets in which an actor states something; the others are about it.
_STATED = (Kind.LOADED, Kind.IMPORTED, Kind.PUBLISHED, Kind.RESTORED)


class Stale(NamedTuple):
    """A fact that its actor has not confirmed for long."""

    fact: Fact
    actor: str
    last_word: dt.date

    @property
    def since(self) -> dt.date:
        """The first day on which it counts as possibly out of date."""
        return self.last_word + OLD + dt.timedelta(days=1)


def list_stale(actors: Collection[str], view: View, today: dt.date) -> tuple[Stale, ...]:
    """What some actors state, and their own records, where they have said nothing for longer than
    OLD, the oldest first; facts that ended are left alone."""
    if not actors:
        return ()
    owned = [
        (each, owner)
        for each in view.atlas.facts.values()
        if (owner := find_owner(each, actors)) and (each.until is None or each.holds_on(today))
    ]
    days = _find_days(each for each, _ in owned)
    found = []
    for each, owner in owned:
        words = [days.get((isinstance(each, Actor), each.id), dt.date(1970, 1, 1))]
        words += [last_day(x.date) for x in each.positions if x.date and x.actor == owner]
        stale = Stale(each, owner, max(words))
        if stale.since <= today:
            found.append(stale)
    return tuple(sorted(found, key=lambda each: (each.last_word, each.fact.id)))


def find_owner(fact: Fact, actors: Collection[str]) -> str | None:
    """Which of some actors can say that a fact is still right: the one whose record it is, else the
    one that states it."""
    if isinstance(fact, Actor) and fact.id in actors:
        return fact.id
    return fact.asserted_by if fact.asserted_by in actors else None


def _find_days(facts: Iterable[Fact]) -> dict[tuple[bool, str], dt.date]:
    """When each was last stated; the records of actors are kept apart."""
    facts = list(facts)
    keys = [each.id for each in facts if not isinstance(each, Actor)]
    named = [each.id for each in facts if isinstance(each, Actor)]
    days: dict[tuple[bool, str], dt.date] = {}
    statements = Statement.objects.filter(key__in=keys, change_set__kind__in=_STATED)
    edits = Revision.objects.filter(section="actors", key__in=named, change_set__kind__in=_STATED)
    for own, rows in ((False, statements), (True, edits)):
        for key, made_at in rows.values_list("key").annotate(Max("change_set__made_at")):
            days[own, key] = made_at.date()
    return days
