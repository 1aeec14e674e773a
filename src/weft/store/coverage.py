"""What a table of observations covers: areas, years and breakdowns, and what is missing there; for
the pages of datasets."""

import ibis
from ibis.expr import types as ir

from weft.core.observatory.observation import TOTAL
from weft.store.columns import PREFIX, list_breakdowns
from weft.store.questions import is_withheld


def list_coverage(table: ir.Table) -> ir.Table:
    """For each area, measure and definition the `first` and `last` period, how many `years` have a
    figure, the `figures`, the `missing` (without a value), how many of these are `withheld`, and
    for each breakdown (`by_sex`) whether there are figures by it."""
    is_there = table.value.notnull()
    parts = {
        PREFIX + name: ((table[PREFIX + name] != TOTAL) & is_there).any()
        for name in list_breakdowns(list(table.columns))
    }
    keys = ["place", "area", "measure", "definition"]
    found = table.group_by(keys).aggregate(
        first=table.period.argmin(table.start),
        last=table.period.argmax(table.until),
        years=ibis.ifelse(is_there, table.start.year(), ibis.null("int32")).nunique(),
        **_count(table),
        **parts,
    )
    return _sort(found, keys)


def list_years(table: ir.Table) -> ir.Table:
    """For each year in which periods begin, and each set of breakdowns that figures are broken down
    by at once (`by_sex`: whether by sex), the `areas` that have a figure, the `figures`, the
    `missing` and the `withheld`."""
    parts = {
        PREFIX + name: table[PREFIX + name] != TOTAL
        for name in list_breakdowns(list(table.columns))
    }
    asked = table.mutate(year=table.start.year().cast("int32"), **parts)
    keys = ["year", *parts]
    found = asked.group_by(keys).aggregate(
        areas=asked.area.nunique(where=asked.value.notnull()), **_count(asked)
    )
    return _sort(found, keys)


def _count(table: ir.Table) -> dict[str, ir.Value]:
    return {
        "figures": table.value.count(),
        "missing": table.count() - table.value.count(),
        "withheld": table.count(where=is_withheld(table)),
    }


def _sort(table: ir.Table, keys: list[str]) -> ir.Table:
    return table.order_by([ibis.asc(table[name], nulls_first=False) for name in keys])
