"""Enters what an atlas says of settings into a ledger, in an order that no name or file decides."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from weft.core.atlas.facts import Mechanism
from weft.core.atlas.records import Fact
from weft.core.diagnosis.autonomy import find_holding
from weft.core.diagnosis.evidence import estimate_in, find_document
from weft.core.diagnosis.frames import list_level_policies
from weft.core.diagnosis.ledger import (
    AXES,
    CLAIM,
    CONFLICT,
    DISPUTES,
    KINDS,
    MANNERS,
    PLAN,
    ROLES,
    SETTING,
    TIE,
    Ledger,
    Table,
)
from weft.core.diagnosis.mechanisms import find_parity, find_sharing, find_sign, is_joint_body
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import PHASES
from weft.core.diagnosis.strength import list_parts
from weft.core.diagnosis.surveys import find_survey

WORTH = {"own": (1.0, 1.0), "derived": (0.5, 0.5), None: (0.5, 1.0)}
DOCUMENTS, RANKS = 1024, 32  # slots from which draws are numbered
_LAST = -9.0  # sorts what is not known before every number
_DTYPES = {"ties": TIE, "claims": CLAIM, "plans": PLAN, "conflicts": CONFLICT}


class Entry(NamedTuple):
    """A row before its document and rank have numbers."""

    table: str
    fact: Fact
    content: dict[str, Any]  # column -> value


def enter_scenes(scenes: Iterable[Scene]) -> Ledger:
    """The ledger of some settings, in their order."""
    found = list(scenes)
    settings = np.zeros(len(found), dtype=SETTING)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _DTYPES}
    for position, scene in enumerate(found):
        _enter_surveys(scene, settings[position])
        for table, row, _ in number_rows(scene):
            rows[table].append({"setting": position, **row})
    return Ledger(settings, **{name: _tabulate(name, each) for name, each in rows.items()})


def _tabulate(name: str, rows: list[dict[str, Any]]) -> Table:
    table = np.zeros(len(rows), dtype=_DTYPES[name])
    for column in table.dtype.names or ():
        if rows and column in rows[0]:
            table[column] = [each[column] for each in rows]
    return table


def _enter_surveys(scene: Scene, row: Any) -> None:
    lower = scene.setting.lower
    row["phases"] = [each in scene.setting.phases for each in PHASES]
    row["ties"] = find_survey(scene, scene.pair, "ties") is not None
    coordinating = find_survey(scene, scene.pair, "ties", "coordinating_ties")
    row["coordinating"] = coordinating is not None
    row["across"] = find_survey(scene, (lower, lower), "ties") is not None
    row["disputes"] = find_survey(scene, scene.pair, "disputes") is not None
    for at, phase in enumerate(PHASES):
        if phase in scene.setting.phases:
            closed = find_survey(scene, (lower,), "policies", phases=(phase,))
            row["policies"][at] = closed is not None
    for cell, (basis, phase), level, role in list_cells(scene):
        row["cells"][cell] = find_holding(scene, level, role, basis, phase).closed


def list_cells(scene: Scene) -> Iterable[tuple[int, tuple[str, str], str, str]]:
    """The cells of the setting's phases: number, manner, level and role."""
    for cell, (manner, level, role) in enumerate(product(MANNERS, scene.pair, ROLES)):
        if manner[1] in scene.setting.phases:
            yield cell, manner, level, role


def _list_entries(scene: Scene) -> Iterable[Entry]:
    joining, peers = ({each.id for each in ties} for ties in (scene.joining, scene.horizontal))
    for tie in list_ties(scene):
        sides = {"joins": tie.id in joining, "peers": tie.id in peers}
        yield Entry("ties", tie, enter_tie(scene, tie, sides))
    for cell, (basis, phase), level, role in list_cells(scene):
        holding = find_holding(scene, level, role, basis, phase)
        for fact in holding.positive:
            yield Entry("claims", fact, {"cell": cell, "positive": True})
        for fact in holding.negative:
            yield Entry("claims", fact, {"cell": cell, "positive": False})
    for at, name in enumerate(scene.pair):
        for policy in list_level_policies(scene, name):
            stance = [getattr(policy.stance, axis, None) for axis in AXES]
            content = {
                "level": at,
                "phases": [policy.phase in (None, each) for each in PHASES],
                "worth": WORTH[policy.origin],
                "stance": [np.nan if each is None else each for each in stance],
            }
            yield Entry("plans", policy, content)
    for dispute in scene.disputes:
        conflict = {
            "kind": DISPUTES.index(dispute.kind),
            "between": scene.is_between_levels(dispute),
        }
        yield Entry("conflicts", dispute, conflict)


