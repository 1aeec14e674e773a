"""Iterative proportional fitting: a table that has the pattern of one source and the totals of
others, for figures that nobody counted cell by cell."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from weft.core.observatory.estimation.tables import (
    Array,
    Table,
    TableError,
    arrange,
    check_agreement,
    check_zeros,
    spread_over,
)

TOLERANCE = 1e-8
MOST = 1000


class FitNotConvergedError(ArithmeticError):
    """A table that does not come to meet its margins."""


@dataclass(frozen=True, eq=False)
class TableFit:
    """A fitted table, and how well it meets its margins."""

    table: Table
    iterations: int
    deviation: float  # largest, relative, of a sum of the table from its margin
    zeros: int  # cells that are zero in the seed, and so stay zero


def fit_table(
    seed: Table, margins: Sequence[Table], *, tolerance: float = TOLERANCE, most: int = MOST
) -> TableFit:
    """The table nearest to the seed whose sums are the margins.

    Formula: x <- x * margin / (sum of x over the margin's missing axes), for each margin in turn,
    until every sum is within `tolerance` of its margin: max |sum / margin - 1|. The result keeps
    the odds ratios of the seed, and among all tables with these margins has the least
    Kullback-Leibler divergence from it.
    Citation: Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444; convergence:
    Fienberg (1970), Annals of Mathematical Statistics 41, 907-917.
    Unit: that of the margins. Denominator: none. Suppression: none of its own; the cells are
    modelled, and the policy of the dataset applies to them as to counts.

    Raises TableError, MarginsDisagreeError, ZeroCellsError, and FitNotConvergedError after `most`
    rounds.
    """
    arranged = prepare(seed, margins)
    return run(seed, arranged, tolerance=tolerance, most=most)


def prepare(seed: Table, margins: Sequence[Table]) -> tuple[Table, ...]:
    """The margins in the order of the seed, after all checks."""
    if not margins:
        raise TableError("no margin is given; give one total at least")
    if not seed.axes:
        raise TableError("the seed has no axis; there is nothing to distribute")
    arranged = tuple(arrange(margin, seed) for margin in margins)
    check_agreement(arranged)
    check_zeros(seed, arranged)
    return arranged


def run(seed: Table, margins: Sequence[Table], *, tolerance: float, most: int) -> TableFit:
    """Fit to margins that `prepare` has checked.

    The table is kept as `values` times one weight for each category of each axis: a margin of one
    axis then changes its weights only, and the sums take the weights along for nothing. The first
    sums of a round are the last of the check before it, and the last margin is met exactly when it
    has just been scaled to, so a round of k margins costs 2k - 2 sums.
    """
    values = seed.values
    targets = [spread_over(margin, seed) for margin in margins]
    add = [plan_sum(target.shape, values.shape) for target in targets]
    weights = [np.ones(size) for size in values.shape]
    sums = add[0](values, weights)
    deviation, worst = np.inf, 0
    for iteration in range(1, most + 1):
        for at, target in enumerate(targets):
            factor = _divide(target, sums if at == 0 else add[at](values, weights), 0.0)
            if (axis := _find_only_axis(factor.shape)) is not None:
                weights[axis] = weights[axis] * factor.ravel()
            elif values is seed.values:
                values = values * factor
            else:
                values *= factor
        deviation = 0.0
        for at in reversed(range(max(1, len(targets) - 1))):  # ends with the sums of the first
            sums = add[at](values, weights)
            largest = float(np.abs(_divide(sums, targets[at], 1.0) - 1).max(initial=0.0))
            if largest >= deviation:
                deviation, worst = largest, at
        if deviation <= tolerance:
            *leading, last = weights
            values = values * reduce(np.multiply.outer, leading, np.ones(()))[..., np.newaxis]
            values *= last
            zeros = values.size - int(np.count_nonzero(seed.values > 0))
            return TableFit(Table(values, seed.axes), iteration, deviation, zeros)
    sums = add[worst](values, weights)
    cell = int(np.argmax(np.abs(_divide(sums, targets[worst], 1.0) - 1)))
    raise FitNotConvergedError(
        f"after {most:,} rounds the sum of {margins[worst].name_cell(cell)} is "
        f"{sums.flat[cell]:,.6g}, its margin {targets[worst].flat[cell]:,.6g} (deviation "
        f"{deviation:.2g}, allowed {tolerance:.2g}); zeros of the seed probably forbid a table "
        "with these margins: join small categories, or loosen the tolerance knowingly"
    )


def plan_sum(
    wanted: tuple[int, ...], whole: tuple[int, ...]
) -> Callable[[Array, Sequence[Array]], Array]:
    """A function that sums a weighted table of one shape to a margin (whose gone axes are 1).

    Each run of neighbouring axes is summed as one product with their weights, which numpy hands to
    BLAS: up to four times faster than `ndarray.sum` over an axis of the middle.
    """
    steps: list[tuple[range, tuple[int, int, int]]] = []
    left = list(whole)
    kept = [at for at, size in enumerate(wanted) if size > 1 and whole[at] > 1]
    at = 0
    while at < len(whole):
        end = at
        while end < len(whole) and end not in kept:
            end += 1
        if end > at:
            before, here, after = (
                math.prod(part) for part in (left[:at], left[at:end], left[end:])
            )
            steps.append((range(at, end), (before, here, after)))
            left[at:end] = [1] * (end - at)
        at = end + 1

    def add(values: Array, weights: Sequence[Array]) -> Array:
        for axes, (before, here, after) in steps:
            along = reduce(np.multiply.outer, [weights[axis] for axis in axes]).ravel()
            if after == 1:
                values = values.reshape(before, here) @ along
            else:
                values = along @ values.reshape(before, here, after)
        values = values.reshape(wanted)
        for axis in kept:
            values = values * _lay_along(weights[axis], axis, len(whole))
        return values

    return add


def _find_only_axis(shape: tuple[int, ...]) -> int | None:
    """The axis along which a margin varies, if it is one."""
    axes = [at for at, size in enumerate(shape) if size > 1]
    return axes[0] if len(axes) == 1 else None


def _lay_along(weight: Array, axis: int, axes: int) -> Array:
    return weight.reshape([-1 if at == axis else 1 for at in range(axes)])


def _divide(above: Array, below: Array, otherwise: float) -> Array:
    """The ratio; `otherwise` where nothing is to be divided by."""
    ratio = np.full(above.shape, otherwise)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio
