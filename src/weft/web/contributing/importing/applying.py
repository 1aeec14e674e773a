"""Makes what a preview says part of the atlas, all of it or nothing."""

from collections.abc import Mapping, Sequence

from weft.core.atlas import Atlas
from weft.core.atlas.merging import merge
from weft.core.atlas.records import Record
from weft.core.atlas.renaming import rename
from weft.web.accounts.audit import note
from weft.web.accounts.models import User
from weft.web.accounts.readers import read_for
from weft.web.atlas.actions import writing
from weft.web.atlas.facts import read_view
from weft.web.atlas.integrity import check_whole
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.atlas.writing import (
    Change,
    Stamp,
    apply_changes,
    dump_head,
    find_free,
    find_taken,
    write,
)
from weft.web.contributing.importing.planning import Plan, Report, find_basis, make_plan
from weft.web.contributing.importing.preview import summarise
from weft.web.contributing.models import Upload
from weft.web.site.progress import StoppedError


class ChangedMeanwhileError(Exception):
    """What the file would do is no longer what its preview says; `plan` is what it would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("the preview is no longer true")
        self.plan = plan


def apply_upload(upload: Upload, digest: str, report: Report) -> ChangeSet | None:
    """Write what a file brings, if that is still what `digest` stands for; None if it changes
    nothing. Raises ChangedMeanwhileError, and AtlasError if it would break the atlas."""
    person = User.objects.get(pk=upload.person_id)
    plan = make_plan(person, upload.actor_id, upload.name, bytes(upload.content), report)
    report("waiting", 0, 0)
    with writing() as whole:
        if not Upload.objects.filter(pk=upload.pk, change_set=None).exists():
            raise StoppedError  # thrown away, or written by another process
        person = User.objects.get(pk=upload.person_id)
        if find_basis(person) != plan.basis:  # else nothing happened between plan and lock
            plan = make_plan(person, upload.actor_id, upload.name, bytes(upload.content), report)
        if plan.problems or plan.digest != digest:
            raise ChangedMeanwhileError(plan)
        changes = settle(whole, plan.changes)
        if not changes:
            return None
        check_whole(apply_changes(whole, changes), changes, read_view(read_for(person)).atlas)
        stamp = Stamp(
            Kind.IMPORTED, person, upload.actor_id, origin=upload.name, head=dump_head(plan.atlas)
        )
        change_set = write(whole, changes, stamp, report)
        # What came of it is known by its change set; the file itself has done its work.
        Upload.objects.filter(pk=upload.pk).update(
            change_set=change_set, content=b"", preview=summarise(plan, brief=True)
        )
        note("imported", person, upload.name)
    return change_set


def settle(whole: Atlas, changes: Sequence[Change]) -> list[Change]:
    """Changes of what a person sees as changes of what is kept: hidden parts stay, and a new record
    whose id is taken, be it by what the person does not see, gets another."""
    names = _find_free(whole, changes)
    settled = []
    for each in changes:
        assert each.after is not None  # noqa: S101  # no file takes anything away
        if each.before is None:
            key = names.get(each.section, {}).get(each.key, each.key)
            after = each.after.model_copy(update={"id": key})
            settled.append(Change(each.section, key, None, _rename(after, names)))
            continue
        now = whole.find_record(each.section, each.key)
        assert now is not None  # noqa: S101  # what is seen is there
        after = merge(each.before, each.after, now).record
        settled.append(Change(each.section, each.key, now, _rename(after, names)))
    return [each for each in settled if each.before != each.after]


def _find_free(whole: Atlas, changes: Sequence[Change]) -> dict[str, dict[str, str]]:
    """Section -> old id -> new id, of new records whose id something has or ever had."""
    new = [each for each in changes if each.before is None]
    taken = find_taken(whole, [(each.section, each.key) for each in new])
    names: dict[str, dict[str, str]] = {}
    for section, key in taken:
        names.setdefault(section, {})[key] = find_free(whole, section, key)
    return names


def _rename(record: Record, names: Mapping[str, dict[str, str]]) -> Record:
    for section, found in names.items():
        record = rename(record, section, found)
    return record
