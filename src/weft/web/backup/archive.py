"""A backup as a file: a zip with a list of what is in it, lines of JSON for each table, the
documents that people attached, and the figures of the store.

Who reads one trusts nothing in it before it fits the list: names, sizes and checksums.
"""

import hashlib
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

FORMAT = 1  # raise it when a program that reads the former cannot read the new one
LIST = "manifest.json"
CHUNK = 1 << 20  # bytes read at once
LARGEST_LIST = 64 << 20  # bytes: some 400,000 documents
LONGEST_ROW = 256 << 20  # bytes: a file that waits to be imported lies in a row

Progress = Callable[[str, int, int], None]  # what is read, how many, of how many

KEPT = ("documents", "observations")  # folders whose files belong to the rows
_PART = r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]*"  # of a path; none begins with a dot
_NAME = re.compile(rf"tables/\w+\.\w+\.jsonl|(?:{'|'.join(KEPT)})(?:/{_PART})+", re.ASCII)
# All that the zip library raises where bytes were lost or changed, or were never a zip.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class BackupError(ValueError):
    """A backup cannot be made, read or restored; the message says why and what to do."""


class Member(BaseModel):
    """One file inside the backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    weft: str  # the version that made it
    made_at: AwareDatetime
    database: str  # the kind of database it was made from; any other will do as well
    migrations: tuple[str, ...]  # those applied: atlas.0001_initial
    tables: dict[str, int]  # name -> rows
    members: dict[str, Member]

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def files(self) -> dict[str, Member]:
        """Path below the folder of the site -> its size and checksum."""
        starts = tuple(f"{each}/" for each in KEPT)
        return {name: each for name, each in self.members.items() if name.startswith(starts)}


def name_table(label: str) -> str:
    """The member that holds a table."""
    return f"tables/{label}.jsonl"


def name_file(path: str) -> str:
    """The member that holds a file. Raises BackupError for a path that no reader would take."""
    if not _NAME.fullmatch(path):
        raise BackupError(f"'{path}' is no name for a file; take that file out of the folder")
    return path


class Writer:
    """Puts members into a backup one after the other, and lists them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """A member, from its parts."""
        size, digest = 0, hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        self.members[name] = Member(bytes=size, sha256=digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """The list comes last, when all is known."""
        self._zip.writestr(LIST, manifest.model_dump_json(indent=2))


class Archive:
    """A backup to read from. Raises BackupError where it is none, or does not fit its own list."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN:
            raise BackupError(
                f"{path} is no backup: it is not a zip file, or its end is missing; copy it again"
            ) from None
        try:
            self.manifest = self._read_list()
            self._compare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()

    def check(self, progress: Progress) -> None:
        """Read everything once. Raises BackupError if one bit is not what it was."""
        members = self.manifest.members
        for number, (name, member) in enumerate(members.items(), 1):
            digest = hashlib.sha256()
            for part in self.read_member(name):
                digest.update(part)
            if digest.hexdigest() != member.sha256:
                raise self._refuse(f"{name} is not what was backed up (its checksum differs)")
            progress("checked", number, len(members))

    def read_member(self, name: str) -> Iterator[bytes]:
        """The content of a member, in parts; never more than its list says."""
        try:
            with self._zip.open(name) as file:
                while part := file.read(CHUNK):
                    yield part
        except _BROKEN as error:
            raise self._refuse(f"{name} is damaged ({error})") from None

    def read_rows(self, label: str) -> Iterator[dict[str, Any]]:
        """The rows of a table."""
        name = name_table(label)
        with self._zip.open(name) as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_ROW), b""), 1):
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    row = None
                if not isinstance(row, dict):
                    raise self._refuse(f"{name}, line {number} is no row")
                yield row

    def _read_list(self) -> Manifest:
        try:
            info = self._zip.getinfo(LIST)
            if info.file_size > LARGEST_LIST:
                raise self._refuse(f"its {LIST} is too long")
            said = json.loads(self._zip.read(info))
            if isinstance(said, dict) and isinstance(said.get("format"), int):
                self._compare_format(said["format"])
            return Manifest.model_validate(said)
        except KeyError:
            raise self._refuse(f"it has no {LIST}; a backup is what weft backup writes") from None
        except (*_BROKEN, ValidationError, json.JSONDecodeError, UnicodeDecodeError):
            raise self._refuse(f"its {LIST} cannot be read") from None

    def _compare_format(self, found: int) -> None:
        if found != FORMAT:
            raise self._refuse(
                f"it has format {found}, and this version of Weft reads format {FORMAT}; install "
                "the version that made it, or a newer one"
            )

    def _compare(self) -> None:
        """Every member is listed, has a name that leads nowhere else, and the size it should."""
        infos = [each for each in self._zip.infolist() if each.filename != LIST]
        names = [each.filename for each in infos]
        listed = self.manifest.members
        for name in (*names, *listed):
            if not _NAME.fullmatch(name):
                raise self._refuse(f"it holds '{name[:80]}', which no backup does")
        if len(set(self._zip.namelist())) < len(self._zip.namelist()):
            raise self._refuse("it holds two files of one name")
        if strange := sorted(listed.keys() ^ set(names)):
            raise self._refuse(f"{strange[0]} is in the file or in its list, but not in both")
        tables = {each for each in names if each.startswith("tables/")}
        if tables != {name_table(each) for each in self.manifest.tables}:
            raise self._refuse("its list of tables does not fit what is in it")
        for each in infos:
            if each.file_size != listed[each.filename].bytes:
                raise self._refuse(f"{each.filename} is longer or shorter than its list says")

    def _refuse(self, why: str) -> BackupError:
        return BackupError(f"{self.path} cannot be used: {why}")


@contextmanager
def write_beside(path: Path) -> Iterator[IO[bytes]]:
    """A file that only its owner may read, whole or not at all: a stop half-way leaves what was
    there. As `core.atlas.files.writing.put_file`, for content that is never whole in memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
