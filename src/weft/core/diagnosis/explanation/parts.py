"""What each factor of a score is made of: mechanisms, roles, policies, and what is not known."""

import math
from collections.abc import Iterable
from typing import Literal, NamedTuple

from weft.core.atlas.facts import Mechanism
from weft.core.diagnosis.autonomy import find_holding, list_shares
from weft.core.diagnosis.bounds import bound_distances, bound_own_policy
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.frames import list_level_policies
from weft.core.diagnosis.ledger import AXES
from weft.core.diagnosis.mechanisms import find_parity, find_sharing, find_sign, is_joint_body
from weft.core.diagnosis.method import KindMethod
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import PHASES
from weft.core.diagnosis.signals import Signals
from weft.core.terms import list_codes

PartKind = Literal[
    "mechanism", "role", "own_policy", "axis", "dispute", "overlap", "coordination", "conflict",
    "unknown", "nothing_recorded", "surveyed_none",
]  # fmt: skip


class Share(NamedTuple):
    """A part of a factor before it has an amount, which is in proportion to its weight."""

    kind: PartKind
    code: str  # of the mechanism kind, role, axis or signal; empty where there is none
    weight: float
    facts: tuple[str, ...] = ()


def list_parts(scene: Scene, signals: Signals, factor: str) -> list[Share]:
    """The parts of a factor, as `method.FACTORS` names it."""
    code = factor.removeprefix("not_")
    match code:
        case "C" | "TF" | "MF":
            shares = _split_ties(scene, signals, code)
        case "BH":
            shares = _split_ties(scene, signals, _find_larger(signals))
        case "A":
            shares = _split_autonomy(scene, lacking=factor != code)
        case "J":
            shares = _split_forum(scene, signals)
        case "E":
            shares = _split_balance(scene, signals)
        case "O":
            shares = _split_overlap(scene)
        case "U":
            shares = _split_uncoordinated(scene, signals)
        case "F":
            shares = _split_frames(scene, signals, apart=False)
        case _:
            shares = _split_divergence(scene, signals)
    return shares


def describe_empty(signals: Signals, code: str) -> Share:
    """The one part of a factor of which nothing is recorded."""
    signal = signals.by_code[code]
    kind: PartKind = "surveyed_none" if signal.surveys else "nothing_recorded"
    return Share(kind, "", 1.0, signal.surveys)


def _find_larger(signals: Signals) -> str:
    return "BF" if signals["BF"].middle > signals["H"].middle else "H"


# --- ties ------------------------------------------------------------------------------------


def _split_ties(scene: Scene, signals: Signals, code: str) -> list[Share]:
    """A noisy-or splits into -ln(1 - x) of the strongest mechanism of each kind, as far as that is
    sure; the rest up to the middle of the signal is not known."""
    shares = []
    for kind, alike in _group_ties(scene, code).items():
        numbers = scene.method.mechanisms[kind]
        sure = max(
            scene.measure(each).low * _weigh(code, numbers, find_sign(scene, each))
            for each in alike
        )
        shares.append(Share("mechanism", kind, -_log_rest(sure), tuple(each.id for each in alike)))
    known = sum(each.weight for each in shares)
    unknown = max(0.0, -_log_rest(signals[code].middle) - known)
    return [*shares, Share("unknown", code, unknown if unknown > 1e-12 else 0.0)]


def _group_ties(scene: Scene, code: str) -> dict[str, list[Mechanism]]:
    found: dict[str, list[Mechanism]] = {}
    ties = scene.horizontal if code == "H" else scene.joining
    for each in ties:
        if _weigh(code, scene.method.mechanisms[each.kind], find_sign(scene, each)) > 0:
            found.setdefault(each.kind, []).append(each)
    return found


def _weigh(code: str, kind: KindMethod, sign: int) -> float:
    """What a mechanism of full strength adds to a signal, as far as its direction is known."""
    weights: dict[str, float] = {
        "C": kind.q * kind.coordinates,
        "TF": kind.q * abs(kind.d) * (sign > 0) * kind.commands,
        "BF": kind.q * abs(kind.d) * (sign < 0),
        "MF": kind.q * (1 - abs(kind.d)) * kind.coordinates,
        "H": kind.q,
    }
    return weights[code]


def _log_rest(x: float) -> float:
    """ln(1 - x), finite where x is 1."""
    return math.log(max(1e-12, 1 - x))


def _split_balance(scene: Scene, signals: Signals) -> list[Share]:
    """E by |s q d|; without a survey it is anything."""
    if not signals.by_code["E"].surveys:
        return [Share("unknown", "E", 1.0)]
    shares = []
    for each in scene.joining:
        kind = scene.method.mechanisms[each.kind]
        pull = scene.measure(each).middle * kind.q * abs(kind.d)
        shares.append(Share("mechanism", each.kind, pull, (each.id,)))
    return shares


def _split_forum(scene: Scene, signals: Signals) -> list[Share]:
    """J to the body that is worth most; what is above its sure worth is not known."""
    value = signals["J"]
    bodies = [each for each in scene.joining if is_joint_body(each)]
    if not bodies:
        return [Share("unknown", "J", value.middle)]
    best = max(bodies, key=lambda each: (_weigh_body(scene, each), each.id))
    shares = [Share("mechanism", best.kind, value.low, (best.id,))]
    return [*shares, Share("unknown", "J", value.middle - value.low)]


