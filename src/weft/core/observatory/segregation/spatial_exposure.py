"""Spatial exposure: whom a member of a group meets within reach, not in the own unit alone."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.index import GroupIndices, find_reasons, make_indices
from weft.core.observatory.segregation.surroundings import Surroundings, gather


def measure_spatial_exposure(counts: Counts, surroundings: Surroundings | Array) -> GroupIndices:
    """The share of the group of the column around the average member of that of the row.

    Formula: xP*y = Σᵢ (xᵢ/X) (Σⱼ cᵢⱼ yⱼ / Σⱼ cᵢⱼ tⱼ), with cᵢⱼ = exp(−dᵢⱼ / reach); the own column
    is spatial isolation. Citation: Morgan (1983), Sociology and Social Research 67, 211-217
    [distance decay]; Reardon and O'Sullivan (2004), Sociological Methodology 34, 121-162 [P*].
    Unit: share, 0 to 1; a row adds up to 1. Denominator: people within reach, weighted by
    closeness, and people of the group of the row. Compare places at one reach only.
    Undefined: one unit, nobody in the group of the row.
    Suppression: shown only where the count of every unit may be shown.

    Raises SurroundingsError.
    """
    near = gather(counts, surroundings, counts.people)
    with np.errstate(divide="ignore", invalid="ignore"):
        around = near / near.sum(axis=0)
        values = (counts.people / counts.sizes[:, None]) @ around.T
    return make_indices("spatial_exposure", counts, values, find_reasons(counts, whole=False))
