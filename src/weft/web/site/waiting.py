"""How long files that people brought wait for an answer, for every desk where files are brought."""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from weft.web.site.progress import read_progress

MOST_OPEN = 3  # files of one person at one desk
KEPT_FOR = dt.timedelta(days=7)  # since somebody touched them

M = TypeVar("M", bound=Model)


def find_end(touched_at: dt.datetime) -> dt.datetime:
    """Until when a file is kept that nobody touches any more."""
    return touched_at + KEPT_FOR


def list_overdue(files: "QuerySet[M]", touched: str) -> list[M]:
    """Those that are kept no longer, by the field that says when each was touched. One on which
    work goes on is kept, however old it is."""
    old: Any = files.filter(**{f"{touched}__lt": timezone.now() - KEPT_FOR})
    return [each for each in old if not _is_worked_on(each)]


def _is_worked_on(file: Any) -> bool:
    progress = read_progress(file.token)
    return progress is not None and progress.alive
