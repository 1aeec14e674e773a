"""Cell keys: small noise for every count, the same noise wherever and whenever the count appears.

Fraser and Wooton (2005), "A proposed method for confidentialising tabular output to protect
against differencing", Australian Bureau of Statistics. There the key of a cell comes from keys of
the persons in it; a store of counts has no persons, so here it is derived from the site's secret,
the cell's identity and its value. Asking again gives no new draw to average.

The table of chances has the greatest entropy among those that are unbiased and have the variance
asked for: Giessing (2016), "Computational issues in the design of transition probabilities and
disclosure risk estimation for additive noise", PSD 2016, LNCS 9867.
"""

import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from weft.core.observatory.disclosure.system import Floats


class NoSuchTableError(ValueError):
    """No table of chances has these properties."""

    def __init__(self, deviation: int, variance: float) -> None:
        super().__init__(
            f"no noise of at most {deviation} in either direction has variance {variance:g}; "
            f"choose a variance above 0 and at most {deviation**2}"
        )


@lru_cache(maxsize=8)
def make_table(deviation: int, variance: float) -> Floats:
    """The chances of each change: row i for the count i (the last for all greater ones), column j
    for the change j - deviation.

    Each row has mean 0 and the variance asked for; where a small count cannot vary so much without
    becoming negative, the greatest it can. Zero never changes. Maximises -sum p ln p.
    """
    if deviation < 1 or not 0 < variance <= deviation**2:
        raise NoSuchTableError(deviation, variance)
    table = np.zeros((deviation + 1, 2 * deviation + 1))
    table[0, deviation] = 1.0
    for count in range(1, deviation + 1):
        changes = np.arange(-count, deviation + 1)
        most = count * deviation  # with mean 0 on [-count, deviation]
        if variance >= most * (1 - 1e-9):
            chances = np.zeros(len(changes))
            chances[[0, -1]] = deviation / (count + deviation), count / (count + deviation)
        else:
            chances = _maximise_entropy(changes.astype(float), variance)
        table[count, deviation - count :] = chances
    return table


def _maximise_entropy(changes: Floats, variance: float) -> Floats:
    """Chances exp(a x + b x²) / Z with mean 0 and this variance: the minimum of a convex function
    (the dual), found by Newton's method with halved steps."""
    moments = np.vstack([changes, changes**2 - variance])
    at = np.zeros(2)

    def weigh(point: Floats) -> tuple[float, Floats]:
        powers = point @ moments
        top = powers.max()
        weights = np.exp(powers - top)
        return float(top + np.log(weights.sum())), weights / weights.sum()

    value, chances = weigh(at)
    for _ in range(500):
        slope = moments @ chances
        if np.abs(slope).max() < 1e-12:
            break
        spread = (moments * chances) @ moments.T - np.outer(slope, slope)
        step = np.linalg.solve(spread + 1e-14 * np.eye(2), slope)
        size = 1.0
        while size > 1e-12:
            tried, new = weigh(at - size * step)
            if tried <= value:
                break
            size /= 2
        else:
            break
        at, value, chances = at - size * step, tried, new
    return chances


def draw_key(secret: bytes, identity: Sequence[str], value: float) -> float:
    """A number from 0 to below 1 that nobody can work out without the secret: HMAC-SHA-256 of what
    the cell is, wherever it appears, and of its value."""
    text = "\x1f".join([*identity, f"{value:.0f}"])
    digest = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def change(value: float, key: float, table: Floats) -> float:
    """The value that is shown for a count: never negative, zero for zero."""
    deviation = len(table) - 1
    count, sign = abs(round(value)), 1 if value >= 0 else -1
    row = table[min(count, deviation)].cumsum()
    at = int(np.searchsorted(row, key * row[-1], side="right"))
    return float(sign * max(count + at - deviation, 0))
