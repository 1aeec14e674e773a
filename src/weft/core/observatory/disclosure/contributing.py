"""Amounts and who contributed to them: what of each cell must stay open, and which sums of withheld
cells a contributor could use, for the protection of a version.

Who stands alone in a cell knows it, and with it what is left of a sum of two: so two cells that are
withheld in one sum are together a figure to which the rules apply ("singletons" in Hundepool et al.
2012, chapter 4).
"""

from itertools import combinations

import numpy as np

from weft.core.observatory.disclosure.linking import Kind, Links
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.rules import (
    list_largest,
    measure_extent,
    tells_a_contributor,
)
from weft.core.observatory.disclosure.system import Flags, Floats, System

_FEW = 6  # parts of a sum that are withheld; of more, no two are left alone

Told = dict[int, Floats]  # cell -> its contributions, largest first


def find_extents(system: System, aims: Flags, told: Told, policy: Policy) -> Floats:
    """How far from its value each amount among the aims must be able to lie; NaN for all others.
    Rests, of which nobody told the contributions, as if one had made them."""
    found = np.full(system.cells, np.nan)
    for cell in np.flatnonzero(system.amounts & aims).tolist():
        found[cell] = measure_extent(told.get(cell, ()), float(system.values[cell]), policy)
    return found


def link_pairs(
    links: Links, told: Told, policy: Policy, hidden: Flags, sensitive: Flags, amounts: Flags
) -> set[int]:
    """Add the sum of every two parts of a total that are withheld, one of them sensitive, as a cell
    of its own where the rules find it; those that are new. Unknown is never safe: a part whose
    contributions nobody told, and what is left of a total, count as made by one contributor."""
    new = set[int]()
    if not policy.needs_contributions:
        return new
    count = max(2, policy.dominance[0] if policy.dominance else 0)
    for cells, numbers in list(links.relations.values()):
        parts = [c for c, n in zip(cells, numbers, strict=True) if n < 0 and hidden[c]]
        if len(parts) > _FEW:
            continue
        known = [c for c in parts if amounts[c] and (c in told or _has_one_owner(links, c))]
        for pair in combinations(known, 2):
            if not sensitive[list(pair)].any():
                continue
            values = [links.values[each] for each in pair]
            merged = np.concatenate(
                [
                    list_largest(told.get(cell, [value]), value, count)
                    for cell, value in zip(pair, values, strict=True)
                ]
            )
            if tells_a_contributor(merged, sum(values), policy):
                cell = links.add_cell(tuple(sorted(pair)), sum(values), Kind.SUM)
                if cell not in told:
                    links.add([cell, *pair], [1.0, -1.0, -1.0])
                    told[cell] = merged
                    new.add(cell)
    return new


def _has_one_owner(links: Links, cell: int) -> bool:
    """Whether a cell of which nobody told the contributions is taken to be of one contributor."""
    return links.kinds[cell] != Kind.SUM and links.values[cell] > 0
