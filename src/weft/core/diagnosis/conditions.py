"""The three minimal conditions of multilevel governance (Caponio and Jones-Correa 2017)."""

import calendar
import datetime as dt
from collections.abc import Iterable
from itertools import combinations, product
from typing import Literal

from weft.core.atlas.facts import GOVERNMENTAL, NON_GOVERNMENTAL, Mechanism, Survey
from weft.core.atlas.records import Model
from weft.core.diagnosis.mechanisms import is_joint_body
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import first_day, last_day, list_codes

Answer = Literal["met", "partly", "unmet", "unknown"]

# a, b, c -> what that amounts to; a row with None holds for either answer.
_VERDICTS: tuple[tuple[bool, bool, bool | None, str], ...] = (
    (True, True, True, "multilevel governance"),
    (True, True, False, "intergovernmental relations"),
    (True, False, True, "horizontal governance"),
    (True, False, False, "network"),
    (False, True, None, "hierarchy"),
    (False, False, None, "none"),
)


class Condition(Model):
    """One condition: the answer, why, and on which facts."""

    code: str
    answer: Answer
    reason: str
    facts: tuple[str, ...] = ()


class Conditions(Model):
    """All three, and what they amount to: one word, or every one that is still possible."""

    a: Condition
    b: Condition
    c: Condition
    verdict: str
    possible: tuple[str, ...]


def judge_conditions(scene: Scene) -> Conditions:
    """a: a network without master; b: levels tied; c: a non-governmental member with a say."""
    a, b, c = _judge_network(scene), _judge_levels(scene), _judge_voice(scene)
    options = []
    for each in (a, b, c):
        # Somebody who is merely consulted may have a vote elsewhere, unless that is surveyed.
        settled = each.answer == "unmet" or (each.answer == "partly" and _find_closing(scene))
        options.append((True,) if each.answer == "met" else (False,) if settled else (True, False))
    possible = tuple(dict.fromkeys(_name_verdict(*answers) for answers in product(*options)))
    verdict = possible[0] if len(possible) == 1 else "undetermined"
    return Conditions(a=a, b=b, c=c, verdict=verdict, possible=possible)


def _name_verdict(a: bool, b: bool, c: bool) -> str:
    return next(
        name
        for first, second, third, name in _VERDICTS
        if (first, second) == (a, b) and third in (None, c)
    )


def _find_closing(scene: Scene, *scopes: str) -> Survey | None:
    """A survey of everybody that says that all (coordinating) ties are recorded."""
    wanted = scopes or ("ties", "coordinating_ties")
    return find_survey(scene, scene.pair, *wanted, everybody=True)


def _is_mastered(mechanism: Mechanism) -> bool | None:
    """Whether one actor alone holds chair, agenda and veto; None if that may be."""
    if is_joint_body(mechanism) is False:
        return False
    chairs = tuple(each.actor for each in mechanism.members if each.seat == "chair") or None
    held = [chairs, mechanism.agenda, mechanism.veto]
    known = [set(each) for each in held if each is not None]
    if any(len(each) != 1 for each in known) or len(set().union(*known)) > 1:
        return False
    return True if len(known) == len(held) else None


def _find_largest_group(scene: Scene, mechanisms: Iterable[Mechanism]) -> set[str]:
    """The largest set of actors connected over mechanisms."""
    groups: list[set[str]] = []
    for each in mechanisms:
        merged = set(scene.list_participants(each))
        apart = []
        for group in groups:
            if group & merged:
                merged |= group
            else:
                apart.append(group)
        groups = [*apart, merged]
    return max(groups, key=len, default=set())


def _judge_network(scene: Scene) -> Condition:
    needed = scene.method.conditions.group
    ties = [
        each
        for each in scene.concerning
        if scene.method.mechanisms[each.kind].coordinates
        and scene.measure(each).high > 0
        and _is_mastered(each) is not True
    ]
    sure = [each for each in ties if scene.measure(each).low > 0 and _is_mastered(each) is False]
    group = _find_largest_group(scene, sure)
    if len(group) >= needed:
        reason = f"{len(group)} actors are connected, and none of them alone is in charge"
        facts = tuple(each.id for each in sure if group & set(scene.list_participants(each)))
        return Condition(code="a", answer="met", reason=reason, facts=facts)
    facts = tuple(each.id for each in ties)
    if len(_find_largest_group(scene, ties)) >= needed:
        reason = (
            "actors are connected, but who holds chair, agenda and veto is not known for certain"
        )
        return Condition(code="a", answer="unknown", reason=reason, facts=facts)
    if survey := _find_closing(scene):
        facts = (*facts, survey.id)
        reason = f"surveyed: no group of {needed} or more actors coordinates"
        return Condition(code="a", answer="unmet", reason=reason, facts=facts)
    reason = f"no group of {needed} or more actors is recorded, and no survey says that is all"
    return Condition(code="a", answer="unknown", reason=reason, facts=facts)


