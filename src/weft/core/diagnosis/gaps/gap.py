"""What a gap between levels is made of: parts with bounds and facts, and how they join to one."""

from collections.abc import Iterable
from typing import Literal

from weft.core.atlas.records import Fact, Model
from weft.core.diagnosis.gaps.pack import GapPack, Limits
from weft.core.diagnosis.interval import ANY, Interval
from weft.core.diagnosis.setting import Setting

Severity = Literal["none", "slight", "serious", "unknown"]
Answer = Literal["met", "partly", "unmet", "unknown"]
CellCode = Literal[
    "S-ORPHAN", "S-OVERLAP", "S-UNFUNDED", "S-SHADOW", "S-DISTANT", "S-CONTESTED", "S-UNKNOWN",
]  # fmt: skip


class Part(Model):
    """One thing a gap is computed from: from 0 (no gap) to 1; [0, 1] where nothing is known.

    `missing` says what is wanting, as codes of phrases; empty once the value is a single number.
    """

    code: str
    low: float
    high: float
    known: bool
    facts: tuple[str, ...]
    missing: tuple[str, ...]


class Gap(Model):
    """A gap in [0, 1]: the mean over its parts, those that cannot be computed at [0, 1]."""

    code: str
    low: float
    high: float
    severity: Severity
    parts: tuple[Part, ...]
    facts: tuple[str, ...]
    opportunities: tuple[str, ...]


class Cell(Model):
    """What stands out in an area x role: [1, 1] if it is so, [0, 1] if it may be."""

    code: CellCode
    role: str
    low: float
    high: float
    severity: Severity
    facts: tuple[str, ...]
    opportunities: tuple[str, ...]
    levels: tuple[str, ...]


class Readiness(Model):
    """One element of good coordination: is it there, why (code of a phrase), on which facts."""

    code: str
    answer: Answer
    reason: str
    facts: tuple[str, ...]


class Challenge(Model):
    """A challenge that shows: in which gaps and cells (codes) or facts, and what answers it."""

    code: str
    shows_in: tuple[str, ...]
    facts: tuple[str, ...]
    opportunities: tuple[str, ...]


class GapReport(Model):
    """All that is said of a setting: seven gaps, its cells, four elements, the challenges; and the
    version of the numbers and lists by which it is said."""

    setting: Setting
    version: str
    gaps: tuple[Gap, ...]
    cells: tuple[Cell, ...]
    readiness: tuple[Readiness, ...]
    challenges: tuple[Challenge, ...]


def list_ids(facts: Iterable[Fact | None]) -> tuple[str, ...]:
    """Each fact's id once."""
    return tuple(dict.fromkeys(each.id for each in facts if each))


def make_part(
    code: str, value: Interval, facts: Iterable[Fact | None] = (), missing: Iterable[str] = ()
) -> Part:
    """A part; what is missing is kept only where it would still make a difference."""
    wanting = tuple(dict.fromkeys(missing)) if value.width > 0 else ()
    return Part(
        code=code,
        low=value.low,
        high=value.high,
        known=value != ANY,
        facts=list_ids(facts),
        missing=wanting,
    )


def join_parts(code: str, parts: Iterable[Part], pack: GapPack) -> Gap:
    """The gap of which these are the parts: at least one."""
    parts = tuple(parts)
    low = sum(each.low for each in parts) / len(parts)
    high = sum(each.high for each in parts) / len(parts)
    return Gap(
        code=code,
        low=low,
        high=high,
        severity=judge_severity(low, high, pack.severity),
        parts=parts,
        facts=tuple(dict.fromkeys(fact for each in parts for fact in each.facts)),
        opportunities=pack.list_opportunities(code),
    )


def judge_severity(low: float, high: float, limits: Limits) -> Severity:
    """At least serious, at least slight, surely none; or unknown, if it may be none or more."""
    if low >= limits.serious:
        return "serious"
    if low >= limits.slight:
        return "slight"
    return "none" if high < limits.slight else "unknown"


def make_cell(
    code: CellCode,
    role: str,
    levels: tuple[str, ...],
    facts: Iterable[Fact | None],
    pack: GapPack,
    *,
    sure: bool,
) -> Cell:
    """A cell that stands out surely, or perhaps."""
    low = 1.0 if sure else 0.0
    return Cell(
        code=code,
        role=role,
        low=low,
        high=1.0,
        severity=judge_severity(low, 1.0, pack.severity),
        facts=list_ids(facts),
        opportunities=pack.list_opportunities(code),
        levels=levels,
    )
