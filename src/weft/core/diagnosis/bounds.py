"""The bounds of every signal of many settings: all values that agree with what is recorded."""

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.ledger import (
    ATTRIBUTES,
    AXES,
    CELLS,
    DISPUTES,
    KINDS,
    LEVELS,
    MANNERS,
    ROLES,
    Floats,
    Ledger,
)
from weft.core.diagnosis.method import Method
from weft.core.diagnosis.rules import Groups, Threads, may_hold, reduce_rows, share_roles

Bounds = dict[str, Floats]  # by signal, each (N, 2): low, high
# Where nothing surveyed closes a signal, its upper end is 1: the column that says so.
CLOSED_BY = {
    "V": "ties", "TF": "ties", "BF": "ties", "C": "coordinating", "MF": "coordinating",
    "J": "coordinating", "H": "across", "K": "disputes",
}  # fmt: skip
WIDEST = 4.0  # the distance of two stances, from -2 to 2
# By phase (formulation, implementation): the manner that counts for autonomy, and for overlap.
AUTONOMY = (
    MANNERS.index(("de_jure", "formulation")),
    MANNERS.index(("de_facto", "implementation")),
)
OVERLAP = (
    MANNERS.index(("de_facto", "formulation")),
    MANNERS.index(("de_facto", "implementation")),
)


def bound_signals(ledger: Ledger, method: Method) -> Bounds:
    """Low and high of V, C, TF, BF, MF, H, J, K, E, A, O, F, U and BH, each (N, 2)."""
    bounds = _bound_ties(ledger, method)
    bounds["J"] = _bound_forum(ledger, method)
    bounds["K"] = _bound_conflict(ledger, method)
    for code, survey in CLOSED_BY.items():
        bounds[code][~ledger.settings[survey], 1] = 1.0
    bounds["E"] = _bound_balance(ledger, method)
    held, lacked = find_possible(ledger)
    bounds["A"] = _bound_autonomy(ledger, method, held, lacked)
    bounds["O"] = _bound_overlap(ledger, held, lacked)
    bounds["F"] = _bound_frames(ledger, method)
    uncoordinated = 1 - bounds["C"][:, ::-1]
    bounds["U"] = bounds["O"] * uncoordinated
    bounds["BH"] = np.maximum(bounds["BF"], bounds["H"])
    return bounds


def _measure_strength(ledger: Ledger) -> Floats:
    """(rows, 2): s = activity x recency x coverage, from 0 where the fact may not be true."""
    ties = ledger.ties
    strength: Floats = ties["activity"] * ties["recency"] * ties["coverage"][:, None]
    strength[~(ties["certain"] & ties["named"]), 0] = 0.0
    return strength


def _read_kinds(method: Method) -> tuple[Floats, Floats]:
    """q and |d| of the kinds of mechanism, (13,) each."""
    kinds = [method.mechanisms[each] for each in KINDS]
    return np.array([each.q for each in kinds]), np.array([abs(each.d) for each in kinds])


def _bound_ties(ledger: Ledger, method: Method) -> Bounds:
    ties = ledger.ties
    sign = ties["sign"][:, None]
    # A direction that is not known counts neither way at the low end, and both at the high end.
    down = np.concatenate((sign > 0, sign >= 0), axis=1)
    up = np.concatenate((sign < 0, sign <= 0), axis=1)
    q, d = _read_kinds(method)
    strength = _measure_strength(ledger)
    threads = Threads(
        ledger, method, strength, strength * down, strength * up, q[:, None], d[:, None]
    )
    return {
        "V": threads.couple(),
        "C": threads.coordinate(),
        "TF": threads.flow_down(),
        "BF": threads.flow_up(),
        "MF": threads.flow_both(),
        "H": threads.flow_across(),
    }


