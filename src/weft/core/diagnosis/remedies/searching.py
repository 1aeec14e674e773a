"""The smallest change that helps: sets of up to three changes, tried from the cheapest on.

The first set that does it is the cheapest there is, since none is left out that could. For a
configuration all sets are scored by the thousand, and what the scores let through is drawn as a
diagnosis draws it. Conditions rest on mechanisms, so only sets are tried each part of which gives
its mechanism what the condition asks of one. For a gap all sets are tried.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Model
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.diagnosis import SEED
from weft.core.diagnosis.draws import measure_stability
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.method import TYPES, Method, read_method
from weft.core.diagnosis.obstacles import find_obstacle
from weft.core.diagnosis.outcome import Outcome
from weft.core.diagnosis.remedies.candidates import list_candidates
from weft.core.diagnosis.remedies.catalogue import Catalogue, read_catalogue
from weft.core.diagnosis.remedies.goals import CONDITIONS, WIDE, Goal, is_met
from weft.core.diagnosis.remedies.pieces import Pieces
from weft.core.diagnosis.remedies.sets import Chosen, add_up, assume_made, list_edits, list_sets
from weft.core.diagnosis.remedies.steps import Candidate
from weft.core.diagnosis.remedies.tied import list_tied_sets
from weft.core.diagnosis.scenario import Edit, apply_edits
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting

BATCH = 2000  # sets scored at once
DRAWN = 20  # sets drawn at once
Found = tuple[Chosen | None, int]  # the set, if there is one, and how many were looked at


class Measure(Model):
    """One change of a remedy: its code in the catalogue and the words that say it."""

    code: str
    cost: float
    words: dict[str, str]


class Remedy(Model):
    """The cheapest change that reaches a goal; no measures where it is reached already, and
    `found` false where no set of up to three does it."""

    setting: Setting
    goal: Goal
    found: bool
    cost: float
    measures: tuple[Measure, ...]
    edits: tuple[Edit, ...]
    considered: int  # sets of changes looked at up to the answer, the empty one included


def find_remedy(
    atlas: Atlas,
    setting: Setting,
    goal: Goal,
    method: Method | None = None,
    *,
    reading: ReadingName = "recorded",
    catalogue: Catalogue | None = None,
    seed: int = SEED,
    draws: int | None = None,
) -> Remedy:
    """The cheapest set of up to three changes that reaches a goal in a setting; none where the
    setting is not applicable."""
    method = method or read_method()
    base = apply_edits(atlas, ())  # knows the source on which assumptions rest
    nearby = Nearby(base)
    scene = Scene(nearby, setting, method, reading)
    chosen: Chosen | None = None
    considered = 0
    if not find_obstacle(nearby, setting):
        known = read_catalogue() if catalogue is None else catalogue
        candidates = list_candidates(scene, known, goal.serves)
        if goal.serves == "label":
            chance = (seed, draws or method.draws.number)
            chosen, considered = _find_for_label(scene, candidates, goal, chance)
        elif goal.code in CONDITIONS:
            sets = list_tied_sets(scene, candidates, goal)
            chosen, considered = _find_first(scene, sets, goal)
        else:
            chosen, considered = _find_first(scene, iter(list_sets(candidates)), goal)
    return Remedy(
        setting=setting,
        goal=goal,
        found=chosen is not None,
        cost=add_up(chosen or ()),
        measures=tuple(
            Measure(code=each.code, cost=each.cost, words=each.words) for each in chosen or ()
        ),
        edits=list_edits(base, chosen or ()),
        considered=considered,
    )


def _find_first(scene: Scene, sets: Iterator[Chosen], goal: Goal) -> Found:
    """The first set that meets a condition or closes a gap."""
    number = 0
    for number, chosen in enumerate(sets, 1):
        if goal.code in WIDE:
            changed = apply_edits(scene.atlas, list_edits(scene.atlas, chosen))
            then = Scene(Nearby(changed), scene.setting, scene.method, scene.reading)
        else:
            then = assume_made(scene, chosen)
        if is_met(then, goal):
            return chosen, number
    return None, number


def _find_for_label(
    scene: Scene, candidates: Sequence[Candidate], goal: Goal, chance: tuple[int, int]
) -> Found:
    """The first set under which the verdict is the label."""
    sets = list_sets(candidates)
    hits = list(_score_sets(scene, sets, goal))
    # The first is most often the answer already.
    batches = [hits[:1], *(hits[at : at + DRAWN] for at in range(1, len(hits), DRAWN))]
    for batch in batches if hits else ():
        scenes = [assume_made(scene, sets[at]) for at in batch]
        for at, is_label in zip(batch, _judge(scenes, goal, chance), strict=True):
            if is_label:
                return sets[at], at + 1
    return None, len(sets)


def _judge(scenes: Sequence[Scene], goal: Goal, chance: tuple[int, int]) -> list[bool]:
    """Whether the verdict on each scene is the label, as a diagnosis comes to it."""
    method = scenes[0].method
    ledger = enter_scenes(scenes)
    found = configure(*stack_signals(bound_signals(ledger, method)), method)
    wins, _ = measure_stability(ledger, method, *chance)
    outcome = Outcome(found, wins, method)
    verdicts = [outcome.judge(at) for at in range(len(scenes))]
    return [each.kind == "label" and each.types == (goal.code,) for each in verdicts]


def _score_sets(scene: Scene, sets: Sequence[Chosen], goal: Goal) -> Iterator[int]:
    """The positions of the sets that reach a label as far as scores say; draws may say no."""
    pieces, limits = Pieces(scene), scene.method.verdict
    wanted = TYPES.index(goal.code)
    for start in range(0, len(sets), BATCH):
        ledger = pieces.put_together(sets[start : start + BATCH])
        found = configure(*stack_signals(bound_signals(ledger, scene.method)), scene.method)
        others = np.delete(found.point, wanted, axis=1).max(axis=1)
        clear = (
            (found.knownness >= limits.knownness)
            & (found.point[:, wanted] >= limits.score)
            & (found.point[:, wanted] - others >= limits.margin)
            & found.admissible[:, wanted]
            & (found.admissible.sum(axis=1) == 1)
        )
        yield from (start + clear.nonzero()[0]).tolist()
