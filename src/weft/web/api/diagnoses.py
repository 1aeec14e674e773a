"""What the facts of a place come to, in the read API: its summary and its diagnoses, each with the
sentences that say it.
"""

import datetime as dt
from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas.facts import PlaceId
from weft.core.atlas.records import Model
from weft.core.atlas.voice import Voice
from weft.core.diagnosis import Diagnosis
from weft.core.diagnosis.condition_sentences import say_condition
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.explanation import Explanation, say_explanation
from weft.core.diagnosis.findings import say_finding
from weft.core.diagnosis.questions import Question, say_question
from weft.core.diagnosis.sentences import say_body, say_verdict
from weft.core.diagnosis.summary import Notable, Summary, list_notables, say_lead
from weft.core.diagnosis.verdict import Verdict
from weft.core.terms import list_codes
from weft.web.api.answering import Request, offer
from weft.web.api.asking import Area, OnDay, Spoken, require
from weft.web.api.problems import NotThereError
from weft.web.atlas.facts import View
from weft.web.diagnosis.facts import (
    Insight,
    find_setting,
    read_brief,
    read_insight,
)
from weft.web.site.provenance import count_facts

router = Router(tags=["diagnosis"])
RestsOn = Annotated[
    dict[str, int],
    Field(description="How many facts of each visibility that you may see bear on the place"),
]


class Asked(Spoken, OnDay):
    """The day and the language."""


class Sentence(Model):
    """Something said, what it is about (the code or id of a part of the answer), on which facts."""

    about: str
    text: str
    facts: tuple[str, ...]


class SummaryAnswer(Model):
    """A place in a nutshell. Without a summary nothing is recorded that could be diagnosed, or the
    place is no more local than the State."""

    place: PlaceId
    on: dt.date
    summary: Summary | None
    lead: str | None = Field(description="The first sentences about the place")
    notables: tuple[Notable, ...] = Field(description="What stands out, the surest first")
    rests_on: RestsOn


class ReadingLine(Model):
    """What one reading of the facts allows to say."""

    name: ReadingName
    knownness: float = Field(description="Share of what the answer needs that is known, 0 to 1")
    verdict: Verdict


class DiagnosisLine(Model):
    """A policy area of a place, in one line."""

    area: str
    applicable: bool
    sentence: str
    readings: tuple[ReadingLine, ...]


class DiagnosesAnswer(Model):
    """Every policy area of a place of which anything is recorded; `blank` are the others."""

    place: PlaceId
    on: dt.date
    items: tuple[DiagnosisLine, ...]
    blank: tuple[str, ...]
    rests_on: RestsOn


class Grounds(Model):
    """Why one reading says what it says, and what would be most worth finding out."""

    name: ReadingName
    verdict: str
    explanation: Explanation
    why: str
    question: Question | None = Field(description="Null where nothing is open")
    ask: str | None
    conditions: tuple[Sentence, ...]


class DiagnosisAnswer(Model):
    """A diagnosis with its grounds; none where the pair of levels does not apply."""

    diagnosis: Diagnosis
    sentence: str
    grounds: tuple[Grounds, ...]
    findings: tuple[Sentence, ...] = Field(description="What a person should look at")
    rests_on: RestsOn


@offer(router, "/places/{place}/summary", SummaryAnswer)
def show_summary(request: Request, place: str, asked: Query[Asked]) -> SummaryAnswer:
    """A place in a nutshell: every policy area, what stands out, on how much."""
    require(request.view, "places", place)
    brief = read_brief(request.view, place, asked.on)
    summary, atlas = brief.summary, brief.atlas
    return SummaryAnswer(
        place=place,
        on=brief.on,
        summary=summary,
        lead=say_lead(atlas, summary, asked.language) if summary else None,
        notables=list_notables(atlas, summary, Voice(language=asked.language)) if summary else (),
        rests_on=count_facts(atlas),
    )


@offer(router, "/places/{place}/diagnoses", DiagnosesAnswer)
def list_diagnoses(request: Request, place: str, asked: Query[Asked]) -> DiagnosesAnswer:
    """What can be said of every policy area of a place."""
    require(request.view, "places", place)
    brief = read_brief(request.view, place, asked.on)
    fields = brief.summary.fields if brief.summary else ()
    found = {each.area for each in fields}
    return DiagnosesAnswer(
        place=place,
        on=brief.on,
        items=tuple(
            DiagnosisLine(
                area=each.area,
                applicable=each.diagnosis.applicable,
                sentence=say_body(brief.atlas, each.diagnosis, asked.language),
                readings=tuple(
                    ReadingLine(name=x.name, knownness=x.knownness, verdict=x.verdict)
                    for x in each.diagnosis.readings
                ),
            )
            for each in fields
        ),
        blank=tuple(each for each in list_codes("areas") if each not in found),
        rests_on=count_facts(brief.atlas),
    )


@offer(router, "/places/{place}/diagnoses/{area}", DiagnosisAnswer)
def show_diagnosis(
    request: Request, place: str, area: Area, asked: Query[Asked]
) -> DiagnosisAnswer:
    """How the levels relate in a policy area of a place, why, and what would be worth asking."""
    insight = read_setting(request.view, place, area, asked.on)
    atlas, diagnosis, language = insight.atlas, insight.diagnosis, asked.language
    return DiagnosisAnswer(
        diagnosis=diagnosis,
        sentence=say_body(atlas, diagnosis, language),
        grounds=tuple(_tell_grounds(insight, each.name, language) for each in diagnosis.readings),
        findings=tuple(
            Sentence(about=each.code, text=say_finding(atlas, each, language), facts=each.facts)
            for each in diagnosis.findings
        ),
        rests_on=count_facts(atlas),
    )


def _tell_grounds(insight: Insight, name: ReadingName, language: str) -> Grounds:
    atlas, diagnosis = insight.atlas, insight.diagnosis
    reading, question = diagnosis.read(name), insight.questions[name]
    conditions = (reading.conditions.a, reading.conditions.b, reading.conditions.c)
    return Grounds(
        name=name,
        verdict=say_verdict(reading.verdict, language),
        explanation=insight.explanations[name],
        why=say_explanation(atlas, insight.explanations[name], reading, language),
        question=question,
        ask=say_question(atlas, diagnosis.setting, question, language) if question else None,
        conditions=tuple(
            Sentence(about=each.code, text=say_condition(atlas, each, language), facts=each.facts)
            for each in conditions
        ),
    )


def read_setting(view: View, place: str, area: str, on: dt.date | None) -> Insight:
    """Raises NotThereError for a place that is not there, or above which there is no level."""
    require(view, "places", place)
    setting = find_setting(view, place, area, on)
    if setting is None:
        name = view.atlas.place_by_id[place].name
        raise NotThereError(
            f"{name} is no more local than the State: there is no pair of levels to look at. "
            "Ask for a place inside it."
        )
    return read_insight(view, setting)
