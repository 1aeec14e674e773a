"""Small tables and a reader who tries to work out what is withheld, for the tests of disclosure.

The reader shares no code with what he attacks: he writes down equations by hand and asks a solver
for the least and the greatest whole number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from weft.core.observatory.disclosure.figures import Figures

Name = tuple[str, ...]


def make_figures(rows: Iterable[Mapping[str, Any]]) -> Figures:
    """Figures from rows of what differs: {"area": "turin", "sex": "F", "value": 3}."""
    rows = list(rows)
    fixed = {"measure": "stock", "period": "2020", "definition": "citizenship", "unit": "persons",
             "modelled": False, "confidential": False}  # fmt: skip
    names = {n for row in rows for n in row} - {*fixed, "area", "value"}
    columns = {name: [row.get(name, value) for row in rows] for name, value in fixed.items()}
    return Figures(
        area=[row["area"] for row in rows],
        measure=columns["measure"],
        period=columns["period"],
        definition=columns["definition"],
        unit=columns["unit"],
        breakdowns={name: [row.get(name, "_T") for row in rows] for name in sorted(names)},
        values=np.array([np.nan if row["value"] is None else row["value"] for row in rows], float),
        modelled=np.array(columns["modelled"], bool),
        confidential=np.array(columns["confidential"], bool),
    )


def add_totals(cells: Mapping[Name, float]) -> dict[Name, float]:
    """The cells, and every total over every one of their names."""
    found: dict[Name, float] = {}
    for names, value in cells.items():
        each: list[Name] = [()]
        for name in names:
            each = [(*before, one) for before in each for one in {name, "_T"}]
        for total in each:
            found[total] = found.get(total, 0) + value
    return found


@dataclass
class Reader:
    """Somebody who knows some figures, that others are at least `least`, and which sums hold."""

    known: dict[Name, float] = field(default_factory=dict)
    least: dict[Name, float] = field(default_factory=dict)
    sums: list[dict[Name, float]] = field(default_factory=list)  # coefficients that come to zero

    def see(self, name: Name, value: float | None, least: float = 1) -> None:
        """A figure that is shown, or withheld (None): then it is not zero, for zeros are shown."""
        if value is None:
            self.least[name] = least
        else:
            self.known[name] = value

    def reckon(self, total: Name, parts: Iterable[Name]) -> None:
        """The total is the sum of the parts."""
        self.sums.append({total: 1.0} | dict.fromkeys(parts, -1.0))

    def work_out(self, name: Name) -> tuple[float, float]:
        """The least and the greatest that a figure can be; infinite where nothing limits it."""
        if name in self.known:
            return self.known[name], self.known[name]
        names = sorted({n for row in self.sums for n in row if n not in self.known} | {name})
        matrix = np.array([[row.get(n, 0.0) for n in names] for row in self.sums])
        right = [-sum(c * self.known.get(n, 0.0) for n, c in row.items()) for row in self.sums]
        found = []
        for sign in (1.0, -1.0):
            goal = np.zeros(len(names))
            goal[names.index(name)] = sign
            answer = milp(
                goal,
                integrality=np.ones(len(names)),
                bounds=Bounds([self.least.get(n, 0.0) for n in names], 10_000),
                constraints=LinearConstraint(matrix, right, right) if self.sums else [],
            )
            assert answer.status == 0, answer.message
            found.append(sign * round(answer.fun, 6))
        return found[0], found[1]


def reckon_all_totals(reader: Reader, names: Iterable[Name]) -> None:
    """All sums of a table that has every total: along each of its sides."""
    names = set(names)
    for name in names:
        for side, code in enumerate(name):
            if code == "_T":
                parts = [
                    n for n in names
                    if n[side] != "_T" and n[:side] == name[:side]
                    and n[side + 1 :] == name[side + 1 :]
                ]  # fmt: skip
                if parts:
                    reader.reckon(name, parts)
