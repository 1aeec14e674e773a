"""A folder of CSV files, one a sheet: separators, encodings and formulas as people have them."""

import csv
import io
from pathlib import Path as FilePath

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.files.escape import escape_cell, is_formula, unescape_cell
from weft.core.atlas.files.reading_text import decode
from weft.core.atlas.files.tables import SHEETS, Table, TableDraft, list_header, write_tables
from weft.core.atlas.problems import Problem, Where

SEPARATORS = ",;\t|"
WIDEST = 500  # columns


def read_csv_folder(contents: dict[str, bytes]) -> TableDraft:
    """A draft of the CSV files of a folder: file name -> content."""
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for name, content in sorted(contents.items()):
        stem = FilePath(name).stem.casefold()
        if stem not in SHEETS:
            message = f"no table is called '{stem[:60]}'; tables are {', '.join(SHEETS)}"
            problems.append(Problem("unknown-sheet", "error", message, Where(name)))
            continue
        text = decode(content, name, problems)
        if text is not None:
            tables[stem] = _read_table(stem, text, name, problems)
    return TableDraft(tables, problems)


def _read_table(sheet: str, text: str, name: str, problems: list[Problem]) -> Table:
    table = Table(sheet, where=Where(name), letters=False)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for row in reader:
            if not table.header:
                table.header = [cell.strip() for cell in row]
            elif any(cell.strip() for cell in row):
                table.rows.append((start, _read_cells(table, row, start, problems)))
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"this line cannot be read as CSV ({error}); check its quotation marks"
        problems.append(Problem("csv-syntax", "error", message, Where(name, row=reader.line_num)))
    return table


def _read_cells(
    table: Table, row: list[str], number: int, problems: list[Problem]
) -> list[str | None]:
    width = len(table.header)
    if any(cell.strip() for cell in row[width:]):
        message = f"{len(row)} cells under {width} columns; is a separator inside a text unquoted?"
        problems.append(Problem("row-too-long", "error", message, table.locate(number, "")))
    cells: list[str | None] = []
    for column, cell in zip(table.header, row, strict=False):
        text = cell.strip(" ")
        if is_formula(text):
            message = (
                f"'{text[:40]}' looks like a formula; write its value, or put an apostrophe (') "
                "in front if it is a text"
            )
            problems.append(Problem("formula", "error", message, table.locate(number, column)))
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
