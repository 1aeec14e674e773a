"""Tables that a page shows and that anybody can take along as CSV, Excel or JSON."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language_bidi

from weft.core.atlas.files.escape import escape_cell

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere. `words` may be markup on a page; files have it as text."""

    words: str
    href: str


Cell = str | float | None | Link


@dataclass(frozen=True)
class About:
    """What every export says of itself, line by line: title, day, method, sources, licence."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table under a name that stands in addresses. None is an empty cell: not known."""

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = field(default=frozenset())  # columns of numbers
    about: tuple[tuple[str, str], ...] = ()  # what it says of itself, where it is not of the atlas

    def list_plain(self) -> list[list[str | float | None]]:
        """The rows without links or markup."""
        return [[_read_plain(each) for each in row] for row in self.rows]


def _read_plain(cell: Cell) -> str | float | None:
    words = cell.words if isinstance(cell, Link) else cell
    striptags = getattr(words, "striptags", None)  # markup
    return striptags() if striptags else words


def write_table(table: Table, about: About, form: str) -> bytes:
    """The table as a file; KeyError for a form that is none of FORMATS."""
    return {"csv": _write_csv, "xlsx": _write_excel, "json": _write_json}[form](table, about)


def _write_csv(table: Table, about: About) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it; what it is about stands in the first lines,
    each beginning with #."""
    out = io.StringIO()
    for name, words in about.lines:
        out.write(f"# {name}: {' '.join(words.split())}\r\n")
    writer = csv.writer(out)
    writer.writerow(table.heads)
    writer.writerows(_escape(table.list_plain()))
    return ("\ufeff" + out.getvalue()).encode()


def _write_excel(table: Table, about: About) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  # only who exports needs it
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new workbook has a sheet
    sheet.title = table.name[:31]
    sheet.append(list(table.heads))
    for row in _escape(table.list_plain()):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    _fit(sheet, 60)
    notes = book.create_sheet("about")
    for line in about.lines:
        notes.append(_escape([list(line)])[0])
    _fit(notes, 110)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fit(sheet: Any, most: int) -> None:
    """Columns as wide as their words, up to so many characters; longer words go on below. From
    right to left where the reader's language does."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    for column in sheet.iter_cols():
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(most, longest + 2)
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.sheet_view.rightToLeft = get_language_bidi()


def _write_json(table: Table, about: About) -> bytes:
    data = {
        "about": dict(about.lines),
        "heads": table.heads,
        "rows": table.list_plain(),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _escape(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Words that a spreadsheet would take for a formula are kept as words."""
    return [[escape_cell(each) if isinstance(each, str) else each for each in row] for row in rows]
