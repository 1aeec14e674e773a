"""An atlas as flat tables: the columns of each sheet, read off the types, for Excel and CSV."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel

from weft.core.atlas.atlas import SECTIONS, Atlas, list_fields
from weft.core.atlas.build import HEAD, Draft, join_list
from weft.core.atlas.facts import Member
from weft.core.atlas.problems import Problem, Where
from weft.core.atlas.records import NOBODY, Citation, Position, Record, Ref
from weft.core.atlas.references import Path, find_model, is_list, list_references
from weft.core.terms import Term, Text, slugify

CITATION = tuple(Citation.model_fields)  # source, locator, grade, paraphrase
# Sheets for what a record has several of: the columns that name the record, the field, the type.
NESTED: dict[str, tuple[tuple[str, ...], str, type[BaseModel]]] = {
    "members": (("mechanism",), "members", Member),
    "citations": (("section", "record"), "sources", Citation),
    "positions": (("fact",), "positions", Position),
}
HEAD_SHEET = "atlas"
SHEETS = (HEAD_SHEET, *SECTIONS, *NESTED)


@dataclass(frozen=True)
class Column:
    """One column: what stands in it, and from which list."""

    name: str
    description: str
    vocabulary: str | None = None  # codes of packs/vocabularies.yaml
    refers_to: str | None = None  # ids of another sheet
    required: bool = False
    several: bool = False
    is_bool: bool = False


@dataclass
class Table:
    """One sheet as read: a header, and rows of texts with their number in the file."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str | None]]] = field(default_factory=list)
    where: Where = field(default_factory=Where)  # the file and sheet
    letters: bool = True  # name columns by letter, as spreadsheets do

    def locate(self, row: int, column: str) -> Where:
        name = column
        if self.letters and column in self.header:
            name = f"{name_column(self.header.index(column))} ({column})"
        return Where(self.where.file, self.where.sheet, row, name)


