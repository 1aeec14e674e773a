"""From records as people type them to an atlas, or to every problem with its place in the file."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import ValidationError

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS, Atlas, Head, find_section
from weft.core.atlas.explain import explain_error
from weft.core.atlas.names import Known, Names, list_words
from weft.core.atlas.problems import AtlasError, Problem, Where
from weft.core.atlas.records import ID_PATTERN, NOBODY, UNKNOWN, Record
from weft.core.atlas.references import Path, is_list, walk_references
from weft.core.terms import slugify

HEAD = ("weft", "title", "licence")
NEAR = 70  # per cent: normalised Indel similarity from which a name is worth asking about
ASKED = 100  # names: a file in which more lead nowhere has another fault than typing errors


@dataclass
class Draft:
    """One file's records before anything is checked: strings, lists and dicts by section."""

    head: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, list[Any]] = field(default_factory=dict)
    # Section, index in it, path inside the record -> place in the file.
    locate: Callable[[str, int, Path], Where] = lambda section, index, path: Where()
    problems: list[Problem] = field(default_factory=list)
    unit: str = "section"  # what this format calls a place for records of one kind
    complete: bool = True  # False if part of the file could not be read at all

    def adopt(self, known: Known | None) -> None:
        """Take in the known records to which this file adds a part only, as a row of members does;
        formats in which a record is whole have none."""


@dataclass
class _Entry:
    """One record on its way: the raw data, then the validated record."""

    draft: Draft
    section: str
    index: int
    data: dict[str, Any]
    record: Record | None = None
    # Names that lead nowhere, as they were typed: in `data` an id stands in for each.
    lost: dict[Path, str] = field(default_factory=dict)

    def where(self, path: Path = ()) -> Where:
        return self.draft.locate(self.section, self.index, path)


def build_atlas(drafts: Iterable[Draft], known: Atlas | Known | None = None) -> Atlas:
    """The atlas that drafts make together; raises AtlasError with all problems found.

    What they name may stand in a known atlas, which is not part of the result: there an id comes
    first, then the names in the drafts, then those that are known. Whoever reads many drafts
    against one atlas keeps a `Known` of it.
    """
    return Builder(drafts, known).build()


