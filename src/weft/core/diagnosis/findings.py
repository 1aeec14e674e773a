"""What a person should look at in a setting: facts that contradict, dispute or diverge."""

from collections.abc import Iterable, Iterator
from itertools import product

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence, Survey
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact, Model
from weft.core.diagnosis.autonomy import find_holding
from weft.core.diagnosis.frames import find_hull, list_level_policies
from weft.core.diagnosis.ledger import AXES
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import list_contradictions
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import say

YES_AND_NO = "yes-and-no"  # the code of a role recorded as held and as not held
OPPOSED = 3.0  # two levels' stances contradict from this distance on, with opposite signs


class Finding(Model):
    """Something to look at: a stable code, what it is in English, the facts, and of which level,
    role, basis or axis of policies it is said, where it is of one."""

    code: str
    message: str = ""
    facts: tuple[str, ...]
    level: str | None = None
    role: str | None = None
    basis: str | None = None
    axis: str | None = None


def say_finding(atlas: Atlas, finding: Finding, language: str = "en") -> str:
    """What it is, in any language: disputed by City of Town."""
    first = atlas.facts[finding.facts[0]]
    actors = [atlas.actor_by_id[each].name.read(language) for each in first.disputed_by]
    terms = {"level": "levels", "role": "roles", "basis": "bases", "axis": "axes"}
    parts = {
        name: label(vocabulary, code, language)
        for name, vocabulary in terms.items()
        if (code := getattr(finding, name))
    }
    if "axis" in parts:
        parts["axis"] = parts["axis"].partition(":")[0].rstrip()
    return say(
        f"finding_{finding.code}",
        language,
        count=len(finding.facts) - 1,
        survey=first.name.read(language) if isinstance(first, Survey) else "",
        actors=say("list", language).join(actors),
        **parts,
    )


def list_findings(scene: Scene, facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """Surveys contradicted, facts disputed, yes and no on one level, diverging policies."""
    found = (
        *_find_contradicted_surveys(scene),
        *_find_disputed(facts),
        *_find_yes_and_no(scene),
        *_find_divergence(scene),
    )
    return tuple(
        each.model_copy(update={"message": say_finding(scene.atlas, each)}) for each in found
    )


def _find_contradicted_surveys(scene: Scene) -> Iterator[Finding]:
    for survey in scene.surveys:
        if against := list_contradictions(scene, survey):
            facts = (survey.id, *(each.id for each in against))
            yield Finding(code="survey-contradicted", facts=facts)


def _find_disputed(facts: Iterable[Fact]) -> Iterator[Finding]:
    for fact in facts:
        if fact.disputed_by:
            yield Finding(code="disputed", facts=(fact.id,))


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
            yield Finding(code=YES_AND_NO, facts=(*yes, *no), level=level, role=role, basis=basis)


def _says_yes(fact: Competence) -> bool:
    return fact.holds and fact.holder != NOBODY


def _find_divergence(scene: Scene) -> Iterator[Finding]:
    """Policies of one level that stand apart, and levels whose policies oppose each other."""
    upper, lower = (list_level_policies(scene, level) for level in scene.pair)
    for axis in AXES:
        hulls = []
        for level, policies in zip(scene.pair, (upper, lower), strict=True):
            hull = find_hull(scene, axis, policies)
            hulls.append(hull)
            if hull and hull.width > 0:
                yield Finding(
                    code="policies-diverge",
                    facts=tuple(each.id for each in policies if each.stance),
                    level=level,
                    axis=axis,
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
                facts=tuple(each.id for each in (*upper, *lower) if each.stance),
                axis=axis,
            )
