"""Decisions taken above without a voice below: the S-DISTANT reading of an area."""

from collections.abc import Iterator

from weft.core.atlas.facts import Mechanism
from weft.core.atlas.records import Fact
from weft.core.diagnosis.gaps.gap import Cell, make_cell
from weft.core.diagnosis.gaps.holders import (
    BASES,
    denies,
    find_held,
    list_holdings,
)
from weft.core.diagnosis.gaps.pack import GapPack
from weft.core.diagnosis.gaps.ties import measure_uncoordinated
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey

ROLE = "regulate"


def find_distant(scene: Scene, pack: GapPack) -> Iterator[Cell]:
    """The upper level decides, and the lower is recorded as without voice: it is said not to
    decide, by a record or a survey, it merely observes, or a survey found no coordinating tie. Sure
    in the last case; in the others a tie that nobody has recorded may still give it a voice."""
    upper, lower = scene.pair
    above, below = (find_held(scene, level, ROLE, BASES) for level in (upper, lower))
    deciding = [fact for each in list_holdings(scene, upper, ROLE, BASES) for fact in each.positive]
    tied = measure_uncoordinated(scene, pack)
    if not deciding or below.answer or tied.value.high == 0:
        return
    closed = find_survey(scene, (lower,), "competences") if below.answer is False else None
    silent: list[Fact] = [*_list_denials(scene, lower), *_list_observed(scene)]
    silent += [closed] if closed else []
    surveyed = tied.value.low == 1
    if silent or surveyed:
        facts = (*deciding, *silent, *(tied.facts if surveyed else ()))
        sure = bool(above.answer) and surveyed
        yield make_cell("S-DISTANT", ROLE, scene.pair, facts, pack, sure=sure)


def _list_denials(scene: Scene, level: str) -> list[Fact]:
    """Facts that say that the level does not decide."""
    return [
        fact
        for each in list_holdings(scene, level, ROLE, BASES)
        for fact in each.facts
        if denies(scene, fact)
    ]


def _list_observed(scene: Scene) -> list[Mechanism]:
    """Mechanisms with the upper level in which the lower sits as a mere observer."""
    upper, lower = scene.pair
    return [
        each
        for each in scene.mechanisms
        if scene.list_side(each, upper)
        and not scene.list_side(each, lower)
        and any(m.seat == "observer" and scene.stands_at(m.actor, lower) for m in each.members)
    ]
