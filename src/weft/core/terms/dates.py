"""Dates as sources give them (a year, a month or a day) and half-open periods."""

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# Spreadsheets store a day as midnight of that day.
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")


def _parse(value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
    text = _MIDNIGHT.sub("", text)
    if found := _PARTIAL.fullmatch(text):
        year, month, day = (int(part) if part else 1 for part in found.groups())
        try:
            dt.date(year, month, day)
        except ValueError:
            pass
        else:
            return text
    raise PydanticCustomError(
        "partial_date",
        "'{text}' is not a date; write a year, a month or a day: 2014, 2014-05 or 2014-05-31",
        {"text": text[:40]},
    )


PartialDate = Annotated[
    str,
    BeforeValidator(_parse),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
                {"type": "integer", "minimum": 1, "maximum": 9999},
            ]
        }
    ),
]


@lru_cache(maxsize=10_000)
def first_day(date: str) -> dt.date:
    """The first day of a partial date: of 2014-05, the first of May."""
    year, month, day = (int(part or 1) for part in _PARTIAL.fullmatch(date).groups())  # type: ignore[union-attr]
    return dt.date(year, month, day)


@lru_cache(maxsize=10_000)
def last_day(date: str) -> dt.date:
    """The last day of a partial date: of 2014-05, the thirty-first."""
    year, month, day = (int(part or 0) for part in _PARTIAL.fullmatch(date).groups())  # type: ignore[union-attr]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def in_force(start: str | None, until: str | None, on: dt.date) -> bool:
    """Whether the half-open period [start, until) holds on a day; an open end holds for ever.

    A partial date stands for its first day, so that "until 2017" ends with the year 2016.
    """
    return (start is None or first_day(start) <= on) and (until is None or on < first_day(until))


def overlap(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    """Whether two half-open periods share a day."""
    start = max(first_day(each) if each else dt.date.min for each in (one[0], other[0]))
    until = min(first_day(each) if each else dt.date.max for each in (one[1], other[1]))
    return start < until
