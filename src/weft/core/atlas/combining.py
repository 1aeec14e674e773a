"""Reads several atlases as one where somebody asks for it, and remembers which fact came from
which."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from weft.core.atlas.atlas import SECTIONS, Atlas, Head
from weft.core.atlas.facts import Actor, Place, Source
from weft.core.atlas.problems import AtlasError, Problem, Where
from weft.core.atlas.records import Record
from weft.core.atlas.references import Path
from weft.core.terms import Text, fold
from weft.core.terms.phrases import write_list
from weft.core.terms.text import UNSTATED

# What two atlases may both hold: each describes the same world with it. All else is a statement.
SHARED = ("places", "sources", "actors")
# What makes a shared record this one and no other, or enters a diagnosis. Where both say
# something it must be the same; where only one does, that stands.
_AGREED: dict[type[Record], tuple[str, ...]] = {
    Place: ("levels", "kind", "parent"),
    Source: ("date", "grade"),
    Actor: ("kind", "levels", "place", "parent", "works", "start"),
}
# Here an empty field is an answer too: it still holds.
_STRICT = ("until", "visibility")
_JOINED = ("networks", "positions")
_CONFIRMED = ("A", "B")  # the grades that need nobody's confirmation


# As Builder.locate: the place of a record, or of a field of it, in its file.
Locate = Callable[[str, Path], Where]


class Named(NamedTuple):
    """An atlas under the name that people know it by: mc2cm, town.xlsx."""

    name: str
    atlas: Atlas
    locate: Locate | None = None


@dataclass(frozen=True)
class Origin:
    """From which atlas each fact of a combination is; one that several hold counts with the
    first of them."""

    names: tuple[str, ...]  # in the order of reading
    by_fact: Mapping[str, str]

    def name_added(self, fact: str) -> str:
        """The name of the atlas that a fact was added from; empty for those of the first."""
        name = self.by_fact.get(fact, "")
        return "" if name == self.names[0] else name

    def count(self, facts: Iterable[str]) -> str:
        """How many of some facts are from each atlas, as a sentence; empty for none."""
        counts = Counter(self.by_fact[each] for each in facts)
        found = [f"{counts[name]} of {name}" for name in self.names if counts[name]]
        return f"Facts: {write_list(found)}." if found else ""

    def describe(self, atlas: Atlas) -> str:
        """The atlases read together, each with the number of its facts in `atlas` (all of the
        combination, or what is public of it) and a word where none of them is confirmed."""
        grades: dict[str, list[str]] = {name: [] for name in self.names}
        for fact in atlas.facts.values():
            grades[self.by_fact[fact.id]].append(next(iter(atlas.list_grades(fact)), ""))
        return write_list([_describe_one(name, found) for name, found in grades.items()])


@dataclass(frozen=True)
class Combined:
    """One atlas made of several, and where each of its records is from."""

    atlas: Atlas
    origin: Origin
    read: tuple[Named, ...]

    def locate(self, record: str, field: Path = ()) -> Where:
        """The place of a record in the first file that has it, as Builder.locate."""
        holder = self.origin.by_fact.get(record)
        for each in self.read:
            if holder in (None, each.name):
                where = _locate(each, record, field)
                if where.row:
                    return where
        return Where()


def combine(first: Named, *others: Named) -> Combined:
    """Several atlases as one, the first leading.

    Places, sources and actors of the same id are one record: the first atlas's stands, with names
    in other languages, codes, networks and positions of the others, and with what only they say
    of what it is (its kind, level, parent, place). Any other fact of the same id must be equal.
    Raises AtlasError with a problem for each contradiction, which names the two atlases.
    """
    read = (first, *others)
    problems = [each for one, two in combinations(read, 2) for each in _contradict(one, two)]
    if problems:
        raise AtlasError(problems)
    sections = {section: _merge(section, read) for section in SECTIONS}
    if rings := [*find_rings(sections["places"]), *find_rings(sections["actors"])]:
        raise AtlasError(rings)
    head = join_heads([(each.name, each.atlas) for each in read])
    values: dict[str, Any] = {name: getattr(head, name) for name in Head.model_fields}
    for section, records in sections.items():
        values[section] = tuple(records[key] for key in sorted(records))
    by_fact: dict[str, str] = {}
    for each in read:
        for fact in each.atlas.facts:
            by_fact.setdefault(fact, each.name)
    return Combined(
        Atlas.model_construct(**values), Origin(tuple(each.name for each in read), by_fact), read
    )


def _describe_one(name: str, grades: list[str]) -> str:
    said = f"{len(grades)} fact{'s' if len(grades) != 1 else ''}"
    if grades and not any(each in _CONFIRMED for each in grades):
        said += "; to be confirmed, none is better than grade C"
    return f"{name} ({said})"


# --- contradictions


def _contradict(one: Named, two: Named) -> Iterator[Problem]:
    """What two atlases do not agree on."""
    for section in SHARED:
        mine = {each.id: each for each in getattr(one.atlas, section)}
        for other in getattr(two.atlas, section):
            if other.id in mine:
                yield from _compare(one, two, section, mine[other.id], other)
    for key, fact in two.atlas.facts.items():
        held = one.atlas.facts.get(key)
        if held is None or fact == held or (isinstance(fact, Actor) and isinstance(held, Actor)):
            continue
        message = (
            f"{one.name} and {two.name} both have a fact '{key}', and not the same; "
            "give one of them another id, or delete one"
        )
        yield Problem("same-id", "error", message, _locate(two, key), (key,))


def _compare(
    one: Named, two: Named, section: str, mine: Record, other: Record
) -> Iterator[Problem]:
    """Fields in which two records of the same id cannot both be true."""
    said, heard = dict(_list_said(one.atlas, mine)), dict(_list_said(two.atlas, other))
    for name, before in said.items():
        now = heard.get(name)
        if name not in heard or (name not in _STRICT and _is_empty(before, now)):
            continue
        # Capitals and accents make no difference between names.
        if before == now or (isinstance(before, str) and fold(before) == fold(str(now))):
            continue
        message = (
            f"'{mine.id}' in {section}: {name} is {_show(before)} in {one.name} and {_show(now)} "
            f"in {two.name}; correct one, or give one of them another id if two are meant"
        )
        address = mine.id if section == "actors" else f"{section}/{mine.id}"
        where = _locate(two, address, tuple(name.split(":")))
        yield Problem("atlases-differ", "error", message, where, (mine.id,))


def _list_said(atlas: Atlas, record: Record) -> Iterator[tuple[str, Any]]:
    """What a record says of what it is, by field."""
    title = getattr(record, "name", None) or getattr(record, "title", None)
    if isinstance(title, Text) and (english := _find_english(title)):
        yield ("title" if isinstance(record, Source) else "name"), english
    for name in _AGREED[type(record)]:
        value = getattr(record, name)
        if isinstance(record, Actor) and name == "levels":
            value = atlas.list_levels(record.id)  # stated, or had from its parent or place
        if isinstance(record, Actor) and name == "place":
            value = atlas.find_territory(record.id)
        yield ("from" if name == "start" else name), _sort(value)
    if isinstance(record, Actor):
        yield from ((name, getattr(record, name)) for name in _STRICT)
    if isinstance(record, Place):
        yield from ((f"codes:{register}", code) for register, code in record.codes.items())


def _find_english(text: Text) -> str:
    """The English words of a text, or those of no stated language."""
    return text.root.get(UNSTATED) or text.root.get("en") or ""


def _sort(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def _is_empty(*values: Any) -> bool:
    return any(value is None or value == () for value in values)


def _show(value: Any) -> str:
    if value is None:
        return "empty"
    return f"'{'; '.join(value) if isinstance(value, tuple) else value}'"


def _locate(named: Named, record: str, field: Path = ()) -> Where:
    return named.locate(record, field) if named.locate else Where(named.name)


def find_rings(records: Mapping[str, Record]) -> Iterator[Problem]:
    """Parents that lie in their own children, once the atlases are put together. A parent that is
    not there ends the line."""
    done: set[str] = set()
    for key in records:
        path: list[str] = []
        current: str | None = key
        while current and current in records and current not in done:
            done.add(current)
            path.append(current)
            current = getattr(records[current], "parent", None)
        if current in path:
            ring = path[path.index(current) :]
            message = (
                f"read together, the atlases make a ring of parents: "
                f"{' in '.join([*ring, ring[0]])}; correct one parent"
            )
            yield Problem("cycle", "error", message, Where(), tuple(ring))


# --- one record of several


def _merge(section: str, read: Iterable[Named]) -> dict[str, Record]:
    """The records of a section by id."""
    merged: dict[str, Record] = {}
    for each in read:
        for record in getattr(each.atlas, section):
            mine = merged.get(record.id)
            if mine is None:
                merged[record.id] = record
            elif section in SHARED:
                merged[record.id] = complete(mine, record)
    return merged


def complete(mine: Record, other: Record) -> Record:
    """A record with what only another one of the same id says of it."""
    changes: dict[str, Any] = {}
    for name in _AGREED[type(mine)]:
        if _is_empty(getattr(mine, name)):
            changes[name] = getattr(other, name)
    for name in ("name", "title"):
        if isinstance(text := getattr(mine, name, None), Text):
            changes[name] = _add_languages(text, getattr(other, name))
    for name in _JOINED:
        if hasattr(mine, name):
            both = (*getattr(mine, name), *getattr(other, name))
            changes[name] = tuple(each for at, each in enumerate(both) if each not in both[:at])
    if isinstance(mine, Place) and isinstance(other, Place):
        changes["codes"] = {**other.codes, **mine.codes}
    return mine.model_copy(update=changes)


def _add_languages(text: Text, other: Text) -> Text:
    """A text with the languages that only the other has; a text of no stated language is taken
    for English, so that neither is added beside the other."""
    added = {code: words for code, words in other.root.items() if code not in text.root}
    if _find_english(text):
        added = {code: words for code, words in added.items() if code not in (UNSTATED, "en")}
    return Text({**added, **text.root})


def join_heads(heads: Sequence[tuple[str, Head]]) -> Head:
    """What several atlases say of themselves together, each with its name."""
    titles = [each.title for _, each in heads if each.title]
    return Head(title=_join_titles(titles) if titles else None, licence=_join_licences(heads))


def _join_titles(titles: list[Text]) -> Text:
    """The titles one after the other, in each language of the first."""
    return Text(
        {
            language: "; ".join(dict.fromkeys(each.read(language) for each in titles))
            for language in titles[0].root
        }
    )


def _join_licences(heads: Sequence[tuple[str, Head]]) -> str | None:
    """The licence that all have, else each with the name of its atlas; None without any atlas."""
    licences = {name: each.licence for name, each in heads}
    if not licences:
        return None
    if len(set(licences.values())) == 1:
        return next(iter(licences.values()))
    return "; ".join(f"{name}: {said or 'not stated'}" for name, said in licences.items())
