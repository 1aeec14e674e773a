"""Excel workbooks: any office program's, checked before they are opened, read cell by cell."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.files.tables import (
    HEAD_SHEET,
    SHEETS,
    Table,
    TableDraft,
    list_header,
    name_column,
    write_tables,
)
from weft.core.atlas.problems import Problem, Where

LARGEST = 300_000_000  # bytes of a workbook when unpacked
MOST_CELLS = 5_000_000  # rows x columns of one sheet
IGNORED = re.compile(r"(?i)^(read me|readme|lists|notes?|_.*)$")
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_excel(content: bytes, name: str) -> TableDraft:
    """The records of a workbook, by sheet, with every problem of its cells."""
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    if _is_safe(content, name, problems):
        workbook = _open(content, name, problems)
        if workbook is not None:
            for sheet in workbook.worksheets:
                _take_sheet(sheet, name, tables, problems)
    if not problems and not tables:
        message = f"none of Weft's sheets is in this workbook; they are {', '.join(SHEETS)}"
        problems.append(Problem("missing-sheets", "error", message, Where(name)))
    return TableDraft(tables, problems)


def _is_safe(content: bytes, name: str, problems: list[Problem]) -> bool:
    """Whether the file is a zip of reasonable size without XML entities."""
    message = ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                message = "unpacks to more than 300 MB; split it into several workbooks"
            for each in archive.infolist():
                if not message and each.filename.endswith((".xml", ".rels")):
                    with archive.open(each) as part:
                        if _ENTITY.search(part.read(4096)):
                            message = f"declares XML entities in {each.filename}; save it anew"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        message = f"is no Excel workbook ({error}); save it as .xlsx"
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        message = f"is damaged ({error}); save it anew"
    if message:
        problems.append(Problem("not-a-workbook", "error", f"the file {message}", Where(name)))
    return not message


def _open(content: bytes, name: str, problems: list[Problem]) -> Any:
    import openpyxl  # noqa: PLC0415  # slow to load, and most readings are YAML

    try:
        return openpyxl.load_workbook(io.BytesIO(content), rich_text=False, keep_links=False)
    # openpyxl raises whatever its parsers raise on XML that is no workbook.
    except Exception as error:
        kind = type(error).__name__
        message = (
            f"the file is no workbook that can be read ({kind}: {str(error)[:120]}); save it anew"
        )
        problems.append(Problem("not-a-workbook", "error", message, Where(name)))
        return None


def _take_sheet(sheet: Any, name: str, tables: dict[str, Table], problems: list[Problem]) -> None:
    title = str(sheet.title).strip().casefold()
    where = Where(name, str(sheet.title))
    if title not in SHEETS:
        if not IGNORED.match(title) and sheet.max_row > 1:
            message = (
                f"no sheet is called '{str(sheet.title)[:60]}'; sheets are {', '.join(SHEETS)}; "
                "a sheet of your own may be called notes"
            )
            problems.append(Problem("unknown-sheet", "error", message, where))
        return
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        message = (
            f"{sheet.max_row} rows by {sheet.max_column} columns; delete what lies far outside"
        )
        problems.append(Problem("sheet-too-large", "error", message, where))
        return
    for merged in sheet.merged_cells.ranges:
        message = f"the cells {merged.coord} are merged; unmerge them and fill in each one"
        problems.append(
            Problem(
                "merged-cells",
                "error",
                message,
                Where(name, str(sheet.title), merged.min_row, name_column(merged.min_col - 1)),
            )
        )
    table = tables[title] = Table(title, where=where)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [
            _read_cell(cell, table, problems) if cell.value is not None else None for cell in row
        ]
        if not any(cells):
            continue
        if not table.header:
            table.header = [(cell or "").strip() for cell in cells]
        elif not _is_example(title, table, cells, number, problems):
            for index, cell in enumerate(cells):
                if cell and not (index < len(table.header) and table.header[index]):
                    message = f"'{cell[:40]}' stands in a column without a name in row 1"
                    problems.append(
                        Problem(
                            "no-column", "error", message, table.locate(number, name_column(index))
                        )
                    )
            table.rows.append((number, cells))


def _is_example(
    title: str, table: Table, cells: list[str | None], number: int, problems: list[Problem]
) -> bool:
    """Whether this is the template's example row; one that was changed is reported."""
    from weft.core.atlas.files.template import EXAMPLE_MARK, read_example  # noqa: PLC0415

    if cells[0] != EXAMPLE_MARK:
        return False
    filled = {name: cell for name, cell in zip(table.header[1:], cells[1:], strict=False) if cell}
    if filled != read_example(title):
        message = f"this row still says '{EXAMPLE_MARK}'; empty that cell, so that the row counts"
        problems.append(
            Problem("example-row", "error", message, table.locate(number, table.header[0]))
        )
    return True


def _read_cell(cell: Any, table: Table, problems: list[Problem]) -> str | None:
    """The text of a cell: numbers as written, yes and no, days as 2014-05-31."""
    value = cell.value
    kind = cell.data_type
    if kind == "f" or kind == "e":
        column = name_column(cell.column - 1)
        shown = str(getattr(value, "text", value))[:40]
        what = "a formula" if kind == "f" else "an error"
        message = f"{what} ({shown}); put its value there instead"
        problems.append(Problem("formula", "error", message, table.locate(cell.row, column)))
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip() or None


def write_excel(atlas: Atlas) -> bytes:
    """A workbook that reads back as the same atlas, with drop-downs and notes for who goes on."""
    from weft.core.atlas.files.template import Book  # noqa: PLC0415  # loads openpyxl

    tables = write_tables(atlas)
    book = Book()
    for sheet in (HEAD_SHEET, *SECTIONS, *(each for each in SHEETS if each in tables)):
        if sheet not in book.sheets:
            rows = tables.get(sheet, [])
            book.add_sheet(sheet, list_header(sheet, rows), rows)
    return book.save()
