"""Who may bring, publish, revoke and drop figures, and what becomes of a version whose making dies
half-way: nothing of it counts, and what was published stays as it is."""

import errno
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoDbBlocker

from tests.web.observatory.scene_figures import (
    CHANGED,
    CITY,
    FIRST,
    KEY,
    OPEN_KEY,
    PROTECTED,
    PUBLISHED,
    SECOND,
    bring,
    count_people,
    load_town,
    make_dataset,
    own_folder,
    put,
)
from tests.web.people import OFFICER
from tests.web.scene import COLUMNS, find_person, open_browsers
from weft.core.observatory.disclosure.rules import ContributionsDifferError
from weft.web.accounts.models import Event, User
from weft.web.observatory.actions import (
    ExposedError,
    NoRoomError,
    NotPublishableError,
    drop_version,
    make_version,
    publish,
    revoke,
    save_dataset,
)
from weft.web.observatory.exporting import write_dataset
from weft.web.observatory.facts import find_files, find_store, read_catalogue
from weft.web.observatory.looking import look_into
from weft.web.observatory.models import Dataset, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town", "store")]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), load_town():
        yield


@pytest.fixture
def store() -> Iterator[Path]:
    with own_folder() as folder:
        yield folder


@pytest.fixture
def six() -> dict[str, User | None]:
    """Everybody; who is not signed in is nobody that an action is called for."""
    open_browsers()
    return {each: find_person(each) for each in COLUMNS if each != "Resident"}


def list_allowed(six: dict[str, Any], work: Callable[..., object], *versions: Version) -> list[str]:
    """Who may do something, tried by one after the other; with a version for each who may."""
    allowed: list[str] = []
    for who, person in six.items():
        try:
            work(person, *versions[len(allowed) :][:1])
            allowed.append(who)
        except PermissionDenied:
            continue
    return allowed


def look(version: Version) -> str:
    return str(Version.objects.get(pk=version.pk).state)


def test_only_its_body_brings_publishes_and_drops_what_is_its_own(six: dict[str, Any]) -> None:
    dataset = make_dataset()
    ready = [put(dataset) for _ in range(2)]
    assert list_allowed(six, lambda who: bring(dataset, person=who)) == ["Officer"]
    assert list_allowed(six, lambda who: drop_version(who, ready[0])) == ["Officer"]
    assert list_allowed(six, lambda who: publish(who, ready[1])) == ["Officer"]
    assert list_allowed(six, lambda who: save_dataset(who, KEY, PROTECTED)) == ["Officer"]


def test_the_secretariat_may_revoke_besides(six: dict[str, Any]) -> None:
    dataset = make_dataset()
    versions = [publish(None, put(dataset)) for _ in range(3)]
    work = partial(revoke, reason="It exposed people.")
    assert list_allowed(six, work, *versions) == ["Officer", "Secretariat"]


def test_what_is_nobodys_those_keep_who_keep_something(six: dict[str, Any]) -> None:
    dataset = make_dataset(PUBLISHED, "of-a-book", owner=None)
    keepers = ["Steward", "Secretariat"]
    assert list_allowed(six, lambda who: bring(dataset, person=who)) == keepers
    versions = [*dataset.versions.all(), put(dataset)]
    assert list_allowed(six, publish, *versions) == keepers
    assert list_allowed(six, partial(revoke, reason="Wrong."), *versions) == keepers


def test_a_new_dataset_belongs_to_whom_one_speaks_for(six: dict[str, Any]) -> None:
    made = {"title": "T", "publisher": "P", "source": "S", "licence": "L"}
    work: Callable[[Any], object] = lambda who: save_dataset(  # noqa: E731
        who, f"of-{who.username}", PROTECTED, owner="city-of-tangier", **made
    )
    assert list_allowed(six, work) == ["Officer"]
    assert [x.key for x in Dataset.objects.all()] == ["of-officer"]


@pytest.mark.parametrize("missing", ["licence", "source", "publisher"])
def test_a_dataset_without_licence_or_source_is_refused(missing: str) -> None:
    words = {"title": "T", "publisher": "P", "source": "S", "licence": "L", missing: ""}
    with pytest.raises(ValidationError, match=missing):
        save_dataset(None, "bare", PROTECTED, **words)
    assert not Dataset.objects.exists()


def test_errors_keep_a_version_from_being_published() -> None:
    counts = dict(FIRST)
    counts["tangier", "2022", "F", "CIV"] = -3
    version = bring(make_dataset(), counts)
    assert [x["code"] for x in version.report["troubles"] if x["severity"] == "error"]
    with pytest.raises(NotPublishableError, match="errors; correct the file"):
        publish(None, version)
    assert look(version) == "ready"
    assert not find_files(version).public.exists()


def test_contributions_that_are_not_those_of_the_figures_keep_it_from_being_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ContributionsDifferError(0, -50)

    monkeypatch.setattr("weft.web.observatory.actions.protect_version", fail)
    version = put(make_dataset())
    with pytest.raises(NotPublishableError, match="contributions are of 0"):
        publish(None, version)
    assert look(version) == "ready"


