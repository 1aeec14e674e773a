"""What is wrong between the figures of one file: the same key twice, periods that overlap; for the
report of an import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

import datetime as dt
from collections.abc import Sequence

import duckdb

from weft.core.observatory.report import Trouble
from weft.store.columns import PREFIX
from weft.store.readers.problems import MOST_TROUBLES
from weft.store.readers.raw import quote, quote_text


def check_relations(
    connection: duckdb.DuckDBPyConnection, breakdowns: tuple[str, ...], sheet: str | None
) -> list[Trouble]:
    """Duplicates, of which one is kept where they say the same, and overlapping periods."""
    by = [quote(PREFIX + each) for each in breakdowns]
    return [
        *_check_duplicates(connection, by, sheet),
        *_check_overlaps(connection, by, sheet),
    ]


def _check_duplicates(
    connection: duckdb.DuckDBPyConnection, by: list[str], sheet: str | None
) -> list[Trouble]:
    keys = ", ".join(("area", "measure", "start", "until", "definition", "unit", "modelled", *by))
    # Of most files nothing stands twice, which is found by numbers that are alike where keys are;
    # few others are.
    suspects = f"SELECT hash({keys}) AS h FROM figures GROUP BY h HAVING count(*) > 1"
    connection.execute(f"CREATE TEMP TABLE suspects AS {suspects}")
    if not connection.execute("SELECT 1 FROM suspects LIMIT 1").fetchall():
        return []
    connection.execute(
        f"CREATE TEMP TABLE doubles AS SELECT {keys}, min(row) AS first_row, "
        "max(row) AS last_row, min(value) AS low_value, max(value) AS high_value, "
        "count(*) AS times, count(value) AS said, any_value(period) AS period, "
        f"arg_max(head, row) AS head FROM figures WHERE hash({keys}) IN (FROM suspects) "
        f"GROUP BY {keys} HAVING count(*) > 1"
    )
    differ = "low_value IS DISTINCT FROM high_value OR said NOT IN (0, times)"
    found = connection.execute(
        f"SELECT area, measure, period, first_row, last_row, low_value, high_value, head, "
        f"concat_ws(', ', {', '.join(by) or repr('')}), count(*) OVER () FROM doubles "
        f"WHERE {differ} ORDER BY first_row, last_row, head, area LIMIT {MOST_TROUBLES}"
    ).fetchall()
    troubles = []
    for area, measure, period, first, last, low, high, head, codes, _ in found:
        values = (
            f"{_write(low)} and {_write(high)}" if low != high else f"{_write(low)} and nothing"
        )
        key = ", ".join(each for each in (area, measure, period, codes) if each)
        troubles.append(Trouble(
            code="duplicate", severity="error",
            message=f"{key} stands in row {first} and in row {last}, with {values}; "
            "keep one of them, or give the column that tells them apart a role",
            parts={"key": key, "rows": f"{first}, {last}", "values": values},
            sheet=sheet, row=last, column=head,
        ))  # fmt: skip
    if found and found[0][-1] > len(found):
        more = int(found[0][-1]) - len(found) + 1
        troubles[-1] = troubles[-1].model_copy(update={"count": more})
    same = connection.execute(
        f"SELECT count(*), min(last_row), arg_min(area, last_row) FROM doubles WHERE NOT ({differ})"
    ).fetchall()[0]
    if same[0]:
        troubles.append(Trouble(
            code="repeated", severity="warning",
            message=f"{same[0]} figures stand in the file more than once, each time with the same "
            f"value; one of each is kept (the first: {same[2]})",
            parts={"area": str(same[2])}, sheet=sheet, row=same[1], count=same[0],
        ))  # fmt: skip
        match = " AND ".join(f"f.{key} = d.{key}" for key in keys.split(", "))
        connection.execute(
            f"DELETE FROM figures AS f USING (FROM doubles WHERE NOT ({differ})) AS d "
            f"WHERE {match} AND f.row > d.first_row"
        )
    return troubles


def _check_overlaps(
    connection: duckdb.DuckDBPyConnection, by: list[str], sheet: str | None
) -> list[Trouble]:
    overlapping = _find_overlapping(connection.execute(
        "SELECT DISTINCT start, until, period FROM figures WHERE value IS NOT NULL ORDER BY ALL"
    ).fetchall())  # fmt: skip
    if not overlapping:
        return []
    keys = ", ".join(("area", "measure", "definition", *by))
    listed = ", ".join(quote_text(each) for each in overlapping)
    found = connection.execute(
        "SELECT area, measure, period, other, row, head, count(*) OVER () FROM ("
        f"SELECT *, lag(period) OVER w AS other, lag(until) OVER w AS before FROM figures "
        f"WHERE value IS NOT NULL AND period IN ({listed}) "
        f"WINDOW w AS (PARTITION BY {keys} ORDER BY start, until, row)) "
        "WHERE before > start AND other <> period ORDER BY row, head, area LIMIT 100"
    ).fetchall()
    troubles = [
        Trouble(
            code="overlap",
            severity="warning",
            message=f"{area}, {measure}: {period} overlaps {other}; a sum or a series over both "
            "would count the same days twice",
            parts={"area": area, "period": period, "other": other},
            sheet=sheet,
            row=row,
            column=head,
        )
        for area, measure, period, other, row, head, _ in found
    ]
    if found and found[0][-1] > len(found):
        more = int(found[0][-1]) - len(found) + 1
        troubles[-1] = troubles[-1].model_copy(update={"count": more})
    return troubles


def _find_overlapping(periods: Sequence[tuple[dt.date, dt.date, str]]) -> list[str]:
    """Those of some periods, given by their beginning, that overlap another one: in most files of
    years, none."""
    found = set()
    latest = periods[0] if periods else None
    for each in periods[1:]:
        if latest and each[0] < latest[1]:
            found |= {each[2], latest[2]}
        if latest and each[1] > latest[1]:
            latest = each
    return sorted(found)


def _write(value: float | None) -> str:
    return "nothing" if value is None else f"{value:,.10g}"