def _bound_forum(ledger: Ledger, method: Method) -> Floats:
    """J: the largest s (.4 decides + .2 parity + .2 shared agenda and chair + .2 voluntary)."""
    ties = ledger.ties[ledger.ties["joins"]]
    strength = _measure_strength(ledger)[ledger.ties["joins"]]
    weights = np.array([getattr(method.forum, each) for each in ATTRIBUTES])
    least = np.where(ties["joint"] == 1, (ties["attributes"] == 1) @ weights, 0.0)
    most = np.where(ties["joint"] == 0, 0.0, (ties["attributes"] != 0) @ weights)
    values = strength * np.stack((least, most), axis=1)
    return reduce_rows(np.maximum, values, ties["setting"], len(ledger))


def _bound_conflict(ledger: Ledger, method: Method) -> Floats:
    """K: noisy-or of the disputes between the levels."""
    rows = ledger.conflicts
    weights = np.array([method.disputes[each] for each in DISPUTES])[rows["kind"].astype(np.intp)]
    ends = np.stack((weights * (rows["certain"] & rows["between"]), weights), axis=1)
    return 1 - reduce_rows(np.multiply, 1 - ends, rows["setting"], len(ledger), empty=1.0)


def _bound_balance(ledger: Ledger, method: Method) -> Floats:
    """E = 1 - min(1, |D| / .6), D the mean direction weighted by s q; [0, 1] without a survey.

    Of several mechanisms of a kind one strength counts, with the direction of any that may be the
    strongest; a direction of unknown sign is tried both ways.
    """
    bounds = np.tile((0.0, 1.0), (len(ledger), 1))
    surveyed = ledger.settings["ties"]
    bounds[surveyed] = 0.0  # nothing there, and nothing is balanced
    joins = ledger.ties["joins"] & surveyed[ledger.ties["setting"]]
    ties, strength = ledger.ties[joins], _measure_strength(ledger)[joins]
    groups = Groups(ties)
    strongest = groups.find_strongest(strength)
    rivals = strength[:, 1] >= np.repeat(strongest[:, 0], groups.lengths)
    # Whether what may be the strongest of a kind may run from above, and from below.
    may_fall, may_rise = (
        groups.find_strongest(rivals & (sign * ties["sign"] >= 0)) for sign in (1, -1)
    )
    owners, which = np.unique(groups.owners, return_inverse=True)
    q, d = _read_kinds(method)
    shape = (len(owners), len(KINDS), 2)
    weights, directions = np.zeros(shape), np.zeros(shape)
    at = (which, groups.kind)
    weights[at] = strongest * q[groups.kind, None]
    signs = np.stack((np.where(may_rise, -1, 1), np.where(may_fall, 1, -1)), axis=1)
    directions[at] = signs * d[groups.kind, None]
    bounds[owners] = _find_balance(weights, directions, method.balance.one_sided)
    return bounds


def _find_balance(weights: Floats, directions: Floats, one_sided: float) -> Floats:
    """E, (N, 2), of kinds whose weights lie between two ends and whose direction is one of two,
    (N, kinds, 2) each: every choice of directions is tried."""
    near, far = np.full(len(weights), np.inf), np.zeros(len(weights))
    is_open = directions[:, :, 0] != directions[:, :, 1]
    counts = is_open.sum(axis=1)
    for count in np.unique(counts).tolist():
        chosen = np.flatnonzero(counts == count)
        between, (up, down) = weights[chosen], np.moveaxis(directions[chosen], 2, 0)
        bit = is_open[chosen] << (np.cumsum(is_open[chosen], axis=1) - 1)  # one an open kind
        for choice in range(1 << count):
            pull = np.where(bit & choice, down, up)
            high = _find_largest_mean(between, pull)
            low = -_find_largest_mean(between, -pull)
            ends = np.abs((low, high))
            closest = np.where((low <= 0) & (high >= 0), 0.0, ends.min(axis=0))
            near[chosen] = np.minimum(near[chosen], closest)
            far[chosen] = np.maximum(far[chosen], ends.max(axis=0))
    bounds = 1 - np.minimum(1, np.stack((far, near), axis=1) / one_sided)
    bounds[(weights[:, :, 0] == 0).all(axis=1), 0] = 0.0  # perhaps none holds: nothing balanced
    return bounds


