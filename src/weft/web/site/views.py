"""The pages that belong to no single record: home, the list of places, search, method, errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import SECTIONS
from weft.core.atlas.facts import Place
from weft.core.diagnosis import TYPES, read_method
from weft.core.diagnosis.setting import find_pair
from weft.core.terms import list_codes
from weft.core.terms.phrases import say
from weft.pictures.maptable import write_map_table
from weft.pictures.words import name_area, name_column
from weft.pictures.worldmap import Spot, draw_map, frame_spots
from weft.pictures.worldtowns import draw_ground
from weft.pictures.worldview import read_view
from weft.web.accounts.audit import note
from weft.web.atlas.addresses import find_facts, find_place, find_record
from weft.web.atlas.facts import View
from weft.web.atlas.search.finding import search
from weft.web.atlas.telling import Teller
from weft.web.observatory.facts import find_catalogue, find_token
from weft.web.site.pages import File, NotHere, Page, page
from weft.web.site.tables import Link, Table

MOST = 5  # of each thing that needs attention


def list_settled(view: View) -> list[Place]:
    """Places below the State about which something is recorded, those with most facts first."""

    def work() -> list[Place]:
        found = [
            each
            for each in view.atlas.places
            if view.facts_by_place[each.id] and find_pair(view.atlas, each)
        ]
        return sorted(found, key=lambda each: (-len(view.facts_by_place[each.id]), each.id))

    return view.keep("settled", work)


def _list_spots(view: View, language: str) -> list[Spot]:
    spots = []
    for each in list_settled(view):
        if each.latitude is None or each.longitude is None:
            continue
        facts = view.facts_by_place[each.id]
        contested = sum(bool(fact.disputed_by) for fact in facts)
        words = [say("spot_facts", language, count=len(facts))]
        if contested:
            words.append(say("spot_contested", language, count=contested))
        spots.append(
            Spot(
                key=each.id,
                name=each.name,
                latitude=each.latitude,
                longitude=each.longitude,
                words=say("list", language).join(words),
                weight=len(facts),
                contested=contested > 0,
            )
        )
    return spots


@page
def show_home(request: HttpRequest, view: View) -> Page:
    """The network: a map of places, what needs attention, what there is."""
    language = get_language()
    teller, atlas = Teller(view, language), view.atlas
    spots = _list_spots(view, language)
    grounds = [
        reverse("ground", args=[frame_spots(spots, compact).code]) for compact in (False, True)
    ]
    # A conflict that has ended needs nobody's attention any more.
    going_on = [each for each in atlas.disputes if each.until is None]
    contested = [each for each in atlas.facts.values() if each.disputed_by] + going_on
    unconfirmed = sum(not _is_confirmed(view, each) for each in atlas.facts.values())
    context = {
        "map": Markup(draw_map(spots, language, find_place, ground_href=grounds[0])),  # noqa: S704
        "compact": Markup(  # noqa: S704
            draw_map(spots, language, find_place, ground_href=grounds[1], compact=True)
        ),
        "map_table": Markup(write_map_table(spots, language, find_place)),  # noqa: S704
        "title": atlas.title,
        "counts": {
            "places": len(list_settled(view)),
            "actors": len(atlas.actors),
            "facts": len(atlas.facts),
            "sources": len(atlas.sources),
        },
        "unconfirmed": unconfirmed,
        "contested": teller.facts(dict.fromkeys(each.id for each in contested[:MOST])),
        "contested_count": len({each.id for each in contested}),
        "contested_href": find_facts(atlas, [each.id for each in contested]) if contested else "",
        "first": [
            (teller.words(each.name), find_place(each.id), len(view.facts_by_place[each.id]))
            for each in list_settled(view)[:MOST]
        ],
        "newest": _list_newest(view, teller),
    }
    return Page("site/home.html", context)


def _is_confirmed(view: View, fact: Any) -> bool:
    grades = view.atlas.list_grades(fact)
    return bool(grades) and grades[0] in ("A", "B") and not fact.disputed_by


def _list_newest(view: View, teller: Teller) -> list[tuple[Markup, int]]:
    """What was loaded, and how many facts came with it."""
    counts: dict[str, int] = {}
    for each in view.atlas.facts:
        if origin := view.origins.get(each):  # what people stated was not loaded
            counts[origin] = counts.get(origin, 0) + 1
    return [(_name_origin(view, teller, name), counts[name]) for name in sorted(counts)]


def _name_origin(view: View, teller: Teller, name: str) -> Markup:
    """The title of an atlas, else the name under which it was loaded."""
    head = view.heads.get(name)
    return teller.words(head.title) if head and head.title else Markup.escape(name)


@page
def show_ground(request: HttpRequest, view: View, code: str) -> File:
    """The faint dots under a map."""
    try:
        framed = read_view(code)
    except ValueError:
        raise NotHere(_("There is no such map.")) from None
    return File(draw_ground(framed).encode(), "image/svg+xml")


@page
def list_the_places(request: HttpRequest, view: View) -> Page:
    """Every place about which something is recorded, by name."""
    language = get_language()
    teller = Teller(view, language)
    places = sorted(list_settled(view), key=lambda each: each.name.read(language).casefold())
    table = Table(
        "places",
        _("Places"),
        (_("Name"), _("Level"), _("Part of"), _("Facts"), _("Contested"), _("Inhabitants")),
        tuple(
            (
                Link(teller.words(each.name), find_place(each.id)),
                teller.say("list").join(teller.label("levels", x) for x in each.levels),
                Link(teller.place(each.parent), find_place(each.parent)) if each.parent else None,
                len(view.facts_by_place[each.id]),
                sum(bool(x.disputed_by) for x in view.facts_by_place[each.id]),
                each.population,
            )
            for each in places
        ),
        frozenset({3, 4, 5}),
    )
    return Page("atlas/listing.html", {"title": table.caption, "name": "places"}, (table,))


@page(also=find_token)
def show_search(request: HttpRequest, view: View) -> Page:
    """Places, actors, mechanisms, facts and sources by words."""
    language = get_language()
    asked = {name: request.GET.get(name, "")[:40] for name in ("section", "area", "level")}
    allowed = {"section": (*SECTIONS, ""), "area": (*list_codes("areas"), ""),
               "level": (*list_codes("levels"), "")}  # fmt: skip
    chosen = {name: word if word in allowed[name] else "" for name, word in asked.items()}
    word = request.GET.get("page", "1")
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 6 else 1
    term = request.GET.get("q", "")
    teller = Teller(view, language)
    context: dict[str, Any] = {
        "term": term[:200],
        "chosen": chosen,
        "areas": [(each, name_area(each, language)) for each in list_codes("areas")],
        "levels": [(each, name_column(each, language)) for each in list_codes("levels")],
    }
    if term.strip():
        found = search(view, term, **chosen, page=max(number, 1), language=language)
        context["found"] = found
        context["hits"] = [
            {
                "section": each.section,
                "title": teller.words(each.title),
                "said": _say_hit(view, teller, each.section, each.key),
                "href": find_record(each.section, each.key, view.atlas),
            }
            for each in found.hits
        ]
        catalogue = find_catalogue(request)
        context["datasets"] = [
            (each.title.read(language), each.publisher, reverse("dataset", args=[each.key]))
            for each in ([] if chosen["section"] else catalogue.search(term))
        ]
        context["suggestions"] = [
            (find_record(section, key, view.atlas), name)
            for section, key, name in found.suggestions
        ]
    return Page("site/search.html", context)


def _say_hit(view: View, teller: Teller, section: str, key: str) -> Markup:
    if section == "places":
        place = view.atlas.place_by_id[key]
        return teller.render(teller.say("list")).join(
            [teller.say("list").join(teller.label("levels", each) for each in place.levels),
             *(teller.place(each) for each in view.atlas.list_chain(key)[1:])]
        )  # fmt: skip
    if section == "sources":
        source = view.atlas.source_by_id[key]
        return teller.render(teller.say("list")).join(
            each for each in (source.publisher, source.date) if each
        )
    return teller.sentence(view.atlas.facts[key])


@page
def show_method(request: HttpRequest, view: View) -> Page:
    """How the answers come about, with every number that decides."""
    language, method = get_language(), read_method()
    context = {
        "method": method,
        "types": [(say(each, language), say(f"meaning_{each}", language)) for each in TYPES],
        "grades": [
            (each, Teller(view, language).label("grades", each), getattr(method.grades, each))
            for each in list_codes("grades")
        ],
        "conditions": [say(f"condition_{each}", language) for each in "abc"],
        "gaps": [say(each, language) for each in _GAPS],
    }
    return Page("site/method.html", context)


_GAPS = ("G-INFO", "G-CAPA", "G-FISC", "G-POLI", "G-ADMI", "G-OBJE", "G-ACCO")


@page
def show_accessibility(request: HttpRequest, view: View) -> Page:
    """What works for whom, what does not yet, and how that was checked."""
    return Page("site/accessibility.html")


@page
def show_data(request: HttpRequest, view: View) -> Page:
    """Everything to take along: the atlas in three formats, the API, the licence."""
    return Page("site/data.html", {"licence": view.atlas.licence})


def answer_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: what may have been meant."""
    known = exception if isinstance(exception, NotHere) else None
    context = {
        "message": known.message if known else _("There is no page under this address."),
        "nearest": known.nearest if known else _list_without_slash(request.path),
    }
    return render(request, "site/not_found.html", context, status=404)


def _list_without_slash(path: str) -> tuple[tuple[str, str], ...]:
    """The same address without a slash at its end, if there is a page; of the API, its pages."""
    if path.rstrip("/") in ("/api", "/api/v1"):
        return (("/api/v1/docs", "/api/v1/docs"),)
    shorter = path.rstrip("/")
    if shorter == path or not shorter:
        return ()
    try:
        resolve(shorter)
    except Resolver404:
        return ()
    return ((shorter, shorter),)


def answer_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person; somebody's attempt stands in the log."""
    if request.user.is_authenticated:
        note("refused", request.user, f"{request.method} {request.path}")
    return render(request, "site/forbidden.html", status=403)


def answer_refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: an address or a form that cannot be read."""
    return render(request, "site/refused.html", status=400)


def answer_failed(request: HttpRequest) -> HttpResponse:
    """500: our fault, in a page that needs nothing else to work."""
    return render(request, "site/failed.html", status=500)