class Builder:
    """Makes ids, resolves names to ids, validates, and keeps where each record came from."""

    def __init__(self, drafts: Iterable[Draft], known: Atlas | Known | None = None) -> None:
        self.drafts = list(drafts)
        self.known = Known(known) if isinstance(known, Atlas) else known
        for draft in self.drafts:
            draft.adopt(self.known)
        self.problems = [each for draft in self.drafts for each in draft.problems]
        self.entries: dict[str, list[_Entry]] = {section: [] for section in SECTIONS}
        self.by_id: dict[str, _Entry] = {}
        self._names: dict[str, Names[str]] = {}
        self._ids: dict[str, list[str]] = {}
        self._asked = 0

    def build(self) -> Atlas:
        head = self._read_head()
        self._collect()
        for section in SECTIONS:
            self._resolve(section)
            self._validate(section)
        # Where a file could not be read, what it holds is not known: nothing leads nowhere.
        if all(draft.complete for draft in self.drafts):
            self._check_references()
        self._check_cycles("places")
        self._check_cycles("actors")
        if self.problems:
            raise AtlasError(self.problems)
        values: dict[str, Any] = dict(head)
        for section, entries in self.entries.items():
            records = [each.record for each in entries if each.record]
            values[section] = tuple(sorted(records, key=lambda record: record.id))
        return Atlas.model_construct(**values)

    def locate(self, record: str, path: Path = ()) -> Where:
        """Where a record, or a field of it, stands in its file.

        A fact is meant by its id; a place or source of the same id by its section too: places/lyon.
        """
        entry = self.by_id.get(f"/{record}") or self.by_id.get(record)
        return entry.where(path) if entry else Where()

    def _read_head(self) -> dict[str, Any]:
        head: dict[str, Any] = {}
        origin: dict[str, Draft] = {}
        for draft in self.drafts:
            for key, value in draft.head.items():
                origin.setdefault(key, draft)
                if head.setdefault(key, value) != value:
                    where, other = draft.locate("", 0, (key,)), origin[key].locate("", 0, (key,))
                    message = f"'{key}' is not the same here and in {other}; keep one of them"
                    self.problems.append(Problem("head-differs", "error", message, where))
        try:
            checked = Head.model_validate(head)
        except ValidationError as error:
            for each in error.errors():
                where = origin[str(each["loc"][0])].locate("", 0, each["loc"])
                self.problems.append(explain_error(each, Atlas, where))
            return {}
        return {key: getattr(checked, key) for key in HEAD}

    def _collect(self) -> None:
        for draft in self.drafts:
            for section, records in draft.sections.items():
                for index, data in enumerate(records):
                    entry = _Entry(draft, section, index, data)
                    if isinstance(data, dict):
                        entry.data = _clean(data, SECTIONS[section])
                        self.entries[section].append(entry)
                    else:
                        self.problems.append(
                            Problem(
                                "not-a-record",
                                "error",
                                f"a record of '{section}' is expected here, as field: value lines",
                                entry.where(),
                            )
                        )

    def _resolve(self, section: str) -> None:
        """Replace names by ids in the raw data; `_check_references` reports what is left."""
        for entry in self.entries[section]:
            for path, ref, name in walk_references(entry.data, SECTIONS[section]):
                # An actor may be called Nobody, but the word alone is the answer "there is none".
                if name in (NOBODY, *ref.also) or ref.section == "facts":
                    continue
                found = self._find(ref.section, name)
                if found and found != name:
                    _put(entry.data, path, found)
                elif not found and not re.match(ID_PATTERN, name):
                    entry.lost[path] = name
                    _put(entry.data, path, slugify(name) or "unnamed")

    def _find(self, section: str, name: str) -> str | None:
        found = self._find_all(section, name)
        return next(iter(found)) if len(found) == 1 else None

    def _find_all(self, section: str, name: str) -> set[str]:
        """The ids of all records of a section that a name may mean."""
        own = self._index(section)
        if self.known is None or own.has_id(name):
            return own.find(name)
        if self.known.get(section, name):
            return {name}
        if found := own.find(name):
            return found
        found = self.known.find(section, name)
        # What the file has itself goes by the name that it has there.
        return {each for each in found if not own.has_id(each)} or found

    def _index(self, section: str) -> Names[str]:
        """The ids that records have or will get, from raw data: actors name other actors."""
        if section not in self._names:
            names = self._names[section] = Names()
            for entry in self.entries[section]:
                words = list_words(entry.data)
                own = entry.data.get("id")
                key = own if isinstance(own, str) else _make_name_id(entry.data, words)
                if key:
                    names.add(key, key, words)
        return self._names[section]

    def _validate(self, section: str) -> None:
        kind = SECTIONS[section]
        for entry in self.entries[section]:
            unnamed = "id" not in entry.data
            data = {**entry.data, "id": "pending"} if unnamed else entry.data
            try:
                record = kind.model_validate(data)
            except ValidationError as error:
                self.problems.extend(
                    explain_error(each, kind, entry.where(each["loc"])) for each in _list(error)
                )
                continue
            if unnamed:
                made = record.make_id()
                if not made or made in (NOBODY, UNKNOWN):
                    message = (
                        "no id can be made from this name; add an id: letters, digits, hyphens"
                    )
                    self.problems.append(Problem("no-id", "error", message, entry.where()))
                    continue
                record = record.model_copy(update={"id": made})
            entry.record = record
            self._register(entry, record)

    def _register(self, entry: _Entry, record: Record) -> None:
        namespace = "" if entry.section in FACT_SECTIONS else entry.section
        other = self.by_id.setdefault(f"{namespace}/{record.id}", entry)
        self.by_id.setdefault(record.id, entry)
        if other is not entry:
            message = (
                f"two records have the id '{record.id}' (the other: {other.where()}); "
                "delete one, or give one another id, name or period"
            )
            self._report_id(entry, record.id, message)
        elif not namespace and self.known and (fact := self.known.get("facts", record.id)):
            section = find_section(fact)
            if section != entry.section:
                message = f"'{record.id}' is the id of one of the {section}; give this one another"
                self._report_id(entry, record.id, message)

    def _report_id(self, entry: _Entry, key: str, message: str) -> None:
        problem = Problem("duplicate-id", "error", message, entry.where(("id",)), (key,))
        self.problems.append(problem)

    def _check_references(self) -> None:
        for entry in self._list_entries():
            for path, ref, name in walk_references(entry.data, SECTIONS[entry.section]):
                typed = entry.lost.get(path)
                if typed is None and (name in ref.also or self._exists(ref.section, name)):
                    continue
                if name == NOBODY and path[-1] in list_plural(SECTIONS[entry.section]):
                    continue  # in place of a list: the answer "there is none"
                message = self._explain_reference(entry.draft.unit, ref.section, typed or name)
                records = (entry.record.id,) if entry.record else ()
                where = entry.where(path)
                self.problems.append(Problem("leads-nowhere", "error", message, where, records))

    def _exists(self, section: str, name: str) -> bool:
        namespace = "" if section in (*FACT_SECTIONS, "facts") else section
        found = self.by_id.get(f"{namespace}/{name}")
        if found:
            return section in ("facts", found.section)
        if self.known and self.known.get(section, name):
            return True
        # A record that is there but broken has been reported already.
        if section != "facts":
            return self._find(section, name) == name
        return any(
            each.record is None and each.data.get("id", name) == name
            for each in self._list_entries()
        )

    def _explain_reference(self, unit: str, section: str, name: str) -> str:
        if section in SECTIONS and not self.entries[section] and not self._list_ids(section):
            return (
                f"'{name[:60]}' is named here, but the {unit} '{section}' is missing or empty; "
                "add it there"
            )
        if section in SECTIONS and len(found := self._find_all(section, name)) > 1:
            several = " or ".join(sorted(found)[:5])
            return f"'{name[:60]}' is the name of several {section}; write one's id: {several}"
        near = self._find_near(section, name)
        hint = f"did you mean '{near}'?" if near else "add it there, or correct the name"
        if section == "facts":
            hint += "; facts are named by their ids"
        return f"'{name[:60]}' is not among the {section}; {hint}"

    def _find_near(self, section: str, name: str) -> str | None:
        self._asked += 1
        if self._asked > ASKED:
            return None
        from rapidfuzz import fuzz, process  # only an error needs it  # noqa: PLC0415

        wanted = slugify(name, 200) or name[:200]
        ids = self._list_ids(section)
        found = process.extractOne(wanted, ids, scorer=fuzz.ratio, score_cutoff=NEAR)
        return str(found[0]) if found else None

    def _list_ids(self, section: str) -> list[str]:
        """The ids that references to a section may lead to, once all records are read."""
        if section not in self._ids:
            own = [
                key.partition("/")[2]
                for key, entry in self.by_id.items()
                if "/" in key and section in ("facts", entry.section)
            ]
            if section in SECTIONS:  # those of broken records too
                own += self._index(section).list_ids()
            self._ids[section] = own + (self.known.list_ids(section) if self.known else [])
        return self._ids[section]

    def _check_cycles(self, section: str) -> None:
        entries = {each.record.id: each for each in self.entries[section] if each.record}
        done: set[str] = set()
        for key in entries:
            path: list[str] = []
            current: str | None = key
            while current and current not in done:
                done.add(current)
                path.append(current)
                current = self._find_parent(section, current, entries)
            ring = path[path.index(current) :] if current in path else []
            # The fault is where the file has it, should a known record stand first.
            first = next((at for at, each in enumerate(ring) if each in entries), None)
            if first is not None:
                ring = ring[first:] + ring[:first]
                message = f"a ring of parents: {' in '.join([*ring, ring[0]])}; correct one parent"
                where = entries[ring[0]].where(("parent",))
                self.problems.append(Problem("cycle", "error", message, where, tuple(ring)))

    def _find_parent(self, section: str, key: str, entries: dict[str, _Entry]) -> str | None:
        record = entries[key].record if key in entries else None
        if record is None and self.known:
            record = self.known.get(section, key)
        parent: str | None = getattr(record, "parent", None)
        return parent

    def _list_entries(self) -> Iterator[_Entry]:
        for entries in self.entries.values():
            yield from entries


