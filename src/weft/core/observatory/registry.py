"""The one registry of places as files of figures see it: which place a code or a name means, for
readers that must never guess."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache, cached_property
from typing import Literal

from pydantic import Field
from rapidfuzz import fuzz, process

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Place
from weft.core.atlas.records import Model
from weft.core.terms import fold

ISO, NUTS, M49 = "iso", "nuts", "m49"
_NUTS_COUNTRIES = {"EL": "GR", "UK": "GB"}  # where NUTS differs from ISO 3166-1
_FORMER = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})  # codes of States that are no more
_NO_COUNTRY = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ|EU")  # set free by ISO for whoever needs them
_SHORT = 3  # codes so short mean other things in other lists: AT is Austria, and Asti
_FEW = 3  # places that share a word before it tells nothing, as "region" does
_SHARED = 0.75  # how alike names are that share such a word
_WORD = re.compile(r"\w+")
_NEAR = 0.6  # how alike two names are before one is proposed for the other, from 0 to 1


@cache
def read_alpha3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 -> alpha-2 of the countries there are, one for one, from Unicode CLDR."""
    return {
        code: two
        for code, two in _read_aliases().items()
        if code.isalpha() and code not in _FORMER and not _NO_COUNTRY.fullmatch(two)
    }


@cache
def _read_numbers() -> Mapping[str, str]:
    """ISO 3166-1 numeric, which is M49 -> alpha-2."""
    return {code: two for code, two in _read_aliases().items() if code.isdigit()}


def _read_aliases() -> Mapping[str, str]:
    from babel.core import get_global  # noqa: PLC0415  # only files of figures need it

    found: Mapping[str, list[str]] = get_global("territory_aliases")
    return {
        code: names[0]
        for code, names in found.items()
        if len(code) == 3 and len(names) == 1 and len(names[0]) == 2
    }


class AreaMatch(Model):
    """An area of the file, and the place that it is, or the nearest that it may be."""

    area: str
    name: str | None = None
    place: str | None = Field(None, description="The place of the registry; never a guess")
    how: Literal["code", "name", "recipe", "none"] = "none"
    nearest: tuple[str, ...] = Field((), description="Places it may be, nearest first")
    figures: int = 0


