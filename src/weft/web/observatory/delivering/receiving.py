"""Takes the files of figures that people bring, and forgets them when they are old or others come.

A file may be large: it goes from the request to its folder in pieces.
"""

import datetime as dt
import shutil
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from weft.web.accounts.models import User
from weft.web.contributing.importing.receiving import clean_name
from weft.web.observatory.models import Dataset, Delivery
from weft.web.site.progress import ask_to_stop, clear, read_progress, sweep

LARGEST = 500_000_000  # bytes
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".zip", ".json",
           ".geojson", ".gz")  # fmt: skip
MOST_OPEN = 3  # files of one person
KEPT_FOR = dt.timedelta(days=7)


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
    drop(*Delivery.objects.filter(made_at__lt=timezone.now() - KEPT_FOR))
    sweep(KEPT_FOR)
    _sweep_folders()
    return delivery


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


def _sweep_folders() -> None:
    """Take away the files whose rows are gone: of people who left, of a server that was killed."""
    before = time.time() - KEPT_FOR.total_seconds()
    kept = {str(each) for each in Delivery.objects.values_list("token", flat=True)}
    for path in (Path(settings.FOLDER) / "deliveries").iterdir():
        with suppress(FileNotFoundError):
            if path.name not in kept and path.stat().st_mtime < before:
                shutil.rmtree(path, ignore_errors=True)
