"""The SQL that turns cells of text into observations by what their words mean, streamed through
DuckDB; for the import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Sequence

from weft.store.columns import PREFIX
from weft.store.ingesting.contributions import write_contributions
from weft.store.ingesting.marks import write_flag, write_unknown_mark
from weft.store.ingesting.meanings import UNREAD, Meaning, find_kind, make_kind
from weft.store.ingesting.planning import Plan
from weft.store.readers.numbers import (
    SMALL,
    Separators,
    guess_separators,
    tidy,
    write_mark_sql,
    write_number_sql,
    write_shape_sql,
    write_tidy_sql,
)
from weft.store.readers.raw import ROW, quote, quote_text

_WHOLE = "regexp_full_match(t_value, '-?[0-9]{1,15}')"  # most figures are, and are read faster
STATE, HEAD = "state of cells", "head of cells"  # with blanks, as no breakdown is called
# What checks look at: all that may be wrong with a cell itself.
_ODD = (
    "state IN ('unread', 'small') OR period IS NULL OR t_area IS NOT NULL OR value < 0 "
    "OR value <> round(value) OR contains(t_value, '%') OR t_flag IS NOT NULL"
)


def find_separators(plan: Plan) -> Separators:
    """The signs of the figures, from all of them."""
    if plan.separators:
        return plan.separators
    # Whole numbers without signs say nothing, except that long ones are written so too.
    shapes = plan.run(
        "SELECT CASE WHEN regexp_full_match(t_value, '-?[0-9]+') THEN '9999' "
        f"ELSE {write_shape_sql('t_value')} END AS s, count(*) FROM long "
        "WHERE NOT regexp_full_match(t_value, '-?[0-9]{0,3}') "
        "GROUP BY s HAVING contains(s, '9') ORDER BY s LIMIT 10000"
    )
    return guess_separators({str(each): int(count) for each, count in shapes})


def make_figures(plan: Plan, meanings: Sequence[Meaning], signs: Separators) -> None:
    """A table `figures`: the columns of the store, and how each came about; and `odd`, those of
    its rows that checks of cells look at."""
    make_kind(plan, STATE, ("figure", "missing", "small", "unread"))
    make_kind(plan, HEAD, _list_heads(plan))
    plan.connection.execute(f"CREATE TEMP TABLE figures AS {_write_figures(plan, meanings, signs)}")
    plan.connection.execute(f"CREATE TEMP TABLE odd AS SELECT * FROM figures WHERE {_ODD}")


def _list_heads(plan: Plan) -> list[str]:
    if plan.fitted.wide:
        return [each.column.label for each in plan.fitted.wide]
    return [plan.fitted.find("value")[0].label]


def _write_missing(plan: Plan, cell: str) -> str:
    words = sorted({tidy(each).casefold() for each in plan.recipe.missing} | {""})
    listed = ", ".join(quote_text(each) for each in words)
    # ": c" and ":u" of Eurostat: no figure, and why
    return f"(lower({cell}) IN ({listed}) OR regexp_full_match({cell}, ':\\s*[a-z]{{0,2}}'))"


def _write_figures(plan: Plan, meanings: Sequence[Meaning], signs: Separators) -> str:
    said = {name: sql for each in meanings for name, sql in each.columns.items()}
    by = "".join(f", {said[each]} AS {quote(PREFIX + each)}" for each in plan.breakdowns)
    joins = "".join(each.join for each in meanings)
    flag, secret = said["flag"], said["confidentiality"]
    flags, secrets = find_kind("flag"), find_kind("confidentiality")
    value, keep = "number", "NOT whole OR value < 0"
    if "multiplier" not in plan.constants:
        value, keep = "number * pow(10, coalesce(TRY_CAST(t_multiplier AS INT), 0))", "true"
    # A row of SDMX-CSV 2.0 that deletes, or that says something of many figures and brings none.
    many = "t_action <> '' AND (upper(t_action) = 'D' OR t_value = '')"
    return f"""
        SELECT * EXCLUDE (whole), CASE WHEN {keep} THEN said END AS t_value
        FROM (
            SELECT {said["area"]} AS area, {said["place"]} AS place, {said["measure"]} AS measure,
                {said["period"]} AS period, {said["start"]} AS start, {said["until"]} AS until,
                {said["definition"]} AS definition{by},
                CASE WHEN state = 'figure' THEN {value} END AS value,
                {_write_end(plan, "low", signs)}, {_write_end(plan, "high", signs)},
                {write_contributions(plan, signs)}
                {said["unit"]} AS unit,
                CASE WHEN {flag} IN (''::{flags}, '{UNREAD}'::{flags})
                    THEN {write_flag(plan, said["period_mark"])}
                    ELSE {flag} END AS flag,
                CASE WHEN state = 'small' OR (state = 'missing' AND mark = 'c')
                    THEN 'C'::{secrets} ELSE {secret} END AS confidentiality,
                {said["modelled"]} AS modelled, {said["source"]} AS source, {ROW},
                head::{find_kind(HEAD)} AS head, state, {many} AS about_many,
                whole, t_value AS said, {said["period_mark"]} AS period_mark,
                CASE WHEN {said["period"]} IS NULL THEN t_period END AS t_period,
                CASE WHEN {said["area"]} = ''::{find_kind("area")} THEN t_area END AS t_area,
                CASE WHEN {flag} = '{UNREAD}'::{flags} THEN t_flag END AS t_flag,
                {write_unknown_mark()} AS t_mark
            FROM ({_write_cells(plan, signs)}){joins}
        )"""


def _write_cells(plan: Plan, signs: Separators) -> str:
    """SQL: what stands in each cell: a figure, nothing, a figure kept back, or who knows what."""
    number = write_number_sql("cell", signs.decimal, signs.thousands)
    kind = find_kind(STATE)
    return f"""
        SELECT *, CASE WHEN whole THEN 'figure'::{kind}
            WHEN {_write_missing(plan, "cell")} THEN 'missing'::{kind}
            WHEN regexp_full_match(cell, {quote_text(SMALL)}) THEN 'small'::{kind}
            WHEN number IS NULL THEN 'unread'::{kind} ELSE 'figure'::{kind} END AS state
        FROM (
            SELECT *, CASE WHEN whole THEN '' ELSE {write_mark_sql("cell")} END AS mark,
                CASE WHEN whole THEN TRY_CAST(t_value AS DOUBLE) ELSE {number} END AS number
            FROM (
                SELECT *, CASE WHEN whole THEN t_value ELSE {write_tidy_sql("t_value")} END AS cell
                FROM (SELECT *, {_WHOLE} AS whole FROM long)))"""


def _write_end(plan: Plan, end: str, signs: Separators) -> str:
    """SQL: one end of the interval of a figure."""
    if not plan.constants.get(end, "any"):
        return f"NULL::DOUBLE AS {end}"
    number = write_number_sql(write_tidy_sql(f"t_{end}"), signs.decimal, signs.thousands)
    return f"{number} AS {end}"
