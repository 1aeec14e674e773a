"""The primary rules: which figures would tell something of a few people, each a named function.

Hundepool et al., "Statistical Disclosure Control", Wiley 2012, chapter 4. The threshold needs the
counts alone. Dominance and p percent are about magnitudes (turnover, budgets, hours) and need what
each contributor contributed; where only counts are kept, they have nothing to apply to.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.system import Flags, Floats


def is_below_threshold(values: Floats, threshold: int) -> Flags:
    """Fewer than `threshold` people, and more than none: 0 < |n| < t.

    Unit: persons (or whatever is counted). Zero is not sensitive, and is shown; a missing figure is
    nobody's. (Hundepool et al. 2012, 5.2.2.)
    """
    size = np.abs(np.nan_to_num(values))
    found: Flags = (size > 0) & (size < threshold)
    return found


def is_dominated(contributions: ArrayLike, total: float, n: int, k: float) -> bool:
    """The n largest contributors make more than k percent of the total: (n, k) dominance.

    x1 + ... + xn > k/100 * X. Unit: that of the contributions, which are not negative; denominator
    the cell's total X. (Hundepool et al. 2012, 4.2.2.)
    """
    largest = _sort(contributions, total)[:n]
    return total > 0 and float(largest.sum()) > k / 100 * total


def can_be_estimated(contributions: ArrayLike, total: float, p: float) -> bool:
    """The second largest contributor can estimate the largest to within p percent: p% rule.

    X - x1 - x2 < p/100 * x1. Unit: that of the contributions, which are not negative; denominator
    the largest contribution x1. (Hundepool et al. 2012, 4.2.2.)
    """
    largest = _sort(contributions, total)
    if not len(largest) or largest[0] <= 0:
        return False
    return total - float(largest[:2].sum()) < p / 100 * float(largest[0])


def find_sensitive(
    values: Floats, policy: Policy, contributions: Sequence[ArrayLike] | None = None
) -> Flags:
    """The figures that a policy's rules find. `contributions` has, for each figure, its largest
    contributions or all of them; without it only the threshold applies."""
    found = is_below_threshold(values, policy.threshold)
    if contributions is None:
        return found
    if len(contributions) != len(values):
        raise ContributionsDifferError(len(contributions), len(values))
    for at, (total, parts) in enumerate(zip(values, contributions, strict=True)):
        if not np.isnan(total):
            dominated = policy.dominance and is_dominated(parts, total, *policy.dominance)
            near = policy.p_percent and can_be_estimated(parts, total, policy.p_percent)
            found[at] |= bool(dominated or near)
    return found


class ContributionsDifferError(ValueError):
    """Contributions that are not those of the figures."""

    def __init__(self, found: int | float, expected: int | float) -> None:
        super().__init__(
            f"contributions are of {found}, the figures of {expected}; give for each figure the "
            "contributions that make it, none of them negative"
        )


def _sort(contributions: ArrayLike, total: float) -> Floats:
    """Largest first."""
    parts: Floats = np.sort(np.asarray(contributions, float))[::-1]
    if len(parts) and (parts[-1] < 0 or parts.sum() > total * (1 + 1e-9)):
        raise ContributionsDifferError(float(parts.sum()), total)
    return parts
