"""What the core makes of the facts of a place, worked out once for each state of the atlas."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import Diagnosis, Setting, diagnose, read_method
from weft.core.diagnosis.brokers import Brokerage, find_brokers
from weft.core.diagnosis.contested import Contest, find_contests
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
from weft.web.observatory.facts import read_local_figures


class Brief:
    """A place on a day: the part of the atlas that bears on it; its summary, if there is any, and
    its weave, worked out when they are asked for."""

    def __init__(self, atlas: Atlas, place: str, on: dt.date) -> None:
        self.atlas, self.place, self.on = atlas, place, on

    @cached_property
    def summary(self) -> Summary | None:
        return summarise(self.atlas, self.place, on=self.on, method=read_method())

    @cached_property
    def weave(self) -> Weave:
        method = read_method()
        return lay_out(
            self.atlas, self.place, self.on, lambda each: measure_strength(each, self.on, method)
        )


def read_brief(view: View, place: str, on: dt.date | None = None) -> Brief:
    """The brief of a place."""
    day = on or view.find_day(place)
    return view.keep_part(
        (place,), ("brief", place, day), lambda: Brief(view.find_part(place), place, day)
    )


@dataclass(frozen=True)
class Insight:
    """One setting in depth."""

    atlas: Atlas
    diagnosis: Diagnosis
    explanations: dict[ReadingName, Explanation]  # empty where the pair does not apply
    questions: dict[ReadingName, Question | None]


def find_setting(view: View, place: str, area: str, on: dt.date | None = None) -> Setting | None:
    """The setting of an area of a place; None where the place is no more local than the State."""
    pair = find_pair(view.atlas, view.atlas.place_by_id[place])
    if pair is None:
        return None
    return Setting(
        place=place, area=area, on=on or view.find_day(place), upper=pair[0], lower=pair[1]
    )


def read_insight(view: View, setting: Setting) -> Insight:
    """Everything about one setting: both readings, why, and what to ask."""

    def work() -> Insight:
        atlas = view.find_part(setting.place)
        diagnosis = diagnose(atlas, setting)[0]
        if not diagnosis.applicable:
            return Insight(atlas, diagnosis, {}, {})
        method, nearby = read_method(), _read_nearby(view, setting.place)
        explanations: dict[ReadingName, Explanation] = {}
        questions: dict[ReadingName, Question | None] = {}
        for reading in diagnosis.readings:
            explanations[reading.name] = explain(atlas, [setting], method, reading.name)[0]
            scenes = [Scene(nearby, setting, method, reading.name)]
            questions[reading.name] = find_questions(scenes, enter_scenes(scenes))[0]
        return Insight(atlas, diagnosis, explanations, questions)

    return view.keep_part((setting.place,), ("insight", setting), work)


def _read_nearby(view: View, place: str) -> Nearby:
    """The index of the part of the atlas that bears on a place."""
    return view.keep_part((place,), "nearby", lambda: Nearby(view.find_part(place)))


def read_contests(view: View, setting: Setting) -> tuple[Contest, ...]:
    """The disputed facts of a setting, with and without each."""

    def work() -> tuple[Contest, ...]:
        facts = read_insight(view, setting).diagnosis.facts
        return find_contests(view.find_part(setting.place), setting, facts)

    return view.keep_part((setting.place,), ("contests", setting), work)


def read_gaps(view: View, setting: Setting) -> GapReport:
    """What is wanting in a setting, if what is recorded holds; only where its pair applies."""

    token, figures = read_local_figures(setting.place)

    def work() -> GapReport:
        nearby = _read_nearby(view, setting.place)
        return find_gaps(Scene(nearby, setting, read_method(), "recorded"), figures)

    return view.keep_part((setting.place,), ("gaps", setting, token), work)


def read_brokerage(view: View, place: str, on: dt.date) -> Brokerage:
    """Who sits between whom at a place."""
    return view.keep_part(
        (place,), ("brokers", place, on), lambda: find_brokers(view.find_part(place), place, on)
    )