def name_column(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _find_metadata(annotation: Any, wanted: type) -> Any:
    for each in (*getattr(annotation, "__metadata__", ()), *getattr(annotation, "__args__", ())):
        if isinstance(each, wanted):
            return each
        if not isinstance(each, type) and (found := _find_metadata(each, wanted)):
            return found
    return None


def _list_fields(kind: type[BaseModel], prefix: str = "") -> list[Column]:
    references = dict(list_references(kind))
    columns = []
    names = list_fields(kind) if issubclass(kind, Record) else tuple(kind.model_fields)
    for name in names:
        info = kind.model_fields[name]
        title = f"{prefix}{info.alias or name}"
        model = find_model(info.annotation)
        if name == "sources":
            columns += _list_fields(Citation)
        elif model and model is not Text and is_list(info.annotation):
            continue  # a sheet of its own
        elif model and model is not Text:
            columns += _list_fields(model, f"{title}:")
        else:
            metadata = [*info.metadata, _find_metadata(info.annotation, Term)]
            term = next((each for each in metadata if isinstance(each, Term)), None)
            ref: Ref | None = references.get(info.alias or name)
            columns.append(
                Column(
                    title,
                    info.description or "",
                    term.vocabulary if term else None,
                    ref.section if ref else None,
                    info.is_required() and name != "id",
                    is_list(info.annotation),
                    info.annotation in (bool, bool | None),
                )
            )
    return columns


@cache
def list_columns(sheet: str) -> tuple[Column, ...]:
    """The columns of a sheet, as list_fields orders them."""
    if sheet == HEAD_SHEET:
        return (
            Column("field", "title, licence; more languages as title:fr", required=True),
            Column("value", "What it is"),
        )
    if sheet in NESTED:
        keys, _, kind = NESTED[sheet]
        named = [
            Column(
                key,
                "Which sheet the record is in" if key == "section" else f"The {key}, by id or name",
                refers_to=f"{key}s" if key == "mechanism" else None,
                required=True,
            )
            for key in keys
        ]
        return (*named, *_list_fields(kind))
    return tuple(_list_fields(SECTIONS[sheet]))


# --- reading -------------------------------------------------------------------------------


def _nest(values: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """{"name": "a", "name:fr": "b", "stance:access": "1"} as nested dicts."""
    data: dict[str, Any] = {}
    for column, value in values:
        steps = column.split(":")
        target = data
        for step in steps[:-1]:
            inner = target.get(step)
            if not isinstance(inner, dict):
                inner = {} if inner is None else {"und": inner}
                target[step] = inner
            target = inner
        last = steps[-1]
        if isinstance(target.get(last), dict):
            target[last]["und"] = value
        else:
            target[last] = value
    return data


class TableDraft(Draft):
    """A draft made of tables: knows sheet, row and column of everything in it."""

    def __init__(self, tables: dict[str, Table], problems: list[Problem]) -> None:
        super().__init__(problems=problems, locate=self._locate)
        self.tables = tables
        self.origin: dict[tuple[str, int], int] = {}  # section, index -> row
        self.nested: dict[tuple[str, int, str], list[tuple[str, int, bool]]] = {}
        for table in tables.values():
            self._check_header(table)
        for section in SECTIONS:
            if section in tables:
                self._read_section(tables[section])
        for sheet in NESTED:
            if sheet in tables:
                self._read_nested(tables[sheet])
        if HEAD_SHEET in tables:
            values = [
                (str(row[0]), str(row[1]))
                for _, row in tables[HEAD_SHEET].rows
                if row[0] and row[1]
            ]
            self.head = _nest(values)
            for key in self.head.keys() - set(HEAD):
                message = f"'{key}' is not known here; use {', '.join(HEAD)}"
                where = tables[HEAD_SHEET].where
                self.problems.append(Problem("unknown-field", "error", message, where))
                del self.head[key]

    def _check_header(self, table: Table) -> None:
        known = {each.name for each in list_columns(table.name)}
        for name in {each for each in table.header if table.header.count(each) > 1 and each}:
            message = f"two columns are called '{name}'; keep one"
            self.problems.append(Problem("column-twice", "error", message, table.locate(1, name)))
        stems = {each.split(":")[0] for each in known}
        for name in table.header:
            if name and name not in known and name.split(":")[0] not in stems:
                message = (
                    f"there is no column '{name[:60]}' in '{table.name}'; "
                    f"columns are {', '.join(sorted(known))}"
                )
                self.problems.append(
                    Problem("unknown-field", "error", message, table.locate(1, name))
                )

    def _read_section(self, table: Table) -> None:
        records: list[Any] = []
        for number, row in table.rows:
            cells = [(name, cell) for name, cell in zip(table.header, row, strict=False) if cell]
            first = (
                _nest((n, c) for n, c in cells if n in CITATION) if table.name != "sources" else {}
            )
            data = _nest((n, c) for n, c in cells if n not in CITATION or table.name == "sources")
            if first:
                data["sources"] = [first]
                self.nested[table.name, len(records), "sources"] = [(table.name, number, True)]
            self.origin[table.name, len(records)] = number
            records.append(data)
        self.sections[table.name] = records

    def _read_nested(self, table: Table) -> None:
        keys, target, _ = NESTED[table.name]
        index = self._index_names(table.name)
        for number, row in table.rows:
            data = _nest(
                (name, cell) for name, cell in zip(table.header, row, strict=False) if cell
            )
            named = [str(data.pop(key, "") or "") for key in keys]
            section = named[0] if table.name == "citations" else ""
            found = index.get((section, named[-1])) or index.get((section, slugify(named[-1], 200)))
            if not found:
                message = f"'{named[-1]}' in '{keys[-1]}' is no record{f' of {section}' if section else ''}"
                self.problems.append(
                    Problem(
                        "leads-nowhere",
                        "error",
                        f"{message}; write its id or its name as it stands in its sheet",
                        table.locate(number, keys[-1]),
                    )
                )
                continue
            self.sections[found[0]][found[1]].setdefault(target, []).append(data)
            self.nested.setdefault((*found, target), []).append((table.name, number, False))

    def _index_names(self, sheet: str) -> dict[tuple[str, str], tuple[str, int]]:
        """Id, name or slug of the name -> section and index, for the sections a sheet names."""
        index: dict[tuple[str, str], tuple[str, int]] = {}
        for section, records in self.sections.items():
            if sheet == "members" and section != "mechanisms":
                continue
            for number, data in enumerate(records):
                said = data.get("name") or data.get("title") or ""
                words = list(said.values()) if isinstance(said, dict) else [said]
                keys = [data.get("id"), *words, *(slugify(str(word), 200) for word in words)]
                for key in filter(None, keys):
                    scope = section if sheet == "citations" else ""
                    index.setdefault((scope, str(key)), (section, number))
        return index

    def _locate(self, section: str, index: int, path: Path) -> Where:
        if section not in self.tables:
            table = self.tables.get(HEAD_SHEET)
            return table.where if table else next(iter(self.tables.values())).where
        row = self.origin.get((section, index), 0)
        table = self.tables[section]
        fields = [each for each in path if isinstance(each, str)]
        number = next((each for each in path if isinstance(each, int)), None)
        items = self.nested.get((section, index, fields[0] if fields else ""), [])
        if number is not None and number < len(items):
            sheet, row, _ = items[number]
            table, fields = self.tables[sheet], fields[1:]
        return table.locate(row, self._name_field(table, fields))

    @staticmethod
    def _name_field(table: Table, fields: list[str]) -> str:
        for length in range(len(fields), 0, -1):
            name = ":".join(fields[:length])
            if name in table.header:
                return name
        return ":".join(fields)


# --- writing -------------------------------------------------------------------------------


def _flatten(data: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested dicts as {"name:fr": ...}; lists as "a; b"; an empty list as "nobody"."""
    flat: dict[str, str] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{name}:"))
        elif isinstance(value, list):
            flat[name] = join_list(map(str, value)) if value else NOBODY
        elif isinstance(value, bool):
            flat[name] = "yes" if value else "no"
        elif value is not None:
            flat[name] = str(value)
    return {
        key if key.startswith("codes:") else key.removesuffix(":und"): value
        for key, value in flat.items()
    }


def write_tables(atlas: Atlas) -> dict[str, list[dict[str, str]]]:
    """Sheet -> rows, each a dict of column -> text; sheets without rows are left out."""
    data = atlas.model_dump(mode="json", exclude_defaults=True)
    head = _flatten({key: data[key] for key in HEAD if key in data})
    sheets: dict[str, list[dict[str, str]]] = {
        HEAD_SHEET: [{"field": key, "value": value} for key, value in head.items()]
    }
    extra: dict[str, list[dict[str, str]]] = {sheet: [] for sheet in NESTED}
    for section in SECTIONS:
        rows = sheets[section] = []
        for record in data.get(section, ()):
            for sheet, (keys, target, _) in NESTED.items():
                items = record.pop(target, [])
                if sheet == "citations" and items:
                    record.update(items.pop(0))
                named = (section, record["id"])[-len(keys) :]
                extra[sheet] += [
                    {**dict(zip(keys, named, strict=True)), **_flatten(item)} for item in items
                ]
            rows.append(_flatten(record))
    return {sheet: rows for sheet, rows in (sheets | extra).items() if rows}


def list_header(sheet: str, rows: list[dict[str, str]]) -> list[str]:
    """The sheet's own columns, each followed by those of further languages and registers."""
    known = [each.name for each in list_columns(sheet)]
    used = {name for row in rows for name in row}
    header: list[str] = []
    for name in known:
        header.append(name)
        header += sorted(each for each in used - set(known) if each.rpartition(":")[0] == name)
    return header + sorted(used - set(header))
