"""Changes that a person picks on a scenario page: each has a short code for the address, so that a
scenario can be sent as a link."""

from dataclasses import dataclass

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Competence, Mechanism
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.sentences import say_fact
from weft.core.atlas.voice import Voice
from weft.core.diagnosis import Setting, read_method
from weft.core.diagnosis.remedies import Goal, GoalError, Remedy, find_remedy, read_goal
from weft.core.diagnosis.remedies.candidates import list_candidates
from weft.core.diagnosis.remedies.catalogue import SERVED, read_catalogue
from weft.core.diagnosis.remedies.saying import LANGUAGES, say_measure
from weft.core.diagnosis.remedies.searching import Measure
from weft.core.diagnosis.remedies.sets import list_edits
from weft.core.diagnosis.remedies.steps import Candidate
from weft.core.diagnosis.scenario import (
    Edit,
    Scenario,
    ScenarioError,
    Trial,
    apply_edits,
    try_scenario,
)
from weft.core.diagnosis.scene import Scene
from weft.core.terms import Text
from weft.core.terms.phrases import say
from weft.web.atlas.facts import View

END = "end"  # the code of a change that takes a recorded fact away
MOST = 12  # changes in one scenario
JOINT = "."


@dataclass(frozen=True)
class Change:
    """One change that can be picked: from the catalogue, or the end of a recorded fact."""

    code: str
    kind: str  # of the catalogue, or END
    cost: float
    candidate: Candidate | None = None
    ends: str = ""  # the id of the fact that would be gone


@dataclass(frozen=True)
class Offer:
    """What can be changed in a setting, and the atlas in which it would be."""

    atlas: Atlas
    changes: dict[str, Change]


@dataclass(frozen=True)
class Tried:
    """What some picks come to. `lost` are codes that mean nothing (any more) here; `refused` says
    why the rest cannot be applied together."""

    picked: tuple[Change, ...]
    lost: tuple[str, ...]
    trial: Trial | None
    after: Atlas | None
    refused: str


def list_changes(view: View, setting: Setting) -> Offer:
    """Everything that can be picked: what the catalogue allows here, and recorded facts that may
    end."""

    def work() -> Offer:
        atlas = apply_edits(view.find_part(setting.place), ())
        nearby = Nearby(atlas)
        scene = Scene(nearby, setting, read_method(), "recorded")
        changes: dict[str, Change] = {}
        for goal in SERVED:
            for each in list_candidates(scene, read_catalogue(), goal):
                code = JOINT.join((each.code, *each.words.values()))
                changes.setdefault(code, Change(code, each.code, each.cost, each))
        for fact in scene.list_bearing():
            if isinstance(fact, Mechanism) or (isinstance(fact, Competence) and fact.holds):
                code = JOINT.join((END, fact.id))
                changes[code] = Change(code, END, 0, ends=fact.id)
        return Offer(atlas, changes)

    return view.keep_part((setting.place,), ("changes", setting), work)


def try_changes(view: View, setting: Setting, codes: tuple[str, ...]) -> Tried:
    """The setting before and after some picks."""
    offer = list_changes(view, setting)
    asked = tuple(dict.fromkeys(codes))[:MOST]
    picked = tuple(offer.changes[each] for each in asked if each in offer.changes)
    lost = tuple(each for each in asked if each not in offer.changes)
    if not picked:
        return Tried((), lost, None, None, "")

    def work() -> Tried:
        chosen = tuple(each.candidate for each in picked if each.candidate)
        edits = [*list_edits(offer.atlas, chosen)] if chosen else []
        edits += [Edit(remove=each.ends) for each in picked if each.ends]
        name = Text({each: say("scenario_untitled", each) for each in LANGUAGES})
        scenario = Scenario(name=name, edits=tuple(edits))
        try:
            trial = try_scenario(offer.atlas, scenario, [setting], read_method())
            after = apply_edits(offer.atlas, scenario.edits, scenario.name)
        except ScenarioError as error:
            return Tried(picked, lost, None, None, str(error))
        return Tried(picked, lost, trial, after, "")

    key = ("tried", setting, tuple(each.code for each in picked), lost)
    return view.keep_part((setting.place,), key, work)


def seek(view: View, setting: Setting, word: str) -> tuple[Goal, Remedy, tuple[str, ...]] | None:
    """The smallest change that reaches a goal, with the codes of its picks; None for a word that
    is no goal."""
    try:
        goal = read_goal(word)
    except GoalError:
        return None

    def work() -> tuple[Goal, Remedy, tuple[str, ...]]:
        remedy = find_remedy(view.find_part(setting.place), setting, goal)
        codes = tuple(JOINT.join((x.code, *x.words.values())) for x in remedy.measures)
        return goal, remedy, codes

    return view.keep_part((setting.place,), ("remedy", setting, goal), work)


def say_change(offer: Offer, change: Change, language: str) -> str:
    """A change in words: give Aid a voice in the Round table (cost 1)."""
    if change.candidate is None:
        fact = offer.atlas.facts[change.ends]
        name = getattr(fact, "name", None)
        said = (
            name.read(language) if name else say_fact(offer.atlas, fact, Voice(language=language))
        )
        return say("scenario_ends", language, fact=said.rstrip("."))
    measure = Measure(code=change.kind, cost=change.cost, words=change.candidate.words)
    return say_measure(offer.atlas, measure, read_catalogue(), language)
