"""What a record is found by, before it is taken apart: its names, its other texts, its filters."""

import hashlib
from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple

from weft.core.atlas import Atlas, Fact, Record
from weft.core.atlas.atlas import list_areas
from weft.core.atlas.facts import Competence, Place, Policy, Survey
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import SUBJECTS, list_actors, list_places
from weft.core.terms import Text, label, list_codes
from weft.web.atlas.search.analyser import UNSTATED, split_words
from weft.web.atlas.search.tokens import make_filter, make_tokens

VERSION = 1  # raise it when the same texts give other tokens: then every entry is made anew
# In the order in which results of the same nearness stand.
ORDER = (
    "places", "actors", "mechanisms", "policies", "competences", "resources", "reports", "zones",
    "disputes", "surveys", "sources",
)  # fmt: skip
MOST = 6_000  # tokens of one entry, the least telling left out: PostgreSQL takes a megabyte

_SPOKEN = ("en", "fr", "ar")  # languages in which the vocabularies have labels
_NONE = "zxx"  # BCP 47: codes and numbers, in no language
_LABELLED = {  # field -> vocabulary, where every section has the same
    "role": "roles",
    "works": "works",
    "closes": "survey_scopes",
}
_KINDS = {  # section -> vocabulary of its field "kind"; the kinds of places are words of the law
    "actors": "actor_kinds", "mechanisms": "mechanism_kinds", "policies": "policy_kinds",
    "zones": "zone_kinds", "disputes": "dispute_kinds",
}  # fmt: skip

Words = tuple[str, str]  # language, text


class Material(NamedTuple):
    """Everything that decides how a record is found; equal for records found alike."""

    section: str
    key: str
    names: tuple[Words, ...]
    texts: tuple[Words, ...]
    areas: tuple[str, ...]
    levels: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits, other ones for other material."""
        return hashlib.blake2b(repr((VERSION, self)).encode(), digest_size=16).hexdigest()

    def list_tokens(self) -> list[str]:
        """Its tokens, each once: filters, then names, then texts; MOST of them."""
        found = dict.fromkeys([make_filter("section", self.section)])
        found |= dict.fromkeys(make_filter("area", each) for each in self.areas)
        found |= dict.fromkeys(make_filter("level", each) for each in self.levels)
        for group in (self.names, self.texts):
            for language, text in group:
                found |= dict.fromkeys(make_tokens(text, language, group is self.names))
        return list(found)[:MOST]


class Gatherer:
    """Gathers the material of the records of an atlas, of which everything may be told."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._areas: dict[tuple[str, str], set[str]] = {}
        for fact in atlas.facts.values():
            named = {("actors", each) for each in list_actors(fact)}
            named |= {("sources", each.source) for each in fact.sources}
            for each in named:
                self._areas.setdefault(each, set()).update(list_areas(fact))
        self._kinds: dict[str, set[str]] = {}
        for place in atlas.places:
            self._kinds.setdefault(place.kind or "", set()).update(place.levels)

    def gather(self, wanted: Container[tuple[str, str]] | None = None) -> Iterator[Material]:
        """The material of every record, or of those wanted, given by section and id."""
        for section, record in self.atlas.list_records():
            if wanted is not None and (section, record.id) not in wanted:
                continue
            areas, levels = self._list_areas(section, record), self._list_levels(record)
            names = _list_names(record)
            texts = [
                *_list_own(record),
                *_list_labels(section, record, areas, levels),
                *self._list_named(record),
            ]
            yield Material(section, record.id, names, tuple(dict.fromkeys(texts)), areas, levels)

    def _list_areas(self, section: str, record: Record) -> tuple[str, ...]:
        """Of a fact its own; of an actor or a source those of the facts that name it."""
        found = self._areas.get((section, record.id), set())
        own = list_areas(record) if isinstance(record, Fact) else ()
        return _sort("areas", found.union(own))

    def _list_levels(self, record: Record) -> tuple[str, ...]:
        """Of a place or an actor its own; of a fact those of the actors it is about, else those
        that it states, else those of its places."""
        atlas = self.atlas
        if isinstance(record, Place):
            return _sort("levels", record.levels)
        if not isinstance(record, Fact):
            return ()
        if record.id in atlas.actor_by_id:
            return _sort("levels", atlas.list_levels(record.id))
        if isinstance(record, Competence | Policy) and record.place_kind:
            return _sort("levels", self._kinds.get(record.place_kind, ()))
        stated = set(record.levels) if isinstance(record, Survey) else set()
        if isinstance(record, Competence) and record.level:
            stated.add(record.level)
        actors = [each for each in list_actors(record) if each in atlas.actor_by_id]
        stated |= {level for each in actors for level in atlas.list_levels(each)}
        if not stated:
            places = {*list_places(atlas, record), *getattr(record, "places", ())}
            stated = {level for each in places for level in atlas.place_by_id[each].levels}
        return _sort("levels", stated)

    def _list_named(self, record: Record) -> Iterator[Words]:
        """The names of all that a record names: actors, their places and what these lie in, and
        documents."""
        atlas = self.atlas
        named = [(ref.section, name) for _, ref, name in walk_references(record, type(record))]
        actors = [
            name for section, name in named if section == "actors" and name in atlas.actor_by_id
        ]
        places = [name for section, name in named if section == "places"]
        if isinstance(record, Fact):
            places += list_places(atlas, record)
        if isinstance(record, Place):
            places.append(record.id)
        for each in dict.fromkeys(actors):
            yield from _read(atlas.actor_by_id[each].name)
        chains = [outer for each in places for outer in atlas.list_chain(each)]
        for each in dict.fromkeys(chains):
            yield from _read(atlas.place_by_id[each].name)
        for section, name in dict.fromkeys(named):
            if section == "sources":
                yield from _read(atlas.source_by_id[name].title)


