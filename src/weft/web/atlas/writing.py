"""Changes of an atlas on their way into the tables, as one change set, for every action."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection, models

from weft.core.atlas import FACT_SECTIONS, NOBODY, SECTIONS, UNKNOWN, Atlas
from weft.core.atlas.atlas import Head, list_areas
from weft.core.atlas.combining import SHARED
from weft.core.atlas.records import Model, Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import name_subject
from weft.web.accounts.models import User
from weft.web.atlas.models import ChangeSet, Kind, Revision, State, Statement, StatementArea
from weft.web.atlas.rows import MAKERS, TABLES, find_day, find_level, find_place
from weft.web.atlas.search.indexing import update_index

AT_ONCE = 500  # rows in one INSERT, keys in one question

Progress = Callable[[str, int, int], None]  # what is written, how many, of how many


def stay_silent(what: str, number: int, total: int) -> None:
    """For whoever wants no progress."""


class Change(NamedTuple):
    """A record as it was and as it is to be; None where it was not or is not to be."""

    section: str
    key: str
    before: Record | None
    after: Record | None


class Stamp(NamedTuple):
    """What a change set says of itself."""

    kind: Kind
    by: User | None = None
    actor: str | None = None  # for which the person speaks
    reason: str = ""
    origin: str = ""
    head: dict[str, Any] = {}  # noqa: RUF012  # read only
    undoes: int | None = None


def wait_for_others() -> None:
    """One writer at a time: what a writer reads stays true until it has written. SQLite's
    transactions are IMMEDIATE and do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x77656674])


def list_changes(before: Atlas, after: Atlas) -> list[Change]:
    """What differs between two atlases, in the order of the file format."""
    changes: list[Change] = []
    for section in SECTIONS:
        old, new = ({x.id: x for x in getattr(each, section)} for each in (before, after))
        changes += [
            Change(section, key, old.get(key), record)
            for key, record in new.items()
            if old.get(key) != record
        ]
        changes += [Change(section, key, old[key], None) for key in old if key not in new]
    return changes


def apply_changes(before: Atlas, changes: Iterable[Change]) -> Atlas:
    """The atlas after the changes."""
    by_section: dict[str, list[Change]] = {}
    for each in changes:
        by_section.setdefault(each.section, []).append(each)
    fields: dict[str, Any] = {name: getattr(before, name) for name in Atlas.model_fields}
    for section, found in by_section.items():
        records = {each.id: each for each in fields[section]}
        for each in found:
            if each.after is None:
                records.pop(each.key, None)
            else:
                records[each.key] = each.after
        fields[section] = tuple(records[key] for key in sorted(records))
    return Atlas.model_construct(**fields)


def write(
    before: Atlas, changes: Sequence[Change], stamp: Stamp, progress: Progress = stay_silent
) -> ChangeSet:
    """Write changes of what is kept (`before`, all of it) as one change set, with the search index.
    Call it in a transaction, after `wait_for_others`."""
    return _Writing(before, changes, stamp, progress).write()


