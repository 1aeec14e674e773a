"""Every write to the atlas, each in one transaction: all of it stays, or nothing.

What a person writes goes through `publish`, `take_stand` and `withdraw` here; `undoing.py` takes
back, `uniting.py` makes one actor of two. Each checks who may do it, whoever calls.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from weft.core.atlas import FACT_SECTIONS, Atlas, AtlasError, Fact
from weft.core.atlas.combining import Named, combine
from weft.core.atlas.merging import Clash, merge
from weft.core.atlas.records import Position, Record
from weft.core.atlas.renaming import rename
from weft.core.terms import Text
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.accounts.readers import read_for
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.integrity import check_whole, explain, list_missing
from weft.web.atlas.matters import is_involved, may_change
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.atlas.writing import (
    Change,
    Progress,
    Stamp,
    apply_changes,
    dump_head,
    find_free,
    list_changes,
    stay_silent,
    wait_for_others,
    write,
)


class Edit(NamedTuple):
    """What somebody makes of a record: as it was seen when the edit began (None: it is new), and as
    it is to be (None: it is to go)."""

    section: str
    key: str
    base: Record | None
    mine: Record | None


class EditedMeanwhileError(Exception):
    """Others changed the same fields since the edits began. `found` has each record with its
    clashes, and the record as it stands now for this person; None if it is gone."""

    def __init__(self, found: Sequence[tuple[Edit, Record | None, tuple[Clash, ...]]]) -> None:
        super().__init__(", ".join(edit.key for edit, *_ in found))
        self.found = tuple(found)


class NothingThereError(Http404):
    """There is no such fact for this person, or no longer; a page says so with 404."""


@contextmanager
def writing() -> Iterator[Atlas]:
    """All that is kept, while nobody else writes."""
    with transaction.atomic():
        wait_for_others()
        yield read_whole()


def load_atlas(atlas: Atlas, origin: str, progress: Progress = stay_silent) -> ChangeSet | None:
    """Add an atlas to what is kept, as one change set; None where all of it is there already.

    What is kept leads, as in `core.atlas.combining`. Raises AtlasError with every contradiction
    between the two, and then nothing is written.
    """
    with writing() as before:
        after = atlas
        if any(True for _ in before.list_records()):
            after = combine(Named("the database", before), Named(origin, atlas)).atlas
        changes, head = list_changes(before, after), dump_head(atlas)
        last = ChangeSet.objects.filter(origin=origin).order_by("-pk").first()
        if not changes and (last and last.head) == head:
            return None
        return write(before, changes, Stamp(Kind.LOADED, origin=origin, head=head), progress)


def publish(
    by: User,
    edits: Sequence[Edit],
    stamp: Stamp,
    progress: Progress = stay_silent,
    given: dict[tuple[str, str], str] | None = None,
) -> ChangeSet | None:
    """Make edits count, all of them or none; None where they change nothing.

    An edit of what others changed meanwhile is put together with theirs, field by field. Raises
    EditedMeanwhileError where both changed the same; PermissionDenied; AtlasError for names that
    lead nowhere. Positions of actors are not edited: see `take_stand`. `given` is filled with the
    ids that new records got, by section and wished id; who wants to know them wants ids that tell
    nothing of hidden ones, and gets each with a tail.
    """
    if stamp.actor is not None and not may(by, "atlas.speak_for", stamp.actor):
        raise PermissionDenied("atlas.speak_for")
    with writing() as whole:
        seen = read_view(read_for(by)).atlas
        clashes, changes = [], []
        names: dict[tuple[str, str], str] = {}
        for edit in edits:
            if edit.base is None:
                key = find_free(whole, edit.section, edit.key, tail=given is not None)
                names[edit.section, edit.key] = key
                changes.append(Change(edit.section, key, None, _settle(edit.mine, None)))
                continue
            now = whole.find_record(edit.section, edit.key)
            shown = seen.find_record(edit.section, edit.key)
            merged, found = _merge(edit, shown, now)
            if found or now is None or shown is None:
                clashes.append((edit, shown, found))
            else:
                changes.append(Change(edit.section, edit.key, now, _drop_stale(now, merged)))
        if clashes:
            raise EditedMeanwhileError(clashes)
        if given is not None:
            given |= names
        changes = [_rename(each, names) for each in changes]
        changes = [each for each in changes if each.before != each.after]
        if not changes:
            return None
        after = apply_changes(whole, changes)
        for each in changes:
            if not may_change(by, whole, after, each):
                raise PermissionDenied("atlas.change")
        shown_after = apply_changes(seen, changes)
        _check_visible(shown_after, changes)
        check_whole(after, changes, shown_after)
        return write(whole, changes, stamp._replace(by=by), progress)


def take_stand(
    by: User, actor: str, key: str, stand: str, today: dt.date, reason: Text | None = None
) -> ChangeSet:
    """Let an actor confirm or dispute a fact, in place of what it said of it before. Raises
    NothingThereError, PermissionDenied."""
    with writing() as whole:
        fact = find_seen(by, whole, key)
        if not may(by, "atlas.speak_for", actor) or not is_involved(whole, actor, fact):
            raise PermissionDenied("atlas.speak_for")
        position = Position(actor=actor, stand=stand, reason=reason, date=today.isoformat())
        others = tuple(each for each in fact.positions if each.actor != actor)
        after = fact.model_copy(update={"positions": (*others, position)})
        change = Change(_find_section(whole, key), key, fact, after)
        return write(whole, [change], Stamp(Kind.POSITION, by, actor, str(reason or "")))


def withdraw(by: User, key: str, reason: str = "") -> ChangeSet:
    """Take a fact back: it is no longer on record, and its history stays. Raises
    NothingThereError, PermissionDenied, and AtlasError if others name it."""
    with writing() as whole:
        fact = find_seen(by, whole, key)
        change = Change(_find_section(whole, key), key, fact, None)
        after = apply_changes(whole, [change])
        if not may_change(by, whole, after, change):
            raise PermissionDenied("atlas.change")
        check_whole(after, [change], read_view(read_for(by)).atlas)
        actor = fact.asserted_by if may(by, "atlas.speak_for", fact.asserted_by) else None
        return write(whole, [change], Stamp(Kind.WITHDRAWN, by, actor, reason))


def find_seen(by: User, whole: Atlas, key: str) -> Fact:
    """A fact as it is kept, if the person may see it; else NothingThereError."""
    if key not in read_view(read_for(by)).atlas.facts:
        raise NothingThereError(key)
    return whole.facts[key]


def _find_section(atlas: Atlas, key: str) -> str:
    return next(each for each in FACT_SECTIONS if atlas.find_record(each, key))


def _merge(
    edit: Edit, shown: Record | None, now: Record | None
) -> tuple[Record | None, tuple[Clash, ...]]:
    """What the record becomes, with what the person does not see of it kept; and the clashes with
    what the person sees of it now."""
    if shown is None or now is None or edit.base is None:
        return None, ()
    if edit.mine is None:
        gone = edit.base == shown
        return None, () if gone else (Clash("", edit.base, None, shown),)
    merged = merge(edit.base, _settle(edit.mine, edit.base), shown)
    return merge(shown, merged.record, now).record, merged.clashes


def _settle(mine: Record | None, base: Record | None) -> Record:
    """The record with the positions and the author that it had."""
    assert mine is not None  # noqa: S101  # removals are settled already
    if not isinstance(mine, Fact):
        return mine
    positions = base.positions if isinstance(base, Fact) else ()
    author = base.asserted_by if isinstance(base, Fact) else mine.asserted_by
    return mine.model_copy(update={"positions": positions, "asserted_by": author})


def _drop_stale(now: Record, merged: Record | None) -> Record | None:
    """The record without the confirmations that were given to other words; disputes stay until
    their authors change them."""
    if not isinstance(now, Fact) or not isinstance(merged, Fact) or not now.positions:
        return merged
    same = {name: getattr(now, name) for name in ("note", "sources", "visibility", "positions")}
    if merged.model_copy(update=same) == now:
        return merged
    kept = tuple(each for each in merged.positions if each.stand == "disputes")
    return merged.model_copy(update={"positions": kept})


def _rename(change: Change, names: dict[tuple[str, str], str]) -> Change:
    """A change with the ids that new records got in place of those they wished for."""
    after = change.after
    for (section, old), new in names.items():
        if after is not None and old != new:
            after = rename(after, section, {old: new})
    if after is not None and change.before is None:
        after = after.model_copy(update={"id": change.key})
    return change._replace(after=after)


def _check_visible(seen: Atlas, changes: Sequence[Change]) -> None:
    """Raises AtlasError for names of what the person may not see, as for those of nothing."""
    problems = []
    for each in changes:
        named = {name for _, _, name in list_missing(seen, each.before)} if each.before else set()
        if each.after:
            problems += [
                explain(each.key, path, name)
                for path, _, name in list_missing(seen, each.after)
                if name not in named
            ]
    if problems:
        raise AtlasError(problems)
