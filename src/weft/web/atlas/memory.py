"""Keeps the atlas in memory, and hands it to each reader as far as that reader may see.

Each process holds all published records as the frozen types of the core, and asks the database once
a request whether a change set was added since. Then it reads what that changed, and nothing else.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Case, Value, When
from django.db.models import Model as DjangoModel

from weft.core.atlas import SECTIONS, Atlas
from weft.core.atlas.atlas import Head
from weft.core.atlas.combining import join_heads
from weft.core.atlas.facts import Actor as Merged
from weft.core.atlas.records import Record
from weft.core.atlas.visibility import Circle, Onlooker, keep_visible
from weft.web.accounts.readers import Reader
from weft.web.atlas.facts import Version, View, print_record, seal
from weft.web.atlas.models import Actor, ChangeSet, Kind, Moved, Place, Source, State, Statement

ROWS: dict[str, type[DjangoModel]] = {"places": Place, "sources": Source, "actors": Actor}
MOST_VIEWS = 24  # views that a process keeps: readers with the same rights share one

Records = dict[str, dict[str, Record]]  # by section and id
Newest = tuple[int, str]  # number of a change set, and a token that no other database has


class _Memory:
    """All records of the newest state, and the views made of them."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.newest: Newest | None = None
        self.records: Records = {}
        # Section, id -> the record with what tells it apart; in one, for whoever reads meanwhile.
        self.prints: dict[tuple[str, str], tuple[Record, bytes]] = {}
        self.origins: dict[str, str] = {}
        self.heads: dict[str, Head] = {}
        # id of an actor that was merged -> the actor it is now, and what it last was.
        self.moved: dict[str, tuple[str, Merged]] = {}
        self.day = ""
        self.atlas = Atlas()
        self.public: Atlas | None = None  # what everybody sees of it, once somebody asked
        self.views: OrderedDict[str, View] = OrderedDict()  # by token; older states as well
        self.tokens: dict[Reader, str] = {}  # of this state

    def read_whole(self) -> Atlas:
        """All of it, hidden records too."""
        with self.lock:
            self._catch_up()
            return self.atlas

    def find_view(self, reader: Reader) -> View:
        """What a reader may see."""
        with self.lock:
            self._catch_up()
            token = self.tokens.get(reader)
            if token is None or token not in self.views:
                view = self._show(reader)
                token = self.tokens[reader] = view.version.token
                self.views.setdefault(token, view)
                while len(self.views) > MOST_VIEWS:
                    self.views.popitem(last=False)
            self.views.move_to_end(token)
            return self.views[token]

    def _catch_up(self) -> None:
        """Read what was added since; everything where the database is another one than before. No
        transaction: on SQLite it would wait for whoever writes. What was added meanwhile is read
        in another round. Raises OperationalError if there is no database."""
        newest = find_newest()
        if newest == self.newest:
            return
        since = self._find_since()
        self._read(newest, since)
        while (again := find_newest()) != newest:
            newest = again
            self._read(newest, since)
        self.newest, self.tokens = newest, {}

    def _find_since(self) -> int:
        """The change set up to which this process has read; 0 if it must begin anew."""
        if self.newest is None:
            return 0
        number, token = self.newest
        known = bool(number) and ChangeSet.objects.filter(pk=number, token=token).exists()
        return number if known else 0

    def _read(self, newest: Newest, since: int) -> None:
        if not since:
            self.records = {section: {} for section in SECTIONS}
            self.prints, self.origins = {}, {}
        changed = set()
        for each in self._list_added(newest, since):
            changed.add(each.section)
            self._take(each)
        sets = ChangeSet.objects.filter(pk__lte=newest[0]).order_by("pk")
        # Of each atlas that was loaded what it said last; who imports a file adds facts, and does
        # not speak for the site.
        heads = dict(sets.filter(kind=Kind.LOADED).values_list("origin", "head"))
        self.heads = {name: Head.model_validate(each) for name, each in heads.items()}
        shown = sets.filter(public=True).values_list("made_at", flat=True).last()
        self.day = shown.date().isoformat() if shown else ""
        self.moved = dict(_list_moved())
        said = join_heads(list(self.heads.items()))
        fields: dict[str, Any] = {name: getattr(said, name) for name in Head.model_fields}
        for section, found in self.records.items():
            same = since and section not in changed
            fields[section] = (
                getattr(self.atlas, section) if same else tuple(found[x] for x in sorted(found))
            )
        self.atlas, self.public = Atlas.model_construct(**fields), None

    def _list_added(self, newest: Newest, since: int) -> Iterator["_Row"]:
        """What was written, in the order of writing."""
        added = {"change_set__gt": since, "change_set__lte": newest[0]}
        loaded = Case(
            When(change_set__kind=Kind.LOADED, then="change_set__origin"), default=Value("")
        )
        for section, rows in ROWS.items():
            for key, record, gone, origin in rows._default_manager.filter(**added).values_list(
                "key", "record", "gone", loaded
            ):
                yield _Row(section, key, record, gone, origin)
        for section, key, answer, state, origin in (
            Statement.objects.filter(**added)
            .order_by("id")
            .values_list("section", "key", "answer", "state", loaded)
        ):
            yield _Row(section, key, answer, state == State.WITHDRAWN, origin)

    def _take(self, row: "_Row") -> None:
        section, key = row.section, row.key
        if row.gone:
            self.records[section].pop(key, None)
            self.prints.pop((section, key), None)
            return
        record = SECTIONS[section].model_validate(row.record)
        self.records[section][key] = record
        self.prints[section, key] = (record, print_record(section, record))
        if row.origin:
            self.origins.setdefault(key, row.origin)

    def _show(self, reader: Reader) -> View:
        """A view without a word of what the reader may not see, nor of atlases all of which is
        hidden."""
        circle = self.find_circle(reader)
        shown = self._find_shown(circle)
        seen = {record.id for _, record in shown.list_records()}
        origins = {key: name for key, name in self.origins.items() if key in seen}
        heads = {name: each for name, each in self.heads.items() if name in origins.values()}
        if len(heads) < len(self.heads):
            said = join_heads(list(heads.items()))
            fields = {name: getattr(shown, name) for name in Atlas.model_fields}
            fields |= {name: getattr(said, name) for name in Head.model_fields}
            shown = Atlas.model_construct(**fields)
        moved = dict(self._list_shown_moves(shown, circle))
        version = Version(self._make_token(shown, origins, moved), self.day)
        return View(shown, version, origins, heads, moved, self._find_print)

    def _find_shown(self, circle: Circle) -> Atlas:
        """What a circle sees; where every fact is public, that is the same for all."""
        if any(each.visibility != "public" for each in self.atlas.facts.values()):
            return keep_visible(self.atlas, circle)
        if self.public is None:
            self.public = keep_visible(self.atlas, circle)
        return self.public

    def _list_shown_moves(self, shown: Atlas, circle: Circle) -> Iterator[tuple[str, str]]:
        """The actors that were merged, as far as the reader sees what they became and could see
        what they were: an old address that leads on would tell that there was something."""
        for old, (new, was) in self.moved.items():
            if new in shown.actor_by_id and Onlooker(self.atlas, circle).show(was):
                yield old, new

    def find_circle(self, reader: Reader) -> Circle:
        """Who speaks for an actor belongs to the circle of its territory too."""
        territories = {self.atlas.find_territory(each) for each in reader.actors}
        places = reader.places | {each for each in territories if each}
        return Circle(reader.network, frozenset(places), reader.actors)

    def _make_token(
        self, shown: Atlas, origins: Mapping[str, str], moved: Mapping[str, str]
    ) -> str:
        """The same for the same records under the same names, in whatever process and order they
        came to be; what is not shown has no part in it."""
        prints = [self._find_print(*each) for each in shown.list_records()]
        names = [origins.get(record.id, "") for _, record in shown.list_records()]
        head = Head(**{name: getattr(shown, name) for name in Head.model_fields})
        rest = repr((head, names, sorted(moved.items()), self.day)).encode()
        return seal([*prints, rest]).hex()

    def _find_print(self, section: str, record: Record) -> bytes:
        """The print of a record that may be of an earlier state, or shown without a part of it."""
        own, found = self.prints.get((section, record.id), (None, b""))
        return found if own is record else print_record(section, record)


def _follow(steps: dict[str, str]) -> dict[str, str]:
    """Each id that was moved with the one it leads to in the end."""
    moved = {}
    for old, new in steps.items():
        passed = {old}
        while new in steps and new not in passed:
            passed.add(new)
            new = steps[new]  # noqa: PLW2901  # followed to its end
        moved[old] = new
    return moved


class _Row(NamedTuple):
    """A record as JSON, whether it is gone, and the name of the atlas it was loaded with."""

    section: str
    key: str
    record: Any
    gone: bool
    origin: str


def _list_moved() -> Iterator[tuple[str, tuple[str, Merged]]]:
    became = _follow(dict(Moved.objects.values_list("old", "new_id")))
    rows = Actor.objects.filter(key__in=Moved.objects.values("old")) if became else ()
    for row in rows:
        yield row.key, (became[row.key], Merged.model_validate(row.record))


def find_newest() -> Newest:
    """The newest change set; number 0 where nothing was ever written."""
    found = ChangeSet.objects.order_by("-pk").values_list("pk", "token").first()
    return (found[0], str(found[1])) if found else (0, "")


MEMORY = _Memory()
