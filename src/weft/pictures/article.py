"""What the page shows of one place: its weave, what it amounts to, and its facts."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.atlas import list_areas
from weft.core.atlas.facts import Competence
from weft.core.atlas.records import Citation
from weft.core.atlas.sentences import Voice, join_names
from weft.core.diagnosis import Diagnosis, Method
from weft.core.diagnosis.sentences import (
    group_diagnoses,
    list_clauses,
    say_readings,
    say_share,
)
from weft.core.diagnosis.strength import measure_strength
from weft.core.terms import Text, label
from weft.core.terms.phrases import write_date
from weft.pictures.bar import draw_bar
from weft.pictures.evidence import Group, Register, anchor_fact, anchor_place, grade_citations
from weft.pictures.fabric import Weave
from weft.pictures.grounds import Grounds, find_telling, is_telling
from weft.pictures.insight import InsightView
from weft.pictures.loom import lay_out
from weft.pictures.meter import draw_meter
from weft.pictures.prospects import ChangeView
from weft.pictures.shares import draw_shares
from weft.pictures.table import write_table
from weft.pictures.tongues import mark, render
from weft.pictures.weave import draw_weave

# How much larger than it is measured the wide weave may be drawn.
LARGEST = 1.2


@dataclass(frozen=True)
class SettingView:
    """Some areas of one place of which the same is to be said."""

    areas: tuple[tuple[str, str], ...]  # anchor and name
    clauses: tuple[tuple[Markup, Markup], ...]  # what is recorded, with the numbers of its facts
    said: str
    conditions: str
    meter: Markup
    bar: Markup | None
    also: Markup  # the numbers of facts on these areas that no clause names
    why: str = ""  # what speaks for the answer, and what is not known
    ask: str = ""  # the unknown fact most worth finding out
    recorded: bool = False  # whether scores and reasons are those if what is recorded holds


@dataclass(frozen=True)
class Sketch:
    """One place laid out, before its facts have numbers."""

    key: str
    day: dt.date
    weave: Weave
    diagnoses: tuple[Diagnosis, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class PlaceView:
    """One place: its pictures, its settings and its facts."""

    anchor: str
    name: Text
    kind: str
    day: str
    citations: tuple[tuple[Citation, str], ...]
    count: int
    documents: int
    pair: str
    joined: tuple[tuple[str, str], ...]  # anchor of the setting and name of its area
    weave: Markup
    width: int  # of the weave, in pixels: a cloth of few columns is not blown up
    compact: Markup
    table: Markup
    missing: str
    settings: tuple[SettingView, ...]
    insight: InsightView
    change: ChangeView | None
    groups: tuple[Group, ...]


def sketch(
    atlas: Atlas, key: str, found: Sequence[Diagnosis], own: Sequence[Fact], method: Method
) -> Sketch:
    """The weave of a place on the day of its diagnoses, and every fact that its article tells."""
    day = found[0].setting.on
    weave = lay_out(atlas, key, day, lambda each: measure_strength(each, day, method))
    ids = dict.fromkeys(
        (
            *(fact for each in weave.crossings for fact in each.facts),
            *(each.fact for each in weave.ties),
            *(each.id for each in own),
            *(fact for each in found for fact in each.facts),
        )
    )
    return Sketch(key, day, weave, tuple(found), tuple(atlas.facts[each] for each in ids))


def view_place(
    atlas: Atlas,
    drawn: Sketch,
    register: Register,
    grounds: Grounds,
    insight: InsightView,
    change: ChangeView | None,
) -> PlaceView:
    """The article of a place, its facts under their numbers."""
    place, weave, anchor = atlas.place_by_id[drawn.key], drawn.weave, anchor_place(drawn.key)
    link = _make_link(atlas, anchor)
    levels = " and ".join(label("levels", each) for each in place.levels)
    pair = drawn.diagnoses[0].setting
    wide = draw_weave(weave, link=link)
    return PlaceView(
        anchor=anchor,
        name=place.name,
        kind=levels if place.population is None else f"{levels}, {place.population:,} inhabitants",
        day=write_date(drawn.day),
        citations=grade_citations(atlas, place.sources),
        count=len(drawn.facts),
        documents=len({each.source for fact in drawn.facts for each in fact.sources}),
        pair=f"{label('levels', pair.upper)} and {label('levels', pair.lower)}",
        joined=tuple(
            (_anchor_setting(each), label("areas", each.setting.area).lower())
            for each in drawn.diagnoses
            if each.applicable and each.readings[0].find_signal("V").facts
        ),
        weave=Markup(wide),  # noqa: S704  # drawn and escaped by us
        width=_measure_width(wide),
        compact=Markup(draw_weave(weave, link=link, compact=True)),  # noqa: S704
        table=Markup(write_table(weave, link=link)),  # noqa: S704
        missing=join_names([label("areas", each).lower() for each in weave.missing]),
        settings=view_settings(atlas, drawn.diagnoses, drawn.facts, register, grounds),
        insight=insight,
        change=change,
        groups=register.group(drawn.key),
    )


def _measure_width(drawing: str) -> int:
    """The width that a drawing states in its viewBox, at the largest it may be shown."""
    found = re.search(r'viewBox="[^ "]+ [^ "]+ ([\d.]+)', drawing)
    return round(float(found[1]) * LARGEST) if found else 0


def _make_link(atlas: Atlas, anchor: str) -> Callable[[tuple[str, ...]], str]:
    def link(facts: tuple[str, ...]) -> str:
        first = atlas.facts[facts[0]]
        if len(facts) == 1:
            return f"#{anchor_fact(first.id)}"
        if isinstance(first, Competence):
            return f"#{anchor}--roles-{first.area}"
        return f"#{anchor}--ties"

    return link


def _anchor_setting(diagnosis: Diagnosis) -> str:
    return f"{anchor_place(diagnosis.setting.place)}--on-{diagnosis.setting.area}"


def view_settings(
    atlas: Atlas,
    found: Sequence[Diagnosis],
    facts: Sequence[Fact],
    register: Register,
    grounds: Grounds,
) -> tuple[SettingView, ...]:
    """What is to be said of each area of a place, what is known best first. `facts` are those
    recorded of the place."""
    groups = sorted((alike for alike, _ in group_diagnoses(atlas, found)), key=_rank)
    return tuple(_view_setting(atlas, each, facts, register, grounds) for each in groups)


def _rank(alike: tuple[Diagnosis, ...]) -> tuple[float, int]:
    """What is known best first, then what stands for fewer areas."""
    first = alike[0]
    return (-first.readings[1].knownness if first.applicable else 1.0, len(alike))


def _view_setting(
    atlas: Atlas,
    alike: tuple[Diagnosis, ...],
    facts: Sequence[Fact],
    register: Register,
    grounds: Grounds,
) -> SettingView:
    first = alike[0]
    areas = tuple((_anchor_setting(each), label("areas", each.setting.area)) for each in alike)
    codes = {each.setting.area for each in alike}
    recorded_here = [each.id for each in facts if codes & set(list_areas(each))]
    if not first.applicable:
        said = f"Not applicable: {first.reason}."
        return SettingView(areas, (), said, "", Markup(), None, register.refer(recorded_here))
    confirmed, recorded = first.readings
    # Areas of which the same is said may rest on different facts: each clause has those of all.
    told = [list_clauses(atlas, each, Voice(read=mark, most=3)) for each in alike]
    clauses = []
    for same in zip(*told, strict=False):
        said_of = dict.fromkeys(fact for each in same for fact in each.facts)
        clauses.append((render(same[0].text), tuple(said_of)))
    named = {fact for _, said_of in clauses for fact in said_of}
    weighed = [fact for each in alike for fact in each.facts]
    bar, why, ask = None, "", ""
    if is_telling(first):
        reading = find_telling(first)
        scores = {each.type: (each.low, each.point, each.high) for each in reading.scores}
        admissible = frozenset(each.type for each in reading.scores if not each.excluded_by)
        drawing = draw_bar(scores, admissible, mark=f"bar-{areas[0][0]}")
        wins = {each.type: each.wins for each in reading.scores}
        drawing += draw_shares(wins, mark=f"wins-{areas[0][0]}")
        bar = Markup(drawing)  # noqa: S704  # drawn and escaped by us
        why, ask = grounds.say(atlas, first)
    verdict = confirmed.conditions.verdict
    return SettingView(
        areas=areas,
        clauses=tuple((text, register.refer(said_of)) for text, said_of in clauses),
        said=say_readings(first),
        conditions="" if verdict == "undetermined" else verdict,
        meter=Markup(  # noqa: S704
            draw_meter(
                confirmed.knownness,
                recorded.knownness,
                f"{say_share(confirmed.knownness)} known on what is confirmed, "
                f"{say_share(recorded.knownness)} if what is recorded holds",
            )
        ),
        bar=bar,
        also=register.refer({*weighed, *recorded_here} - named),
        why=why,
        ask=ask,
        recorded=find_telling(first).name == "recorded",
    )
