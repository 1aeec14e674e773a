"""Of which change sets a reader may see something, and what: for pages, feeds and mails that say
what changed. A change set of which a reader sees nothing is not there for this reader."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.combining import SHARED
from weft.core.atlas.facts import Actor
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import list_places
from weft.web.atlas.history import Look, Version
from weft.web.atlas.models import ChangeSet, Revision, State, Statement
from weft.web.atlas.past import Key
from weft.web.atlas.writing import AT_ONCE

MOST = 50  # changed records of one change set that are looked for; new ones cost little
WINDOW = 24  # change sets that are looked at together; of what is hidden, ever more
LARGEST_WINDOW = 1024


@dataclass(frozen=True)
class Scope:
    """What a list of changes is about: everything, a place, or an actor."""

    place: str | None = None
    actor: str | None = None


EVERYTHING = Scope()


class Deed(NamedTuple):
    """A change set as far as a reader sees it."""

    change_set: ChangeSet
    items: tuple[Version, ...]
    more: bool  # whether there is more than the items


class _Touch(NamedTuple):
    """That a change set wrote a record."""

    change_set: int
    section: str
    key: str
    row: int
    first: bool  # before, it had never been there
    alone: bool  # and nobody wrote it since


def list_deeds(
    look: Look,
    scope: Scope = EVERYTHING,
    *,
    before: int | None = None,
    since: int = 0,
    most: int = 20,
) -> tuple[Deed, ...]:
    """The newest change sets of which the reader sees something, of those that were written before
    one and since another."""
    found: list[Deed] = []
    for window in _list_windows(look, scope, before, since):
        seen = _evaluate(look, scope, window)
        kept = [number for number in window if seen[number][0]][: most - len(found)]
        sets = ChangeSet.objects.select_related("made_by").in_bulk(kept)
        found += [Deed(sets[each], *seen[each]) for each in kept]
        if len(found) == most:
            break
    return tuple(found)


def find_deed(look: Look, token: uuid.UUID) -> Deed | None:
    """One change set; None if the reader sees nothing of it."""
    change_set = ChangeSet.objects.select_related("made_by").filter(token=token).first()
    if change_set is None:
        return None
    touches = list(_read_touches(Q(change_set=change_set.pk)))
    items, more = _evaluate(look, EVERYTHING, {change_set.pk: touches})[change_set.pk]
    return Deed(change_set, items, more) if items else None


def list_open(look: Look, numbers: Iterable[int]) -> set[int]:
    """Those of some change sets of which the reader sees everything. What was said of a change as a
    whole may speak of each of its parts."""
    numbers = set(numbers)
    touches = list(_read_touches(Q(change_set__in=numbers))) if numbers else []
    hidden = set()
    slow: dict[int, list[_Touch]] = {}
    for each in touches:
        there = look.view.atlas.find_record(each.section, each.key) is not None
        if each.alone or (each.first and each.section == "sources"):
            hidden |= set() if there else {each.change_set}
        else:
            slow.setdefault(each.change_set, []).append(each)
    hidden |= {number for number, found in slow.items() if len(found) > MOST}
    asked = [each for number, found in slow.items() if number not in hidden for each in found]
    for each, version in zip(asked, _find_versions(look, asked), strict=True):
        if version is None:
            hidden.add(each.change_set)
    return numbers - hidden


# --- which change sets come into question


def _list_windows(
    look: Look, scope: Scope, before: int | None, since: int
) -> Iterator[dict[int, list[_Touch]]]:
    """What some change sets wrote, newest first, a few at a time."""
    if scope != EVERYTHING:
        yield from _cut_windows(_read_scope(look, scope, since), before)
        return
    size = WINDOW
    while True:
        sets = ChangeSet.objects.filter(pk__gt=since)
        if before is not None:
            sets = sets.filter(pk__lt=before)
        numbers = list(sets.order_by("-pk").values_list("pk", flat=True)[:size])
        if not numbers:
            return
        window: dict[int, list[_Touch]] = {each: [] for each in numbers}
        for each in _read_touches(Q(change_set__in=numbers)):
            window[each.change_set].append(each)
        yield window
        before, size = numbers[-1], min(2 * size, LARGEST_WINDOW)


def _cut_windows(
    touches: Iterable[_Touch], before: int | None
) -> Iterator[dict[int, list[_Touch]]]:
    by_set: dict[int, list[_Touch]] = {}
    for each in touches:
        if before is None or each.change_set < before:
            by_set.setdefault(each.change_set, []).append(each)
    numbers = sorted(by_set, reverse=True)
    for start in range(0, len(numbers), WINDOW):
        yield {each: by_set[each] for each in numbers[start : start + WINDOW]}


def _read_scope(look: Look, scope: Scope, since: int) -> Iterator[_Touch]:
    """What was written of the records that are or were about a place or an actor."""
    newer = Q(change_set__gt=since)
    keys: set[str] = set()
    if scope.place is not None:
        view = look.view
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


def _read_touches(which: Q) -> Iterator[_Touch]:
    yield from _read_statements(which)
    yield from _read_revisions(which)


def _read_statements(which: Q) -> Iterator[_Touch]:
    rows = Statement.objects.filter(which).order_by("pk")
    for number, section, key, pk, old, state, new in rows.values_list(
        "change_set", "section", "key", "pk", "replaces", "state", "replaced_by"
    ):
        alone = old is None and new is None and state == State.PUBLISHED
        yield _Touch(number, section, key, pk, old is None, alone)


def _read_revisions(which: Q) -> Iterator[_Touch]:
    same = Revision.objects.filter(section=OuterRef("section"), key=OuterRef("key"))
    rows: QuerySet[Revision] = Revision.objects.filter(which).order_by("pk")
    marked = rows.annotate(
        first=ExpressionWrapper(Q(before__isnull=True), output_field=BooleanField()),
        later=Exists(same.filter(pk__gt=OuterRef("pk"))),
        earlier=Exists(same.filter(pk__lt=OuterRef("pk"))),
    )
    for number, section, key, pk, first, later, earlier in marked.values_list(
        "change_set", "section", "key", "pk", "first", "later", "earlier"
    ):
        yield _Touch(number, section, key, pk, first, first and not later and not earlier)


# --- what the reader sees of them


def _evaluate(
    look: Look, scope: Scope, window: Mapping[int, Sequence[_Touch]]
) -> dict[int, tuple[tuple[Version, ...], bool]]:
    """What is seen of each change set, in the order of writing; and whether there is more. New
    records are all counted; of changed ones no more than some are looked at."""
    found: dict[int, dict[int, Version]] = {number: {} for number in window}
    waiting: dict[int, list[tuple[int, _Touch]]] = {}
    for number, touches in window.items():
        for at, each in enumerate(touches):
            if each.first and each.section == "sources":
                continue  # it came with the facts that cite it
            if not each.alone:
                waiting.setdefault(number, []).append((at, each))
            elif (version := _find_new(look, each)) and _concerns(look, scope, version):
                found[number][at] = version
    changed = dict.fromkeys(window, 0)
    while waiting:
        some = {number: rest[:MOST] for number, rest in waiting.items()}
        asked = [each for rest in some.values() for _, each in rest]
        versions = iter(_find_versions(look, asked))
        for number, rest in some.items():
            for at, _ in rest:
                version = next(versions)
                if version and changed[number] <= MOST and _concerns(look, scope, version):
                    changed[number] += 1
                    found[number][at] = version
        waiting = {
            number: rest[MOST:]
            for number, rest in waiting.items()
            if len(rest) > MOST and changed[number] <= MOST
        }
    result = {}
    for number, versions_at in found.items():
        more = changed[number] > MOST
        kept = tuple(versions_at[at] for at in sorted(versions_at))
        result[number] = (kept, more)
    return result


def _find_versions(look: Look, touches: Sequence[_Touch]) -> list[Version | None]:
    lines = look.read_lines((each.section, each.key) for each in touches)
    wanted = {(x.key, x.change_set): x for line in lines.values() for x in line}
    return [wanted.get(((each.section, each.key), each.change_set)) for each in touches]


def _find_new(look: Look, touch: _Touch) -> Version | None:
    """A record of which there is one version only: whoever sees the record sees it."""
    atlas = look.view.atlas
    record = atlas.find_record(touch.section, touch.key)
    if record is None:
        return None
    key: Key = (touch.section, touch.key)
    return Version(key, touch.change_set, touch.row, None, record, atlas, atlas)


def _concerns(look: Look, scope: Scope, version: Version) -> bool:
    if scope == EVERYTHING:
        return True
    section, key = version.key
    said = [
        (record, words)
        for record, words in (
            (version.before, version.words_before), (version.after, version.words)
        )
        if record is not None
    ]  # fmt: skip
    if scope.actor is not None:
        own = version.key == ("actors", scope.actor)
        return own or any(_names(record, scope.actor) for record, _ in said)
    if section in SHARED:
        if section == "places":
            return key == scope.place
        return any(scope.place in _list_homes(record, words) for record, words in said)
    near = look.view.keep(
        ("ids at", scope.place),
        lambda: frozenset(x.id for x in look.view.facts_by_place.get(scope.place or "", ())),
    )
    return key in near or any(scope.place in _list_homes(x, words) for x, words in said)


def _names(record: Record, actor: str) -> bool:
    named = walk_references(record, type(record))
    return any(ref.section == "actors" and name == actor for _, ref, name in named)


def _list_homes(record: Record, words: Atlas) -> Iterator[str | None]:
    if isinstance(record, Actor):
        yield record.place or words.find_territory(record.parent or "")
    elif isinstance(record, Fact):
        yield from list_places(words, record)
