"""Files in SDMX-CSV 1.0 and 2.0, opened as tables of DuckDB however large, for the import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from weft.store.readers.files import find_packing, read_chunks
from weft.store.readers.problems import CutFile, FileProblem, NotText
from weft.store.readers.raw import ROW, Raw, RawColumn, quote, quote_text
from weft.store.readers.sdmx_proposing import propose_sdmx
from weft.store.readers.sdmx_text import CODE_AND_NAME, MOST_HEAD, Head, read_head
from weft.store.watching import NOBODY, Watch

__all__ = ["locate_errors", "open_sdmx_csv", "propose_sdmx"]

_LINE = re.compile(r"CSV Error on Line: (\d+)")
_COLUMNS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
_SAMPLE = 2_000  # rows that show whether a column holds codes with names


class BrokenRow(FileProblem):
    """A row that does not have the columns of the head, or a quote that never ends."""

    code = "broken_row"


class HugeCell(FileProblem):
    """A cell longer than any text of a figure."""

    code = "huge_cell"


def open_sdmx_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    table: str = "raw_sdmx",
    watch: Watch = NOBODY,
) -> Raw:
    """A view of `path` (plain or gzip), whose columns are named by the ids of their components.

    Where the file writes "code: name" in one cell or in two, the code is in the column and the
    name in a column called as it is and "label". The file is looked through once for what no CSV
    reader notices; its rows are read whenever the view is, in a stream. Reading them raises
    errors of DuckDB, which `locate_errors` turns into errors that say where. `watch` is told how
    much was looked through.

    Raises a FileProblem: NotSdmx, MissingHead, DoubleHead, EmptyFile, CutFile, NotText, BrokenRow.
    """
    head = _read_begin(path, _look_through(path, watch))
    cells = [f"c{n}" for n in range(len(head.cells))]
    source = _write_reader(path, head, cells)
    with locate_errors(path):
        coded = _find_labelled(connection, source, head)
        columns, parts = _list_columns(head, coded)
        # The names are those of the components: what one file calls "row" gets another name.
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {quote(table)} AS "
            f"SELECT row_number() OVER () + 1 AS {ROW}, {', '.join(parts)} FROM {source}"
        )
        structure = "STRUCTURE_ID" if head.version == "2.0" else "DATAFLOW"
        first = connection.execute(f"SELECT {structure} FROM {quote(table)} LIMIT 1").fetchone()
    action = "ACTION" if head.find("ACTION") else None
    return Raw(quote(table), columns, action=action, title=first[0] if first else None)


def _read_begin(path: Path, begin: bytes) -> Head:
    return read_head(path, codecs.getincrementaldecoder("utf-8-sig")("replace").decode(begin))


@contextmanager
def locate_errors(path: Path) -> Iterator[None]:
    """Turns what DuckDB says of a broken CSV file into an error that says where and what to do."""
    try:
        yield
    except duckdb.Error as error:
        text = str(error)
        row = int(line[1]) if (line := _LINE.search(text)) else None
        if columns := _COLUMNS.search(text):
            found, expected = int(columns[2]), int(columns[1])
            raise BrokenRow(path, "cells", row=row, cells=found, heads=expected) from None
        if "unterminated quote" in text or "quote should be followed" in text:
            raise BrokenRow(path, "quote", row=row) from None
        if "Maximum line size" in text or "max_line_size" in text or "line size" in text:
            raise HugeCell(path, "row", row=row) from None
        if "unicode" in text:
            raise NotText(path, "utf8", row=row) from None
        if "GZIP" in text:
            raise CutFile(path, "early") from None
        raise


def _look_through(path: Path, watch: Watch) -> bytes:
    """The first bytes of a file that can be read to its end.

    Refuses what no CSV reader notices: NUL bytes, which most often are holes of a broken copy;
    and, before any row is used, bytes that are not UTF-8 and gzip files that are cut."""
    if find_packing(path) == "zip":
        raise NotText(path, "zip")
    watch.begin("looking")
    decoder = codecs.getincrementaldecoder("utf-8")()
    rows, begin = 1, b""
    try:
        for chunk in read_chunks(path, watch):
            begin = begin or chunk[:MOST_HEAD]
            if (at := chunk.find(b"\0")) >= 0:
                raise NotText(path, "nul", row=rows + chunk.count(b"\n", 0, at))
            decoder.decode(chunk)
            rows += chunk.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        wrong = error.object.count(b"\n", 0, error.start)
        raise NotText(path, "utf8", row=rows + wrong) from None
    return begin


def _write_reader(path: Path, head: Head, cells: list[str]) -> str:
    columns = ", ".join(f"'{each}': 'VARCHAR'" for each in cells)
    packed = "gzip" if find_packing(path) == "gz" else "none"
    return (
        f"read_csv({quote_text(str(path))}, auto_detect=false, header=true, strict_mode=true, "
        f"columns={{{columns}}}, delim={quote_text(head.delimiter)}, quote='\"', escape='\"', "
        f"compression='{packed}')"
    )


def _find_labelled(
    connection: duckdb.DuckDBPyConnection, source: str, head: Head
) -> frozenset[int]:
    """The columns whose cells hold "code: name"; free text with a colon in it is left whole."""
    if head.labels != "both":
        return frozenset()
    looked = [each.at for each in head.components if not each.is_measure and not each.languages]
    tests = ", ".join(
        f"count(c{at}) > 0 AND bool_and(c{at} IS NULL OR "
        f"regexp_matches(c{at}, {quote_text(CODE_AND_NAME)}))"
        for at in looked
    )
    row = connection.execute(
        f"SELECT {tests} FROM (SELECT * FROM {source} LIMIT {_SAMPLE})"
    ).fetchone()
    return frozenset(at for at, whole in zip(looked, row or (), strict=True) if whole)


def _list_columns(head: Head, coded: frozenset[int]) -> tuple[tuple[RawColumn, ...], list[str]]:
    taken = {each.id.casefold() for each in head.components} | {ROW}
    columns: list[RawColumn] = []
    parts: list[str] = []

    def add(name: str, label: str, expression: str) -> None:
        columns.append(RawColumn(name, label))
        parts.append(f"{expression} AS {quote(name)}")

    for each in head.components:
        name = each.id if each.id.casefold() != ROW else f"{each.id}_"
        cell = f"c{each.at}"
        if each.at in coded:
            split = f"regexp_matches({cell}, {quote_text(CODE_AND_NAME)})"
            at = f"instr({cell}, ': ')"
            code = f"CASE WHEN {split} THEN left({cell}, {at} - 1) ELSE {cell} END"
            add(name, each.label or each.id, code)
            words = f"CASE WHEN {split} THEN substr({cell}, {at} + 2) END"
            add(_name_label(name, taken), f"{each.label or each.id} (label)", words)
        else:
            add(name, each.label or each.id, cell)
        if each.label_at is not None:
            add(_name_label(name, taken), f"{each.label} (label)", f"c{each.label_at}")
    return tuple(columns), parts


def _name_label(name: str, taken: set[str]) -> str:
    label = f"{name} label"
    while label.casefold() in taken:
        label += "_"
    taken.add(label.casefold())
    return label
