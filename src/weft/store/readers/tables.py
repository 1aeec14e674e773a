"""Reads a table of a CSV file, a workbook or a GeoJSON file into DuckDB as text, cell by cell: fast
where it is well formed, patient and with located errors where it is not; for the import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

import csv
import io
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from weft.core.observatory.recipe import Layout
from weft.core.observatory.report import Trouble, make_trouble
from weft.core.observatory.saying import Part
from weft.store.readers.excel import (
    find_sheet,
    find_uncomputed,
    is_error,
    open_workbook,
    read_sheet,
)
from weft.store.readers.files import CHUNK, ChunkReader, find_packing
from weft.store.readers.geojson import read_rows
from weft.store.readers.heads import count_filled, find_letter, is_note
from weft.store.readers.looking import Look, look_at
from weft.store.readers.problems import MOST_TROUBLES, note
from weft.store.readers.raw import ROW, Raw, RawColumn, quote_text
from weft.store.watching import NOBODY, Watch

__all__ = ["Look", "look_at", "open_table"]

_BATCH = 20_000  # rows handed to DuckDB at once
_MOST_CELL = 100_000  # characters
_numbers = itertools.count(1)


def open_table(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    layout: Layout | None = None,
    look: Look | None = None,
    *,
    troubles: list[Trouble] | None = None,
    folder: Path | None = None,
    watch: Watch = NOBODY,
) -> Raw:
    """The cells of a table in DuckDB. Rows that cannot be read are told in `troubles`, at most
    1,000 of them located. Memory stays flat whatever the size of a file of text.

    `look`: what `look_at(path, layout)` found. `folder`: for temporary files, where the connection
    may read. `watch` is told how much was read; it heeds the connection. Raises a FileProblem where
    nothing can be read.
    """
    look = look or look_at(path, layout, watch=watch)
    told = [] if troubles is None else troubles
    name = f"cells_{next(_numbers)}"
    columns = tuple(RawColumn(each, each) for each in look.heads)
    header = look.layout.header or (1, 1)
    if look.kind == "excel":
        watch.begin("working")  # a workbook is read at once
        _read_workbook(connection, name, look, columns, told)
    elif look.kind == "geojson":
        watch.begin("reading")
        features = read_rows(look.path, look.properties, look.separators.decimal, told, watch)
        _fill(connection, name, columns, _check_rows(features, look, len(columns), told))
    elif not (look.plain and _read_plain(connection, name, look, columns, folder, watch)):
        watch.begin("reading")
        _read_patiently(connection, name, look, columns, told, watch)
    watch.begin("working")
    _tell_repeated(look, told)
    table = f"raw_{name}"
    heads = ", ".join(each.quoted for each in columns)
    connection.execute(f"CREATE TEMP VIEW {table} AS SELECT {ROW}, {heads} FROM {name}")
    return Raw(table, columns, header[1] + 1, title=look.title, licence=look.licence)


def _tell_repeated(look: Look, troubles: list[Trouble]) -> None:
    for head in look.repeated:
        row = (look.layout.header and look.layout.header[1]) or None
        troubles.append(make_trouble(
            "repeated_head", "warning", {"found": head},
            sheet=look.layout.sheet, row=row, column=head,
        ))  # fmt: skip


def _read_plain(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    look: Look,
    columns: tuple[RawColumn, ...],
    folder: Path | None,
    watch: Watch,
) -> bool:
    """Let DuckDB read a well-formed file; False where it finds that it is not."""
    skip = (look.layout.header or (1, 1))[1]
    with tempfile.TemporaryDirectory(prefix="weft-", dir=folder) as made:
        source = look.path
        if look.layout.encoding not in ("utf-8", "utf-8-sig") or find_packing(source) == "zip":
            watch.begin("recoding")
            source = _transcode(look, Path(made) / "table.csv", watch)
        types = ", ".join(f"{quote_text(each.name)}: 'VARCHAR'" for each in columns)
        reader = (
            f"read_csv({quote_text(str(source))}, columns = {{{types}}}, header = false, "
            f"skip = {skip}, auto_detect = false, "
            f"delim = {quote_text(look.layout.delimiter or ',')}, "
            "quote = '\"', escape = '\"', strict_mode = true, null_padding = false, "
            f"max_line_size = {_MOST_CELL}"
            + (", compression = 'gzip'" if find_packing(source) == "gz" else "")
            + ")"
        )
        try:
            # rowid counts the rows in their order, without a window over the whole file
            with watch.follow(source.stat().st_size):
                connection.execute(f"CREATE TEMP TABLE {name}_text AS SELECT * FROM {reader}")
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False
        heads = ", ".join(each.quoted for each in columns)
        connection.execute(
            f"CREATE TEMP VIEW {name} AS "
            f"SELECT rowid + {skip + 1} AS {ROW}, {heads} FROM {name}_text"
        )
    return True


def _transcode(look: Look, target: Path, watch: Watch) -> Path:
    """The file as plain UTF-8, a piece at a time."""
    with _open_text(look, watch) as text, target.open("w", encoding="utf-8", newline="") as out:
        while piece := text.read(CHUNK):
            out.write(piece)
    return target


def _open_text(look: Look, watch: Watch) -> io.TextIOWrapper:
    buffered = io.BufferedReader(ChunkReader(look.path, watch), CHUNK)
    encoding = look.layout.encoding or "utf-8"
    encoding = "utf-8-sig" if encoding in ("utf-8", "utf8") else encoding
    return io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")


def _read_patiently(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    look: Look,
    columns: tuple[RawColumn, ...],
    troubles: list[Trouble],
    watch: Watch,
) -> None:
    with _open_text(look, watch) as text:
        rows = _read_rows(text, look, troubles)
        _fill(connection, name, columns, _check_rows(rows, look, len(columns), troubles))


def _read_rows(
    text: io.TextIOWrapper, look: Look, troubles: list[Trouble]
) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, until the file ends or cannot be taken apart any more."""
    reader = csv.reader(text, delimiter=look.layout.delimiter or ",", strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lost = "unexpected end" in str(error) or "field larger" in str(error)
            if lost:
                note(troubles, make_trouble("unclosed_quote", "error", row=number))
                return
            note(
                troubles,
                make_trouble("broken_row", "error", {"detail": str(error)}, "table", row=number),
            )
            continue
        yield number, row


def _check_rows(
    rows: Iterator[tuple[int, list[str]]], look: Look, width: int, troubles: list[Trouble]
) -> Iterator[tuple[int, list[str]]]:
    """The rows of figures, each as wide as the heads; what is none is left out and told."""
    header = look.layout.header or (1, 1)
    last = look.layout.last or 1 << 62
    for number, cells in rows:
        row = cells
        if number <= header[1] or not row:
            continue
        if number > last:
            return
        if len(row) != width:
            if len(row) > width and not any(each.strip() for each in row[width:]):
                row = row[:width]
            elif count_filled(row) <= 1 or is_note(row):
                _tell_note(troubles, number, look, row)
                continue
            else:
                note(troubles, _describe_ragged(len(row), width, number, look.layout))
                continue
        if bad := _find_bad_cell(row, number, look):
            note(troubles, bad)
            continue
        yield number, row


def _describe_ragged(cells: int, heads: int, row: int, layout: Layout) -> Trouble:
    """A row that is shorter or longer than the heads."""
    parts: dict[str, Part] = {"cells": cells, "heads": heads}
    if cells < heads:
        return make_trouble("ragged_row", "error", parts, "short", sheet=layout.sheet, row=row)
    parts["delimiter"] = layout.delimiter or ","
    return make_trouble("ragged_row", "error", parts, "long", sheet=layout.sheet, row=row)


def _find_bad_cell(row: Sequence[str], number: int, look: Look) -> Trouble | None:
    sheet = look.layout.sheet
    for head, cell in zip(look.heads, row, strict=False):
        if "\0" in cell:
            return make_trouble("nul", "error", sheet=sheet, row=number, column=head)
        if len(cell) > _MOST_CELL:
            return make_trouble(
                "huge_cell", "error", {"size": len(cell)}, "cell",
                sheet=sheet, row=number, column=head,
            )  # fmt: skip
    return None


def _tell_note(troubles: list[Trouble], row: int, look: Look, cells: Sequence[str]) -> None:
    words = " ".join(each for each in cells if each.strip())[:200]
    if not words or sum(each.code == "note_row" for each in troubles) >= 50:
        return
    sheet = look.layout.sheet
    troubles.append(make_trouble("note_row", "note", {"found": words}, sheet=sheet, row=row))


def _read_workbook(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    look: Look,
    columns: tuple[RawColumn, ...],
    troubles: list[Trouble],
) -> None:
    sheet_name = look.layout.sheet or ""
    workbook = open_workbook(look.path)
    sheet = find_sheet(look.path, workbook, sheet_name)
    first = (look.layout.header or (1, 1))[1]
    troubles += [
        each
        for each in find_uncomputed(look.path, sheet.name)
        if each.row and first < each.row <= (look.layout.last or 1 << 62)
    ][:MOST_TROUBLES]

    def list_rows() -> Iterator[tuple[int, list[str]]]:
        width = len(columns)
        for number, cells in enumerate(read_sheet(sheet, look.layout.decimal or "."), 1):
            row = cells[:width] + [""] * (width - len(cells))
            for at, cell in enumerate(row):
                if number > first and is_error(cell):
                    note(troubles, make_trouble(
                        "formula", "error", {"found": cell}, "error",
                        sheet=look.layout.sheet, row=number, column=find_letter(at),
                    ))  # fmt: skip
                    row[at] = ""
            yield number, row

    _fill(connection, name, columns, _check_rows(list_rows(), look, len(columns), troubles))


def _fill(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[RawColumn, ...],
    rows: Iterator[tuple[int, list[str]]],
) -> None:
    """Hand rows to DuckDB in batches; an empty cell is NULL."""
    fields = [(ROW, pa.int64()), *((each.name, pa.string()) for each in columns)]
    schema = pa.schema(fields)
    heads = ", ".join(f"{each.quoted} VARCHAR" for each in columns)
    connection.execute(f"CREATE TEMP TABLE {name} ({ROW} BIGINT, {heads})")
    while batch := list(itertools.islice(rows, _BATCH)):
        numbers = pa.array([number for number, _ in batch], pa.int64())
        cells = zip(*(row for _, row in batch), strict=True)
        texts = [pa.array([each or None for each in column], pa.string()) for column in cells]
        table = pa.Table.from_arrays([numbers, *texts], schema=schema)
        connection.register(f"{name}_batch", table)
        connection.execute(f"INSERT INTO {name} SELECT * FROM {name}_batch")
        connection.unregister(f"{name}_batch")
