"""What is wrong between the figures of one file: the same key twice, periods that overlap; for the
report of an import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

import datetime as dt
from collections.abc import Sequence

import duckdb

from weft.core.observatory.report import Trouble, make_trouble
from weft.store.columns import PREFIX
from weft.store.readers.problems import MOST_TROUBLES
from weft.store.readers.raw import quote, quote_text


def check_relations(
    connection: duckdb.DuckDBPyConnection, breakdowns: tuple[str, ...],
    contributions: tuple[str, ...], sheet: str | None,
) -> list[Trouble]:  # fmt: skip
    """Duplicates, of which one is kept where they say the same, and overlapping periods."""
    by = [quote(PREFIX + each) for each in breakdowns]
    return [
        *_check_duplicates(connection, breakdowns, contributions, sheet),
        *_check_overlaps(connection, by, sheet),
    ]


def _check_duplicates(
    connection: duckdb.DuckDBPyConnection, breakdowns: tuple[str, ...],
    contributions: tuple[str, ...], sheet: str | None,
) -> list[Trouble]:  # fmt: skip
    by = [quote(PREFIX + each) for each in breakdowns]
    keys = ", ".join(("area", "measure", "start", "until", "definition", "unit", "modelled", *by))
    names = [PREFIX + each for each in breakdowns]
    # Of most files nothing stands twice, which is found by numbers that are alike where keys are;
    # few others are.
    suspects = f"SELECT hash({keys}) AS h FROM figures GROUP BY h HAVING count(*) > 1"
    connection.execute(f"CREATE TEMP TABLE suspects AS {suspects}")
    if not connection.execute("SELECT 1 FROM suspects LIMIT 1").fetchall():
        return []
    # In no particular order; a row that tells none says nothing of them.
    told = ", ".join(("NULL::DOUBLE", *contributions))
    given = f"list_sort([{told}], 'DESC', 'NULLS LAST')"
    connection.execute(
        f"CREATE TEMP TABLE doubles AS SELECT {keys}, min(row) AS first_row, "
        "max(row) AS last_row, min(value) AS low_value, max(value) AS high_value, "
        "count(*) AS times, count(value) AS said, any_value(period) AS period, "
        f"arg_max(head, row) AS head, list(DISTINCT {given}) "
        f"FILTER (coalesce({told}) IS NOT NULL) AS given "
        f"FROM figures WHERE hash({keys}) IN (FROM suspects) "
        f"GROUP BY {keys} HAVING count(*) > 1"
    )
    differ = (
        "low_value IS DISTINCT FROM high_value OR said NOT IN (0, times) "
        "OR coalesce(len(given), 0) > 1"
    )
    found = connection.execute(
        f"SELECT area, measure, period, first_row, last_row, low_value, high_value, head, "
        f"[{', '.join(by)}], said NOT IN (0, times), count(*) OVER () FROM doubles "
        f"WHERE {differ} ORDER BY first_row, last_row, head, area LIMIT {MOST_TROUBLES}"
    ).fetchall()
    troubles = []
    for area, measure, period, first, last, low, high, head, codes, lacks, _ in found:
        parts = {
            "area": area, "measure": measure, "period": period,
            **dict(zip(names, codes, strict=True)),
            "first": str(first), "last": str(last), "low": low, "high": high,
        }  # fmt: skip
        troubles.append(make_trouble(
            "duplicate", "error", parts,
            "values" if low != high else "nothing" if lacks else "contributions",
            sheet=sheet, row=last, column=head,
        ))  # fmt: skip
    if found and found[0][-1] > len(found):
        more = int(found[0][-1]) - len(found) + 1
        troubles[-1] = troubles[-1].model_copy(update={"count": more})
    same = connection.execute(
        f"SELECT count(*), min(last_row), arg_min(area, last_row) FROM doubles WHERE NOT ({differ})"
    ).fetchall()[0]
    if same[0]:
        troubles.append(make_trouble(
            "repeated", "warning", {"count": same[0], "area": str(same[2])},
            sheet=sheet, row=same[1], count=same[0],
        ))  # fmt: skip
        match = " AND ".join(f"f.{key} = d.{key}" for key in keys.split(", "))
        if contributions:  # of whichever row tells them
            said = ", ".join(f"{x} = d.given[1][{n}]" for n, x in enumerate(contributions, 1))
            connection.execute(
                f"UPDATE figures AS f SET {said} FROM (FROM doubles WHERE NOT ({differ})) AS d "
                f"WHERE {match} AND f.row = d.first_row"
            )
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
        make_trouble(
            "overlap",
            "warning",
            {"area": area, "measure": measure, "period": period, "other": other},
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