def _find_largest_mean(weights: Floats, values: Floats) -> Floats:
    """The largest sum(w x) / sum(w), (N,), of values (N, K) over weights between two ends,
    (N, K, 2); -inf where no weight can be above 0. The rule is `interval.find_mean_range`'s: in
    the order of the values, the first have their high weights and the rest their low ones."""
    order = np.argsort(-values, axis=1, kind="stable")
    values = np.take_along_axis(values, order, axis=1)
    low, high = (np.take_along_axis(weights[:, :, end], order, axis=1) for end in (0, 1))
    total = _sum_splits(high, low)
    pull = _sum_splits(high * values, low * values)
    means = np.divide(pull, total, out=np.full_like(total, -np.inf), where=total > 0)
    best: Floats = means.max(axis=1)
    return best


def _sum_splits(first: Floats, rest: Floats) -> Floats:
    """(N, K) -> (N, K + 1): the sums of so many of the first and of what is left of the rest."""
    nothing = np.zeros((len(first), 1))
    head = np.concatenate((nothing, np.cumsum(first, axis=1)), axis=1)
    tail = np.concatenate((nothing, np.cumsum(rest[:, ::-1], axis=1)), axis=1)[:, ::-1]
    return np.asarray(head + tail)


def find_possible(ledger: Ledger) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each cell may be held, and whether it may not: (N, manners, levels, roles) each."""
    claims = ledger.claims
    shape = (len(ledger), len(MANNERS), LEVELS, len(ROLES))

    def scatter(chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        cells = np.zeros((len(ledger), CELLS), dtype=bool)
        cells[claims["setting"][chosen], claims["cell"][chosen]] = True
        return cells

    positive, certain = claims["positive"], claims["certain"]
    answers = may_hold(
        scatter(positive & certain), scatter(~positive & certain),
        scatter(positive), scatter(~positive), ledger.settings["cells"],
    )  # fmt: skip
    return answers[0].reshape(shape), answers[1].reshape(shape)


def _bound_autonomy(
    ledger: Ledger, method: Method, held: NDArray[np.bool_], lacked: NDArray[np.bool_]
) -> Floats:
    """A: mean of the lower level's share of the roles and of whether it has a policy of its own;
    the mean over the setting's phases."""
    total = np.zeros((len(ledger), 2))
    for phase, manner in enumerate(AUTONOMY):
        share = _bound_shares(held[:, manner], lacked[:, manner], method)
        part = (share + bound_own_policy(ledger, phase)) / 2
        total += np.where(ledger.settings["phases"][:, phase, None], part, 0.0)
    phases = ledger.settings["phases"].sum(axis=1)
    return np.asarray(total / np.maximum(1, phases)[:, None])


def _bound_shares(held: NDArray[np.bool_], lacked: NDArray[np.bool_], method: Method) -> Floats:
    """The lower level's share of the roles, (N, 2): its weighted mean over the roles that somebody
    holds, of which every choice is tried; 0 where nobody holds any."""
    least, most = np.ones((len(ROLES), len(held))), np.zeros((len(ROLES), len(held)))
    somebody, nobody = np.zeros(least.shape, dtype=bool), np.zeros(least.shape, dtype=bool)
    for upper, lower in product((True, False), repeat=LEVELS):
        may = ((held if upper else lacked)[:, 0] & (held if lower else lacked)[:, 1]).T
        share = share_roles(upper, lower)
        if share is None:
            nobody |= may
        else:
            somebody |= may
            least[may] = np.minimum(least[may], share)
            most[may] = np.maximum(most[may], share)
    weights = np.array([method.roles[each] for each in ROLES])[:, None]
    least, most = least * weights, most * weights
    low, high = np.ones(len(held)), np.zeros(len(held))
    for chosen in product((True, False), repeat=len(ROLES)):
        counts = np.array(chosen)
        at = np.flatnonzero(somebody[counts].all(axis=0) & nobody[~counts].all(axis=0))
        if not len(at):
            continue
        total = weights[counts].sum() or 1.0
        for bound, ends, closer in ((low, least, np.minimum), (high, most, np.maximum)):
            share = ends[counts][:, at].sum(axis=0) / total
            bound[at] = closer(bound[at], share)
    return np.stack((low, high), axis=1)


