"""What every reader hands on: the cells of a file as text, in a table of DuckDB, row by row."""

from dataclasses import dataclass

ROW = "row"  # the column that says where a row stands in its file


@dataclass(frozen=True)
class RawColumn:
    """One column of a file."""

    name: str  # the name of the column in the table; never "row", never twice
    label: str  # the head as it stands in the file, or its words where the file gives them

    @property
    def quoted(self) -> str:
        """The name as it stands in SQL."""
        return quote(self.name)


@dataclass(frozen=True)
class Raw:
    """A table or view of DuckDB with `row` BIGINT (from 1, as a spreadsheet counts, so that the
    head usually is row 1) and one VARCHAR column for each of `columns`. An empty cell is NULL."""

    table: str  # as it stands in SQL
    columns: tuple[RawColumn, ...]
    first_row: int = 2  # the first row below the head; 1 where no row is one
    action: str | None = None  # the column that says what becomes of a row (SDMX-CSV 2.0)
    title: str | None = None  # what the file calls itself: dataflow, resource
    licence: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(each.name for each in self.columns)


def quote(name: str) -> str:
    """A name of a table or column as it stands in SQL, whatever letters it has."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text as it stands in SQL."""
    return "'" + text.replace("'", "''") + "'"