def _weigh_body(scene: Scene, body: Mechanism) -> float:
    """What a joint body is surely worth: s times the weights of what is known to be so."""
    weights = scene.method.forum
    known = (
        (weights.decides, body.decides),
        (weights.parity, find_parity(scene, body)),
        (weights.shared_agenda_and_chair, find_sharing(scene, body)),
        (weights.voluntary, body.voluntary),
    )
    return scene.measure(body).low * sum(weight for weight, met in known if met)


# --- roles -----------------------------------------------------------------------------------


def _split_autonomy(scene: Scene, lacking: bool) -> list[Share]:
    """A by its weighted terms: the roles and whether there is a policy of its own; or, of 1 - A,
    what the lower level lacks of each."""
    terms: dict[str, float] = {}
    facts: dict[str, dict[str, None]] = {}
    for phase, basis in (("formulation", "de_jure"), ("implementation", "de_facto")):
        if phase not in scene.setting.phases:
            continue
        worths: dict[str, float] = {}
        for role in list_codes("roles"):
            upper, lower = (find_holding(scene, at, role, basis, phase) for at in scene.pair)
            options = [each for each in list_shares(upper, lower) if each is not None]
            if options:
                middle = (min(options) + max(options)) / 2
                worths[role] = 1 - middle if lacking else middle
            held = (*upper.facts, *lower.facts)
            facts.setdefault(role, {}).update(dict.fromkeys(each.id for each in held))
        # A role that nobody holds leaves the weights of the others, which sum to 1 again.
        total = sum(scene.method.roles[role] for role in worths)
        for role, worth in worths.items():
            terms[role] = terms.get(role, 0.0) + worth * scene.method.roles[role] / total
    shares = [
        Share("role" if facts[role] else "unknown", role, worth, tuple(facts[role]))
        for role, worth in terms.items()
    ]
    return [*shares, *_split_own_policy(scene, lacking)]


def _split_own_policy(scene: Scene, lacking: bool) -> Iterable[Share]:
    ledger = enter_scenes([scene])
    worth = 0.0
    policies: dict[str, None] = {}
    for at, phase in enumerate(PHASES):
        if phase in scene.setting.phases:
            low, high = bound_own_policy(ledger, at)[0]
            middle = (low + high) / 2
            worth += 1 - middle if lacking else middle
            found = scene.list_policies(scene.setting.lower, phase)
            policies.update(dict.fromkeys(each.id for each in found))
    if policies:
        yield Share("own_policy", "", worth, tuple(policies))
    else:
        yield Share("unknown", "own_policy", worth)


def _split_overlap(scene: Scene) -> list[Share]:
    """O by role: one for a role in which both surely act, one half where they may."""
    shares = []
    for role in list_codes("roles"):
        best = 0.0
        facts: dict[str, None] = {}
        for phase in scene.setting.phases:
            pair = [find_holding(scene, at, role, "de_facto", phase) for at in scene.pair]
            surely = all(False not in each.possible for each in pair)
            maybe = all(True in each.possible for each in pair)
            best = max(best, 1.0 if surely else 0.5 if maybe else 0.0)
            facts |= dict.fromkeys(fact.id for each in pair for fact in each.facts)
        shares.append(Share("role" if facts else "unknown", role, best, tuple(facts)))
    return shares


def _split_uncoordinated(scene: Scene, signals: Signals) -> list[Share]:
    """U = O (1 - C) to O and C by Shapley value of ln(1 - U): overlap lowers it, coordination
    gives some of that back."""
    overlap, coordination = signals["O"].middle, signals["C"].middle
    alone, both = _log_rest(overlap), _log_rest(overlap * (1 - coordination))
    return [
        Share("overlap", "O", -(alone + both) / 2, signals.by_code["O"].facts),
        Share("coordination", "C", -(both - alone) / 2, signals.by_code["C"].facts),
    ]


# --- frames and conflict ---------------------------------------------------------------------


def _split_frames(scene: Scene, signals: Signals, apart: bool) -> list[Share]:
    """F by axis: how close the levels stand on each; or, of 1 - F, how far apart."""
    near, far = bound_distances(enter_scenes([scene]))
    known = sum(not math.isnan(each) for each in near[0])
    if known < scene.method.frames.known_axes:
        return [Share("unknown", "F", 1.0, signals.by_code["F"].facts)]
    policies = [each for level in scene.pair for each in list_level_policies(scene, level)]
    shares = []
    for at, axis in enumerate(AXES):
        unknown = math.isnan(near[0, at])
        distance = 0.5 if unknown else (near[0, at] + far[0, at]) / 8
        facts = tuple(
            each.id for each in policies if each.stance and getattr(each.stance, axis) is not None
        )
        kind: PartKind = "unknown" if unknown else "axis"
        shares.append(Share(kind, axis, distance if apart else 1 - distance, facts))
    return shares


def _split_divergence(scene: Scene, signals: Signals) -> list[Share]:
    """1 - F (1 - K) = (1 - F) + F K: how far apart the policies are, and conflict."""
    frames, conflict = signals["F"].middle, signals["K"].middle
    axes = _split_frames(scene, signals, apart=True)
    total = sum(each.weight for each in axes)
    shares = [each._replace(weight=each.weight / total * (1 - frames)) for each in axes if total]
    disputes = signals.by_code["K"].facts
    kind: PartKind = "conflict" if disputes else "unknown"
    return [*shares, Share(kind, "K", frames * conflict, disputes)]
