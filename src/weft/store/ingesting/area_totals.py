"""Totals over areas that disagree with the areas they are made of, such as a city with its
districts; for the report of an import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections import defaultdict
from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from weft.core.observatory.measures import list_counted
from weft.core.observatory.observation import AMOUNT_UNITS
from weft.core.observatory.report import Trouble
from weft.store.checking import APART, RELATIVE, ROUNDING, name_figure, tell_total
from weft.store.columns import PREFIX
from weft.store.parents import guess_parents
from weft.store.readers.problems import MOST_TROUBLES, tell_rest
from weft.store.readers.raw import quote, quote_text

_SCHEMA = pa.schema(
    [
        ("area", pa.string()),
        ("whole", pa.string()),
        ("is_whole", pa.bool_()),
        ("others", pa.int64()),
    ]
)


def check_areas(
    connection: duckdb.DuckDBPyConnection, breakdowns: tuple[str, ...],
    parents: Mapping[str, str], sheet: str | None,
) -> list[Trouble]:  # fmt: skip
    """Figures of an area that are not the sum of those of its parts, with the difference, one by
    one.

    `parents`: place -> the place that contains it. Nothing is said where an area has but one part
    in the file, where a part has no figure, and where all together make less than half: then
    others are not in the file.
    """
    sums = connection.sql(
        "SELECT area::VARCHAR AS area, place::VARCHAR AS place, sum(value) AS value "
        "FROM figures GROUP BY ALL ORDER BY ALL"
    ).to_arrow_table()
    links = _link_areas(sums, parents)
    if not links.num_rows:
        return []
    by = [PREFIX + each for each in breakdowns]
    keys = [*(each for each in APART if each != "area"), *by]
    connection.register("area_links", links)
    found = connection.sql(_write_sums(keys)).to_arrow_table().to_pylist()
    connection.unregister("area_links")
    told = [tell_total(each, "area", each["parts"] < each["total"], sheet) for each in found]
    return tell_rest(told, found[0]["count"] if found else 0)


def _link_areas(sums: pa.Table, parents: Mapping[str, str]) -> pa.Table:
    """Each area that has several parts, and its parts: `whole` is the same for all of them."""
    nodes = {
        each["area"]: each["place"] or each["area"]
        for each in sums.select(["area", "place"]).to_pylist()
    }
    above = {**parents, **guess_parents(sums, parents)}
    there = set(nodes.values())
    parts: dict[str, list[str]] = defaultdict(list)
    for area, node in nodes.items():
        if whole := _find_whole(node, above, there):
            parts[whole].append(area)
    several = {whole: areas for whole, areas in parts.items() if len(areas) > 1}
    rows = [(area, whole, False, len(areas)) for whole, areas in several.items() for area in areas]
    rows += [
        (area, node, True, len(several[node])) for area, node in nodes.items() if node in several
    ]
    return pa.Table.from_pylist(
        [dict(zip(_SCHEMA.names, row, strict=True)) for row in rows], _SCHEMA
    )


def _find_whole(node: str, above: Mapping[str, str], there: set[str]) -> str | None:
    """The nearest area around another one that is in the file."""
    seen, at = {node}, above.get(node)
    while at and at not in seen:
        if at in there:
            return at
        seen.add(at)
        at = above.get(at)
    return None


def _write_sums(keys: Iterable[str]) -> str:
    """SQL: the figures that disagree, in the order of the file. Rates and averages (euros of what
    is no sum) are not added up."""
    listed = ", ".join(f"f.{quote(each)}" for each in keys)
    relative = ", ".join(quote_text(each) for each in RELATIVE)
    amounts = ", ".join(quote_text(each) for each in AMOUNT_UNITS)
    counted = ", ".join(quote_text(each) for each in list_counted())
    return f"""
        SELECT *, count(*) OVER () AS count FROM (
            SELECT {listed}, any_value(f.area) FILTER (is_whole) AS area,
                any_value(head) FILTER (is_whole) AS head, min(row) FILTER (is_whole) AS row,
                sum(value) FILTER (is_whole) AS total, sum(value) FILTER (NOT is_whole) AS parts
            FROM figures AS f JOIN area_links AS l ON f.area::VARCHAR = l.area
            WHERE unit NOT IN ({relative})
                AND (unit NOT IN ({amounts}) OR measure IN ({counted}))
            GROUP BY whole, others, {listed}
            HAVING count(value) FILTER (is_whole) = 1
                AND count(value) FILTER (NOT is_whole) = others
                AND count(*) FILTER (NOT is_whole) = others)
        WHERE abs(parts - total) > abs(total) * {ROUNDING} + {ROUNDING}
            AND parts >= total / 2
        ORDER BY row, head, area LIMIT {MOST_TROUBLES}"""


def leave_out_told(areas: Iterable[Trouble], others: Iterable[Trouble]) -> list[Trouble]:
    """Of the totals over areas those that no breakdown has shown to be wrong already."""
    told = {name_figure(each) for each in others}
    return [each for each in areas if each.code != "total" or name_figure(each) not in told]
