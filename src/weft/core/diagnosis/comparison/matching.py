"""Which facts of two settings say the same, and in what detail, so that only others differ."""

from collections.abc import Iterable
from typing import Any

from weft.core.atlas.facts import (
    NON_GOVERNMENTAL,
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Survey,
)
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.comparison.comparison import FactsApart
from weft.core.diagnosis.scene import Scene

Said = tuple[Any, ...]


def describe_fact(scene: Scene, fact: Fact) -> Said:
    """What a fact says of its setting, without who and where: kind, role, level, basis."""
    phase = getattr(fact, "phase", None)
    match fact:
        case Competence():
            answer = fact.holds and fact.holder != NOBODY
            said = UNKNOWN if fact.holder == UNKNOWN else answer
            levels = tuple(each for each in scene.pair if scene.speaks_of(fact, each))
            return ("competence", fact.role, fact.basis, said, levels, phase)
        case Mechanism():
            levels = tuple(each for each in scene.pair if scene.list_side(fact, each))
            return ("mechanism", fact.kind, levels, phase)
        case Policy():
            levels = tuple(each for each in scene.pair if _issues(scene, fact, each))
            return ("policy", fact.kind, levels, phase)
        case Dispute():
            return ("dispute", fact.kind)
        case Survey():
            return ("survey", tuple(sorted(fact.closes)), tuple(sorted(fact.levels)), phase)
        case _:
            return (fact.id,)


def _issues(scene: Scene, fact: Policy, level: str) -> bool:
    return any(
        fact.id == each.id
        for phase in scene.setting.phases
        for each in scene.list_policies(level, phase)
    )


def detail_fact(scene: Scene, fact: Fact) -> Said:
    """What else of a fact moves a signal: how sure it is, and for a tie its strength and seats."""
    sure = scene.holds(fact)
    match fact:
        case Mechanism():
            strength = tuple(round(each, 6) for each in scene.measure(fact))
            seats = {(_place_side(scene, e.actor), e.seat, e.voice) for e in fact.members}
            rule = [None if each is None else frozenset(_place_side(scene, one) for one in each)
                    for each in (fact.agenda, fact.veto)]  # fmt: skip
            initiator = _place_side(scene, fact.initiator) if fact.initiator else None
            answers = (fact.formality, fact.decides, fact.voluntary, fact.steering, initiator)
            return (sure, strength, frozenset(seats), *rule, *answers)
        case Policy():
            return (sure, fact.origin, fact.stance)
        case Survey():
            return (sure, fact.found == ())
        case _:
            return (sure,)


def _place_side(scene: Scene, actor: str) -> str:
    for side, level in zip(("upper", "lower"), scene.pair, strict=True):
        if scene.stands_at(actor, level):
            return side
    return "outside" if scene.atlas.actor_by_id[actor].kind in NON_GOVERNMENTAL else "elsewhere"


class Matching:
    """The facts of two scenes (in one reading) with what they say, and who says the same.

    The same id is the same fact. Of two places, other facts match by what they say. In one place
    they do so only where either side lacks the other's, as when one contract follows another.
    """

    def __init__(
        self, one: Scene, other: Scene, ones: Iterable[str], others: Iterable[str]
    ) -> None:
        self.one, self.other = one, other
        self.ones, self.others = frozenset(ones), frozenset(others)
        self._from_one = _find_partners(one, other, self.ones, self.others)
        self._from_other = _find_partners(other, one, self.others, self.ones)

    def split(self, ones: Iterable[str], others: Iterable[str]) -> FactsApart:
        """Facts of the one side and of the other: apart, on both, on both but unlike."""
        mine, theirs = list(dict.fromkeys(ones)), list(dict.fromkeys(others))
        only_one = [key for key in mine if not self._from_one[key] & set(theirs)]
        only_other = [key for key in theirs if not self._from_other[key] & set(mine)]
        both = [key for key in (*mine, *theirs) if key not in (*only_one, *only_other)]
        unlike = [
            *(key for key in mine if self._is_unlike(key, self._from_one[key] & set(theirs), True)),
            *(key for key in theirs
              if self._is_unlike(key, self._from_other[key] & set(mine), False)),
        ]  # fmt: skip
        return FactsApart(
            only_one=tuple(only_one),
            only_other=tuple(only_other),
            both=tuple(dict.fromkeys(both)),
            unlike=tuple(dict.fromkeys(unlike)),
        )

    def _is_unlike(self, key: str, partners: frozenset[str], from_one: bool) -> bool:
        here, there = (self.one, self.other) if from_one else (self.other, self.one)
        detail = detail_fact(here, here.atlas.facts[key])
        found = [detail_fact(there, there.atlas.facts[each]) for each in partners]
        return bool(found) and detail not in found

    def says_the_same(self, one: str, other: str) -> bool:
        """Whether a fact of the one side and one of the other match."""
        return other in self._from_one.get(one, ())


def _find_partners(
    here: Scene, there: Scene, mine: frozenset[str], theirs: frozenset[str]
) -> dict[str, frozenset[str]]:
    """For each fact here those there that say the same."""
    free = theirs if here.setting.place != there.setting.place else theirs - mine
    by_said: dict[Said, set[str]] = {}
    for key in free:
        by_said.setdefault(describe_fact(there, there.atlas.facts[key]), set()).add(key)
    return {
        key: frozenset({key})
        if key in theirs
        else frozenset(by_said.get(describe_fact(here, here.atlas.facts[key]), ()))
        for key in mine
    }
