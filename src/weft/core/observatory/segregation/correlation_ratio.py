"""The correlation ratio: isolation made comparable between places with more and with fewer of a
group."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.index import GroupIndices, Index, make_index, measure_groups
from weft.core.observatory.segregation.isolation import compute_isolation


def measure_correlation_ratio(counts: Counts) -> GroupIndices:
    """Eta squared (also V): how far isolation goes beyond what an even spread would give.

    Formula: η² = (xPx − P) / (1 − P), which is the variance of pᵢ between units over P(1 − P).
    Citation: Bell (1954), Social Forces 32(4), 357-364 [revised isolation]; Duncan and Duncan
    (1955), American Sociological Review 20(2), 210-217; Massey and Denton (1988), Social Forces
    67(2), 281-315 [V].
    Unit: index, 0 (spread alike) to 1 (no unit shared). Denominator: what isolation could go beyond
    P, 1 − P. Undefined: one unit, nobody or everybody in the group.
    Suppression: shown only where the count of every unit may be shown.
    """
    return measure_groups("correlation_ratio", counts, compute_correlation_ratio)


def compute_correlation_ratio(people: Array, totals: Array) -> Array:
    """η² of people [..., units]."""
    share = people.sum(axis=-1) / totals.sum()
    return np.asarray((compute_isolation(people, totals) - share) / (1 - share))


def measure_normalised_exposure(counts: Counts) -> Index:
    """The correlation ratio of all groups together.

    Formula: Σₖ Σᵢ tᵢ (pᵢₖ − Pₖ)² / (T (1 − Pₖ)), which is Σₖ Pₖ η²ₖ. Citation: James (1986) and
    Reardon and Firebaugh (2002), Sociological Methodology 32, 33-67 [P].
    Unit: index, 0 to 1. Denominator: all people T. Undefined: one unit, or everybody in one group.
    Suppression: shown only where the count of every unit may be shown.
    """

    def compute() -> float:
        values = measure_correlation_ratio(counts).values
        there = counts.sizes > 0
        return float((counts.sizes[there] * values[there]).sum() / counts.total)

    return make_index("normalised_exposure", counts, compute)
