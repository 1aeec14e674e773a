"""What a dataset covers, as tables of its page: places x measures, and years x breakdowns."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.urls import reverse
from django.utils.translation import gettext as _

from weft.core.observatory.categories import name_breakdown
from weft.core.observatory.definitions import label_definition
from weft.core.observatory.measures import label_measure
from weft.core.terms.phrases import write_list
from weft.store.columns import PREFIX
from weft.store.summaries import open_summary
from weft.web.atlas.facts import View
from weft.web.observatory.facts import Edition
from weft.web.observatory.provenance import describe_figures, mark
from weft.web.site.tables import Link, Table

MOST_ROWS = 2000  # of a table


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
                each["missing"],
            )
        )
    heads = (
        _("Place"), _("Measure"), _("Counted"), _("From"), _("To"), _("Years"), _("Broken down"),
        _("Figures"), _("Without a figure"),
    )  # fmt: skip
    about = describe_figures(mark(edition.title.read(language), [edition]), [edition], language)
    return Table("coverage", _("What it covers"), heads, tuple(rows), frozenset({5, 7, 8}), about)


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
    about = describe_figures(mark(edition.title.read(language), [edition]), [edition], language)
    heads = (_("Year"), *ways)
    return Table("years", title, heads, tuple(rows), frozenset(range(1, len(heads))), about)


def _read_first(path: Path) -> Iterable[dict[str, Any]]:
    """As many rows of a file as a page shows."""
    with pq.ParquetFile(path) as file:
        first = next(file.iter_batches(MOST_ROWS), None)
        return first.to_pylist() if first is not None else []
