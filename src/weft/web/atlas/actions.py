"""Every write to the atlas, each in one transaction: all of it stays, or nothing."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction

from weft.core.atlas import FACT_SECTIONS, NOBODY, SECTIONS, UNKNOWN, Atlas, Fact
from weft.core.atlas.atlas import Head, list_areas
from weft.core.atlas.combining import SHARED, Named, combine
from weft.core.atlas.facts import Actor as ActorRecord
from weft.core.atlas.facts import Competence
from weft.core.atlas.facts import Place as PlaceRecord
from weft.core.atlas.facts import Source as SourceRecord
from weft.core.atlas.records import Model, Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import name_subject
from weft.core.terms import first_day, list_codes
from weft.web.atlas.facts import read_whole
from weft.web.atlas.models import (
    Actor,
    ChangeSet,
    Place,
    Revision,
    Source,
    Statement,
    StatementArea,
)
from weft.web.atlas.search.indexing import update_index

AT_ONCE = 500  # rows in one INSERT

Row = TypeVar("Row", bound=models.Model)
Progress = Callable[[str, int, int], None]  # what is written, how many, of how many


def _stay_silent(what: str, number: int, total: int) -> None:
    """For whoever wants no progress."""


def load_atlas(atlas: Atlas, origin: str, progress: Progress = _stay_silent) -> ChangeSet | None:
    """Add an atlas to what is kept, as one change set; None where all of it is there already.

    What is kept leads, as in `core.atlas.combining`. Raises AtlasError with every contradiction
    between the two, and then nothing is written.
    """
    with transaction.atomic():
        _wait_for_others()
        before = read_whole()
        after = atlas
        if any(True for _ in before.list_records()):
            after = combine(Named("the database", before), Named(origin, atlas)).atlas
        written = _Writing(before, after, origin, _dump_head(atlas), progress).write()
        if written:
            update_index(before, after, progress)
    return written


def _wait_for_others() -> None:
    """One writer at a time. SQLite's transactions are IMMEDIATE and do so by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x77656674])


class _Writing:
    """The difference between two atlases on its way into the tables."""

    def __init__(
        self, before: Atlas, after: Atlas, origin: str, head: dict[str, Any], progress: Progress
    ) -> None:
        self.before, self.after = before, after
        self.origin, self.head, self.progress = origin, head, progress

    def write(self) -> ChangeSet | None:
        changed = {section: self._list_changed(section) for section in SECTIONS}
        last = ChangeSet.objects.filter(origin=self.origin).order_by("-pk").first()
        if not any(changed.values()) and (last and last.head) == self.head:
            return None
        self.change_set = ChangeSet.objects.create(origin=self.origin, head=self.head)
        for section, make in _ROWS.items():
            self._write_rows(section, changed[section], make)
        facts = [
            (section, each)
            for section in FACT_SECTIONS
            if section not in SHARED
            for each in changed[section]
        ]
        self._write_statements(facts)
        return self.change_set

    def _list_changed(self, section: str) -> list[Record]:
        known = {each.id: each for each in getattr(self.before, section)}
        return [each for each in getattr(self.after, section) if known.get(each.id) != each]

    def _write_rows(
        self, section: str, records: Sequence[Record], make: Callable[[Any, Atlas], models.Model]
    ) -> None:
        rows = []
        for each in records:
            row = make(each, self.after)
            row.key, row.record = each.id, _dump(each)  # type: ignore[attr-defined]
            row.change_set = self.change_set  # type: ignore[attr-defined]
            rows.append(row)
        known = {each.id: each for each in getattr(self.before, section)}
        revisions = [
            Revision(
                change_set=self.change_set,
                section=section,
                key=each.id,
                before=_dump(known[each.id]) if each.id in known else None,
                after=_dump(each),
            )
            for each in records
        ]
        new = [row for row in rows if row.pk not in known]
        old = [row for row in rows if row.pk in known]
        # Parents may come after their children: foreign keys are checked when all is written.
        self._insert(section, new)
        for row in old:
            row.save(force_update=True)
        self._insert(section, revisions)

    def _write_statements(self, facts: Sequence[tuple[str, Record]]) -> None:
        rows = [self._make_statement(section, each) for section, each in facts]
        self._insert("statements", rows)
        actors, sources, areas = [], [], []
        for row, (_, fact) in zip(rows, facts, strict=True):
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

    def _make_statement(self, section: str, fact: Any) -> Statement:
        return Statement(
            section=section,
            key=fact.id,
            about=name_subject(fact)[:1000],
            answer=_dump(fact),
            place_id=_find_place(self.after, fact),
            level=_find_level(self.after, fact),
            starts=_find_day(fact.start),
            ends=_find_day(fact.until),
            asserted_by_id=fact.asserted_by,
            visibility=fact.visibility,
            change_set=self.change_set,
        )

    def _insert(self, what: str, rows: Sequence[models.Model]) -> None:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            type(some[0])._default_manager.bulk_create(some)
            self.progress(what, start + len(some), len(rows))


def _dump_head(atlas: Atlas) -> dict[str, Any]:
    """What an atlas says of itself: title, licence."""
    return _dump(Head(**{name: getattr(atlas, name) for name in Head.model_fields}))


def _dump(record: Model) -> dict[str, Any]:
    """A record as JSON, without what is empty; validating it gives the same record."""
    return record.model_dump(mode="json", exclude_defaults=True)


def _make_place(record: PlaceRecord, atlas: Atlas) -> Place:
    return Place(
        parent_id=record.parent,
        level=max(record.levels, key=list_codes("levels").index),
        kind=record.kind or "",
        latitude=record.latitude,
        longitude=record.longitude,
    )


def _make_source(record: SourceRecord, atlas: Atlas) -> Source:
    return Source(grade=record.grade)


def _make_actor(record: ActorRecord, atlas: Atlas) -> Actor:
    return Actor(
        kind=record.kind,
        place_id=record.place,
        parent_id=record.parent,
        visibility=record.visibility,
    )


_ROWS: dict[str, Callable[[Any, Atlas], models.Model]] = {
    "places": _make_place,
    "sources": _make_source,
    "actors": _make_actor,
}


def _list_named(section: str, named: Iterable[tuple[Any, Any, str]]) -> Iterator[str]:
    """The records of a section that a fact names, each once; the answers nobody and unknown are
    none."""
    found = (name for _, ref, name in named if ref.section == section)
    yield from dict.fromkeys(each for each in found if each not in (NOBODY, UNKNOWN))


def _find_place(atlas: Atlas, fact: Fact) -> str | None:
    if isinstance(fact, Competence):
        return atlas.find_place(fact)
    own: str | None = getattr(fact, "place", None)
    if own:
        return own
    actor = getattr(fact, "issuer", None) or getattr(fact, "actor", None)
    return atlas.find_territory(actor) if actor else None


def _find_level(atlas: Atlas, fact: Fact) -> str:
    """The level of a competence: of its holder, or the one that nobody or unknown is said of."""
    if not isinstance(fact, Competence):
        return ""
    levels = [fact.level] if fact.level else []
    if fact.holder and fact.holder not in (NOBODY, UNKNOWN):
        levels = list(atlas.list_levels(fact.holder))
    return max(levels, key=list_codes("levels").index) if levels else ""


def _find_day(date: str | None) -> dt.date | None:
    return first_day(date) if date else None
