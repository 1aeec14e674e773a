"""The sets of changes that may meet a condition, which rests on mechanisms one by one.

A network (a) is made of mechanisms each of which is sure to be active and without a master;
levels are tied (b), and somebody is heard (c), through a single mechanism. So a change helps only
if the mechanism that it makes or alters has what is asked of one when all is done: leaving any
other change out costs less and takes nothing away. Every other set is left out.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement, product

from weft.core.atlas.facts import Mechanism
from weft.core.diagnosis.conditions import judge_conditions
from weft.core.diagnosis.remedies.goals import Goal
from weft.core.diagnosis.remedies.sets import (
    AT_MOST,
    Chosen,
    add_up,
    compose,
    group_by_fact,
    keep_unlike,
)
from weft.core.diagnosis.remedies.steps import Candidate
from weft.core.diagnosis.scene import Scene

VOICE = "give_voice"


def list_tied_sets(scene: Scene, candidates: Sequence[Candidate], goal: Goal) -> Iterator[Chosen]:
    """The sets of up to three changes that may meet a condition, the cheapest first."""
    yield ()
    kept = keep_unlike(candidates)
    if goal.code != "a":
        # Whoever is heard, somebody is.
        first = {(each.code, each.fact): each for each in reversed(kept)}
        kept = [each for each in kept if first[each.code, each.fact] is each]
    moves = [
        chosen
        for group in group_by_fact(kept).values()
        for chosen in _list_moves(scene, group, goal)
    ]
    if goal.code != "a":
        yield from sorted(moves, key=lambda each: (add_up(each), len(each)))
    else:
        yield from _join_moves(moves)


def _list_moves(scene: Scene, group: Sequence[Candidate], goal: Goal) -> Iterator[Chosen]:
    """The sets of changes to one mechanism that give it what the condition asks of one."""
    others = [each for each in group if each.code != VOICE]
    voices = [each for each in group if each.code == VOICE]
    for size in range(AT_MOST + 1):
        for chosen in combinations(others, size):
            if chosen and _has_enough(scene, chosen, goal):
                yield chosen
            # Whether the mechanism is active and without a master does not depend on who is
            # heard in it, so one voice stands for all.
            if size < AT_MOST and voices and _has_enough(scene, (*chosen, voices[0]), goal):
                for more in range(1, AT_MOST - size + 1):
                    yield from ((*chosen, *heard) for heard in combinations(voices, more))


def _has_enough(scene: Scene, chosen: Chosen, goal: Goal) -> bool:
    """Whether a mechanism has what the condition asks of one: alone, it meets it; for a network
    of as little as one actor."""
    limits = scene.method.conditions.model_copy(update={"group": 1})
    method = scene.method.model_copy(update={"conditions": limits})
    alone = Scene(scene.nearby, scene.setting, method, scene.reading)
    made = compose(scene.atlas.facts, chosen).values()
    ties = [fact for _, fact in made if isinstance(fact, Mechanism) and alone.is_in_force(fact)]
    alone.memory["mechanisms"] = tuple(ties)
    return bool(getattr(judge_conditions(alone), goal.code).answer == "met")


def _join_moves(moves: Sequence[Chosen]) -> Iterator[Chosen]:
    """Every choice of moves, each on another mechanism, of up to three changes in all, the
    cheapest first; made one by one, since there may be millions."""
    kinds: dict[tuple[float, int], list[Chosen]] = {}
    for each in moves:
        kinds.setdefault((add_up(each), len(each)), []).append(each)
    choices = [
        choice
        for size in range(1, AT_MOST + 1)
        for choice in combinations_with_replacement(sorted(kinds), size)
        if sum(number for _, number in choice) <= AT_MOST
    ]
    for choice in sorted(choices, key=lambda each: (sum(cost for cost, _ in each), len(each))):
        # Two moves of one kind are chosen in their order, so that no set comes twice.
        alike = {kind: choice.count(kind) for kind in choice}
        parts = [combinations(kinds[kind], number) for kind, number in alike.items()]
        for picked in product(*parts):
            found = [move for part in picked for move in part]
            if len({move[0].fact for move in found}) == len(found):
                yield tuple(each for move in found for each in move)
