"""Where the policies of a level stand: convergence of frames rests on them."""

from weft.core.atlas.facts import Policy
from weft.core.diagnosis.interval import Interval
from weft.core.diagnosis.scene import Scene


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
