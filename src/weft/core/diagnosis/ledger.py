"""The evidence of many settings as columns: what bounds, draws and searches compute on.

A table is a structured array whose rows are sorted by `setting`, the position of the setting they
belong to. Numbers in [0, 1] that may be unknown are pairs (low, high); answers that may be unknown
are 0, 1 or nan. `certain` says whether the fact counts as true in the reading; `p` is its
probability; `doc` numbers the documents of a setting, so that facts on one document stand or fall
together; `rank` numbers the rows of one kind. Both numbers are made of what is said, not of names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.terms import list_codes

Table = NDArray[Any]  # (rows,), of one of the dtypes below
Floats = NDArray[np.float64]

KINDS = list_codes("mechanism_kinds")
ROLES = list_codes("roles")
DISPUTES = list_codes("dispute_kinds")
AXES = list_codes("axes")
LEVELS = 2  # upper, lower
TABLES = ("ties", "claims", "plans", "conflicts")  # beside the settings
# What a role is asked of: by law or in practice, while a policy is made or carried out.
MANNERS = (
    ("de_jure", "formulation"),
    ("de_jure", "implementation"),
    ("de_facto", "formulation"),
    ("de_facto", "implementation"),
)
BITS = LEVELS * len(ROLES)  # level, then role
CELLS = len(MANNERS) * BITS  # manner, then level, then role
ATTRIBUTES = ("decides", "parity", "shared_agenda_and_chair", "voluntary")

_FACT = [("setting", "i4"), ("doc", "i2"), ("p", "f4"), ("certain", "?")]
# What is surveyed, so that nothing recorded means nothing there.
SETTING = np.dtype(
    [
        ("phases", "?", 2),
        ("ties", "?"),
        ("coordinating", "?"),
        ("across", "?"),
        ("disputes", "?"),
        ("policies", "?", 2),  # by phase
        ("cells", "?", CELLS),
    ]
)
TIE = np.dtype(
    [
        *_FACT,
        ("kind", "i1"),
        ("rank", "i2"),
        ("joins", "?"),  # the pair of levels
        ("peers", "?"),  # the lower level with others of that level
        ("named", "?"),  # whether its members are; otherwise it may join
        ("sign", "i1"),  # 1 from above, -1 from below, 0 not known which
        ("joint", "f4"),  # 1 a joint body, nan it may be one
        ("activity", "f8", 2),
        ("recency", "f8", 2),
        ("coverage", "f8"),
        ("attributes", "f4", len(ATTRIBUTES)),
    ]
)
CLAIM = np.dtype([*_FACT, ("cell", "i1"), ("positive", "?")])
PLAN = np.dtype(
    [
        *_FACT,
        ("rank", "i2"),
        ("level", "i1"),
        ("phases", "?", 2),
        ("worth", "f8", 2),  # 1 a policy of its own, .5 derived
        ("stance", "f8", len(AXES)),  # -2 to 2, nan not known
    ]
)
CONFLICT = np.dtype([*_FACT, ("rank", "i2"), ("kind", "i1"), ("between", "?")])


@dataclass(frozen=True)
class Ledger:
    """The evidence of N settings."""

    settings: Table  # (N,) SETTING
    ties: Table
    claims: Table
    plans: Table
    conflicts: Table

    def __len__(self) -> int:
        return len(self.settings)

    def take(self, chosen: Sequence[int] | NDArray[np.intp]) -> "Ledger":
        """The settings at some positions, in that order; a position may come several times."""
        positions = np.asarray(chosen, dtype=np.intp)
        tables = (_take_rows(each, positions) for each in (getattr(self, name) for name in TABLES))
        return Ledger(self.settings[positions], *tables)

    def cut(self, start: int, stop: int) -> "Ledger":
        """The settings from `start` to before `stop`."""
        tables = []
        for each in (getattr(self, name) for name in TABLES):
            first, last = np.searchsorted(each["setting"], (start, stop))
            rows = each[first:last].copy()
            rows["setting"] -= start
            tables.append(rows)
        return Ledger(self.settings[start:stop], *tables)


def _take_rows(table: Table, positions: NDArray[np.intp]) -> Table:
    starts = np.searchsorted(table["setting"], positions)
    counts = np.searchsorted(table["setting"], positions, side="right") - starts
    ends = np.cumsum(counts)
    rows = np.repeat(starts - (ends - counts), counts) + np.arange(counts.sum())
    taken: Table = table[rows]
    taken["setting"] = np.repeat(np.arange(len(positions)), counts)
    return taken


def find_starts(keys: NDArray[Any]) -> NDArray[np.intp]:
    """Where each run of equal keys begins, for reductions run by run."""
    if not len(keys):
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
