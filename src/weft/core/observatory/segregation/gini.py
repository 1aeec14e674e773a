"""The Gini index of segregation: how far the shares of a group in any two units differ."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.dissimilarity import weigh_groups
from weft.core.observatory.segregation.index import (
    GroupIndices,
    Index,
    make_index,
    measure_groups,
)


def measure_gini(counts: Counts) -> GroupIndices:
    """G of each group against everybody else.

    Formula: G = Σᵢ Σⱼ tᵢ tⱼ |pᵢ − pⱼ| / (2 T² P(1 − P)).
    Citation: Duncan and Duncan (1955), American Sociological Review 20(2), 210-217; Massey and
    Denton (1988), Social Forces 67(2), 281-315.
    Unit: index, 0 (spread alike) to 1 (no unit shared); at least D. Denominator: the mean
    difference were no unit shared. Undefined: one unit, nobody or everybody in the group.
    Suppression: shown only where the count of every unit may be shown.
    """
    return measure_groups("gini", counts, compute_gini)


def compute_gini(people: Array, totals: Array) -> Array:
    """G of people [..., units]: twice the area between the segregation curve and the diagonal,
    which takes one sorting of the units instead of all pairs of them."""
    order = np.argsort(people / totals, axis=-1)
    mine = np.take_along_axis(people, order, axis=-1)
    others = np.take_along_axis(np.broadcast_to(totals, people.shape), order, axis=-1) - mine
    passed = np.cumsum(mine, axis=-1)
    size, rest = passed[..., -1], others.sum(axis=-1)
    return np.asarray(1 - (others * (2 * passed - mine)).sum(axis=-1) / (size * rest))


def measure_multigroup_gini(counts: Counts) -> Index:
    """G of all groups together.

    Formula: Σₖ Σᵢ Σⱼ tᵢ tⱼ |pᵢₖ − pⱼₖ| / (2 T² Σₖ Pₖ(1 − Pₖ)); the mean of the G of each group,
    weighted by Pₖ(1 − Pₖ). Citation: Reardon (1998); Reardon and Firebaugh (2002), Sociological
    Methodology 32, 33-67. Unit: index, 0 to 1. Denominator: as above. Undefined: one unit, or
    everybody in one group. Suppression: shown only where the count of every unit may be shown.
    """
    return make_index(
        "multigroup_gini",
        counts,
        lambda: weigh_groups(counts, measure_gini(counts).values),
    )
