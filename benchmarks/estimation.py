"""Fitting a table of 200 x 100 x 20 to its margins, beside the package ipfn."""

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from ipfn import ipfn

from weft.core.observatory.estimation import Table, fit_table
from weft.core.observatory.estimation.tables import sum_to

SHAPE = {"district": 200, "origin": 100, "age": 20}
MARGINS = (
    (("district",), ("origin",), ("age",)),
    (("district", "origin"), ("age",)),
    (("district", "origin"), ("origin", "age"), ("district", "age")),
)
TOLERANCE = 1e-8
LIMIT = 10.0  # times faster, at least


def main() -> None:
    """Print both times and their ratio for margins of one axis and of two, after comparing both
    tables cell by cell; both stop at the same largest relative deviation from a margin."""
    draw = np.random.default_rng(1)
    size = tuple(SHAPE.values())
    axes = {axis: tuple(map(str, range(count))) for axis, count in SHAPE.items()}
    seed = Table(draw.gamma(2, 1, size), axes)
    truth = Table(draw.gamma(2, 1, size) * draw.gamma(1, 1, (SHAPE["district"], 1, 1)), axes)
    for kept in MARGINS:
        margins = [sum_to(truth, each) for each in kept]
        ours, fit = _time(lambda m: fit_table(seed, m, tolerance=TOLERANCE), margins, 10)
        theirs, table = _time(lambda m: _run_peer(seed, m), margins, 3)
        np.testing.assert_allclose(fit.table.values, table, rtol=1e-6)
        named = ", ".join(" x ".join(each) for each in kept)
        print(
            f"{named}: {ours * 1000:.1f} ms in {fit.iterations} rounds, ipfn {theirs * 1000:.0f} "
            f"ms: {theirs / ours:.0f} times faster (limit {LIMIT:.0f})"
        )


def _run_peer(seed: Table, margins: list[Table]) -> np.ndarray:
    """Fit with ipfn, whose second stop (a rate that changes little) is turned off."""
    names = list(SHAPE)
    fitted: np.ndarray = ipfn.ipfn(
        seed.values.copy(),
        [each.values.copy() for each in margins],
        [[names.index(axis) for axis in each.axes] for each in margins],
        convergence_rate=TOLERANCE,
        rate_tolerance=0,
        max_iteration=1000,
        verbose=1,
    ).iteration()[0]
    return fitted


def _time(
    work: Callable[[list[Table]], Any], margins: list[Table], rounds: int
) -> tuple[float, Any]:
    """The best time of some rounds, and what came of the last."""
    best = float("inf")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(rounds):
            start = time.perf_counter()
            result = work(margins)
            best = min(best, time.perf_counter() - start)
    return best, result
