"""What stands out across a whole atlas, so that a page can open with what its facts show."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence, Mechanism, Survey
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.sentences import name_holder, name_role, say_fact, say_found
from weft.core.atlas.voice import PLAIN, Voice
from weft.core.diagnosis.diagnosis import Diagnosis
from weft.core.diagnosis.gaps.cells import find_cells
from weft.core.diagnosis.gaps.shadows import Pair, find_shadow
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.terms import first_day, list_codes

FEWEST_LEVELS = 3
# Kinds in which levels act as one: nothing runs from above or from below.
MUTUAL = ("shared_service", "co_deciding_body")


@dataclass(frozen=True)
class Highlight:
    """One thing that stands out, as a sentence with the facts that say it."""

    text: str
    facts: tuple[str, ...]


class Day:
    """The day on which a fact counts: that of the diagnoses of its place, else the newest."""

    def __init__(self, diagnoses: Iterable[Diagnosis]) -> None:
        self.by_place: Mapping[str, dt.date] = {
            each.setting.place: each.setting.on for each in diagnoses
        }
        self.newest = max(self.by_place.values(), default=dt.date.max)

    def find(self, place: str | None) -> dt.date:
        return self.by_place.get(place or "", self.newest)


def list_shadows(atlas: Atlas, day: Day, voice: Voice = PLAIN) -> tuple[Highlight, ...]:
    """Who acts in a role of which it is recorded as not held by law, if what is recorded holds:
    the same as the gaps call a shadow (`find_shadow`), at every level."""
    nearby = Nearby(atlas)
    found: dict[tuple[str | None, ...], Highlight] = {}
    for one in atlas.competences:
        if one.basis != "de_facto" or _key_role(one) in found:
            continue
        pairs = [pair for scene in _list_scenes(nearby, one, day) for pair in _pair(scene, one)]
        if pairs:
            text = voice.say(
                "highlight_shadow",
                who=name_holder(atlas, one, voice),
                role=name_role(one.role, voice),
                area=voice.areas(one.area),
            )
            ids = tuple(dict.fromkeys(each.id for pair in pairs for each in pair))
            found[_key_role(one)] = Highlight(text, ids)
    return tuple(found.values())


def _list_scenes(nearby: Nearby, one: Competence, day: Day) -> list[Scene]:
    """Where the one who acts, and whoever is recorded as not competent, would be found together."""
    atlas = nearby.atlas
    lacked = [
        each
        for each in atlas.competences
        if each.basis == "de_jure" and not each.holds
        and (each.role, each.area) == (one.role, one.area)
    ]  # fmt: skip
    places = {atlas.find_place(each) for each in (one, *lacked)} if lacked else set()
    return [
        Scene(nearby, Setting(place=x, area=one.area, on=day.find(x)), read_method(), "recorded")
        for x in sorted(each for each in places if each)
    ]


def _pair(scene: Scene, one: Competence) -> list[Pair]:
    """The pairs, at any level, of which this actor's role is the one in practice."""
    shadows = [find_shadow(scene, level, one.role) for level in list_codes("levels")]
    return [
        pair
        for each in shadows
        if each
        for pair in each.pairs
        if _key_role(pair[0]) == _key_role(one)
    ]


def _key_role(fact: Competence) -> tuple[str | None, ...]:
    return (fact.holder, fact.place_kind, fact.place, fact.area, fact.role)


def list_distant(
    atlas: Atlas, diagnoses: Iterable[Diagnosis], method: Method, voice: Voice = PLAIN
) -> tuple[Highlight, ...]:
    """Settings in which the upper level surely decides and the lower is recorded as without a say,
    if what is recorded holds."""
    nearby = Nearby(atlas)
    found = []
    for each in diagnoses:
        if not each.applicable:
            continue
        setting = each.setting
        for cell in find_cells(Scene(nearby, setting, method, "recorded")):
            if cell.code == "S-DISTANT" and cell.low > 0:
                text = voice.say(
                    "highlight_distant",
                    area=voice.label("areas", setting.area),
                    place=voice.place(atlas, setting.place),
                    upper=voice.label("levels", setting.upper),
                    lower=voice.label("levels", setting.lower),
                )
                found.append(Highlight(text, cell.facts))
    return tuple(found)


