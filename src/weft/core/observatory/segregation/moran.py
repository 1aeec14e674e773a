"""Moran's I: whether units with many of a group lie beside others with many of it."""

from dataclasses import dataclass

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts, Integers
from weft.core.observatory.segregation.draws import split_draws
from weft.core.observatory.segregation.index import Reason, find_reason
from weft.core.observatory.segregation.neighbours import Neighbours, link, make_matrix
from weft.core.observatory.segregation.permutation import DRAWS, check_draws, compare


@dataclass(frozen=True, eq=False)
class Clustering:
    """Moran's I of the share of each group; NaN where it is undefined."""

    measure: str
    values: Array
    expected: float  # without any pattern, −1/(n − 1)
    deviations: Array | None  # over the draws; none were made without a seed
    p_values: Array | None  # how often shuffled units make it as large or larger
    reasons: tuple[Reason | None, ...]
    units: int  # that have a neighbour
    islands: int  # units without a neighbour, left out
    excluded: int
    empty: int
    draws: int
    seed: int | None


def measure_moran(
    counts: Counts,
    neighbours: Neighbours,
    *,
    standardised: bool = True,
    seed: int | None = None,
    draws: int = DRAWS,
) -> Clustering:
    """Moran's I of the share of each group, with a permutation test if a seed is given.

    Formula: I = (n / ΣΣ wᵢⱼ) ΣΣ wᵢⱼ (pᵢ − p̄)(pⱼ − p̄) / Σ (pᵢ − p̄)², with pᵢ the share of the
    group in unit i and wᵢⱼ above zero for neighbours; standardised, the weights of each unit add up
    to one. The test shuffles the shares over the units: p = (1 + draws with I as large) /
    (1 + draws). Citation: Moran (1950), Biometrika 37, 17-23; Cliff and Ord (1981), Spatial
    Processes. Unit: index, about −1 (like a chessboard) over −1/(n − 1) (no pattern) to 1
    (clustered). Denominator: the variance of the share over units. Units count alike whatever
    their size: where some are very small, their shares are noise.
    Units without a neighbour are left out and counted in `islands`. Undefined: no two neighbours,
    or the same share everywhere. Suppression: shown only where the share of every unit may be
    shown.

    The same seed gives the same result in any order of the units if they have names. Raises
    NeighboursError and DrawsError.
    """
    linked = link(neighbours, counts)
    size = linked.linked.size
    reason = find_reason(counts) or ("no_neighbours" if size == 0 else None)
    reasons: list[Reason | None] = [reason] * len(counts.people)
    values = np.full(len(counts.people), np.nan)
    tests = np.full((2, len(counts.people)), np.nan)
    if seed is not None:
        check_draws(draws)
    if reason is None:
        weights = make_matrix(linked, standardised=standardised)
        order = _sort(counts, linked.linked)
        weights = weights[order][:, order]
        shares = counts.shares[:, linked.linked[order]]
        for group, share in enumerate(shares):
            if np.ptp(share) <= 1e-12:
                reasons[group] = "no_variation"
                continue
            apart = share - share.mean()
            values[group] = compute_moran(apart[None], weights)[0]
            if seed is not None:
                chance = np.random.default_rng(seed)
                simulated = np.concatenate(
                    [
                        compute_moran(_shuffle(apart, many, chance), weights)
                        for many in split_draws(draws, size)
                    ]
                )
                tests[:, group] = compare(float(values[group]), simulated)[2:]
    return Clustering(
        measure="morans_i",
        values=values,
        expected=-1 / (size - 1) if size > 1 else float("nan"),
        deviations=tests[0] if seed is not None else None,
        p_values=tests[1] if seed is not None else None,
        reasons=tuple(reasons),
        units=size,
        islands=linked.islands,
        excluded=counts.excluded,
        empty=counts.empty,
        draws=draws if seed is not None else 0,
        seed=seed,
    )


def compute_moran(apart: Array, weights: Array) -> Array:
    """I of differences from the mean, [..., units]."""
    lagged = (weights @ apart.T).T
    across = (apart * lagged).sum(axis=-1) / (apart * apart).sum(axis=-1)
    return np.asarray(apart.shape[-1] / weights.sum() * across)


def _sort(counts: Counts, linked: Integers) -> Integers:
    """The order in which units are shuffled: by name, else as they stand."""
    if counts.units is None:
        return np.arange(linked.size)
    return np.argsort(np.array(counts.units)[linked])


def _shuffle(apart: Array, many: int, chance: np.random.Generator) -> Array:
    return chance.permuted(np.tile(apart, (many, 1)), axis=1)
