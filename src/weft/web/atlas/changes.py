"""Of which change sets a reader may see something, and what, for pages, feeds and mails that say
what changed.

A change set of which a reader sees nothing is not there for this reader.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.combining import SHARED
from weft.core.atlas.facts import Actor
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import list_places
from weft.web.atlas.history import Look, Version
from weft.web.atlas.models import ChangeSet, Revision, Statement
from weft.web.atlas.past import Key, read_record
from weft.web.atlas.touches import EVERYTHING, Scope, Touch, list_windows, read_written

MOST = 200  # records of one change set that are looked for
AT_ONCE = 25  # records of one change set whose earlier versions are read at once
LARGEST = 500  # records of a change set that are looked through where all of them matter


class Deed(NamedTuple):
    """A change set as far as a reader sees it."""

    change_set: ChangeSet
    items: tuple[Version, ...]
    more: bool  # whether there is more than the items


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
    for window in list_windows(look.view, scope, before, since):
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
    written = read_written([change_set.pk])
    items, more = _evaluate(look, EVERYTHING, written)[change_set.pk]
    return Deed(change_set, items, more) if items else None


def list_open(look: Look, numbers: Iterable[int]) -> set[int]:
    """Those of some change sets of which the reader sees everything. What was said of a change as a
    whole may speak of each of its parts."""
    numbers, hidden = sorted(set(numbers)), set()
    asked: list[Touch] = []
    for number, touches in read_written(numbers).items() if numbers else ():
        some = list(islice(touches, LARGEST + 1))
        if len(some) > LARGEST:
            hidden.add(number)
            continue
        for each in some:
            if not each.alone and not (each.first and each.section == "sources"):
                asked.append(each)
            elif look.view.atlas.find_record(each.section, each.key) is None:
                hidden.add(number)
    for each, version in zip(asked, _find_versions(look, asked), strict=True):
        if version is None:
            hidden.add(each.change_set)
    return set(numbers) - hidden


def list_superseded(look: Look, versions: Sequence[Version]) -> set[Key]:
    """Those of some records that were changed again since."""
    rows: dict[bool, dict[int, Key]] = {True: {}, False: {}}
    for each in versions:
        rows[each.key[0] in SHARED][each.row] = each.key
    replaced = Statement.objects.filter(replaces__in=rows[False]).values_list("replaces", flat=True)
    found = {rows[False][pk] for pk in replaced if pk is not None}
    for pk, after in Revision.objects.filter(pk__in=rows[True]).values_list("pk", "after"):
        section, key = rows[True][pk]
        now = look.whole.find_record(section, key)
        if now != (read_record(section, after) if after else None):
            found.add((section, key))
    return found


def list_written(change_set: ChangeSet) -> list[Record] | None:
    """All that a change set wrote, whoever may see it, for those who must be in charge of it all;
    None if it is too much to be looked through."""
    statements = Statement.objects.filter(change_set=change_set).values_list("section", "answer")
    edits = Revision.objects.filter(change_set=change_set)
    rows = [*statements[: LARGEST + 1]]
    for section, before, after in edits.values_list("section", "before", "after")[: LARGEST + 1]:
        rows.append((section, after or before))
    if len(rows) > LARGEST:
        return None
    return [read_record(section, data) for section, data in rows]


def _evaluate(
    look: Look, scope: Scope, window: Mapping[int, Iterator[Touch]]
) -> dict[int, tuple[tuple[Version, ...], bool]]:
    """The first of what is seen of each change set, in the order of writing, and whether there is
    more. How a record is looked at, at a glance or through its versions, makes no difference."""
    found: dict[int, list[Version]] = {number: [] for number in window}
    waiting = dict(window)
    while waiting:
        taken = {number: _take(look, touches) for number, touches in waiting.items()}
        asked = [x for some in taken.values() for x in some if isinstance(x, Touch)]
        versions = iter(_find_versions(look, asked))
        for number, some in taken.items():
            for each in some:
                version = next(versions) if isinstance(each, Touch) else each
                if version is not None and _concerns(look, scope, version):
                    found[number].append(version)
            if not some or len(found[number]) > MOST:
                del waiting[number]
    return {number: (tuple(all_[:MOST]), len(all_) > MOST) for number, all_ in found.items()}


def _take(look: Look, touches: Iterator[Touch]) -> list[Version | Touch]:
    """The next that a change set wrote; a Touch where the versions of the record must be read."""
    some: list[Version | Touch] = []
    waiting = 0
    for each in touches:
        if each.first and each.section == "sources":
            continue  # it came with the facts that cite it
        if not each.alone:
            some.append(each)
            waiting += 1
        elif version := _find_new(look, each):
            some.append(version)
        if waiting == AT_ONCE or len(some) > MOST:
            break
    return some


def _find_versions(look: Look, touches: Sequence[Touch]) -> list[Version | None]:
    lines = look.read_lines((each.section, each.key) for each in touches)
    wanted = {(x.key, x.change_set): x for line in lines.values() for x in line}
    return [wanted.get(((each.section, each.key), each.change_set)) for each in touches]


def _find_new(look: Look, touch: Touch) -> Version | None:
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
