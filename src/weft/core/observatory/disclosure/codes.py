"""How the codes of areas, breakdowns and periods contain each other, for those who link tables."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from weft.core.observatory.observation import TOTAL
from weft.core.observatory.periods import Period

Span = tuple[float, float]
_AGES = (
    (re.compile(r"Y(\d+)T(\d+)"), lambda a, b: (a, b + 1)),
    (re.compile(r"Y(\d+)"), lambda a: (a, a + 1)),
    (re.compile(r"Y_?GE(\d+)"), lambda a: (a, float("inf"))),
    (re.compile(r"Y_?GT(\d+)"), lambda a: (a + 1, float("inf"))),
    (re.compile(r"Y_?LT(\d+)"), lambda a: (0, a)),
    (re.compile(r"Y_?LE(\d+)"), lambda a: (0, a + 1)),
    # As people write them.
    (re.compile(r"(\d+)\s?[-–]\s?(\d+)"), lambda a, b: (a, b + 1)),
    (re.compile(r"(\d+)\s?\+"), lambda a: (a, float("inf"))),
    (re.compile(r"<\s?(\d+)"), lambda a: (0, a)),
)


@lru_cache(maxsize=10_000)
def read_ages(code: str) -> Span | None:
    """The ages of a code, half-open: Y0T4 is 0 to below 5. None: it is no code of ages."""
    for pattern, make in _AGES:
        if found := pattern.fullmatch(code):
            return make(*(float(each) for each in found.groups()))
    return None


@lru_cache(maxsize=10_000)
def read_days(period: str) -> Span:
    """The days of a period, half-open, as numbers."""
    read = Period(period)
    return read.start.toordinal(), read.until.toordinal()


def list_containing(spans: Mapping[str, Span]) -> dict[str, tuple[str, ...]]:
    """For each code those whose span contains its own and is longer, shortest first."""
    found = {}
    for code, (start, end) in spans.items():
        around = [
            (b - a, other)
            for other, (a, b) in spans.items()
            if a <= start and end <= b and (a, b) != (start, end)
        ]
        found[code] = tuple(other for _, other in sorted(around))
    return found


def list_totals(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each code of a breakdown those that contain it, nearest first; the total is the last."""
    known = {each for each in codes if each != TOTAL}
    spans = {each: span for each in known if (span := read_ages(each))}
    around = list_containing(spans)
    return {TOTAL: ()} | {each: (*around.get(each, ()), TOTAL) for each in known}


def list_ancestors(areas: Iterable[str], parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each area what it is part of, nearest first."""
    found = {}
    for area in areas:
        chain: list[str] = []
        at = area
        while (at := parents.get(at, "")) and at not in chain and at != area:
            chain.append(at)
        found[area] = tuple(chain)
    return found


def split_overlapping(codes: Sequence[str], spans: Mapping[str, Span]) -> list[list[str]]:
    """The codes in families whose members do not overlap; codes without span are in each."""
    families: list[list[str]] = []
    ends: list[float] = []
    timed = sorted((each for each in codes if each in spans), key=lambda each: spans[each])
    for code in timed:
        start, end = spans[code]
        at = next((n for n, last in enumerate(ends) if last <= start), len(ends))
        if at == len(ends):
            families.append([])
            ends.append(end)
        families[at].append(code)
        ends[at] = end
    others = [each for each in codes if each not in spans]
    return [family + others for family in families] or [others]
