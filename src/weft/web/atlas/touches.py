"""Which records each change set wrote, for whoever judges what a reader may see of that: of
everything, of a place, or of an actor."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from weft.web.atlas.facts import View
from weft.web.atlas.models import ChangeSet, Revision, State, Statement
from weft.web.atlas.writing import AT_ONCE

WINDOW = 24  # change sets that are looked at together; of what is hidden, ever more
LARGEST_WINDOW = 1024
LARGE = 5000  # records that are asked for at once; where there are more, bit by bit
BIT = 1000


@dataclass(frozen=True)
class Scope:
    """What a list of changes is about: everything, a place, or an actor."""

    place: str | None = None
    actor: str | None = None


EVERYTHING = Scope()


class Touch(NamedTuple):
    """That a change set wrote a record."""

    change_set: int
    section: str
    key: str
    row: int
    first: bool  # before, it had never been there
    alone: bool  # and nobody wrote it since


def list_windows(
    view: View, scope: Scope, before: int | None, since: int
) -> Iterator[dict[int, Iterator[Touch]]]:
    """What some change sets wrote, newest first, a few at a time; each in the order of writing."""
    if scope != EVERYTHING:
        yield from _cut_windows(_read_scope(view, scope, since), before)
        return
    size = WINDOW
    while True:
        sets = ChangeSet.objects.filter(pk__gt=since)
        if before is not None:
            sets = sets.filter(pk__lt=before)
        numbers = list(sets.order_by("-pk").values_list("pk", flat=True)[:size])
        if not numbers:
            return
        yield read_written(numbers)
        before, size = numbers[-1], min(2 * size, LARGEST_WINDOW)


def read_written(numbers: Sequence[int]) -> dict[int, Iterator[Touch]]:
    """What some change sets wrote: all at once, or where that is much, each as far as it is asked
    for."""
    which = Q(change_set__in=numbers)
    statements = list(_read_statements(which, LARGE + 1))
    edits = list(_read_revisions(which, LARGE + 1))
    if max(len(statements), len(edits)) > LARGE:
        return {each: _read_bit_by_bit(each) for each in numbers}
    touches: dict[int, list[Touch]] = {each: [] for each in numbers}
    for each in (*statements, *edits):
        touches[each.change_set].append(each)
    return {number: iter(found) for number, found in touches.items()}


def _read_bit_by_bit(number: int) -> Iterator[Touch]:
    for read in (_read_statements, _read_revisions):
        last = 0
        while some := list(read(Q(change_set=number, pk__gt=last), BIT)):
            yield from some
            last = some[-1].row


def _cut_windows(
    touches: Iterable[Touch], before: int | None
) -> Iterator[dict[int, Iterator[Touch]]]:
    by_set: dict[int, list[Touch]] = {}
    for each in touches:
        if before is None or each.change_set < before:
            by_set.setdefault(each.change_set, []).append(each)
    numbers = sorted(by_set, reverse=True)
    for start in range(0, len(numbers), WINDOW):
        yield {each: iter(by_set[each]) for each in numbers[start : start + WINDOW]}


def _read_scope(view: View, scope: Scope, since: int) -> Iterator[Touch]:
    """What was written of the records that are or were about a place or an actor."""
    newer = Q(change_set__gt=since)
    keys: set[str] = set()
    if scope.place is not None:
        acting = [x.id for x in view.atlas.actors if view.atlas.find_territory(x.id) == scope.place]
        named = Q(place=scope.place)
        for some in _cut(acting):
            named |= Q(pk__in=Statement.actors.through.objects.filter(
                actor__in=some).values("statement"))  # fmt: skip
        keys |= {each.id for each in view.facts_by_place.get(scope.place, ())}
        shared = {scope.place, *acting}
    else:
        named = Q(
            pk__in=Statement.actors.through.objects.filter(actor=scope.actor).values("statement")
        )
        shared = {str(scope.actor)}
    keys |= set(Statement.objects.filter(named).values_list("key", flat=True))
    for some in _cut(sorted(keys)):
        yield from _read_statements(Q(key__in=some) & newer)
    section = "actors" if scope.actor else None
    for some in _cut(sorted(shared)):
        for each in _read_revisions(Q(key__in=some) & newer):
            if section in (None, each.section):
                yield each


def _cut(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _read_statements(which: Q, most: int | None = None) -> Iterator[Touch]:
    rows = Statement.objects.filter(which).order_by("pk")[:most]
    for number, section, key, pk, old, state, new in rows.values_list(
        "change_set", "section", "key", "pk", "replaces", "state", "replaced_by"
    ):
        alone = old is None and new is None and state == State.PUBLISHED
        yield Touch(number, section, key, pk, old is None, alone)


def _read_revisions(which: Q, most: int | None = None) -> Iterator[Touch]:
    same = Revision.objects.filter(section=OuterRef("section"), key=OuterRef("key"))
    rows = Revision.objects.filter(which).order_by("pk")
    marked = rows.annotate(
        first=ExpressionWrapper(Q(before__isnull=True), output_field=BooleanField()),
        later=Exists(same.filter(pk__gt=OuterRef("pk"))),
        earlier=Exists(same.filter(pk__lt=OuterRef("pk"))),
    )
    for number, section, key, pk, first, later, earlier in marked.values_list(
        "change_set", "section", "key", "pk", "first", "later", "earlier"
    )[:most]:
        yield Touch(number, section, key, pk, first, first and not later and not earlier)
