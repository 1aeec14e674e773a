"""Makes one actor of two records of it: whoever named the one names the other from then on."""

from django.core.exceptions import PermissionDenied

from weft.core.atlas.combining import complete
from weft.core.atlas.references import walk_references
from weft.core.atlas.renaming import rename
from weft.web.accounts.actions import move_mandates
from weft.web.accounts.audit import note
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.atlas.actions import find_seen, writing
from weft.web.atlas.integrity import check_whole
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.models import ChangeSet, Kind, Moved
from weft.web.atlas.writing import Change, Stamp, apply_changes, write


def unite_actors(by: User, old: str, new: str, reason: str = "") -> ChangeSet:
    """Let `new` stand wherever `old` stood; the address of `old` leads there, and who spoke for it
    speaks for `new`. `new` gains what only `old` said. Whoever keeps the places of both may.
    Raises NothingThereError, PermissionDenied, ValueError for one and the same."""
    if old == new:
        raise ValueError("these are one record already")
    with writing() as whole:
        for key in (old, new):
            fact = find_seen(by, whole, key)
            if not may(by, "atlas.keep", describe_matter(whole, fact)):
                raise PermissionDenied("atlas.keep")
        changes = []
        for section, record in whole.list_records():
            after = record
            if record.id == old and section == "actors":
                changes.append(Change(section, old, record, None))
                continue
            if record.id == new and section == "actors":
                after = complete(record, whole.actor_by_id[old])
            if any(name == old for _, _, name in walk_references(after, type(after))):
                after = rename(after, "actors", {old: new})
            if after != record:
                changes.append(Change(section, record.id, record, after))
        check_whole(apply_changes(whole, changes), changes)
        change_set = write(whole, changes, Stamp(Kind.MERGED, by, None, reason))
        Moved.objects.filter(new_id=old).update(new_id=new)
        Moved.objects.create(old=old, new_id=new, change_set=change_set)
        move_mandates(by, old, new)
        note("merged", by, f"{old} -> {new}")
        return change_set
