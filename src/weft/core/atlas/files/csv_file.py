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
from weft.core.atlas.files.tables import Row, Table, read_tables
from weft.core.atlas.problems import Problem, Where

SEPARATORS = ",;\t|"


def read_csv_folder(contents: dict[str, bytes]) -> list[Draft]:
    """Drafts of the CSV files of a folder: file name -> content."""
    problems: list[Problem] = []
    tables: list[Table] = []
    complete = True
    for name, content in sorted(contents.items()):
        sheet = find_sheet(FilePath(name).stem)
        if sheet is None:
            message = (
                f"no table is called '{FilePath(name).stem[:60]}'; tables are {', '.join(SHEETS)}, "
                "or several files as actors-1.csv, actors-2.csv"
            )
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


def _fill_table(table: Table, text: str, problems: list[Problem]) -> bool:
    """Add the rows of a text; whether all of it could be read."""
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
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
        if is_formula(text):
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
