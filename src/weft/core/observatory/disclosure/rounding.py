"""Controlled rounding: every count to a multiple of a base, so that the sums still come out.

Cox (1987), "A constructive procedure for unbiased controlled rounding", JASA 82; as an integer
program Salazar (2005), "Controlled rounding and cell perturbation", Mathematical Programming 105.
"""

import numpy as np

from weft.core.observatory.disclosure.system import Floats, System

_STEPS = (0, 1, 3)  # multiples beyond the two nearest that may be tried
_PATIENCE = 60.0  # seconds


class CannotRoundError(ValueError):
    """Tables of which no rounding keeps all sums."""

    def __init__(self, base: int) -> None:
        super().__init__(
            f"no rounding to multiples of {base} keeps the sums of all linked tables (or none was "
            "found in time); choose suppression or cell keys for this dataset"
        )


def round_controlled(system: System, base: int) -> Floats:
    """The cells as multiples of the base, nearest to the true values in sum, such that relations
    which hold exactly hold exactly after rounding too.

    A value between two multiples becomes one of the two; a multiple (zero too) stays itself. Where
    linked tables do not allow that, up to three multiples further, but never from zero.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import hstack  # noqa: PLC0415

    values = system.values
    matrix = system.matrix[np.flatnonzero(np.abs(system.matrix @ values) < 1e-6)]
    floor = np.floor(values / base)
    between = values / base > floor
    count = len(values)
    for steps in _STEPS:
        # x = floor + z; what is added is |x - value / base|, for integer z linear between floor
        # and floor + 1 and beyond: z = inside + above - below.
        part = values / base - floor
        nonzero = values != 0
        inside = np.where(between, 1.0, 0.0)
        beyond = np.where(nonzero, float(steps), 0.0)
        costs = np.concatenate([1 - 2 * part, np.ones(2 * count)])
        blocks = hstack([matrix, matrix, -matrix]).tocsr()
        right = -(matrix @ floor)
        down = np.where(values > 0, np.minimum(beyond, floor), beyond)  # counts stay counts
        answer = milp(
            costs,
            integrality=np.ones(3 * count),
            bounds=Bounds(0, np.concatenate([inside, beyond, down])),
            constraints=[LinearConstraint(blocks, right, right)] if len(right) else [],
            options={"time_limit": _PATIENCE},
        )
        if answer.x is not None:
            found = np.round(answer.x).reshape(3, count)
            rounded: Floats = (floor + found[0] + found[1] - found[2]) * base
            return rounded
    raise CannotRoundError(base)