class Registry:
    """The places of an atlas by code and by name.

    A code means one place or none. A name means a place only where no other place has that name;
    a name that several share matches none of them, and all of them are said to be near. So does
    that of a city after which a metropolis of the registry is named: "Torino" alone, in a list of
    provinces, is not the municipality.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self.place_by_id = {each.id: each for each in places}
        self._codes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._names: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        for place in self.place_by_id.values():
            for scheme, code in place.codes.items():
                # nuts3 beside nuts: a city that is a territory of two levels at once
                register = NUTS if scheme.startswith(NUTS) else scheme
                self._codes[register][code.upper()].add(place.id)
            for name in place.name.root.values():
                self._names[fold(name)].add(place.id)
                for word in _split(name):
                    self._words[word].add(place.id)
        countries = self._codes[ISO]
        for register, read in ((ISO, read_alpha3), (M49, _read_numbers)):
            for code, two in read().items():
                if two in countries:
                    self._codes[register][code] |= countries[two]

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, by id."""
        return tuple(self.place_by_id[key] for key in sorted(self.place_by_id))

    @cached_property
    def words(self) -> frozenset[str]:
        """The codes and names of all places, folded."""
        codes = {fold(code) for each in self.places for code in each.codes.values()}
        return frozenset(codes.union(self._names))

    def list_parents(self) -> dict[str, str]:
        """Place -> the place that contains it."""
        return {each.id: each.parent for each in self.places if each.parent}

    def match(self, area: str, name: str | None = None, scheme: str | None = None) -> AreaMatch:
        """The place that an area of a file is.

        Its code decides, in the register `scheme` (nuts, iso, m49, lau, geonames) or, if none is
        named, in any in which only one place has it. A code of at most three signs, which may mean
        something else in another list, does so only if the name, where there is one, is not
        another's; a number only if the name is that of the place. An area that is written as a code
        which no place has is never matched by its name: it may be the province named after the
        city. Where there is no code at all the name decides, if only one place has it.
        """
        found = self._find_by_code(area.strip().upper(), scheme)
        words = [each for each in (name, area) if each and each.strip()]
        if len(found) == 1 and (scheme or self._agrees(next(iter(found)), area, name)):
            return AreaMatch(area=area, name=name, place=next(iter(found)), how="code")
        named = self._find_by_name(words)
        if not found and len(named) == 1 and not self._is_code(area):
            return AreaMatch(area=area, name=name, place=next(iter(named)), how="name")
        # A code is like no name, but by chance.
        alike = [x for x in words if not self._is_code(x) and not (x.isupper() and len(x) < 5)]
        near = [each for word in alike for each in self.suggest(word)]
        nearest = tuple(dict.fromkeys((*sorted(found), *sorted(named), *near)))[:3]
        return AreaMatch(area=area, name=name, how="none", nearest=nearest)

    def suggest(self, words: str, most: int = 3) -> tuple[str, ...]:
        """The places whose names are most like some words, nearest first."""
        wanted = fold(words)
        if not wanted:
            return ()
        scores: dict[str, float] = {}
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        # The first measure is fast and never below the second: it counts the letters of any common
        # subsequence, the second those of whole pieces, by which people find names alike.
        likely = process.extract(
            wanted, self._names.keys(), scorer=fuzz.ratio, score_cutoff=100 * _NEAR, limit=None
        )
        for name, _, _ in likely:
            matcher.set_seq1(name)
            score = matcher.ratio()
            for each in self._names[name]:
                scores[each] = max(score, scores.get(each, 0.0))
        for word in _split(words):
            if len(sharing := self._words.get(word, ())) <= _FEW:
                for each in sharing:
                    scores[each] = max(_SHARED, scores.get(each, 0.0))
        near = sorted((-score, key) for key, score in scores.items() if score >= _NEAR)
        return tuple(key for _, key in near[:most])

    def _find_by_code(self, code: str, scheme: str | None) -> set[str]:
        if scheme == NUTS and len(code) == 2:
            scheme, code = ISO, _NUTS_COUNTRIES.get(code, code)
        if code.isdigit() and len(code) < _SHORT:  # spreadsheets write 40 for 040
            code, scheme = code.zfill(_SHORT), scheme or M49
        schemes = [scheme] if scheme else list(self._codes)
        return {place for each in schemes for place in self._codes.get(each, {}).get(code, set())}

    def _agrees(self, place: str, area: str, name: str | None) -> bool:
        """Whether the name of an area, if it has one, lets its code mean a place."""
        code = area.strip()
        if len(code) > _SHORT and not code.isdigit():
            return True
        if not name or fold(name) == fold(code):
            return not code.isdigit()
        sharing = (self._words.get(word, set()) for word in _split(name))
        return place in self._find_by_name([name]).union(*sharing)

    def _is_code(self, area: str) -> bool:
        """Whether an area is written as a code (ITC11, 001272), and so is no name."""
        text = area.strip()
        return any(each.isdigit() for each in text) and text.replace("_", "").isalnum()

    def _find_by_name(self, words: list[str]) -> set[str]:
        for word in words:
            if found := self._names.get(fold(word)):
                return found | self._list_metropolises(word)
        return set()

    def _list_metropolises(self, name: str) -> set[str]:
        """The metropolises in whose name every word of a name stands."""
        words = _split(name)
        sharing = [self._words.get(word, set()) for word in words]
        together = set.intersection(*sharing) if sharing else set()
        return {each for each in together if "metropolitan" in self.place_by_id[each].levels}


def _split(name: str) -> set[str]:
    """The words of a name that may tell it from others: those of four letters or more."""
    return {each for each in _WORD.findall(fold(name)) if len(each) >= 4}


def make_registry(atlas: Atlas) -> Registry:
    """The registry of the places of an atlas."""
    return Registry(atlas.places)
