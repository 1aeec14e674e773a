"""The atlas as one reader sees it: the one place through which every page, search, count and export
reads.

See docs/decisions/0011-read-from-memory.md and 0014-what-a-reader-sees.md.
"""

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from weft.core.atlas import FACT_SECTIONS, Atlas, Fact
from weft.core.atlas.atlas import Head
from weft.core.atlas.names import Known
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import list_actors
from weft.core.diagnosis.setting import find_newest_date, index_facts
from weft.web.accounts.readers import PUBLIC, Reader

LARGEST = 300  # answers that a view keeps: some MB at most
MOST_PARTS = 600  # answers kept about parts of the atlas, for all views together

Answer = TypeVar("Answer")


class Version(NamedTuple):
    """What is seen, as a token that depends on nothing else; and the day of the last change that
    everybody sees."""

    token: str
    day: str


class Kept:
    """Answers of work that always gives the same, up to a number, the longest unasked forgotten
    first. Two threads may do the same work at once; then one of the two answers is kept."""

    def __init__(self, most: int) -> None:
        self.most, self._lock = most, threading.Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def keep(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer that is kept, or that of the work, kept from now on."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                found: Answer = self._answers[key]
                return found
        answer = work()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self.most:
                self._answers.popitem(last=False)
        return answer


_PARTS = Kept(MOST_PARTS)


def print_record(section: str, record: Record) -> bytes:
    """16 bytes, other ones for another record."""
    words = f"{section}{record.model_dump_json(exclude_defaults=True)}"
    return hashlib.blake2b(words.encode(), digest_size=16).digest()


def seal(prints: Iterable[bytes]) -> bytes:
    """16 bytes for some records in their order."""
    return hashlib.blake2b(b"".join(prints), digest_size=16).digest()


class View:
    """The atlas as one reader sees it, with what pages look up again and again."""

    def __init__(
        self,
        atlas: Atlas,
        version: Version,
        origins: Mapping[str, str],
        heads: Mapping[str, Head] | None = None,
        moved: Mapping[str, str] | None = None,
        find_print: Callable[[str, Record], bytes] = print_record,
    ) -> None:
        self.atlas, self.version = atlas, version
        self.origins = origins  # fact -> the name of the atlas it came with
        self.heads = heads or {}  # name of an atlas -> what it says of itself
        self.moved = moved or {}  # id of an actor that was merged -> the actor it is now
        self.find_print = find_print
        self._kept = Kept(LARGEST)

    @cached_property
    def known(self) -> Known:
        """What forms and files may name."""
        return Known(self.atlas)

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
        """The part of the atlas that bears on some places; the same object for readers, and before
        and after changes, to whom it is the same."""
        return self._find_part(*places)[1]

    def _find_part(self, *places: str) -> tuple[bytes, Atlas]:
        def work() -> tuple[bytes, Atlas]:
            part = self.nearby.keep(*places)
            token = seal(self.find_print(*each) for each in part.list_records())
            return token, _PARTS.keep((token, places), lambda: part)

        return self.keep(("part", *places), work)

    def keep_part(
        self, places: tuple[str, ...], key: Hashable, work: Callable[[], Answer]
    ) -> Answer:
        """The answer of some work on the part of the atlas that bears on places, done once for all
        views to which that part is the same."""
        return _PARTS.keep((self._find_part(*places)[0], key), work)

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
        return self._kept.keep(key, work)


def read_view(reader: Reader = PUBLIC) -> View:
    """What a reader may see, as it stands now; one query where nothing changed."""
    from weft.web.atlas.memory import MEMORY  # noqa: PLC0415  # it makes views

    return MEMORY.find_view(reader)


def read_whole() -> Atlas:
    """Every published record, hidden ones too: for those who write, and for `weft dump`."""
    from weft.web.atlas.memory import MEMORY  # noqa: PLC0415

    return MEMORY.read_whole()
