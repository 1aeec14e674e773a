"""The three minimal conditions of multilevel governance (Caponio and Jones-Correa 2017)."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import combinations, product
from typing import Literal

from weft.core.atlas.facts import GOVERNMENTAL, NON_GOVERNMENTAL, Mechanism, Survey
from weft.core.atlas.records import Model
from weft.core.diagnosis.mechanisms import is_joint_body
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import first_day, last_day, list_codes

Answer = Literal["met", "partly", "unmet", "unknown"]
# Why, as the code of a phrase (packs/phrases/conditions.yaml).
Reason = Literal[
    "network", "network_open", "network_surveyed", "network_unrecorded",
    "levels", "levels_open", "levels_surveyed", "levels_unrecorded",
    "voice", "voice_open", "voice_weak", "voice_surveyed", "voice_unrecorded",
]  # fmt: skip

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
    """One condition: the answer, why, on which facts, and who and what stands behind it."""

    code: str
    answer: Answer
    reason: Reason
    facts: tuple[str, ...] = ()
    members: tuple[str, ...] = ()  # the actors that count
    bodies: tuple[str, ...] = ()  # the mechanisms through which they do
    # Of each body when it was last active; else from when until when, as 2014/2017 or 2014/..;
    # empty where neither is known.
    dates: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()  # of government that are tied
    count: int = 0  # the number in the reason: actors connected or needed, months


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


def _describe(
    scene: Scene, ties: Sequence[Mechanism], members: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The fields of a condition that say who and what stands behind it, those from here first."""
    place, acts_at = scene.setting.place, scene.atlas.acts_at
    return {
        "members": tuple(sorted(dict.fromkeys(members), key=lambda each: not acts_at(each, place))),
        "bodies": tuple(each.id for each in ties),
        "dates": tuple(_read_date(each) for each in ties),
    }


def _read_date(tie: Mechanism) -> str:
    if tie.last_active or not (tie.start or tie.until):
        return tie.last_active or ""
    return f"{tie.start or '..'}/{tie.until or '..'}"


def _judge_network(scene: Scene) -> Condition:
    needed = int(scene.method.conditions.group)
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
        tied = [each for each in sure if group & set(scene.list_participants(each))]
        facts = tuple(each.id for each in tied)
        members = (actor for each in tied for actor in scene.list_participants(each))
        return Condition(
            code="a", answer="met", reason="network", facts=facts, count=len(group),
            **_describe(scene, tied, members),
        )  # fmt: skip
    facts = tuple(each.id for each in ties)
    perhaps = _find_largest_group(scene, ties)
    if len(perhaps) >= needed:
        tied = [each for each in ties if perhaps & set(scene.list_participants(each))]
        members = (actor for each in tied for actor in scene.list_participants(each))
        return Condition(
            code="a", answer="unknown", reason="network_open", facts=facts, count=len(perhaps),
            **_describe(scene, tied, members),
        )  # fmt: skip
    if survey := _find_closing(scene):
        facts = (*facts, survey.id)
        return Condition(
            code="a", answer="unmet", reason="network_surveyed", facts=facts, count=needed
        )
    return Condition(
        code="a", answer="unknown", reason="network_unrecorded", facts=facts, count=needed
    )


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
    """Whether it was active within the months that the method asks for; None if not known.

    A date after the day counts as recent, but meets nothing: with it the strength is not known.
    """
    if not scene.method.mechanisms[mechanism.kind].meets:
        return True
    date = mechanism.last_active
    if date is None:
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
    months = int(scene.method.conditions.tied_within)
    ties = [
        each
        for each in scene.concerning
        if scene.measure(each).high > 0 and _list_levels(scene, each)
    ]
    recent = [(each, _is_recent(scene, each)) for each in ties]
    met = [each for each, answer in recent if answer and scene.measure(each).low > 0]
    if met:
        found = set().union(*(_list_levels(scene, each) for each in met))
        return Condition(
            code="b", answer="met", reason="levels", facts=tuple(each.id for each in met),
            levels=tuple(each for each in list_codes("levels") if each in found), count=months,
            **_describe(scene, met, _list_governments(scene, met)),
        )  # fmt: skip
    open_ones = [each for each, answer in recent if answer is not False]
    survey = _find_closing(scene, "ties")
    if survey and not open_ones:
        facts = (survey.id,)
        return Condition(
            code="b", answer="unmet", reason="levels_surveyed", facts=facts, count=months
        )
    return Condition(
        code="b", answer="unknown", reason="levels_open" if open_ones else "levels_unrecorded",
        facts=tuple(each.id for each in open_ones), count=months,
        **_describe(scene, open_ones, _list_governments(scene, open_ones)),
    )  # fmt: skip


def _list_governments(scene: Scene, ties: Iterable[Mechanism]) -> list[str]:
    """The governments and offices here that take part."""
    return [
        actor
        for each in ties
        for actor in scene.list_participants(each)
        if scene.atlas.actor_by_id[actor].kind in GOVERNMENTAL
        and scene.atlas.acts_at(actor, scene.setting.place)
    ]


def _weigh_voice(voice: str | None) -> str:
    if voice is None:
        return "unknown"
    return "met" if voice in ("vote", "voice") else "partly"


def _judge_voice(scene: Scene) -> Condition:
    found: dict[str, list[tuple[Mechanism, str]]] = {"met": [], "partly": [], "unknown": []}
    for each in scene.concerning:
        speaks = is_joint_body(each) or scene.method.mechanisms[each.kind].coordinates
        strength = scene.measure(each)
        if (speaks or is_joint_body(each) is None) and strength.high > 0:
            sure = speaks and strength.low > 0
            for member in each.members:
                kind = scene.atlas.actor_by_id[member.actor].kind
                if kind in NON_GOVERNMENTAL and member.seat != "observer":
                    answer = _weigh_voice(member.voice) if sure else "unknown"
                    found[answer].append((each, member.actor))
    reasons: dict[Answer, Reason] = {
        "met": "voice",
        "unknown": "voice_open",
        "partly": "voice_weak",
    }
    for answer, reason in reasons.items():
        if found[answer]:
            ties = list({each.id: each for each, _ in found[answer]}.values())
            return Condition(
                code="c", answer=answer, reason=reason, facts=tuple(each.id for each in ties),
                **_describe(scene, ties, (actor for _, actor in found[answer])),
            )  # fmt: skip
    if survey := _find_closing(scene):
        return Condition(code="c", answer="unmet", reason="voice_surveyed", facts=(survey.id,))
    return Condition(code="c", answer="unknown", reason="voice_unrecorded")
