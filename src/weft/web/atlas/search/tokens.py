"""Tokens of the index and the queries that find them, written for SQLite and for PostgreSQL.

The first letter of a token says what it is, so that nothing is mistaken for another thing:

    n, t    a word of a name, of another text
    m, s    a stem of a name, of another text; the second letter is the language
    a, l, c the area, level, section of the record
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from weft.web.atlas.search.analyser import (
    find_stems,
    fold_piece,
    is_small,
    list_languages,
    split_pieces,
)

LONGEST_TERM = 200  # characters that are read of what somebody types
MOST_WORDS = 8  # that are looked for at once
LEVELS = 6  # how near a hit can be; see Query.write
WHOLE = 3  # the level from which all hits with the whole words are in

_NAME, _TEXT = ("n", "m"), ("t", "s")  # word, stem
_MARKS = {"en": "e", "fr": "f", "ar": "a", "es": "s", "it": "i", "pt": "p"}
_JOINED = 3  # pieces at most that are also one word: Sana'a, Al-Hoceima, co-operation

Match = tuple[str, bool]  # a token, and whether longer ones that begin so count too


def make_tokens(text: str, language: str, is_name: bool) -> Iterator[str]:
    """The tokens of a text; some come twice."""
    for run in split_pieces(text):
        for piece in run:
            yield from _make_piece_tokens(piece, language, is_name)
        if 1 < len(run) <= _JOINED and (joined := fold_piece("".join(map(fold_piece, run)))):
            yield (_NAME if is_name else _TEXT)[0] + joined


@lru_cache(maxsize=100_000)
def _make_piece_tokens(piece: str, language: str, is_name: bool) -> tuple[str, ...]:
    mark, stem_mark = _NAME if is_name else _TEXT
    word = fold_piece(piece)
    stems = [
        stem_mark + _MARKS[each] + stem
        for each in list_languages(piece, language)
        for stem in sorted(find_stems(piece, each))
        if stem != word
    ]
    return (mark + word, *stems) if word else ()


def make_filter(kind: str, code: str) -> str:
    """The token of an `area`, `level` or `section`."""
    return {"area": "a", "level": "l", "section": "c"}[kind] + code.replace("_", "")


@dataclass(frozen=True)
class Dialect:
    """How a database writes a query over tokens. Tokens hold letters and digits only, so nothing
    in them can end a quotation."""

    quote: str
    prefix: str  # after a token: longer ones too
    both: str
    either: str
    without: str  # between two expressions: the first and not the second

    def write_any(self, matches: Iterable[Match]) -> str:
        """Whatever has one of the tokens."""
        return self.either.join(
            f"{self.quote}{token}{self.quote}{self.prefix if begins else ''}"
            for token, begins in matches
        )

    def write_all(self, parts: Iterable[str]) -> str:
        """Whatever fits all of the expressions."""
        return self.both.join(f"({each})" for each in parts)


DIALECTS = {
    "sqlite": Dialect('"', "*", " AND ", " OR ", " NOT "),
    "postgresql": Dialect("'", ":*", "&", "|", "&!"),
}


@dataclass(frozen=True)
class Word:
    """One word that somebody looks for: itself, and its stems by language."""

    word: str
    stems: tuple[tuple[str, str], ...]  # language, stem

    def list_matches(self, level: int) -> tuple[Match, ...]:
        """The tokens that stand for the word at a level of nearness, or nearer."""
        matches: list[Match] = []
        for first, (mark, stem_mark) in ((0, _NAME), (3, _TEXT)):
            if level >= first:
                matches.append((mark + self.word, False))
            if level >= first + 1 and len(self.word) > 1:
                matches.append((mark + self.word, True))
            if level >= first + 2:
                matches += [(stem_mark + _MARKS[each] + stem, False) for each, stem in self.stems]
                # A word of a text that is its own stem has no second token.
                matches += [(mark + stem, False) for _, stem in self.stems]
        return tuple(dict.fromkeys(matches))


@dataclass(frozen=True)
class Query:
    """The words of a term, all of which a hit has; and whether some of the term was left out."""

    words: tuple[Word, ...]
    cut: bool

    def write(self, dialect: Dialect, filters: Sequence[str], level: int = LEVELS - 1) -> str:
        """The expression for the hits of a level, or nearer, that have the filters' tokens.

        A hit is as near as that word of the term which fits it least: 0 in a name, 1 at the
        beginning of a word in a name, 2 by its stem in a name; 3 to 5 the same in other texts.
        """
        words = [dialect.write_any(each.list_matches(level)) for each in self.words]
        return dialect.write_all(
            [*words, *(dialect.write_any([(each, False)]) for each in filters)]
        )

    def write_levels(self, dialect: Dialect, filters: Sequence[str]) -> list[str]:
        """The expressions for the hits of each level and of no nearer one, nearest first."""
        upto = [self.write(dialect, filters, level) for level in range(LEVELS)]
        only = [f"({far}){dialect.without}({near})" for near, far in pairwise(upto)]
        return [upto[0], *only]


def read_term(term: str) -> Query:
    """What somebody typed: at most MOST_WORDS words of its first LONGEST_TERM characters. Small
    words count only where there are no others."""
    read = term.strip()[:LONGEST_TERM]
    pieces = [piece for run in split_pieces(read) for piece in run]
    words: dict[str, Word] = {}
    for piece in pieces:
        if word := fold_piece(piece):
            stems = {
                (each, stem) for each in list_languages(piece) for stem in find_stems(piece, each)
            }
            words.setdefault(word, Word(word, tuple(sorted(stems))))
    telling = [each for each in words.values() if not is_small(each.word)]
    found = telling or list(words.values())
    cut = len(term.strip()) > len(read) or len(found) > MOST_WORDS
    return Query(tuple(found[:MOST_WORDS]), cut)
