"""Opens a place, or a policy area of it, for a page: what all pages about it show first."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from markupsafe import Markup

from weft.core.atlas.atlas import list_areas
from weft.core.diagnosis import Diagnosis, Setting
from weft.core.terms import list_codes
from weft.core.terms.phrases import say, write_date, write_list
from weft.pictures.grounds import find_telling, is_telling
from weft.pictures.shares import draw_shares
from weft.pictures.words import name_area
from weft.web.atlas.asking import read_code, read_day, require
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import Brief, find_setting, read_brief
from weft.web.site.provenance import count_facts, say_beside


def open_place(
    request: HttpRequest, view: View, place: str
) -> tuple[Brief, Teller, dict[str, Any]]:
    """A place on the day that is asked for, and what every page about it shows of it."""
    language = get_language()
    require(view, "places", place, language)
    asked = read_day(request)
    brief = read_brief(view, place, asked)
    teller = Teller(view, language, brief.atlas)
    record = brief.atlas.place_by_id[place]
    context = {
        "place": record,
        "place_name": teller.place(place),
        "day": write_date(brief.on, language),
        "on": brief.on.isoformat(),
        "asked": asked.isoformat() if asked else "",
        "span": _find_span(view, place) if asked else None,
        "query": f"?on={asked.isoformat()}" if asked else "",
        "chain": [
            (teller.place(each), reverse("place", args=[each]))
            for each in reversed(brief.atlas.list_chain(place)[1:])
        ],
        "levels": write_list([teller.label("levels", each) for each in record.levels], language),
        "seen": say_beside(count_facts(brief.atlas), language),
    }
    return brief, teller, context


def _find_span(view: View, place: str) -> tuple[str, str] | None:
    """The dates of the oldest and the newest document about a place."""
    cited = {each.source for fact in view.facts_by_place[place] for each in fact.sources}
    dates = sorted(date for key in cited if (date := view.atlas.source_by_id[key].date))
    return (dates[0], dates[-1]) if dates else None


def open_setting(
    request: HttpRequest, view: View, place: str, area: str, name: str
) -> tuple[Setting | None, Brief, Teller, dict[str, Any]]:
    """A policy area of a place on a day; the setting is None where the place has no pair."""
    brief, teller, context = open_place(request, view, place)
    read_code("areas", area, lambda code: reverse(name, args=[place, code]))
    setting = find_setting(view, place, area, brief.on)
    language = teller.language
    recorded = {code for fact in view.facts_by_place[place] for code in list_areas(fact)}
    context |= {
        "area": area,
        "area_name": name_area(area, language),
        "setting": setting,
        "pair": write_list(
            [teller.label("levels", each) for each in (setting.upper, setting.lower)], language
        )
        if setting
        else "",
        "areas": [
            (
                name_area(each, language),
                reverse(name, args=[place, each]) + context["query"],
                each == area,
            )
            for each in list_codes("areas")
            if each == area or each in recorded
        ],
    }
    return setting, brief, teller, context


def draw_wins(diagnosis: Diagnosis, language: str, mark: str) -> Markup:
    """The bar of four parts: the share of draws that each configuration wins, as far as anything is
    known; empty where too little is for it to say anything."""
    if not is_telling(diagnosis):
        return Markup()
    reading = find_telling(diagnosis)
    wins = {each.type: each.wins for each in reading.scores}
    return Markup(draw_shares(wins, language, mark, reading.knownness))  # noqa: S704  # drawn and escaped by us


def name_answer(diagnosis: Diagnosis, language: str) -> str:
    """The answer in a word or two: multilevel; decoupled or multilevel; undecided."""
    if not diagnosis.applicable:
        return say("answer_not_applicable", language)
    verdict = find_telling(diagnosis).verdict
    if verdict.settled:
        return write_list([say(each, language) for each in verdict.types], language)
    return say("answer_undecided", language)
