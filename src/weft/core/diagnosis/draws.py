"""How often each type wins when what is uncertain is drawn at random: stability.

In each draw facts are true with their probability (facts on one document stand or fall together;
a false mechanism or competence is absent, a false policy unknown), weights are shaken, what is
unknown is uniform field by field, and a signal that no survey closed is uniform over what it may
still be.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.bounds import AUTONOMY, CLOSED_BY, OVERLAP, WIDEST, measure_distances
from weft.core.diagnosis.chance import Chance, Draws, find_chance
from weft.core.diagnosis.configuration import Types, score_types
from weft.core.diagnosis.ledger import (
    ATTRIBUTES,
    AXES,
    BITS,
    CELLS,
    DISPUTES,
    KINDS,
    LEVELS,
    MANNERS,
    ROLES,
    Floats,
    Ledger,
    Table,
    find_starts,
)
from weft.core.diagnosis.method import TYPES, Method
from weft.core.diagnosis.rules import Threads, reduce_rows, reduce_runs

# Settings x draws worked on at once: what stays near the processor.
AT_ONCE = 100_000
THREADS = 2


def measure_stability(
    ledger: Ledger, method: Method, seed: int, draws: int
) -> tuple[Floats, Floats]:
    """The share of draws that each type wins, (N, 4), with all factors and without F."""
    chance = find_chance(method, seed, draws)
    size = max(1, AT_ONCE // draws)
    parts = [ledger.cut(at, min(at + size, len(ledger))) for at in range(0, len(ledger), size)]

    def work(part: Ledger) -> tuple[Floats, Floats]:
        signals = draw_signals(part, method, chance)
        full, bare = score_types(signals, method)
        return _count_wins(full), _count_wins(bare)

    if len(parts) < 2:
        found = [work(each) for each in parts]
    else:
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(work, parts))
    empty = np.zeros((0, len(TYPES)))
    full, bare = (
        (np.concatenate([empty, *each]) for each in zip(*found, strict=True))
        if found
        else (empty, empty)
    )
    return full, bare


def _count_wins(scores: Types) -> Floats:
    """(N, 4): how often each type has the highest score; the first of equals."""
    best = np.maximum.reduce(scores)
    undecided = np.ones(best.shape, dtype=bool)
    wins = []
    for each in scores:
        won = undecided & (each == best)
        undecided &= ~won
        wins.append(np.count_nonzero(won, axis=1))
    return np.asarray(np.stack(wins, axis=1) / best.shape[1])


def draw_signals(ledger: Ledger, method: Method, chance: Chance) -> dict[str, Draws]:
    """Every signal of the scores in each draw, (N, draws)."""
    settings = ledger.settings
    strength = _draw_strength(ledger.ties, chance)
    signals = _draw_ties(ledger, method, chance, strength)
    signals["J"] = _draw_forum(ledger, chance, strength)
    signals["K"] = _draw_conflict(ledger, chance)
    for code in ("C", "TF", "MF", "BF", "H", "J", "K"):
        is_open = ~settings[CLOSED_BY[code]]
        if is_open.any():
            found = signals[code][is_open]
            signals[code][is_open] = found + (1 - found) * chance.draw(code)
    signals["E"][~settings["ties"]] = chance.draw("E")
    signals["A"], signals["O"] = _draw_roles(ledger, chance)
    signals["F"] = _draw_frames(ledger, method, chance)
    signals["BH"] = np.maximum(signals.pop("BF"), signals.pop("H"))
    signals["U"] = signals["O"] * (1 - signals["C"])
    return signals


def _is_true(rows: Table, chance: Chance) -> NDArray[np.bool_]:
    """(rows, draws): whether the fact of each row is true; those on one document share a draw."""
    return chance.draw("document", rows["doc"]) < rows["p"][:, None]


def _draw_between(ends: Floats, what: str, at: NDArray[Any], chance: Chance) -> Draws:
    """(rows, draws) or (rows, 1): uniform between low and high, drawn only where they differ."""
    low = ends[:, :1].astype(np.float32)
    width = (ends[:, 1] - ends[:, 0]).astype(np.float32)
    is_open = width > 0
    if not is_open.any():
        return low
    values = np.repeat(low, chance.draws, axis=1)
    values[is_open] += width[is_open, None] * chance.draw(what, at[is_open])
    return values


def _answer(answers: Any, what: str, at: NDArray[Any], chance: Chance) -> Draws:
    """(rows, draws) of 0 or 1: the answer, or a fair coin where it is not known (nan)."""
    values = np.repeat(answers[:, None].astype(np.float32), chance.draws, axis=1)
    unknown = np.isnan(answers)
    if unknown.any():
        values[unknown] = chance.draw(what, at[unknown]) < 0.5
    return values


def _draw_strength(rows: Table, chance: Chance) -> Draws:
    at = _locate(rows)
    activity = _draw_between(rows["activity"], "activity", at, chance)
    recency = _draw_between(rows["recency"], "recency", at, chance)
    strength = activity * recency * rows["coverage"][:, None].astype(np.float32)
    strength = strength * _is_true(rows, chance)
    unnamed = ~rows["named"]
    if unnamed.any():
        strength[unnamed] *= chance.draw("named", at[unnamed]) < 0.5
    return strength


def _locate(rows: Table) -> NDArray[np.intp]:
    """The row of the draws that belongs to a mechanism: by rank, then kind."""
    located: NDArray[np.intp] = rows["rank"].astype(np.intp) * len(KINDS) + rows["kind"]
    return located


def _draw_ties(ledger: Ledger, method: Method, chance: Chance, strength: Draws) -> dict[str, Draws]:
    rows = ledger.ties
    sign = rows["sign"]
    down, unknown = strength.copy(), sign == 0
    down[sign < 0] = 0.0
    down[unknown] *= chance.draw("direction", _locate(rows)[unknown]) < 0.5
    weights = chance.weights
    threads = Threads(ledger, method, strength, down, strength - down, weights.q, weights.d)
    return {
        "C": threads.coordinate(),
        "TF": threads.flow_down(),
        "BF": threads.flow_up(),
        "MF": threads.flow_both(),
        "H": threads.flow_across(),
        "E": threads.balance(method.balance.one_sided),
    }


def _draw_forum(ledger: Ledger, chance: Chance, strength: Draws) -> Draws:
    chosen = ledger.ties["joins"] & (ledger.ties["joint"] != 0)
    rows = ledger.ties[chosen]
    at = _locate(rows)
    worth = np.zeros((len(rows), chance.draws), dtype=np.float32)
    for column, name in enumerate(ATTRIBUTES):
        met = _answer(rows["attributes"][:, column], name, at, chance)
        worth += met * chance.weights.forum[column]
    worth *= _answer(rows["joint"], "joint", at, chance) * strength[chosen]
    return reduce_rows(np.maximum, worth, rows["setting"], len(ledger))


def _draw_conflict(ledger: Ledger, chance: Chance) -> Draws:
    rows = ledger.conflicts
    between = np.where(rows["between"], 1.0, np.nan)
    at = rows["rank"].astype(np.intp) * len(DISPUTES) + rows["kind"]
    held = _answer(between, "between", at, chance) * _is_true(rows, chance)
    rest = 1 - chance.weights.disputes[rows["kind"].astype(np.intp)] * held
    return 1 - reduce_rows(np.multiply, rest, rows["setting"], len(ledger), empty=1.0)


def _draw_roles(ledger: Ledger, chance: Chance) -> tuple[Draws, Draws]:
    """A and O."""
    shares, both = chance.role_tables
    patterns = _draw_patterns(ledger, chance)
    phases = ledger.settings["phases"]
    autonomy = np.zeros((len(ledger), chance.draws), dtype=np.float32)
    world = np.arange(chance.draws)
    for phase, manner in enumerate(AUTONOMY):
        asked = phases[:, phase]
        if asked.any():
            share = shares[patterns[manner][asked], world]
            own = _draw_own_policy(ledger, phase, chance)[asked]
            autonomy[asked] += (share + own) / 2
    autonomy /= np.maximum(1, phases.sum(axis=1))[:, None].astype(np.float32)
    # A role counts if both hold it in either phase; a phase that is not asked has no role held.
    held = patterns[OVERLAP[0]] & (patterns[OVERLAP[0]] >> len(ROLES))
    held |= patterns[OVERLAP[1]] & (patterns[OVERLAP[1]] >> len(ROLES))
    held &= (1 << len(ROLES)) - 1
    return autonomy, both[held | (held << len(ROLES))]


def _draw_patterns(ledger: Ledger, chance: Chance) -> list[NDArray[np.int16]]:
    """For each manner, who holds which role in each draw: (N, draws) numbers of ten bits."""
    # One coin a basis, level and role: nobody has said that the two phases differ.
    coins = chance.draw("cell", np.arange(2 * BITS)) < 0.5
    bits = (1 << np.arange(BITS)).astype(np.int16)
    cells, answers = _draw_claimed(ledger, chance, coins)
    tossed = ~ledger.settings["cells"]
    tossed.reshape(-1)[cells] = False
    patterns = []
    for manner in range(len(MANNERS)):
        at = slice(manner * BITS, (manner + 1) * BITS)
        heads = bits @ coins[_find_coin(np.arange(CELLS)[at])]
        pattern = (tossed[:, at] @ bits)[:, None] & heads
        here = cells // BITS % len(MANNERS) == manner
        claimed = answers[here] * bits[cells[here] % BITS, None]
        pattern |= reduce_rows(np.bitwise_or, claimed, cells[here] // CELLS, len(ledger))
        pattern[~ledger.settings["phases"][:, manner % 2]] = 0
        patterns.append(pattern)
    return patterns


def _find_coin(cells: NDArray[Any]) -> NDArray[Any]:
    """The coin of each cell: by basis, whatever the phase."""
    return np.asarray(cells // (2 * BITS) * BITS + cells % BITS)


def _draw_claimed(
    ledger: Ledger, chance: Chance, coins: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The cells (setting x 40 + cell) of which somebody says something, and the answers drawn for
    each: that of the facts that are true; a coin where they contradict each other, or where all
    are false and no survey says that nobody else is there."""
    claims = ledger.claims
    keys = claims["setting"].astype(np.int64) * CELLS + claims["cell"]
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], claims[order]
    starts = find_starts(keys)
    cells = keys[starts]
    if not len(cells):
        return cells, np.zeros((0, chance.draws), dtype=bool)
    truth, positive = _is_true(rows, chance), rows["positive"][:, None]
    yes = reduce_runs(np.logical_or, truth & positive, starts)
    no = reduce_runs(np.logical_or, truth & ~positive, starts)
    closed = ledger.settings["cells"].reshape(-1)[cells]
    undecided = (yes == no) & (yes | ~closed[:, None])
    return cells, np.where(undecided, coins[_find_coin(cells % CELLS)], yes)


