"""From flat tables, as Excel and CSV have them, to drafts that know the row of everything."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS
from weft.core.atlas.build import HEAD, Draft
from weft.core.atlas.files.columns import (
    CITATION,
    CITED,
    HEAD_SHEET,
    NESTED,
    find_column,
    list_columns,
    name_column,
)
from weft.core.atlas.files.examples import EXAMPLE_MARK, read_example
from weft.core.atlas.files.flattening import write_tables
from weft.core.atlas.names import Names, list_words
from weft.core.atlas.problems import Problem, Where
from weft.core.atlas.references import Path

__all__ = ["Table", "TableDraft", "list_columns", "read_tables", "write_tables"]

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
        """Take the first row off as the header."""
        if self.rows:
            self.header_row, cells = self.rows.pop(0)
            self.header = [_mend_heading(self.name, (cell or "").strip()) for cell in cells]


def _mend_heading(sheet: str, heading: str) -> str:
    """The heading as it should be, if only its capitals differ: Name, NAME:fr."""
    stem, colon, suffix = heading.partition(":")
    mended = f"{stem.strip().lower()}{colon}{suffix.strip()}"
    return mended if find_column(sheet, mended) else heading


def read_tables(
    tables: list[Table], problems: list[Problem], unit: str, complete: bool
) -> list[Draft]:
    """Drafts of all tables of an atlas: the records as one, since sheets refer to each other.

    `unit` is what the format calls a table; `complete` is False if some could not be read.
    """
    for table in tables:
        table.take_header()
        _check_header(table, problems)
        _drop_example(table, problems)
        _check_width(table, problems)
    heads = [_read_head(table) for table in tables if table.name == HEAD_SHEET]
    return [TableDraft(tables, problems, unit, complete), *heads]


def _check_header(table: Table, problems: list[Problem]) -> None:
    def report(code: str, message: str, name: str) -> None:
        where = table.locate(table.header_row, name)
        problems.append(Problem(code, "error", message, where))

    for name in {each for each in table.header if each and table.header.count(each) > 1}:
        report("column-twice", f"two columns are called '{name[:60]}'; keep one", name)
    for name in table.header:
        if name and not find_column(table.name, name):
            known = ", ".join(each.name for each in list_columns(table.name))
            message = f"there is no column '{name[:60]}' in '{table.name}'; columns are {known}"
            report("unknown-field", message, name)
    if table.rows:
        for column in list_columns(table.name):
            if column.required and not any(
                find_column(table.name, each) == column for each in table.header
            ):
                message = f"the column '{column.name}' is missing here; add it and fill it in"
                report("missing-column", message, "")


def _drop_example(table: Table, problems: list[Problem]) -> None:
    """Leave out the template's example row; report one that was changed."""
    kept = []
    for number, cells in table.rows:
        if not cells or cells[0] != EXAMPLE_MARK:
            kept.append((number, cells))
            continue
        pairs = list(zip(table.header, cells, strict=False))[1:]
        if {name: cell for name, cell in pairs if cell} != read_example(table.name):
            message = (
                f"this row was changed and still says '{EXAMPLE_MARK}'; empty that cell so that "
                "the row counts, or delete the row"
            )
            where = table.locate(number, table.header[0])
            problems.append(Problem("example-row", "error", message, where))
    table.rows = kept


def _check_width(table: Table, problems: list[Problem]) -> None:
    """Report cells under no heading."""
    named = [bool(each) for each in table.header]
    for number, cells in table.rows:
        for index, cell in enumerate(cells):
            if cell and not (index < len(named) and named[index]):
                message = (
                    f"'{cell[:40]}' stands in a column without a heading; add a heading in "
                    f"row {table.header_row}, or delete it"
                )
                if not table.letters:
                    message += "; or is a separator inside a text unquoted?"
                where = table.locate(number, name_column(index) if table.letters else "")
                problems.append(Problem("no-column", "error", message, where))


def _read_head(table: Table) -> Draft:
    """Title, licence and version, with their rows."""
    values: list[tuple[str, str]] = []
    rows: dict[str, int] = {}
    draft = Draft(locate=lambda section, index, path: _locate_head(table, rows, path))
    for number, cells in table.rows:
        data = dict(zip(table.header, cells, strict=False))
        name, value = data.get("field"), data.get("value")
        key = (name or "").partition(":")[0]
        if value and key not in HEAD:
            message = f"'{(name or '')[:60]}' is not known here; use {', '.join(HEAD)}"
            where = table.locate(number, "field")
            draft.problems.append(Problem("unknown-field", "error", message, where))
        elif name and value and name in rows:
            message = f"'{name[:60]}' stands here twice; keep one"
            where = table.locate(number, "field")
            draft.problems.append(Problem("field-twice", "error", message, where))
        elif name and value:
            values.append((name, value))
            rows[name] = number
    draft.head = _nest(values)
    return draft


def _locate_head(table: Table, rows: dict[str, int], path: Path) -> Where:
    name = ":".join(str(each) for each in path)
    stems = (row for key, row in rows.items() if key.partition(":")[0] == str(path[0]))
    row = rows.get(name) or next(stems, table.header_row)
    return table.locate(row, "value")


