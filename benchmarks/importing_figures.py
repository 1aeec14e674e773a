"""Importing generated files of figures, small and large: seconds, rows per second and memory."""

import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import duckdb

from benchmarks._measuring import read_peak, run_fresh
from weft.store.engine import connect_duckdb
from weft.store.readers.tables import open_table
from weft.store.watching import Tell, Watch

MEMORY = "1GB"  # of DuckDB, which goes on in files beyond that
PEAK = 1_500.0  # MB that the process may hold
SMALL, LARGE = 1, 80  # areas; each has 3,960 figures: 20 years, 66 origins, 2 sexes and their total
HUGE = 8_700  # areas: a file of 2 GB, imported by `python -m benchmarks.importing_figures`


class Found(NamedTuple):
    """What an import took."""

    rows: int
    wall: float  # seconds
    processor: float  # of the processor
    before: float  # MB
    peak: float


def main(areas: tuple[int, ...] = (SMALL, LARGE, 10 * LARGE)) -> None:
    """Print what files of several sizes took."""
    with tempfile.TemporaryDirectory(prefix="weft-") as folder:
        for many in areas:
            path = write_file(Path(folder) / f"{many}.csv", many)
            found: Found = run_fresh(bring, str(path))
            print(
                f"  {path.stat().st_size / 1e6:,.0f} MB, {found.rows:,} rows: {found.wall:.1f} s "
                f"({found.processor:.1f} s of the processor, "
                f"{found.processor / found.rows * 1e6:.1f} µs a row); {found.peak:,.0f} MB at "
                f"most ({found.peak / PEAK:.2f} of the limit), {found.before:,.0f} before"
            )
            if many == areas[-1]:
                ratio = compare_telling(path)
                print(
                    f"  reading it while it is told how far it is: {ratio:.3f} of the time without"
                )
            path.unlink()


def compare_telling(path: Path, times: int = 9) -> float:
    """Time of the processor to read a file while somebody is told how far that is, to the time
    while nobody is: the medians of several turns."""
    told, silent = [], []
    for _ in range(times):
        silent.append(_read(path, None))
        told.append(_read(path, lambda _: None))
    return statistics.median(told) / statistics.median(silent)


def _read(path: Path, tell: Tell | None) -> float:
    start = time.process_time()
    with (
        Watch(tell) as watch,
        closing(connect_duckdb(memory=MEMORY, files=(path,))) as connection,
        watch.heed(connection),
    ):
        open_table(connection, path, watch=watch)
    return time.process_time() - start


def write_file(path: Path, areas: int) -> Path:
    """Residents by area, year, citizenship and sex, in which totals agree with their parts."""
    duckdb.sql(f"""
        COPY (
            SELECT printf('%06d', area) AS Area, 'Municipality ' || area AS Name,
                2000 + year AS Year, (['M', 'F', '_T'])[sex + 1] AS Sex,
                printf('C%02d', origin) AS Citizenship, 'register of residents' AS Note,
                (CASE sex WHEN 2 THEN 2 ELSE 1 END) * ((area * 31 + year * 7 + origin * 13) % 997)
                    AS Value
            FROM range({areas}) AS a(area), range(20) AS y(year), range(66) AS o(origin),
                range(3) AS s(sex)
        ) TO '{path}' (HEADER)""")  # noqa: S608
    return path


def bring(path: str) -> Found:
    """Import such a file in this process."""
    from weft.core.observatory.recipe import ColumnRule, Recipe  # noqa: PLC0415
    from weft.core.observatory.registry import Registry  # noqa: PLC0415
    from weft.store.ingesting import ingest  # noqa: PLC0415

    file = Path(path)
    columns = {"Area": "area", "Name": "area_name", "Year": "period", "Note": "note",
               "Value": "value"}  # fmt: skip
    recipe = Recipe(
        kind="table",
        columns=(
            *(ColumnRule(column=head, role=role) for head, role in columns.items()),
            ColumnRule(column="Sex", role="breakdown", name="sex"),
            ColumnRule(column="Citizenship", role="breakdown", name="origin"),
        ),
        constants={"measure": "stock", "definition": "citizenship", "source": "register"},
    )
    before, start, worked = read_peak(), time.perf_counter(), time.process_time()
    report = ingest(file, recipe, Registry(()), file.parent / "out", memory=MEMORY)
    assert not report.errors
    assert report.figures == report.rows
    wall, worked = time.perf_counter() - start, time.process_time() - worked
    return Found(report.rows, wall, worked, before, read_peak())


if __name__ == "__main__":
    main((HUGE,))
