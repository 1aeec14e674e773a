"""What a person should look at in a setting: facts that contradict, dispute or diverge."""

from collections.abc import Iterable, Iterator
from itertools import product

from weft.core.atlas.facts import Competence
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact, Model
from weft.core.diagnosis.autonomy import find_holding
from weft.core.diagnosis.frames import find_hull, list_level_policies
from weft.core.diagnosis.ledger import AXES
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import list_contradictions
from weft.core.terms import label, list_codes

OPPOSED = 3.0  # two levels' stances contradict from this distance on, with opposite signs


class Finding(Model):
    """Something to look at: a stable code, what it is, and the facts."""

    code: str
    message: str
    facts: tuple[str, ...]


def list_findings(scene: Scene, facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """Surveys contradicted, facts disputed, yes and no on one level, diverging policies."""
    return (
        *_find_contradicted_surveys(scene),
        *_find_disputed(scene, facts),
        *_find_yes_and_no(scene),
        *_find_divergence(scene),
    )


def _find_contradicted_surveys(scene: Scene) -> Iterator[Finding]:
    for survey in scene.surveys:
        if against := list_contradictions(scene, survey):
            count = len(against)
            yield Finding(
                code="survey-contradicted",
                message=f"{count} recorded fact{'s' * (count > 1)} the survey '{survey.name}' "
                "does not list; it closes nothing until that is cleared up",
                facts=(survey.id, *(each.id for each in against)),
            )


def _find_disputed(scene: Scene, facts: Iterable[Fact]) -> Iterator[Finding]:
    for fact in facts:
        if fact.disputed_by:
            names = [str(scene.atlas.actor_by_id[each].name) for each in fact.disputed_by]
            yield Finding(
                code="disputed", message=f"disputed by {', '.join(names)}", facts=(fact.id,)
            )


def _find_yes_and_no(scene: Scene) -> Iterator[Finding]:
    """The same role at the same level recorded as held and as not held."""
    for level, role, basis in product(scene.pair, list_codes("roles"), list_codes("bases")):
        facts = {
            each.id: each
            for phase in scene.setting.phases
            for each in find_holding(scene, level, role, basis, phase).facts
            if each.holder != UNKNOWN
        }
        yes = [key for key, each in facts.items() if _says_yes(each)]
        no = [key for key, each in facts.items() if not _says_yes(each) and scene.speaks_for(each)]
        if yes and no:
            what = f"{label('roles', role)} {label('bases', basis)}"
            yield Finding(
                code="yes-and-no",
                message=f"{label('levels', level)}: {what} is recorded as held and as not held",
                facts=(*yes, *no),
            )


def _says_yes(fact: Competence) -> bool:
    return fact.holds and fact.holder != NOBODY


def _find_divergence(scene: Scene) -> Iterator[Finding]:
    """Policies of one level that stand apart, and levels whose policies oppose each other."""
    upper, lower = (list_level_policies(scene, level) for level in scene.pair)
    for axis in AXES:
        name = label("axes", axis).partition(":")[0]
        hulls = []
        for level, policies in zip(scene.pair, (upper, lower), strict=True):
            hull = find_hull(scene, axis, policies)
            hulls.append(hull)
            if hull and hull.width > 0:
                yield Finding(
                    code="policies-diverge",
                    message=f"policies at the level {label('levels', level)} stand apart on {name}",
                    facts=tuple(each.id for each in policies if each.stance),
                )
        one, other = hulls
        if (
            one
            and other
            and one.middle * other.middle < 0
            and abs(one.middle - other.middle) >= OPPOSED
        ):
            yield Finding(
                code="frames-oppose",
                message=f"the two levels stand for opposite things on {name}",
                facts=tuple(each.id for each in (*upper, *lower) if each.stance),
            )
