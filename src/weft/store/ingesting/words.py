"""What the words of a file mean by a recipe: periods, codes, measures, flags; for the import."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from weft.core.observatory.observation import TOTAL
from weft.core.observatory.periods import Period
from weft.core.observatory.recipe import Recipe
from weft.core.terms import fold, slugify
from weft.store.readers.numbers import MARK, tidy

UNSTATED = "_U"  # of a breakdown: the file does not say
_CODE = re.compile(r"[A-Za-z0-9_@$+.:/()-]{1,100}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(:00)?")
_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")
_PART = re.compile(r"([ASHTQM])([1-4])[ /-]?(\d{4})|(\d{4})[ /]([ASHTQM])(\d{1,2})", re.IGNORECASE)
_WORDS = re.compile(r"(?:(\d{1,2})\W*(?:de )?)?(\w+\.?)\W*(?:de )?(\d{4})")
_MARKS = re.compile(r"\s*([*†‡¹²³⁴⁵⁶⁷⁸⁹]+|\([a-z0-9]\))$")
LANGUAGES = ("en", "fr", "ar", "es", "it", "pt")


def strip_marks(text: str) -> str:
    """A name without the footnote marks behind it."""
    return _MARKS.sub("", " ".join(text.split()))


@cache
def _list_months() -> Mapping[str, int]:
    from babel.dates import get_month_names  # noqa: PLC0415  # only files with such words need it

    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale=language).items():
                    found.setdefault(fold(name).rstrip("."), int(number))
    return found


def read_period(text: str) -> Period:
    """The period that a cell says: as SDMX writes it, or 31/12/2020 (the day first), 3/2020,
    T1 2020, March 2020, 31 dicembre 2020, with or without a mark behind it. Raises ValueError.

    `2019/20` and `2019-2020` are refused: schools, budgets and ranges of years write them alike.
    """
    bare, _ = split_period_mark(text)
    return _read_bare(bare) or Period(bare)


def split_period_mark(text: str) -> tuple[str, str]:
    """The period of a cell, and the footnote mark behind it or ""."""
    text = " ".join(tidy(text).split())
    mark = None if _read_bare(text) else re.search(MARK, text)
    bare = text[: mark.start()].rstrip() if mark else text
    return (bare, mark[1]) if mark and _read_bare(bare) else (text, "")


def _read_bare(text: str) -> Period | None:
    text = text.removesuffix(".0")
    try:
        return Period(text)
    except ValueError:
        return next((found for read in _READERS if (found := read(text))), None)


def _read_day(text: str) -> Period | None:
    if stamp := _STAMP.fullmatch(text):
        return Period(stamp[1])
    if found := _DAY.fullmatch(text):
        day, month, year = (int(each) for each in found.groups())
        try:
            return Period(dt.date(year, month, day).isoformat())
        except ValueError:
            return None
    return None


def _read_part(text: str) -> Period | None:
    if found := _PART.fullmatch(text):
        letter, number, year = (found[1], found[2], found[3]) if found[1] else (
            found[5], found[6], found[4])  # fmt: skip
        letter = "Q" if letter.upper() == "T" else letter.upper()
        try:
            return Period(f"{year}-{letter}{number}")
        except ValueError:
            return None
    return None


def _read_month(text: str) -> Period | None:
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return Period(f"{found[2]}-{int(found[1]):02}")
    if found := _WORDS.fullmatch(text):
        month = _list_months().get(fold(found[2]).rstrip("."))
        if month and found[1]:
            if 1 <= int(found[1]) <= calendar.monthrange(int(found[3]), month)[1]:
                return Period(f"{found[3]}-{month:02}-{int(found[1]):02}")
        elif month:
            return Period(f"{found[3]}-{month:02}")
    return None


_READERS = (_read_day, _read_part, _read_month)


def make_code(text: str) -> str:
    """A word of the file as a code of its own, the same every time."""
    text = " ".join(text.split())
    if _CODE.fullmatch(text):
        return text
    return slugify(text, 100).replace("-", "_") or "_X"


def make_name(text: str) -> str:
    """A word of the file as a name of a measure, definition or unit."""
    text = text.strip()
    if _NAME.fullmatch(text):
        return text
    made = slugify(text, 58).replace("-", "_")
    return made if _NAME.fullmatch(made) else f"m_{made}"


class CodeBook:
    """What the words of one column mean: the codes of the recipe, its words for the total, or the
    word itself as a code."""

    def __init__(self, codes: Mapping[str, str], totals: tuple[str, ...] = ()) -> None:
        self._codes = dict(codes)
        self._folded = {fold(word): code for word, code in codes.items()}
        self._totals = {fold(word) for word in totals} | {TOTAL.casefold()}

    def knows(self, word: str) -> bool:
        """Whether the recipe says what the word means."""
        return word in self._codes or fold(word) in self._folded or fold(word) in self._totals

    def read(self, word: str) -> str:
        """The code of a word; `_U` for an empty cell of which the recipe says nothing."""
        word = " ".join(word.split())
        if word in self._codes:
            return self._codes[word]
        folded = fold(word)
        if folded in self._totals:
            return TOTAL
        if folded in self._folded:
            return self._folded[folded]
        if not word:
            return UNSTATED
        stripped = strip_marks(word)
        if stripped != word and self.knows(stripped):
            return self.read(stripped)
        return make_code(word)


def make_code_book(recipe: Recipe, name: str, codes: Mapping[str, str]) -> CodeBook:
    """What the words of a breakdown mean."""
    return CodeBook(codes, recipe.totals.get(name, ()))
