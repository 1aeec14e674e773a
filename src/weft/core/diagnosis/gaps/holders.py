"""Who holds a role here: each level in practice, and anybody at all, with what nobody has said."""

from typing import NamedTuple

from weft.core.atlas.facts import Competence, Resource
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.autonomy import Holding, find_holding
from weft.core.diagnosis.gaps.means import keep_newest, list_recent
from weft.core.diagnosis.gaps.pack import GapPack
from weft.core.diagnosis.gaps.ties import is_active
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes

PRACTICE = ("de_facto",)
BASES = ("de_jure", "de_facto")


class Held(NamedTuple):
    """True: it is held; False: it is not; None: it may be. With the facts that say so."""

    answer: bool | None
    facts: tuple[Fact, ...]


def list_holdings(
    scene: Scene, level: str, role: str, bases: tuple[str, ...] = PRACTICE
) -> list[Holding]:
    """What is said of a level, for each basis and each phase of the setting."""
    return [
        find_holding(scene, level, role, basis, phase)
        for basis in bases
        for phase in scene.setting.phases
    ]


def find_held(scene: Scene, level: str, role: str, bases: tuple[str, ...] = PRACTICE) -> Held:
    """Whether a level holds a role in any of the phases and bases."""
    found = list_holdings(scene, level, role, bases)
    facts = tuple({fact.id: fact for each in found for fact in each.facts}.values())
    if any(each.possible == {True} for each in found):
        return Held(True, facts)
    return Held(None if any(True in each.possible for each in found) else False, facts)


def list_said(scene: Scene, role: str) -> tuple[Competence, ...]:
    """Every competence of this role that is about this place, whoever holds it."""
    key = ("said", role)
    if key not in scene.memory:
        scene.memory[key] = tuple(
            each for each in scene.competences if each.role == role and _is_about(scene, each)
        )
    found: tuple[Competence, ...] = scene.memory[key]
    return found


def _is_about(scene: Scene, fact: Competence) -> bool:
    if any(scene.speaks_of(fact, level) for level in list_codes("levels")):
        return True
    if fact.holder in (None, NOBODY, UNKNOWN):
        return False
    return (fact.place is None or scene.is_here(fact.place)) and scene.atlas.acts_at(
        fact.holder or "", scene.setting.place, fact.place
    )


def is_positive(fact: Competence) -> bool:
    """Whether it says that somebody holds the role."""
    return fact.holds and fact.holder not in (NOBODY, UNKNOWN)


def denies(scene: Scene, fact: Competence) -> bool:
    """Whether it says that a whole level does not hold the role."""
    return not is_positive(fact) and fact.holder != UNKNOWN and scene.speaks_for(fact)


def find_anybody(scene: Scene, role: str, pack: GapPack, bases: tuple[str, ...] = PRACTICE) -> Held:
    """Whether anybody holds a role: either level, another one, or somebody outside government.

    "No" takes the answer "nobody" for all levels, or a survey of everybody, and no record at all.
    Somebody funds, too, where a grant is active or money is recorded; where it is recorded beside
    the answer "nobody", it is open.
    """
    held = _find_anybody_competent(scene, role, bases)
    if role != "fund" or held.answer:
        return held
    paid, maybe = _list_payments(scene, pack)
    if paid and not any(
        isinstance(each, Competence) and denies(scene, each) for each in held.facts
    ):
        return Held(True, paid)
    return Held(None, (*paid, *maybe, *held.facts)) if paid or maybe else held


def _find_anybody_competent(scene: Scene, role: str, bases: tuple[str, ...]) -> Held:
    facts = tuple(each for each in list_said(scene, role) if each.basis in bases)
    positive = [each for each in facts if is_positive(each)]
    if any(find_held(scene, level, role, bases).answer for level in scene.pair):
        return Held(True, tuple(positive))
    apart = [each for each in positive if not any(scene.speaks_of(each, x) for x in scene.pair)]
    if any(scene.holds(each) for each in apart):
        return Held(True, tuple(positive))
    if positive or any(each.holder == UNKNOWN for each in facts):
        return Held(None, facts)
    survey = find_survey(scene, scene.pair, "competences", everybody=True)
    nobody = {each.basis: each for each in facts if _denies_all(scene, each)}
    if survey or set(nobody) == set(bases):
        return Held(False, (*nobody.values(), *((survey,) if survey else ())))
    return Held(None, facts)


def _denies_all(scene: Scene, fact: Competence) -> bool:
    return (
        fact.holder == NOBODY
        and fact.level is None
        and (fact.phase is None or scene.setting.phases == (fact.phase,))
        and scene.speaks_for(fact)
        and scene.holds(fact)
    )


def _list_payments(scene: Scene, pack: GapPack) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Grants and money that surely pay for the area here, and those that may: money of an actor
    whose territory is larger may go elsewhere."""
    place = scene.setting.place
    paid: list[Fact] = []
    maybe: list[Fact] = []
    for tie in scene.concerning:
        if tie.kind in pack.funding_kinds and (active := is_active(scene, tie, pack)) is not False:
            (paid if active else maybe).append(tie)
    money: dict[str, list[Resource]] = {}
    for each in list_recent(scene, pack):
        if each.money is not None and scene.atlas.acts_at(each.actor, place):
            money.setdefault(each.actor, []).append(each)
    for actor, rows in sorted(money.items()):
        here = scene.atlas.contains(place, scene.atlas.find_territory(actor) or "")
        for row in keep_newest(rows):
            if row.money:
                (paid if here and scene.holds(row) else maybe).append(row)
    return tuple(paid), tuple(maybe)
