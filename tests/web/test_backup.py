"""A backup holds all that a site keeps, and a restore brings all of it back, on either database,
or nothing."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.fresh import NAME, WEFT, clean_environment, give_tables

ROOT = Path(__file__).parents[2]
GIVEN = os.environ.get("DATABASE_URL", "")
SERVER = GIVEN if GIVEN.startswith("postgres") else "postgresql://postgres@127.0.0.1:5432/postgres"
# Not kept: sessions; the search index, of which the rows are compared apart.
NOT_KEPT = ("django_session", "django_migrations", "atlas_entry", "sqlite_")


@dataclass(frozen=True)
class Site:
    """A site with a folder and a database of its own, on which processes work as people do."""

    folder: Path
    url: str

    def type_(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of weft."""
        return self._run(WEFT, *words)

    def send(self, errand: str, *words: str) -> Any:
        """An errand of `tests.web.errands`; its answer."""
        done = self._run(sys.executable, "-m", "tests.web.errands", errand, *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        said = {"WEFT_FOLDER": str(self.folder), "DATABASE_URL": self.url}
        env = clean_environment() | said
        return subprocess.run(
            words, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
        )

    def read_tables(self) -> dict[str, list[Any]]:
        """Every row of every table that is kept, as the database itself has it."""
        if self.url.startswith("sqlite"):
            ask = "SELECT name FROM sqlite_master WHERE type = 'table'"
            connected: Any = sqlite3.connect(self.url.removeprefix("sqlite:///"))
        else:
            ask = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            connected = psycopg.connect(self.url)
        try:
            names = sorted(name for (name,) in connected.execute(ask).fetchall())
            kept = [each for each in names if not each.startswith(NOT_KEPT)]
            return {
                name: sorted(map(repr, connected.execute(f'SELECT * FROM "{name}"').fetchall()))  # noqa: S608
                for name in kept
            }
        finally:
            connected.close()

    def is_empty(self) -> bool:
        """Whether nothing that people brought is in the database, as far as it has tables."""
        tables = self.read_tables()
        return not any(tables.get(each) for each in ("accounts_user", "atlas_changeset"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with facts, people and documents, which no test changes."""
    folder = tmp_path_factory.mktemp("filled")
    give_tables(folder)
    site = Site(folder, f"sqlite:///{folder / NAME}")
    assert site.send("fill") == {"people": 2}
    return site


@pytest.fixture(scope="module")
def backup(filled: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it in a file."""
    path = tmp_path_factory.mktemp("backups") / "weft.zip"
    done = filled.type_("backup", str(path))
    assert done.returncode == 0, done.stderr
    assert "2 files" in done.stdout
    assert "personal data" in done.stdout
    return path


@pytest.fixture
def sqlite(tmp_path: Path) -> Callable[..., Site]:
    """Makes a new site on SQLite: one without rows, or a bare one without even the file."""

    def make(*, bare: bool = False) -> Site:
        folder = tmp_path / uuid.uuid4().hex
        if not bare:
            give_tables(folder)
        return Site(folder, f"sqlite:///{folder / NAME}")

    return make


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """Makes databases on PostgreSQL, and drops them at the end."""
    try:
        connection = psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if SERVER == GIVEN:
            raise
        pytest.skip(f"no PostgreSQL answers at 127.0.0.1:5432 ({str(error).strip()})")
    found = Server(connection)
    try:
        yield found
    finally:
        for name in found.made:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.close()


class Server:
    """A server of PostgreSQL."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.made: list[str] = []

    def make(self, like: str = "template0") -> str:
        """A new database like another; its name."""
        name = f"weft_{uuid.uuid4().hex}"
        self.connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        self.made.append(name)
        return name

    def find_url(self, name: str) -> str:
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))

    @cached_property
    def fresh(self) -> str:
        """One with the tables of a new site."""
        name = self.make()
        said = {"WEFT_FOLDER": tempfile.mkdtemp(), "DATABASE_URL": self.find_url(name)}
        env = clean_environment() | said
        subprocess.run([WEFT, "people"], env=env, check=True, capture_output=True)
        return name


@pytest.fixture
def postgresql(server: Server, tmp_path: Path) -> Callable[..., Site]:
    """Makes a new site on PostgreSQL: one without rows, or a bare one without tables."""

    def make(*, bare: bool = False) -> Site:
        name = server.make() if bare else server.make(server.fresh)
        return Site(tmp_path / name, server.find_url(name))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def make_site(request: pytest.FixtureRequest) -> Callable[..., Site]:
    """Makes sites on one kind of database, then on the other."""
    found: Callable[..., Site] = request.getfixturevalue(request.param)
    return found


def read_members(path: Path) -> dict[str, Any]:
    """What is in a backup; rows as values, since databases order the keys of JSON differently."""
    return {
        name: [json.loads(line) for line in content.splitlines()]
        if name.endswith(".jsonl")
        else content
        for name, content in read_contents(path).items()
        if name != "manifest.json"
    }


def read_contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def read_list(path: Path) -> Any:
    return json.loads(read_contents(path)["manifest.json"])


def rewrite(path: Path, target: Path, said: Any, changed: Mapping[str, bytes]) -> None:
    """A backup with another list, and other members, which the list is made to fit."""
    for name, content in changed.items():
        digest = hashlib.sha256(content).hexdigest()
        said["members"][name] = {"bytes": len(content), "sha256": digest}
    contents = {**read_contents(path), **changed, "manifest.json": json.dumps(said).encode()}
    with zipfile.ZipFile(target, "w") as file:
        for name, content in contents.items():
            file.writestr(name, content)


def read_documents(site: Site) -> dict[str, bytes]:
    folder = site.folder / "documents"
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and not each.name.startswith(".")
    }


def restore(site: Site, path: Path) -> None:
    done = site.type_("restore", str(path))
    assert done.returncode == 0, done.stderr


def assert_refused(site: Site, path: Path, why: str) -> None:
    done = site.type_("restore", str(path))
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was restored: ")
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def assert_same(before: Site, after: Site) -> None:
    """Every row of every table is the same, and every document."""
    rows, there = before.read_tables(), after.read_tables()
    assert rows.keys() == there.keys()
    for name in rows:
        assert there[name] == rows[name], name
    assert read_documents(after) == read_documents(before)


def test_a_restored_site_has_every_row_every_document_and_finds_the_same(
    filled: Site, backup: Path, sqlite: Callable[..., Site]
) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    site = sqlite()
    restore(site, backup)
    assert_same(filled, site)
    tables = filled.read_tables()
    assert len(tables["accounts_user"]) == 2
    assert tables["accounts_user_groups"] and tables["auth_group_permissions"]
    assert len(read_documents(site)) == 2
    found = filled.send("find")
    assert all(found.values())
    assert site.send("find") == found
    assert_refused(site, backup, "the database is not empty (there are rows in accounts.event")


def test_a_backup_of_one_database_is_restored_into_the_other_and_back(
    backup: Path, sqlite: Callable[..., Site], postgresql: Callable[..., Site], tmp_path: Path
) -> None:
    first, second, third = postgresql(), postgresql(), sqlite()
    path, again = tmp_path / "first.zip", tmp_path / "third.zip"
    restore(first, backup)
    assert first.type_("backup", str(path)).returncode == 0
    assert read_members(path) == read_members(backup)
    # What is added now has numbers of its own.
    assert "change set 3" in first.type_("load", "cities/turin").stdout
    assert first.type_("backup", str(path), "--force").returncode == 0
    restore(second, path)
    assert_same(first, second)
    restore(third, path)
    assert third.type_("backup", str(again)).returncode == 0
    assert read_members(again) == read_members(path)
    for number, site in enumerate((first, third)):
        assert site.type_("dump", str(tmp_path / f"{number}.yaml")).returncode == 0
    assert (tmp_path / "0.yaml").read_bytes() == (tmp_path / "1.yaml").read_bytes()
    assert first.send("find") == second.send("find") == third.send("find")


def test_a_backup_holds_one_moment_and_keeps_nobody_from_writing(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site = make_site()
    assert site.type_("load", "mc2cm").returncode == 0
    path = tmp_path / "weft.zip"
    assert site.send("back_up_while_others_write", str(path), "cities/lyon") == 0
    held = read_members(path)
    assert [each["origin"] for each in held["tables/atlas.changeset.jsonl"]] == ["mc2cm"]
    assert {each["change_set_id"] for each in held["tables/atlas.statement.jsonl"]} == {1}
    assert len(site.read_tables()["atlas_changeset"]) == 2


def test_a_restore_that_is_killed_leaves_an_empty_database(
    make_site: Callable[..., Site], backup: Path
) -> None:
    site = make_site()
    with pytest.raises(AssertionError):
        site.send("restore_and_die", str(backup), "documents")  # the last thing it does
    assert site.is_empty()
    restore(site, backup)
    assert not site.is_empty()


def test_a_restore_that_fails_at_its_end_leaves_neither_rows_nor_documents(
    make_site: Callable[..., Site], backup: Path
) -> None:
    site = make_site()
    (site.folder / "documents" / "cd").mkdir(parents=True)
    (site.folder / "documents" / "cd" / "cdef").write_bytes(b"another")
    assert_refused(site, backup, "is another file")
    assert site.is_empty()
    assert read_documents(site) == {"cd/cdef": b"another"}


def test_a_backup_of_an_earlier_version_is_brought_to_the_state_of_this_one(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    old, fresh, prepared = make_site(bare=True), make_site(bare=True), make_site()
    applied = old.send("stand_at", "accounts.0001_initial", "atlas.0002_append_only")
    path = tmp_path / "weft.zip"
    assert old.type_("backup", str(path)).returncode == 0
    assert read_list(path)["migrations"] == applied  # a backup changes no table
    for site in (fresh, prepared):
        restore(site, path)
        assert len(site.read_tables()["accounts_user"]) == 1
    examined = json.loads(fresh.type_("doctor", "--json").stdout)
    found = {each["what"]: each["found"] for each in examined}
    assert found["Tables"] == "as this version needs them"
    assert found["Search"] == "finds all 1 published record"


def test_a_backup_of_a_newer_version_says_which_to_install(
    sqlite: Callable[..., Site], backup: Path, tmp_path: Path
) -> None:
    site, path = sqlite(), tmp_path / "weft.zip"
    said = read_list(backup)
    said["migrations"].append("atlas.9999_from_the_future")
    said["weft"] = "7.1"
    rewrite(backup, path, said, {})
    assert_refused(site, path, "was made by Weft 7.1 and has tables that this version")
    assert site.is_empty()


def test_rows_that_name_others_which_are_not_there_are_not_restored(
    make_site: Callable[..., Site], backup: Path, tmp_path: Path
) -> None:
    site, path = make_site(), tmp_path / "weft.zip"
    said = read_list(backup)
    said["tables"]["atlas.place"] = 0
    rewrite(backup, path, said, {"tables/atlas.place.jsonl": b""})
    assert_refused(site, path, "atlas_")
    assert site.is_empty()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"id":"one","name":"Keepers"}', "auth.group, row 1: 'one' does not fit id"),
        (b'{"id":1,"name":"Keepers"}\n{"id":2,"name":"Others"}', "auth.group has 2 rows"),
    ],
)
def test_rows_that_fit_no_table_are_not_restored(
    sqlite: Callable[..., Site], backup: Path, tmp_path: Path, line: bytes, why: str
) -> None:
    site, path = sqlite(), tmp_path / "weft.zip"
    rewrite(backup, path, read_list(backup), {"tables/auth.group.jsonl": line + b"\n"})
    assert_refused(site, path, why)
    assert site.is_empty()


def test_facts_that_no_page_could_show_are_not_restored(
    sqlite: Callable[..., Site], backup: Path, tmp_path: Path
) -> None:
    site, path, places = sqlite(), tmp_path / "weft.zip", "tables/atlas.place.jsonl"
    row, *others = read_members(backup)[places]
    row["record"]["levels"] = ["nowhere"]
    lines = "".join(f"{json.dumps(each)}\n" for each in (row, *others)).encode()
    rewrite(backup, path, read_list(backup), {places: lines})
    assert_refused(site, path, "its facts are not those of an atlas")
    assert site.is_empty()


def test_without_a_database_there_is_nothing_to_back_up(
    sqlite: Callable[..., Site], tmp_path: Path
) -> None:
    refused = sqlite(bare=True).type_("backup", str(tmp_path / "weft.zip"))
    assert refused.returncode == 1
    assert "there is no database yet" in refused.stderr
    assert not (tmp_path / "weft.zip").exists()
    assert not list(tmp_path.glob(".*"))
