"""Rows to core types: the one place through which every page, search, count and export reads.

Each process keeps the atlas as its readers see it in memory, as the frozen types of the core, and
asks the database once a request whether a change set was added since. Then it reads what that
changed, and nothing else. See docs/decisions/0011-read-from-memory.md.
"""

import datetime as dt
import threading
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model as DjangoModel

from weft.core.atlas import FACT_SECTIONS, SECTIONS, Atlas, Fact
from weft.core.atlas.atlas import Head
from weft.core.atlas.combining import join_heads
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import list_actors
from weft.core.atlas.visibility import keep_public
from weft.core.diagnosis.setting import find_newest_date, index_facts
from weft.web.accounts.readers import PUBLIC, Reader
from weft.web.atlas.models import Actor, ChangeSet, Place, Source, State, Statement

ROWS: dict[str, type[DjangoModel]] = {"places": Place, "sources": Source, "actors": Actor}
LARGEST = 300  # answers that a view keeps before it forgets the oldest: some MB at most

Answer = TypeVar("Answer")
Records = dict[str, dict[str, Record]]  # by section and id


class Version(NamedTuple):
    """The newest change set: its number, a token that no other database has, and its day."""

    number: int
    token: str
    day: str


class View:
    """The atlas as one reader sees it, with what pages look up again and again."""

    def __init__(
        self,
        atlas: Atlas,
        version: Version,
        origins: Mapping[str, str],
        heads: Mapping[str, Head] | None = None,
    ) -> None:
        self.atlas, self.version = atlas, version
        self.origins = origins  # fact -> the name of the atlas it came with
        self.heads = heads or {}  # name of an atlas -> what it says of itself
        self._kept: dict[Hashable, Any] = {}

    @cached_property
    def nearby(self) -> Nearby:
        return Nearby(self.atlas)

    @cached_property
    def facts_by_place(self) -> dict[str, list[Fact]]:
        """Place -> the facts about it."""
        return index_facts(self.atlas)

    @cached_property
    def facts_by_actor(self) -> dict[str, list[Fact]]:
        """Actor -> the facts about it, without its own record."""
        index: dict[str, list[Fact]] = {}
        for section in FACT_SECTIONS:
            for fact in getattr(self.atlas, section) if section != "actors" else ():
                for name in dict.fromkeys(list_actors(fact)):
                    index.setdefault(name, []).append(fact)
        return {key: found for key, found in index.items() if key in self.atlas.actor_by_id}

    @cached_property
    def facts_by_source(self) -> dict[str, list[Fact]]:
        """Source -> the facts that cite it, or whose positions do."""
        index: dict[str, list[Fact]] = {}
        for fact in self.atlas.facts.values():
            named = walk_references(fact, type(fact))
            for key in dict.fromkeys(name for _, ref, name in named if ref.section == "sources"):
                index.setdefault(key, []).append(fact)
        return index

    def prepare(self) -> None:
        """Make the indexes now, for whoever can wait better than a reader."""
        _ = self.nearby, self.facts_by_place

    def find_part(self, *places: str) -> Atlas:
        """The part of the atlas that bears on some places."""
        return self.keep(("part", *places), lambda: self.nearby.keep(*places))

    def find_day(self, place: str) -> dt.date:
        """The day a place is looked at unless another is asked for: that of the newest source
        about it, else that of the newest source of all, else the day of the last change."""
        found = find_newest_date(self.atlas, self.facts_by_place[place])
        return found or self._newest_day

    @cached_property
    def _newest_day(self) -> dt.date:
        found = find_newest_date(self.atlas, self.atlas.facts.values())
        return found or dt.date.fromisoformat(self.version.day or "1970-01-01")

    def keep(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer of some work on this view, done once: the view never changes."""
        if key not in self._kept:
            answer = work()
            while len(self._kept) >= LARGEST:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = answer
        found: Answer = self._kept[key]
        return found


class _Memory:
    """All records of the newest version, and the views made of them."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.version: Version | None = None
        self.records: Records = {}
        self.origins: dict[str, str] = {}
        self.heads: dict[str, Head] = {}
        self.atlas = Atlas()
        self.views: dict[Reader, View] = {}

    def catch_up(self) -> None:
        """Read what was added since; everything where the database is another one than before. No
        transaction: on SQLite it would wait for whoever writes. What was added meanwhile is read
        in another round. Raises OperationalError if there is no database."""
        with self.lock:
            newest = find_version()
            if newest == self.version:
                return
            since = self._find_since()
            self._read(newest, since)
            while (again := find_version()) != newest:
                newest = again
                self._read(newest, since)
            self.version, self.views = newest, {}

    def find_view(self, reader: Reader) -> "View":
        """What a reader may see of the newest version."""
        with self.lock:
            self.catch_up()
            if reader not in self.views:
                assert self.version is not None  # noqa: S101  # it has just caught up
                self.views[reader] = self._show(keep_public(self.atlas), self.version)
            return self.views[reader]

    def _show(self, shown: Atlas, version: Version) -> "View":
        """A view without a word of atlases nothing of which is seen."""
        seen = {record.id for _, record in shown.list_records()}
        origins = {key: name for key, name in self.origins.items() if key in seen}
        heads = {name: each for name, each in self.heads.items() if name in origins.values()}
        if len(heads) < len(self.heads):
            said = join_heads(list(heads.items()))
            fields = {name: getattr(shown, name) for name in Atlas.model_fields}
            fields |= {name: getattr(said, name) for name in Head.model_fields}
            shown = Atlas.model_construct(**fields)
        return View(shown, version, origins, heads)

    def _find_since(self) -> int:
        """The change set up to which this process has read; 0 if it must begin anew."""
        if self.version is None:
            return 0
        number, token, _ = self.version
        known = bool(number) and ChangeSet.objects.filter(pk=number, token=token).exists()
        return number if known else 0

    def _read(self, newest: Version, since: int) -> None:
        if not since:
            self.records = {section: {} for section in SECTIONS}
            self.origins = {}
        added = {"change_set__gt": since, "change_set__lte": newest.number}
        changed = set()
        for section, rows in ROWS.items():
            for key, record, origin in rows._default_manager.filter(**added).values_list(
                "key", "record", "change_set__origin"
            ):
                changed.add(section)
                self.records[section][key] = SECTIONS[section].model_validate(record)
                self.origins.setdefault(key, origin)
        for section, key, answer, origin in (
            Statement.objects.filter(state=State.PUBLISHED, **added)
            .order_by("id")
            .values_list("section", "key", "answer", "change_set__origin")
        ):
            changed.add(section)
            self.records[section][key] = SECTIONS[section].model_validate(answer)
            self.origins.setdefault(key, origin)
        # Of each origin what it said last.
        heads = ChangeSet.objects.filter(pk__lte=newest.number).order_by("pk")
        last = dict(heads.values_list("origin", "head"))
        self.heads = {name: Head.model_validate(each) for name, each in last.items()}
        said = join_heads(list(self.heads.items()))
        fields: dict[str, Any] = {name: getattr(said, name) for name in Head.model_fields}
        for section, found in self.records.items():
            same = since and section not in changed
            fields[section] = (
                getattr(self.atlas, section) if same else tuple(found[x] for x in sorted(found))
            )
        self.atlas = Atlas.model_construct(**fields)


_MEMORY = _Memory()


def find_version() -> Version:
    """The newest change set; number 0 where nothing was ever loaded."""
    newest = ChangeSet.objects.order_by("-pk").values_list("pk", "token", "made_at").first()
    if newest is None:
        return Version(0, "", "")
    return Version(newest[0], str(newest[1]), newest[2].date().isoformat())


def read_view(reader: Reader = PUBLIC) -> View:
    """What a reader may see, as it stands now; one query where nothing changed."""
    return _MEMORY.find_view(reader)


def read_whole() -> Atlas:
    """Every published record, hidden ones too: for those who write, and for `weft dump`."""
    _MEMORY.catch_up()
    return _MEMORY.atlas
