"""What is recorded completely in a setting: which surveys close what, and what reopens them."""

from collections.abc import Iterable

from weft.core.atlas.facts import Mechanism, Survey
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.scene import Scene


def find_survey(
    scene: Scene,
    levels: tuple[str, ...],
    *scopes: str,
    phases: tuple[str, ...] | None = None,
    everybody: bool = False,
) -> Survey | None:
    """A survey that holds, covers the place, area and levels in the phases (the setting's unless
    given), and closes one of the scopes. One that a record contradicts is open again.

    With `everybody` only a survey that is limited to no levels and no actors counts.
    """
    wanted = set(phases or scene.setting.phases)
    key = ("survey", levels, scopes, tuple(sorted(wanted)), everybody)
    if key not in scene.memory:
        scene.memory[key] = next(
            (
                survey
                for survey in scene.surveys
                if set(scopes) & set(survey.closes)
                and (survey.phase is None or wanted == {survey.phase})
                and not (everybody and (survey.levels or survey.actors))
                and _covers(scene, survey, levels)
                and scene.holds(survey)
                and not list_contradictions(scene, survey)
            ),
            None,
        )
    found: Survey | None = scene.memory[key]
    return found


def _covers(scene: Scene, survey: Survey, levels: tuple[str, ...]) -> bool:
    if survey.levels:
        pair = set(survey.levels)
        return set(levels) <= pair and (len(levels) == 1 or pair == set(levels))
    if survey.actors:
        # A survey of some actors closes a level if they are all who are recorded there.
        for level in levels:
            actors = {each.id for each in scene.atlas.actors if scene.stands_at(each.id, level)}
            if not actors or not actors <= set(survey.actors):
                return False
    return True


def list_contradictions(scene: Scene, survey: Survey) -> tuple[Fact, ...]:
    """Recorded facts within a survey's scope that are not among those it lists as found."""
    if survey.found is None:
        return ()
    key = ("contradictions", survey.id)
    if key not in scene.memory:
        found = {
            each.id: each
            for each in _list_surveyed(scene, survey)
            if each.id not in (survey.found or ())
            and (survey.phase is None or getattr(each, "phase", None) in (None, survey.phase))
        }
        scene.memory[key] = tuple(found.values())
    facts: tuple[Fact, ...] = scene.memory[key]
    return facts


def _list_surveyed(scene: Scene, survey: Survey) -> list[Fact]:
    """The recorded facts that a survey, had it seen them, would have listed."""
    levels = set(survey.levels) or set(scene.pair)
    recorded: list[Fact] = []
    if {"ties", "coordinating_ties"} & set(survey.closes):
        recorded += [
            each
            for each in _list_ties(scene, survey, levels)
            if "ties" in survey.closes or scene.method.mechanisms[each.kind].coordinates
        ]
    if "disputes" in survey.closes and levels == set(scene.pair):
        recorded += [each for each in scene.disputes if _is_among(survey, each.parties)]
    if "competences" in survey.closes:
        recorded += [
            each
            for each in scene.competences
            if each.holds
            and each.holder not in (NOBODY, UNKNOWN)
            and any(scene.speaks_of(each, level) for level in levels)
            and (not survey.actors or each.holder in survey.actors)
        ]
    if "policies" in survey.closes:
        recorded += [
            each
            for level in levels
            for phase in scene.setting.phases
            for each in scene.list_policies(level, phase)
            if not survey.actors or each.issuer in survey.actors
        ]
    return recorded


def _list_ties(scene: Scene, survey: Survey, levels: set[str]) -> list[Mechanism]:
    if survey.actors:
        return [
            each for each in scene.mechanisms if _is_among(survey, scene.list_participants(each))
        ]
    ties: list[Mechanism] = []
    if levels == set(scene.pair):
        ties += scene.joining
    if levels == {scene.setting.lower} or not survey.levels:
        ties += scene.horizontal
    return ties


def _is_among(survey: Survey, actors: Iterable[str]) -> bool:
    """Whether at least two of the surveyed actors are there; any, if it names none."""
    return not survey.actors or len(set(survey.actors) & set(actors)) > 1
