"""Invented ledgers with the spread of a country's settings, for the benchmarks of the diagnosis."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis import read_method
from weft.core.diagnosis.ledger import (
    ATTRIBUTES,
    AXES,
    BITS,
    CELLS,
    CLAIM,
    CONFLICT,
    DISPUTES,
    KINDS,
    LEVELS,
    PLAN,
    SETTING,
    TIE,
    Ledger,
    Table,
    find_starts,
)

# The most of each that a setting has; every number from none to the most comes as often.
TIES, CLAIMS, PLANS, CONFLICTS = 12, 20, 4, 2
DOCUMENTS = 8  # on which the facts of a setting rest
GRADES = (0.95, 0.80, 0.60, 0.40)  # A, B, C, D
GRADE_SHARES = (0.3, 0.4, 0.2, 0.1)
DISPUTED = 0.05  # share of the facts that an actor disputes
JOINT = ("co_deciding_body", "consultative_body", "shared_service")

Random = np.random.Generator
Numbers = NDArray[Any]


def make_ledger(count: int, seed: int) -> Ledger:
    """The evidence of some settings, all different; the same for the same seed."""
    random = np.random.default_rng(seed)
    settings = _make_settings(count, random)
    grades = random.choice(GRADES, (count, DOCUMENTS), p=GRADE_SHARES)
    return Ledger(
        settings,
        _make_ties(_make_facts(TIE, TIES, grades, random), random),
        _make_claims(_make_facts(CLAIM, CLAIMS, grades, random), settings, random),
        _make_plans(_make_facts(PLAN, PLANS, grades, random), random),
        _make_conflicts(_make_facts(CONFLICT, CONFLICTS, grades, random), random),
    )


def _make_settings(count: int, random: Random) -> Table:
    """Three in five settings ask for both phases; each thing is surveyed in one of four."""
    settings = np.zeros(count, dtype=SETTING)
    asked = random.choice(3, count, p=(0.6, 0.2, 0.2))  # both, formulation, implementation
    settings["phases"] = np.stack((asked != 2, asked != 1), axis=1)
    for column in ("ties", "across", "disputes"):
        settings[column] = random.random(count) < 0.25
    settings["coordinating"] = settings["ties"] | (random.random(count) < 0.1)
    settings["policies"] = (random.random((count, 2)) < 0.25) & settings["phases"]
    surveyed = random.random((count, 1)) < 0.25
    nobody = random.random((count, CELLS)) < 0.05  # is recorded for this cell alone
    settings["cells"] = (surveyed | nobody) & settings["phases"][:, np.arange(CELLS) // BITS % 2]
    return settings


def _make_facts(dtype: Any, most: int, grades: Numbers, random: Random) -> Table:
    """None to `most` facts a setting, on documents that they share with others of the setting."""
    owners = np.repeat(np.arange(len(grades)), random.integers(most + 1, size=len(grades)))
    facts = np.zeros(len(owners), dtype=dtype)
    facts["setting"] = owners
    facts["doc"] = random.integers(DOCUMENTS, size=len(facts))
    p = grades[owners, facts["doc"]]
    facts["p"] = np.where(random.random(len(facts)) < DISPUTED, np.minimum(p, 0.5), p)
    facts["certain"] = facts["p"] >= np.float32(0.8)
    return facts


def _make_ties(ties: Table, random: Random) -> Table:
    method, count = read_method(), len(ties)
    kind = random.integers(len(KINDS), size=count)
    kind = kind[np.lexsort((kind, ties["setting"]))]
    ties["kind"] = kind
    ties["rank"] = _number(ties["setting"], kind)
    ties["named"] = random.random(count) < 0.95
    across = random.random(count) < 0.25
    ties["joins"] = ~across | ~ties["named"]
    ties["peers"] = across | ~ties["named"]
    kinds = [method.mechanisms[each] for each in KINDS]
    meets = np.array([each.meets for each in kinds])[kind]
    by_nature = np.array([{"upper": 1, "fixed": -1}.get(each.initiator, 0) for each in kinds])[kind]
    ties["sign"] = np.where(by_nature, by_nature, random.integers(-1, 2, count))
    steered = np.array([each.endswith("contract") for each in KINDS])[kind]
    joint = np.isin(np.array(KINDS), JOINT)[kind]
    ties["joint"] = np.where(steered, _answer(count, random), joint)
    meetings = np.log2(1 + random.integers(13, size=count)) / np.log2(13)
    ties["activity"] = _make_ends(meetings, meets, random)
    ties["recency"] = _make_ends(0.5 ** (random.random(count) * 3), meets, random)
    ties["coverage"] = np.where(random.random(count) < 0.7, 1.0, random.random(count))
    ties["attributes"] = _answer((count, len(ATTRIBUTES)), random)
    return ties


def _make_claims(claims: Table, settings: Table, random: Random) -> Table:
    """Cells of the phases asked for, four in five of them held."""
    cells = random.integers(CELLS, size=len(claims))
    asked = settings["phases"][claims["setting"]]
    other = np.where(cells // BITS % 2, -BITS, BITS)  # the same cell in the other phase
    fits = asked[np.arange(len(cells)), cells // BITS % 2]
    cells = np.where(fits, cells, cells + other)
    claims["cell"] = cells[np.lexsort((cells, claims["setting"]))]
    claims["positive"] = random.random(len(claims)) < 0.8
    return claims


def _make_plans(plans: Table, random: Random) -> Table:
    count = len(plans)
    level = random.integers(LEVELS, size=count)
    plans["level"] = level[np.lexsort((level, plans["setting"]))]
    plans["rank"] = _number(plans["setting"], plans["level"])
    phase = random.integers(3, size=count)
    plans["phases"] = np.stack((phase != 1, phase != 2), axis=1)
    plans["worth"] = np.array([(1.0, 1.0), (0.5, 0.5), (0.5, 1.0)])[random.integers(3, size=count)]
    stance = random.integers(-4, 5, (count, len(AXES))) / 2
    stated = random.random((count, len(AXES))) < random.random((count, 1))
    plans["stance"] = np.where(stated, stance, np.nan)
    return plans


def _make_conflicts(conflicts: Table, random: Random) -> Table:
    kind = random.integers(len(DISPUTES), size=len(conflicts))
    conflicts["kind"] = kind[np.lexsort((kind, conflicts["setting"]))]
    conflicts["rank"] = _number(conflicts["setting"], conflicts["kind"])
    conflicts["between"] = random.random(len(conflicts)) < 0.8
    return conflicts


def _make_ends(values: Numbers, asked: Numbers, random: Random) -> Numbers:
    """(rows, 2): 1 where not asked; of the rest a third are not known."""
    unknown = random.random(len(values)) < 1 / 3
    low = np.where(asked, np.where(unknown, 0.0, values), 1.0)
    high = np.where(asked, np.where(unknown, 1.0, values), 1.0)
    return np.stack((low, high), axis=1)


def _answer(shape: int | tuple[int, int], random: Random) -> Numbers:
    """0, 1 or not known, a third each."""
    return np.array([0.0, 1.0, np.nan])[random.integers(3, size=shape)]


def _number(owners: Numbers, kinds: Numbers) -> Numbers:
    """The place of each row among those of its owner and kind; rows are sorted by both."""
    starts = find_starts(owners.astype(np.int64) * (int(kinds.max(initial=0)) + 1) + kinds)
    lengths = np.diff(np.append(starts, len(owners)))
    return np.arange(len(owners)) - np.repeat(starts, lengths)
