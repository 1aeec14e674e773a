"""Says what was wanted and the smallest change that does it, in the reader's language."""

from weft.core.atlas.atlas import Atlas
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.remedies.catalogue import Catalogue
from weft.core.diagnosis.remedies.goals import CONDITIONS, Goal
from weft.core.diagnosis.remedies.searching import Measure, Remedy
from weft.core.diagnosis.scenario import Scenario
from weft.core.diagnosis.sentences import name_setting
from weft.core.terms import Text, label
from weft.core.terms.phrases import say

LANGUAGES = ("en", "fr", "ar")


def say_goal(goal: Goal, language: str = "en") -> str:
    """What is wanted: multilevel as the answer, condition b met, a gap closed."""
    if goal.code in TYPES:
        return say("goal_label", language, type=label("configurations", goal.code, language))
    if goal.code in CONDITIONS:
        name = say(f"condition_{goal.code}", language)
        return say("goal_condition", language, letter=goal.code, name=name)
    return say("goal_gap", language, name=say(goal.code, language))


def say_remedy(
    atlas: Atlas, remedy: Remedy, catalogue: Catalogue, language: str = "en"
) -> tuple[str, ...]:
    """What to change, a line each with its cost; or that it is so already; or that nothing does
    it. Last how many sets were considered."""
    said = [say("remedy_title", language, goal=say_goal(remedy.goal, language))]
    if not remedy.found:
        said.append(say("remedy_none", language))
    elif not remedy.measures:
        said.append(say("remedy_already", language))
    else:
        said.append(say("remedy_found", language, cost=_write_cost(remedy.cost)))
        said += [
            f"  {number}. {say_measure(atlas, each, catalogue, language)}"
            for number, each in enumerate(remedy.measures, 1)
        ]
    return (*said, say("remedy_considered", language, count=remedy.considered))


def say_measure(atlas: Atlas, measure: Measure, catalogue: Catalogue, language: str = "en") -> str:
    """One change with its cost: give Aid a voice in the Round table (cost 1)."""
    words = dict.fromkeys(("fact", "actor", "role"), "")
    for name, key in measure.words.items():
        if name == "role":
            words[name] = label("roles", key, language)
        else:
            fact = atlas.facts[key]
            words[name] = fact.name.read(language)  # type: ignore[attr-defined]
    said = catalogue[measure.code].label.read(language).format(**words)
    return say("remedy_measure", language, said=said, cost=_write_cost(measure.cost))


def _write_cost(cost: float) -> str:
    return f"{cost:g}"


def make_scenario(atlas: Atlas, remedy: Remedy) -> Scenario:
    """The changes of a remedy as a scenario; pydantic's ValidationError if there are none."""
    name = {
        language: say(
            "remedy_name", language, goal=say_goal(remedy.goal, language),
            setting=name_setting(atlas, remedy.setting, language=language),
        )
        for language in LANGUAGES
    }  # fmt: skip
    return Scenario(name=Text(name), edits=remedy.edits)
