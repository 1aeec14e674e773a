"""Protecting a table of 300 x 40 with its margins: linked, solved, audited, against 5 seconds."""

import statistics
import time
from typing import NamedTuple

import numpy as np

from benchmarks._measuring import run_fresh
from weft.core.observatory.disclosure.figures import Figures
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import protect

AREAS, ORIGINS = 300, 40
LIMIT = 5.0  # seconds
ROUNDS = 3
SIZES = {"small towns": 2.3, "towns": 4.1, "cities": 5.9}  # mean of the logarithm of a cell


class Measured(NamedTuple):
    """Of one table: small counts, cells withheld beside them, seconds of each round."""

    sensitive: int
    secondary: int
    exposed: int
    seconds: list[float]
    processors: list[float]


def make_table(size: float, seed: int) -> Figures:
    """People by area and origin with all margins: a few origins are many, most are few."""
    generator = np.random.default_rng(seed)
    areas = np.exp(generator.normal(size, 1.2, AREAS))[:, None]
    origins = np.exp(generator.normal(-0.7, 1.5, ORIGINS))[None, :]
    inner = generator.poisson(areas * origins).astype(float)
    table = np.zeros((AREAS + 1, ORIGINS + 1))
    table[1:, 1:] = inner
    table[0] = table[1:].sum(axis=0)
    table[:, 0] = table[:, 1:].sum(axis=1)
    count = table.size
    return Figures(
        area=[f"a{i}" for i in range(AREAS + 1) for _ in range(ORIGINS + 1)],
        measure=["stock"] * count,
        period=["2024"] * count,
        definition=["citizenship"] * count,
        unit=["persons"] * count,
        breakdowns={
            "origin": [f"O{j}" if j else "_T" for _ in range(AREAS + 1) for j in range(ORIGINS + 1)]
        },
        values=table.ravel(),
        modelled=np.zeros(count, bool),
        confidential=np.zeros(count, bool),
    )


def measure(size: float) -> Measured:
    """All rounds of one kind of table, in this process, another table each round."""
    parents = {f"a{i}": "a0" for i in range(1, AREAS + 1)}
    protect(make_table(size, 0), Policy(kind="published"))  # scipy is loaded once a process
    import scipy.optimize  # noqa: F401, PLC0415

    seconds, processors = [], []
    for seed in range(1, ROUNDS + 1):
        figures = make_table(size, seed)
        start, busy = time.perf_counter(), time.process_time()
        done = protect(figures, Policy(), parents=parents).protection
        seconds.append(time.perf_counter() - start)
        processors.append(time.process_time() - busy)
        assert done.audited
    return Measured(done.sensitive, done.secondary, done.exposed, seconds, processors)


def main() -> None:
    """Print the time of each kind of table, with its share of the limit."""
    for name, size in SIZES.items():
        sensitive, secondary, exposed, seconds, processors = run_fresh(measure, size)
        middle = statistics.median(seconds)
        print(
            f"{name}: {AREAS} x {ORIGINS} with margins, {sensitive:,} small counts, {secondary:,} "
            f"more withheld, {exposed} exposed: median of {ROUNDS} tables {middle:.2f} s, "
            f"{middle / LIMIT:.2f} of the limit (longest {max(seconds):.2f} s; processors "
            f"{statistics.median(processors):.2f} s)"
        )


if __name__ == "__main__":
    main()