def _clean(data: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    """Without empty fields, and with "a; b" as a list where a list is expected."""
    cleaned: dict[str, Any] = {}
    for key, value in data.items():
        if value is None or value == "":
            continue
        if isinstance(value, str) and key in list_plural(kind) and value != NOBODY:
            cleaned[key] = split_list(value)
        else:
            cleaned[key] = value
    return cleaned


def _make_name_id(data: dict[str, Any], words: list[str]) -> str:
    """The id that a named record will get: the slug of the name that Text.read() prefers."""
    said = data.get("name") or data.get("title")
    if isinstance(said, dict):
        named = {key: word for key, word in said.items() if isinstance(word, str) and word.strip()}
        return slugify(named.get("en") or named.get("und") or named[min(named)]) if named else ""
    return slugify(words[0]) if words else ""


def _list(error: ValidationError) -> list[Any]:
    """The errors, but for a list that is too short only because all in it is wrong."""
    found = error.errors()
    wrong = {each["loc"][:-1] for each in found}
    return [each for each in found if each["type"] != "too_short" or each["loc"] not in wrong]


@cache
def list_plural(kind: type[Record]) -> frozenset[str]:
    """The fields that hold several values."""
    return frozenset(
        field.alias or name
        for name, field in kind.model_fields.items()
        if is_list(field.annotation)
    )


def split_list(text: str) -> list[str]:
    """The parts of "a; b", in which a backslash before a semicolon keeps it."""
    parts = text.replace("\\;", "\x00").split(";")
    return [part for each in parts if (part := each.replace("\x00", ";").strip())]


def join_list(parts: Iterable[str]) -> str:
    """The reverse of split_list."""
    text = "; ".join(each.replace(";", "\\;") for each in parts)
    # Alone, the word would read as "there is none".
    return f"{text};" if text == NOBODY else text


def _put(data: dict[str, Any], path: Path, value: str) -> None:
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
