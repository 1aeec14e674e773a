"""The pages on which people try something: a scenario, and a comparison of two sides."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.atlas.asserting import NoReadingError, list_readers
from weft.core.diagnosis import TYPES, Setting, read_method
from weft.core.diagnosis.comparison import (
    Comparison,
    Side,
    compare,
    name_sides,
    say_comparison,
    say_terms,
)
from weft.core.diagnosis.remedies import read_catalogue
from weft.core.diagnosis.remedies.goals import CONDITIONS, GAPS, Goal
from weft.core.diagnosis.remedies.saying import say_goal, say_remedy
from weft.core.diagnosis.scenario.saying import say_turn
from weft.core.diagnosis.sentences import say_inapplicable, say_readings
from weft.core.terms import list_codes
from weft.core.terms.phrases import write_date
from weft.pictures.words import name_area
from weft.web.atlas.asking import read_code, read_day, require
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import find_setting, read_brief, read_insight
from weft.web.diagnosis.opening import draw_wins, open_setting
from weft.web.diagnosis.trying import END, Offer, list_changes, say_change, seek, try_changes
from weft.web.site.pages import Page, page
from weft.web.site.provenance import count_facts, say_beside
from weft.web.site.tables import Table


@page
def show_scenario(request: HttpRequest, view: View, place: str, area: str) -> Page:
    """Pick changes, see before and after side by side, share by link."""
    setting, _brief, teller, context = open_setting(request, view, place, area, "scenario")
    if setting is None:
        return Page("diagnosis/no_pair.html", context)
    language = teller.language
    insight = read_insight(view, setting)
    context["diagnosis"] = insight.diagnosis
    if obstacle := insight.diagnosis.obstacle:
        context["answer"] = say_inapplicable(insight.atlas, setting, obstacle, language)
        return Page("diagnosis/scenario.html", context)
    offer = list_changes(view, setting)
    codes = tuple(request.GET.getlist("change"))
    tried = try_changes(view, setting, codes)
    picked = {each.code for each in tried.picked}
    on = [("on", str(context["asked"]))] if context["asked"] else []
    context |= {
        "groups": _group_changes(offer, picked, language),
        "picked": [say_change(offer, each, language) for each in tried.picked],
        "lost": tried.lost,
        "refused": tried.refused,
        "before_said": say_readings(insight.diagnosis, language),
        "before_bar": draw_wins(insight.diagnosis, language, "before"),
        "goals": [
            (code, say_goal(Goal(code=code), language))
            for code in (*reversed(TYPES), *CONDITIONS, *GAPS)
        ],
        "goal": request.GET.get("goal", ""),
    }
    if tried.trial and tried.after and tried.trial.turns:
        turn = tried.trial.turns[0]
        context |= {
            "turn": turn,
            "after_said": say_readings(turn.after, language) if turn.after.applicable else "",
            "after_bar": draw_wins(turn.after, language, "after"),
            "lines": say_turn(offer.atlas, tried.after, turn, tried.trial.reading, language),
            "share": request.build_absolute_uri(
                f"{request.path}?{urlencode(on + [('change', each.code) for each in tried.picked])}"
            ),
        }
    if context["goal"] and (found := seek(view, setting, str(context["goal"])[:40])):
        _goal, remedy, chosen = found
        context |= {
            "sought": say_remedy(view.find_part(place), remedy, read_catalogue(), language),
            "sought_href": f"{request.path}?{urlencode(on + [('change', each) for each in chosen])}"
            if chosen
            else "",
        }
    elif context["goal"]:
        context["no_goal"] = str(context["goal"])[:40]
    return Page("diagnosis/scenario.html", context, (), place, str(context["on"]))


def _group_changes(offer: Offer, picked: set[str], language: str) -> list[dict[str, Any]]:
    """What can be picked, by kind; what is recorded and may end comes last."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for each in offer.changes.values():
        said = say_change(offer, each, language)
        groups.setdefault(each.kind, []).append((each.code, said, each.code in picked))
    titles = {
        "bodies": _("Meet, decide, share the lead"),
        "voices": _("Give a voice"),
        "contracts": _("Contracts, money, policies"),
        "tasks": _("Tasks and accounts"),
        "surveys": _("Find out"),
        END: _("Let something recorded end"),
    }
    gathered: dict[str, list[tuple[str, str, bool]]] = {key: [] for key in titles}
    for kind, changes in groups.items():
        gathered[_KINDS.get(kind, kind)] += changes
    return [
        {
            "code": key,
            "title": title,
            "changes": gathered[key],
            "open": any(chosen for *_rest, chosen in gathered[key]),
        }
        for key, title in titles.items()
        if gathered[key]
    ]


