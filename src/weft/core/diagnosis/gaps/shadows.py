"""What is held in practice and recorded as not held by law: one rule for pages and for gaps."""

from typing import NamedTuple

from weft.core.atlas.facts import Competence
from weft.core.diagnosis.autonomy import Holding, find_holding
from weft.core.diagnosis.scene import Scene

Pair = tuple[Competence, Competence]


class Shadow(NamedTuple):
    """Pairs of a role held in practice and the same role recorded as not held by law."""

    pairs: tuple[Pair, ...]
    sure: bool


def find_shadow(scene: Scene, level: str, role: str) -> Shadow | None:
    """The shadow of a level of government in a role; None if there is none.

    It is a finding about an actor: a government, an office or a kind of place that acts, and that
    is recorded as not competent. A "no" counts for the one of whom it is said; said of a
    government or of a kind of place, it counts for every office of that level here, while the
    "no" of one office says nothing of the others. Silence about the law makes no shadow, nor does
    a disputed fact, nor an association: nobody expects it to be competent by law. Sure if both
    facts are, and nothing says that the level is competent.
    """
    pairs: dict[tuple[str, str], Pair] = {}
    sure = False
    for phase in scene.setting.phases:
        acts = find_holding(scene, level, role, "de_facto", phase)
        may = find_holding(scene, level, role, "de_jure", phase)
        if found := _pair(scene, acts, may):
            pairs |= {(one.id, no.id): (one, no) for one, no in found}
            lacks = may.possible == {False} or (
                not may.positive and any(scene.holds(a) and scene.holds(b) for a, b in found)
            )
            sure = sure or (acts.possible == {True} and lacks)
    return Shadow(tuple(pairs.values()), sure) if pairs else None


def _pair(scene: Scene, acts: Holding, may: Holding) -> list[Pair]:
    held = [each for each in acts.positive if not each.disputed_by]
    lacked = [each for each in may.facts if not each.holds and not each.disputed_by]
    return [(one, no) for one in held for no in lacked if _is_said_of(scene, no, one)]


def _is_said_of(scene: Scene, no: Competence, one: Competence) -> bool:
    """Whether a "not by law" is said of the one who acts, or of the whole level."""
    if scene.speaks_for(no):
        return True
    where = [scene.atlas.find_place(each) for each in (no, one)]
    return (
        no.holder is not None
        and no.holder == one.holder
        and scene.atlas.contains(where[0] or "", where[1] or "")
    )
