"""What a name says apart from its language: the sort of body, and the words that are its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from anyascii import anyascii

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Place
from weft.core.terms import fold
from weft.core.terms.vocabulary import LOADER

PLACE_MARK = "@"  # begins a word that stands for a place of the atlas, in whatever language
LONGEST_PLACE = 6  # words in the name of a place

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARTICLES = ("وال", "بال", "ال", "لل")  # and the, in the, the, to the


@dataclass(frozen=True)
class Name:
    """A name without its language: equal for "City of Lyon" and "Ville de Lyon"."""

    institutions: frozenset[str]  # city, ministry
    bodies: frozenset[str]  # council, association: where no institution is named
    words: frozenset[str]


@cache
def _read_words() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Word -> canonical word; the canonical words for institutions; those for bodies."""
    text = files("weft.packs").joinpath("names.yaml").read_text("utf-8")
    groups = yaml.load(text, LOADER)  # noqa: S506
    canonical = {
        _strip(word): code
        for group in ("institutions", "bodies", "themes")
        for code, words in groups[group].items()
        for word in _WORD.findall(fold(words))
    }
    canonical |= {_strip(word): "" for word in _WORD.findall(fold(groups["stop"]))}
    return canonical, frozenset(groups["institutions"]), frozenset(groups["bodies"])


def _strip(word: str) -> str:
    """A folded word without the Arabic article, which is written together with it."""
    if _ARABIC.match(word):
        for article in _ARTICLES:
            if word.startswith(article) and len(word) >= len(article) + 2:
                return word[len(article) :]
    return word


def _split(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=50_000)
def _read_word(word: str) -> str:
    """The canonical form of a folded word; '' if it says nothing."""
    bare = _strip(word)
    canonical, _, _ = _read_words()
    found = canonical.get(bare, canonical.get(word))
    return found if found is not None else anyascii(bare).lower().replace("'", "")


class NameReader:
    """Reads names with the help of the places of an atlas, whose names are in many languages."""

    def __init__(self, atlas: Atlas) -> None:
        self.places: dict[tuple[str, ...], str] = {}
        for place in atlas.places:
            names = {_split(each) for each in place.name.root.values()}
            names = {each for each in names if 0 < len(each) <= LONGEST_PLACE}
            # Places that share a name (a city and its metropolis) are one word here.
            known = sorted(self.places[each] for each in names if each in self.places)
            mark = known[0] if known else PLACE_MARK + place.id
            for each in names:
                self.places.setdefault(each, mark)
                # Arabic writes the article and the name together: الرباط is Rabat's own name.
                self.places.setdefault(tuple(map(_strip, each)), mark)
        self.longest = max(map(len, self.places), default=0)

    def read(self, text: str) -> Name:
        """The sort of body and the words of its own that a name in any language states."""
        words = self._find_words(text)
        _, institutions, bodies = _read_words()
        sorts = words & institutions
        # "Lyon City Council" is the city; "Migrants' Council" is a council.
        return Name(sorts, frozenset() if sorts else words & bodies, words - institutions - bodies)

    def find_marks(self, places: Iterable[Place]) -> frozenset[str]:
        """The words that stand for these places."""
        return frozenset(
            mark
            for place in places
            for text in place.name.root.values()
            if (mark := self.places.get(_split(text)))
        )

    def _find_words(self, text: str) -> frozenset[str]:
        tokens = _split(text)
        found: set[str] = set()
        at = 0
        while at < len(tokens):
            for size in range(min(self.longest, len(tokens) - at), 0, -1):
                part = tokens[at : at + size]
                mark = self.places.get(part) or self.places.get(tuple(map(_strip, part)))
                if mark:
                    found.add(mark)
                    at += size
                    break
            else:
                found.add(_read_word(tokens[at]))
                at += 1
        return frozenset(found - {""})
