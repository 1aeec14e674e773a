"""How far the work on an uploaded file is, in a small file of its own: every process of the server
can read it, and no lock of the database stands in its way.

A file that is no longer touched belongs to work that was killed.
"""

import contextlib
import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

from django.conf import settings

BEAT = 2.0  # seconds between two signs of life
SILENCE = 20.0  # seconds without one after which the work counts as stopped
OFTEN = 0.5  # seconds between two reports that are written


class StoppedError(Exception):
    """Somebody asked for the work to stop."""


@dataclass(frozen=True)
class Progress:
    """What is being done, how much of how much; whether it goes on or has failed."""

    work: str  # preview, apply
    what: str = ""
    number: int = 0
    total: int = 0
    failed: str = ""  # why, as a code: database, program
    alive: bool = True


def find_folder() -> Path:
    return Path(settings.FOLDER) / "progress"


def find_path(token: UUID, ending: str = ".json") -> Path:
    return find_folder() / f"{token}{ending}"


def read_progress(token: UUID) -> Progress | None:
    """How far the work is; None where none was begun, or the last one ended well."""
    path = find_path(token)
    try:
        said = json.loads(path.read_text("utf-8"))
        silent = time.time() - path.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return None
    return Progress(**said, alive=not said["failed"] and silent < SILENCE)


def claim(token: UUID, work: str) -> bool:
    """Begin some work, unless the last one goes on."""
    path = find_path(token)
    found = read_progress(token)
    if found and found.alive:
        return False
    clear(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Of two that come at the same time, one makes the file.
        with path.open("x", encoding="utf-8") as file:
            file.write(_write(Progress(work)))
    except FileExistsError:
        return False
    return True


def clear(token: UUID) -> None:
    """Forget the work: it is done, or was thrown away."""
    for ending in (".json", ".stop", ".new"):
        find_path(token, ending).unlink(missing_ok=True)


def sweep(age: dt.timedelta) -> None:
    """Take away what was left behind by work that was killed, and by people who are gone."""
    before = time.time() - age.total_seconds()
    for path in find_folder().glob("*.*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()


def fail(token: UUID, work: str, why: str) -> None:
    """Say that the work failed."""
    _put(token, _write(Progress(work, failed=why)))


def ask_to_stop(token: UUID) -> None:
    """Let the work stop at its next step, in whichever process it is."""
    if find_path(token).exists():
        find_path(token, ".stop").touch()


def _put(token: UUID, said: str) -> None:
    """Whole or not at all; only one piece of work writes for a token."""
    fresh = find_path(token, ".new")
    with contextlib.suppress(OSError):  # where the disk is full, silence says it too
        fresh.write_text(said, "utf-8")
        fresh.replace(find_path(token))


def _write(progress: Progress) -> str:
    said = {name: value for name, value in vars(progress).items() if name != "alive"}
    return json.dumps(said)


class Reporter:
    """Says from inside the work how far it is; raises StoppedError where somebody asked it to
    stop."""

    def __init__(self, token: UUID, work: str) -> None:
        self.token, self.work = token, work
        self._last = ("", 0.0)

    def __call__(self, what: str, number: int = 0, total: int = 0) -> None:
        if find_path(self.token, ".stop").exists():
            raise StoppedError
        now = time.monotonic()
        if what == self._last[0] and now - self._last[1] < OFTEN and number < total:
            return
        self._last = (what, now)
        said = _write(Progress(self.work, what, number, total))
        _put(self.token, said)


@contextlib.contextmanager
def stay_alive(token: UUID) -> Iterator[None]:
    """Give signs of life meanwhile, however long a single step takes."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(BEAT):
            with contextlib.suppress(OSError):
                os.utime(find_path(token))

    heart = Thread(target=beat, daemon=True, name=f"heart of {token}")
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
