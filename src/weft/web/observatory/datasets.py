"""The pages of figures as such: what there is, of which places, and each dataset with its
citation, licence, versions, coverage and quality."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.observatory.categories import name_breakdown
from weft.core.observatory.definitions import label_definition
from weft.core.observatory.measures import label_measure
from weft.core.observatory.periods import Period
from weft.core.observatory.profile import Series, Wish
from weft.core.observatory.profile.composing import part_series
from weft.core.observatory.report import Trouble
from weft.core.terms.phrases import write_list
from weft.pictures.charts import Dot, draw_dots, write_svg
from weft.web.atlas.facts import View
from weft.web.atlas.telling import Teller
from weft.web.observatory.covering import tabulate_areas, tabulate_newest, tabulate_years
from weft.web.observatory.exporting import FORMS, cite, name_form, require_edition
from weft.web.observatory.facts import (
    Catalogue,
    Edition,
    find_catalogue,
    find_token,
    list_versions,
)
from weft.web.observatory.provenance import describe_figures, list_editions, mark, say_policy
from weft.web.site.pages import File, NotHere, Page, page
from weft.web.site.tables import Link, Table

MEASURE = "stock"  # what the map shows
# What says only what to do about it; which areas are no places is told by itself.
FOR_THE_DESK = ("unknown_place", "new_column")


@page(also=find_token)
def show_observatory(request: HttpRequest, view: View) -> Page:
    """What is known of newcomers in figures: of which places, and from whom."""
    language = get_language()
    catalogue = find_catalogue(request)
    newest = find_newest(view, catalogue)
    rows = sorted(_tell_places(view, newest, language), key=lambda each: each[0].words)
    used = list_editions(catalogue, (each.dataset for each in newest.values()))
    title = mark(_("Places with figures"), used)
    table = Table(
        "places-with-figures",
        title,
        (_("Place"), _("Migrant residents"), _("Period"), _("Counted")),
        tuple(rows),
        frozenset({1}),
        describe_figures(title, used, language),
    )
    context = {
        "datasets": [_tell_dataset(each, language) for each in catalogue.editions],
        "figures": sum(each.report.figures for each in catalogue.editions),
        "known": len(rows),
        "blank": [
            (x.name.read(language), reverse("profile", args=[x.id]))
            for x in sorted(view.atlas.places, key=lambda x: x.name.read(language))
            if x.id not in newest and "local" in x.levels
        ],
        "chart": reverse("figures-map") if newest and _list_dots(view, newest, language) else "",
    }
    return Page("observatory/observatory.html", context, (table,) if rows else ())


def find_newest(view: View, catalogue: Catalogue) -> dict[str, Any]:
    """Place -> its longest series of migrant residents."""
    found: dict[str, list[Any]] = {}
    for edition in catalogue.editions:
        for each in edition.list_newest(MEASURE) if MEASURE in edition.report.measures else ():
            if each.place in view.atlas.place_by_id:
                found.setdefault(each.place or "", []).append((edition.key, each))
    series = {place: part_series(each, Wish(measure=MEASURE)) for place, each in found.items()}
    return {place: max(each, key=_find_age) for place, each in series.items() if each}


def _find_age(series: Series) -> tuple[bool, Any, int]:
    """The newest figure first; of two series that end together, the longer."""
    newest = series.newest
    end = newest.period if newest else series.points[-1].period
    return (newest is not None and not series.modelled, end, len(series.points))


def _tell_places(view: View, known: dict[str, Any], language: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for place, series in known.items():
        newest = series.newest
        link = Link(view.atlas.place_by_id[place].name.read(language),
                    reverse("profile", args=[place]))  # fmt: skip
        rows.append(
            (
                link,
                newest.value if newest else None,
                str(newest.period) if newest else "",
                label_definition(series.definition, language),
            )
        )
    return rows


@page(also=find_token)
def show_map(request: HttpRequest, view: View) -> File:
    """Places with their migrant residents; those without a figure as rings."""
    language = get_language()
    newest = find_newest(view, find_catalogue(request))
    dots = _list_dots(view, newest, language)
    if not dots:
        raise NotHere(_("There is no such chart here."))
    body = write_svg(draw_dots(dots, label_measure(MEASURE, language)), language)
    return File(body.encode(), "image/svg+xml")


def _list_dots(view: View, newest: dict[str, Any], language: str) -> list[Dot]:
    """The places of a map: those of which it is known where they are."""
    dots = []
    for place in view.atlas.places:
        at = _locate(view, place.id)
        if at is None or not {"local", "metropolitan"} & set(place.levels):
            continue
        found = newest[place.id].newest if place.id in newest else None
        dots.append(Dot(place.name.read(language), *at, found.value if found else None))
    return dots


def _locate(view: View, place: str) -> tuple[float, float] | None:
    """Where a place is: its own point, or that of the largest place in it."""
    inside = (view.atlas.place_by_id[place], *view.atlas.list_parts(place))
    known = [x for x in inside if x.latitude is not None and x.longitude is not None]
    if not known:
        return None
    found = max(known, key=lambda x: (x.id == place, x.population or 0))
    return (found.latitude or 0.0, found.longitude or 0.0)


def _tell_dataset(edition: Edition, language: str) -> dict[str, Any]:
    report = edition.report
    return {
        "title": edition.title.read(language),
        "href": reverse("dataset", args=[edition.key]),
        "publisher": edition.publisher,
        "licence": edition.licence,
        "figures": report.figures,
        "places": sum(each.place is not None for each in report.areas),
        "span": say_span(report.first, report.last),
        "full": edition.full,
    }


def list_kinds(troubles: Iterable[Trouble]) -> list[Trouble]:
    """What is to be known of the quality, the first of each kind, with how often it is so."""
    found: dict[str, Trouble] = {}
    for each in troubles:
        if each.code in found:
            known = found[each.code]
            found[each.code] = known.model_copy(update={"count": known.count + each.count})
        elif each.severity != "error":
            found[each.code] = each
    return list(found.values())


def say_span(first: str | None, last: str | None) -> str:
    """2019–2023: the years from the first period to the last."""
    if not first or not last:
        return ""
    one, two = Period(first).start.year, Period(last).start.year
    return f"{one}" if one == two else f"{one}–{two}"


@page(also=find_token)
def show_dataset(request: HttpRequest, view: View, key: str) -> Page:
    """A dataset: how to cite it, what it covers, how good it is, and where it can be taken from."""
    language = get_language()
    edition = require_edition(find_catalogue(request), key)
    teller, report = Teller(view, language), edition.report
    owner = edition.owner
    context: dict[str, Any] = {
        "edition": edition,
        "title": edition.title.read(language),
        "note": edition.note.read(language) if edition.note else "",
        "owner": teller.actor(owner) if owner and owner in view.atlas.actor_by_id else "",
        "citation": cite(edition, language),
        "policy": say_policy(edition.policy, language),
        "report": report,
        "span": say_span(report.first, report.last),
        "measures": write_list([label_measure(x, language) for x in report.measures], language),
        "breakdowns": write_list(
            [name_breakdown(x, language) for x in report.breakdowns], language
        ),
        "definitions": [label_definition(x, language) for x in report.definitions],
        "troubles": list_kinds(x for x in report.troubles if x.code not in FOR_THE_DESK),
        "unmatched": [each for each in report.areas if each.place is None],
        "versions": list_versions(key),
        "forms": [
            (name_form(x), reverse("dataset-file", args=[key, x])) for x in FORMS
        ],
        "withheld": edition.protection.withheld,
    }  # fmt: skip
    tables = (
        tabulate_newest(view, edition, language),
        tabulate_areas(view, edition, language),
        tabulate_years(edition, language),
    )
    shown = tuple(each for each in tables if each is not None and each.rows)
    return Page("observatory/dataset.html", context, shown)
