"""Makes one actor of two records of it: whoever named the one names the other from then on."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from weft.core.atlas import AtlasError, Problem
from weft.core.atlas.combining import complete
from weft.core.atlas.facts import Actor
from weft.core.atlas.references import walk_references
from weft.core.atlas.renaming import rename
from weft.web.accounts.actions import move_mandates
from weft.web.accounts.audit import note
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import find_seen, writing
from weft.web.atlas.facts import read_view
from weft.web.atlas.integrity import check_whole
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.models import ChangeSet, Kind, Moved
from weft.web.atlas.writing import Change, Stamp, apply_changes, write


def unite_actors(by: User, old: str, new: str, reason: str = "") -> ChangeSet:
    """Let `new` stand wherever `old` stood; the address of `old` leads there, and who spoke for it
    speaks for `new`. `new` gains what only `old` said. Whoever keeps the places of both may.
    Raises NothingThereError, PermissionDenied, AtlasError where that would show somebody what they
    may not see, ValueError for one and the same."""
    if old == new:
        raise ValueError("these are one record already")
    with writing() as whole:
        for key in (old, new):
            fact = find_seen(by, whole, key)
            if not may(by, "atlas.keep", describe_matter(whole, fact)):
                raise PermissionDenied("atlas.keep")
        _demand_as_hidden(whole.actor_by_id[old], whole.actor_by_id[new])
        changes = []
        for section, record in whole.list_records():
            after = record
            if record.id == old and section == "actors":
                changes.append(Change(section, old, record, None))
                continue
            if record.id == new and section == "actors":
                after = complete(record, whole.actor_by_id[old])
            if any(name == old for _path, _ref, name in walk_references(after, type(after))):
                after = rename(after, "actors", {old: new})
            if after != record:
                changes.append(Change(section, record.id, record, after))
        check_whole(apply_changes(whole, changes), changes, read_view(read_for(by)).atlas)
        change_set = write(whole, changes, Stamp(Kind.MERGED, by, None, reason))
        Moved.objects.create(old=old, new_id=new, change_set=change_set)
        move_mandates(by, old, new, change_set.pk)
        note("merged", by, f"{old} -> {new}")
        return change_set


def _demand_as_hidden(old: Actor, new: Actor) -> None:
    """Raises AtlasError if somebody may see the one that stays and could not see the other: what
    is said of that would be said of the one that stays, to everybody who sees it."""
    same_author = old.asserted_by == new.asserted_by
    if (
        old.id in read_view().atlas.actor_by_id  # everybody sees it
        or (new.visibility == "own" and same_author)
        or (old.visibility == "network" and new.visibility != "public" and same_author)
        or (old.visibility == new.visibility == "place" and old.place == new.place and same_author)
    ):
        return
    message = _(
        "Not everybody who sees the record that stays may see “%(name)s”. Change who may see one "
        "of the two first."
    )
    name = old.name.read()
    raise AtlasError([Problem("less-hidden", "error", message % {"name": name}, records=(old.id,))])
