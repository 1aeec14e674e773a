"""The primary rules: which figures would tell something of a few people, and how uncertain they
must be, each a named function.

Hundepool et al., "Statistical Disclosure Control", Wiley 2012, chapter 4. The threshold needs the
counts alone. Dominance and p percent are about amounts (turnover, budgets, hours) and need what
each contributor contributed; where only counts are kept, they have nothing to apply to.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.system import Flags, Floats, Indices, Targets

ROUNDING = 1e-9  # of sums of contributions, relative to the figure
_USUAL = 10.0  # percent: the p that statistical offices mostly choose


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
    largest = list_largest(contributions, total, n)[:n]
    return total > 0 and float(largest.sum()) > k / 100 * total


def can_be_estimated(contributions: ArrayLike, total: float, p: float) -> bool:
    """The second largest contributor can estimate the largest to within p percent: p% rule.

    X - x1 - x2 < p/100 * x1. Unit: that of the contributions, which are not negative; denominator
    the largest contribution x1. (Hundepool et al. 2012, 4.2.2.)
    """
    largest = list_largest(contributions, total, 2)
    if not len(largest) or largest[0] <= 0:
        return False
    return total - float(largest[:2].sum()) < p / 100 * float(largest[0])


def find_sensitive(
    values: Floats,
    policy: Policy,
    contributions: Sequence[ArrayLike] | None = None,
    amounts: Flags | None = None,
) -> Flags:
    """The figures that a policy's rules find. `contributions` has, for each figure, its largest
    contributions or all of them; `amounts` says which are no counts: to them the threshold does not
    apply, and without contributions they are sensitive where the policy asks for these."""
    amounts = np.zeros(len(values), bool) if amounts is None else amounts
    found = is_below_threshold(values, policy.threshold) & ~amounts
    found |= is_unexplained(values, policy, contributions, amounts)
    if contributions is not None:
        for at, (total, parts) in enumerate(zip(values, contributions, strict=True)):
            if len(np.asarray(parts)) and not np.isnan(total):
                found[at] |= tells_a_contributor(parts, float(total), policy)
    return found


def is_unexplained(
    values: Floats, policy: Policy, contributions: Sequence[ArrayLike] | None, amounts: Flags
) -> Flags:
    """Amounts of which nobody told the contributions, where the policy has rules about these:
    unknown is never safe. Nothing (0) has no contributors."""
    if contributions is not None and len(contributions) != len(values):
        raise ContributionsDifferError(len(contributions), len(values))
    told = np.array([len(np.asarray(each)) > 0 for each in contributions or ()], bool)
    bare = amounts & ~told if contributions is not None else amounts
    found: Flags = bare & policy.needs_contributions & (np.nan_to_num(values) != 0)
    return found


def tells_a_contributor(contributions: ArrayLike, total: float, policy: Policy) -> bool:
    """Whether the rules of dominance and p percent find a figure."""
    dominated = policy.dominance and is_dominated(contributions, total, *policy.dominance)
    near = policy.p_percent and can_be_estimated(contributions, total, policy.p_percent)
    return bool(dominated or near)


def measure_extent(contributions: ArrayLike, total: float, policy: Policy) -> float:
    """How far from its value a withheld amount must be able to lie, so that the rules that found it
    find it no longer; without contributions as if one had made it all. Where no rule finds it, its
    source said that it is secret: a tenth.

    p/100 x1 - (X - x1 - x2) and 100/k (x1 + ... + xn) - X. Unit: that of the amount X.
    (Hundepool et al. 2012, 4.3.2.)
    """
    parts = np.asarray(contributions, float)
    total = total if len(parts) else abs(total)
    extents = [0.0]
    if policy.p_percent:
        largest = list_largest(parts, total, 2)[:2]
        share = policy.p_percent / 100 * float(largest[:1].sum())  # of nothing (0), nothing
        extents.append(share - total + float(largest.sum()))
    if policy.dominance:
        n, k = policy.dominance
        extents.append(100 / k * float(list_largest(parts, total, n)[:n].sum()) - total)
    return max(extents) if max(extents) > 0 else _USUAL / 100 * abs(total)


def make_targets(
    values: Floats, cells: Indices, policy: Policy, extents: Floats | None = None
) -> Targets:
    """The protection intervals: a count below the threshold must be able to be any such count. A
    figure withheld for another reason may be told no better than to the threshold either way, nor
    than its rule asks (p percent of it; for dominance 100/k - 1, Hundepool et al. 2012, 4.3).
    `extents`, of each of the cells, are those of amounts; NaN of counts. An amount of 0 that its
    source keeps secret must not be certain either."""
    threshold, sizes = policy.threshold, np.abs(values[cells])
    extents = np.full(len(cells), np.nan) if extents is None else extents
    amounts = ~np.isnan(extents)
    small = (sizes < threshold) & ~amounts
    share = max(
        (policy.p_percent or 0) / 100, 100 / policy.dominance[1] - 1 if policy.dominance else 0
    )
    extent = np.maximum(threshold - 1, np.ceil(share * sizes))
    extent[amounts] = np.where(extents > 0, extents, 1.0)[amounts]
    least = np.where(small, np.minimum(1.0, sizes), np.maximum(sizes - extent, ~amounts * 1.0))
    most = np.where(small, np.maximum(max(threshold - 1.0, 2.0), sizes), sizes + extent)
    negative = values[cells] < 0
    return Targets(cells, np.where(negative, -most, least), np.where(negative, -least, most))


def list_largest(contributions: ArrayLike, total: float, count: int) -> Floats:
    """Largest first. Where fewer than `count` are told and do not make the total, as large as the
    others can be: each at most as the least of those that are told."""
    parts: Floats = np.sort(np.asarray(contributions, float))[::-1]
    rest = total - float(parts.sum())
    if len(parts) and (parts[-1] < 0 or rest < -ROUNDING * abs(total)):
        raise ContributionsDifferError(float(parts.sum()), total)
    parts = parts[parts > 0]
    most = float(parts[-1]) if len(parts) else rest
    while len(parts) < count and rest > ROUNDING * abs(total):
        parts = np.append(parts, min(most, rest))
        rest -= float(parts[-1])
    return parts


class ContributionsDifferError(ValueError):
    """Contributions that are not those of the figures."""

    def __init__(self, found: int | float, expected: int | float) -> None:
        super().__init__(
            f"contributions are of {found}, the figures of {expected}; give for each figure the "
            "contributions that make it, none of them negative"
        )
