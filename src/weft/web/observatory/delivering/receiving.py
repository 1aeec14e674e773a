"""Takes the files of figures that people bring, and forgets them when they are old or others come.

A file may be large: it goes from the request to its folder in pieces.
"""

import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from weft.web.accounts.models import User
from weft.web.contributing.importing.receiving import clean_name
from weft.web.observatory.models import Dataset, Delivery
from weft.web.site.progress import ask_to_stop, clear, read_progress, sweep
from weft.web.site.waiting import KEPT_FOR, MOST_OPEN, list_overdue

LARGEST = 500_000_000  # bytes
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip", ".json",
           ".geojson", ".gz")  # fmt: skip


def receive(
    person: User, actor: str | None, dataset: Dataset | None, file: "UploadedFile[Any]"
) -> Delivery:
    """Keep a file. Of a person's files only the newest stay."""
    delivery = Delivery(
        token=uuid.uuid4(),
        person=person,
        actor_id=actor,
        dataset=dataset,
        name=clean_name(file.name or ""),
    )
    delivery.folder.mkdir(parents=True)
    try:
        with delivery.path.open("wb") as out:
            for part in file.chunks():
                out.write(part)
        delivery.save()
    except BaseException:
        shutil.rmtree(delivery.folder, ignore_errors=True)
        raise
    drop(*Delivery.objects.filter(person=person).order_by("-pk")[MOST_OPEN:])
    forget_old()
    return delivery


def forget_old() -> None:
    """Forget the files that nobody touched for long, and what work that was killed left behind. It
    is done whenever somebody comes to the desk, so that it needs nobody's timer."""
    drop(*list_overdue(Delivery.objects.defer("look", "recipe"), "changed_at"))
    sweep(KEPT_FOR)
    kept = {str(each) for each in Delivery.objects.values_list("token", flat=True)}
    _sweep_folders("deliveries", kept)
    _sweep_folders("work", set())


def drop(*deliveries: Delivery) -> None:
    """Forget files, with the work on them; what came of them stays."""
    Delivery.objects.filter(pk__in=[each.pk for each in deliveries]).delete()
    for each in deliveries:
        going_on = read_progress(each.token)
        if going_on and going_on.alive:
            ask_to_stop(each.token)  # and then it clears up after itself
        else:
            clear(each.token)
        shutil.rmtree(each.folder, ignore_errors=True)


def _sweep_folders(name: str, kept: set[str]) -> None:
    """Take away the old folders in one of the site's that belong to nothing any more: to people who
    left, to a server that was killed."""
    before = time.time() - KEPT_FOR.total_seconds()
    for path in (Path(settings.FOLDER) / name).glob("*"):
        with suppress(FileNotFoundError):
            if path.name not in kept and path.stat().st_mtime < before:
                shutil.rmtree(path, ignore_errors=True)
