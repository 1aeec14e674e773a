"""Takes the files that people bring, and forgets them when they are old or others come."""

import re
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from weft.core.atlas.files.reading import strip_folder
from weft.web.accounts.models import User
from weft.web.contributing.importing.marking import forget_marked
from weft.web.contributing.models import Upload
from weft.web.site.progress import ask_to_stop, clear, read_progress, sweep
from weft.web.site.waiting import KEPT_FOR, MOST_OPEN, list_overdue

LARGEST = 50_000_000  # bytes, as in weft.core.atlas.files
ENDINGS = (".xlsx", ".yaml", ".yml", ".json", ".csv")


def clean_name(name: str) -> str:
    """The name of a file without its folder and without signs that no name needs."""
    path = Path(strip_folder(name))
    stem = re.sub(r"[^\w .()+-]", "_", path.stem).strip(" ._") or "file"
    return stem[:150] + path.suffix.lower()


def receive(person: User, actor: str | None, file: "UploadedFile[Any]") -> Upload:
    """Keep a file for its preview. Of a person's open files only the newest stay."""
    name, content = clean_name(file.name or ""), file.read()
    with transaction.atomic():
        upload = Upload.objects.create(person=person, actor_id=actor, name=name, content=content)
        mine = Upload.objects.filter(person=person, change_set=None).order_by("-pk")
        drop(*mine.defer("content", "preview")[MOST_OPEN:])
        drop(*list_overdue(Upload.objects.defer("content", "preview"), "made_at"))
    sweep(KEPT_FOR)
    return upload


def replace(upload: Upload, file: "UploadedFile[Any]") -> None:
    """Put a corrected file in the place of one that nothing came of."""
    upload.name, upload.content = clean_name(file.name or ""), file.read()
    upload.preview = None
    forget_marked(upload.token)
    upload.save(update_fields=["name", "content", "preview"])


def drop(*uploads: Upload) -> None:
    """Forget files, with the work on them; what came of them stays."""
    Upload.objects.filter(pk__in=[each.pk for each in uploads]).delete()
    for each in uploads:
        forget_marked(each.token)
        going_on = read_progress(each.token)
        if going_on and going_on.alive:
            ask_to_stop(each.token)  # and then it clears up after itself
        else:
            clear(each.token)