def list_closed(atlas: Atlas, day: Day, voice: Voice = PLAIN) -> tuple[Highlight, ...]:
    """What somebody surveyed, so that silence is an answer there; what was not found first."""
    held = [each for each in atlas.surveys if each.holds_on(day.find(each.place))]
    held.sort(key=lambda each: (each.found != (), each.name.read(voice.language), each.id))
    return tuple(Highlight(_say_survey(each, voice), (each.id,)) for each in held)


def _say_survey(survey: Survey, voice: Voice) -> str:
    closed = survey.found is None
    said = voice.say("highlight_closed") if closed else say_found(survey.found or (), voice)
    return voice.say("fact_line", name=voice.read(survey.name), said=said)


def list_joined(atlas: Atlas, day: Day, voice: Voice = PLAIN) -> tuple[Highlight, ...]:
    """Mechanisms in which three or more levels above one and the same place take part, those
    with most levels and fewest members first."""
    order = list_codes("levels")
    found = []
    for each in atlas.mechanisms:
        place, levels = _find_joined(atlas, each)
        if len(levels) < FEWEST_LEVELS or each.disputed_by or not each.holds_on(day.find(place)):
            continue
        text = voice.say(
            "highlight_joined",
            name=voice.read(each.name),
            levels=voice.label("levels", *sorted(levels, key=order.index)),
            place=voice.place(atlas, place),
        )
        found.append((-len(levels), len(each.members), each.id, text))
    return tuple(Highlight(text, (key,)) for _, _, key, text in sorted(found))


def list_mutual(atlas: Atlas, day: Day, voice: Voice = PLAIN) -> tuple[Highlight, ...]:
    """Services that levels share and bodies in which they decide together, announced ones too."""
    found = []
    for each in atlas.mechanisms:
        place, levels = _find_joined(atlas, each)
        on = day.find(place)
        ended = each.until is not None and first_day(each.until) <= on
        if each.kind not in MUTUAL or len(levels) < 2 or each.disputed_by or ended:
            continue
        parts = [
            voice.say(
                "highlight_mutual",
                name=voice.read(each.name),
                kind=voice.label("mechanism_kinds", each.kind),
                levels=voice.label("levels", *(x for x in list_codes("levels") if x in levels)),
                place=voice.place(atlas, place),
            )
        ]
        if not each.holds_on(on):
            parts.append(voice.say("highlight_announced", date=each.start))
        found.append(Highlight(voice.say("list").join(parts), (each.id,)))
    return tuple(found)


def _find_joined(atlas: Atlas, mechanism: Mechanism) -> tuple[str, frozenset[str]]:
    """The place whose levels most take part, and these levels.

    A member that is two levels at once counts for one, and for none that another member has.
    """
    members = [each.actor for each in mechanism.members if each.seat != "observer"]
    best: tuple[str, frozenset[str]] = ("", frozenset())
    for place in sorted({found for each in members if (found := atlas.find_territory(each))}):
        above = [
            atlas.list_levels(each)
            for each in members
            if (territory := atlas.find_territory(each))
            and atlas.contains(territory, place)
            and atlas.acts_at(each, place)
        ]
        levels = {each[0] for each in above if len(each) == 1}
        levels |= {each[0] for each in above if len(each) > 1 and not levels & set(each)}
        if len(levels) > len(best[1]):
            best = (place, frozenset(levels))
    return best


def list_contested(atlas: Atlas, day: Day, voice: Voice = PLAIN) -> tuple[Highlight, ...]:
    """Facts that an actor disputes, and conflicts between actors."""
    disputed = [each for each in atlas.facts.values() if each.disputed_by]
    conflicts = [
        each
        for each in atlas.disputes
        if each.holds_on(day.find(each.place)) and not each.positions
    ]
    return tuple(
        Highlight(say_fact(atlas, each, voice).rstrip("."), (each.id,))
        for each in (*disputed, *conflicts)
    )
