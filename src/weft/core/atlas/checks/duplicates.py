"""The rule that finds actors recorded twice: names alike across languages, accents and typos."""

from collections.abc import Iterable, Iterator

import numpy as np
from rapidfuzz import fuzz, process

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.finding import Finding
from weft.core.atlas.checks.names import PLACE_MARK, Name, NameReader
from weft.core.atlas.facts import GOVERNMENTAL, Actor

ALIKE = 85  # per cent: normalised Indel similarity from which two words are one with a typo
SHORTEST = 5  # shorter words, and words with digits, must be equal
SHARED = 0.85  # share of the letters of the longer name that both names must have
SHOWN = 3  # names listed in one message

Words = frozenset[str]


def find_likely_duplicates(atlas: Atlas) -> Iterator[Finding]:
    """Actors with names alike, in places of which one contains the other, or that are unknown."""
    for actor, found in sorted(_Search(atlas).run().items()):
        others = sorted(found)
        names = ", ".join(f"'{atlas.actor_by_id[each].name}'" for each in others[:SHOWN])
        more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
        yield Finding(
            actor,
            f"'{atlas.actor_by_id[actor].name}' may be the same actor as {names}{more}; if so, "
            "keep one, with its names in all languages (name:fr, name:ar), and refer to that "
            "one; if not, tell them apart in their names",
            ("name",),
            tuple(others),
        )


class _Search:
    """Groups actors by what their names say, then compares groups that share a rare word."""

    def __init__(self, atlas: Atlas) -> None:
        reader = NameReader(atlas)
        self.place = {each.id: atlas.find_territory(each.id) for each in atlas.actors}
        self.chain = {place: atlas.list_chain(place) for place in set(self.place.values()) if place}
        self.marks = {
            place: reader.find_marks(atlas.place_by_id[each] for each in chain)
            for place, chain in self.chain.items()
        }
        self.actors: dict[Name, list[Actor]] = {}
        for actor in atlas.actors:
            for name in {reader.read(text) for text in actor.name.root.values()}:
                self.actors.setdefault(name, []).append(actor)
        self.near = _list_near({word for name in self.actors for word in name.words})
        self.found: dict[str, set[str]] = {}  # actor -> actors before it that it may be

    def run(self) -> dict[str, set[str]]:
        for name, actors in self.actors.items():
            # "Municipal council" is a different one in every place.
            self._link(actors, actors, vague=not name.words)
        for one, other in self._list_candidates():
            self._compare(one, other)
        return self.found

    def _list_candidates(self) -> Iterator[tuple[Name, Name]]:
        """Pairs of names that can be alike: one has the other's rarest word, or one near it."""
        by_word: dict[str, list[Name]] = {}
        for name in self.actors:
            for word in {near for own in name.words for near in self.near[own]}:
                by_word.setdefault(word, []).append(name)
        done: set[tuple[Name, Name]] = set()
        for name in self.actors:
            if name.words:
                rarest = min(name.words, key=lambda word: (len(by_word[word]), word))
                for other in by_word[rarest]:
                    if other != name and (other, name) not in done:
                        done.add((name, other))
                        yield name, other

    def _compare(self, one: Name, other: Name) -> None:
        # "Forum" may be an association, a foundation or a city, but no two of these are one.
        if _differ(one.institutions, other.institutions) or _differ(one.bodies, other.bodies):
            return
        extra = self._subtract(one.words, other.words)
        missing = self._subtract(other.words, one.words)
        if extra and missing:  # each says something that the other does not: North and South
            return
        places = frozenset(word for word in extra | missing if word.startswith(PLACE_MARK))
        left = (extra | missing) - places
        if any(map(_has_digit, left)):
            return
        longer = (one.words if extra else other.words) - places
        if _measure(left) <= (1 - SHARED) * _measure(longer):
            vague = one.institutions != other.institutions
            added = extra & places, missing & places
            # "NGOs in the City of Turin" has one short word more, and is not the city.
            self._link(self.actors[one], self.actors[other], *added, vague, bool(left))

    def _subtract(self, words: Words, others: Words) -> Words:
        """The words to which none of the others is near."""
        return frozenset(word for word in words if others.isdisjoint(self.near[word]))

    def _link(
        self,
        ones: list[Actor],
        others: list[Actor],
        extra: Words = frozenset(),
        missing: Words = frozenset(),
        vague: bool = False,
        longer: bool = False,
    ) -> None:
        """Note the pairs of two groups whose territories are related.

        `extra` and `missing` are places that one name states and the other leaves out: the
        other's territory must then say it. `vague` names say little: territory and kind must be
        equal and known. Of names of which one is `longer`, the kinds must be equal.
        """
        for one, other in self._list_related(ones, others):
            here, there = self.place[one.id], self.place[other.id]
            if one is other or one.id == other.parent or other.id == one.parent:
                continue
            if vague and (here is None or here != there):
                continue
            if (vague or longer) and _sort(one) != _sort(other):
                continue
            if (there is None or extra <= self.marks[there]) and (
                here is None or missing <= self.marks[here]
            ):
                first, second = sorted((one.id, other.id))
                self.found.setdefault(second, set()).add(first)

    def _list_related(
        self, ones: list[Actor], others: list[Actor]
    ) -> Iterator[tuple[Actor, Actor]]:
        """Pairs whose territories contain one another or are unknown, without trying all."""
        for one, other in self._list_inside(ones, others):
            yield one, other
        if ones is not others:
            for other, one in self._list_inside(others, ones):
                yield one, other

    def _list_inside(self, inner: list[Actor], outer: list[Actor]) -> Iterator[tuple[Actor, Actor]]:
        by_place: dict[str | None, list[Actor]] = {}
        for each in outer:
            by_place.setdefault(self.place[each.id], []).append(each)
        for one in inner:
            place = self.place[one.id]
            if place is None:  # could be any of them: naming one is enough
                yield from ((one, other) for other in outer[:2])
            else:
                for above in self.chain[place]:
                    yield from ((one, other) for other in by_place.get(above, ()))


def _sort(actor: Actor) -> str:
    """The kind of an actor; whether a town hall is a government or an agency is often unsure."""
    return "public" if actor.kind in GOVERNMENTAL else actor.kind


def _measure(words: Iterable[str]) -> int:
    return sum(map(len, words))


def _differ(one: Words, other: Words) -> bool:
    return bool(one and other and one != other)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _list_near(words: set[str]) -> dict[str, Words]:
    """Word -> the words that may be the same with a typo, itself among them."""
    near = {word: {word} for word in words}
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST and not word.startswith(PLACE_MARK) and not _has_digit(word):
            # A first letter is seldom mistyped, and tells immigration from emigration.
            by_letter.setdefault(word[0], []).append(word)
    for group in by_letter.values():
        alike = process.cdist(group, group, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
        for one, other in zip(*np.nonzero(alike), strict=True):
            near[group[one]].add(group[other])
    return {word: frozenset(others) for word, others in near.items()}
