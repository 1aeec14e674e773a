"""Every single change that the catalogue allows in one setting."""

from collections.abc import Callable, Sequence

from weft.core.diagnosis.remedies import bodies, tasks
from weft.core.diagnosis.remedies.catalogue import Catalogue
from weft.core.diagnosis.remedies.steps import Candidate, Made, Step
from weft.core.diagnosis.scene import Scene

_MAKERS: dict[str, Callable[[Scene], Made]] = {
    "add_body": bodies.add_body,
    "add_deciding_body": bodies.add_deciding_body,
    "add_round_table": bodies.add_round_table,
    "revive_body": bodies.revive_body,
    "let_decide": bodies.let_decide,
    "share_lead": bodies.share_lead,
    "give_voice": bodies.give_voice,
    "sign_contract": bodies.sign_contract,
    "renegotiate": bodies.renegotiate,
    "fund_mandate": tasks.fund_mandate,
    "adopt_policy": tasks.adopt_policy,
    "publish": tasks.publish,
    "name_owner": tasks.name_owner,
    "survey_ties": lambda scene: tasks.survey(scene, "assumed-survey-ties", "ties"),
    "survey_roles": lambda scene: tasks.survey(
        scene, "assumed-survey-roles", "competences", "policies"
    ),
    "survey_disputes": lambda scene: tasks.survey(scene, "assumed-survey-disputes", "disputes"),
}


def list_candidates(scene: Scene, catalogue: Catalogue, goal: str) -> list[Candidate]:
    """The changes that may help with a goal (a word of `serves`), the cheapest first; none that
    would leave everything as it is."""
    found = [
        Candidate(code, row.cost, steps, words, *alikes)
        for code, row in catalogue.items()
        if goal in row.serves
        for steps, words, *alikes in _MAKERS[code](scene)
        if _changes(scene, steps)
    ]
    return sorted(found, key=lambda each: (each.cost, each.code))


def _changes(scene: Scene, steps: Sequence[Step]) -> bool:
    """Whether a fact is new, or says something else than it does."""
    for each in steps:
        now = scene.atlas.facts.get(each.key)
        if now is None:
            return True
        then = each.make(now)
        said = [name for name in type(now).model_fields if name not in ("sources", "positions")]
        if any(getattr(now, name) != getattr(then, name) for name in said):
            return True
    return False
