"""Takes back: a whole change set, or one fact to an earlier state."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied

from weft.core.atlas import SECTIONS, Atlas, Fact
from weft.core.atlas.records import Record
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.atlas.actions import NothingThereError, find_seen, writing
from weft.web.atlas.integrity import check_whole, list_naming
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.models import ChangeSet, Kind, Moved, Revision, State, Statement
from weft.web.atlas.writing import Change, Stamp, apply_changes, write


class Undone(NamedTuple):
    """The change set that takes another back, and the records that stay as they are because others
    changed them since or name them."""

    change_set: ChangeSet | None
    kept: tuple[str, ...]


def undo(by: User, change_set: ChangeSet, reason: str = "") -> Undone:
    """Take back all that a change set made, except what was changed since or is named by what
    stays. Its author may, and who keeps every place it concerns. Raises PermissionDenied."""
    with writing() as whole:
        changes, kept = _list_reversed(whole, change_set)
        if change_set.made_by_id != by.pk:
            for each in changes:
                record = each.before or each.after
                assert record is not None  # noqa: S101
                if not may(by, "atlas.keep", describe_matter(whole, record)):
                    raise PermissionDenied("atlas.keep")
        while True:
            after = apply_changes(whole, changes)
            gone = {(each.section, each.key) for each in changes if each.after is None}
            named = {name for _, _, name in list_naming(after, gone)}
            if not named:
                break
            kept += [each.key for each in changes if each.after is None and each.key in named]
            changes = [each for each in changes if each.after or each.key not in named]
        if not changes:
            return Undone(None, tuple(kept))
        check_whole(after, changes)
        Moved.objects.filter(change_set=change_set).delete()
        stamp = Stamp(
            Kind.UNDONE, by, change_set.actor_id, reason, change_set.origin, undoes=change_set.pk
        )
        return Undone(write(whole, changes, stamp), tuple(kept))


def _list_reversed(whole: Atlas, change_set: ChangeSet) -> tuple[list[Change], list[str]]:
    """The change set backwards, and the ids of what was changed since."""
    changes: list[Change] = []
    kept: list[str] = []
    for each in Revision.objects.filter(change_set=change_set).order_by("pk"):
        now = whole.find_record(each.section, each.key)
        if now != _read(each.section, each.after):
            kept.append(each.key)
        else:
            changes.append(Change(each.section, each.key, now, _read(each.section, each.before)))
    rows = Statement.objects.filter(change_set=change_set).select_related("replaces")
    for row in rows.prefetch_related("replaced_by").order_by("pk"):
        if row.replaced_by.all():
            kept.append(row.key)
            continue
        old = row.replaces
        stood = old is not None and old.state == State.PUBLISHED
        before = _read(row.section, old.answer) if old and stood else None
        now = whole.find_record(row.section, row.key)
        if now or before:
            changes.append(Change(row.section, row.key, now, before))
    return changes, kept


def restore(by: User, statement: Statement, actor: str | None = None) -> ChangeSet | None:
    """Let a fact say again what an earlier statement said; positions that actors took stay. None if
    it says so already. Raises PermissionDenied, AtlasError if it names what is gone, and
    NothingThereError if the person may not see the fact."""
    with writing() as whole:
        old = _read(statement.section, statement.answer)
        now = whole.find_record(statement.section, statement.key)
        if now is not None:
            find_seen(by, whole, statement.key)
        if isinstance(old, Fact) and isinstance(now, Fact):
            old = old.model_copy(update={"positions": now.positions})
        if old is None or old == now:
            return None
        change = Change(statement.section, statement.key, now, old)
        after = apply_changes(whole, [change])
        for atlas, record in ((whole, now), (after, old)):
            if record and not may(by, "atlas.change", describe_matter(atlas, record)):
                raise PermissionDenied("atlas.change")
        check_whole(after, [change])
        return write(whole, [change], Stamp(Kind.RESTORED, by, actor))


def _read(section: str, data: object) -> Record | None:
    return SECTIONS[section].model_validate(data) if data is not None else None


__all__ = ["NothingThereError", "Undone", "restore", "undo"]
