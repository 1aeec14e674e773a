"""Excel workbooks in and out: one table a sheet, with every problem of its cells."""

import re

from weft.core.atlas.atlas import SECTIONS, Atlas
from weft.core.atlas.build import Draft
from weft.core.atlas.files.columns import HEAD_SHEET, SHEETS, find_sheet, name_column
from weft.core.atlas.files.flattening import list_header, write_tables
from weft.core.atlas.files.table import Table, is_own
from weft.core.atlas.files.tables import read_tables
from weft.core.atlas.files.workbook import Sheet, WorkbookError, read_sheets
from weft.core.atlas.problems import Problem, Where

WIDEST = 500  # columns
# Sheets that are people's own, beside those the template brings.
IGNORED = re.compile(r"(?i)^(read ?me|lists|notes?\b.*|_.*|sheet ?\d+)$")


def read_excel(contents: dict[str, bytes]) -> list[Draft]:
    """Drafts of workbooks: file name -> content. An atlas may be spread over several."""
    problems: list[Problem] = []
    tables: list[Table] = []
    complete = True
    for name, content in sorted(contents.items()):
        try:
            sheets = read_sheets(content)
        except WorkbookError as error:
            problems.append(Problem("not-a-workbook", "error", f"the file {error}", Where(name)))
            complete = False
            continue
        before = len(tables), len(problems)
        for sheet in sheets:
            _take_sheet(sheet, name, tables, problems)
            complete = complete and not sheet.damage
        if before == (len(tables), len(problems)):
            message = f"none of Weft's sheets is in this workbook; they are {', '.join(SHEETS)}"
            problems.append(Problem("missing-sheets", "error", message, Where(name)))
    return read_tables(tables, problems, "sheet", complete)


def _take_sheet(sheet: Sheet, name: str, tables: list[Table], problems: list[Problem]) -> None:
    def report(code: str, message: str, row: int = 0, column: str = "") -> None:
        where = Where(name, sheet.title, row, column)
        problems.append(Problem(code, "error", message, where))

    title = find_sheet(sheet.title)
    if title is None:
        if sheet.rows and not IGNORED.match(sheet.title.strip()):
            report(
                "unknown-sheet",
                f"no sheet is called '{sheet.title[:60]}'; sheets are {', '.join(SHEETS)}; "
                "call a sheet of your own notes",
            )
        return
    for area, row, column in sheet.merged:
        message = f"the cells {area} are merged; unmerge them and fill in each one"
        report("merged-cells", message, row, name_column(column))
    headings = sheet.rows[min(sheet.rows)] if sheet.rows else {}
    for row, column, code, message in sheet.faults:
        if not is_own(headings.get(column)):
            report(code, message, row, name_column(column))
    if sheet.damage:
        message = f"the sheet is damaged after this row ({sheet.damage}); save the workbook anew"
        report("damaged-sheet", message, max(sheet.rows, default=1))
    table = Table(title, Where(name, sheet.title), letters=True)
    for number, cells in sorted(sheet.rows.items()):
        far = [index for index in cells if index >= WIDEST]
        for index in far:
            message = f"'{cells[index][:40]}' stands far outside the table; delete it"
            report("no-column", message, number, name_column(index))
        width = max((index for index in cells if index < WIDEST), default=-1) + 1
        if width:
            table.rows.append((number, [cells.get(index) for index in range(width)]))
    tables.append(table)


def write_excel(atlas: Atlas, about: str = "") -> bytes:
    """A workbook that reads back as the same atlas, with drop-downs and notes for who goes on;
    `about` stands among its properties.

    Raises ValueError if a text is too long for a cell.
    """
    from weft.core.atlas.files.template import Book  # noqa: PLC0415  # loads openpyxl

    tables = write_tables(atlas)
    book = Book()
    book.workbook.properties.description = about or None
    for sheet in SHEETS:
        if sheet in tables or sheet in SECTIONS or sheet == HEAD_SHEET:
            rows = tables.get(sheet, [])
            book.add_sheet(sheet, list_header(sheet, rows), rows)
    return book.save()
