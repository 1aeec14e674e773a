"""Isolation: how many of the neighbours of a member of a group belong to it, too."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.index import GroupIndices, measure_groups


def measure_isolation(counts: Counts) -> GroupIndices:
    """The share of the group in the unit of its average member.

    Formula: xPx = Σ (xᵢ/X)(xᵢ/tᵢ). Citation: Bell (1954), Social Forces 32(4), 357-364; Lieberson
    (1981), in Peach, Robinson and Smith (eds), Ethnic Segregation in Cities, 61-82.
    Unit: share, P (spread alike) to 1. Denominator: people of the unit, tᵢ, and of the group, X.
    It grows with the group's share P of everybody: compare places with the correlation ratio
    (`measure_correlation_ratio`), which does not. Undefined: one unit, nobody in the group.
    Suppression: shown only where the count of every unit may be shown.
    """
    return measure_groups("isolation", counts, compute_isolation, whole=False)


def compute_isolation(people: Array, totals: Array) -> Array:
    """xPx of people [..., units]."""
    return np.asarray(np.einsum("...i,...i->...", people, people / totals) / people.sum(axis=-1))
