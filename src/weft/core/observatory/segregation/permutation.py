"""Permutation tests: whether an index is larger than people placed at random would make it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from weft.core.observatory.segregation.correlation_ratio import compute_correlation_ratio
from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.dissimilarity import compute_dissimilarity
from weft.core.observatory.segregation.draws import (
    place_groups,
    place_people,
    round_people,
    sort_units,
)
from weft.core.observatory.segregation.gini import compute_gini
from weft.core.observatory.segregation.index import Kernel, Reason, find_reasons
from weft.core.observatory.segregation.isolation import compute_isolation
from weft.core.observatory.segregation.theil import (
    compute_multigroup_theil,
    compute_theil,
    measure_multigroup_theil,
)

KERNELS: Mapping[str, Kernel] = MappingProxyType(
    {
        "dissimilarity": compute_dissimilarity,
        "isolation": compute_isolation,
        "correlation_ratio": compute_correlation_ratio,
        "theil_h": compute_theil,
        "gini": compute_gini,
    }
)
DRAWS = 999
SAME = 1e-12  # values nearer than this are a tie, which the order of a sum must not break

Tested = Literal["dissimilarity", "isolation", "correlation_ratio", "theil_h", "gini"]


class DrawsError(ValueError):
    """Too few random draws to say anything."""


@dataclass(frozen=True, eq=False)
class Permutations:
    """Each group's index beside what chance makes of it; NaN where the index is undefined."""

    measure: str
    observed: Array
    expected: Array  # the mean over the draws
    deviation: Array  # the standard deviation over the draws
    p_values: Array  # how often chance makes it as large or larger
    beyond: Array  # how far the index goes beyond chance, of how far it could; NaN: no room
    reasons: tuple[Reason | None, ...]
    draws: int
    seed: int


def permute_people(
    counts: Counts, measure: Tested, *, seed: int, draws: int = DRAWS
) -> Permutations:
    """Test an index of each group against people placed at random.

    Formula: the people of the group are placed at random, without replacement, into units of the
    sizes there are (a draw from the multivariate hypergeometric distribution), `draws` times;
    p = (1 + draws with an index as large) / (1 + draws); beyond = (observed − expected) / (1 −
    expected).
    Citation: Winship (1977), Social Forces 55(4), 1058-1066 [index under randomness]; Carrington
    and Troske (1997), Journal of Business and Economic Statistics 15(4), 402-409 [beyond]; Phipson
    and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), 39 [p].
    Unit: that of the index; p from 1/(draws + 1) to 1. Denominator: that of the index.
    Suppression: as the index. Groups are tested one by one: with many, some p is small by chance.

    The same seed gives the same result in whatever order units and groups are given, as units are
    drawn by name, or without names by their counts. Raises NotWholeError and DrawsError.
    """
    check_draws(draws)
    people = round_people(counts)
    reasons = find_reasons(counts, whole=measure != "isolation")
    kernel = KERNELS[measure]
    found = np.full((4, len(people)), np.nan)
    for group, reason in enumerate(reasons):
        if reason is None:
            order = sort_units(counts, group)
            mine, totals = people[group][order], people.sum(axis=0)[order]
            everybody = totals.astype(np.float64)
            chance = np.random.default_rng(seed)
            observed = float(kernel(mine.astype(np.float64), everybody))
            drawn = place_people(totals, int(mine.sum()), draws, chance)
            simulated = np.concatenate([kernel(each, everybody) for each in drawn])
            found[:, group] = compare(observed, simulated)
    return _make(measure, found, reasons, draws, seed)


def permute_groups(counts: Counts, *, seed: int, draws: int = DRAWS) -> Permutations:
    """Test H of all groups together against everybody placed at random; one value in each array.

    Formula, citation, unit and denominator: as `permute_people` and `measure_multigroup_theil`; all
    groups are placed anew in each draw, and keep their sizes. Suppression: as the index.

    The same seed gives the same result in whatever order units and groups are given if both have
    names. Raises NotWholeError and DrawsError.
    """
    check_draws(draws)
    people = round_people(counts)
    index = measure_multigroup_theil(counts)
    found = np.full((4, 1), np.nan)
    if index.reason is None:
        if counts.units is not None:
            people = people[:, sort_units(counts, 0)]
        if counts.groups is not None:
            people = people[np.argsort(np.array(counts.groups))]
        totals, everybody = people.sum(axis=0), people.sum(axis=0).astype(np.float64)
        chance = np.random.default_rng(seed)
        drawn = place_groups(totals, people.sum(axis=1), draws, chance)
        simulated = np.array([float(compute_multigroup_theil(each, everybody)) for each in drawn])
        observed = float(compute_multigroup_theil(people.astype(np.float64), everybody))
        found[:, 0] = compare(observed, simulated)
    return _make(index.measure, found, (index.reason,), draws, seed)


def check_draws(draws: int) -> None:
    """Raises DrawsError where there are too few to tell a mean and a deviation."""
    if draws < 2:
        raise DrawsError(f"{draws} draws say nothing of chance; take {DRAWS}, at least 2")


def compare(observed: float, simulated: Array) -> tuple[float, float, float, float]:
    """Observed, expected, deviation and p."""
    as_large = int((simulated >= observed - SAME).sum())
    p_value = (1 + as_large) / (1 + simulated.size)
    return observed, float(simulated.mean()), float(simulated.std(ddof=1)), p_value


def _make(
    measure: str, found: Array, reasons: tuple[Reason | None, ...], draws: int, seed: int
) -> Permutations:
    observed, expected, deviation, p_values = found
    with np.errstate(divide="ignore", invalid="ignore"):  # chance leaves no room: NaN
        beyond = (observed - expected) / (1 - expected)
    return Permutations(
        measure, observed, expected, deviation, p_values, beyond, reasons, draws, seed
    )
