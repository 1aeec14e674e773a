"""Who holds the roles at each level: local autonomy, overlap, and the gap of law and practice."""

from itertools import product
from typing import NamedTuple

from weft.core.atlas.facts import Competence
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.interval import Interval, find_share_range, span
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes

BASIS = {"formulation": "de_jure", "implementation": "de_facto"}
Measured = tuple[Interval, list[Fact]]


class Holding(NamedTuple):
    """Whether a level holds a role: the answers that are possible, and the facts behind them."""

    possible: frozenset[bool]
    facts: tuple[Competence, ...]


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
    positive, negative = [], []
    for each in facts:
        if each.holder == UNKNOWN:
            continue
        if each.holds and each.holder != NOBODY:
            positive.append(each)
        elif scene.speaks_for(each):
            negative.append(each)
    yes = any(scene.holds(each) for each in positive)
    no = any(scene.holds(each) for each in negative)
    asked = any(each.holder == UNKNOWN for each in facts)
    closed = not asked and find_survey(scene, (level,), "competences", phases=(phase,)) is not None
    if yes:
        possible = {True, False} if negative else {True}
    elif no or closed:
        possible = {True, False} if positive else {False}
    else:
        possible = {True, False}
    return Holding(frozenset(possible), facts)


def list_shares(upper: Holding, lower: Holding) -> frozenset[float | None]:
    """The lower level's possible shares of a role: 0, .5 or 1; None where nobody holds it."""
    shares: dict[tuple[bool, bool], float | None] = {
        (True, False): 0.0,
        (True, True): 0.5,
        (False, True): 1.0,
        (False, False): None,
    }
    return frozenset(shares[u, w] for u in upper.possible for w in lower.possible)


def _list_roles(scene: Scene, basis: str, phase: str) -> list[tuple[float, Holding, Holding]]:
    setting = scene.setting
    return [
        (
            scene.method.roles[role],
            find_holding(scene, setting.upper, role, basis, phase),
            find_holding(scene, setting.lower, role, basis, phase),
        )
        for role in list_codes("roles")
    ]


def measure_autonomy(scene: Scene) -> Measured:
    """A: mean of the lower level's share of the roles (by law in formulation, in practice in
    implementation) and of whether it has a policy of its own; the mean of both phases."""
    parts: list[Interval] = []
    facts: list[Fact] = []
    for phase in scene.setting.phases:
        roles = _list_roles(scene, BASIS[phase], phase)
        share = find_share_range((weight, list_shares(u, w)) for weight, u, w in roles)
        policy, found = _measure_policy(scene, phase)
        parts.append(Interval((share.low + policy.low) / 2, (share.high + policy.high) / 2))
        facts += [fact for _, u, w in roles for fact in (*u.facts, *w.facts)]
        facts += found
    low = sum(each.low for each in parts) / len(parts)
    high = sum(each.high for each in parts) / len(parts)
    return Interval(low, high), facts


def _measure_policy(scene: Scene, phase: str) -> Measured:
    """Whether the lower level has a policy of its own: 0 none, .5 derived, 1 own."""
    level = scene.setting.lower
    policies = scene.list_policies(level, phase)
    worth = {"own": span((1.0,)), "derived": span((0.5,)), None: Interval(0.5, 1.0)}
    sure = [worth[each.origin] for each in policies if scene.holds(each)]
    maybe = [worth[each.origin] for each in policies if not scene.holds(each)]
    low = max((each.low for each in sure), default=0.0)
    if find_survey(scene, (level,), "policies", phases=(phase,)):
        high = max((each.high for each in (*sure, *maybe)), default=0.0)
    else:
        high = 1.0
    return Interval(low, high), list(policies)


def measure_overlap(scene: Scene) -> Measured:
    """O: the share of the roles in which both levels act in practice."""
    least = most = 0
    facts: list[Fact] = []
    roles = list_codes("roles")
    for role in roles:
        both = [
            find_holding(scene, level, role, "de_facto", phase)
            for phase in scene.setting.phases
            for level in (scene.setting.upper, scene.setting.lower)
        ]
        # In either phase: both levels act in it.
        pairs = [both[index : index + 2] for index in range(0, len(both), 2)]
        surely = any(all(False not in each.possible for each in pair) for pair in pairs)
        maybe = any(all(True in each.possible for each in pair) for pair in pairs)
        least += surely
        most += maybe
        facts += [fact for each in both for fact in each.facts]
    return Interval(least / len(roles), most / len(roles)), facts


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
