"""Reading SDMX-CSV of ISTAT, beside pysdmx and beside DuckDB's bare CSV reader."""

import gzip
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
from pysdmx.io.csv.sdmx10.reader import read as read_pysdmx

from weft.store.readers.sdmx import open_sdmx_csv

FILE = (
    Path(__file__).parents[2]
    / "shared/data/italy-sdmx/istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance.csv.gz"
)
FASTER = 5.0  # than pysdmx, in rows per second
SLOWER = 2.0  # than the bare reader, at most
ROUNDS = 7


def read_weft(connection: duckdb.DuckDBPyConnection) -> int:
    """Every cell of the file as text in a table, with the number of its row."""
    raw = open_sdmx_csv(connection, FILE)
    connection.execute(f"CREATE OR REPLACE TABLE cells AS SELECT * FROM {raw.table}")  # noqa: S608
    return _count(connection)


def read_bare(connection: duckdb.DuckDBPyConnection) -> int:
    """The same without Weft: DuckDB finds out the columns itself, and nobody looks for faults."""
    source = f"read_csv('{FILE}', all_varchar = true)"
    connection.execute(f"CREATE OR REPLACE TABLE cells AS SELECT * FROM {source}")  # noqa: S608
    return _count(connection)


def read_peer(_: duckdb.DuckDBPyConnection) -> int:
    """The same with pysdmx, into a frame of pandas."""
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        (dataset,) = read_pysdmx(file.read())
    return len(dataset.data)


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM cells").fetchone()
    return int(row[0]) if row else 0


def main() -> None:
    """Print rows per second, and the two ratios."""
    if not FILE.exists():
        print("  the shared file of ISTAT is not here; nothing was measured")
        return
    connection = duckdb.connect()  # as in a worker of the site, where it is open already
    rows = read_weft(connection)
    assert rows == read_bare(connection) == read_peer(connection)
    weft, bare, peer = (
        _measure(partial(each, connection)) for each in (read_weft, read_bare, read_peer)
    )
    print(
        f"  {rows:,} rows: Weft {rows / weft:,.0f} rows/s, pysdmx {rows / peer:,.0f}, "
        f"DuckDB bare {rows / bare:,.0f}"
    )
    print(f"  Weft against pysdmx: {peer / weft:.1f} times as fast (aim: at least {FASTER:g})")
    print(f"  Weft against DuckDB: {weft / bare:.2f} times as long (aim: at most {SLOWER:g})")


def _measure(call: Callable[[], int]) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
