"""Complementary suppression: which further cells to withhold so that no sensitive one can be
worked out, at the least loss of information.

An integer program (which cells are withheld: 0 or 1) whose constraints are found by attacking its
own answers, until an attack fails: Benders' decomposition as in Fischetti and Salazar (2001),
"Solving the cell suppression problem on tabular data with linear constraints", Management Science
47. Each constraint is a proof, in numbers, of why the cells withheld so far protect too little.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from weft.core.observatory.disclosure.attack import NEAR, Attack, Audit, Breach
from weft.core.observatory.disclosure.repairing import find_cheapest
from weft.core.observatory.disclosure.system import Flags, Floats, Indices, System, Targets

_EXACT = 400  # cells that may be chosen, up to which the optimum is proved
_ROUNDS = 60  # of the program until it is proved
_ROUNDS_LARGE = 8  # of the program for more cells; then cells are only added


@dataclass(frozen=True)
class Suppression:
    """The cells to withhold, and how good the choice is."""

    hidden: Flags
    rounds: int
    loss: float  # weights of the cells withheld beside those that must be
    optimal: bool  # proved to be the least loss; else it is safe, but might withhold too much
    exposed: Indices  # sensitive cells of which too much is known whatever is withheld


def suppress(
    system: System, targets: Targets, hidden: Flags, free: Flags, weights: Floats
) -> Suppression:
    """Choose cells to withhold so that every target keeps its protection interval, or as much of
    it as is possible where everything else were withheld.

    `hidden` are withheld in any case; `free` may be withheld; all others are known. `weights` is
    the loss of information of each cell.
    """
    cuts = _Cuts(system, targets, hidden, free & ~hidden)
    cuts.start()
    small = int(free.sum()) <= _EXACT
    chosen, turn = hidden.copy(), 0
    for turn in range(1, (_ROUNDS if small else _ROUNDS_LARGE) + 1):
        answer = _solve(cuts, weights, small)
        if answer is None:
            break
        chosen, proved = answer
        if cuts.add_bridges(chosen):
            continue
        audit = Attack(system, chosen).audit(cuts.targets)
        if audit.passed:
            return _finish(cuts, chosen, audit, weights, turn, proved)
        for breach in audit.breaches:
            cuts.add(breach, chosen)
        cuts.drop_exposed()
    return _add_until_safe(cuts, chosen, weights, turn)


def _add_until_safe(cuts: "_Cuts", chosen: Flags, weights: Floats, turn: int) -> Suppression:
    """Where the program found no end: withhold more, for each target that is open the cells of the
    cheapest table in which it lies elsewhere; if there is none, all that is linked with it. That
    ends, at the latest when everything linked with a target is withheld."""
    while True:
        turn += 1
        audit = Attack(cuts.system, chosen).audit(cuts.targets)
        if audit.passed:
            return _finish(cuts, chosen, audit, weights, turn, False)
        before = chosen.copy()
        for breach in audit.breaches:
            cell = int(cuts.targets.cells[breach.target])
            end = (cuts.targets.most if breach.upwards else cuts.targets.least)[breach.target]
            move = float(end - cuts.system.values[cell])
            costs = np.where(chosen, 0.0, weights)
            more = find_cheapest(cuts.system, cuts.hidden | cuts.free, costs, cell, move)
            if more is None:
                linked = cuts.find_linked(breach.around)
                more = linked[cuts.free[linked]]
            chosen[more] = True
        if (chosen == before).all():  # nothing is left that could hide them
            for breach in audit.breaches:
                cuts.narrow(breach.target, give_up=True)
            cuts.drop_exposed()


class _Cuts:
    """The constraints of the program: in each, enough of some cells must be withheld."""

    def __init__(self, system: System, targets: Targets, hidden: Flags, free: Flags) -> None:
        self.system, self.hidden, self.free = system, hidden, free
        self.targets = _settle(system, targets)
        self.exposed: set[int] = set()
        self._given_up: set[int] = set()  # those exposed of which nothing can be asked
        self.rows: list[tuple[Indices, Floats, float]] = []  # cells, coefficients, at least
        self.transposed = system.matrix.T.tocsr()
        self._all: Attack | None = None

    def start(self) -> None:
        """What each relation asks by itself: its other cells must be able to make up for the
        target, wherever in its protection interval it lies."""
        matrix, values, rows = self.system.matrix, self.system.values, self.transposed
        for cell, least, most in zip(
            self.targets.cells, self.targets.least, self.targets.most, strict=True
        ):
            for row in rows.indices[rows.indptr[cell] : rows.indptr[cell + 1]]:
                span = slice(matrix.indptr[row], matrix.indptr[row + 1])
                cells, numbers = matrix.indices[span].astype(np.int64), matrix.data[span]
                others = cells != cell
                slopes = numbers[others] / float(numbers[~others][0])
                for sign, wanted in ((-1.0, most - values[cell]), (1.0, values[cell] - least)):
                    self._add_reach(cells[others], sign * slopes, wanted)

    def add(self, breach: Breach, chosen: Flags) -> None:
        """The constraint that a breach proves."""
        if breach.multipliers is not None:
            cell = int(self.targets.cells[breach.target])
            value, sign = self.system.values[cell], 1.0 if breach.upwards else -1.0
            end = (self.targets.most if breach.upwards else self.targets.least)[breach.target]
            slopes = -(self.transposed @ breach.multipliers)
            slopes[cell] += sign
            cells = np.flatnonzero(np.abs(slopes) > NEAR)
            came = self._add_reach(cells, slopes[cells], sign * (end - value), chosen)
            if came == "too much":
                self.narrow(breach.target)
            if came != "nothing new":
                return
        linked = self.find_linked(breach.around)
        may = linked[self.free[linked] & ~chosen[linked]]
        if len(may):  # at least one more of those that stand in a relation with them
            self.rows.append((may, np.ones(len(may)), 1.0))
        else:
            self.narrow(breach.target)

    def find_linked(self, cells: Indices) -> Indices:
        """The cells that share a relation with these."""
        matrix = self.system.matrix
        linked: Indices = np.unique(matrix[np.unique(self.transposed[cells].indices)].indices)
        return linked

    def narrow(self, target: int, give_up: bool = False) -> None:
        """Ask no more of a target than is possible where everything that may be is withheld: zeros
        are shown, so three people and two cells that are not zero are never one person. An amount
        of which less is possible than its rule asks is exposed, and what is possible still asked.
        """
        if self._all is None:
            self._all = Attack(self.system, self.hidden | self.free)
        cell = int(self.targets.cells[target])
        low, high = self._all.find_interval(cell)
        targets = self.targets
        before = (targets.least[target], targets.most[target])
        targets.least[target] = max(low, targets.least[target])
        # Even so it must not be certain.
        targets.most[target] = min(high, max(targets.most[target], targets.least[target] + 1))
        after = (targets.least[target], targets.most[target])
        if after[1] - after[0] < NEAR or (give_up and before == after):
            self._given_up.add(cell)
            self.exposed.add(cell)
        cut_off = max(after[0] - before[0], before[1] - after[1])
        if self.system.amounts[cell] and cut_off > NEAR:
            self.exposed.add(cell)

    def drop_exposed(self) -> None:
        """What is known whatever is withheld cannot be asked for."""
        self.targets = self.targets.pick(~np.isin(self.targets.cells, sorted(self._given_up)))

    def _add_reach(
        self, cells: Indices, slopes: Floats, wanted: float, chosen: Flags | None = None
    ) -> Literal["added", "nothing new", "too much"]:
        """The cells withheld must move the target as far as wanted, if enough of them there are."""
        if wanted <= NEAR:
            return "nothing new"
        values = self.system.values[cells]
        room = np.where(
            slopes > 0, self.system.high[cells] - values, values - self.system.low[cells]
        )
        reach = np.zeros(len(cells))
        moves = room > NEAR
        reach[moves] = np.minimum(np.abs(slopes[moves]) * room[moves], wanted)
        left = wanted - reach[self.hidden[cells]].sum()
        may = self.free[cells] & (reach > NEAR)
        if left <= NEAR:
            return "nothing new"
        numbers = np.minimum(reach[may] / left, 1.0)
        if numbers.sum() < 1 - NEAR:
            return "too much"
        if chosen is not None and numbers[chosen[cells[may]]].sum() >= 1 - NEAR:
            return "nothing new"
        self.rows.append((cells[may], numbers, 1.0))
        return "added"

    def add_bridges(self, chosen: Flags) -> bool:
        """A cell withheld alone in a relation protects nothing: say so, of those chosen."""
        matrix = self.system.matrix
        counts = abs(matrix).sign() @ chosen.astype(float)
        added = False
        for row in np.flatnonzero(counts == 1):
            cells = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            alone = int(cells[chosen[cells]][0])
            if self.hidden[alone]:
                continue  # the attack says what it lacks
            may = cells[self.free[cells] & (cells != alone)].astype(np.int64)
            numbers = np.ones(len(may) + 1)
            numbers[-1] = -1.0
            self.rows.append((np.append(may, alone), numbers, 0.0))
            added = True
        return added


def _settle(system: System, targets: Targets) -> Targets:
    """Protection intervals without what is told by the least values of the parts alone: a total of
    two cells that are not zero is never 1. (`_Cuts.narrow` finds the rest, at greater cost.) Those
    of amounts stay, for what is cut off them is to be reported."""
    matrix = system.matrix
    down = (matrix < 0).astype(float) * abs(matrix)  # the parts of each total
    totals = np.flatnonzero((matrix > 0).sum(axis=1) == 1)
    heads = (matrix > 0)[totals].indices
    slack = system.low - system.values
    for _ in range(3):  # parts of parts
        at_least = np.full(system.cells, -np.inf)
        np.maximum.at(at_least, heads, (down @ slack)[totals])
        slack = np.maximum(slack, np.minimum(at_least, 0))
    least = np.maximum(targets.least, (system.values + slack)[targets.cells])
    amounts = system.amounts[targets.cells]
    return Targets(
        targets.cells,
        np.where(amounts, targets.least, least),
        np.where(amounts, targets.most, np.maximum(targets.most, least + 1)),
    )


def _solve(cuts: _Cuts, weights: Floats, small: bool) -> tuple[Flags, bool] | None:
    """The cheapest choice that keeps all constraints, and whether it is proved to be that; None
    where there is none (in time)."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    chosen = cuts.hidden.copy()
    if not cuts.rows:
        return chosen, True
    columns = np.concatenate([cells for cells, _, _ in cuts.rows])
    cells, inverse = np.unique(columns, return_inverse=True)
    numbers = np.concatenate([row for _, row, _ in cuts.rows])
    starts = np.concatenate([[0], np.cumsum([len(row) for _, row, _ in cuts.rows])])
    matrix = csr_array((numbers, inverse, starts), shape=(len(cuts.rows), len(cells)))
    least = np.array([each for _, _, each in cuts.rows])
    answer = milp(
        weights[cells],
        integrality=np.ones(len(cells)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, least),
        options={"mip_rel_gap": 0.0 if small else 0.02, "time_limit": 10.0 if small else 2.0},
    )
    if answer.x is None:
        return None
    chosen[cells[answer.x > 0.5]] = True
    return chosen, small and answer.status == 0


def _finish(
    cuts: "_Cuts", chosen: Flags, audit: Audit, weights: Floats, rounds: int, optimal: bool
) -> Suppression:
    """Show again what protects nobody."""
    kept = cuts.hidden | (chosen & audit.used)
    loss = float(weights[kept & ~cuts.hidden].sum())
    return Suppression(kept, rounds, loss, optimal, np.array(sorted(cuts.exposed), np.int64))
