"""The bytes of a file, unpacked where it is packed and never more than is sane, for all readers."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Literal

from weft.store.readers.problems import CutFile, EmptyFile, NotAWorkbook, TooLarge
from weft.store.watching import NOBODY, Watch

CHUNK = 1 << 20
MOST_BYTES = 32 << 30  # of a table or a package, unpacked, unless `unpack_at_most` says otherwise
MOST_WORKBOOK = 1 << 30  # of a workbook's parts, unpacked: it is read into memory
MOST_CELLS = 20_000_000  # of a sheet, from its first to its farthest
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
MOST_RATIO = 300  # unpacked to packed; figures seldom shrink to less than a fiftieth
FREE_BYTES = 64 << 20  # below this no ratio is looked at

_MOST: ContextVar[int] = ContextVar("the most bytes that a file may unpack to", default=MOST_BYTES)

Packing = Literal["gz", "zip"]
_TABLES = (".csv", ".tsv", ".txt", ".tab")
_FEATURES = (".geojson", ".json")  # where no table lies beside them: it may be what they describe


@contextmanager
def unpack_at_most(most: int) -> Iterator[None]:
    """No file that is read meanwhile unpacks to more bytes: for files of people who are not trusted
    with all the room there is."""
    before = _MOST.set(min(most, MOST_BYTES))
    try:
        yield
    finally:
        _MOST.reset(before)


def find_most(size: int) -> int:
    """How many bytes a packed file of a size may unpack to; more is a bomb, or too large."""
    return min(_MOST.get(), max(FREE_BYTES, MOST_RATIO * size))


def make_too_large(path: Path, size: int, most: int) -> TooLarge:
    """The error of a packed file that unpacks to more than `most` bytes."""
    return TooLarge(path, "room" if most == _MOST.get() else "packed", size=size, most=most)


def find_packing(path: Path) -> Packing | None:
    """How a file is packed, by its first bytes; a workbook is no packed table."""
    with path.open("rb") as file:
        begin = file.read(4)
    if begin[:2] == b"\x1f\x8b":
        return "gz"
    if begin == b"PK\x03\x04" and is_packed_table(path):
        return "zip"
    return None


def is_packed_table(path: Path) -> bool:
    """Whether a ZIP file holds just one table of text, or one file of features."""
    return len(_list_tables(path)) == 1


def _list_tables(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as packed:
            inside = [each for each in packed.infolist() if not each.is_dir()]
    except zipfile.BadZipFile as error:
        raise CutFile(path, "zip", detail=str(error)) from None
    names = {each.filename for each in inside}
    if "[Content_Types].xml" in names or "mimetype" in names or "datapackage.json" in names:
        return []
    inside = [each for each in inside if not each.filename.startswith("__MACOSX")]
    tables = [each for each in inside if each.filename.lower().endswith(_TABLES)]
    return tables or [each for each in inside if each.filename.lower().endswith(_FEATURES)]


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked if it is packed."""
    packing = find_packing(path)
    if packing == "gz":
        with gzip.open(path) as unpacked:
            yield unpacked  # type: ignore[misc]  # a reader of bytes in all but name
    elif packing == "zip":
        with zipfile.ZipFile(path) as packed, packed.open(_list_tables(path)[0]) as unpacked:
            yield unpacked
    else:
        with path.open("rb") as plain:
            yield plain


def read_chunks(path: Path, watch: Watch = NOBODY) -> Iterator[bytes]:
    """The bytes of a file in pieces of a megabyte. `watch` is told how many of how many were read:
    of a gzip file as it lies on the disk, of others unpacked.

    Raises EmptyFile, CutFile (a packed file that ends too early), TooLarge (see `find_most`).
    """
    size = path.stat().st_size
    if not size:
        raise EmptyFile(path, "nothing")
    total, most = 0, find_most(size)
    whole = _list_tables(path)[0].file_size if find_packing(path) == "zip" else size
    try:
        with open_bytes(path) as file:
            while chunk := file.read(CHUNK):
                total += len(chunk)
                if total > most:
                    raise make_too_large(path, size, most)
                packed = file.fileobj if isinstance(file, gzip.GzipFile) else None
                watch.count(packed.tell() if packed else total, whole)
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise CutFile(path, "packed", size=total, detail=str(error)) from None
    if not total:
        raise EmptyFile(path, "packed")


def check_workbook(path: Path) -> None:
    """Refuse a workbook whose parts would unpack to more than memory should hold."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise NotAWorkbook(path, "cut") from None
    _refuse_wide(path, parts)
    total = sum(each.file_size for each in parts)
    worst = max((each.file_size / max(each.compress_size, 1) for each in parts), default=0)
    if total > min(MOST_WORKBOOK, _MOST.get()) or (total > FREE_BYTES and worst > MOST_RATIO):
        raise TooLarge(path, "workbook", size=total)


def _refuse_wide(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a sheet whose farthest cells span more than memory should hold: who reads a workbook
    makes room for all cells between the first and the last."""
    for part in parts:
        if not _SHEET.fullmatch(part.filename):
            continue
        rows = columns = 0
        tail = b""
        with zipfile.ZipFile(path) as packed, packed.open(part) as sheet:
            while chunk := sheet.read(1 << 20):
                for letters, number in _CELL.findall(tail + chunk):
                    rows, columns = max(rows, int(number)), max(columns, _count(letters))
                tail = chunk[-30:]
                if rows * columns > MOST_CELLS:
                    raise TooLarge(
                        path, "sheet", part=part.filename, last_row=rows, last_column=columns
                    )


def _count(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    found = 0
    for letter in letters:
        found = found * 26 + letter - 64
    return found


class ChunkReader(io.RawIOBase):
    """The chunks of `read_chunks` as a file, so that its checks hold for every reader."""

    def __init__(self, path: Path, watch: Watch = NOBODY) -> None:
        self._chunks = read_chunks(path, watch)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill the buffer as far as one chunk goes."""
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
