"""One sheet or CSV file as read: its header, its rows with their places, for whoever makes records
of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from weft.core.atlas.files.columns import SHEETS, find_column, list_columns, name_column
from weft.core.atlas.problems import Where

Row = list[str | None]


@dataclass
class Table:
    """One sheet as read: its rows as texts, with their numbers in the file; the first is the
    header."""

    name: str
    where: Where  # the file and sheet
    letters: bool  # name columns by letter, as spreadsheets do
    rows: list[tuple[int, Row]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    header_row: int = 1

    def locate(self, row: int, column: str) -> Where:
        """The place of a row and column; the column by its heading."""
        if self.letters and column and column in self.header:
            column = f"{name_column(self.header.index(column))} ({column})"
        return Where(self.where.file, self.where.sheet, row, column)

    def take_header(self) -> None:
        """Take the first row off as the header, and leave out columns that are people's own."""
        if self.rows:
            self.header_row, cells = self.rows.pop(0)
            self.header = [_mend_heading(self.name, (cell or "").strip()) for cell in cells]
        self.leave_out([index for index, each in enumerate(self.header) if is_own(each)])

    def leave_out(self, columns: list[int]) -> None:
        """Take some columns as if they were not there."""
        for index in columns:
            self.header[index] = ""
            for _, cells in self.rows:
                cells[index : index + 1] = [None] * len(cells[index : index + 1])
        if columns:
            self.rows = [(number, cells) for number, cells in self.rows if any(cells)]


def is_own(heading: str | None) -> bool:
    """Whether a column is people's own, or says what is wrong with its rows: it is not read."""
    return (heading or "").lstrip().startswith("_")


def guess_sheets(header: Row) -> list[str]:
    """The sheets whose columns these headings fit best: one, several alike, or none."""
    scores: dict[str, tuple[int, int]] = {}
    for sheet in SHEETS:
        names = [_mend_heading(sheet, (each or "").strip()) for each in header]
        found = {each for each in names if find_column(sheet, each)}
        if found:
            missing = sum(each.required and each.name not in found for each in list_columns(sheet))
            scores[sheet] = (len(found), -missing)
    best = max(scores.values(), default=None)
    return [sheet for sheet, score in scores.items() if score == best]


def _mend_heading(sheet: str, heading: str) -> str:
    """The heading as it should be, if only its capitals differ: Name, NAME:fr."""
    stem, colon, suffix = heading.partition(":")
    mended = f"{stem.strip().lower()}{colon}{suffix.strip()}"
    return mended if find_column(sheet, mended) else heading


def nest(values: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """{"name": "a", "name:fr": "b", "stance:access": "1"} as nested dicts."""
    data: dict[str, Any] = {}
    for column, value in values:
        steps = column.split(":")
        target = data
        for step in steps[:-1]:
            inner = target.get(step)
            if not isinstance(inner, dict):
                inner = target[step] = {} if inner is None else {"und": inner}
            target = inner
        if isinstance(target.get(steps[-1]), dict):
            target[steps[-1]]["und"] = value
        else:
            target[steps[-1]] = value
    return data
