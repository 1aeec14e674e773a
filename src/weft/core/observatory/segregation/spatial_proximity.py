"""Spatial proximity: whether people of a group live nearer to each other than people do at all."""

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts
from weft.core.observatory.segregation.index import GroupIndices, find_reasons, make_indices
from weft.core.observatory.segregation.surroundings import Surroundings, gather


def measure_spatial_proximity(counts: Counts, surroundings: Surroundings | Array) -> GroupIndices:
    """White's SP of each group and everybody else.

    Formula: SP = (X Pxx + Y Pyy) / (T Ptt), with Pxx = ΣΣ xᵢ xⱼ cᵢⱼ / X² the mean closeness of two
    people of the group, and cᵢⱼ = exp(−dᵢⱼ / reach). Citation: White (1983), American Journal of
    Sociology 88(5), 1008-1018; White (1986), Population Index 52(2), 198-221.
    Unit: ratio; 1 where both live as near to their own as to everybody, above 1 where nearer to
    their own. Denominator: the mean closeness of any two people. Compare places at one reach only.
    Undefined: one unit, nobody or everybody in the group.
    Suppression: shown only where the count of every unit may be shown.

    Raises SurroundingsError.
    """
    near = gather(counts, surroundings, counts.people)
    near_any = near.sum(axis=0)
    others, near_others = counts.totals - counts.people, near_any - near
    sizes, total = counts.sizes, counts.total
    with np.errstate(divide="ignore", invalid="ignore"):
        # X Pxx is ΣΣ xᵢ xⱼ cᵢⱼ / X, and so on.
        mine = (counts.people * near).sum(axis=1) / sizes
        rest = (others * near_others).sum(axis=1) / (total - sizes)
        anybody = (counts.totals * near_any).sum() / total
        values = (mine + rest) / anybody
    return make_indices("spatial_proximity", counts, values, find_reasons(counts))
