"""A folder of CSV files, one a sheet: separators, encodings and formulas as people have them."""

import csv
import io
from pathlib import Path as FilePath

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import Draft
from weft.core.atlas.files.columns import SHEETS, find_sheet
from weft.core.atlas.files.escape import escape_cell, is_formula, unescape_cell
from weft.core.atlas.files.flattening import list_header, write_tables
from weft.core.atlas.files.reading_text import decode
from weft.core.atlas.files.table import Row, Table, guess_sheets, is_own
from weft.core.atlas.files.tables import read_tables
from weft.core.atlas.problems import Problem, Where

SEPARATORS = ",;\t|"


def read_csv_folder(contents: dict[str, bytes], guess: bool = False) -> list[Draft]:
    """Drafts of the CSV files of a folder: file name -> content. Where a name does not tell the
    table, its columns may, if `guess` is set."""
    problems: list[Problem] = []
    tables: list[Table] = []
    complete = True
    for name, content in sorted(contents.items()):
        sheet = find_sheet(FilePath(name).stem)
        alike: list[str] = []
        if sheet is None and guess:
            alike = _guess_sheets(content, name)
            sheet = alike[0] if len(alike) == 1 else None
        if sheet is None:
            message = (
                f"no table is called '{FilePath(name).stem[:60]}'; tables are {', '.join(SHEETS)}, "
                "or several files as actors-1.csv, actors-2.csv"
            )
            if alike:
                files = " or ".join(f"{each}.csv" for each in alike)
                message = f"the columns of this table fit several; call the file {files}"
            problems.append(Problem("unknown-sheet", "error", message, Where(name)))
            complete = False
            continue
        text = decode(content, name, problems)
        table = Table(sheet, Where(name), letters=False)
        if text is None or not _fill_table(table, text, problems):
            complete = False
        if text is not None:
            tables.append(table)
    return read_tables(tables, problems, "table", complete)


def _guess_sheets(content: bytes, name: str) -> list[str]:
    text = decode(content, name, [])
    first = (text or "").lstrip().partition("\n")[0]
    header = next(csv.reader([first], delimiter=find_separator(first)), [])
    return guess_sheets([cell.strip() for cell in header])


def find_separator(text: str) -> str:
    """What stands between the cells: the sign that is most often in the header."""
    return max(SEPARATORS, key=text.partition("\n")[0].count)


def _fill_table(table: Table, text: str, problems: list[Problem]) -> bool:
    """Add the rows of a text; whether all of it could be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_separator(text), strict=True)
    start = 1  # a quoted cell may hold line ends: rows and lines differ
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                table.rows.append((start, _read_cells(table, row, start, problems)))
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"this line cannot be read as CSV ({error}); check its quotation marks"
        where = Where(table.where.file, row=start)
        problems.append(Problem("csv-syntax", "error", message, where))
        return False
    return True


def _read_cells(table: Table, row: list[str], number: int, problems: list[Problem]) -> Row:
    header = [cell or "" for cell in table.rows[0][1]] if table.rows else []
    cells: Row = []
    for index, cell in enumerate(row):
        text = cell.strip()
        if is_formula(text) and not (index < len(header) and is_own(header[index])):
            message = (
                f"'{text[:40]}' looks like a formula; write its value, or put an apostrophe (') "
                "in front if it is a text"
            )
            where = table.locate(number, header[index] if index < len(header) else "")
            problems.append(Problem("formula", "error", message, where))
        cells.append(unescape_cell(text) or None)
    return cells


def write_csv_folder(atlas: Atlas) -> dict[str, str]:
    """File name -> content, in UTF-8 with a byte-order mark, which spreadsheet programs need."""
    contents = {}
    for sheet, rows in write_tables(atlas).items():
        out = io.StringIO(newline="")
        header = list_header(sheet, rows)
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([escape_cell(row.get(name, "")) for name in header] for row in rows)
        contents[f"{sheet}.csv"] = f"\ufeff{out.getvalue()}"
    return contents
