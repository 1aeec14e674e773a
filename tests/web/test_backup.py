"""A backup holds all that a site keeps, and a restore brings all of it back, on either database,
or nothing."""

import json
import os
import sqlite3
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

WEFT = str(Path(sys.executable).with_name("weft"))
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
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("WEFT_", "DJANGO_"))
        }
        env = {**clean, "WEFT_FOLDER": str(self.folder), "DATABASE_URL": self.url}
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


@pytest.fixture
def sqlite(tmp_path: Path) -> Callable[[], Site]:
    """Makes a site on a SQLite file that is not there yet."""

    def make() -> Site:
        folder = tmp_path / uuid.uuid4().hex
        return Site(folder, f"sqlite:///{folder / 'weft.sqlite3'}")

    return make


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[Callable[[], Site]]:
    """Makes a site on a new PostgreSQL database, which is dropped after the test."""
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if SERVER == GIVEN:
            raise
        pytest.skip(f"no PostgreSQL answers at 127.0.0.1:5432 ({str(error).strip()})")
    made = []

    def make() -> Site:
        name = f"weft_{uuid.uuid4().hex}"
        server.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
        return Site(tmp_path / name, url)

    try:
        yield make
    finally:
        for name in made:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def make_site(request: pytest.FixtureRequest) -> Callable[[], Site]:
    """Makes sites on one kind of database, then on the other."""
    found: Callable[[], Site] = request.getfixturevalue(request.param)
    return found


def read_members(path: Path) -> dict[str, Any]:
    """What is in a backup; rows as values, since databases order the keys of JSON differently."""
    with zipfile.ZipFile(path) as file:
        return {
            name: [json.loads(line) for line in file.read(name).splitlines()]
            if name.endswith(".jsonl")
            else file.read(name)
            for name in file.namelist()
            if name != "manifest.json"
        }


def read_documents(site: Site) -> dict[str, bytes]:
    folder = site.folder / "documents"
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and not each.name.startswith(".")
    }


