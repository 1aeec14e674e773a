"""What a mechanism is between two levels: which way it runs, and whether they meet as equals."""

from weft.core.atlas.facts import Mechanism
from weft.core.diagnosis.scene import Scene

JOINT_BODIES = frozenset({"co_deciding_body", "consultative_body", "shared_service"})
CONTRACTS = frozenset({"imposed_contract", "negotiated_contract"})


def find_sign(scene: Scene, mechanism: Mechanism) -> int:
    """1 if it runs from above, -1 from below, 0 where nobody has said who started it and that
    decides; 1 for kinds that run neither way."""
    kind = scene.method.mechanisms[mechanism.kind]
    usual = -1 if kind.d < 0 else 1
    if kind.initiator == "fixed" or kind.d == 0:
        return usual
    if mechanism.initiator is None:
        return 0 if kind.initiator == "either" else usual
    lower = scene.is_official(mechanism.initiator, scene.setting.lower)
    upper = scene.is_official(mechanism.initiator, scene.setting.upper)
    return -usual if lower and not upper else usual


def is_joint_body(mechanism: Mechanism) -> bool | None:
    """Whether levels meet in it; None for a contract of which nobody said if it has a committee."""
    if mechanism.kind in JOINT_BODIES:
        return True
    return mechanism.steering if mechanism.kind in CONTRACTS else False


def find_parity(scene: Scene, mechanism: Mechanism) -> bool | None:
    """Equal votes of the two levels, or equal voices where neither votes; None if not known."""
    if not mechanism.members:
        return None
    counts: dict[str, list[int]] = {"vote": [0, 0], "voice": [0, 0]}
    for member in mechanism.members:
        sides = [
            scene.stands_at(member.actor, level)
            for level in (scene.setting.upper, scene.setting.lower)
        ]
        if member.seat == "observer" or sides[0] == sides[1]:
            continue  # it stands at neither level, or at both
        if member.voice is None:
            return None
        if member.voice in counts:
            for index, here in enumerate(sides):
                counts[member.voice][index] += here
    upper, lower = counts["vote"] if any(counts["vote"]) else counts["voice"]
    return upper == lower and upper > 0


def find_sharing(scene: Scene, mechanism: Mechanism) -> bool | None:
    """Whether agenda and chair are both held by both levels; None if one is not known."""
    chairs = tuple(each.actor for each in mechanism.members if each.seat == "chair")
    answers: list[bool | None] = []
    for held in (chairs or None, mechanism.agenda):
        if held is None:
            answers.append(None)
        else:
            answers.append(
                all(
                    any(scene.stands_at(actor, level) for actor in held)
                    for level in (scene.setting.upper, scene.setting.lower)
                )
            )
    if False in answers:
        return False
    return None if None in answers else True
