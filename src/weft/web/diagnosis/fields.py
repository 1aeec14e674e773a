"""The pages of one policy area of a place: its diagnosis, and its gaps."""

from collections.abc import Hashable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.diagnosis import TYPES, Reading, Setting, read_method
from weft.core.diagnosis.condition_sentences import say_condition
from weft.core.diagnosis.explanation import say_explanation
from weft.core.diagnosis.findings import say_finding
from weft.core.diagnosis.gaps import say_cell, say_gap, say_readiness
from weft.core.diagnosis.gaps.sayings import name_row
from weft.core.diagnosis.questions import say_question
from weft.core.diagnosis.sentences import (
    say_inapplicable,
    say_readings,
    say_share,
    say_verdict,
)
from weft.core.terms.phrases import say
from weft.pictures import draw_bar
from weft.pictures.grounds import find_telling
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import Insight, read_contests, read_gaps, read_insight
from weft.web.diagnosis.marks import name_finding, read_marks
from weft.web.diagnosis.models import Word
from weft.web.diagnosis.opening import draw_wins, open_setting
from weft.web.observatory.facts import find_token
from weft.web.site.pages import Page, page
from weft.web.site.tables import Table


@page
def show_setting(request: HttpRequest, view: View, place: str, area: str) -> Page:
    """The answer in one sentence, then why, then on what facts, then what would change it."""
    setting, _brief, teller, context = open_setting(request, view, place, area, "setting")
    if setting is None:
        return Page("diagnosis/no_pair.html", context)
    insight, language = read_insight(view, setting), teller.language
    diagnosis = insight.diagnosis
    context["diagnosis"] = diagnosis
    if not diagnosis.applicable:
        assert diagnosis.obstacle is not None  # noqa: S101  # it says why
        context["answer"] = say_inapplicable(insight.atlas, setting, diagnosis.obstacle, language)
        return Page("diagnosis/setting.html", context, (), place, context["on"])
    telling = find_telling(diagnosis)
    context |= {
        "answer": say_readings(diagnosis, language),
        "bar": draw_wins(diagnosis, language, "wins"),
        "ranges": Markup(  # noqa: S704
            draw_bar(
                {each.type: (each.low, each.point, each.high) for each in telling.scores},
                frozenset(each.type for each in telling.scores if not each.excluded_by),
                language,
            )
        ),
        "readings": _tell_readings(teller, insight, setting),
        "telling": telling.name,
        "facts": teller.facts(diagnosis.facts),
        "findings": [
            (say_finding(insight.atlas, each, language), teller.link(each.facts))
            for each in diagnosis.findings
        ],
        "to_confirm": teller.facts(diagnosis.to_confirm),
        "contests": _tell_contests(teller, view, setting),
        "method": read_method(),
        "goals": [(each, say(each, language)) for each in TYPES],
    }
    signals = Table(
        "signals",
        _("Signals"),
        (_("Signal"), _("Reading"), _("Low"), _("High"), _("Facts")),
        tuple(
            (say(f"compare_signal_{each.code}", language), teller.say(f"reading_{reading.name}"),
             round(each.low, 3), round(each.high, 3), "; ".join(each.facts) or None)
            for reading in diagnosis.readings
            for each in reading.signals
        ),
        frozenset({2, 3}),
    )  # fmt: skip
    return Page("diagnosis/setting.html", context, (signals,), place, context["on"])


def _tell_contests(teller: Teller, view: View, setting: Setting) -> list[dict[str, Any]]:
    """Each disputed fact with both readings: what the answer would be if it stood, and without."""
    return [
        {
            "fact": teller.fact(teller.atlas.facts[each.fact]),
            "held": say_verdict(each.held, teller.language),
            "dropped": say_verdict(each.dropped, teller.language),
            "matters": each.matters,
        }
        for each in read_contests(view, setting)
    ]