def change_manifest(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Write the list of a backup anew."""
    with zipfile.ZipFile(path) as file:
        contents = {name: file.read(name) for name in file.namelist()}
    said = json.loads(contents["manifest.json"])
    change(said)
    contents["manifest.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in contents.items():
            file.writestr(name, content)


def test_a_restored_site_has_every_row_every_document_and_finds_the_same(
    make_site: Callable[[], Site], tmp_path: Path
) -> None:
    old, new = make_site(), make_site()
    assert old.send("fill") == {"people": 2}
    path = tmp_path / "weft.zip"
    made = old.type_("backup", str(path))
    assert made.returncode == 0, made.stderr
    assert "2 documents" in made.stdout
    assert "personal data" in made.stdout
    assert path.stat().st_mode & 0o777 == 0o600

    restored = new.type_("restore", str(path))
    assert restored.returncode == 0, restored.stderr
    before, after = old.read_tables(), new.read_tables()
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert after[name] == rows, name
    assert len(before["accounts_user"]) == 2
    assert before["accounts_user_groups"] and before["auth_group_permissions"]
    assert new.send("find") == old.send("find")
    assert all(old.send("find").values())
    assert read_documents(new) == read_documents(old)
    assert len(read_documents(new)) == 2

    # What is added now has numbers of its own, and what is kept may still not be changed.
    assert "change set 3" in new.type_("load", "cities/turin").stdout
    again = new.type_("restore", str(path))
    assert again.returncode == 1
    assert "Nothing was restored: the database is not empty" in again.stderr


def test_a_backup_of_one_database_is_restored_into_the_other_and_back(
    sqlite: Callable[[], Site], postgresql: Callable[[], Site], tmp_path: Path
) -> None:
    sites = [sqlite(), postgresql(), sqlite()]
    sites[0].send("fill")
    paths = [tmp_path / f"{number}.zip" for number in range(3)]
    for number, site in enumerate(sites):
        if number:
            assert site.type_("restore", str(paths[number - 1])).returncode == 0
        assert site.type_("backup", str(paths[number])).returncode == 0
        assert site.type_("dump", str(tmp_path / f"{number}.yaml")).returncode == 0
    for number in (1, 2):
        assert read_members(paths[number]) == read_members(paths[0])
        there = (tmp_path / f"{number}.yaml").read_bytes()
        assert there == (tmp_path / "0.yaml").read_bytes()
        assert sites[number].send("find") == sites[0].send("find")


def test_a_backup_holds_one_moment_and_keeps_nobody_from_writing(
    make_site: Callable[[], Site], tmp_path: Path
) -> None:
    site = make_site()
    assert site.type_("load", "mc2cm").returncode == 0
    path = tmp_path / "weft.zip"
    assert site.send("back_up_while_others_write", str(path), "cities/lyon") == 0
    held = read_members(path)
    assert [each["origin"] for each in held["tables/atlas.changeset.jsonl"]] == ["mc2cm"]
    assert {each["change_set_id"] for each in held["tables/atlas.statement.jsonl"]} == {1}
    assert site.type_("backup", str(path), "--force").returncode == 0
    assert len(read_members(path)["tables/atlas.changeset.jsonl"]) == 2


@pytest.mark.parametrize("moment", ["tables", "search", "documents"])
def test_a_restore_that_is_killed_leaves_an_empty_database(
    make_site: Callable[[], Site], tmp_path: Path, moment: str
) -> None:
    old, new = make_site(), make_site()
    old.send("fill")
    path = tmp_path / "weft.zip"
    assert old.type_("backup", str(path)).returncode == 0
    with pytest.raises(AssertionError):
        new.send("restore_and_die", str(path), moment)
    assert new.is_empty()
    done = new.type_("restore", str(path))
    assert done.returncode == 0, done.stderr
    assert new.read_tables() == old.read_tables()


def test_a_restore_that_fails_at_its_end_leaves_neither_rows_nor_documents(
    make_site: Callable[[], Site], tmp_path: Path
) -> None:
    old, new = make_site(), make_site()
    old.send("fill")
    path = tmp_path / "weft.zip"
    assert old.type_("backup", str(path)).returncode == 0
    (new.folder / "documents" / "cd").mkdir(parents=True)
    (new.folder / "documents" / "cd" / "cdef").write_bytes(b"another")
    refused = new.type_("restore", str(path))
    assert refused.returncode == 1
    assert "is another document" in refused.stderr
    assert new.is_empty()
    assert read_documents(new) == {"cd/cdef": b"another"}


def test_a_backup_of_an_earlier_version_is_brought_to_the_state_of_this_one(
    make_site: Callable[[], Site], tmp_path: Path
) -> None:
    old, fresh, prepared = make_site(), make_site(), make_site()
    applied = old.send("stand_at", "accounts.0001_initial", "atlas.0002_append_only")
    path = tmp_path / "weft.zip"
    assert old.type_("backup", str(path)).returncode == 0
    with zipfile.ZipFile(path) as file:
        said = json.loads(file.read("manifest.json"))
    assert said["migrations"] == applied, "a backup changes no table"
    assert prepared.type_("dump", str(tmp_path / "empty.yaml")).returncode == 0
    for new in (fresh, prepared):
        done = new.type_("restore", str(path))
        assert done.returncode == 0, done.stderr
        assert new.type_("dump", str(tmp_path / "now.yaml"), "--force").returncode == 0
        assert "Town" in (tmp_path / "now.yaml").read_text("utf-8")
        assert json.loads(new.type_("doctor", "--json").stdout)
        found = {each["what"]: each["state"] for each in json.loads(new.type_("doctor", "--json").stdout)}
        assert (found["Tables"], found["Atlas"], found["Search"]) == ("ok", "note", "ok")


def test_a_backup_of_a_newer_version_says_which_to_install(
    sqlite: Callable[[], Site], tmp_path: Path
) -> None:
    old, new = sqlite(), sqlite()
    assert old.type_("load", "cities/lyon").returncode == 0
    path = tmp_path / "weft.zip"
    assert old.type_("backup", str(path)).returncode == 0

    def add(said: dict[str, Any]) -> None:
        said["migrations"].append("atlas.9999_from_the_future")
        said["weft"] = "7.1"

    change_manifest(path, add)
    refused = new.type_("restore", str(path))
    assert refused.returncode == 1
    assert "made by Weft 7.1" in refused.stderr
    assert "restore it with Weft 7.1" in refused.stderr
    assert new.is_empty()


def test_rows_that_contradict_each_other_are_not_restored(
    make_site: Callable[[], Site], tmp_path: Path
) -> None:
    import hashlib  # noqa: PLC0415

    old, new = make_site(), make_site()
    assert old.type_("load", "cities/lyon").returncode == 0
    path = tmp_path / "weft.zip"
    assert old.type_("backup", str(path)).returncode == 0
    with zipfile.ZipFile(path) as file:
        contents = {name: file.read(name) for name in file.namelist()}
    said = json.loads(contents["manifest.json"])
    lost = "tables/atlas.place.jsonl"  # actors name places
    contents[lost] = b""
    said["tables"]["atlas.place"] = 0
    said["members"][lost] = {"bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    contents["manifest.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in contents.items():
            file.writestr(name, content)
    refused = new.type_("restore", str(path))
    assert refused.returncode == 1
    assert "Nothing was restored: " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert new.is_empty()


def test_without_a_database_there_is_nothing_to_back_up(
    sqlite: Callable[[], Site], tmp_path: Path
) -> None:
    refused = sqlite().type_("backup", str(tmp_path / "weft.zip"))
    assert refused.returncode == 1
    assert "there is no database yet" in refused.stderr
    assert not (tmp_path / "weft.zip").exists()
    assert not list(tmp_path.glob(".*"))
