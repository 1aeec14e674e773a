"""What a file seems to be before anybody reads it: kind, encoding, signs, heads, a sample; for the
assistant, the reader of tables and the page on which a person corrects the guess."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from weft.core.observatory.recipe import Layout
from weft.core.observatory.saying import Saying
from weft.store.readers.encodings import Candidate, Encoding, Survey, guess_encoding, survey
from weft.store.readers.excel import (
    Sheet,
    find_sheet,
    is_merged,
    list_sheets,
    open_workbook,
    read_sheet,
)
from weft.store.readers.files import find_packing
from weft.store.readers.geojson import is_geojson, survey_properties
from weft.store.readers.heads import count_filled, find_heads, is_note, name_columns
from weft.store.readers.numbers import Separators, guess_separators, is_figure, shape
from weft.store.readers.packages import find_resource, is_package
from weft.store.readers.problems import EmptyFile, NoTable, NotText
from weft.store.watching import NOBODY, Watch

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_SHOWN_ROWS = 20
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True)
class Look:
    """What a file seems to be. `layout` holds all that was found out or given."""

    path: Path  # the table itself, where the file is a package
    kind: Literal["sdmx-csv", "csv", "excel", "geojson"]  # of the table itself
    layout: Layout
    heads: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]  # the first rows below the heads
    separators: Separators
    encoding: Encoding | None = None  # None: a workbook
    sheets: tuple[Sheet, ...] = ()
    titles: tuple[str, ...] = ()  # lines above the heads
    notes: tuple[str, ...] = ()  # lines below the figures
    repeated: tuple[str, ...] = ()  # heads that stand there more than once
    merged: bool = False  # cells of the heads are merged
    plain: bool = False  # a well-formed table, which DuckDB reads by itself
    overruled: str | None = None  # the encoding the recipe names, where the bytes prove another
    properties: tuple[str, ...] = ()  # of GeoJSON: what the file calls each of the heads
    packaged: bool = False  # the file is a package
    title: str | None = None  # of a package or collection
    licence: str | None = None
    seen: Survey = field(default_factory=Survey, repr=False, compare=False)


def look_at(
    path: Path, layout: Layout | None = None, folder: Path | None = None, watch: Watch = NOBODY
) -> Look:
    """Look at a file; what `layout` says already is taken as said. `folder`: for temporary files.
    `watch` is told how much of it was looked through.

    Raises a FileProblem where it cannot be read: empty, cut, locked, no text, no table.
    """
    layout = layout or Layout()
    if is_package(path):
        resource = find_resource(path, folder=folder)
        said = resource.layout.model_copy(update=_said(layout))
        found = look_at(resource.path, said, watch=watch)
        # Its descriptor says how SDMX-CSV is laid out, so that it is a table like others.
        kind = "csv" if found.kind == "sdmx-csv" else found.kind
        named = {"title": resource.title, "licence": resource.licence}
        return _replace(found, kind=kind, packaged=True, **named)
    if path.stat().st_size and _is_workbook(path):
        return _look_at_workbook(path, layout)
    if is_geojson(path):
        return _look_at_geojson(path, layout, watch)
    return _look_at_text(path, layout, watch)


def _said(layout: Layout) -> dict[str, object]:
    return {name: value for name, value in layout if value is not None}


def _replace(look: Look, **changes: object) -> Look:
    values = {name: getattr(look, name) for name in Look.__dataclass_fields__}
    return Look(**{**values, **changes})


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        begin = file.read(8)
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    named = path.suffix.lower() in _WORKBOOKS
    return (begin.startswith(b"PK") and find_packing(path) is None) or named


def _look_at_workbook(path: Path, layout: Layout) -> Look:
    workbook = open_workbook(path)
    sheets = list_sheets(path, workbook)
    if layout.sheet:
        names = [layout.sheet]
    else:
        names = [each.name for each in sheets if not each.hidden and each.rows]
    fallback: Look | None = None
    for name in names:
        sheet = find_sheet(path, workbook, name)
        rows = [row for row, _ in zip(read_sheet(sheet), range(_SAMPLE_ROWS), strict=False)]
        header = layout.header or find_heads(rows, merged=bool(sheet.merged_cell_ranges))
        if not header or len(rows) <= header[0]:
            continue
        merged = is_merged(sheet, *header)
        if not layout.header:
            header = find_heads(rows, merged=merged) or header
        texts = _count_shapes(
            cell
            for row in sheet.to_python(skip_empty_area=False)[header[1] :]
            for cell in row
            if isinstance(cell, str)
        )
        separators = guess_separators(texts)
        found = _compose(
            path,
            "excel",
            layout.model_copy(update={"sheet": name}),
            rows,
            header,
            merged,
            separators,
        )
        found = _replace(found, sheets=sheets)
        figures = sum(is_figure(each) for row in found.sample for each in row)
        if layout.sheet or figures:
            return found
        fallback = fallback or found
    if fallback:
        return fallback
    if not any(each.rows for each in sheets):
        raise EmptyFile(path, "sheets")
    if hidden := ", ".join(each.name for each in sheets if each.hidden):
        raise NoTable(path, "hidden", sheet=layout.sheet, found=hidden)
    raise NoTable(path, "sheets", sheet=layout.sheet)


def _count_shapes(cells: Iterable[str]) -> Counter[str]:
    """The shapes of figures; each different cell is looked at once, as words come again."""
    shapes: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        if is_figure(cell):
            shapes[shape(cell)] += count
    return shapes


def _look_at_geojson(path: Path, layout: Layout, watch: Watch) -> Look:
    watch.begin("looking")
    seen = survey_properties(path, watch)
    rows = [list(seen.keys), *seen.sample]
    separators = guess_separators(seen.shapes)
    found = _compose(path, "geojson", layout, rows, (1, 1), False, separators)
    # No row holds the heads: the first feature is row 1.
    layout = found.layout.model_copy(update={"header": (0, 0)})
    return _replace(found, layout=layout, properties=seen.keys, title=seen.title)


def _look_at_text(path: Path, layout: Layout, watch: Watch) -> Look:
    seen = survey(path, watch)
    encoding, overruled = _choose_encoding(path, seen, layout.encoding)
    name = encoding.name
    text = seen.head.decode(name, "replace")
    whole = seen.size <= len(seen.head)
    if not text.strip("\ufeff \t\r\n"):
        raise EmptyFile(path, "blanks")
    lines = text.splitlines(keepends=True)
    if not whole:
        lines = lines[:-1] or lines
    delimiter = layout.delimiter or guess_delimiter(lines)
    rows = parse_rows("".join(lines), delimiter)
    header = layout.header or find_heads(rows)
    if not header or len(rows) < header[1]:
        raise NoTable(path, "heads", delimiter=delimiter)
    tail_text = seen.tail.decode(name, "replace") if name[:6] != "utf-16" else ""
    tail = parse_rows("".join(tail_text.splitlines(keepends=True)[-30:]), delimiter)
    samples = _count_shapes(each for row in rows[header[1] :] for each in row)
    layout = layout.model_copy(update={"encoding": name, "delimiter": delimiter})
    found = _compose(path, "csv", layout, rows, header, False, guess_separators(samples))
    width = len(found.heads)
    notes = _list_notes(tail, width)
    first = found.heads[0].split(":")[0].strip().upper()
    plain = (
        header[0] == header[1] and not seen.blank_lines and seen.nul_at is None and not notes
        and layout.last is None and all(len(row) == width for row in rows[header[1] : -1] if row)
    )  # fmt: skip
    return _replace(
        found, kind="sdmx-csv" if first in ("DATAFLOW", "STRUCTURE") else "csv",
        encoding=encoding, notes=notes, plain=plain, overruled=overruled, seen=seen,
    )  # fmt: skip


def _choose_encoding(path: Path, seen: Survey, wanted: str | None) -> tuple[Encoding, str | None]:
    """The encoding, and the one of the recipe where the bytes prove it wrong: letters that all
    happen to be UTF-8 are UTF-8."""
    if not wanted:
        return guess_encoding(path, seen), None
    if seen.utf8 and seen.words and not wanted.lower().startswith(("utf-8", "utf8", "utf-16")):
        return guess_encoding(path, seen), wanted
    try:
        words = tuple(each.decode(wanted, "replace") for each in list(seen.words)[:12])
    except LookupError:
        raise NotText(path, "encoding", found=wanted) from None
    if wanted.lower() in ("utf-8", "utf8") and seen.head.startswith(b"\xef\xbb\xbf"):
        wanted = "utf-8-sig"
    return Encoding(wanted, True, "the recipe says so", (Candidate(wanted, 1.0, words),)), None


def _compose(
    path: Path,
    kind: Literal["csv", "excel", "geojson"],
    layout: Layout,
    rows: Sequence[Sequence[str]],
    header: tuple[int, int],
    merged: bool,
    separators: Separators,
) -> Look:
    first, last = header
    below = rows[last:]
    width = Counter(len(row) for row in below if row).most_common(1) if kind == "csv" else []
    names, repeated = name_columns(
        rows[first - 1 : last], merged, width[0][0] if width and width[0][1] > 1 else 0
    )
    if layout.decimal:
        thousands = layout.thousands if layout.thousands is not None else (
            "." if layout.decimal == "," else ",")  # fmt: skip
        separators = Separators(layout.decimal, thousands, True, Saying(phrase="signs_recipe"))
    sample = [tuple(row) for row in below if count_filled(row) > 1 or len(names) == 1]
    titles = [" ".join(each for each in dict.fromkeys(row) if each) for row in rows[: first - 1]]
    return Look(
        path, kind,
        layout.model_copy(update={"header": header, "decimal": separators.decimal,
                                  "thousands": separators.thousands}),
        names, tuple(sample[:_SHOWN_ROWS]), separators, merged=merged, repeated=repeated,
        titles=tuple(each for each in titles if each.strip()),
    )  # fmt: skip


def _list_notes(tail: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """The lines below the figures: one cell alone, or one that begins as notes do."""
    notes: list[str] = []
    for row in reversed(tail):
        filled = [each for each in row if each.strip()]
        if filled and (len(filled) > 1 or (len(row) == width <= 2)) and not is_note(row):
            break
        if filled:
            notes.append(" ".join(filled))
    if notes and len(notes) == len([row for row in tail if row]) and not width:
        return ()
    return tuple(reversed(notes))


def guess_delimiter(lines: Sequence[str]) -> str:
    """The sign between cells: the one that gives most rows the same number of cells."""
    if lines and (first := lines[0].lstrip("\ufeff").strip().lower()).startswith("sep="):
        if len(first) == 5:
            return first[4]
        return "\t"
    best, best_score = ",", (0.0, 0)
    for sign in DELIMITERS:
        widths = Counter(len(row) for row in parse_rows("".join(lines[:300]), sign) if row)
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width = max(wide, key=lambda each: (wide[each], each))
            score = (round(wide[width] / sum(widths.values()), 1), width)
            if score > best_score:
                best, best_score = sign, score
    return best


def parse_rows(text: str, delimiter: str) -> list[list[str]]:
    """The rows of a text, as they come; a broken one ends the sample."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter):
            rows.append([each.strip() for each in row])
            if len(rows) >= 2_000:
                break
    except csv.Error:
        pass
    return rows
