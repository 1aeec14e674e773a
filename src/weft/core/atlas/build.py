"""From records as people type them to an atlas, or to every problem with its place in the file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS, Atlas
from weft.core.atlas.explain import explain_error
from weft.core.atlas.problems import AtlasError, Problem, Where
from weft.core.atlas.records import NOBODY, Record
from weft.core.atlas.references import Path, is_list, list_references_of, walk_references
from weft.core.terms import fold, slugify

HEAD = ("weft", "title", "licence")


@dataclass
class Draft:
    """One file's records before anything is checked: strings, lists and dicts by section."""

    head: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, list[Any]] = field(default_factory=dict)
    # Section, index in it, path inside the record -> place in the file.
    locate: Callable[[str, int, Path], Where] = lambda section, index, path: Where()
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Entry:
    """One record on its way: the raw data, then the validated record."""

    draft: Draft
    section: str
    index: int
    data: dict[str, Any]
    record: Record | None = None

    def where(self, path: Path = ()) -> Where:
        return self.draft.locate(self.section, self.index, path)


def build_atlas(drafts: Iterable[Draft]) -> Atlas:
    """The atlas that drafts make together; raises AtlasError with all problems found."""
    return Builder(drafts).build()


class Builder:
    """Makes ids, resolves names to ids, validates, and keeps where each record came from."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.drafts = list(drafts)
        self.problems = [each for draft in self.drafts for each in draft.problems]
        self.entries: dict[str, list[_Entry]] = {section: [] for section in SECTIONS}
        self.by_id: dict[str, _Entry] = {}
        self._names: dict[str, dict[str, set[str]]] = {}

    def build(self) -> Atlas:
        head = self._read_head()
        self._collect()
        for section in SECTIONS:
            self._resolve(section)
            self._validate(section)
        self._check_references()
        self._check_cycles("places")
        self._check_cycles("actors")
        if self.problems:
            raise AtlasError(self.problems)
        records = {
            section: tuple(
                sorted((each.record for each in entries if each.record), key=lambda r: r.id)
            )
            for section, entries in self.entries.items()
        }
        return Atlas.model_construct(**head, **records)

    def locate(self, record: str, path: Path = ()) -> Where:
        """Where a record, or a field of it, stands in its file."""
        entry = self.by_id.get(record)
        return entry.where(path) if entry else Where()

    def _read_head(self) -> dict[str, Any]:
        head: dict[str, Any] = {}
        for draft in self.drafts:
            for key, value in draft.head.items():
                if head.setdefault(key, value) != value:
                    where = draft.locate("", 0, (key,))
                    message = f"'{key}' is '{head[key]}' in one file and '{value}' in another"
                    self.problems.append(Problem("head-differs", "error", message, where))
        try:
            checked = Atlas.model_validate(head)
        except ValidationError as error:
            where = self.drafts[0].locate("", 0, ()) if self.drafts else Where()
            self.problems.extend(explain_error(each, Atlas, where) for each in error.errors())
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
                if name in ref.also or ref.section == "facts":
                    continue
                found = self._find(ref.section, name)
                if found and found != name:
                    _put(entry.data, path, found)

    def _find(self, section: str, name: str) -> str | None:
        names = self._names.get(section)
        if names is None:
            names = self._names[section] = self._index_names(section)
        for key in (name, slugify(name, 200), fold(name)):
            if len(found := names.get(key, ())) == 1:
                return next(iter(found))
        return None

    def _index_names(self, section: str) -> dict[str, set[str]]:
        """Id, slug of a name and folded name -> ids, from raw data: actors name other actors."""
        names: dict[str, set[str]] = {}
        for entry in self.entries[section]:
            said = entry.data.get("name") or entry.data.get("title")
            words = [said] if isinstance(said, str) else []
            if isinstance(said, dict):
                words = [each for each in said.values() if isinstance(each, str)]
            own = entry.data.get("id")
            key = own if isinstance(own, str) else self._make_name_id(words, said)
            if not key:
                continue
            for each in {key, *(slugify(word, 200) for word in words), *map(fold, words)}:
                names.setdefault(each, set()).add(key)
            names[key] = {key}
        return names

    @staticmethod
    def _make_name_id(words: list[str], said: Any) -> str:
        """The id that the record will get: the slug of the name that Text.read() prefers."""
        if isinstance(said, dict) and words:
            preferred = said.get("en") or said.get("und") or said[min(said)]
            return slugify(preferred) if isinstance(preferred, str) else ""
        return slugify(words[0]) if words else ""

    def _validate(self, section: str) -> None:
        kind = SECTIONS[section]
        for entry in self.entries[section]:
            unnamed = "id" not in entry.data
            data = {**entry.data, "id": "pending"} if unnamed else entry.data
            try:
                record = kind.model_validate(data)
            except ValidationError as error:
                self.problems.extend(
                    explain_error(each, kind, entry.where(each["loc"])) for each in error.errors()
                )
                continue
            if unnamed:
                made = record.make_id()
                if not made:
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
            self.problems.append(
                Problem("duplicate-id", "error", message, entry.where(("id",)), (record.id,))
            )

    def _check_references(self) -> None:
        for entry in self._list_entries():
            if entry.record is None:
                continue
            for path, ref, name in list_references_of(entry.record):
                if name in ref.also or self._exists(ref.section, name):
                    continue
                self.problems.append(
                    Problem(
                        "leads-nowhere",
                        "error",
                        f"'{name}' is not among the {ref.section}{self._suggest(ref.section, name)}",
                        entry.where(path),
                        (entry.record.id,),
                    )
                )

    def _exists(self, section: str, name: str) -> bool:
        namespace = "" if section in (*FACT_SECTIONS, "facts") else section
        found = self.by_id.get(f"{namespace}/{name}")
        if found:
            return section in ("facts", found.section)
        # A record that is there but broken has been reported already.
        return section != "facts" and self._find(section, name) == name

    def _suggest(self, section: str, name: str) -> str:
        from difflib import get_close_matches  # only an error needs it  # noqa: PLC0415

        ids = [
            key.partition("/")[2]
            for key, entry in self.by_id.items()
            if "/" in key and section in ("facts", entry.section)
        ]
        near = get_close_matches(slugify(name, 200) or name, ids, n=1)
        return f"; did you mean '{near[0]}'?" if near else "; add it there, or correct the name"

    def _check_cycles(self, section: str) -> None:
        entries = {each.record.id: each for each in self.entries[section] if each.record}
        parents = {key: getattr(entry.record, "parent", None) for key, entry in entries.items()}
        done: set[str] = set()
        for key in parents:
            path: list[str] = []
            current: str | None = key
            while current in parents and current not in done:
                done.add(current)
                path.append(current)
                current = parents[current]
            if current in path:
                ring = path[path.index(current) :]
                message = f"a ring of parents: {' in '.join([*ring, ring[0]])}; correct one parent"
                where = entries[ring[0]].where(("parent",))
                self.problems.append(Problem("cycle", "error", message, where, tuple(ring)))

    def _list_entries(self) -> Iterator[_Entry]:
        for entries in self.entries.values():
            yield from entries


def _clean(data: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    """Without empty fields, and with "a; b" as a list where a list is expected."""
    cleaned: dict[str, Any] = {}
    for key, value in data.items():
        if value is None or value == "":
            continue
        if isinstance(value, str) and key in _list_plural(kind) and value != NOBODY:
            cleaned[key] = split_list(value)
        else:
            cleaned[key] = value
    return cleaned


_PLURAL: dict[type[Record], frozenset[str]] = {}


def _list_plural(kind: type[Record]) -> frozenset[str]:
    if kind not in _PLURAL:
        _PLURAL[kind] = frozenset(
            name for name, each in kind.model_fields.items() if is_list(each.annotation)
        )
    return _PLURAL[kind]


def split_list(text: str) -> list[str]:
    """The parts of "a; b", in which a backslash before a semicolon keeps it."""
    parts = text.replace("\\;", "\x00").split(";")
    return [part for each in parts if (part := each.replace("\x00", ";").strip())]


def join_list(parts: Iterable[str]) -> str:
    """The reverse of split_list."""
    return "; ".join(each.replace(";", "\\;") for each in parts)


def _put(data: dict[str, Any], path: Path, value: str) -> None:
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
