"""What happens at the same time, or in the middle of something: nothing is lost, nothing counts
twice, nothing is half-written, and whoever must wait or try again is told so in words."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string
from pytest_django import Settings

from tests.web.accounts.network import Network, browse, build_network, fresh
from tests.web.accounts.signing import make_person
from tests.web.atlas.editing import competence, state
from tests.web.filebase import at_once, share
from tests.web.reading import forget
from tests.web.rushing import ROUNDS, SHARED, rush
from tests.web.scene import count_everything, post
from weft.web.accounts.actions import accept_invitation, give_mandate, invite
from weft.web.accounts.models import Mandate, Role, User
from weft.web.atlas import writing
from weft.web.atlas.actions import NothingThereError, withdraw
from weft.web.atlas.facts import read_whole
from weft.web.atlas.models import ChangeSet, Moved, Statement
from weft.web.atlas.undoing import undo
from weft.web.atlas.uniting import unite_actors
from weft.web.contributing.drafts import publish_drafts, save_draft
from weft.web.contributing.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20
FORM = {"for": "city", "holder": "City of Tangier", "area": "health", "role": "deliver",
        "basis": "de_facto", "visibility": "public", "do": "publish", "sources.0.source": "",
        "note": "x" * 15_000}  # fmt: skip


@pytest.fixture(autouse=True)
def net(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Network]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.FOLDER = tmp_path
    with share(tmp_path):
        forget()
        yield build_network()
    forget()


# --- many at once


@contextmanager
def another_process(person: User, first: int, threads: int, folder: Path) -> Iterator[Any]:
    """One more process of the site, which waits until it is told to begin."""
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor == "postgresql":
        url = f"postgresql://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
    env = {**os.environ, "DATABASE_URL": url, "WEFT_FOLDER": str(folder)}
    words = (sys.executable, "-m", "tests.web.rushing", person.pk, first, threads)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([str(each) for each in words], env=env, **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        yield process


def test_two_hundred_edits_at_once_are_all_there(net: Network, tmp_path: Path) -> None:
    """In two processes with ten threads each."""
    state(net.officer, "city", competences=[competence(SHARED)])
    before, half = ChangeSet.objects.count(), THREADS // 2
    with another_process(net.officer, half, half, tmp_path) as other:
        other.stdin.write("go\n")
        other.stdin.flush()
        found = [repr(each) for each in rush(net.officer, 0, half)]
        found += other.stdout.read().split("\n")[:-1]
    assert len(found) == THREADS
    assert [each for each in found if not each.isdigit()] == []
    assert ChangeSet.objects.count() - before == 2 * THREADS * ROUNDS == 200
    every = {f"{x}-{y}" for x in range(THREADS) for y in range(ROUNDS)}
    check_all_there(every)
    forget()
    check_all_there(every)


def check_all_there(every: set[str]) -> None:
    facts = read_whole().facts
    assert {f"new-{each}" for each in every} <= facts.keys()
    assert set(str(facts[SHARED].note).strip(";").split(";")) == every
    line = Statement.objects.filter(key=SHARED).order_by("pk")
    assert len(line) == 1 + len(every)
    assert [x.replaces_id for x in line] == [None, *(x.pk for x in line[: len(every)])]


# --- two at once


def count(found: list[Any], kind: type) -> int:
    return sum(isinstance(each, kind) for each in found)


def test_one_of_two_merges_of_the_same_actor_counts(net: Network) -> None:
    give_mandate(None, net.secretariat, Role.CONTRIBUTOR, actor="city")
    doubles = [{"id": f"double-{each}", "name": f"Double {each}", "kind": "agency",
                "place": "tangier"} for each in range(3)]  # fmt: skip
    state(net.secretariat, "city", actors=doubles)
    found = at_once(*(partial(unite_actors, fresh(net.secretariat), "double-0", f"double-{each}")
                      for each in (1, 2)))  # fmt: skip
    assert (count(found, ChangeSet), count(found, NothingThereError)) == (1, 1)
    assert Moved.objects.count() == 1
    assert read_whole().actor_by_id.keys() >= {"double-1", "double-2"}


def test_an_undo_asked_for_twice_is_done_once(net: Network) -> None:
    done = state(net.officer, "city", competences=[competence("new")])
    found = at_once(*[partial(undo, fresh(net.officer), done)] * 2)
    assert sorted(each.change_set is None for each in found) == [False, True]
    assert ChangeSet.objects.filter(undoes=done).count() == 1
    assert "new" not in read_whole().facts


def test_a_button_pressed_twice_takes_back_once_and_is_no_error(net: Network) -> None:
    done = state(net.officer, "city", competences=[competence("new")])
    address = f"/changes/{done.token}/undo"
    found = at_once(*[partial(browse(net.officer).post, address)] * 2)
    assert {each.status_code for each in found} <= {302, 409}
    assert ChangeSet.objects.filter(undoes=done).count() == 1


def test_a_draft_published_twice_is_there_once(net: Network) -> None:
    draft = save_draft(net.officer, "competences", competence("", id=None), "city")
    before = Statement.objects.count()
    found = at_once(*[partial(publish_drafts, fresh(net.officer), [draft])] * 2)
    assert sorted(len(each) for each in found) == [0, 1]
    assert Statement.objects.count() == before + 1
    assert not Draft.objects.exists()


def test_one_invitation_is_accepted_once(net: Network) -> None:
    """By one person in two windows, or by two who have the same address one after the other."""
    sent = invite(net.steward, "new@example.org", Role.CONTRIBUTOR, actor="city", site="http://x/")
    person = make_person("new@example.org")
    found = at_once(*[partial(accept_invitation, fresh(person), sent.invitation)] * 2)
    assert count(found, Mandate) == 1
    assert Mandate.objects.filter(person=person).count() == 1


def test_two_who_open_one_invitation_do_not_both_come_in(net: Network) -> None:
    sent = invite(net.steward, "new@example.org", Role.CONTRIBUTOR, actor="city", site="http://x/")
    path = sent.link.removeprefix("http://x")
    form = {"name": "New", "email": "new@example.org", "password1": "threads that hold, 1998"}
    clients = [Client(), Client()]
    for each in clients:
        assert each.post(path).status_code == 302
    found = at_once(*(partial(each.post, "/sign/signup/", form) for each in clients))
    assert {each.status_code for each in found} <= {200, 302}
    assert User.objects.filter(email="new@example.org").count() == 1
    assert Mandate.objects.filter(actor="city", ended_at=None).count() == 2  # with the Officer's


VIEWS = "weft.web.contributing.views"


@pytest.mark.parametrize(
    ("what", "action", "form", "status"),
    [
        ("position", f"{VIEWS}.standing.take_stand", {"actor": "city", "stand": "confirms"}, 404),
        ("withdraw", f"{VIEWS}.standing.withdraw", {}, 404),
        ("still-right", "weft.web.following.views.take_stand", {}, 404),
        ("edit", f"{VIEWS}.sheet.publish_drafts", {"note": "More."}, 302),
    ],
)
def test_what_goes_just_before_somebody_speaks_of_it_is_not_there(
    net: Network,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    action: str,
    form: dict[str, str],
    status: int,
) -> None:
    """Somebody else withdraws it after the page looked, and before it writes."""
    state(net.officer, "city", competences=[competence("new")])
    act = import_string(action)

    def act_late(*args: Any, **names: Any) -> Any:
        withdraw(fresh(net.officer), "new")
        return act(*args, **names)

    monkeypatch.setattr(action, act_late)
    answer = post(browse(net.officer), f"/facts/new/{what}", {**FORM, **form})
    assert answer.status_code == status
    assert answer.get("Location", "/drafts") == "/drafts"
    assert "new" not in read_whole().facts


# --- a fault in the middle


@pytest.fixture
def closing() -> Iterator[None]:
    """As a real server does when a request ends: a connection that failed is not used again."""

    def close(**_: Any) -> None:
        close_old_connections()

    request_finished.connect(close)
    yield
    request_finished.disconnect(close)


def read_error(answer: Any) -> str:
    assert answer["Content-Type"].startswith("text/html")
    page = str(answer.content.decode())
    assert "Traceback" not in page
    return page


@pytest.mark.skipif(connection.vendor != "sqlite", reason="made full by a limit of SQLite")
def test_a_full_disk_is_said_and_nothing_is_half_written(net: Network) -> None:
    client = browse(net.officer)
    assert client.get("/state/competences").status_code == 200
    before = count_everything()
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
    answer = client.post("/state/competences", FORM)
    assert answer.status_code == 507
    assert "There is no room left" in read_error(answer)
    assert count_everything() == before
    assert client.get("/places/tangier").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count=1073741823")
    assert client.post("/state/competences", FORM).status_code == 302
    assert count_everything() != before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="made full by a limit of SQLite")
@pytest.mark.parametrize("room", range(1, 40, 3))
def test_wherever_the_disk_becomes_full_nothing_is_half_written(net: Network, room: int) -> None:
    client, before = browse(net.officer), count_everything()
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages + room}")
    answer = client.post("/state/competences", FORM)
    now = count_everything()
    assert answer.status_code in (302, 507)
    if answer.status_code == 507:
        assert "There is no room left" in read_error(answer)
        papers = {key: now[key] for key in now if key != "Draft"}  # it may be kept as a draft
        assert papers == {key: before[key] for key in papers}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="there is no server to restart")
@pytest.mark.usefixtures("closing")
def test_a_restart_of_the_database_while_somebody_writes_is_said(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, before = browse(net.officer), count_everything()
    insert = writing._Writing._insert

    def fall(self: Any, what: str, rows: Any) -> None:
        insert(self, what, rows)
        own = connection.connection.info.backend_pid
        at_once(partial(terminate, own))

    with monkeypatch.context() as falling:
        falling.setattr(writing._Writing, "_insert", fall)
        answer = client.post("/state/competences", FORM)
    assert answer.status_code == 503
    assert "The database does not answer right now" in read_error(answer)
    assert answer["Retry-After"] == "10"
    assert client.get("/places/tangier").status_code == 200
    now = count_everything()
    assert {x: now[x] for x in now if x != "Draft"} == {x: before[x] for x in now if x != "Draft"}
    # What was typed is kept, and can be published.
    (draft,) = Draft.objects.all()
    assert client.post("/drafts", {"draft": draft.token, "do": "publish"}).status_code == 302
    assert not Draft.objects.exists()
    assert count_everything() != before


def test_a_session_that_cannot_be_kept_is_said(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(net.officer)

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as away:
        away.setattr(SessionStore, "save", fail)
        answer = client.post("/me", {"name": "Another", "language": "en"})
    assert answer.status_code == 503
    assert "The database does not answer right now" in read_error(answer)
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize("address", ["/", "/me", "/drafts", "/changes", "/people", "/sign/login/"])
def test_while_the_database_is_away_every_page_says_so(
    net: Network, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    client = browse(net.secretariat)

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("could not connect to the server: secret-host")

    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", fail)
        answer = client.get(address)
    assert answer.status_code == 503
    assert "secret-host" not in read_error(answer)
    assert client.get(address).status_code in (200, 302)


def fill_disk(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_for_documents_is_said(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    client, before = browse(net.officer), count_everything()
    monkeypatch.setattr("weft.web.contributing.documents.put_file", fill_disk)
    file = SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 minutes")
    form = {**FORM, "new.title": "Minutes", "new.grade": "C", "file": file}
    answer = client.post("/state/competences", form)
    assert answer.status_code == 422
    assert "The file could not be kept" in read_error(answer)
    assert count_everything() == before


def test_a_full_disk_for_the_work_on_a_file_is_said(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(net.officer)
    monkeypatch.setattr("weft.web.site.jobs.claim", fill_disk)
    file = SimpleUploadedFile("town.yaml", b"places: []")
    answer = client.post("/import", {"actor": "city", "file": file})
    assert answer.status_code == 507
    assert "There is no room left" in read_error(answer)


def terminate(pid: int) -> None:
    with CaptureQueriesContext(connection), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