def test_a_version_is_published_once_and_what_everybody_sees_stays_as_it_is() -> None:
    version = put(make_dataset())
    stale = Version.objects.get(pk=version.pk)  # as somebody's page still has it
    publish(None, version)
    before = find_files(version).public.read_bytes()
    at = Version.objects.get(pk=version.pk).published_at
    for each in (version, stale):
        with pytest.raises(NotPublishableError, match="is published already"):
            publish(None, each)
    assert find_files(version).public.read_bytes() == before
    assert Version.objects.get(pk=version.pk).published_at == at
    assert {x.name for x in find_files(version).public.parent.iterdir()} == {
        "observations.parquet", "observations.summary", "public.parquet", "public.summary",
        "recipe.yaml", "report.json",
    }  # fmt: skip


def test_what_was_published_stays_on_record() -> None:
    version = publish(None, put(make_dataset()))
    with pytest.raises(NotPublishableError, match="revoke it instead"):
        drop_version(None, version)
    revoke(None, version, "The wrong year.")
    for again in (lambda: revoke(None, version, "Again."), lambda: publish(None, version)):
        with pytest.raises(NotPublishableError):
            again()
    assert find_files(version).observations.exists()
    fresh = Version.objects.get(pk=version.pk)
    assert (fresh.state, fresh.reason) == ("revoked", "The wrong year.")


def test_what_is_dropped_is_gone_with_its_folder() -> None:
    version = put(make_dataset())
    drop_version(None, version)
    assert not Version.objects.exists()
    assert find_store().list_tokens(KEY) == ()
    with pytest.raises(NotPublishableError, match="thrown away"):
        publish(None, version)


def test_who_published_and_who_revoked_is_on_record(six: dict[str, Any]) -> None:
    version = publish(six["Officer"], bring(make_dataset(), person=six["Officer"]))
    revoke(six["Secretariat"], version, "It exposed people.")
    events = Event.objects.filter(kind__startswith="figures_").order_by("pk")
    assert [(x.kind, x.person.username) for x in events if x.person] == [
        ("figures_published", "officer"), ("figures_revoked", "secretariat"),
    ]  # fmt: skip
    assert version.made_by == version.published_by == six["Officer"]


def put_exposed() -> Version:
    """A version of whose small counts another dataset of the site has told one already."""
    told = make_dataset(PUBLISHED, "told", OFFICER)
    for counts in (FIRST, SECOND):
        publish(None, put(told, counts))
    return put(make_dataset(), count_people({**CHANGED, (CITY, "2022", "F", "ESP"): 206}))


def test_what_would_expose_people_is_asked_about_and_not_published() -> None:
    version = put_exposed()
    with pytest.raises(ExposedError, match="Version 1 would expose 1 figure of those") as raised:
        publish(None, version)
    assert raised.value.count == 1
    assert look(version) == "ready"
    assert {x.name for x in find_files(version).observations.parent.iterdir()} == {
        "observations.parquet", "observations.summary", "recipe.yaml", "report.json",
    }  # fmt: skip
    assert read_catalogue().find(KEY) is None


def test_what_exposes_people_is_published_where_somebody_accepts_it_and_is_on_record(
    six: dict[str, Any],
) -> None:
    version = publish(six["Officer"], put_exposed(), accept_exposed=99)
    assert look(version) == "published"
    assert version.protection["exposed"] == 1
    event = Event.objects.get(kind="figures_published", person=six["Officer"])
    assert event.about == f"{KEY} 1: 1 exposed, accepted"


def test_what_tells_nothing_new_exposes_nobody(six: dict[str, Any]) -> None:
    put_exposed()
    version = publish(None, put(make_dataset(key="again"), SECOND))
    assert version.protection["exposed"] == 0
    assert version.protection["known"] > 0


def test_where_nothing_is_exposed_there_is_nothing_to_accept(six: dict[str, Any]) -> None:
    version = publish(six["Officer"], put(make_dataset()), accept_exposed=99)
    assert version.protection["exposed"] == 0
    event = Event.objects.get(kind="figures_published", person=six["Officer"])
    assert event.about == f"{KEY} 1"


def test_a_policy_that_protects_less_counts_from_the_next_version_on() -> None:
    version = publish(None, put(make_dataset()))
    before = find_files(version).public.read_bytes()
    save_dataset(None, KEY, PUBLISHED)
    assert find_files(version).public.read_bytes() == before
    edition = read_catalogue().find(KEY)
    assert edition is not None and edition.protection.kind == "protected"


# --- faults


