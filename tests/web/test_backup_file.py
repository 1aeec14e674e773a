"""A file that is no backup, or no longer the one that was made, is refused before anything is
restored; and a backup is written whole or not at all."""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from weft.web.backup.archive import (
    FORMAT,
    LIST,
    Archive,
    BackupError,
    Manifest,
    Writer,
    name_file,
    write_beside,
)

GROUPS = "tables/auth.group.jsonl"
ROWS = [{"id": number, "name": "Keepers" * 300} for number in range(40)]
Change = Callable[[dict[str, bytes], dict[str, Any]], None]


def say_nothing(what: str, done: int, total: int) -> None:
    """For whoever wants no progress."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good backup of one table and one document."""
    path = tmp_path / "weft.zip"
    with write_beside(path) as file, Writer(file) as writer:
        writer.add(GROUPS, (json.dumps(each).encode() + b"\n" for each in ROWS))
        writer.add(name_file("documents/ab/abcd"), iter([b"%PDF", bytes(3_000_000)]))
        writer.finish(
            Manifest(
                format=FORMAT,
                weft="0.1.0",
                made_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
                database="sqlite",
                migrations=("auth.0001_initial",),
                tables={"auth.group": len(ROWS)},
                members=writer.members,
            )
        )
    return path


def change(path: Path, edit: Change) -> None:
    """Write a backup anew with other members, another list, or both."""
    with zipfile.ZipFile(path) as file:
        contents = {name: file.read(name) for name in file.namelist() if name != LIST}
        said = json.loads(file.read(LIST))
    edit(contents, said)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
        file.writestr(LIST, json.dumps(said))


def read_all(path: Path) -> None:
    with Archive(path) as archive:
        archive.check(say_nothing)


def test_a_good_backup_is_read(path: Path) -> None:
    read_all(path)
    with Archive(path) as archive:
        assert list(archive.read_rows("auth.group")) == ROWS
        assert list(archive.manifest.files) == ["documents/ab/abcd"]
        content = b"".join(archive.read_member(name_file("documents/ab/abcd")))
    assert content == b"%PDF" + bytes(3_000_000)


def _lose_a_table(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    del contents[GROUPS]


def _add_a_file(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    contents["documents/ef/ef01"] = b"%PDF"


def _change_a_bit(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    contents[GROUPS] = contents[GROUPS].replace(b"Keepers", b"Keepars", 1)


def _grow(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    contents[GROUPS] += bytes(1 << 20)


def _name_other_tables(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    said["tables"] = {"auth.user": 1}


def _come_from_the_future(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    said["format"] = FORMAT + 1


def _say_less(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    del said["made_at"]


def _say_nonsense(contents: dict[str, bytes], said: dict[str, Any]) -> None:
    said["members"][GROUPS]["sha256"] = "../" * 21


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (_lose_a_table, "is in the file or in its list, but not in both"),
        (_add_a_file, "is in the file or in its list, but not in both"),
        (_change_a_bit, "its checksum differs"),
        (_grow, "is longer or shorter than its list says"),
        (_name_other_tables, "its list of tables does not fit"),
        (_come_from_the_future, "install the version that made it"),
        (_say_less, "cannot be read"),
        (_say_nonsense, "cannot be read"),
    ],
)
def test_what_does_not_fit_its_list_is_refused(path: Path, edit: Change, why: str) -> None:
    change(path, edit)
    with pytest.raises(BackupError, match=why):
        read_all(path)


@pytest.mark.parametrize(
    "name",
    [
        "documents/../../escaped",
        "documents/..",
        "documents/",
        "documents/a//b",
        "documents/.hidden",
        "documents/a/../b",
        "documents/a\\..\\b",
        "documents/c:evil",
        "documents/a\nb",
        "/etc/passwd",
        "../escaped",
        "tables/../escaped.jsonl",
        "tables/atlas.place.json",
        "secret-key",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(path: Path, name: str) -> None:
    def add(contents: dict[str, bytes], said: dict[str, Any]) -> None:
        contents[name] = b"x"
        said["members"][name] = {"bytes": 1, "sha256": "0" * 64}

    change(path, add)
    with pytest.raises(BackupError, match="which no backup does"):
        read_all(path)


def test_two_files_of_one_name_are_refused(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "a") as file,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        file.writestr(GROUPS, b"{}\n")
    with pytest.raises(BackupError, match="two files of one name"):
        read_all(path)


def test_a_zip_that_is_no_backup_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("town.yaml", b"places: []")
    with pytest.raises(BackupError, match=r"it has no manifest\.json"):
        read_all(path)


@pytest.mark.parametrize("line", [b'["Keepers"]', b"{", b"", b"[" * 100_000, b"\xff"])
def test_a_line_that_is_no_row_is_refused(path: Path, line: bytes) -> None:
    def add(contents: dict[str, bytes], said: dict[str, Any]) -> None:
        contents[GROUPS] = contents[GROUPS] + line + b"\n"
        digest = hashlib.sha256(contents[GROUPS]).hexdigest()
        said["members"][GROUPS] = {"bytes": len(contents[GROUPS]), "sha256": digest}

    change(path, add)
    read_all(path)
    with (
        Archive(path) as archive,
        pytest.raises(BackupError, match=r"auth\.group\.jsonl, line 41 is no row"),
    ):
        list(archive.read_rows("auth.group"))


@pytest.mark.parametrize("content", [b"", b"PK", b"places: []\n", bytes(100_000)])
def test_what_is_no_zip_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BackupError, match="is no backup"):
        read_all(path)


def test_a_backup_cut_off_anywhere_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 60):
        path.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            read_all(path)


def test_a_backup_with_a_byte_changed_anywhere_is_refused_or_holds_the_same(path: Path) -> None:
    whole = path.read_bytes()
    refused = 0
    for at in range(0, len(whole), len(whole) // 150):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            read_all(path)
            with Archive(path) as archive:  # a date, or how a name is written
                assert list(archive.read_rows("auth.group")) == ROWS
        except BackupError:
            refused += 1
    assert refused > 100


def test_a_file_half_written_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "weft.zip"
    path.write_bytes(b"the backup of yesterday")

    def fail() -> None:
        with write_beside(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_bytes() == b"the backup of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_a_document_whose_name_nobody_would_take_back_stops_the_backup() -> None:
    with pytest.raises(BackupError, match="is no name for a file"):
        name_file("documents/a:b")
