"""A sum by place, year and origin over 100 million figures, beside hand-written SQL and pandas."""

import datetime as dt
import os
import shutil
import statistics
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks._measuring import read_peak, run_fresh
from weft.store.columns import make_schema
from weft.store.engine import MEMORY, DuckEngine, connect_duckdb
from weft.store.questions import Question, select
from weft.store.sums import aggregate

FIGURES = 100_000_000  # unless BENCH_FIGURES says otherwise
YEARS, ORIGINS = 20, 100
SEXES, AGES = ("F", "M"), (*(f"Y{x}T{x + 4}" for x in range(0, 75, 5)), "Y_GE75")
# As in files of offices, totals stand among the parts, and must be left out of sums.
ALL_SEXES, ALL_AGES = (*SEXES, "_T"), (*AGES, "_T")
EACH_PLACE = YEARS * ORIGINS * len(ALL_SEXES) * len(ALL_AGES)
SUM = Question(
    measures=("stock",),
    definitions=("citizenship",),
    by=("place", "origin"),
    where={"sex": SEXES, "age": AGES},
)
ROUNDS = 3
PANDAS_NEEDS = {False: 200, True: 125}  # bytes a figure, without and with categories
LIMITS = {"sql": 1.3, "pandas": 5.0, "memory": 5.0, "page": 0.3}


