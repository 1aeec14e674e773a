"""What may be done with an uploaded file: see what it would do, write it.

Either is begun here and goes on beside the answering of pages.
"""

import logging

from django.utils.translation import get_language, override

from weft.core.atlas import Atlas, AtlasError
from weft.web.accounts.audit import note
from weft.web.accounts.models import User
from weft.web.contributing.importing.applying import ChangedMeanwhileError, apply_upload
from weft.web.contributing.importing.marking import keep_marked
from weft.web.contributing.importing.planning import Plan, Report, make_plan
from weft.web.contributing.importing.preview import summarise
from weft.web.contributing.models import Upload
from weft.web.site import jobs
from weft.web.site.progress import StoppedError

PREVIEW, APPLY = "preview", "apply"
# Codes of problems with which nothing of a file is looked at; see weft.core.atlas.files.
REFUSED = ("format", "too-large", "empty-file", "wrong-content", "not-a-workbook")

logger = logging.getLogger(__name__)


def begin_preview(upload: Upload) -> bool:
    """Find out what a file would do; False where work on it goes on already."""
    pk, language = upload.pk, get_language() or "en"

    def work(report: Report) -> None:
        with override(language):
            preview(_find(pk), report)

    return jobs.start(upload.token, PREVIEW, work)


def begin_writing(upload: Upload, digest: str) -> bool:
    """Write what a file brings, as its preview with this digest says; False where work on it goes
    on already."""
    pk, language = upload.pk, get_language() or "en"

    def work(report: Report) -> None:
        with override(language):
            apply(_find(pk), digest, report)

    return jobs.start(upload.token, APPLY, work)


def preview(upload: Upload, report: Report) -> None:
    """Keep with the upload what it would do."""
    person = User.objects.get(pk=upload.person_id)
    plan = make_plan(person, upload.actor_id, upload.name, bytes(upload.content), report)
    refused = [each for each in plan.problems if each.code in REFUSED]
    if refused:
        logger.warning("refused: an upload of person %s: %s", person.pk, refused[0].code)
        note("refused", person, f"{upload.name}: {refused[0].code}")
    _keep(upload, plan, report)


def apply(upload: Upload, digest: str, report: Report) -> None:
    """Write it; where it is no longer what the person agreed to, or cannot be, say so in a new
    preview, and write nothing."""
    try:
        apply_upload(upload, digest, report)
    except ChangedMeanwhileError as error:
        _keep(upload, error.plan, report, recomputed=True)
    except AtlasError as error:
        plan = Plan((), Atlas(), problems=error.problems)
        _keep(upload, plan, report, recomputed=True)


def _find(pk: int) -> Upload:
    upload = Upload.objects.filter(pk=pk).first()
    if upload is None:
        raise StoppedError  # it was thrown away before its turn came
    return upload


def _keep(upload: Upload, plan: Plan, report: Report, recomputed: bool = False) -> None:
    """The preview, with a copy of the file in which its errors are marked. `recomputed` says that
    others changed something since the person looked."""
    unmarked = ""
    if plan.problems:
        report("marking", 0, 0)
        unmarked = keep_marked(upload, plan.problems)
    said = {**summarise(plan), "recomputed": recomputed, "unmarked": unmarked}
    Upload.objects.filter(pk=upload.pk, change_set=None).update(preview=said)
