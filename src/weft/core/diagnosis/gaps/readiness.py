"""Whether the four elements of good coordination are there, as a visit to Lyon named them."""

from collections.abc import Sequence

from weft.core.atlas.facts import Mechanism
from weft.core.atlas.records import Fact
from weft.core.diagnosis.gaps.gap import Answer, Gap, Readiness, list_ids
from weft.core.diagnosis.gaps.pack import GapPack
from weft.core.diagnosis.gaps.ties import is_active
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


def check_readiness(scene: Scene, gaps: tuple[Gap, ...], pack: GapPack) -> tuple[Readiness, ...]:
    """Commitment, resources, service quality and own interest, each by its own rule."""
    return (
        judge_commitment(scene),
        judge_resources(gaps, pack),
        judge_service_quality(scene, pack),
        judge_own_interest(scene, pack),
    )


def judge_commitment(scene: Scene) -> Readiness:
    """Met if both levels have a policy in the area; partly if one has, the other surely none."""
    found, sides = [], []
    for level in scene.pair:
        policies = [x for phase in scene.setting.phases for x in scene.list_policies(level, phase)]
        survey = find_survey(scene, (level,), "policies")
        sure = any(scene.holds(each) for each in policies)
        sides.append(True if sure else None if policies or not survey else False)
        found += [*policies, *([survey] if survey and not policies else [])]
    answer: Answer = "unknown"
    if None not in sides:
        answer = "met" if all(sides) else "partly" if any(sides) else "unmet"
    reason = f"commitment_{'one_known' if answer == 'unknown' and True in sides else answer}"
    return Readiness(code="commitment", answer=answer, reason=reason, facts=list_ids(found))


def judge_resources(gaps: tuple[Gap, ...], pack: GapPack) -> Readiness:
    """Met if neither staff nor money falls short; unmet if both do badly; partly in between."""
    parts = [p for gap in gaps for p in gap.parts if p.code in ("staff", "revenue")]
    limits = pack.severity
    facts = tuple(dict.fromkeys(fact for each in parts for fact in each.facts))
    answer: Answer
    if all(each.high < limits.slight for each in parts):
        answer = "met"
    elif all(each.low >= limits.serious for each in parts):
        answer = "unmet"
    elif any(each.low >= limits.slight for each in parts) and all(each.known for each in parts):
        answer = "partly"
    else:
        answer = "unknown"
    short = answer == "unknown" and any(each.low >= limits.slight for each in parts)
    reason = f"resources_{'short' if short else answer}"
    return Readiness(code="resources", answer=answer, reason=reason, facts=facts)


def judge_service_quality(scene: Scene, pack: GapPack) -> Readiness:
    """Met if a shared service brings actors together; partly if another coordinating tie serves
    the carrying out; unmet if a survey of everybody found neither."""
    kinds = pack.service_kinds
    shared = [each for each in scene.concerning if each.kind in kinds]
    others = [
        each
        for each in _list_coordinating(scene)
        if each.kind not in kinds and each.phase == "implementation"
    ]
    if sure := [each for each in shared if is_active(scene, each, pack)]:
        return _answer("service_quality", "met", sure)
    if sure := [each for each in others if is_active(scene, each, pack)]:
        return _answer("service_quality", "partly", sure)
    survey = find_survey(scene, scene.pair, "ties", "coordinating_ties", everybody=True)
    if survey and not any(is_active(scene, each, pack) is None for each in (*shared, *others)):
        return _answer("service_quality", "unmet", [survey])
    return _answer("service_quality", "unknown", [*shared, *others])


def judge_own_interest(scene: Scene, pack: GapPack) -> Readiness:
    """Met if actors come freely to an active coordinating tie; unmet if in all of them, surveyed,
    nobody does; partly if they come unbidden to an informal one of which nobody said that."""
    ties = _list_coordinating(scene)
    active = [each for each in ties if is_active(scene, each, pack)]
    if free := [each for each in active if each.voluntary]:
        return _answer("own_interest", "met", free)
    informal = [x for x in active if x.voluntary is None and x.formality == "informal"]
    if informal:
        return _answer("own_interest", "partly", informal)
    survey = find_survey(scene, scene.pair, "ties", "coordinating_ties", everybody=True)
    maybe = [x for x in ties if is_active(scene, x, pack) is not False and x.voluntary is not False]
    if survey and not maybe:
        return _answer("own_interest", "unmet", [*active, survey])
    return _answer("own_interest", "unknown", maybe)


def _list_coordinating(scene: Scene) -> list[Mechanism]:
    kinds = scene.method.mechanisms
    return [each for each in scene.concerning if kinds[each.kind].coordinates]


def _answer(code: str, answer: Answer, facts: Sequence[Fact]) -> Readiness:
    return Readiness(code=code, answer=answer, reason=f"{code}_{answer}", facts=list_ids(facts))
