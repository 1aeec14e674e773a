"""Theil's H: how much less mixed the units are than the place as a whole."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.index import (
    GroupIndices,
    Index,
    make_index,
    measure_groups,
)

TINY = np.finfo(np.float64).tiny  # stands in for zero under a logarithm: 0 · ln 0 is 0


def measure_theil(counts: Counts) -> GroupIndices:
    """H of each group against everybody else.

    Formula: H = Σ tᵢ (E − Eᵢ) / (T E), with E = −P ln P − (1 − P) ln(1 − P) of everybody and Eᵢ
    likewise of unit i. Citation: Theil and Finizza (1971), Journal of Mathematical Sociology 1(2),
    187-193; Reardon and Firebaugh (2002), Sociological Methodology 32, 33-67.
    Unit: index, 0 (each unit as mixed as the place) to 1 (no unit mixed). Denominator: all people T
    and their entropy E. Undefined: one unit, nobody or everybody in the group.
    Suppression: shown only where the count of every unit may be shown.
    """
    everybody = sum_terms(counts.totals)
    return measure_groups(
        "theil_h", counts, lambda people, totals: compute_theil(people, totals, everybody)
    )


def compute_theil(people: Array, totals: Array, everybody: Array | None = None) -> Array:
    """H of people [..., units] against the rest of the totals.

    With f(x) = x ln x, T E is f(T) − f(X) − f(T − X), and Σ tᵢEᵢ likewise: no share is computed.
    `everybody` is Σ f(tᵢ), where it is known already.
    """
    size, total = people.sum(axis=-1), totals.sum()
    within = sum_terms(totals) if everybody is None else everybody
    within = within - sum_terms(people) - sum_terms(totals - people)
    overall = weigh(total) - weigh(size) - weigh(total - size)
    return np.asarray(1 - within / overall)


def measure_multigroup_theil(counts: Counts) -> Index:
    """H of all groups together.

    Formula: H = Σ tᵢ (E − Eᵢ) / (T E), with E = −Σₖ Pₖ ln Pₖ. Citation: Theil (1972), Statistical
    Decomposition Analysis; Reardon and Firebaugh (2002), Sociological Methodology 32, 33-67.
    Unit: index, 0 to 1. Denominator: all people T and their entropy E. Undefined: one unit, or
    everybody in one group. Suppression: shown only where the count of every unit may be shown.
    """
    return make_index(
        "multigroup_theil_h",
        counts,
        lambda: float(compute_multigroup_theil(counts.people, counts.totals)),
    )


def compute_multigroup_theil(people: Array, totals: Array) -> Array:
    """H of people [..., groups, units]."""
    within = sum_terms(totals)
    overall = weigh(totals.sum())
    for group in np.moveaxis(people, -2, 0):
        within = within - sum_terms(group)
        overall = overall - weigh(group.sum(axis=-1))
    return np.asarray(1 - within / overall)


def weigh(numbers: Array) -> Array:
    """x ln x of each; zero for zero."""
    return np.asarray(numbers * np.log(np.maximum(numbers, TINY)))


def sum_terms(numbers: Array) -> Array:
    """Σ x ln x over the units."""
    logarithms = np.maximum(numbers, TINY)
    np.log(logarithms, out=logarithms)
    return np.asarray(np.einsum("...i,...i->...", numbers, logarithms))
