"""The index of dissimilarity: what share of a group would have to move to be spread like others."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.index import (
    GroupIndices,
    Index,
    make_index,
    measure_groups,
)


def measure_dissimilarity(counts: Counts) -> GroupIndices:
    """D of each group against everybody else; of two groups only: `counts.select(a, b)`.

    Formula: D = ½ Σ |xᵢ/X − yᵢ/Y|, with xᵢ people of the group in unit i and yᵢ all others there.
    Citation: Duncan and Duncan (1955), American Sociological Review 20(2), 210-217.
    Unit: index, 0 (spread alike) to 1 (no unit shared). Denominator: all people of the group, X,
    and all others, Y. Undefined: one unit, nobody or everybody in the group.
    Suppression: shown only where the count of every unit may be shown; with small units say the
    corrected value (`correct_dissimilarity`), as chance alone makes D large.
    """
    return measure_groups("dissimilarity", counts, compute_dissimilarity)


def compute_dissimilarity(people: Array, totals: Array) -> Array:
    """D of people [..., units]; the same as above with yᵢ = tᵢ − xᵢ, in one pass:
    Σ |xᵢ − tᵢP| / (2 X (1 − P))."""
    size = people.sum(axis=-1, keepdims=True)
    share = size / totals.sum()
    apart = totals * share
    np.subtract(people, apart, out=apart)
    np.abs(apart, out=apart)
    size, share = size[..., 0], share[..., 0]
    return np.asarray(apart.sum(axis=-1) / (2 * size * (1 - share)))


def measure_multigroup_dissimilarity(counts: Counts) -> Index:
    """D of all groups together.

    Formula: Σₖ Σᵢ tᵢ |pᵢₖ − Pₖ| / (2 T Σₖ Pₖ(1 − Pₖ)); the mean of the D of each group, weighted
    by Pₖ(1 − Pₖ).
    Citation: Morgan (1975); Sakoda (1981), Demography 18(2), 245-250; Reardon and Firebaugh (2002),
    Sociological Methodology 32, 33-67.
    Unit: index, 0 to 1. Denominator: all people T, and the chance Σ Pₖ(1 − Pₖ) that two of them
    are of different groups. Undefined: one unit, or everybody in one group.
    Suppression: shown only where the count of every unit may be shown.
    """
    return make_index(
        "multigroup_dissimilarity",
        counts,
        lambda: weigh_groups(counts, measure_dissimilarity(counts).values),
    )


def weigh_groups(counts: Counts, values: Array) -> float:
    """The mean of an index of each group, weighted by P(1 − P): groups of nobody weigh nothing."""
    share = counts.sizes / counts.total
    weight = share * (1 - share)
    there = weight > 0
    return float((weight[there] * values[there]).sum() / weight.sum())
