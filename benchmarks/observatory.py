"""Pages of the observatory with two workers over loopback, asked for the first time: with the
figures that come with Weft, and with millions of figures behind them; beside a bare Django page."""

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks._measuring import run_fresh
from benchmarks.site import _ask, _describe, serve
from benchmarks.store import EACH_PLACE, generate
from weft.store.engine import connect_duckdb

FIGURES = 5_000_000  # BENCH_FIGURES says otherwise: the aim is for 100 million
DEMO, LARGE = 80.0, 300.0  # ms that a page may take
CITIES = ("amman", "beirut", "lisbon", "lyon", "madrid", "tangier", "tunis", "turin", "vienna")
PACKS = ("mc2cm", "cities/lyon", "cities/tangier", "cities/turin", "cities/vienna")
DATASETS = ("istat-balance", "istat-permits", "undesa-stock", "unhcr-asylum", "unhcr-population")
MOST = 20  # places asked for
KEY = "generated"
WEFT = str(Path(sys.executable).parent / "weft")
BARE = ("-w", "2", "-b", "127.0.0.1:{port}", "--log-level", "critical")


def main() -> None:
    """Load, serve, ask, print."""
    rows = 500
    for name, limit, fill in (("demo", DEMO, fill_demo), ("large", LARGE, fill_large)):
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
            env = {**os.environ, "WEFT_FOLDER": folder, "WEFT_LOCAL": "yes"}
            env.pop("DATABASE_URL", None)
            pages = fill(Path(folder), env)
            with serve([WEFT, "serve", "--workers", "2", "--port", "{port}"], env) as port:
                time.sleep(15)  # until the workers have loaded what draws and reads figures
                for page, addresses in pages.items():
                    tell(f"{name}, {page}", _ask(port, addresses), limit)
    with tempfile.TemporaryDirectory() as folder:
        bare = {**os.environ, "BARE_FILE": str(Path(folder) / "bare.sqlite3")}
        code = f"from benchmarks._bare import fill; fill({rows})"
        subprocess.run([sys.executable, "-c", code], env=bare, check=True)
        command = [str(Path(WEFT).with_name("gunicorn")), "benchmarks._bare:application", *BARE]
        with serve(command, bare, "/10") as port:
            times = _ask(port, [f"/{rows - at}" for at in range(MOST)])
            print(f"bare Django page of {rows} rows: {_describe(times)}")


def tell(name: str, times: list[float], limit: float) -> None:
    """Print what some pages took, and what that is of the limit."""
    middle, most = statistics.median(times), max(times)
    print(
        f"{name}, first time: median {middle:.0f} ms, at most {most:.0f} ms of {len(times)} "
        f"({middle / limit:.2f} and {most / limit:.2f} of the limit)"
    )


def run(env: dict[str, str], *words: str) -> None:
    """A command of the terminal."""
    subprocess.run([WEFT, *words], env=env, check=True, stdout=subprocess.DEVNULL)


def fill_demo(folder: Path, env: dict[str, str]) -> dict[str, list[str]]:
    """The atlases and the figures that come with Weft; the pages to ask for."""
    for name in PACKS:
        run(env, "load", name)
    start = time.perf_counter()
    run(env, "observe", "packs")
    print(f"figures that come with Weft, brought in {time.perf_counter() - start:.0f} s")
    return {
        "profile": [f"/places/{city}/profile" for city in CITIES],
        "figures": ["/figures", "/fr/figures", "/ar/figures"],
        "dataset": [f"/figures/datasets/{key}" for key in DATASETS],
        "compare": list(_pair(CITIES)),
    }


def fill_large(folder: Path, env: dict[str, str]) -> dict[str, list[str]]:
    """Towns with generated figures, all in one dataset; the pages to ask for."""
    figures = int(os.environ.get("BENCH_FIGURES", FIGURES))
    places = -(-figures // EACH_PLACE)
    names = [f"place-{at:05}" for at in range(places)]
    towns = "\n".join(f"- {{id: {x}, name: {x}, levels: local, parent: land}}" for x in names)
    atlas = folder / "towns.yaml"
    atlas.write_text(f"places:\n- {{id: land, name: Land, levels: national}}\n{towns}\n", "utf-8")
    run(env, "load", str(atlas))
    made = folder / "made.parquet"
    run_fresh(generate, made, places)
    run_fresh(bring, made, env)
    print(f"{places * EACH_PLACE:,} figures of {places} towns")
    step = max(1, places // MOST)
    asked = names[::step][:MOST]
    return {
        "profile": [f"/places/{each}/profile" for each in asked],
        "compare": list(_pair(names[1::step][:MOST])),
        "figures": ["/figures"],
        "dataset": [f"/figures/datasets/{KEY}"],
    }


def _pair(names: Sequence[str]) -> Iterable[str]:
    for one, two in pairwise(names):
        yield f"/figures/compare?place={one}&place={two}"


def bring(made: Path, env: dict[str, str]) -> None:
    """Publish generated figures as a version that was imported: the first origin is the total, as
    it is in files."""
    os.environ.update(env)
    os.environ["DJANGO_SETTINGS_MODULE"] = "weft.web.settings"
    import django  # noqa: PLC0415

    django.setup()
    from weft.core.observatory.disclosure.policy import PUBLISHED  # noqa: PLC0415
    from weft.core.observatory.recipe import ColumnRule, Recipe  # noqa: PLC0415
    from weft.core.observatory.registry import AreaMatch  # noqa: PLC0415
    from weft.core.observatory.report import ImportReport  # noqa: PLC0415
    from weft.web.observatory.actions import publish, save_dataset  # noqa: PLC0415
    from weft.web.observatory.facts import find_store  # noqa: PLC0415
    from weft.web.observatory.models import Version  # noqa: PLC0415

    dataset = save_dataset(None, KEY, PUBLISHED, title="Generated", publisher="Nobody",
                           source="Generated for a benchmark", licence="CC0 1.0")  # fmt: skip
    with find_store().begin(KEY) as making:
        out = making.folder / "observations.parquet"
        connection = connect_duckdb("2GB", files=(made, out))
        connection.execute(
            "COPY (SELECT * REPLACE (CASE by_origin WHEN 'X00' THEN '_T' ELSE by_origin END "  # noqa: S608
            f"AS by_origin) FROM '{made}') TO '{out}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {EACH_PLACE})"
        )
        connection.close()
        token = making.finish()
    made.unlink()
    count = pq.read_metadata(find_store().find(KEY, token).observations).num_rows
    places = [f"place-{at:05}" for at in range(count // EACH_PLACE)]
    report = ImportReport(
        rows=count, figures=count, missing=0, measures=("stock",), definitions=("citizenship",),
        breakdowns=("age", "origin", "sex"), first="2000", last="2019",
        areas=tuple(AreaMatch(area=x, place=x, how="code", figures=EACH_PLACE) for x in places),
    )  # fmt: skip
    recipe = Recipe(kind="table", columns=(ColumnRule(column="place", role="area"),))
    fields: dict[str, Any] = {"recipe": recipe.model_dump(mode="json"), "file_name": "made",
                              "report": report.model_dump(mode="json"), "file_sha256": "0" * 64,
                              "made_at": dt.datetime.now(dt.UTC)}  # fmt: skip
    publish(None, Version.objects.create(dataset=dataset, number=1, token=token, **fields))


if __name__ == "__main__":
    main()
