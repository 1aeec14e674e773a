"""The attacker: what can be worked out about withheld cells from all that is public, exactly.

Audits suppression, and stands in the tests as the adversary. (Fischetti and Salazar 2000, "Models
and algorithms for optimizing cell suppression in tabular data with linear constraints", JASA 95.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from weft.core.observatory.disclosure.system import (
    Flags,
    Floats,
    Indices,
    System,
    Targets,
    find_parts,
)

NEAR = 1e-6  # what counts as equal, in persons
_JOINT = 40  # tries to serve many cells with one answer, before each is asked for itself
_PATIENCE = 20.0  # seconds for one question; what is undecided then counts as not protected


@dataclass(frozen=True)
class Breach:
    """A sensitive cell of which a reader can say more than he may."""

    target: int  # place among the targets
    upwards: bool  # its highest possible value is too low; else its lowest is too high
    multipliers: Floats | None  # of the relations: proof; None: only whole numbers tell
    around: Indices  # cells withheld that are linked with it


@dataclass(frozen=True)
class Audit:
    """What an attack came to."""

    breaches: tuple[Breach, ...]
    used: Flags  # cells whose uncertainty protects some target; others are withheld in vain

    @property
    def passed(self) -> bool:
        """Whether all sensitive cells are protected."""
        return not self.breaches


class Attack:
    """All that is public beside the cells withheld."""

    def __init__(self, system: System, hidden: Flags) -> None:
        self.system = system
        matrix = system.matrix
        unknown = hidden.copy()
        while True:  # a relation with one unknown gives it away
            counts = abs(matrix).sign() @ unknown.astype(float)
            rows = np.flatnonzero(counts == 1)
            if not len(rows):
                break
            told = np.unique(matrix[rows].indices)
            unknown[told] = False
        self.unknown = unknown
        self.cells: Indices = np.flatnonzero(unknown)
        self.where = np.full(system.cells, -1)
        self.where[self.cells] = np.arange(len(self.cells))
        self.rows: Indices = np.flatnonzero(counts > 1)
        self.matrix = matrix[self.rows][:, self.cells].tocsr()
        values = system.values[self.cells]
        self.low = system.low[self.cells] - values
        self.high = system.high[self.cells] - values
        self.whole = system.whole[self.cells]
        self.parts = find_parts(self.matrix)

    def find_interval(self, cell: int) -> tuple[float, float]:
        """The least and the greatest value that the cell can have, for a reader who reckons with
        whole numbers where there are such."""
        value, at = float(self.system.values[cell]), int(self.where[cell])
        if at < 0:
            return value, value
        reached = []
        for sign in (-1.0, 1.0):
            goal = np.zeros(len(self.cells))
            goal[at] = sign
            part: Indices = np.flatnonzero(self.parts == self.parts[at])
            found = self._solve(goal, part, exact=True)
            reached.append(sign * np.inf if found is None else value + float(found[at]))
        return reached[0], reached[1]

    def audit(self, targets: Targets) -> Audit:
        """Whether each target keeps its protection interval. Exact: a target passes only by a
        possible table in which it reaches the end of its interval."""
        need = _Need(self, targets)
        generator = np.random.default_rng(0)  # the tries differ, and are the same every time
        for _ in range(_JOINT):
            if not (need.open & (need.at >= 0)).any():
                break
            before = int(need.open.sum())
            self._serve_many(need, generator)
            if need.open.sum() > before - 3:  # each for itself is as quick
                break
        breaches = []
        for upwards in (True, False):
            for target in range(len(targets)):
                if need.open[int(upwards), target]:
                    breach = self._serve_one(need, target, upwards)
                    if breach:
                        breaches.append(breach)
        return Audit(tuple(breaches), need.used)

    def _serve_many(self, need: "_Need", generator: Any) -> None:
        """One possible table in which as many targets as possible reach an end."""
        both: Flags = need.open[0] & need.open[1]
        upwards = np.where(both, generator.random(len(both)) < 0.5, need.open[1])
        asked: Indices = np.flatnonzero(need.open.any(axis=0) & (need.at >= 0))
        cells, up = need.at[asked], upwards[asked]
        # The way to the end of the interval is rewarded, what is beyond it is not.
        reach = np.where(up, need.most[asked], -need.least[asked])
        low, high = self.low.copy(), self.high.copy()
        beyond_low = np.where(up, 0.0, np.minimum(low[cells] + reach, 0))
        beyond_high = np.where(up, np.maximum(high[cells] - reach, 0), 0.0)
        low[cells] = np.where(up, low[cells], -reach)
        high[cells] = np.where(up, reach, high[cells])
        goal = np.zeros(len(self.cells) + len(cells))
        goal[cells] = np.where(up, 1.0, -1.0)
        part = np.flatnonzero(np.isin(self.parts, self.parts[cells]))
        found = self._solve(goal, part, cells, low, high, beyond_low, beyond_high)
        if found is not None:
            need.tick(found)

    def _serve_one(self, need: "_Need", target: int, upwards: bool) -> Breach | None:
        at = int(need.at[target])
        if at < 0:  # told by a relation, or public
            return Breach(target, upwards, None, np.array([need.targets.cells[target]]))
        part = np.flatnonzero(self.parts == self.parts[at])
        goal = np.zeros(len(self.cells))
        goal[at] = 1.0 if upwards else -1.0
        wanted = need.most[target] if upwards else -need.least[target]
        low, high = self.low.copy(), self.high.copy()
        if upwards:
            high[at] = min(high[at], wanted)  # no need to go further
        else:
            low[at] = max(low[at], -wanted)
        table, multipliers = self._relax(goal, part, low, high)
        if table is not None:
            if (np.abs(table - np.round(table))[self.whole] < NEAR).all():
                need.tick(table)
                if not need.open[int(upwards), target]:
                    return None
            if goal @ table < wanted - NEAR:
                return Breach(target, upwards, multipliers, self.cells[part])
        found = self._solve(goal, part, None, low, high)
        if found is None or goal @ found < wanted - NEAR:
            return Breach(target, upwards, None, self.cells[part])
        need.tick(found)
        return None

    def _relax(self, goal: Floats, part: Indices, low: Floats, high: Floats) -> Any:
        """The table that goes furthest without regard to whole numbers, and the multipliers of the
        relations that prove it to be the furthest."""
        from scipy.optimize import linprog  # noqa: PLC0415

        rows = np.unique(self.matrix[:, part].tocoo().row)
        answer = linprog(
            -goal[part],
            A_eq=self.matrix[rows][:, part],
            b_eq=np.zeros(len(rows)),
            bounds=np.column_stack([low[part], high[part]]),
            method="highs",
        )
        if answer.status != 0:
            return None, None
        table, multipliers = np.zeros(len(goal)), np.zeros(self.system.matrix.shape[0])
        table[part] = answer.x
        multipliers[self.rows[rows]] = -answer.eqlin.marginals
        return table, multipliers

    def _solve(
        self,
        goal: Floats,
        part: Indices,
        extra: Indices | None = None,
        low: Floats | None = None,
        high: Floats | None = None,
        extra_low: Floats | None = None,
        extra_high: Floats | None = None,
        exact: bool = False,
    ) -> Floats | None:
        """The possible table that goes furthest: deviations of the unknown cells. `extra` are
        cells whose deviation has a second, unrewarded part. None: without bound, or none found in
        time; `exact` takes only what is proved to be the furthest."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
        from scipy.sparse import hstack  # noqa: PLC0415

        low, high = self.low if low is None else low, self.high if high is None else high
        matrix, whole = self.matrix[:, part], self.whole[part]
        lows, highs, goals = low[part], high[part], goal[part]
        if extra is not None and extra_low is not None and extra_high is not None:
            matrix = hstack([matrix, self.matrix[:, extra]]).tocsr()
            whole = np.concatenate([whole, self.whole[extra]])
            lows, highs = np.concatenate([lows, extra_low]), np.concatenate([highs, extra_high])
            goals = np.concatenate([goals, np.zeros(len(extra))])
        rows = np.unique(matrix.tocoo().row)
        # Sums of parts mostly have whole corners anyway: only if not, whole numbers are asked for.
        for integrality in (np.zeros(len(whole)), whole.astype(float)):
            answer = milp(
                -goals,
                integrality=integrality,
                bounds=Bounds(lows, highs),
                constraints=[LinearConstraint(matrix[rows], 0, 0)] if len(rows) else [],
                options={"time_limit": _PATIENCE},
            )
            if answer.x is None or (exact and answer.status != 0):
                return None
            if (np.abs(answer.x - np.round(answer.x))[whole] < NEAR).all():
                break
        found = np.zeros(len(self.cells))
        found[part] = answer.x[: len(part)]
        if extra is not None:
            found[extra] += answer.x[len(part) :]
        return found


class _Need:
    """Which ends of which protection intervals are still to be reached, as deviations."""

    def __init__(self, attack: Attack, targets: Targets) -> None:
        values = attack.system.values[targets.cells]
        self.attack, self.targets = attack, targets
        self.at = attack.where[targets.cells]
        self.least, self.most = targets.least - values, targets.most - values
        self.open = np.vstack([self.least < -NEAR, self.most > NEAR])
        self.used = np.zeros(attack.system.cells, bool)

    def tick(self, found: Floats) -> None:
        """Note what a possible table (deviations) shows to be possible."""
        here = np.where(self.at >= 0, found[self.at] if len(found) else 0.0, 0.0)
        reached = np.vstack([here <= self.least + NEAR, here >= self.most - NEAR]) & self.open
        if reached.any():
            self.open &= ~reached
            self.used[self.attack.cells[np.abs(found) > NEAR]] = True
