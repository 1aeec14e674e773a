"""What a dataset covers, as tables of its page: places x measures, and years x breakdowns."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from weft.core.observatory.categories import name_breakdown, name_period, name_unit
from weft.core.observatory.definitions import label_definition
from weft.core.observatory.measures import label_measure
from weft.core.observatory.observation import TOTAL, Observation
from weft.core.terms.phrases import write_list
from weft.store.columns import PREFIX
from weft.store.summaries import open_summary
from weft.web.atlas.facts import View
from weft.web.observatory.facts import Edition
from weft.web.observatory.provenance import describe_figures, mark
from weft.web.site.tables import Link, Table
from weft.web.site.templatetags.numbers import localised

MOST_ROWS = 100  # of a table; the files of a dataset have all


def tabulate_areas(view: View, edition: Edition, language: str) -> Table:
    """Places x measures: from when to when, in how many years, by what, how many figures, how many
    missing or withheld."""
    rows = []
    for each in _read_first(open_summary(edition.path).areas):
        place = view.atlas.place_by_id.get(each["place"] or "")
        parts = [x for x in edition.report.breakdowns if each.get(PREFIX + x)]
        rows.append(
            (
                Link(place.name.read(language), reverse("profile", args=[place.id]))
                if place
                else each["area"],
                label_measure(each["measure"], language),
                label_definition(each["definition"], language),
                each["first"],
                each["last"],
                each["years"],
                write_list([name_breakdown(x, language) for x in parts], language),
                each["figures"],
                each["missing"] - each["withheld"],
                each["withheld"],
            )
        )
    heads = (
        _("Place"), _("Measure"), _("Counted"), _("From"), _("To"), _("Years"), _("Broken down"),
        _("Figures"), capfirst(_("missing")), _("Withheld"),
    )  # fmt: skip
    title = _name_part(
        _("What it covers"), len(rows), _count_rows(open_summary(edition.path).areas)
    )
    return Table("coverage", title, heads, tuple(rows), frozenset({5, 7, 8, 9}),
                 _describe(edition, language))  # fmt: skip


def tabulate_years(edition: Edition, language: str) -> Table:
    """Years x breakdowns: of how many areas there are figures; none are told as missing."""
    areas: dict[str, dict[str, int]] = {}
    ways: dict[str, None] = {}
    for each in _read_first(open_summary(edition.path).years):
        parts = [x for x in edition.report.breakdowns if each.get(PREFIX + x)]
        way = write_list([name_breakdown(x, language) for x in parts], language) or _("totals")
        ways[way] = None
        areas.setdefault(str(each["year"]), {})[way] = each["areas"]
    rows = [(year, *(by_way.get(way) or None for way in ways)) for year, by_way in areas.items()]
    title = _("Of how many areas there are figures, by year")
    heads = (_("Year"), *ways)
    return Table("years", title, heads, tuple(rows), frozenset(range(1, len(heads))),
                 _describe(edition, language))  # fmt: skip


def tabulate_newest(view: View, edition: Edition, language: str) -> Table | None:
    """Areas x measures: the newest total; for areas that are no places, which have no page of their
    own. None where there are too many figures to look through."""
    if edition.is_large:
        return None
    newest: dict[tuple[str, ...], Observation] = {}
    for each in edition.list_figures(edition.report.measures, ()):
        if all(code == TOTAL for code in each.breakdowns.values()) and not each.modelled:
            key = (each.area, each.measure, each.definition, each.unit, each.source)
            if key not in newest or newest[key].period < each.period:
                newest[key] = each
    rows = [
        (
            each.area
            if each.place is None
            else view.atlas.place_by_id[each.place].name.read(language),
            label_measure(each.measure, language),
            name_period(each.period, language),
            int(each.value) if each.value is not None and each.value.is_integer() else each.value,
            name_unit(each.unit, language),
        )
        for each in newest.values()
        if each.place is None or each.place in view.atlas.place_by_id
    ]
    title = _name_part(_("Newest figures by area"), min(len(rows), MOST_ROWS), len(rows))
    heads = (_("Area"), _("Measure"), _("Period"), _("Figure"), _("Unit"))
    return Table("newest", title, heads, tuple(rows[:MOST_ROWS]), frozenset({3}),
                 _describe(edition, language))  # fmt: skip


def _name_part(title: str, shown: int, all_: int) -> str:
    """A title that says so where a table is cut."""
    if shown >= all_:
        return title
    return _("%(title)s (the first %(shown)s of %(all)s)") % {
        "title": title, "shown": localised(shown), "all": localised(all_),
    }  # fmt: skip


def _describe(edition: Edition, language: str) -> tuple[tuple[str, str], ...]:
    return describe_figures(mark(edition.title.read(language), [edition]), [edition], language)


def _count_rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)


def _read_first(path: Path) -> Iterable[dict[str, Any]]:
    """As many rows of a file as a page shows."""
    with pq.ParquetFile(path) as file:
        first = next(file.iter_batches(MOST_ROWS), None)
        return first.to_pylist() if first is not None else []
