"""Whether an active tie is there, is not there, or may be: for every gap that asks for one."""

from collections.abc import Iterable
from typing import NamedTuple

from weft.core.atlas.facts import Mechanism, Survey
from weft.core.atlas.records import Fact
from weft.core.diagnosis.gaps.pack import GapPack
from weft.core.diagnosis.interval import ANY, ONE, ZERO, Interval
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


class Absence(NamedTuple):
    """0 if there is an active tie, 1 if there is none, [0, 1] if there may be; and why."""

    value: Interval
    facts: tuple[Fact, ...]
    missing: tuple[str, ...] = ()


def is_active(scene: Scene, tie: Mechanism, pack: GapPack) -> bool | None:
    """Whether a tie is strong enough to count as active; None if that is not known."""
    strength = scene.measure(tie)
    if strength.low >= pack.active:
        return True
    return None if strength.high >= pack.active else False


def measure_absence(
    scene: Scene, ties: Iterable[Mechanism], survey: Survey | None, pack: GapPack
) -> Absence:
    """Of a tie, among those that would do; a survey says that there is no other."""
    answers = [(each, is_active(scene, each, pack)) for each in ties]
    if sure := tuple(each for each, answer in answers if answer):
        return Absence(ZERO, sure)
    if maybe := tuple(each for each, answer in answers if answer is None):
        return Absence(ANY, maybe, ("missing_activity",))
    idle = tuple(each for each, _ in answers)
    return Absence(ONE, (*idle, survey)) if survey else Absence(ANY, idle, ("missing_ties",))


def measure_uncoordinated(scene: Scene, pack: GapPack) -> Absence:
    """Whether no coordinating tie joins the two levels."""
    ties = [
        each
        for each in (*scene.joining, *scene.perhaps_joining)
        if scene.method.mechanisms[each.kind].coordinates
    ]
    survey = find_survey(scene, scene.pair, "ties", "coordinating_ties")
    return measure_absence(scene, ties, survey, pack)
