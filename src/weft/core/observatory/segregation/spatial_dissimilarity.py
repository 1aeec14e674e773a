"""Dissimilarity that looks at the map: less where neighbouring units mix across their border."""

from dataclasses import dataclass

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.dissimilarity import measure_dissimilarity
from weft.core.observatory.segregation.index import Reason
from weft.core.observatory.segregation.neighbours import Neighbours, link


@dataclass(frozen=True, eq=False)
class SpatialDissimilarity:
    """The adjusted D of each group and what was taken off; NaN where it is undefined."""

    measure: str
    values: Array
    adjustments: Array  # D less these are the values
    reasons: tuple[Reason | None, ...]
    units: int
    islands: int  # units without a neighbour: they count in D, not in the adjustment
    excluded: int
    empty: int


def measure_spatial_dissimilarity(counts: Counts, neighbours: Neighbours) -> SpatialDissimilarity:
    """D of each group, less the mean difference between neighbours.

    Formula: D − ΣΣ wᵢⱼ |pᵢ − pⱼ| / ΣΣ wᵢⱼ, with wᵢⱼ 1 for neighbours, or the length of the border
    that they share if the neighbours have borders; no unit's borders are scaled to one first.
    Citation: Morrill (1991), Geography Research Forum 11, 25-36 [neighbours: D(adj)]; Wong (1993),
    Urban Studies 30(3), 559-572 [borders: D(w)].
    Unit: index, up to D; below zero is possible where differences stand at borders only.
    Denominator: as D, and all pairs of neighbours. A unit where nobody lives is nobody's neighbour.
    Undefined: as D, or no two neighbours. Suppression: shown only where the count of every unit may
    be shown.

    Raises NeighboursError.
    """
    found = measure_dissimilarity(counts)
    linked = link(neighbours, counts)
    reasons = found.reasons
    adjustments = np.full(found.values.size, np.nan)
    if linked.weights.size == 0:
        reasons = tuple(each or "no_neighbours" for each in reasons)
    else:
        for group, share in enumerate(counts.shares):
            apart = np.abs(share[linked.one] - share[linked.other])
            adjustments[group] = (linked.weights * apart).sum() / linked.weights.sum()
    return SpatialDissimilarity(
        measure="spatial_dissimilarity",
        values=found.values - adjustments,
        adjustments=adjustments,
        reasons=reasons,
        units=found.units,
        islands=linked.islands,
        excluded=counts.excluded,
        empty=counts.empty,
    )
