"""What a file says becomes of the figures of the version before: kept, replaced, deleted (the actions
of SDMX-CSV 2.0); for the import."""

from pathlib import Path

import duckdb

from weft.store.columns import PREFIX, make_schema
from weft.store.readers.raw import quote, quote_text


def apply_actions(
    connection: duckdb.DuckDBPyConnection, breakdowns: tuple[str, ...], previous: Path | None
) -> int:
    """Carry the actions of the rows out in the table `figures`; how many figures were deleted.

    A row that deletes names what it deletes; what it leaves empty stands for all. Rows that bring
    figures replace those of the same key. Without actions the file is complete by itself.
    """
    found = connection.execute("SELECT count(*) FROM figures WHERE t_action <> ''").fetchall()
    if not found[0][0]:
        return 0
    connection.execute("CREATE TEMP TABLE deletions AS FROM figures WHERE upper(t_action) = 'D'")
    connection.execute("DELETE FROM figures WHERE upper(t_action) = 'D'")
    if previous is None:
        return 0
    keys = ("area", "measure", "period", "definition", *(PREFIX + each for each in breakdowns))
    before = _read_before(connection, breakdowns, previous)
    wild = " AND ".join(
        f"(d.{quote(key)} IS NULL OR d.{quote(key)} IN ('', '_U') OR d.{quote(key)} = b.{quote(key)})"
        for key in keys
    )
    same = " AND ".join(f"f.{quote(key)} = b.{quote(key)}" for key in keys)
    deleted = connection.execute(
        f"SELECT count(*) FROM {before} b WHERE EXISTS (FROM deletions d WHERE {wild})"
    ).fetchall()
    # A merge without a value changes what is said about the figure, and leaves the figure.
    connection.execute(
        f"UPDATE figures AS f SET value = b.value FROM {before} b "
        f"WHERE {same} AND f.value IS NULL AND upper(f.t_action) IN ('M', 'I')"
    )
    names = ", ".join(quote(each) for each in make_schema(breakdowns).names)
    connection.execute(
        f"INSERT INTO figures ({names}) SELECT {names} FROM {before} b "
        f"WHERE NOT EXISTS (FROM deletions d WHERE {wild}) "
        f"AND NOT EXISTS (FROM figures f WHERE {same})"
    )
    return int(deleted[0][0])


def _read_before(
    connection: duckdb.DuckDBPyConnection, breakdowns: tuple[str, ...], previous: Path
) -> str:
    """A view of the version before with the columns of this one; a breakdown it lacks is total."""
    source = f"read_parquet({quote_text(str(previous))})"
    there = {name for (name, *_) in connection.execute(f"DESCRIBE FROM {source}").fetchall()}
    names = ", ".join(
        quote(each) if each in there else f"'_T' AS {quote(each)}"
        for each in make_schema(breakdowns).names
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW before AS SELECT {names} FROM {source}")
    return "before"
