"""The copy of an uploaded file in which its errors are marked.

It is made with the preview, since that takes its time with a large workbook, and kept as a file
beside the progress.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from weft.core.atlas import Problem
from weft.core.atlas.files.marking import MarkingError, mark_errors
from weft.core.atlas.files.writing import put_file
from weft.web.contributing.models import Upload
from weft.web.site.progress import find_path

LARGEST = 3_000_000  # bytes; a workbook of this size takes a minute or two


def keep_marked(upload: Upload, problems: Sequence[Problem]) -> str:
    """Make the copy; why there is none, where there can be none."""
    forget_marked(upload.token)
    content = bytes(upload.content)
    if len(content) > LARGEST:
        return _("It is too large for a marked copy; the list says where the errors are.")
    try:
        put_file(_find(upload.token), mark_errors(upload.name, content, problems))
    except MarkingError as error:
        return str(error)
    return ""


def find_marked(token: UUID) -> bytes | None:
    """The copy, if there is one."""
    try:
        return _find(token).read_bytes()
    except FileNotFoundError:
        return None


def forget_marked(token: UUID) -> None:
    _find(token).unlink(missing_ok=True)


def _find(token: UUID) -> Path:
    return find_path(token, ".marked")
