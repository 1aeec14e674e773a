"""The records of all tables of an atlas together, each with its row, for the builder."""

from dataclasses import dataclass
from typing import Any

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS, find_section
from weft.core.atlas.build import Draft
from weft.core.atlas.files.columns import CITATION, CITED, NESTED, list_columns
from weft.core.atlas.files.table import Table, nest
from weft.core.atlas.names import Known, Names, list_words
from weft.core.atlas.problems import Problem, Where
from weft.core.atlas.records import Record
from weft.core.atlas.references import Path

_Key = tuple[str, int]  # section, index in it


@dataclass(frozen=True)
class _Part:
    """A row of members, citations or positions, and the record that it belongs to."""

    table: Table
    row: int
    sections: tuple[str, ...]  # where the record is to be looked for
    word: str  # its id or name
    data: dict[str, Any]

    @property
    def target(self) -> str:
        """The field of the record that the row is an item of."""
        return NESTED[self.table.name][1]

    @property
    def column(self) -> str:
        """The column that names the record."""
        return NESTED[self.table.name][0][-1]


class TableDraft(Draft):
    """The records of all tables together."""

    def __init__(
        self, tables: list[Table], problems: list[Problem], unit: str, complete: bool
    ) -> None:
        super().__init__(problems=problems, locate=self._locate, unit=unit, complete=complete)
        # Where each record stands.
        self._rows: dict[_Key, tuple[Table, int]] = {}
        # Record and field -> where each item of that list stands.
        self._items: dict[tuple[str, int, str], list[tuple[Table, int]]] = {}
        self._names: dict[tuple[str, ...], Names[_Key]] = {}
        self._loose: list[_Part] = []  # of records that are not in the tables
        self._adopted: dict[tuple[str, str], _Key] = {}  # section and id of known records
        for table in tables:
            if table.name in SECTIONS:
                self._read_section(table)
        for table in tables:
            if table.name in NESTED:
                self._read_nested(table)

    def adopt(self, known: Known | None) -> None:
        """Take in the known records to which rows of members, citations or positions add, without
        repeating them; report the rows that lead nowhere."""
        loose, self._loose = self._loose, []
        for part in loose:
            found = known.find_any(part.sections, part.word) if known else []
            if known and len(found) == 1:
                self._add_to(found[0], part, known)
            elif found:
                several = " or ".join(each.id for each in found[:5])
                self._report(
                    part, f"'{part.word[:60]}' may mean several records; write one's id: {several}"
                )
            else:
                self._report(part, self._explain(part, set()))

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
            data = nest(own)
            if citation:
                data["sources"] = [nest(citation)]
                self._items[*key, "sources"] = [(table, number)]
            self._rows[key] = (table, number)
            records.append(data)

    def _read_nested(self, table: Table) -> None:
        keys, _, _ = NESTED[table.name]
        for number, cells in table.rows:
            pairs = zip(table.header, cells, strict=False)
            data = nest((name, cell) for name, cell in pairs if name and cell)
            named = [str(data.pop(key, "")) for key in keys]
            sections: tuple[str, ...] = FACT_SECTIONS
            if table.name == "members":
                sections = ("mechanisms",)
            elif table.name == "citations":
                sections = (named[0].strip().casefold(),)
            part = _Part(table, number, sections, named[-1], data)
            if sections[0] not in (*CITED, *FACT_SECTIONS):
                message = f"'{named[0][:60]}' is no section; write one of {', '.join(CITED)}"
                self._report(part, message, keys[0])
                continue
            found = self._index(sections).find(part.word) if part.word else set()
            if len(found) == 1:
                self._give(next(iter(found)), part)
            elif found or not part.word:
                self._report(part, self._explain(part, found))
            else:
                self._loose.append(part)

    def _give(self, key: _Key, part: _Part) -> None:
        self.sections[key[0]][key[1]].setdefault(part.target, []).append(part.data)
        self._items.setdefault((*key, part.target), []).append((part.table, part.row))

    def _add_to(self, record: Record, part: _Part, known: Known) -> None:
        """Add a part to a known record, in place of one that says the same of the same."""
        section = find_section(record)
        records = self.sections.setdefault(section, [])
        key = self._adopted.setdefault((section, record.id), (section, len(records)))
        if key[1] == len(records):
            self._rows[key] = (part.table, part.row)
            records.append(record.model_dump(mode="json", exclude_defaults=True))
        items = records[key[1]].setdefault(part.target, [])
        places = self._items.setdefault(
            (*key, part.target), [(part.table, part.row) for _ in items]
        )
        # An actor has one seat and one word; a document may be cited at several places.
        named, also = ("source", "locator") if part.target == "sources" else ("actor", "actor")
        word = str(part.data.get(named, ""))
        ids = {word} if self._index((f"{named}s",)).find(word) else known.find(f"{named}s", word)
        for at, each in enumerate(items):
            if each.get(named) in ids and (also == named or each.get(also) == part.data.get(also)):
                items[at], places[at] = part.data, (part.table, part.row)
                return
        self._give(key, part)

    def _report(self, part: _Part, message: str, column: str = "") -> None:
        if self.complete:  # else the record may be in what could not be read
            where = part.table.locate(part.row, column or part.column)
            self.problems.append(Problem("leads-nowhere", "error", message, where))

    def _explain(self, part: _Part, found: set[_Key]) -> str:
        word, sections = part.word, part.sections
        which = sections[0] if len(sections) == 1 else "facts"
        if not word:
            return f"'{part.column}' is missing; write the name or id of the record this belongs to"
        if not any(each in self.sections for each in sections):
            which = f"the {self.unit} '{which}'" if len(sections) == 1 else "every such sheet"
            return f"'{word[:60]}' is named here, but {which} is missing; add it"
        if found:
            places = " and ".join(str(self._locate(*key, ("name",))) for key in sorted(found))
            return f"'{word[:60]}' may mean several records ({places}); write the id of one"
        if not {"name", "title"} & {each.name for each in list_columns(sections[0])}:
            return (
                f"'{word[:60]}' is not among the {which}, which have no names: "
                f"fill in the column 'id' of its row in '{which}' and write the same id here"
            )
        message = f"'{word[:60]}' is not among the {which}; write a name or id that stands there"
        if len(sections) > 1:
            message += (
                "; a competence or resource has no name: give it an id in its own sheet "
                "and write that id here"
            )
        return message

    def _index(self, sections: tuple[str, ...]) -> Names[_Key]:
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
