"""Words as search compares them, whatever language, accents and spelling: for index and query.

A text becomes *pieces* (runs of letters and digits), each piece a *word* (folded: lower case, no
accents, Arabic letters in one form, no article) and its *stems*. Every token is made of letters
and digits only, so that no database's own parser changes it.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer
import yaml

from weft.core.terms.vocabulary import LOADER

LONGEST_WORD = 40  # characters; the rest of a longer one is not told apart
UNSTATED = "und"  # a text that does not say its language is read in each of its script

LATIN = ("en", "fr", "es", "it", "pt")
ARABIC = ("ar",)
_STEMMERS = {
    "en": "english", "fr": "french", "ar": "arabic",
    "es": "spanish", "it": "italian", "pt": "portuguese",
}  # fmt: skip

_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")  # and the, in the, as the, so the, to the
# What is left of an article or a preposition before an apostrophe: l'asile, dell'asilo.
_ELIDED = frozenset(
    [
        "l",
        "d",
        "s",
        "n",
        "m",
        "t",
        "j",
        "c",
        "qu",
        "un",
        "dell",
        "nell",
        "all",
        "sull",
        "dall",
        "coll",
        "lorsqu",
        "puisqu",
        "jusqu",
    ]
)
_JOINTS = "'\u2010-"  # NFKC makes a hyphen of the one that does not break
_RUN = re.compile(rf"[^\W_]+(?:[{_JOINTS}][^\W_]+)*")
_PIECES = re.compile(rf"([{_JOINTS}])")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'"))
# Letters that Unicode does not take apart, and Arabic ones that are written for each other.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
        "ŧ": "t", "ı": "i", "ʿ": None, "ʾ": None,
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ء": None, "ـ": None,
    }
)  # fmt: skip
_IS_ARABIC = re.compile("[\u0600-\u06ff]")


class _Unseen(dict[int, int | str | None]):
    """For str.translate: drops marks and invisible characters, and makes digits ASCII."""

    def __missing__(self, code: int) -> int | str | None:
        sign = chr(code)
        kept: int | str | None = code
        if unicodedata.category(sign)[0] == "M" or unicodedata.category(sign) == "Cf":
            kept = None
        elif (digit := unicodedata.decimal(sign, None)) is not None:
            kept = str(digit)
        self[code] = kept
        return kept


_UNSEEN = _Unseen()
_LOCK = threading.Lock()  # a stemmer keeps the word it works on


def split_pieces(text: str) -> Iterator[tuple[str, ...]]:
    """The pieces of a text in lower case, those that a hyphen or an apostrophe ties together in
    one tuple; elided articles are left out."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
        text = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    else:
        text = text.lower().replace("`", "'")
    for run in _RUN.findall(text):
        if run.isalnum():
            yield (run,)
            continue
        parts = _PIECES.split(run)
        kept = []
        for at in range(0, len(parts), 2):
            before = parts[at - 1] if at else ""
            after = parts[at + 1] if at + 1 < len(parts) else ""
            if (after == "'" and parts[at] in _ELIDED) or (before == "'" and parts[at] == "s"):
                continue
            kept.append(parts[at])
        yield tuple(kept) or (run.replace("'", ""),)


@lru_cache(maxsize=50_000)
def fold_piece(piece: str) -> str:
    """The word of a piece: no accents, no Arabic article; '' if nothing is left."""
    return _strip_article(_fold(piece))[:LONGEST_WORD]


def is_small(word: str) -> bool:
    """Whether a folded word says nothing beside others: the, of, des, في; n, of "loi n° 5"."""
    return word in _list_small_words() or (len(word) == 1 and "a" <= word <= "z")


@cache
def _list_small_words() -> frozenset[str]:
    text = files("weft.packs").joinpath("names.yaml").read_text("utf-8")
    small: str = yaml.load(text, LOADER)["stop"]  # noqa: S506
    return frozenset(fold_piece(piece) for run in split_pieces(small) for piece in run)


def split_words(text: str) -> list[str]:
    """The folded words of a text in their order."""
    found = (fold_piece(piece) for run in split_pieces(text) for piece in run)
    return [word for word in found if word]


def list_languages(piece: str, language: str = UNSTATED) -> tuple[str, ...]:
    """The languages in whose grammar a piece is read: that of its text, if it is one we know and
    written in the piece's script; all of the script where the text does not say."""
    script = ARABIC if _IS_ARABIC.search(piece) else LATIN
    if language == UNSTATED:
        return script
    return tuple(each for each in script if each == language.partition("-")[0])


@lru_cache(maxsize=50_000)
def find_stems(piece: str, language: str) -> frozenset[str]:
    """The folded stems of a piece in one language of `list_languages`: with its accents, which
    the grammar needs, and without, as people type."""
    with _LOCK:
        stemmer = _find_stemmer(language)
        stems = {_fold(stemmer.stemWord(piece[:LONGEST_WORD])), stemmer.stemWord(fold_piece(piece))}
    return frozenset(stem[:LONGEST_WORD] for stem in stems if stem)


@cache
def _find_stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_STEMMERS[language])


def _fold(piece: str) -> str:
    if piece.isascii():
        return piece
    return unicodedata.normalize("NFKD", piece).translate(_UNSEEN).translate(_LETTERS)


def _strip_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + 2:
            return word[len(article) :]
    return word
