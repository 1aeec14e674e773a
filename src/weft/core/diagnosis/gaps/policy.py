"""The policy gap (G-POLI): departments of one level whose work is connected, and who are not."""

from itertools import product

from weft.core.atlas.facts import Mechanism
from weft.core.atlas.records import Fact
from weft.core.diagnosis.gaps.gap import Gap, Part, join_parts, make_part
from weft.core.diagnosis.gaps.holders import is_positive
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.gaps.ties import Absence, measure_absence
from weft.core.diagnosis.interval import ANY, ZERO
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


def find_policy_gap(scene: Scene, pack: GapPack | None = None) -> Gap:
    """Mean, over the areas that depend on this one, of whether the lower level's departments here
    and there have no active tie (Charbit and Michalun 2009: silos of sectoral departments)."""
    pack = pack or read_pack()
    others = pack.list_dependent(scene.setting.area)
    return join_parts("G-POLI", (_measure_ties_with(scene, each, pack) for each in others), pack)


def _measure_ties_with(scene: Scene, area: str, pack: GapPack) -> Part:
    """0 if one office does both, or a tie joins the two; 1 if all that is surveyed, and not so."""
    other = _look_at(scene, area)
    here, there = _list_offices(scene), _list_offices(other)
    if shared := sorted(here.keys() & there.keys()):
        facts: list[Fact] = [fact for each in shared for fact in (*here[each], *there[each])]
        return make_part(f"ties_with_{area}", ZERO, facts)
    lower = scene.setting.lower
    tied = measure_absence(
        scene,
        _list_ties(scene, other, set(here), set(there)),
        find_survey(scene, (lower, lower), "ties", "coordinating_ties"),
        pack,
    )
    if tied.value.high == 0:
        return make_part(f"ties_with_{area}", ZERO, tied.facts)
    return _judge_untied(scene, other, tied, bool(here and there))


def _judge_untied(scene: Scene, other: Scene, tied: Absence, both: bool) -> Part:
    """No tie is sure: is it known that departments stand apart, or are they not even recorded?"""
    level = (scene.setting.lower,)
    closed = [find_survey(each, level, "competences") for each in (scene, other)]
    missing = [] if both else ["missing_departments"]
    missing += [] if all(closed) else ["missing_competences"]
    value = ANY if missing else tied.value
    facts = (*tied.facts, *closed)
    return make_part(f"ties_with_{other.setting.area}", value, facts, (*missing, *tied.missing))


def _look_at(scene: Scene, area: str) -> Scene:
    """The same place, day and pair in another area."""
    setting = scene.setting.model_copy(update={"area": area})
    return Scene(scene.nearby, setting, scene.method, scene.reading)


def _list_offices(scene: Scene) -> dict[str, list[Fact]]:
    """Offices of the lower level that surely act in the area, by id. The government as a whole is
    none of them: that a city acts in two areas does not say that its departments talk."""
    found: dict[str, list[Fact]] = {}
    for each in scene.competences:
        office = each.holder or ""
        if (
            each.basis == "de_facto"
            and is_positive(each)
            and office
            and scene.holds(each)
            and scene.stands_at(office, scene.setting.lower)
            and scene.atlas.actor_by_id[office].parent
        ):
            found.setdefault(office, []).append(each)
    return found


def _list_ties(scene: Scene, other: Scene, here: set[str], there: set[str]) -> list[Mechanism]:
    """Ties of an office of this area with one of the other; or of any two, if they serve both."""
    found: dict[str, Mechanism] = {}
    for each in (*scene.mechanisms, *other.mechanisms):
        side = scene.list_side(each, scene.setting.lower)
        offices = {actor for actor in side if scene.atlas.actor_by_id[actor].parent}
        joined = any(one != two for one, two in product(offices & here, offices & there))
        serves = {scene.setting.area, other.setting.area} <= set(each.areas)
        if joined or (serves and len(offices) > 1):
            found[each.id] = each
    return list(found.values())