def find_order(record: Record) -> tuple[int, str, str]:
    """The place of a record in its section: short names first, for they say nothing beside what
    was looked for; records without a name by id."""
    names = [" ".join(split_words(words)) for _, words in _list_names(record)]
    shortest = min(names, key=lambda name: (len(name), name), default="")
    return len(shortest), shortest, record.id


def _list_names(record: Record) -> tuple[Words, ...]:
    return tuple(_read(getattr(record, "name", None) or getattr(record, "title", None)))


def find_title(atlas: Atlas, record: Any) -> Text:
    """What a record is called: its name or title; else that of its holder or place."""
    title: Text | None = getattr(record, "name", None) or getattr(record, "title", None)
    if title:
        return title
    for name in SUBJECTS:
        if actor := atlas.actor_by_id.get(getattr(record, name, None) or ""):
            return actor.name
    place = atlas.place_by_id.get(getattr(record, "place", None) or "")
    return place.name if place else Text.model_validate(record.id)


def _read(text: Text | str | None) -> Iterator[Words]:
    if isinstance(text, str):
        yield UNSTATED, text
    elif text is not None:
        yield from text.root.items()


def _list_own(record: Any) -> Iterator[Words]:
    """What a record itself says beside its name."""
    yield _NONE, record.id
    for name in ("note", "capacity_unit", "author", "publisher", "place_kind"):
        yield from _read(getattr(record, name, None))
    if isinstance(record, Place):
        yield from _read(record.kind)
        yield from ((_NONE, code) for code in record.codes.values())
    for name in ("year", "date"):
        if found := getattr(record, name, None):
            yield _NONE, str(found)
    if contact := getattr(record, "contact", None):
        yield from _read(contact.office)
    for citation in getattr(record, "sources", ()):
        yield from _read(citation.locator)
        yield from _read(citation.paraphrase)
    for position in getattr(record, "positions", ()):
        yield from _read(position.reason)
        yield from _read(position.locator)


def _list_labels(
    section: str, record: Any, areas: Iterable[str], levels: Iterable[str]
) -> Iterator[Words]:
    """The words for what a record is and is about, in the languages of the vocabularies."""
    codes = [("levels", each) for each in levels]
    if section not in ("actors", "sources"):  # their areas are those of others, for filters
        codes += [("areas", each) for each in areas]
    for field, vocabulary in _LABELLED.items():
        found = getattr(record, field, None) or ()
        codes += [(vocabulary, each) for each in ([found] if isinstance(found, str) else found)]
    if section in _KINDS:
        codes.append((_KINDS[section], record.kind))
    for vocabulary, code in codes:
        for language in _SPOKEN:
            yield language, label(vocabulary, code, language)


def _sort(vocabulary: str, codes: Iterable[str]) -> tuple[str, ...]:
    found = set(codes)
    return tuple(each for each in list_codes(vocabulary) if each in found)
