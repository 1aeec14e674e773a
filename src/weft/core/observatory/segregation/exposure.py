"""Exposure: how many of the neighbours of a member of one group belong to another."""

import numpy as np

from weft.core.observatory.segregation.counts import Counts
from weft.core.observatory.segregation.index import GroupIndices, find_reasons, make_indices


def measure_exposure(counts: Counts) -> GroupIndices:
    """The share of the group of the column in the unit of the average member of that of the row.

    Formula: xPy = Σ (xᵢ/X)(yᵢ/tᵢ). Citation: Bell (1954), Social Forces 32(4), 357-364; Lieberson
    (1981), in Peach, Robinson and Smith (eds), Ethnic Segregation in Cities, 61-82.
    Unit: share, 0 to 1; a row adds up to 1, and its own column is isolation. It is not symmetric:
    a small group meets a large one more than the other way round. Denominator: people of the unit,
    tᵢ, and of the group of the row, X. Undefined: one unit, nobody in the group of the row.
    Suppression: shown only where the count of every unit may be shown.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (counts.people / counts.sizes[:, None]) @ counts.shares.T
    return make_indices("exposure", counts, values, find_reasons(counts, whole=False))
