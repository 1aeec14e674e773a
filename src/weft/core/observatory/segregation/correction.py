"""Dissimilarity freed from what chance adds to it where units or groups are small."""

from dataclasses import dataclass

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts, Integers
from weft.core.observatory.segregation.dissimilarity import (
    compute_dissimilarity,
    measure_dissimilarity,
)
from weft.core.observatory.segregation.draws import round_people, sort_units, split_draws
from weft.core.observatory.segregation.index import (
    GroupIndices,
    Reason,
    find_reasons,
    make_indices,
)
from weft.core.observatory.segregation.permutation import check_draws

LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class Corrected:
    """Each group's index, its correction and an interval; NaN where the index is undefined."""

    measure: str
    observed: Array
    values: Array  # corrected
    low: Array
    high: Array
    level: float
    reasons: tuple[Reason | None, ...]
    draws: int
    seed: int


def correct_dissimilarity(
    counts: Counts, *, seed: int, draws: int = 500, level: float = LEVEL
) -> Corrected:
    """D of each group less its bias, by bootstrap.

    Formula: D_bc = 2 D − mean(D*), where D* is the D of a draw: the people of the group, and all
    others, placed anew in as many multinomial trials with the shares xᵢ/X and yᵢ/Y that were found.
    The interval is the basic one: 2 D less the upper and the lower quantile of D*.
    Citation: Allen, Burgess, Davidson and Windmeijer (2015), Econometrics Journal 18(1), 40-66;
    interval: Davison and Hinkley (1997), Bootstrap Methods and their Application, section 5.2.
    Unit: index; below zero where chance alone would make more than was found. Denominator: as D.
    It takes away most of the bias where there is some segregation, and may take a little too much
    where the bias is small; where there is none it leaves more than half of the bias, so test
    first (`permute_people`). Suppression: as D.

    Raises NotWholeError, DrawsError, and ValueError for a level outside 0 to 1.
    """
    check_draws(draws)
    if not 0 < level < 1:
        raise ValueError(f"{level} is no level of an interval; take one between 0 and 1, as 0.95")
    people = round_people(counts)
    reasons = find_reasons(counts)
    found = np.full((4, len(people)), np.nan)
    for group, reason in enumerate(reasons):
        if reason is None:
            order = sort_units(counts, group)
            mine = people[group][order]
            others = people.sum(axis=0)[order] - mine
            observed = _compute(mine, others)
            simulated = _redraw(mine, others, draws, np.random.default_rng(seed))
            ends = np.quantile(simulated, [(1 + level) / 2, (1 - level) / 2])
            low, high = 2 * observed - ends
            found[:, group] = observed, 2 * observed - simulated.mean(), low, high
    observations, values, low, high = found
    return Corrected("dissimilarity", observations, values, low, high, level, reasons, draws, seed)


def _redraw(mine: Integers, others: Integers, draws: int, chance: np.random.Generator) -> Array:
    """D of as many draws. The two groups are drawn from streams of their own, so that the first
    draws of many are the few."""
    first, second = chance.spawn(2)
    drawn = []
    for many in split_draws(draws, 2 * mine.size):
        ours = first.multinomial(mine.sum(), mine / mine.sum(), size=many)
        theirs = second.multinomial(others.sum(), others / others.sum(), size=many)
        drawn.append(np.abs(ours / mine.sum() - theirs / others.sum()).sum(axis=-1) / 2)
    return np.concatenate(drawn)


def _compute(mine: Integers, others: Integers) -> float:
    totals = (mine + others).astype(np.float64)
    return float(compute_dissimilarity(mine.astype(np.float64), totals))


def expect_dissimilarity(counts: Counts) -> GroupIndices:
    """The D of each group that people placed at random would have on average, exactly.

    Formula: Σ E|xᵢ − tᵢP| / (2 X (1 − P)), where xᵢ is hypergeometric: tᵢ people drawn from all T,
    of whom X are of the group. E|xᵢ − tᵢP| = (2/T) m (T − X − tᵢ + m) p(m), with m the least whole
    number above tᵢP and p(m) the chance of m people.
    Citation: Winship (1977), Social Forces 55(4), 1058-1066; mean deviation: Diaconis and Zabell
    (1991), Statistical Science 6(3), 284-302. Unit: index, 0 to 1. Denominator: as D.
    Undefined: as D. Suppression: as D. Raises NotWholeError.
    """
    people = round_people(counts)
    reasons = find_reasons(counts)
    totals = people.sum(axis=0).astype(np.float64)
    values = [
        np.nan if reason else _expect(float(size), totals)
        for size, reason in zip(people.sum(axis=1), reasons, strict=True)
    ]
    return make_indices("expected_dissimilarity", counts, np.array(values), reasons)


def _expect(size: float, totals: Array) -> float:
    from scipy.special import gammaln  # noqa: PLC0415  # only here, and slow to load

    def count_ways(many: Array, chosen: Array) -> Array:
        """ln of the binomial coefficient."""
        found = gammaln(many + 1) - gammaln(chosen + 1) - gammaln(many - chosen + 1)
        return np.asarray(found)

    total = totals.sum()
    rest = total - size
    group, others = np.array(size), np.array(rest)
    most = np.floor(totals * size / total) + 1
    # Where m people cannot be: the unit or the group is too small for any above the mean.
    possible = (most <= np.minimum(totals, size)) & (totals - most <= rest)
    here, most = totals[possible], most[possible]
    ways = count_ways(group, most) + count_ways(others, here - most)
    chance = np.exp(ways - count_ways(total, here))
    apart = 2 / total * most * (rest - here + most) * chance
    return float(apart.sum() / (2 * size * (1 - size / total)))


def measure_systematic_dissimilarity(counts: Counts) -> GroupIndices:
    """How far D goes beyond chance, of how far it could go.

    Formula: (D − D*) / (1 − D*) where D is at least D*, else (D − D*) / D*, with D* what people
    placed at random would have (`expect_dissimilarity`). Citation: Carrington and Troske (1997),
    Journal of Business and Economic Statistics 15(4), 402-409.
    Unit: index, −1 (spread alike, more than chance could) over 0 (as chance) to 1 (no unit shared).
    Denominator: as above. Undefined: as D. Suppression: as D. Raises NotWholeError.
    """
    found, expected = measure_dissimilarity(counts), expect_dissimilarity(counts)
    beyond = found.values - expected.values
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(beyond >= 0, 1 - expected.values, expected.values)
        # Where chance leaves no room at all, nothing goes beyond it.
        values = np.where((beyond == 0) & (room == 0), 0.0, beyond / room)
    return make_indices("systematic_dissimilarity", counts, values, found.reasons)