def list_ties(scene: Scene) -> tuple[Mechanism, ...]:
    """Every mechanism that joins or may join the pair, or that ties the lower level to peers."""
    everything = (*scene.joining, *scene.perhaps_joining, *scene.horizontal)
    return tuple({each.id: each for each in everything}.values())


def enter_tie(scene: Scene, tie: Mechanism, sides: dict[str, bool]) -> dict[str, Any]:
    """The columns of one mechanism, which joins the pair, or peers, or perhaps either."""
    activity, recency, coverage = list_parts(tie, scene.setting.on, scene.method)
    joint = is_joint_body(tie)
    answers = (tie.decides, find_parity(scene, tie), find_sharing(scene, tie), tie.voluntary)
    named = bool(tie.members)
    return {
        "kind": KINDS.index(tie.kind),
        **{side: found or not named for side, found in sides.items()},
        "named": named,
        "sign": find_sign(scene, tie),
        "joint": _read_answer(joint),
        "activity": activity,
        "recency": recency,
        "coverage": coverage,
        "attributes": [_read_answer(each) for each in answers],
    }


def _read_answer(answer: bool | None) -> float:
    return np.nan if answer is None else float(answer)


def number_rows(scene: Scene) -> Iterator[tuple[str, dict[str, Any], Fact]]:
    """The rows of a setting, table by table in their order, with probabilities, documents and
    ranks, and the fact behind each; a document is known by what rests on it."""
    atlas, method = scene.atlas, scene.method
    rows = []
    resting: dict[str, list[tuple[Any, ...]]] = {}
    for each in _list_entries(scene):
        document = find_document(atlas, each.fact) or f"fact {each.fact.id}"
        p = estimate_in(scene.reading, atlas, each.fact, method)
        if scene.is_too_early:
            p = min(p, method.grades.disputed)
        key = (each.table, make_key(each.content), p)
        resting.setdefault(document, []).append(key)
        rows.append((key, document, scene.holds(each.fact), each))
    documents = sorted(resting, key=lambda name: sorted(resting[name]))
    taken: set[int] = set()
    number = {}
    for name in documents:
        said = sorted(content for _, content, _ in resting[name])
        number[name] = _find_slot(said, DOCUMENTS, taken)
    rows.sort(key=lambda row: (row[0], number[row[1]]))
    ranks: dict[tuple[str, Any], set[int]] = {}
    for (table, content, p), document, certain, each in rows:
        group = (table, each.content.get("kind", each.content.get("level")))
        rank = _find_slot(content, RANKS, ranks.setdefault(group, set()))
        row = {"doc": number[document], "p": p, "certain": certain, **each.content}
        if "rank" in (_DTYPES[table].names or ()):
            row["rank"] = rank
        yield table, row, each.fact


def _find_slot(said: Any, slots: int, taken: set[int]) -> int:
    """The number under which something is drawn: made of what it says, so that it stays the same
    beside more or fewer others; the next free one where two fall on the same."""
    slot = crc32(repr(said).encode()) % slots
    while slot in taken:
        slot += 1
    taken.add(slot)
    return slot


def make_key(content: dict[str, Any]) -> tuple[float, ...]:
    """What a row says, as numbers that can be sorted and compared."""
    numbers: list[float] = []
    for value in content.values():
        numbers += value if isinstance(value, list | tuple) else [value]
    return tuple(_LAST if np.isnan(each) else float(each) for each in numbers)