def _tell_readings(teller: Teller, insight: Insight, setting: Setting) -> list[dict[str, Any]]:
    """Each reading with its reasons; of the second, the conditions that it answers otherwise."""
    told: list[dict[str, Any]] = []
    for reading in insight.diagnosis.readings:
        each = _tell_reading(teller, insight, reading, setting)
        if told:
            said = {words for words, _href in told[0]["conditions"]}
            each["conditions"] = [item for item in each["conditions"] if item[0] not in said]
        told.append(each)
    return told


def _tell_reading(
    teller: Teller, insight: Insight, reading: Reading, setting: Setting
) -> dict[str, Any]:
    language, atlas = teller.language, insight.atlas
    question, conditions = insight.questions[reading.name], reading.conditions
    return {
        "name": reading.name,
        "title": teller.say(f"reading_{reading.name}"),
        "verdict": say_verdict(reading.verdict, language),
        "known": say_share(reading.knownness, language),
        "why": say_explanation(atlas, insight.explanations[reading.name], reading, language),
        "conditions": [
            (say_condition(atlas, each, language), teller.link(each.facts))
            for each in (conditions.a, conditions.b, conditions.c)
        ],
        "question": say_question(atlas, setting, question, language) if question else "",
    }


def _tell_marks(teller: Teller, view: View, place: str, area: str) -> dict[str, list[Any]]:
    """What actors say of each finding."""
    told: dict[str, list[Any]] = {}
    for each in read_marks(view, place, area):
        who = teller.actor(each.actor) if each.actor else _("the steward")
        told.setdefault(each.finding, []).append(
            {"who": who, "word": Word(each.word).label, "reason": each.reason, "day": each.day}
        )
    return told


def _find_marks(request: HttpRequest, view: View, place: str, area: str) -> Hashable:
    return read_marks(view, place, area), find_token(request)


@page(also=_find_marks)
def show_gaps(request: HttpRequest, view: View, place: str, area: str) -> Page:
    """What is wanting between the levels, on which facts, with what others found to help."""
    setting, _brief, teller, context = open_setting(request, view, place, area, "gaps")
    if setting is None:
        return Page("diagnosis/no_pair.html", context)
    insight, language = read_insight(view, setting), teller.language
    atlas, obstacle = insight.atlas, insight.diagnosis.obstacle
    if obstacle:
        context["answer"] = say_inapplicable(atlas, setting, obstacle, language)
        return Page("diagnosis/gaps.html", context, (), place, context["on"])
    context["report"] = report = read_gaps(view, setting)
    said = _tell_marks(teller, view, place, area)
    context |= {
        "gaps": [
            {
                "name": say(each.code, language),
                "gap": each,
                "said": say_gap(atlas, each, language),
                "severity": say(f"severity_{each.severity}", language),
                "href": teller.link(each.facts),
                "answers": [name_row(x, language) for x in each.opportunities],
                "code": each.code,
                "marks": said.get(each.code, ()),
            }
            for each in report.gaps
        ],
        "cells": [
            {
                "said": say_cell(atlas, each, language),
                "tag": say(f"cell_tag_{each.code}", language),
                "sure": each.low > 0,
                "href": teller.link(each.facts),
                "answers": [name_row(x, language) for x in each.opportunities],
                "code": name_finding(each),
                "marks": said.get(name_finding(each), ()),
            }
            for each in report.cells
        ],
        "readiness": [
            (say_readiness(atlas, each, language), teller.link(each.facts))
            for each in report.readiness
        ],
        "challenges": [
            (name_row(each.code, language), [name_row(x, language) for x in each.opportunities],
             teller.link(each.facts))
            for each in report.challenges
        ],
    }  # fmt: skip
    table = Table(
        "gaps",
        _("Gaps"),
        (_("Gap"), _("At least"), _("At most"), _("Severity"), _("Facts")),
        tuple(
            (x["name"], round(x["gap"].low, 3), round(x["gap"].high, 3), x["severity"],
             "; ".join(x["gap"].facts) or None)
            for x in context["gaps"]
        ),
        frozenset({1, 2}),
    )  # fmt: skip
    return Page("diagnosis/gaps.html", context, (table,), place, context["on"])
