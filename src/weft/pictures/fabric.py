"""What a weave shows, as frozen values: columns, rows, crossings with their marks, and threads.

`loom.lay_out` makes them from an atlas; the drawing and the table read them and nothing else.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from weft.core.atlas.facts import Mechanism
from weft.core.terms import Text

EDGE = "others"  # the column of civil society, networks, companies, universities, media
Answer = Literal["yes", "no", "nobody", "unknown"]
ANSWERS: tuple[Answer, ...] = ("yes", "no", "nobody", "unknown")
State = Literal["roles", "nobody", "unknown", "contested", "blank"]
Measure = Callable[[Mechanism], tuple[float, float]]
# Low and high of a strength in [0, 1] further apart than this: not known.
WIDEST_KNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Claim:
    """One competence as a crossing shows it."""

    fact: str  # id of the competence
    role: str
    basis: str  # de_jure or de_facto
    answer: Answer
    holder: Text | None  # None for nobody and unknown
    kind: str | None = None  # every place of this kind inside `holder`, if stated so
    disputed_by: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One role at one crossing: what is recorded of it by law and in practice.

    `law` and `practice` are the strongest answers: one holder is enough; then no, nobody, unknown.
    """

    role: str
    claims: tuple[Claim, ...]
    law: Answer | None
    practice: Answer | None
    contested: bool

    def find_answer(self, basis: str) -> Answer | None:
        """The strongest answer on one basis, de_jure or de_facto."""
        return self.law if basis == "de_jure" else self.practice


def weigh_answers(claims: Iterable[Claim], basis: str) -> Answer | None:
    """The strongest answer that claims give on one basis; None if they say nothing of it."""
    answers = [each.answer for each in claims if each.basis == basis]
    return min(answers, key=ANSWERS.index) if answers else None


@dataclass(frozen=True, slots=True)
class Crossing:
    """Area x column, with a mark for each role that has a record, in the order of the roles."""

    area: str
    column: str
    state: State
    marks: tuple[Mark, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the competences shown here."""
        return tuple(dict.fromkeys(claim.fact for mark in self.marks for claim in mark.claims))


@dataclass(frozen=True, slots=True)
class Tie:
    """One mechanism as threads show it."""

    fact: str  # id of the mechanism
    name: Text
    kind: str
    formality: str | None
    strength: tuple[float, float]  # low and high, in [0, 1]
    members: tuple[Text, ...]  # all who take part, here or elsewhere; observers left out
    disputed_by: tuple[Text, ...] = ()

    @property
    def strength_is_known(self) -> bool:
        return self.strength[1] - self.strength[0] <= WIDEST_KNOWN


@dataclass(frozen=True, slots=True)
class Thread:
    """One stretch of a tie: between two columns of a row, between two rows of a column, or
    within one crossing. `start` is the higher level, or the upper row."""

    tie: Tie
    start: tuple[str, str]  # area, column
    end: tuple[str, str]
    arrow: Literal["forward", "backward"] | None = None

    @property
    def runs(self) -> Literal["levels", "rows", "within"]:
        if self.start == self.end:
            return "within"
        return "levels" if self.start[0] == self.end[0] else "rows"


@dataclass(frozen=True)
class Weave:
    """Who does what at which level in one place on one day, and what ties them."""

    place: str
    name: Text
    on: dt.date
    columns: tuple[str, ...]  # levels, widest first, and EDGE
    rows: tuple[str, ...]  # areas with at least one fact, in the order of the vocabulary
    missing: tuple[str, ...]  # areas without any
    crossings: tuple[Crossing, ...]  # row by row, blank ones too
    threads: tuple[Thread, ...]
    unplaced: tuple[str, ...] = field(default=())  # facts here whose level is not recorded

    @cached_property
    def _by_cell(self) -> dict[tuple[str, str], Crossing]:
        return {(each.area, each.column): each for each in self.crossings}

    def find_crossing(self, area: str, column: str) -> Crossing:
        """The crossing of a row and a column; KeyError if the weave has no such row or column."""
        return self._by_cell[area, column]

    @cached_property
    def facts(self) -> frozenset[str]:
        """Ids of everything that is shown."""
        shown = {fact for each in self.crossings for fact in each.facts}
        return frozenset(shown | {each.tie.fact for each in self.threads})

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie once, in the order of its id."""
        found = {each.tie.fact: each.tie for each in self.threads}
        return tuple(found[key] for key in sorted(found))
