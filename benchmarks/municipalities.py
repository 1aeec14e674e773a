"""Configuring the settings of 250,000 municipalities from Parquet files, against sixty seconds."""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks._ledgers import make_ledger
from benchmarks._measuring import measure_calls, read_peak, run_fresh
from weft.core.diagnosis import read_method
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.configuration import Configuration, configure, stack_signals
from weft.core.diagnosis.ledger import CLAIM, CONFLICT, PLAN, SETTING, TIE, Ledger, Table
from weft.core.diagnosis.method import Method

PLACES = 250_000
FEWER = 50_000  # to see whether memory grows with the places
AREAS = 4  # settings of a place
AT_ONCE = 2_500  # places in a row group
THREADS = 2
LIMIT = 60.0  # seconds
TABLES = {"settings": SETTING, "ties": TIE, "claims": CLAIM, "plans": PLAN, "conflicts": CONFLICT}
KINDS = ("not enough known", "none fits", *(f"{many} possible" for many in (1, 2, 3, 4)))


class Measured(NamedTuple):
    """Seconds of everything, of the processors in it, and of both threads in reading; MB at the
    peak; share of calls; how many settings are of which of KINDS."""

    seconds: float
    processors: float
    reading: float
    peak: float
    calls: float
    found: NDArray[np.int64]


def write_country(folder: Path, places: int) -> None:
    """A Parquet file for each table, a row group for every AT_ONCE places."""
    writers: dict[str, pq.ParquetWriter] = {}
    for number in range(places // AT_ONCE):
        ledger = make_ledger(AT_ONCE * AREAS, seed=number)
        for name in TABLES:
            table = _to_columns(getattr(ledger, name))
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", table.schema)
            writers[name].write_table(table, row_group_size=max(1, len(table)))
    for each in writers.values():
        each.close()


def _to_columns(rows: Table) -> pa.Table:
    return pa.table({name: np.ascontiguousarray(each) for name, each in _list_columns(rows)})


def _to_rows(columns: pa.Table, dtype: np.dtype[Any]) -> Table:
    rows = np.zeros(len(columns), dtype=dtype)
    for name, each in _list_columns(rows):
        each[:] = columns.column(name).to_numpy()
    return rows


def _list_columns(rows: Table) -> Iterator[tuple[str, NDArray[Any]]]:
    """The columns of a structured array, each a view; one of several numbers becomes several."""
    for name in rows.dtype.names or ():
        if rows[name].ndim == 1:
            yield name, rows[name]
        else:
            for at in range(rows[name].shape[1]):
                yield f"{name}_{at}", rows[name][:, at]


def measure(folder: Path) -> Measured:
    """Configure every setting of a country, each thread a row group at a time."""
    method = read_method()
    start, busy = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(partial(_configure_share, folder, method), range(THREADS)))
    seconds, processors = time.perf_counter() - start, time.process_time() - busy
    peak = read_peak()
    ledger = _read_ledger(_open(folder), 0)
    tenth = ledger.cut(0, len(ledger) // 10)
    calls = measure_calls(partial(_configure, method=method), ledger, tenth)
    reading, found = (sum(each) for each in zip(*parts, strict=True))
    return Measured(seconds, processors, float(reading), peak, calls, np.asarray(found))


def _configure_share(folder: Path, method: Method, thread: int) -> tuple[float, NDArray[np.int64]]:
    """Every second row group: seconds of reading, and how many settings are of which kind."""
    files = _open(folder)
    reading, found = 0.0, np.zeros(len(KINDS), dtype=np.int64)
    for number in range(thread, files["settings"].num_row_groups, THREADS):
        start = time.perf_counter()
        ledger = _read_ledger(files, number)
        reading += time.perf_counter() - start
        found += _count(_configure(ledger, method), method)
    return reading, found


def _open(folder: Path) -> dict[str, pq.ParquetFile]:
    return {name: pq.ParquetFile(folder / f"{name}.parquet") for name in TABLES}


def _read_ledger(files: dict[str, pq.ParquetFile], number: int) -> Ledger:
    return Ledger(
        **{
            name: _to_rows(file.read_row_group(number, use_threads=False), TABLES[name])
            for name, file in files.items()
        }
    )


def _configure(ledger: Ledger, method: Method) -> Configuration:
    return configure(*stack_signals(bound_signals(ledger, method)), method)


def _count(found: Configuration, method: Method) -> NDArray[np.int64]:
    """How many settings are of which of KINDS; what draws would add is left open."""
    unknown = found.knownness < method.verdict.knownness
    unfit = (found.high < method.verdict.score).all(axis=1)
    kind = np.where(unknown, 0, np.where(unfit, 1, 1 + found.admissible.sum(axis=1)))
    return np.bincount(kind, minlength=len(KINDS))


def main() -> None:
    """Print the time for a million settings, what was found, and how memory grows."""
    results = {}
    for places in (FEWER, PLACES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            run_fresh(write_country, folder, places)
            size = sum(each.stat().st_size for each in folder.iterdir()) / 2**20
            results[places] = run_fresh(measure, folder)
    few, many = results[FEWER], results[PLACES]
    settings = PLACES * AREAS
    print(
        f"{PLACES:,} municipalities x {AREAS} areas from {size:.0f} MB of Parquet: "
        f"{many.seconds:.1f} s, {many.seconds / LIMIT:.2f} of the limit "
        f"(both processors together {many.processors:.1f} s); "
        f"{settings / many.seconds:,.0f} settings a second"
    )
    print(
        f"reading takes {many.reading / many.seconds / THREADS:.0%} of the time; "
        f"of the rest, {many.calls:.0%} is outside numpy"
    )
    print(
        f"memory at the peak: {FEWER:,} municipalities {few.peak:.0f} MB, {PLACES:,} "
        f"{many.peak:.0f} MB; ratio {many.peak / few.peak:.2f}"
    )
    print("; ".join(f"{kind} {each:,}" for kind, each in zip(KINDS, many.found, strict=True)))


if __name__ == "__main__":
    main()