_KINDS = {
    "add_body": "bodies", "add_deciding_body": "bodies", "add_round_table": "voices",
    "revive_body": "bodies", "let_decide": "bodies", "share_lead": "bodies",
    "give_voice": "voices", "sign_contract": "contracts", "renegotiate": "contracts",
    "fund_mandate": "contracts", "adopt_policy": "contracts", "publish": "tasks",
    "name_owner": "tasks", "survey_ties": "surveys", "survey_roles": "surveys",
    "survey_disputes": "surveys",
}  # fmt: skip


@page
def show_comparison(request: HttpRequest, view: View) -> Page:
    """Two places, or two days or readings of one, side by side; never a ranking."""
    language = get_language()
    teller = Teller(view, language)
    places = sorted(
        (each for each in view.atlas.places if view.facts_by_place[each.id]
         and find_setting(view, each.id, "housing")),
        key=lambda each: each.name.read(language),
    )  # fmt: skip
    names = [request.GET.get(each, "").strip() for each in ("one", "other")]
    context: dict[str, Any] = {
        "places": [(each.id, each.name.read(language)) for each in places],
        "areas": [(each, name_area(each, language)) for each in list_codes("areas")],
        "readers": [(each, teller.actor(each)) for each in list_readers(view.atlas)],
        "one": names[0],
        "other": names[1],
        "area": request.GET.get("area", ""),
        "one_on": request.GET.get("one_on", ""),
        "other_on": request.GET.get("other_on", ""),
        "one_as": request.GET.get("one_as", ""),
        "other_as": request.GET.get("other_as", ""),
    }
    if not all(names):
        return Page("diagnosis/compare.html", context)
    for name in ("one", "other"):
        require(view, "places", context[name], language)
        if context[f"{name}_as"]:
            require(view, "actors", context[f"{name}_as"], language)
    if context["area"]:
        read_code("areas", context["area"], lambda code: f"{request.path}?area={code}")
    found = _compare(request, view, context)
    if isinstance(found, str):
        return Page("diagnosis/compare.html", context | {"refused": found})
    atlas = view.find_part(*names)
    context |= {
        "terms": say_terms(atlas, found[0], language) if found else (),
        "sides": name_sides(atlas, found[0], language) if found else (),
        "told": [_tell_comparison(atlas, each, language) for each in found],
        "days": [write_date(each.setting.on, language) for each in (found[0].one, found[0].other)]
        if found
        else (),
        "seen": say_beside(count_facts(atlas), language),
    }
    return Page("diagnosis/compare.html", context, (_tabulate(atlas, found, language),))


def _compare(request: HttpRequest, view: View, context: dict[str, Any]) -> list[Comparison] | str:
    """The comparison of each area about which either side records something; or why there is
    none."""
    sides = []
    for name in ("one", "other"):
        day = read_day(request, f"{name}_on")
        if find_setting(view, context[name], "housing") is None:
            return _("This place is no more local than the State: there is no pair of levels.")
        sides.append((context[name], day, context[f"{name}_as"] or None))
    if sides[0] == sides[1]:
        return _("Both sides are the same; choose two that differ.")
    areas = [context["area"]] if context["area"] else _list_areas(view, sides)

    def work() -> list[Comparison] | str:
        atlas = view.find_part(context["one"], context["other"])
        try:
            pairs = [[_make_side(view, *side, area) for side in sides] for area in areas]
            return [compare(atlas, one, other, read_method()) for one, other in pairs]
        except NoReadingError as error:
            return str(error)

    return view.keep_part((context["one"], context["other"]), ("compare", *sides, *areas), work)


def _list_areas(view: View, sides: list[tuple[str, Any, str | None]]) -> list[str]:
    found: set[str] = set()
    for place, day, _reader in sides:
        summary = read_brief(view, place, day).summary
        found |= {each.area for each in summary.fields} if summary else set()
    return [each for each in list_codes("areas") if each in found]


def _make_side(view: View, place: str, day: Any, reader: str | None, area: str) -> Side:
    setting: Setting | None = find_setting(view, place, area, day)
    assert setting is not None  # noqa: S101  # it has been asked for one area already
    return Side(setting=setting, actor=reader)


def _tell_comparison(atlas: Any, each: Comparison, language: str) -> dict[str, Any]:
    area = each.one.setting.area
    return {
        "area": area,
        "name": name_area(area, language),
        "bars": [
            draw_wins(diagnosis, language, f"{side}-{area}")
            for side, diagnosis in (("one", each.one_diagnosis), ("other", each.other_diagnosis))
        ],
        "hrefs": [
            reverse("setting", args=[side.setting.place, area]) for side in (each.one, each.other)
        ],
        "lines": say_comparison(atlas, each, language),
        "lacks": (each.lacks("one"), each.lacks("other")),
    }


def _tabulate(atlas: Any, found: list[Comparison], language: str) -> Table:
    return Table(
        "comparison",
        _("Comparison"),
        (_("Policy area"), _("What is to be said")),
        tuple(
            (name_area(each.one.setting.area, language), line)
            for each in found
            for line in say_comparison(atlas, each, language)
        ),
    )
