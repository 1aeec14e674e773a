"""The work on a file beside the answering of pages: how far it is, stopped, failed, one by one."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from tests.web.contributing.bringing import bring_well, find_digest, find_upload, open_preview
from tests.web.people import sign_in
from weft.web.atlas.models import ChangeSet
from weft.web.contributing.importing.receiving import drop
from weft.web.site import jobs, progress
from weft.web.site.progress import (
    Reporter,
    StoppedError,
    ask_to_stop,
    claim,
    find_path,
    read_progress,
)

GOOD = "actors: [{name: Welcome desk, kind: agency, parent: City of Tangier}]"
PATIENCE = 20


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FOLDER = tmp_path


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What was begun and is not done yet."""
    begun: list[Callable[[], None]] = []
    monkeypatch.setattr(jobs, "spawn", begun.append)
    return begun


def grow_old(token: UUID) -> None:
    """As if the last sign of life were half a minute ago."""
    then = time.time() - 30
    os.utime(find_path(token), (then, then))


# --- progress


def test_what_is_reported_can_be_read_in_any_process() -> None:
    token = uuid4()
    assert read_progress(token) is None
    assert claim(token, "preview")
    Reporter(token, "preview")("comparing", 4000, 10_000)
    found = read_progress(token)
    assert found
    assert (found.what, found.number, found.total, found.alive) == ("comparing", 4000, 10_000, True)


def test_work_is_begun_once_until_it_falls_silent() -> None:
    token = uuid4()
    assert claim(token, "apply")
    assert not claim(token, "apply")
    grow_old(token)
    silent = read_progress(token)
    assert silent and not silent.alive
    assert claim(token, "preview")


def test_a_long_step_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "BEAT", 0.01)
    token = uuid4()
    claim(token, "apply")
    grow_old(token)
    with progress.stay_alive(token):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = read_progress(token)
            if found and found.alive:
                break
    assert found and found.alive


def test_who_is_asked_to_stop_stops_at_the_next_step() -> None:
    token = uuid4()
    claim(token, "apply")
    ask_to_stop(token)
    with pytest.raises(StoppedError):
        Reporter(token, "apply")("writing", 1, 2)


def test_a_full_disk_ends_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    token = uuid4()
    claim(token, "apply")
    before = read_progress(token)
    monkeypatch.setattr(Path, "write_text", fill)
    Reporter(token, "apply")("writing", 1, 2)  # it goes on, and only says nothing new
    assert read_progress(token) == before


# --- jobs


def test_one_job_at_a_time_in_a_process() -> None:
    first, second = uuid4(), uuid4()
    going_on, go = Event(), Event()

    def wait(report: object) -> None:
        going_on.set()
        go.wait(PATIENCE)

    done: list[str] = []
    for token, work in ((first, wait), (second, lambda report: done.append("second"))):
        claim(token, "preview")
        Thread(target=jobs.run, args=(token, "preview", work), daemon=True).start()
        going_on.wait(PATIENCE)
    found = read_progress(second)
    assert found and found.alive and done == []
    go.set()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (read_progress(first) or read_progress(second)):
        time.sleep(0.01)
    assert done == ["second"]
    assert read_progress(first) is None and read_progress(second) is None


@pytest.mark.parametrize(
    ("error", "why"),
    [(OperationalError("database or disk is full"), "database"), (ZeroDivisionError(), "program")],
)
def test_a_job_that_fails_says_so_and_lets_the_next_begin(error: Exception, why: str) -> None:
    def fail(report: object) -> None:
        raise error

    token = uuid4()
    claim(token, "apply")
    jobs.run(token, "apply", fail)
    found = read_progress(token)
    assert found and found.failed == why and not found.alive
    assert not jobs.TURN.locked()
    assert claim(token, "preview")


# --- as the page shows it


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_page_shows_the_work_until_it_is_done(later: list[Callable[[], None]]) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", GOOD)
    page = open_preview(officer, address)
    assert '<meta http-equiv="refresh" content="2">' in page
    Reporter(find_upload(address).token, "preview")("comparing", 4000, 10_000)
    assert "Comparing 4,000 of 10,000" in open_preview(officer, address)
    officer.post(address, {"do": "again"})
    assert len(later) == 1
    later.pop()()
    page = open_preview(officer, address)
    assert "refresh" not in page
    assert "1 record will be written." in page


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_it_is_stopped_by_a_button_and_begun_again(later: list[Callable[[], None]]) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", GOOD)
    officer.post(address, {"do": "stop"})
    later.pop()()
    page = open_preview(officer, address)
    assert "The work on this file was stopped." in page and "refresh" not in page
    officer.post(address, {"do": "again"})
    later.pop()()
    digest = find_digest(open_preview(officer, address))
    officer.post(address, {"do": "apply", "digest": digest})
    officer.post(address, {"do": "stop"})
    later.pop()()
    assert not ChangeSet.objects.filter(kind="imported").exists()
    assert find_digest(open_preview(officer, address)) == digest


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_stop_in_the_middle_of_writing_takes_all_of_it_back(
    later: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", GOOD)
    later.pop()()
    officer.post(address, {"do": "apply", "digest": find_digest(open_preview(officer, address))})
    token, report = find_upload(address).token, Reporter.__call__

    def stop_at_search(self: Reporter, what: str, number: int = 0, total: int = 0) -> None:
        if what == "search":
            assert ChangeSet.objects.filter(kind="imported").exists()
            ask_to_stop(token)
        report(self, what, number, total)

    monkeypatch.setattr(Reporter, "__call__", stop_at_search)
    later.pop()()
    assert not ChangeSet.objects.filter(kind="imported").exists()
    assert find_upload(address).change_set_id is None


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_work_that_fell_silent_is_said_to_be_stopped(later: list[Callable[[], None]]) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", GOOD)
    later.pop()()
    officer.post(address, {"do": "apply", "digest": find_digest(open_preview(officer, address))})
    grow_old(find_upload(address).token)
    page = open_preview(officer, address)
    assert "Nothing of it was written." in page
    assert 'value="again"' in page and "refresh" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_database_that_is_full_is_said_and_nothing_is_written(
    later: list[Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise OperationalError("database or disk is full")

    officer = sign_in("Officer")
    address = bring_well(officer, "a.yaml", GOOD)
    later.pop()()
    officer.post(address, {"do": "apply", "digest": find_digest(open_preview(officer, address))})
    monkeypatch.setattr("weft.web.atlas.writing.update_index", fail)
    later.pop()()
    page = open_preview(officer, address)
    assert "The database could not be written to: it is away, busy or full." in page
    assert "Nothing of it was written." in page
    assert not ChangeSet.objects.filter(kind="imported").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_file_that_is_thrown_away_before_its_turn_is_not_worked_on(
    later: list[Callable[[], None]],
) -> None:
    address = bring_well(sign_in("Officer"), "a.yaml", GOOD)
    upload = find_upload(address)
    drop(upload)
    later.pop()()
    assert read_progress(upload.token) is None
    assert list(find_path(upload.token).parent.iterdir()) == []
