"""The cheapest further cells that let one sensitive cell be something else, for large tables.

Kelly, Golden and Assad (1992), "Cell suppression: disclosure protection for sensitive tabular
data", Networks 22: one table in which the cell has another value, as near as possible to the true
one; the cells that differ are withheld. Good for one cell, not the best for all together.
"""

import numpy as np

from weft.core.observatory.disclosure.system import Flags, Floats, Indices, System

_PATIENCE = 10.0  # seconds
_SMALL = 1e-3  # so that cells which cost nothing are not used for nothing


def find_cheapest(
    system: System, may: Flags, costs: Floats, cell: int, deviation: float
) -> Indices | None:
    """The cells that change where `cell` changes by `deviation`, at the least cost a person moved.

    `may` are the cells that can change. None: no such table exists, or none was found in time.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import hstack  # noqa: PLC0415

    cells: Indices = np.flatnonzero(may)
    at = int(np.searchsorted(cells, cell))
    matrix = system.matrix[:, cells].tocsr()
    rows = np.flatnonzero(np.diff(matrix.indptr) > 0)
    down = np.minimum(system.values[cells] - system.low[cells], np.inf)
    up = system.high[cells] - system.values[cells]
    least, most = np.zeros(2 * len(cells)), np.concatenate([up, down])
    forward, back = (at, len(cells) + at) if deviation > 0 else (len(cells) + at, at)
    least[forward] = most[forward] = abs(deviation)
    most[back] = 0.0
    price = np.concatenate([costs[cells] + _SMALL] * 2)
    whole = np.concatenate([system.whole[cells]] * 2).astype(int)
    whole[forward] = 0  # the end of an interval may lie between two numbers
    answer = milp(
        price,
        integrality=whole,
        bounds=Bounds(least, most),
        constraints=LinearConstraint(hstack([matrix[rows], -matrix[rows]]).tocsr(), 0, 0),
        options={"time_limit": _PATIENCE, "mip_rel_gap": 0.01},
    )
    if answer.x is None:
        return None
    moved = answer.x[: len(cells)] - answer.x[len(cells) :]
    changed: Indices = cells[np.abs(moved) > 1e-6]
    return changed