def _draw_own_policy(ledger: Ledger, phase: int, chance: Chance) -> Draws:
    """Whether the lower level has a policy of its own: 0 none, .5 derived, 1 own; where no survey
    says that all are recorded, or a recorded one is false and so not known, any of these that is
    no less than what is."""
    plans = ledger.plans[(ledger.plans["level"] == 1) & ledger.plans["phases"][:, phase]]
    unknown = np.where(plans["worth"][:, 0] == plans["worth"][:, 1], plans["worth"][:, 1], np.nan)
    own = _answer(unknown, "origin", plans["rank"], chance)
    truth = _is_true(plans, chance)
    worth = np.where(np.isnan(unknown)[:, None], (1 + own) / 2, own) * truth
    owners, count = plans["setting"], len(ledger)
    found = reduce_rows(np.maximum, worth.astype(np.float32), owners, count)
    any_false = reduce_rows(np.maximum, (~truth).astype(np.int8), owners, count) > 0
    is_open = any_false | ~ledger.settings["policies"][:, phase, None]
    steps = np.floor(chance.draw("own policy") * (3 - 2 * found))
    return np.where(is_open, found + steps / 2, found).astype(np.float32)


def _draw_frames(ledger: Ledger, method: Method, chance: Chance) -> Draws:
    """F = 1 - mean distance / 4; a false policy is unknown, an unknown axis any distance, and with
    fewer than three known axes F anything."""
    plans = ledger.plans
    convergence = np.repeat(chance.draw("F"), len(ledger), axis=0)
    sides = [set(plans["setting"][plans["level"] == level].tolist()) for level in range(LEVELS)]
    chosen = np.array(sorted(sides[0] & sides[1]), dtype=np.intp)
    if not len(chosen):
        return convergence
    part = ledger.take(chosen)
    plans = part.plans
    owners = plans["setting"].astype(np.intp) * LEVELS + plans["level"]
    order = np.argsort(owners, kind="stable")
    plans, owners = plans[order], owners[order]
    truth = _is_true(plans, chance)
    total = np.zeros((len(part), chance.draws), dtype=np.float32)
    known = np.zeros((len(part), chance.draws), dtype=np.int8)
    shape = (len(part), LEVELS, chance.draws)
    for axis in range(len(AXES)):
        stance = np.where(truth, plans["stance"][:, axis, None].astype(np.float32), np.nan)
        low, high = (
            reduce_rows(end, stance, owners, len(part) * LEVELS, empty=np.nan).reshape(shape)
            for end in (np.fmin, np.fmax)
        )
        near, far = measure_distances(low, high)
        has = ~np.isnan(near)
        drawn = chance.draw("axis", axis)
        within = np.where(has, near + (far - near) * drawn, WIDEST * drawn)
        total += chance.weights.axes[axis] * within
        known += has
    enough = known >= method.frames.known_axes
    convergence[chosen] = np.where(enough, 1 - total / np.float32(WIDEST), convergence[chosen])
    return convergence
