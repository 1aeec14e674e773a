"""What the page says of change and difference: the smallest change that helps, two places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weft.core.atlas import Atlas
from weft.core.diagnosis import Diagnosis, Method
from weft.core.diagnosis.comparison import Side, compare, name_title, say_comparison, say_terms
from weft.core.diagnosis.remedies import find_remedy, read_catalogue, read_goal
from weft.core.diagnosis.remedies.saying import make_scenario, say_goal, say_measure
from weft.core.diagnosis.scenario import apply_edits, try_scenario
from weft.core.diagnosis.scenario.saying import say_turn
from weft.core.diagnosis.sentences import name_setting
from weft.core.terms import label
from weft.core.terms.phrases import write_list
from weft.pictures.evidence import Register

CONDITIONS = ("a", "b", "c")
DRAWS = 200  # of what is only told as a sentence


@dataclass(frozen=True)
class RemedyView:
    """A goal, the smallest change that reaches it, and what that would turn."""

    goal: str
    change: str  # empty where nothing that small does it
    turns: tuple[str, ...]
    refs: Markup


@dataclass(frozen=True)
class ChangeView:
    """What would have to change in the best-known area of a place."""

    setting: str
    remedies: tuple[RemedyView, ...]


@dataclass(frozen=True)
class ContrastView:
    """Two places side by side in one area."""

    title: str
    mind: tuple[str, ...]
    said: tuple[str, ...]
    refs: Markup


def _rank(diagnosis: Diagnosis) -> float:
    return diagnosis.read("recorded").knownness if diagnosis.applicable else -1.0


def find_change(
    atlas: Atlas, found: Sequence[Diagnosis], method: Method, register: Register
) -> ChangeView | None:
    """For each condition that is not met in the best-known area, what would meet it; None where
    all are met, or nothing is known."""
    best = max(found, key=_rank)
    if not best.applicable or not best.facts:
        return None
    conditions = best.read("recorded").conditions
    unmet = [code for code in CONDITIONS if getattr(conditions, code).answer != "met"]
    remedies = tuple(_find_remedy(atlas, best, code, method, register) for code in unmet)
    return ChangeView(name_setting(atlas, best.setting), remedies) if remedies else None


def _find_remedy(
    atlas: Atlas, diagnosis: Diagnosis, code: str, method: Method, register: Register
) -> RemedyView:
    goal, catalogue = read_goal(code), read_catalogue()
    remedy = find_remedy(atlas, diagnosis.setting, goal, method, draws=DRAWS)
    if not remedy.measures:
        return RemedyView(say_goal(goal), "", (), Markup())
    scenario = make_scenario(atlas, remedy)
    trial = try_scenario(atlas, scenario, [diagnosis.setting], method, draws=DRAWS)
    after = apply_edits(atlas, scenario.edits, scenario.name)
    changed = [each.change for each in remedy.edits if each.change]
    return RemedyView(
        goal=say_goal(goal),
        change=write_list([say_measure(atlas, each, catalogue) for each in remedy.measures]),
        turns=say_turn(atlas, after, trial.turns[0], "recorded"),
        refs=register.refer(changed),
    )


def find_contrast(
    atlas: Atlas, found: Iterable[Diagnosis], method: Method, register: Register
) -> ContrastView | None:
    """The two places of which most is known in one and the same area, by name; None where no two
    places have an area in common."""
    alike: dict[tuple[str, str, str], list[Diagnosis]] = {}
    for each in found:
        if each.applicable and each.facts:
            setting = each.setting
            alike.setdefault((setting.area, setting.upper, setting.lower), []).append(each)
    pairs = [sorted(each, key=_rank, reverse=True)[:2] for each in alike.values() if len(each) > 1]
    if not pairs:
        return None
    # The pair of which the less known is known best; named in the order of the alphabet.
    chosen = max(pairs, key=lambda pair: _rank(pair[1]))
    chosen.sort(key=lambda each: atlas.place_by_id[each.setting.place].name.read())
    one, other = (Side(setting=each.setting) for each in chosen)
    comparison = compare(atlas, one, other, method, draws=DRAWS)
    facts = dict.fromkeys(fact for each in chosen for fact in each.facts)
    return ContrastView(
        title=f"{label('areas', chosen[0].setting.area)}: {name_title(atlas, comparison)}",
        mind=say_terms(atlas, comparison),
        said=say_comparison(atlas, comparison),
        refs=register.refer(facts),
    )
