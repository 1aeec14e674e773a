"""What a reader may see of earlier versions of a record, for the pages of its history, the lists of
changes and the mails about them.

A version is shown under the stricter of its visibility then and now: whoever may not see the newest
version sees none; of an older one also its own visibility counts, and that of the actors it names,
as they were when it was written. What is not shown leaves no trace: each version is held against
the one before it that the same reader sees, and one that looks the same to this reader is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.atlas import find_section
from weft.core.atlas.combining import SHARED
from weft.core.atlas.facts import Survey
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.visibility import Onlooker, rests_on
from weft.web.accounts.readers import Reader
from weft.web.atlas.facts import View, read_view, read_whole
from weft.web.atlas.memory import MEMORY
from weft.web.atlas.models import Revision, State, Statement
from weft.web.atlas.past import Key, Past, read_record
from weft.web.atlas.writing import AT_ONCE

CITING = 50  # facts by which it is judged who could see a document


class Version(NamedTuple):
    """What a change set made of a record, as a reader sees it."""

    key: Key
    change_set: int
    row: int  # of Statement; of Revision for places, sources and actors
    before: Record | None  # None: it was not there, as far as this reader saw
    after: Record | None  # None: it was taken back
    # What each of the two names, as this reader may know it.
    words_before: Atlas
    words: Atlas

    @property
    def record(self) -> Record:
        """What it is about: as it became, or as it was until it was taken back."""
        record = self.after or self.before
        assert record is not None  # noqa: S101  # a version has one of the two
        return record

    @property
    def last_words(self) -> Atlas:
        """What `record` names."""
        return self.words if self.after else self.words_before


class _Row(NamedTuple):
    pk: int
    change_set: int
    until: int | None  # the change set that wrote the next
    record: Record  # of what was taken back: what it last was
    gone: bool


class _Seen(NamedTuple):
    row: _Row
    record: Record | None


class Look:
    """One look of a reader at the history."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.view: View = read_view(reader)
        self.circle = MEMORY.find_circle(reader)
        self.whole = read_whole()
        self._lines: dict[Key, tuple[Version, ...]] = {}

    def read_line(self, section: str, key: str) -> tuple[Version, ...]:
        """The versions of a record that the reader may see, oldest first."""
        return self.read_lines([(section, key)])[section, key]

    def read_lines(self, keys: Iterable[Key]) -> dict[Key, tuple[Version, ...]]:
        """The same for several records at once, with as many queries as for one."""
        keys = tuple(dict.fromkeys(keys))
        if new := [each for each in keys if each not in self._lines]:
            sources = [each for each in new if each[0] == "sources"]
            others = [each for each in new if each[0] != "sources"]
            if others:
                seen, past = self._see(others)
                self._lines |= {each: self._draw(each, seen[each], past) for each in others}
            if sources:
                seen, past = self._see_sources(sources)
                self._lines |= {
                    each: self._draw(each, seen.get(each, ()), past) for each in sources
                }
        return {each: self._lines[each] for each in keys}

    def _see(self, keys: Sequence[Key]) -> tuple[dict[Key, list[_Seen]], Past]:
        """The rows of places, actors and facts that the reader may see."""
        rows = _read_rows(keys)
        past = self._recall(rows)
        now = Onlooker(past.now, self.circle)
        seen = {}
        for key, found in rows.items():
            if key[0] == "places":
                seen[key] = [_Seen(each, None if each.gone else each.record) for each in found]
            else:
                seen[key] = list(self._see_fact(key, found, past, now))
        return seen, past

    def _recall(self, rows: dict[Key, list[_Row]]) -> Past:
        every = [each for found in rows.values() for each in found]
        since = min((each.change_set for each in every), default=0)
        return Past(self.whole, [each.record for each in every], self.circle.places, since)

    def _see_fact(
        self, key: Key, rows: Sequence[_Row], past: Past, now: Onlooker
    ) -> Iterator[_Seen]:
        if not rows or (not rows[-1].gone and key[1] not in self.view.atlas.facts):
            return
        newest = self._show(now, rows[-1].record)
        if newest is None:
            return
        then: dict[int, Onlooker] = {id(past.now): now}
        for row in rows[:-1]:
            atlas = past.at(row.change_set)
            # As it was shown then, and of that what may be seen now.
            shown = self._show(then.setdefault(id(atlas), Onlooker(atlas, self.circle)), row.record)
            if shown is not None and atlas is not past.now:
                shown = now.show(shown)
            if shown is not None and not self._rests_on_hidden(shown):
                yield _Seen(row, None if row.gone else shown)
        yield _Seen(rows[-1], None if rows[-1].gone else newest)

    def _show(self, onlooker: Onlooker, record: Record) -> Fact | None:
        assert isinstance(record, Fact)  # noqa: S101  # places and sources are no facts
        return onlooker.show(record)

    def _rests_on_hidden(self, fact: Fact) -> bool:
        """Whether an earlier survey rests on facts that are hidden, or gone."""
        if not isinstance(fact, Survey):
            return False
        if fact.place not in self.whole.place_by_id:
            return True
        gone = any(each not in self.view.atlas.facts for each in fact.found or ())
        return gone or rests_on(self.whole, fact, self._hidden)

    @cached_property
    def _hidden(self) -> list[tuple[str, Fact]]:
        seen = self.view.atlas.facts
        return [(find_section(x), x) for key, x in self.whole.facts.items() if key not in seen]

    def _see_sources(self, keys: Sequence[Key]) -> tuple[dict[Key, list[_Seen]], Past]:
        """The rows of documents that were written while something that the reader may see cited
        them: a title may tell what hidden facts are about."""
        keys = [each for each in keys if each[1] in self.view.atlas.source_by_id]
        citing = {key: self._list_citing(key[1]) for key in keys}
        seen, _ = self._see(list(dict.fromkeys(x for found in citing.values() for x in found)))
        rows = _read_rows(keys)
        result: dict[Key, list[_Seen]] = {}
        for key, found in rows.items():
            spans = [
                (each.row.change_set, each.row.until)
                for name in citing[key]
                for each in seen[name]
                if each.record and _cites(each.record, key[1])
            ]
            result[key] = [
                _Seen(row, row.record)
                for row in found
                if not row.gone and any(_covers(*span, row.change_set) for span in spans)
            ]
        return result, self._recall(rows)

    def _list_citing(self, source: str) -> list[Key]:
        places = self.view.keep("places by source", self._index_places)
        facts = self.view.facts_by_source.get(source, [])
        found = [(find_section(each), each.id) for each in facts]
        return [*(("places", each) for each in places.get(source, ())), *found][:CITING]

    def _index_places(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for place in self.view.atlas.places:
            for each in place.sources:
                index.setdefault(each.source, []).append(place.id)
        return index

    def _draw(self, key: Key, seen: Sequence[_Seen], past: Past) -> tuple[Version, ...]:
        """What follows one after the other for this reader."""
        line: list[Version] = []
        before: Record | None = None
        words_before = self.view.atlas
        for row, record in seen:
            words = past.tell(self.view.atlas, row.change_set)
            if record != before:
                line.append(
                    Version(key, row.change_set, row.pk, before, record, words_before, words)
                )
            before, words_before = record, words
        return tuple(line)


def _covers(start: int, until: int | None, change_set: int) -> bool:
    return start <= change_set and (until is None or change_set < until)


def _cites(record: Record, source: str) -> bool:
    named = walk_references(record, type(record))
    return any(ref.section == "sources" and name == source for _, ref, name in named)


def _read_rows(keys: Sequence[Key]) -> dict[Key, list[_Row]]:
    """All that was written of some records, oldest first."""
    found: dict[Key, list[tuple[int, int, Any, bool]]] = {each: [] for each in keys}
    shared = sorted({key for section, key in keys if section in SHARED})
    facts = sorted({key for section, key in keys if section not in SHARED})
    for start in range(0, len(facts), AT_ONCE):
        rows = Statement.objects.filter(key__in=facts[start : start + AT_ONCE]).order_by("pk")
        for section, key, pk, number, answer, state in rows.values_list(
            "section", "key", "pk", "change_set", "answer", "state"
        ):
            if (section, key) in found:
                found[section, key].append((pk, number, answer, state == State.WITHDRAWN))
    for start in range(0, len(shared), AT_ONCE):
        edits = Revision.objects.filter(key__in=shared[start : start + AT_ONCE]).order_by("pk")
        for section, key, pk, number, before, after in edits.values_list(
            "section", "key", "pk", "change_set", "before", "after"
        ):
            if (section, key) in found:
                found[section, key].append((pk, number, after or before, after is None))
    return {key: list(_chain(key[0], each)) for key, each in found.items()}


def _chain(section: str, rows: Sequence[tuple[int, int, Any, bool]]) -> Iterator[_Row]:
    for at, (pk, number, data, gone) in enumerate(rows):
        until = rows[at + 1][1] if at + 1 < len(rows) else None
        yield _Row(pk, number, until, read_record(section, data), gone)
