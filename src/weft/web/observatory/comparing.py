"""Compares a measure between places, fairly: side by side where all count alike, and with what
differs where they do not; never ranked, never added up."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.observatory.categories import name_period, name_unit
from weft.core.observatory.measures import label_measure, list_counted
from weft.pictures.charts import Strand, draw_lines, write_svg
from weft.web.atlas.asking import require
from weft.web.atlas.facts import View
from weft.web.observatory.facts import Catalogue, find_catalogue, find_token
from weft.web.observatory.provenance import describe_figures, mark
from weft.web.observatory.side_by_side import (
    MOST,
    SideBySide,
    set_side_by_side,
    tell_contrasts,
    tell_periods,
)
from weft.web.observatory.telling import FigureTeller, list_points
from weft.web.site.pages import File, NotHere, Page, page
from weft.web.site.tables import Link, Table

SLOTS = 3  # selects on the page
FIRST = "stock"


@page(also=find_token)
def compare_places(request: HttpRequest, view: View) -> Page:
    """A measure of some places over time, with how each counts."""
    language = get_language()
    catalogue = find_catalogue(request)
    measure, places = _read_query(request, view)
    found = set_side_by_side(catalogue, measure, places)
    context: dict[str, Any] = {
        "measure": measure,
        "measures": [(x, label_measure(x, language)) for x in list_counted()],
        "places": [(x.id, x.name.read(language)) for x in _sort(view, language)],
        "slots": (places + [""] * SLOTS)[: max(SLOTS, len(places))],
        "missing": [
            (view.atlas.place_by_id[x].name.read(language), reverse("profile", args=[x]))
            for x in places if x not in found.known
        ],
        "differences": tell_contrasts(found.contrasts, language),
        "periods": tell_periods(found.periods, view.atlas, language),
        "chart": "",
        "full": [x.title.read(language) for x in found.editions if x.full],
    }  # fmt: skip
    tables: tuple[Table, ...] = ()
    if found.known:
        tables = (_tabulate(view, catalogue, measure, found, language),)
        context["chart"] = f"{reverse('compare-figures-chart')}?{request.GET.urlencode()}"
    return Page("observatory/compare.html", context, tables)


@page(also=find_token)
def show_compare_chart(request: HttpRequest, view: View) -> File:
    """The lines of all places in one picture; a line for each definition of each."""
    language = get_language()
    measure, places = _read_query(request, view)
    catalogue = find_catalogue(request)
    found = set_side_by_side(catalogue, measure, places).known
    teller = FigureTeller(catalogue, language)
    strands = [
        Strand(
            f"{view.atlas.place_by_id[place].name.read(language)} · "
            f"{teller.name_series(each, series)}",
            list_points(each),
            each.modelled,
        )
        for place, series in found.items()
        for each in series
    ]
    if not strands:
        raise NotHere(_("There is no such chart here."))
    spec = draw_lines(strands, name_unit(next(iter(found.values()))[0].unit, language))
    return File(write_svg(spec, language).encode(), "image/svg+xml")


def _read_query(request: HttpRequest, view: View) -> tuple[str, list[str]]:
    measure = request.GET.get("measure") or FIRST
    if measure not in list_counted():
        raise NotHere(_("There is no “%(word)s” here.") % {"word": measure[:80]})
    places = list(dict.fromkeys(x for x in request.GET.getlist("place") if x))[:MOST]
    for each in places:
        require(view, "places", each, get_language())
    return measure, places


def _sort(view: View, language: str) -> list[Any]:
    return sorted(view.atlas.places, key=lambda x: x.name.read(language))


def _tabulate(
    view: View, catalogue: Catalogue, measure: str, found: SideBySide, language: str
) -> Table:
    """The newest figure of each place and way of counting."""
    rows = []
    for place, series in found.known.items():
        name = view.atlas.place_by_id[place].name.read(language)
        for each in series:
            if (newest := each.newest) is None:
                continue
            edition = catalogue.find(each.dataset)
            rows.append(
                (
                    Link(name, reverse("profile", args=[place])),
                    FigureTeller(catalogue, language).name_series(each, series),
                    name_period(newest.period, language),
                    newest.value,
                    Link(edition.publisher if edition else each.source,
                         reverse("dataset", args=[each.dataset])),
                )
            )  # fmt: skip
    heads = (_("Place"), _("Counted"), _("Period"), _("Figure"), _("Source"))
    title = mark(label_measure(measure, language), found.editions)
    about = describe_figures(title, found.editions, language)
    return Table("compare", title, heads, tuple(rows), frozenset({3}), about)
