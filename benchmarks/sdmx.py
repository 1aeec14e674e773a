"""Reading SDMX-CSV of ISTAT, as it is and a hundredfold, beside pysdmx and DuckDB's bare reader."""

import gzip
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
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
ROUNDS = {1: 7, 100: 1}  # for a file of so many times the rows: how often each is run


@dataclass(frozen=True)
class Peer:
    """One way to read a file: cells as text in memory, unpacked where they are packed."""

    name: str
    read: Callable[[duckdb.DuckDBPyConnection, Path], int]  # how many rows there are


def read_weft(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Every cell of the file as text in a table, with the number of its row."""
    raw = open_sdmx_csv(connection, path)
    connection.execute(f"CREATE OR REPLACE TABLE cells AS SELECT * FROM {raw.table}")  # noqa: S608
    return _count(connection)


def read_bare(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The same without Weft: DuckDB finds out the columns itself, and nobody looks for faults."""
    source = f"read_csv('{path}', all_varchar = true)"
    connection.execute(f"CREATE OR REPLACE TABLE cells AS SELECT * FROM {source}")  # noqa: S608
    return _count(connection)


def read_peer(_: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The same with pysdmx, into a frame of pandas."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    (dataset,) = read_pysdmx(text)
    return len(dataset.data)


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT count(*) FROM cells").fetchone()
    return int(row[0]) if row else 0


PEERS = (Peer("Weft", read_weft), Peer("pysdmx", read_peer), Peer("DuckDB bare", read_bare))


def main() -> None:
    """Print rows per second, and the ratios, of time and of the processor's time."""
    if not FILE.exists():
        print("  the shared file of ISTAT is not here; nothing was measured")
        return
    with tempfile.TemporaryDirectory(prefix="weft-") as folder:
        _compare(FILE, 1)
        _compare(_repeat(Path(folder) / "large.csv", 100), 100)


def _repeat(path: Path, times: int) -> Path:
    """The file with its rows many times, unpacked as large ones come."""
    head, _, rows = gzip.decompress(FILE.read_bytes()).partition(b"\n")
    with path.open("wb") as file:
        file.write(head + b"\n")
        for _ in range(times):
            file.write(rows)
    return path


def _compare(path: Path, times: int) -> None:
    connection = duckdb.connect()  # as in a worker of the site, where it is open already
    found = {each.name: _measure(partial(each.read, connection, path), times) for each in PEERS}
    (rows,) = {count for count, _, _ in found.values()}
    speeds = ", ".join(f"{name} {rows / wall:,.0f}" for name, (_, wall, _) in found.items())
    print(f"  {rows:,} rows, in rows per second: {speeds}")
    for at, what in ((1, "time"), (2, "processor's time")):
        weft, peer, bare = (found[each.name][at] for each in PEERS)
        print(
            f"    by {what}: {peer / weft:.1f} times as fast as pysdmx (aim: at least {FASTER:g}), "
            f"{weft / bare:.2f} times as long as DuckDB (aim: at most {SLOWER:g})"
        )


def _measure(call: Callable[[], int], times: int) -> tuple[int, float, float]:
    """Rows, and the seconds and processor's seconds of the fastest of several runs."""
    rows, walls, works = 0, [], []
    for _ in range(ROUNDS[times]):
        start, worked = time.perf_counter(), time.process_time()
        rows = call()
        walls.append(time.perf_counter() - start)
        works.append(time.process_time() - worked)
    return rows, min(walls), min(works)