def bound_own_policy(ledger: Ledger, phase: int) -> Floats:
    """Whether the lower level has a policy of its own: 0 none, .5 derived, 1 own."""
    plans = ledger.plans[(ledger.plans["level"] == 1) & ledger.plans["phases"][:, phase]]
    worth = plans["worth"].copy()
    worth[~plans["certain"], 0] = 0.0
    own = reduce_rows(np.maximum, worth, plans["setting"], len(ledger))
    own[~ledger.settings["policies"][:, phase], 1] = 1.0
    return own


def _bound_overlap(ledger: Ledger, held: NDArray[np.bool_], lacked: NDArray[np.bool_]) -> Floats:
    """O: the share of the roles in which both levels act in practice, in either phase."""
    surely = np.zeros((len(ledger), len(ROLES)), dtype=bool)
    maybe = surely.copy()
    for phase, manner in enumerate(OVERLAP):
        asked = ledger.settings["phases"][:, phase, None]
        surely |= asked & ~lacked[:, manner].any(axis=1)
        maybe |= asked & held[:, manner].all(axis=1)
    return np.stack((surely.mean(axis=1), maybe.mean(axis=1)), axis=1)


def _bound_frames(ledger: Ledger, method: Method) -> Floats:
    """F = 1 - mean(|upper - lower|) / 4 over the axes; an axis not known on both sides is a
    distance anywhere in [0, 4]; with fewer than three known axes F is [0, 1]."""
    plans = ledger.plans
    near, far = bound_distances(ledger)
    bounds = np.tile((0.0, 1.0), (len(ledger), 1))
    if not len(plans):
        return bounds
    known = (~np.isnan(near)).sum(axis=1) >= method.frames.known_axes
    closest = np.where(np.isnan(near), 0.0, near).mean(axis=1)
    farthest = np.where(np.isnan(far), WIDEST, far).mean(axis=1)
    bounds[known] = np.stack((1 - farthest / WIDEST, 1 - closest / WIDEST), axis=1)[known]
    return bounds


def bound_distances(ledger: Ledger) -> tuple[Floats, Floats]:
    """The least and largest distance of the levels' hulls on each axis, (N, 5); nan if not known:
    where no policy that surely holds has a stance."""
    plans = ledger.plans
    owners = plans["setting"].astype(np.intp) * LEVELS + plans["level"]
    order = np.argsort(owners, kind="stable")
    stance, owners = plans["stance"][order], owners[order]
    count = len(ledger) * LEVELS
    sure = np.where(plans["certain"][order, None] & ~np.isnan(stance), 1.0, 0.0)
    unknown = reduce_rows(np.maximum, sure, owners, count) == 0
    low = reduce_rows(np.fmin, stance, owners, count, empty=np.nan)
    high = reduce_rows(np.fmax, stance, owners, count, empty=np.nan)
    low[unknown] = high[unknown] = np.nan
    shape = (len(ledger), LEVELS, len(AXES))
    return measure_distances(low.reshape(shape), high.reshape(shape))


def measure_distances(low: Any, high: Any) -> tuple[Any, Any]:
    """The least and largest distance of two hulls, (N, 2 levels, ...) -> two of (N, ...)."""
    near = np.maximum(0.0, np.maximum(low[:, 0] - high[:, 1], low[:, 1] - high[:, 0]))
    far = np.maximum(high[:, 0] - low[:, 1], high[:, 1] - low[:, 0])
    return near, far
