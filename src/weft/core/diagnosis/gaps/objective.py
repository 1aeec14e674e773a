"""The objective gap (G-OBJE): the policies of the two levels do not stand for the same."""

from weft.core.diagnosis.findings import OPPOSED
from weft.core.diagnosis.frames import find_hull, list_level_policies
from weft.core.diagnosis.gaps.gap import Gap, Part, join_parts, make_part
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.interval import ANY, ONE, ZERO, Interval
from weft.core.diagnosis.ledger import AXES
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.signals import measure_signals


def find_objective_gap(scene: Scene, pack: GapPack | None = None) -> Gap:
    """Mean of 1 - F and of whether the levels contradict each other on any axis (Charbit 2011:
    different rationalities and goals)."""
    frames = measure_signals(scene)["F"]
    distance = Interval(1 - frames.high, 1 - frames.low)
    facts = [each for level in scene.pair for each in list_level_policies(scene, level)]
    far = make_part("frames", distance, facts, ["missing_stances"])
    return join_parts("G-OBJE", (far, _measure_contradiction(scene)), pack or read_pack())


def _measure_contradiction(scene: Scene) -> Part:
    """1 if the levels surely stand on opposite sides of an axis, 3 or more apart; 0 if all axes
    are known and on none they may."""
    upper, lower = (list_level_policies(scene, level) for level in scene.pair)
    facts = (*upper, *lower)
    answers = [
        _contradict(find_hull(scene, axis, upper), find_hull(scene, axis, lower)) for axis in AXES
    ]
    if any(each == ONE for each in answers):
        return make_part("contradiction", ONE, facts)
    value = ZERO if all(each == ZERO for each in answers) else ANY
    return make_part("contradiction", value, facts, ["missing_stances"])


def _contradict(one: Interval | None, other: Interval | None) -> Interval:
    if one is None or other is None:
        return ANY
    left, right = sorted((one, other), key=lambda each: each.middle)
    # On an axis from -2 to 2, stances so far apart lie on opposite sides of 0.
    if right.high - left.low < OPPOSED:
        return ZERO
    return ONE if right.low - left.high >= OPPOSED else ANY
