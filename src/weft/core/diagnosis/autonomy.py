"""Who holds the roles at each level, and the gap between law and practice."""

from itertools import product
from typing import NamedTuple

from weft.core.atlas.facts import Competence
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.interval import Interval
from weft.core.diagnosis.rules import may_hold, share_roles
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes

Measured = tuple[Interval, list[Fact]]


class Holding(NamedTuple):
    """Whether a level holds a role: the answers that are possible, and the facts behind them."""

    possible: frozenset[bool]
    facts: tuple[Competence, ...]
    positive: tuple[Competence, ...]  # those that say yes
    negative: tuple[Competence, ...]  # those that say no of the whole level
    closed: bool  # a survey says that what is recorded is all


def find_holding(scene: Scene, level: str, role: str, basis: str, phase: str) -> Holding:
    """Whether a level holds a role, by law or in practice.

    A sure "yes" of any of its actors says yes. A sure "no" of its government or its kind of place
    says no, and so does a survey without a record. Where a "no" stands beside a "yes", however
    weak, or where somebody asked and it is not known, it is open.
    """
    key = (level, role, basis, phase)
    if key not in scene.memory:
        scene.memory[key] = _find_holding(scene, level, role, basis, phase)
    holding: Holding = scene.memory[key]
    return holding


def _find_holding(scene: Scene, level: str, role: str, basis: str, phase: str) -> Holding:
    facts = scene.list_competences(level, role, basis, phase)
    said = [each for each in facts if each.holder != UNKNOWN]
    positive = tuple(each for each in said if each.holds and each.holder != NOBODY)
    negative = tuple(
        each
        for each in said
        if not (each.holds and each.holder != NOBODY) and scene.speaks_for(each)
    )
    asked = len(said) < len(facts)
    closed = not asked and find_survey(scene, (level,), "competences", phases=(phase,)) is not None
    yes = any(scene.holds(each) for each in positive)
    no = any(scene.holds(each) for each in negative)
    held, lacked = may_hold(yes, no, bool(positive), bool(negative), closed)
    possible = frozenset(each for each, may in ((True, held), (False, lacked)) if may)
    return Holding(possible, facts, positive, negative, closed)


def list_shares(upper: Holding, lower: Holding) -> frozenset[float | None]:
    """The lower level's possible shares of a role: 0, .5 or 1; None where nobody holds it."""
    return frozenset(share_roles(u, w) for u in upper.possible for w in lower.possible)


def measure_gap(scene: Scene) -> Measured:
    """The gap between law and practice: sum of weight x |difference of the lower level's shares|
    by law and in practice, the mean of the phases; a role that nobody holds is a share of 0."""
    least = most = 0.0
    facts: list[Fact] = []
    for phase in scene.setting.phases:
        for role in list_codes("roles"):
            shares = []
            for basis in ("de_jure", "de_facto"):
                upper, lower = (
                    find_holding(scene, level, role, basis, phase) for level in scene.pair
                )
                shares.append([each or 0.0 for each in list_shares(upper, lower)])
                facts += [*upper.facts, *lower.facts]
            differences = [abs(one - two) for one, two in product(*shares)]
            least += scene.method.roles[role] * min(differences)
            most += scene.method.roles[role] * max(differences)
    phases = len(scene.setting.phases)
    return Interval(least / phases, min(1.0, most / phases)), facts
