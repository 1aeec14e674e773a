"""What weft doctor says of secrets, mail, room, backups, search and people, and what is wrong."""

import datetime as dt
import socketserver
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.utils import timezone

from tests.web.packs import read_pack
from weft.cli import upkeep
from weft.cli.upkeep import Finding
from weft.web.backup.archive import FORMAT, Manifest, Writer, write_beside

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def look(found: Iterator[Finding]) -> tuple[str, str]:
    """The only finding: its state, and what is found."""
    (one,) = found
    return one.state, one.found


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the site, about which the environment says nothing."""
    for name in ("WEFT_SECRET_KEY", "WEFT_BACKUPS"):
        monkeypatch.delenv(name, raising=False)
    settings.FOLDER = tmp_path
    return tmp_path


# --- the machine


def test_a_secret_key_that_others_can_read_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(upkeep.examine_secret_key())[0] == "note"
    key = folder / "secret-key"
    key.write_text("k" * 60, "utf-8")
    key.chmod(0o600)
    assert look(upkeep.examine_secret_key()) == ("ok", f"{key}, for its owner only")
    key.chmod(0o640)
    state, found = look(upkeep.examine_secret_key())
    assert state == "wrong"
    assert "mode 640" in found
    assert f"chmod 600 {key}" in found
    monkeypatch.setenv("WEFT_SECRET_KEY", "k" * 60)
    assert look(upkeep.examine_secret_key()) == ("ok", "from WEFT_SECRET_KEY")


def test_error_pages_that_show_everything_are_noted(settings: LazySettings) -> None:
    settings.DEBUG = True
    assert look(upkeep.examine_debugging())[0] == "note"
    settings.DEBUG = False
    assert look(upkeep.examine_debugging())[0] == "ok"


def test_little_room_is_noted_and_too_little_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, state in ((5_000, "ok"), (999, "note"), (99, "wrong")):
        usage = SimpleNamespace(free=free * 1_000_000)
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        found = look(upkeep.examine_room())
        assert found[0] == state
        assert found[1].startswith(f"{free:,} MB left")


# --- mail


class _Server(socketserver.StreamRequestHandler):
    """A mail server that greets, or one that never says a word."""

    silent = False

    def handle(self) -> None:
        if self.silent:
            self.rfile.readline()
            return
        self.wfile.write(b"220 mail.example\r\n")
        while line := self.rfile.readline():
            self.wfile.write(
                b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 mail.example\r\n"
            )


@contextmanager
def serving(silent: bool) -> Iterator[int]:
    """The port of a mail server."""
    handler = type("Handler", (_Server,), {"silent": silent})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def set_mail(settings: LazySettings, port: int) -> None:
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def test_a_mail_server_that_answers_is_well(settings: LazySettings) -> None:
    with serving(silent=False) as port:
        set_mail(settings, port)
        assert look(upkeep.examine_mail()) == ("ok", f"127.0.0.1:{port} answers")


def test_a_mail_server_that_says_nothing_or_is_not_there_is_wrong(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "PATIENCE", 0.1)
    with serving(silent=True) as port:
        set_mail(settings, port)
        assert "timed out" in look(upkeep.examine_mail())[1]
    state, found = look(upkeep.examine_mail())
    assert state == "wrong"
    assert f"127.0.0.1:{port} takes no mail" in found


@pytest.mark.parametrize("kind", ["filebased", "console", "locmem"])
def test_mails_that_reach_nobody_are_noted(settings: LazySettings, kind: str) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{kind}.EmailBackend"
    state, found = look(upkeep.examine_mail())
    assert state == "note"
    assert "reach nobody; set WEFT_MAIL" in found


# --- backups


def write_backup(path: Path, made_at: dt.datetime) -> None:
    with write_beside(path) as file, Writer(file) as writer:
        writer.finish(
            Manifest(
                format=FORMAT,
                weft="0.1.0",
                made_at=made_at,
                database="sqlite",
                migrations=(),
                tables={},
                members={},
            )
        )


def test_the_age_of_the_newest_backup_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(upkeep.examine_backups())[1].startswith("not told where they are")
    monkeypatch.setenv("WEFT_BACKUPS", str(folder))
    assert look(upkeep.examine_backups()) == (
        "wrong",
        f"none in {folder}; weft backup makes one",
    )
    now = timezone.now()
    write_backup(folder / "z-old.zip", now - dt.timedelta(days=9))
    state, found = look(upkeep.examine_backups())
    assert state == "wrong"
    assert "9 days old" in found
    write_backup(folder / "a-new.zip", now - dt.timedelta(days=6))
    state, found = look(upkeep.examine_backups())
    assert state == "ok"
    assert "a-new.zip" in found


def test_a_broken_backup_is_noted_and_does_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEFT_BACKUPS", str(folder))
    (folder / "cut.zip").write_bytes(b"PK")
    with zipfile.ZipFile(folder / "other.zip", "w") as file:
        file.writestr("town.yaml", b"places: []")
    found = [(each.state, each.found) for each in upkeep.examine_backups()]
    assert found[0] == ("note", "no backups, or broken: cut.zip and other.zip")
    assert found[1][0] == "wrong"


# --- the database


@pytest.mark.django_db
def test_a_record_that_is_not_found_and_one_too_many_are_wrong() -> None:
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415
    from weft.web.atlas.search.entries import Entry  # noqa: PLC0415

    load_atlas(read_pack("cities/lyon"), "cities/lyon")
    state, found = look(upkeep.examine_search())
    assert (state, found) == ("ok", f"finds all {Entry.objects.count()} published records")
    last = Entry.objects.order_by("-pk")[0]
    for each in Entry.objects.order_by("pk")[:2]:
        each.delete()
    Entry.objects.create(id=last.pk + 1, section="places", key="atlantis", tokens="x")
    state, found = look(upkeep.examine_search())
    assert state == "wrong"
    assert "2 published records are not found, 1 are found that are not published" in found


@pytest.mark.django_db
def test_sign_ins_that_expired_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.sessions.models import Session  # noqa: PLC0415

    now = timezone.now()
    for number, days in enumerate((-2, -1, 1)):
        Session.objects.create(
            session_key=str(number), session_data="", expire_date=now + dt.timedelta(days=days)
        )
    assert look(upkeep.examine_sessions()) == ("ok", "2 that expired")
    monkeypatch.setattr(upkeep, "MANY_SESSIONS", 1)
    state, found = look(upkeep.examine_sessions())
    assert state == "note"
    assert "clearsessions" in found


@pytest.mark.django_db
def test_people_are_counted_by_their_roles_and_a_secretariat_is_missed() -> None:
    from weft.web.accounts.models import Mandate, Role, User  # noqa: PLC0415

    assert look(upkeep.examine_people()) == ("ok", "nobody signed up yet")
    ana, ben = (User.objects.create_user(name, f"{name}@city.example") for name in ("ana", "ben"))
    ended = timezone.now()
    Mandate.objects.create(
        person=ana, role=Role.SECRETARIAT, given_at=ended, ended_at=ended
    )  # it no longer counts
    Mandate.objects.create(person=ben, role=Role.READER)
    assert look(upkeep.examine_people()) == (
        "note",
        "2: 1 reader; nobody is the secretariat; weft invite EMAIL --role secretariat",
    )
    Mandate.objects.create(person=ana, role=Role.SECRETARIAT)
    assert look(upkeep.examine_people()) == ("ok", "2: 1 reader, 1 secretariat")


@pytest.mark.django_db
def test_who_is_locked_out_is_counted_while_it_lasts(settings: LazySettings) -> None:
    from axes.models import AccessAttempt  # noqa: PLC0415

    for name, failures in (("ana", 5), ("ben", 4), ("eve", 9)):
        AccessAttempt.objects.create(
            username=name, ip_address="192.0.2.1", user_agent=name, failures_since_start=failures
        )
    settings.AXES_FAILURE_LIMIT = 5
    settings.AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
    earlier = timezone.now() - dt.timedelta(minutes=16)
    AccessAttempt.objects.filter(username="eve").update(attempt_time=earlier)
    assert look(upkeep.examine_lockouts()) == ("note", "1 locked out after wrong passwords")
    AccessAttempt.objects.all().delete()
    assert look(upkeep.examine_lockouts()) == ("ok", "0 locked out after wrong passwords")


def test_a_part_that_is_not_installed_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "_find_model", lambda name: None)
    for examine in (
        upkeep.examine_search,
        upkeep.examine_sessions,
        upkeep.examine_people,
        upkeep.examine_lockouts,
    ):
        assert list(examine()) == []
