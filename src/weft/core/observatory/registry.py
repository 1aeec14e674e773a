"""The one registry of places as files of figures see it: which place a code or a name means, for
readers that must never guess."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache, cached_property

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Place
from weft.core.observatory.report import AreaMatch
from weft.core.terms import fold

# Registers of codes that files use. A place's own code for the country is kept as alpha-2.
ISO = "iso"
_NEAR = 0.6  # how alike two names are before one is proposed for the other, from 0 to 1


@cache
def read_alpha3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 -> alpha-2, from Unicode CLDR."""
    from babel.core import get_global  # noqa: PLC0415  # only files of figures need it

    found: Mapping[str, list[str]] = get_global("territory_aliases")
    return {
        code: names[0]
        for code, names in found.items()
        if len(code) == 3 and code.isalpha() and len(names) == 1 and len(names[0]) == 2
    }


class Registry:
    """The places of an atlas by code and by name.

    A code means one place or none. A name means a place only where no other place has that name;
    a name that several share (a city and the province named after it) matches none of them, and
    all of them are said to be near.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self.place_by_id = {each.id: each for each in places}
        self._codes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._names: dict[str, set[str]] = defaultdict(set)
        for place in self.place_by_id.values():
            for scheme, code in place.codes.items():
                self._codes[scheme][code.upper()].add(place.id)
            for name in place.name.root.values():
                self._names[fold(name)].add(place.id)
        countries = self._codes[ISO]
        for three, two in read_alpha3().items():
            if two in countries:
                countries[three] |= countries[two]

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, by id."""
        return tuple(self.place_by_id[key] for key in sorted(self.place_by_id))

    def find_parent(self, place: str) -> str | None:
        """The place that contains it; None if there is none, or no such place."""
        found = self.place_by_id.get(place)
        return found.parent if found else None

    def list_parents(self) -> dict[str, str]:
        """Place -> the place that contains it."""
        return {each.id: each.parent for each in self.places if each.parent}

    def match(self, area: str, name: str | None = None, scheme: str | None = None) -> AreaMatch:
        """The place that an area of a file is.

        Its code decides, in the register `scheme` (nuts, iso, lau, geonames) or, if none is named,
        in any in which only one place has it. Where no place has the code, the name may decide,
        but not against a code: an area whose code has the form of a NUTS code of another level
        than that of the place so named is only proposed.
        """
        found = self._find_by_code(area.strip(), scheme)
        if len(found) == 1:
            return AreaMatch(area=area, name=name, place=next(iter(found)), how="code")
        words = [each for each in (name, area) if each and each.strip()]
        if not found:
            named = self._find_by_name(words)
            is_code = _looks_like_code(area) and fold(area) not in self._names
            if len(named) == 1 and not is_code:
                return AreaMatch(area=area, name=name, place=next(iter(named)), how="name")
            found = named
        nearest = tuple(dict.fromkeys((*sorted(found), *self._suggest_all(words))))[:3]
        return AreaMatch(area=area, name=name, how="none", nearest=nearest)

    def suggest(self, words: str, most: int = 3) -> tuple[str, ...]:
        """The places whose names are most like some words, nearest first."""
        wanted = fold(words)
        if not wanted:
            return ()
        scores: dict[str, float] = {}
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for name, places in self._names.items():
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() < _NEAR and wanted not in name and name not in wanted:
                continue
            score = matcher.ratio()
            if _shares_word(wanted, name):
                score = max(score, 0.75)
            for each in places:
                scores[each] = max(score, scores.get(each, 0.0))
        near = sorted((-score, key) for key, score in scores.items() if score >= _NEAR)
        return tuple(key for _, key in near[:most])

    def _suggest_all(self, words: list[str]) -> list[str]:
        return [each for word in words for each in self.suggest(word)]

    def _find_by_code(self, code: str, scheme: str | None) -> set[str]:
        schemes = [scheme] if scheme else list(self._codes)
        found: set[str] = set()
        for each in schemes:
            found |= self._codes.get(each, {}).get(code.upper(), set())
        return found

    def _find_by_name(self, words: list[str]) -> set[str]:
        for word in words:
            if found := self._names.get(fold(word)):
                return set(found)
        return set()

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The registers whose codes some place has."""
        return tuple(sorted(self._codes))


def _looks_like_code(area: str) -> bool:
    """Whether an area is written as a code (ITC11, 001272, FRK26): capitals and digits alone, and
    so no name that could be compared with names."""
    text = area.strip()
    return any(each.isdigit() for each in text) and text.replace("_", "").isalnum()


def _shares_word(one: str, other: str) -> bool:
    """Whether the longest word of each, of five letters or more, is the same: Torino in Citta
    metropolitana di Torino."""
    mine = {each for each in one.replace("'", " ").split() if len(each) >= 4}
    return bool(mine & {each for each in other.replace("'", " ").split() if len(each) >= 4})


def make_registry(atlas: Atlas) -> Registry:
    """The registry of the places of an atlas."""
    return Registry(atlas.places)