def _nest(values: Iterable[tuple[str, str]]) -> dict[str, Any]:
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


class TableDraft(Draft):
    """The records of all tables together."""

    def __init__(
        self, tables: list[Table], problems: list[Problem], unit: str, complete: bool
    ) -> None:
        super().__init__(problems=problems, locate=self._locate, unit=unit, complete=complete)
        # Section and index -> where the record stands.
        self._rows: dict[tuple[str, int], tuple[Table, int]] = {}
        # Section, index and field -> where each item of that list stands.
        self._items: dict[tuple[str, int, str], list[tuple[Table, int]]] = {}
        self._names: dict[tuple[str, ...], Names[tuple[str, int]]] = {}
        for table in tables:
            if table.name in SECTIONS:
                self._read_section(table)
        for table in tables:
            if table.name in NESTED:
                self._read_nested(table)

    def _read_section(self, table: Table) -> None:
        records = self.sections.setdefault(table.name, [])
        cited = table.name in CITED
        is_citation = [cited and name.partition(":")[0] in CITATION for name in table.header]
        for number, cells in table.rows:
            own: list[tuple[str, str]] = []
            citation: list[tuple[str, str]] = []
            for name, cell, inside in zip(table.header, cells, is_citation, strict=False):
                if name and cell:
                    (citation if inside else own).append((name, cell))
            key = (table.name, len(records))
            data = _nest(own)
            if citation:
                data["sources"] = [_nest(citation)]
                self._items[*key, "sources"] = [(table, number)]
            self._rows[key] = (table, number)
            records.append(data)

    def _read_nested(self, table: Table) -> None:
        keys, target, _ = NESTED[table.name]
        for number, cells in table.rows:
            pairs = zip(table.header, cells, strict=False)
            data = _nest((name, cell) for name, cell in pairs if name and cell)
            named = [str(data.pop(key, "")) for key in keys]
            found = self._find_record(table, number, named)
            if found:
                self.sections[found[0]][found[1]].setdefault(target, []).append(data)
                self._items.setdefault((*found, target), []).append((table, number))

    def _find_record(self, table: Table, row: int, named: list[str]) -> tuple[str, int] | None:
        """The record that a row of members, citations or positions belongs to."""
        keys, _, _ = NESTED[table.name]
        sections: tuple[str, ...] = FACT_SECTIONS
        column, word = keys[-1], named[-1]
        if table.name == "members":
            sections = ("mechanisms",)
        elif table.name == "citations":
            sections = (named[0].strip().casefold(),)
        found = set[tuple[str, int]]()
        if sections[0] not in (*CITED, *FACT_SECTIONS):
            column = keys[0]
            message = f"'{named[0][:60]}' is no section; write one of {', '.join(CITED)}"
        elif not word:
            message = f"'{column}' is missing; write the name or id of the record this belongs to"
        elif not any(each in self.sections for each in sections):
            which = f"the {self.unit} '{sections[0]}'" if len(sections) == 1 else "every such sheet"
            message = f"'{word[:60]}' is named here, but {which} is missing; add it"
        else:
            found = self._index(sections).find(word)
            if len(found) == 1:
                return next(iter(found))
            message = self._explain_record(word, sections, found)
        if self.complete:  # else the record may be in what could not be read
            where = table.locate(row, column)
            self.problems.append(Problem("leads-nowhere", "error", message, where))
        return None

    def _explain_record(
        self, word: str, sections: tuple[str, ...], found: set[tuple[str, int]]
    ) -> str:
        if found:
            places = " and ".join(str(self._locate(*key, ("name",))) for key in sorted(found))
            return f"'{word[:60]}' may mean several records ({places}); write the id of one"
        which = sections[0] if len(sections) == 1 else "facts"
        message = f"'{word[:60]}' is not among the {which}; write a name or id that stands there"
        if not {"name", "title"} & {each.name for each in list_columns(sections[0])}:
            message = (
                f"'{word[:60]}' is not among the {which}, which have no names: "
                f"fill in the column 'id' of its row in '{which}' and write the same id here"
            )
        elif len(sections) > 1:
            message += (
                "; a competence or resource has no name: give it an id in its own sheet "
                "and write that id here"
            )
        return message

    def _index(self, sections: tuple[str, ...]) -> Names[tuple[str, int]]:
        if sections not in self._names:
            names = self._names[sections] = Names()
            for section in sections:
                for number, data in enumerate(self.sections.get(section, ())):
                    own = data.get("id")
                    key = (section, number)
                    names.add(key, own if isinstance(own, str) else None, list_words(data))
        return self._names[sections]

    def _locate(self, section: str, index: int, path: Path) -> Where:
        table, row = self._rows[section, index]
        fields = [each for each in path if isinstance(each, str)]
        number = next((each for each in path if isinstance(each, int)), None)
        items = self._items.get((section, index, fields[0]), []) if fields else []
        if items and number is not None and number < len(items):
            table, row = items[number]
            fields = fields[1:]
        for length in range(len(fields), 0, -1):
            if (name := ":".join(fields[:length])) in table.header:
                return table.locate(row, name)
        return table.locate(row, ":".join(fields))