def main() -> None:
    """Print times, peaks of memory and their ratios. Each runs in a process of its own, the one
    after the other, and reads the same file, which lies in the cache of the system."""
    places = -(-int(os.environ.get("BENCH_FIGURES", FIGURES)) // EACH_PLACE)
    folder = Path(tempfile.mkdtemp(prefix="weft-bench-", dir=os.environ.get("BENCH_FOLDER")))
    try:
        path = folder / "observations.parquet"
        start = time.perf_counter()
        run_fresh(generate, path, places)
        print(
            f"{places * EACH_PLACE:,} figures in {path.stat().st_size / 2**20:,.0f} MB of Parquet, "
            f"made in {time.perf_counter() - start:.0f} s"
        )
        compare_sums(path, places * EACH_PLACE)
        measure_page(path, places)
    finally:
        shutil.rmtree(folder)


def generate(path: Path, places: int) -> None:
    """Invented figures, sorted and written as an import does it: a row group for each place."""
    years = [f"{2000 + at}" for at in range(YEARS)]
    origins = [f"X{at:02}" for at in range(ORIGINS)]
    keys = list(product(years, ALL_AGES, origins, ALL_SEXES))
    period, age, origin, sex = (list(each) for each in zip(*keys, strict=True))
    starts = {each: dt.date(int(each), 1, 1) for each in years}
    untils = {each: dt.date(int(each) + 1, 1, 1) for each in years}
    same = {
        "measure": "stock", "definition": "citizenship", "unit": "persons", "flag": "A",
        "confidentiality": "F", "modelled": False, "source": "Generated for a benchmark",
    }  # fmt: skip
    columns = {
        "period": period, "by_age": age, "by_origin": origin, "by_sex": sex,
        "start": [starts[each] for each in period], "until": [untils[each] for each in period],
    } | {name: [value] * EACH_PLACE for name, value in same.items()}  # fmt: skip
    schema = make_schema(("age", "origin", "sex"))
    kinds = {field.name: field.type for field in schema}
    ready = {name: pa.array(column, kinds[name]) for name, column in columns.items()}
    draw = np.random.default_rng(1)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for at in range(places):
            made = ready | {
                "area": pa.repeat(f"IT{at:05}", EACH_PLACE),
                "place": pa.repeat(f"place-{at:05}", EACH_PLACE),
                "value": pa.array(draw.integers(0, 200, EACH_PLACE).astype(float)),
                "row": pa.array(np.arange(EACH_PLACE) + at * EACH_PLACE + 2),
                "low": pa.nulls(EACH_PLACE, pa.float64()),
                "high": pa.nulls(EACH_PLACE, pa.float64()),
            }
            writer.write_table(pa.table([made[name] for name in schema.names], schema=schema))


def read_available() -> float:
    """Bytes of memory that may be taken without taking them from others."""
    told = Path("/proc/meminfo")
    lines = told.read_text("ascii").splitlines() if told.exists() else []
    found = [int(x.split()[1]) * 1024 for x in lines if x.startswith("MemAvailable:")]
    return found[0] if found else float("inf")


def compare_sums(path: Path, figures: int) -> None:
    """The same sum by the store, by SQL as a person writes it, and by pandas."""
    seconds = run_fresh(run_in_turns, path)
    ours, theirs = run_fresh(run_store, path, 1), run_fresh(run_sql, path, 1)
    assert (theirs["rows"], theirs["sum"]) == (ours["rows"], ours["sum"])
    print(f"store: {seconds[0]:.2f} s, {ours['peak']:,.0f} MB, {ours['rows']:,} sums")
    print(
        f"hand-written SQL: {seconds[1]:.2f} s, {theirs['peak']:,.0f} MB: the store takes "
        f"{seconds[0] / seconds[1]:.2f} of its time (limit {LIMITS['sql']})"
    )
    for categories, needs in PANDAS_NEEDS.items():
        name = "pandas, with categories" if categories else "pandas"
        if needs * figures * 1.5 > read_available():  # others need some too
            print(f"{name}: left out, as it needs some {needs * figures / 2**30:.0f} GB of memory")
            continue
        peer = run_fresh(run_pandas, path, categories)
        assert (peer["rows"], peer["sum"]) == (ours["rows"], ours["sum"])
        beside = run_fresh(run_store, path, ROUNDS)["seconds"]  # on the machine as it is just now
        print(
            f"{name}: {peer['seconds']:.1f} s, {peer['peak']:,.0f} MB: the store is "
            f"{peer['seconds'] / beside:.1f} times faster (limit {LIMITS['pandas']:.0f}) "
            f"with 1/{peer['peak'] / ours['peak']:.1f} of its memory (limit "
            f"1/{LIMITS['memory']:.0f})"
        )


def run_in_turns(path: Path) -> tuple[float, float]:
    """The best time of the store and of SQL, in turns: so both meet the same machine."""
    times = [(run_store(path, 1)["seconds"], run_sql(path, 1)["seconds"]) for _ in range(ROUNDS)]
    return min(ours for ours, _ in times), min(theirs for _, theirs in times)


def run_store(path: Path, rounds: int) -> dict[str, Any]:
    """Weft's own question. It also tells sums that lack a part, which the others do not."""
    engine = DuckEngine((path.parent,))
    engine.connect()

    def work() -> Any:
        engine.forget()
        return engine.run(aggregate(engine.read([path]), SUM))

    return _measure(work, lambda found: found["value"].to_pandas(), rounds)


def run_sql(path: Path, rounds: int) -> dict[str, Any]:
    """The sum as a person writes it for DuckDB, with the same limit of memory."""
    listed = {name: ", ".join(f"'{code}'" for code in codes) for name, codes in SUM.where.items()}
    sql = (
        f"SELECT place, period, by_origin, sum(value) AS value FROM '{path}' "  # noqa: S608
        "WHERE measure = 'stock' AND definition = 'citizenship' "
        f"AND by_sex IN ({listed['sex']}) AND by_age IN ({listed['age']}) "
        "GROUP BY ALL ORDER BY place, period, by_origin"
    )
    connection = connect_duckdb(MEMORY, files=(path,))
    return _measure(
        lambda: connection.sql(sql).to_arrow_table(), lambda x: x["value"].to_pandas(), rounds
    )


def run_pandas(path: Path, categories: bool) -> dict[str, Any]:
    """pandas reads only the six columns it needs: it is let off measure and definition, of which
    the file has one. With `categories` it is told that texts repeat, which makes it lighter."""
    import pandas as pd  # noqa: PLC0415

    keys = ["place", "period", "by_origin"]

    def work() -> Any:
        columns = [*keys, "by_sex", "by_age"]
        more = {"read_dictionary": columns} if categories else {}
        frame = pd.read_parquet(path, columns=[*columns, "value"], **more)
        frame = frame[frame["by_sex"].isin(SEXES) & frame["by_age"].isin(AGES)]
        return frame.groupby(keys, sort=True, observed=True)["value"].sum()

    return _measure(work, lambda found: found, 1)


def _measure(work: Any, read: Any, rounds: int) -> dict[str, Any]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    peak = read_peak()  # before anything is made of the answer
    values = read(found)
    return {"seconds": min(times), "peak": peak, "rows": len(values), "sum": float(values.sum())}


def measure_page(path: Path, places: int) -> None:
    """What the profile of a place reads: the totals of origins in all years, of a place never asked
    for before; and the first question of a process, which opens the file."""
    first, times = run_fresh(ask_for_places, path, places)
    print(
        f"figures of a place: {statistics.median(times) * 1000:.0f} ms, at worst "
        f"{max(times) * 1000:.0f} ms of {len(times)} (limit {LIMITS['page'] * 1000:.0f}); first "
        f"question of a process: {first * 1000:.0f} ms"
    )


def ask_for_places(path: Path, places: int) -> tuple[float, list[float]]:
    """Seconds of the first question, and of some others."""
    engine = DuckEngine((path.parent,))
    times = []
    for at in range(0, places, max(1, places // 20)):
        name = f"place-{at:05}"
        rows = Question(places=(name,), where={"sex": ("F",), "age": AGES[:1]})
        sums = SUM.model_copy(update={"places": (name,)})
        start = time.perf_counter()
        table = engine.read([path])
        assert engine.run(select(table, rows)).num_rows == YEARS * ORIGINS
        assert engine.run(aggregate(table, sums)).num_rows == YEARS * ORIGINS
        times.append(time.perf_counter() - start)
    return times[0], times[1:] or times


if __name__ == "__main__":
    main()
