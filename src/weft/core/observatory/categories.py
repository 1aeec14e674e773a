"""What people call the categories of a breakdown: sexes, ages, origins; and units and periods."""

import re
from functools import cache

from weft.core.observatory.observation import TOTAL
from weft.core.observatory.periods import Period
from weft.core.observatory.registry import read_alpha3
from weft.core.terms.phrases import read_phrases, say, write_date

_SPAN = re.compile(r"Y(\d+)T(\d+)")
_OVER = re.compile(r"Y_?GE(\d+)")
_UNDER = re.compile(r"Y_?LT(\d+)")
_YEAR = re.compile(r"Y(\d+)")
# Codes that every breakdown may have, and the phrases for them.
SPECIAL = {TOTAL: "category_total", "_O": "category_others", "_U": "category_unknown"}


def name_breakdown(name: str, language: str) -> str:
    """What people call a breakdown: by origin; one's own by its key."""
    code = f"by_{name}"
    return say(code, language) if code in read_phrases() else name.replace("_", " ")


def name_category(breakdown: str, code: str, language: str) -> str:
    """What people call a category; as the source writes it where Weft has no word for it."""
    phrase = f"category_{breakdown}_{code}".lower()
    if phrase in read_phrases():
        return say(phrase, language)
    if code in SPECIAL:
        return say(SPECIAL[code], language)
    if breakdown == "age":
        return _name_age(code, language)
    if breakdown in ("origin", "citizenship", "birth") and (
        country := name_country(code, language)
    ):
        return country
    return code.replace("_", " ")


def _name_age(code: str, language: str) -> str:
    for pattern, phrase in ((_SPAN, "age_span"), (_OVER, "age_over"), (_UNDER, "age_under"),
                            (_YEAR, "age_year")):  # fmt: skip
        if found := pattern.fullmatch(code):
            first, *rest = found.groups()
            return say(phrase, language, first=first, last=rest[0] if rest else first)
    return code


@cache
def name_country(code: str, language: str) -> str | None:
    """A country by its ISO 3166-1 code of two or three letters, from Unicode CLDR; None for any
    other code."""
    from babel import Locale  # noqa: PLC0415  # only who names countries needs it

    two = read_alpha3().get(code, code if len(code) == 2 else "")
    return Locale.parse(language).territories.get(two)


def name_unit(unit: str, language: str) -> str:
    """What people call a unit."""
    code = f"unit_{unit}"
    return say(code, language) if code in read_phrases() else unit.replace("_", " ")


def name_period(period: Period, language: str) -> str:
    """A period as people write it: 2019; 2019-Q1; 1 March 2020 for a day."""
    if (period.until - period.start).days == 1:
        return write_date(period.start, language)
    return str(period)
