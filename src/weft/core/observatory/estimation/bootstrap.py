"""How far a fitted table could be off: bootstrap intervals, for every cell that nobody counted."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from weft.core.observatory.estimation.fitting import (
    MOST,
    TOLERANCE,
    FitNotConvergedError,
    prepare,
    run,
)
from weft.core.observatory.estimation.modelled import LEVEL, Modelled
from weft.core.observatory.estimation.tables import (
    Array,
    Table,
    TableError,
    ZeroCellsError,
    check_zeros,
    sum_to,
)

MOST_FAILED = 0.05  # of the draws; what is left of more would no longer stand for all


class ThinSeedError(ArithmeticError):
    """A seed so thin that many of its resamples cannot be fitted."""


def bootstrap_table(
    seed: Table,
    margins: Sequence[Table],
    *,
    random: int,
    draws: int = 500,
    level: float = LEVEL,
    resample: Sequence[Literal["seed", "margins"]] = ("seed",),
    people: float | None = None,
    tolerance: float = TOLERANCE,
) -> Modelled:
    """The fitted table with a percentile interval for each cell.

    Formula: `draws` times a new seed is drawn, multinomial with the seed's shares over as many
    `people` as it rests on (its sum unless told: tell the number asked where the seed holds
    weighted figures), and fitted again; the ends are the (1 - level) / 2 and (1 + level) / 2
    quantiles of the cell. With "margins" among `resample` the margins vary too: all are the sums of
    one table of Poisson counts around the fitted one, so that they agree with each other; leave it
    out where they come from a full count.
    Citation: Efron (1979), Annals of Statistics 7, 1-26; Efron and Tibshirani (1993), chapter 13.
    Unit: that of the margins. Denominator: none. Suppression: none of its own, see `fit_table`.
    A draw that has nobody where a margin wants somebody cannot be fitted; it is left out, and
    "failed_draws" stands among the cautions. A cell that is zero in the seed stays zero in every
    draw: its interval [0, 0] says that it was taken for impossible, not that it is known.

    Raises what `fit_table` raises, and ThinSeedError.
    """
    if draws < 2 or not 0 < level < 1:
        raise ValueError(f"{draws} draws at level {level}: take 2 or more, and a level in (0, 1)")
    arranged = prepare(seed, margins)
    fit = run(seed, arranged, tolerance=tolerance, most=MOST)
    rests_on = round(seed.values.sum() if people is None else people)
    if rests_on < 1:
        raise TableError("the seed rests on nobody; tell how many people it counts with `people`")
    chance = np.random.default_rng(random)
    shares = (seed.values / seed.values.sum()).ravel()
    kept: list[Array] = []
    for _ in range(draws):
        drawn, wanted = seed, arranged
        if "seed" in resample:
            counts = chance.multinomial(rests_on, shares).reshape(seed.values.shape)
            drawn = Table(counts.astype(np.float64), seed.axes)
        if "margins" in resample:
            around = Table(chance.poisson(fit.table.values).astype(np.float64), seed.axes)
            wanted = tuple(sum_to(around, tuple(margin.axes)) for margin in arranged)
        try:
            check_zeros(drawn, wanted)
            kept.append(run(drawn, wanted, tolerance=tolerance, most=MOST).table.values)
        except (ZeroCellsError, FitNotConvergedError):
            continue
    failed = draws - len(kept)
    if failed > MOST_FAILED * draws:
        raise ThinSeedError(
            f"{failed:,} of {draws:,} draws of the seed could not be fitted (at most "
            f"{MOST_FAILED:.0%}); it is too thin for its margins: join small categories"
        )
    low, high = np.quantile(np.stack(kept), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Modelled(
        values=fit.table.values,
        low=low,
        high=high,
        axes=seed.axes,
        method="iterative_proportional_fitting",
        level=level,
        cautions=("failed_draws",) if failed else (),
    )
