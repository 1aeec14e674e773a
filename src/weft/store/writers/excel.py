"""Figures as an Excel workbook: a sheet of data, and one that says what they are."""

from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from weft.core.atlas.files.escape import escape_cell
from weft.store.writers.about import About
from weft.store.writers.batches import Figures, read_batches
from weft.store.writers.names import describe_rows

MOST_ROWS = 1_048_575  # below the head; Excel has no more


class TooManyRowsError(ValueError):
    """A sheet of Excel cannot hold so many figures."""

    def __init__(self) -> None:
        super().__init__(
            f"more than {MOST_ROWS:,} figures, which a sheet of Excel cannot hold; choose some of "
            "the years or places, or take the CSV file"
        )


def write_excel(figures: Figures, about: About, out: BinaryIO) -> None:
    """Sheets `data` and `about`. Numbers are numbers; no text can become a formula.

    Raises TooManyRowsError.
    """
    names, batches = read_batches(figures)
    said: dict[str, Any] = describe_rows(about) | {"version": about.version}
    workbook = Workbook(write_only=True)
    workbook.properties.title, workbook.properties.creator = about.title, about.publisher
    data = workbook.create_sheet("data")
    data.freeze_panes = "A2"
    bold = Font(bold=True)
    heads = [WriteOnlyCell(data, value=each) for each in (*names, *said)]
    for each in heads:
        each.font = bold
    data.append(heads)
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        if rows > MOST_ROWS:
            data.close()  # else its half-written file is complained about
            raise TooManyRowsError
        for row in zip(*(each.to_pylist() for each in batch.columns), strict=True):
            data.append([*(_write_cell(each) for each in row), *said.values()])
    sheet = workbook.create_sheet("about")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 100
    for head, text in about.list_lines():
        sheet.append([head, _write_cell(text)])
    workbook.save(out)


def _write_cell(value: Any) -> Any:
    if isinstance(value, bool):  # as a word: TRUE is another word in each language of Excel
        return "true" if value else "false"
    if isinstance(value, str):
        return escape_cell(ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))
    return value
