"""The records whose names are nearest to a mistyped word, for empty answers and lost addresses."""

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from weft.core.atlas import SECTIONS
from weft.web.atlas.facts import View
from weft.web.atlas.search.analyser import is_small, split_words
from weft.web.atlas.search.gathering import find_title
from weft.web.atlas.search.tokens import LONGEST_TERM, MOST_WORDS

NEAR = 0.7  # likeness, 0 to 1, from which a name may be meant: two wrong letters of seven
HALF = 0.5  # likeness of a name to a term of several words: half of them are in it
BESIDE_BEST = 0.75  # share of the best likeness below which a record is not offered beside it
MOST = 5  # records that are offered
_COMPARED = 50  # names that are looked at; several records may share one

Key = tuple[str, str]  # section, id


def nearest(view: View, section: str, word: str) -> tuple[str, ...]:
    """The ids of a section that may be meant by an id or name that is none there, best first and
    at most MOST; compared with ids, and with names in all languages."""
    if section not in SECTIONS:
        return ()
    names = view.keep(("search names", section), lambda: Names(view, (section,), with_ids=True))
    return tuple(key for _, key in names.find(word))


def suggest(view: View, term: str, language: str) -> tuple[tuple[str, str, str], ...]:
    """Section, id and name of the places and actors that may be meant by a term, best first and
    at most MOST."""
    names = view.keep(("search names",), lambda: Names(view, ("places", "actors"), with_ids=False))
    found = []
    for section, key in names.find(term):
        name = find_title(view.atlas, view.atlas.find_record(section, key))
        found.append((section, key, name.read(language)))
    return tuple(found)


class Names:
    """The names of some sections that a reader may see, whole and word by word, each with the
    records that bear it."""

    def __init__(self, view: View, sections: Sequence[str], with_ids: bool) -> None:
        self._whole: dict[str, list[Key]] = {}
        self._words: dict[str, list[Key]] = {}
        self._lengths: dict[Key, int] = {}
        for section in sections:
            for record in getattr(view.atlas, section):
                names = [*_list_names(record), *([record.id] if with_ids else [])]
                for words in dict.fromkeys(map(_read, names)):
                    self._add((section, record.id), words)

    def _add(self, key: Key, words: tuple[str, ...]) -> None:
        whole = " ".join(words)
        self._whole.setdefault(whole, []).append(key)
        self._lengths[key] = min(len(whole), self._lengths.get(key, len(whole)))
        for word in words:
            self._words.setdefault(word, []).append(key)

    def find(self, term: str) -> list[Key]:
        """The records whose name is like the term, or has words like those of the term."""
        words = _read(term.strip()[:LONGEST_TERM])[:MOST_WORDS]
        compared = [_compare(word, self._words) for word in words]
        # What is like a known word and is none was mistyped, and is what to look for.
        weights = [1 if not found or word in self._words else 2
                   for word, found in zip(words, compared, strict=True)]  # fmt: skip
        likeness: dict[Key, float] = {}
        for weight, found in zip(weights, compared, strict=True):
            for key, like in found.items():
                likeness[key] = likeness.get(key, 0.0) + like * weight / sum(weights)
        for key, like in _compare(" ".join(words), self._whole).items():
            likeness[key] = max(like, likeness.get(key, 0.0))
        least = max(HALF, BESIDE_BEST * max(likeness.values(), default=0.0))
        near = [key for key, like in likeness.items() if like >= least]
        return nsmallest(
            MOST, near, key=lambda key: (-round(likeness[key], 3), self._lengths[key], key)
        )


def _compare(wanted: str, names: dict[str, list[Key]]) -> dict[Key, float]:
    """How like the wanted word the most similar name of each record is, where it is like at all:
    1 less the share of letters to add, drop, change or swap (optimal string alignment)."""
    likeness: dict[Key, float] = {}
    if wanted:
        for name, like, _ in process.extract(
            wanted,
            names.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=NEAR,
            limit=_COMPARED,
        ):
            for key in names[name]:
                likeness.setdefault(key, like)  # the best come first
    return likeness


def _read(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others; all if there are no such."""
    words = split_words(name)
    return tuple(each for each in words if not is_small(each)) or tuple(words)


def _list_names(record: Any) -> Iterator[str]:
    text = getattr(record, "name", None) or getattr(record, "title", None)
    yield from text.root.values() if text else ()