def fill_disk(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def check_untouched(before: Version, public: bytes) -> None:
    """What was published stands as it was, and nothing else is there."""
    assert [x.pk for x in Version.objects.all()] == [before.pk]
    assert find_files(before).public.read_bytes() == public
    assert find_store().list_tokens(KEY) == (before.token,)
    edition = read_catalogue().find(KEY)
    assert edition is not None and edition.token == before.token


@pytest.mark.parametrize(
    "where",
    ["weft.web.observatory.actions.ingest", "weft.web.observatory.actions.write_recipe",
     "weft.store.versions._flush"],
)  # fmt: skip
def test_a_full_disk_while_a_version_is_made_leaves_nothing(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset()
    first = publish(None, put(dataset))
    public = find_files(first).public.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(where, fill_disk)
        with pytest.raises(OSError, match="no room left"):
            bring(dataset, SECOND)
    check_untouched(first, public)
    assert [x.name for x in (find_store().folder / KEY).iterdir()] == [first.token]
    assert publish(None, put(dataset, SECOND)).number == 2


def run_full(*_: Any, **__: Any) -> None:
    raise duckdb.IOException('Could not write file "x.parquet": No space left on device')


@pytest.mark.parametrize("fault", [fill_disk, run_full])
def test_a_full_disk_is_said_with_the_file_and_with_what_to_do(
    fault: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is this program that cannot write, or the engine, which has errors of its own."""
    dataset = make_dataset()
    monkeypatch.setattr("weft.web.observatory.actions.ingest", fault)
    with pytest.raises(NoRoomError) as raised:
        bring(dataset)
    assert raised.value.errno == errno.ENOSPC
    assert "register.csv" in str(raised.value)
    assert "bring it again" in str(raised.value)


@pytest.mark.parametrize(
    "writer", ["weft.store.protecting.pq.write_table", "weft.web.observatory.actions.write_summary"]
)
def test_a_full_disk_while_it_is_published_leaves_it_ready(
    writer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset()
    first = publish(None, put(dataset))
    second = put(dataset, SECOND)
    with monkeypatch.context() as full:
        full.setattr(writer, fill_disk)
        with pytest.raises(OSError, match="no room left"):
            publish(None, second)
    assert look(second) == "ready"
    edition = read_catalogue().find(KEY)
    assert edition is not None and edition.token == first.token
    assert sorted(x.name for x in find_files(second).public.parent.iterdir()) == [
        "observations.parquet", "observations.summary", "recipe.yaml", "report.json",
    ]  # fmt: skip
    assert publish(None, second).number == 2


def test_a_file_that_takes_figures_out_says_of_which_version(tmp_path: Path) -> None:
    dataset = make_dataset(PUBLISHED)
    publish(None, put(dataset))
    edition = read_catalogue().find(KEY)
    assert edition is not None
    path = tmp_path / "less.sdmx.csv"
    with path.open("wb") as file:
        write_dataset(edition, "data.sdmx.csv", file)
    head, first, *_ = path.read_text("utf-8").splitlines()
    at = head.split(",").index("ACTION")
    cells = first.split(",")
    assert cells[at] in ("I", "A", "M", "R")
    cells[at] = "D"
    path.write_text(f"{head}\n{','.join(cells)}\n", "utf-8")
    version = make_version(None, dataset, path, look_into(path).proposal.recipe)
    assert version.report["merged_into"] == 1
    assert (version.report["figures"], version.report["missing"]) == (len(FIRST) - 1, 1)
    assert put(dataset).report["merged_into"] is None


def test_what_another_dataset_withholds_is_shown_only_where_somebody_accepts_it() -> None:
    """The same file twice: protected, and as if its source had published it."""
    hidden = publish(None, put(make_dataset(PROTECTED)))
    count = hidden.protection["sensitive"] + hidden.protection["secondary"]
    second = put(make_dataset(PUBLISHED, OPEN_KEY))
    with pytest.raises(ExposedError, match=f"would show {count} figures that another") as raised:
        publish(None, second)
    assert (look(second), raised.value.count) == ("ready", count)
    with pytest.raises(ExposedError):
        publish(None, second, accept_exposed=count - 1)
    assert publish(None, second, accept_exposed=count).protection["unveiled"] == count
    # And who publishes it protected once more reads that it is no secret any longer.
    third = publish(None, put(make_dataset(PROTECTED)), accept_exposed=99)
    assert third.protection["known"] > 0


def test_what_was_withheld_before_it_came_is_withheld_and_not_missing(tmp_path: Path) -> None:
    publish(None, put(make_dataset(PROTECTED)))
    edition = read_catalogue().find(KEY)
    assert edition is not None
    path = tmp_path / "again.geojson"
    with path.open("wb") as file:
        write_dataset(edition, "places.geojson", file)
    copy = make_dataset(PROTECTED, "copy")
    publish(None, make_version(None, copy, path, look_into(path).proposal.recipe))
    tables = [pq.read_table(x.path) for x in read_catalogue().editions]
    marks = [sorted(each["confidentiality"].to_pylist()) for each in tables]
    assert marks[0] == marks[1]
    assert "C" in marks[0]