def _list_levels(scene: Scene, mechanism: Mechanism) -> set[str]:
    """Levels of the governments and offices here that take part; none if it may be one alone."""
    atlas = scene.atlas
    levels = [
        set(atlas.list_levels(actor))
        for actor in scene.list_participants(mechanism)
        if atlas.actor_by_id[actor].kind in GOVERNMENTAL
        and atlas.acts_at(actor, scene.setting.place)
    ]
    apart = any(
        one != other
        for first, second in combinations(levels, 2)
        for one, other in product(first, second)
    )
    return set().union(*levels) if apart else set()


def _is_recent(scene: Scene, mechanism: Mechanism) -> bool | None:
    """Whether it was active within the months that the method asks for; None if not known."""
    if not scene.method.mechanisms[mechanism.kind].meets:
        return True
    date = mechanism.last_active
    if date is None or first_day(date) > scene.setting.on:
        return None
    limit = _go_back(scene.setting.on, int(scene.method.conditions.tied_within))
    if first_day(date) >= limit:
        return True
    return None if last_day(date) >= limit else False


def _go_back(day: dt.date, months: int) -> dt.date:
    """The same day some months before, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return dt.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _judge_levels(scene: Scene) -> Condition:
    months = scene.method.conditions.tied_within
    ties = [
        each
        for each in scene.concerning
        if scene.measure(each).high > 0 and _list_levels(scene, each)
    ]
    recent = [(each, _is_recent(scene, each)) for each in ties]
    met = [each for each, answer in recent if answer and scene.measure(each).low > 0]
    if met:
        found = set().union(*(_list_levels(scene, each) for each in met))
        levels = [each for each in list_codes("levels") if each in found]
        reason = f"{', '.join(levels)} are tied within {months:g} months"
        return Condition(
            code="b", answer="met", reason=reason, facts=tuple(each.id for each in met)
        )
    open_ones = tuple(each.id for each, answer in recent if answer is not False)
    survey = _find_closing(scene, "ties")
    if survey and not open_ones:
        reason = f"surveyed: no two levels of government are tied within {months:g} months"
        return Condition(code="b", answer="unmet", reason=reason, facts=(survey.id,))
    reason = (
        "levels are tied, but not certainly, or not certainly within the time"
        if open_ones
        else "no tie of two levels of government is recorded, and no survey says that is all"
    )
    return Condition(code="b", answer="unknown", reason=reason, facts=open_ones)


def _weigh_voice(voice: str | None) -> str:
    if voice is None:
        return "unknown"
    return "met" if voice in ("vote", "voice") else "partly"


def _judge_voice(scene: Scene) -> Condition:
    found: dict[str, list[str]] = {"met": [], "partly": [], "unknown": []}
    for each in scene.concerning:
        speaks = is_joint_body(each) or scene.method.mechanisms[each.kind].coordinates
        strength = scene.measure(each)
        if (speaks or is_joint_body(each) is None) and strength.high > 0:
            sure = speaks and strength.low > 0
            for member in each.members:
                kind = scene.atlas.actor_by_id[member.actor].kind
                if kind in NON_GOVERNMENTAL and member.seat != "observer":
                    found[_weigh_voice(member.voice) if sure else "unknown"].append(each.id)
    reasons: dict[Answer, str] = {
        "met": "a non-governmental member has a vote or a voice",
        "unknown": "non-governmental members take part, but what their word counts is not known",
        "partly": "non-governmental members are consulted or under contract only",
    }
    for answer, reason in reasons.items():
        if found[answer]:
            facts = tuple(dict.fromkeys(found[answer]))
            return Condition(code="c", answer=answer, reason=reason, facts=facts)
    if survey := _find_closing(scene):
        reason = "surveyed: no non-governmental member takes part"
        return Condition(code="c", answer="unmet", reason=reason, facts=(survey.id,))
    reason = "no non-governmental member is recorded, and no survey says that is all"
    return Condition(code="c", answer="unknown", reason=reason)
