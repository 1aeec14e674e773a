"""What the core makes of the facts of a place, worked out once for each state of the atlas."""

import datetime as dt
from dataclasses import dataclass

from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import Diagnosis, Setting, diagnose, read_method
from weft.core.diagnosis.brokers import Brokerage, find_brokers
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.explanation import Explanation, explain
from weft.core.diagnosis.gaps import GapReport, find_gaps
from weft.core.diagnosis.questions import Question, find_questions
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import find_pair
from weft.core.diagnosis.strength import measure_strength
from weft.core.diagnosis.summary import Summary, summarise
from weft.pictures import Weave, lay_out
from weft.web.atlas.facts import View


@dataclass(frozen=True)
class Brief:
    """A place on a day: the part of the atlas that bears on it, and its summary if there is any."""

    place: str
    on: dt.date
    atlas: Atlas
    summary: Summary | None
    weave: Weave


def read_brief(view: View, place: str, on: dt.date | None = None) -> Brief:
    """The brief of a place."""
    day = on or view.find_day(place)

    def work() -> Brief:
        atlas = view.find_part(place)
        method = read_method()
        return Brief(
            place=place,
            on=day,
            atlas=atlas,
            summary=summarise(atlas, place, on=day, method=method),
            weave=lay_out(atlas, place, day, lambda each: measure_strength(each, day, method)),
        )

    return view.keep(("brief", place, day), work)


@dataclass(frozen=True)
class Insight:
    """One setting in depth."""

    atlas: Atlas
    diagnosis: Diagnosis
    explanations: dict[ReadingName, Explanation]  # empty where the pair does not apply
    questions: dict[ReadingName, Question | None]
    gaps: GapReport | None


def find_setting(view: View, place: str, area: str, on: dt.date | None = None) -> Setting | None:
    """The setting of an area of a place; None where the place is no more local than the State."""
    pair = find_pair(view.atlas, view.atlas.place_by_id[place])
    if pair is None:
        return None
    return Setting(
        place=place, area=area, on=on or view.find_day(place), upper=pair[0], lower=pair[1]
    )


def read_insight(view: View, setting: Setting) -> Insight:
    """Everything about one setting: both readings, why, what is missing, what to ask."""

    def work() -> Insight:
        atlas = view.find_part(setting.place)
        brief = read_brief(view, setting.place, setting.on)
        fields = brief.summary.fields if brief.summary else ()
        known = next((each for each in fields if each.diagnosis.setting == setting), None)
        diagnosis = known.diagnosis if known else diagnose(atlas, setting)[0]
        if not diagnosis.applicable:
            return Insight(atlas, diagnosis, {}, {}, None)
        method, nearby = read_method(), Nearby(atlas)
        explanations: dict[ReadingName, Explanation] = {}
        questions: dict[ReadingName, Question | None] = {}
        for reading in diagnosis.readings:
            explanations[reading.name] = explain(atlas, [setting], method, reading.name)[0]
            scenes = [Scene(nearby, setting, method, reading.name)]
            questions[reading.name] = find_questions(scenes, enter_scenes(scenes))[0]
        gaps = known.gaps if known else find_gaps(Scene(nearby, setting, method, "recorded"))
        return Insight(atlas, diagnosis, explanations, questions, gaps)

    return view.keep(("insight", setting), work)


def read_brokerage(view: View, place: str, on: dt.date) -> Brokerage:
    """Who sits between whom at a place."""
    return view.keep(("brokers", place, on), lambda: find_brokers(view.find_part(place), place, on))
