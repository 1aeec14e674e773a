"""Periods of figures: years, half-years, quarters, months, days and ranges, each half-open."""

import calendar
import datetime as dt
import re
from functools import lru_cache, total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_PARTS = {"A": 12, "S": 6, "H": 6, "T": 4, "Q": 3, "M": 1}  # months in one of them
_MOST = {"A": 1, "S": 2, "H": 2, "T": 3, "Q": 4, "M": 12}
_YEAR = re.compile(r"(\d{4})")
_PART = re.compile(r"(\d{4})-?([ASHTQM])(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+Z?)?")
_LASTING = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?/P(\d+)([YMD])")
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")


@total_ordering
class Period:
    """A span of days, written as SDMX writes it: 2019, 2019-S1, 2019-Q2, 2019-03, 2019-03-01,
    2019-03-01/P18M, or two days 2019-03-01/2019-06-01 of which the second is not in it.

    Raises ValueError for anything else. Equal periods are written alike.
    """

    __slots__ = ("start", "text", "until")

    def __init__(self, text: str) -> None:
        self.start, self.until = _read(text.strip())
        self.text = _write(self.start, self.until)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Period({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and (self.start, self.until) == (other.start, other.until)

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.until) < (other.start, other.until)

    def __hash__(self) -> int:
        return hash((self.start, self.until))

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.start < other.until and other.start < self.until

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _validate,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(),
        )


def _validate(value: Any) -> Period:
    if isinstance(value, Period):
        return value
    try:
        return Period(str(value))
    except ValueError as error:
        raise PydanticCustomError("period", "{why}", {"why": str(error)}) from None


@lru_cache(maxsize=10_000)
def _read(text: str) -> tuple[dt.date, dt.date]:
    try:
        if found := _YEAR.fullmatch(text):
            return _span(int(found[1]), 1, 12)
        if found := _PART.fullmatch(text):
            letter, number = found[2].upper(), int(found[3])
            if 1 <= number <= _MOST[letter]:
                months = _PARTS[letter]
                return _span(int(found[1]), (number - 1) * months + 1, months)
        elif found := _MONTH.fullmatch(text):
            return _span(int(found[1]), int(found[2]), 1)
        elif found := _DAY.fullmatch(text):
            day = dt.date.fromisoformat(found[1])
            return day, day + dt.timedelta(1)
        elif found := _LASTING.fullmatch(text):
            start = dt.date.fromisoformat(found[1])
            return start, _add(start, int(found[2]), found[3])
        elif found := _RANGE.fullmatch(text):
            start, until = (dt.date.fromisoformat(found[n]) for n in (1, 2))
            if start < until:
                return start, until
    except (ValueError, OverflowError):
        pass
    raise ValueError(
        f"'{text[:40]}' is no period; write 2019, 2019-S1, 2019-Q2, 2019-03, 2019-03-01 or "
        "2019-03-01/2019-06-01"
    )


def _span(year: int, month: int, months: int) -> tuple[dt.date, dt.date]:
    start = dt.date(year, month, 1)
    return start, _add(start, months, "M")


def _add(start: dt.date, count: int, letter: str) -> dt.date:
    if letter == "D":
        return start + dt.timedelta(count)
    months = start.month - 1 + count * (12 if letter == "Y" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _write(start: dt.date, until: dt.date) -> str:
    """The shortest way to write it."""
    if until == start + dt.timedelta(1):
        return start.isoformat()
    if start.day == until.day == 1:
        months = (until.year - start.year) * 12 + until.month - start.month
        first = start.month - 1
        for letter in "ASQM":
            if months == _PARTS[letter] and first % months == 0:
                if letter == "A":
                    return f"{start.year:04}"
                if letter == "M":
                    return f"{start:%Y-%m}"
                return f"{start.year:04}-{letter}{first // months + 1}"
    return f"{start.isoformat()}/{until.isoformat()}"
