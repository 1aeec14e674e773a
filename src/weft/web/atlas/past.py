"""The places, actors and sources that some versions of facts name, as they are and as they were,
for whoever must judge who could see such a version, or say it in words."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from weft.core.atlas import SECTIONS, Atlas
from weft.core.atlas.atlas import find_section
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.web.atlas.models import Revision
from weft.web.atlas.rows import TABLES
from weft.web.atlas.writing import AT_ONCE

Key = tuple[str, str]  # section and id


class Past:
    """Some places, actors and sources, and what these and some facts name, and what that names in
    turn: now, and at any change set from `since` on. Of what is no longer on record, what was last
    on record of it."""

    def __init__(
        self, whole: Atlas, records: Iterable[Record], places: Iterable[str], since: int
    ) -> None:
        self._whole, self._since = whole, since
        self._now: dict[Key, Record] = {}
        # What each was until a change set, oldest first; None: not there.
        self._until: dict[Key, list[tuple[int, Record | None]]] = {}
        wanted = {("places", each) for each in places}
        for each in records:
            own = (find_section(each), each.id)
            wanted.update(_list_named(each), (own,) if own[0] in TABLES else ())
        while wanted := {key for key in wanted if key not in self._now}:
            wanted = self._read(wanted)
        changes = {number for found in self._until.values() for number, _ in found}
        self._changes = sorted(changes)
        # By how many of the changes had been made.
        self._atlases: dict[int, Atlas] = {len(self._changes): _gather(self._now)}
        self._told: dict[int, Atlas] = {}

    @property
    def now(self) -> Atlas:
        return self._atlases[len(self._changes)]

    def at(self, change_set: int) -> Atlas:
        """What was on record once a change set was written; the same object as `now` where nothing
        of it changed since."""
        epoch = bisect_right(self._changes, change_set)
        if epoch not in self._atlases:
            was = {key: self.find(key, change_set) for key in self._now}
            self._atlases[epoch] = _gather({key: each for key, each in was.items() if each})
        return self._atlases[epoch]

    def tell(self, seen: Atlas, change_set: int) -> Atlas:
        """What names stand for in a version of then, for a reader who sees an atlas: as the reader
        knows it, and what the reader does not see any more as it was."""
        epoch = bisect_right(self._changes, change_set)
        if epoch not in self._told:
            told = {
                key: seen.find_record(*key) or self.find(key, change_set) or now
                for key, now in self._now.items()
            }
            self._told[epoch] = _gather(told)
        return self._told[epoch]

    def find(self, key: Key, change_set: int) -> Record | None:
        """A record once a change set was written; None if it was not there."""
        later = (record for number, record in self._until.get(key, ()) if number > change_set)
        return next(later, self._now.get(key))

    def _read(self, wanted: set[Key]) -> set[Key]:
        """Take up records and all they name; answer with what earlier states name beside it."""
        new: set[Key] = set()
        while wanted:
            found = dict(self._find_now(wanted))
            self._now |= found
            new |= found.keys()
            wanted = {x for each in found.values() for x in _list_named(each)} - self._now.keys()
        beside: set[Key] = set()
        for some in _cut(sorted({key for _, key in new})):
            rows = Revision.objects.filter(key__in=some, change_set__gt=self._since)
            for section, key, number, before in rows.order_by("change_set").values_list(
                "section", "key", "change_set", "before"
            ):
                if (section, key) in new:
                    record = read_record(section, before) if before else None
                    self._until.setdefault((section, key), []).append((number, record))
                    beside.update(_list_named(record) if record else ())
        return beside

    def _find_now(self, wanted: set[Key]) -> Iterator[tuple[Key, Record]]:
        gone: set[Key] = set()
        for section, key in wanted:
            if (record := self._whole.find_record(section, key)) is not None:
                yield (section, key), record
            else:
                gone.add((section, key))
        for section, keys in _sort(gone).items():
            for some in _cut(keys):
                rows = TABLES[section]._default_manager.filter(pk__in=some)
                for key, data in rows.values_list("key", "record"):
                    yield (section, key), read_record(section, data)


def read_record(section: str, data: Any) -> Record:
    """A record as the database keeps it."""
    return SECTIONS[section].model_validate(data)


def _list_named(record: Record) -> Iterator[Key]:
    for _, ref, name in walk_references(record, type(record)):
        if ref.section in TABLES and name not in ref.also:
            yield ref.section, name


def _sort(keys: Iterable[Key]) -> dict[str, list[str]]:
    by_section: dict[str, list[str]] = {}
    for section, key in sorted(keys):
        by_section.setdefault(section, []).append(key)
    return by_section


def _cut(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _gather(records: Mapping[Key, Record]) -> Atlas:
    sections: dict[str, list[Record]] = {}
    for section, key in sorted(records):
        sections.setdefault(section, []).append(records[section, key])
    fields: dict[str, Any] = {name: tuple(found) for name, found in sections.items()}
    return Atlas.model_construct(**fields)
