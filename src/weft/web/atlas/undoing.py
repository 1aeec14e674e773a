"""Takes back: a whole change set, or one fact to an earlier state."""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import PermissionDenied

from weft.core.atlas import SECTIONS, Atlas, Fact
from weft.core.atlas.records import Record
from weft.web.accounts.actions import part_mandates
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import writing
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.integrity import check_whole, list_naming
from weft.web.atlas.matters import describe_matter, may_change
from weft.web.atlas.models import ChangeSet, Kind, Moved, Revision, State, Statement
from weft.web.atlas.writing import Change, Stamp, apply_changes, write


class Undone(NamedTuple):
    """The change set that takes another back, and the records that stay as they are because others
    changed them since or name them."""

    change_set: ChangeSet | None
    kept: tuple[str, ...]


def undo(by: User, change_set: ChangeSet, reason: str = "") -> Undone:
    """Take back all that a change set made, except what was changed since or is named by what
    stays. Raises PermissionDenied (see `_demand_undo`), AtlasError."""
    with writing() as whole:
        changes, kept = _list_reversed(whole, change_set)
        _demand_undo(by, change_set, whole, changes)
        while True:
            after = apply_changes(whole, changes)
            gone = {(each.section, each.key) for each in changes if each.after is None}
            named = {name for _key, _path, name in list_naming(after, gone)}
            if not named:
                break
            kept += [each.key for each in changes if each.after is None and each.key in named]
            changes = [each for each in changes if each.after or each.key not in named]
        if not changes:
            return Undone(None, tuple(kept))
        check_whole(after, changes, read_view(read_for(by)).atlas)
        if change_set.kind == Kind.MERGED:
            Moved.objects.filter(change_set=change_set).delete()
            part_mandates(by, change_set.pk)
        own = may(by, "atlas.speak_for", change_set.actor_id)
        actor = change_set.actor_id if own else None
        stamp = Stamp(Kind.UNDONE, by, actor, reason, change_set.origin, undoes=change_set.pk)
        return Undone(write(whole, changes, stamp), tuple(kept))


def may_undo(by: User, change_set: ChangeSet) -> bool:
    """Whether a person may take a change set back, as things stand now. Where all of it was changed
    since, who made it or keeps something may read just that."""
    whole = read_whole()
    changes, _kept = _list_reversed(whole, change_set)
    if not changes:
        return change_set.made_by_id == by.pk or may(by, "accounts.invite")
    try:
        _demand_undo(by, change_set, whole, changes)
    except PermissionDenied:
        return False
    return True


def _demand_undo(by: User, change_set: ChangeSet, whole: Atlas, changes: Sequence[Change]) -> None:
    """Raises PermissionDenied unless a person may take a change set back: who could make the change
    backwards; the author of a position, while speaking for its actor; and, of what was brought as a
    whole or merged, who keeps all the places it concerns."""
    if change_set.kind == Kind.POSITION:
        if change_set.made_by_id == by.pk and may(by, "atlas.speak_for", change_set.actor_id):
            return
        raise PermissionDenied("atlas.speak_for")
    after = apply_changes(whole, changes)
    whole_sale = change_set.kind in (Kind.IMPORTED, Kind.LOADED, Kind.MERGED)
    author = change_set.made_by_id == by.pk and may(by, "atlas.contribute")
    for each in changes:
        record = each.before or each.after
        assert record is not None  # noqa: S101  # a change has one of the two
        matter = describe_matter(whole if each.before else after, record)
        if may_change(by, whole, after, each) or (whole_sale and may(by, "atlas.keep", matter)):
            continue
        # Who stated a record may take it out again: nobody else made it what it is.
        stated = isinstance(each.before, Fact) and may(
            by, "atlas.speak_for", each.before.asserted_by
        )
        if not (author and (stated or (each.section == "sources" and each.after is None))):
            raise PermissionDenied("atlas.keep")


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
    """Let a fact that was withdrawn say again what an earlier statement said; None if it is on
    record. Raises PermissionDenied, AtlasError if it names what is gone."""
    with writing() as whole:
        old = _read(statement.section, statement.answer)
        if old is None or whole.find_record(statement.section, statement.key) is not None:
            return None
        change = Change(statement.section, statement.key, None, old)
        after = apply_changes(whole, [change])
        if not may(by, "atlas.change", describe_matter(after, old)):
            raise PermissionDenied("atlas.change")
        check_whole(after, [change], read_view(read_for(by)).atlas)
        return write(whole, [change], Stamp(Kind.RESTORED, by, actor))


def _read(section: str, data: object) -> Record | None:
    return SECTIONS[section].model_validate(data) if data is not None else None
