"""Whether the policies of two levels stand for the same: convergence of frames."""

from weft.core.atlas.facts import Policy, Stance
from weft.core.atlas.records import Fact
from weft.core.diagnosis.interval import ANY, Interval
from weft.core.diagnosis.scene import Scene

AXES = tuple(Stance.model_fields)
WIDEST = 4.0  # from -2 to 2


def measure_frames(scene: Scene) -> tuple[Interval, list[Fact]]:
    """F = 1 - mean(|upper - lower|) / 4 over the axes; an axis not known on both sides is a
    distance anywhere in [0, 4]; with fewer than three known axes F is [0, 1]."""
    upper = list_level_policies(scene, scene.setting.upper)
    lower = list_level_policies(scene, scene.setting.lower)
    facts: list[Fact] = [*upper, *lower]
    distances = [_measure_axis(scene, axis, upper, lower) for axis in AXES]
    known = [each for each in distances if each is not None]
    if len(known) < scene.method.frames.known_axes:
        return ANY, facts
    near = sum(each.low for each in known)
    far = sum(each.high for each in known) + WIDEST * (len(AXES) - len(known))
    return Interval(1 - far / len(AXES) / WIDEST, 1 - near / len(AXES) / WIDEST), facts


def list_level_policies(scene: Scene, level: str) -> list[Policy]:
    """The policies of a level in the setting's phases, each once."""
    found = {
        each.id: each
        for phase in scene.setting.phases
        for each in scene.list_policies(level, phase)
    }
    return list(found.values())


def find_hull(scene: Scene, axis: str, policies: list[Policy]) -> Interval | None:
    """From the lowest to the highest stance; None where no policy that surely holds has one."""
    stances = [
        (value, scene.holds(each))
        for each in policies
        if each.stance and (value := getattr(each.stance, axis)) is not None
    ]
    if not any(certain for _, certain in stances):
        return None
    values = [value for value, _ in stances]
    return Interval(min(values), max(values))


def _measure_axis(
    scene: Scene, axis: str, upper: list[Policy], lower: list[Policy]
) -> Interval | None:
    """The least and largest distance of two hulls; None if one is not known."""
    one, other = find_hull(scene, axis, upper), find_hull(scene, axis, lower)
    if one is None or other is None:
        return None
    least = max(0.0, one.low - other.high, other.low - one.high)
    return Interval(least, max(one.high - other.low, other.high - one.low))
