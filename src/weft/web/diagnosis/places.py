"""The page of a place, for somebody who has two minutes; and what it can and cannot do."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.diagnosis import TYPES, Diagnosis
from weft.core.diagnosis.sentences import say_share
from weft.core.diagnosis.summary import list_notables, say_lead
from weft.core.terms.phrases import say, write_list
from weft.pictures import draw_weave, write_table
from weft.pictures.grounds import find_telling
from weft.pictures.telling import list_claims
from weft.pictures.tongues import render
from weft.pictures.words import name_area, name_column
from weft.web.atlas.crossings import make_link
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import Brief
from weft.web.diagnosis.opening import draw_wins, name_answer, open_place
from weft.web.observatory.facts import find_catalogue, find_token
from weft.web.observatory.profiles import read_profile
from weft.web.observatory.telling import FigureTeller
from weft.web.site.pages import Page, page
from weft.web.site.tables import Table

TOLD = 3  # findings on the page of a place
SHOWN = 4  # figures


@page(also=find_token)
def show_place(request: HttpRequest, view: View, place: str) -> Page:
    """One page that a mayor reads in two minutes."""
    brief, teller, context = open_place(request, view, place)
    language, summary = teller.language, brief.summary
    link = make_link(brief.atlas, brief.weave, context["asked"])
    told = {*brief.weave.facts, *(summary.facts if summary else ())}
    blank = summary.blank if summary else brief.weave.missing
    inside = view.atlas.list_parts(place)
    catalogue = find_catalogue(request)
    figures = FigureTeller(catalogue, language)
    context |= {
        "figures": figures.tell_briefly(read_profile(view, catalogue, place), SHOWN),
        "summary": summary,
        "weave": Markup(draw_weave(brief.weave, language, link)),  # noqa: S704
        "compact": Markup(draw_weave(brief.weave, language, link, compact=True)),  # noqa: S704
        "weave_table": Markup(write_table(brief.weave, language, link)),  # noqa: S704
        "drawn": bool(brief.weave.rows),
        "own": len(view.facts_by_place[place]),
        "told": len(told),
        "contested": len(
            {key for key in told if brief.atlas.facts[key].disputed_by}
            | set(summary.contested if summary else ())
        ),
        "documents": len({x.source for key in told for x in brief.atlas.facts[key].sources}),
        "missing": write_list([name_area(each, language).lower() for each in blank], language),
        "inside": [(teller.words(each.name), reverse("place", args=[each.id])) for each in inside],
    }
    if summary:
        fields = _tell_fields(teller, brief, context["query"])
        context |= {
            "lead": say_lead(brief.atlas, summary, language),
            "notables": [
                {
                    "tag": teller.say(f"tag_{each.tag}"),
                    "tone": each.tone,
                    "text": render(each.text),
                    "href": teller.link(each.facts),
                    "count": len(each.facts),
                    "change": reverse("scenario", args=[place, each.area]) if each.area else "",
                }
                for each in list_notables(brief.atlas, summary, teller.voice, TOLD)
            ],
            "fields": [each for each in fields if each["bar"]],
            "faint": [each for each in fields if not each["bar"]],
        }
    return Page("diagnosis/place.html", context, list_tables(teller, brief), place, context["on"])


def _tell_fields(teller: Teller, brief: Brief, query: str) -> list[dict[str, Any]]:
    """A row for each policy area: its bar, and the answer in a word or two. What more is known of
    comes first."""
    fields = []
    for each in sorted(
        brief.summary.fields if brief.summary else (),
        key=lambda x: -find_telling(x.diagnosis).knownness if x.diagnosis.applicable else 1.0,
    ):
        diagnosis = each.diagnosis
        told = {
            "area": each.area,
            "name": name_area(each.area, teller.language),
            "href": reverse("setting", args=[brief.place, each.area]) + query,
            "bar": draw_wins(diagnosis, teller.language, f"field-{each.area}"),
            "said": name_answer(diagnosis, teller.language),
            "known": find_telling(diagnosis).knownness if diagnosis.applicable else 0.0,
        }
        told["share"] = say_share(float(str(told["known"])), teller.language)
        fields.append(told)
    return fields


def list_tables(teller: Teller, brief: Brief) -> tuple[Table, ...]:
    """The weave and the fields of a place as tables to take along."""
    weave, language = brief.weave, teller.language
    name = brief.atlas.place_by_id[brief.place].name.read(language)
    roles = Table(
        "roles",
        _("Who does what: %(place)s") % {"place": name},
        (_("Policy area"), *(name_column(each, language) for each in weave.columns)),
        tuple(
            (
                name_area(area, language),
                *(
                    "; ".join(list_claims(weave.find_crossing(area, column), language)) or None
                    for column in weave.columns
                ),
            )
            for area in weave.rows
        ),
    )
    fields = Table(
        "fields",
        _("How the levels relate: %(place)s") % {"place": name},
        (
            _("Policy area"), _("Answer"), _("Known, confirmed"), _("Known, if recorded holds"),
            *(say(kind, language) for kind in TYPES),
        ),
        tuple(
            _tell_field_row(each, language)
            for each in (brief.summary.diagnoses if brief.summary else ())
        ),
        frozenset(range(2, 8)),
    )  # fmt: skip
    return (roles, fields)


def _tell_field_row(diagnosis: Diagnosis, language: str) -> tuple[Any, ...]:
    area = name_area(diagnosis.setting.area, language)
    answer = name_answer(diagnosis, language)
    if not diagnosis.applicable:
        return (area, answer, *[None] * 6)
    known = [round(each.knownness, 3) for each in diagnosis.readings]
    wins = {each.type: round(each.wins, 3) for each in find_telling(diagnosis).scores}
    return (area, answer, *known, *(wins[each] for each in TYPES))