class _Writing:
    def __init__(
        self, before: Atlas, changes: Sequence[Change], stamp: Stamp, progress: Progress
    ) -> None:
        self.changes, self.stamp, self.progress = changes, stamp, progress
        self.before, self.after = before, apply_changes(before, changes)

    def write(self) -> ChangeSet:
        stamp = self.stamp
        self.change_set = ChangeSet.objects.create(
            kind=stamp.kind, made_by=stamp.by, actor_id=stamp.actor, reason=stamp.reason[:1000],
            origin=stamp.origin, head=stamp.head, undoes_id=stamp.undoes,
        )  # fmt: skip
        for section in SHARED:
            self._write_rows(section, [each for each in self.changes if each.section == section])
        order = {name: at for at, name in enumerate(FACT_SECTIONS)}
        facts = [each for each in self.changes if each.section not in SHARED]
        self._write_statements(sorted(facts, key=lambda each: order[each.section]))
        if not update_index(self.before, self.after, self.progress):
            ChangeSet.objects.filter(pk=self.change_set.pk).update(public=False)
        return self.change_set

    def _write_rows(self, section: str, changes: Sequence[Change]) -> None:
        if not changes:
            return
        kind = TABLES[section]
        there = set(_ask(kind, "pk", [each.key for each in changes]))
        new: list[models.Model] = []
        old: list[models.Model] = []
        for each in changes:
            record = each.after or each.before
            assert record is not None  # noqa: S101  # a change has one of the two
            row = MAKERS[section](record, self.after if each.after else self.before)
            row.key, row.record, row.gone = each.key, dump(record), each.after is None
            row.change_set = self.change_set
            (old if each.key in there else new).append(row)
        # Parents may come after their children: foreign keys are checked when all is written.
        self._insert(section, new)
        for row in old:
            row.save(force_update=True)
        self._insert(
            section,
            [
                Revision(
                    change_set=self.change_set,
                    section=section,
                    key=each.key,
                    before=dump(each.before) if each.before else None,
                    after=dump(each.after) if each.after else None,
                )
                for each in changes
            ],
        )

    def _write_statements(self, changes: Sequence[Change]) -> None:
        last = find_last([each.key for each in changes])
        rows = [self._make_statement(each, last.get(each.key)) for each in changes]
        self._insert("statements", rows)
        actors, sources, areas = [], [], []
        for row, each in zip(rows, changes, strict=True):
            fact = each.after or each.before
            assert fact is not None  # noqa: S101
            named = list(walk_references(fact, type(fact)))
            for actor in _list_named("actors", named):
                actors.append(Statement.actors.through(statement_id=row.pk, actor_id=actor))
            for source in _list_named("sources", named):
                sources.append(Statement.sources.through(statement_id=row.pk, source_id=source))
            for area in dict.fromkeys(list_areas(fact)):  # type: ignore[arg-type]
                areas.append(StatementArea(statement_id=row.pk, area=area))
        self._insert("actors named", actors)
        self._insert("sources named", sources)
        self._insert("areas named", areas)

    def _make_statement(self, change: Change, replaces: int | None) -> Statement:
        fact: Any = change.after or change.before
        atlas = self.after if change.after else self.before
        return Statement(
            section=change.section,
            key=change.key,
            about=name_subject(fact)[:1000],
            answer=dump(fact),
            place_id=find_place(atlas, fact),
            level=find_level(atlas, fact),
            starts=find_day(fact.start),
            ends=find_day(fact.until),
            asserted_by_id=fact.asserted_by,
            visibility=fact.visibility,
            state=State.PUBLISHED if change.after else State.WITHDRAWN,
            replaces_id=replaces,
            change_set=self.change_set,
        )

    def _insert(self, what: str, rows: Sequence[models.Model]) -> None:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            type(some[0])._default_manager.bulk_create(some)
            self.progress(what, start + len(some), len(rows))


def find_free(whole: Atlas, section: str, key: str, tail: bool = False) -> str:
    """An id that nothing has or ever had: the wished one, with a few letters of chance behind it if
    it is taken, or if a `tail` is asked for. An id without one, where others have one, would tell
    that a record that is hidden has it already. One that ends in eight drawn signs, as those of
    interviews do, has its tail."""
    wished = key
    if tail and not _DRAWN.search(key):
        key = f"{key[:190]}-{_draw_tail()}"
    while _is_taken(whole, section, key):
        key = f"{wished[:190]}-{_draw_tail()}"
    return key


_DRAWN = re.compile(r"-[0-9a-f]{8}$")


def _draw_tail() -> str:
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(5))


def _is_taken(whole: Atlas, section: str, key: str) -> bool:
    return bool(find_taken(whole, [(section, key)]))


def find_taken(whole: Atlas, wished: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those among some ids, each with its section, that something has or ever had: of what is gone
    addresses, mandates and history go on."""
    rows = {
        section: set(_ask(table, "pk", [key for each, key in wished if each == section]))
        for section, table in TABLES.items()
    }
    stated = find_last([key for section, key in wished if section in FACT_SECTIONS])
    return [
        (section, key)
        for section, key in wished
        if key in rows.get(section, ())
        or (section in FACT_SECTIONS and (key in whole.facts or key in stated))
    ]


def find_last(keys: Sequence[str]) -> dict[str, int]:
    """The newest statement about each of some facts that were ever stated."""
    found: dict[str, int] = {}
    if not Statement.objects.exists():
        return found
    for start in range(0, len(keys), AT_ONCE):
        some = Statement.objects.filter(key__in=keys[start : start + AT_ONCE], replaced_by=None)
        found |= dict(some.values_list("key", "pk"))
    return found


def _ask(kind: type[models.Model], field: str, keys: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(keys), AT_ONCE):
        some = {f"{field}__in": keys[start : start + AT_ONCE]}
        yield from kind._default_manager.filter(**some).values_list(field, flat=True)


def dump_head(atlas: Atlas) -> dict[str, Any]:
    """What an atlas says of itself: title, licence."""
    return dump(Head(**{name: getattr(atlas, name) for name in Head.model_fields}))


def dump(record: Model) -> dict[str, Any]:
    """A record as JSON, without what is empty; validating it gives the same record."""
    return record.model_dump(mode="json", exclude_defaults=True)


def _list_named(section: str, named: Iterable[tuple[Any, Any, str]]) -> Iterator[str]:
    """The records of a section that a fact names, each once; the answers nobody and unknown are
    none."""
    found = (name for _, ref, name in named if ref.section == section)
    yield from dict.fromkeys(each for each in found if each not in (NOBODY, UNKNOWN))
