"""A file larger than memory is imported whole, in memory that does not grow with it; for whoever
changes the import."""

import csv
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import weft.store.ingesting.ingest  # noqa: F401  # the module, which a function hides
from tests.store.importing import make_places, make_recipe
from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.store.ingesting import OBSERVATIONS, ingest
from weft.store.watching import Step

MEMORY = "100MB"  # of DuckDB, which goes on in files beyond that
GROWTH = 150  # MB that eight times as many rows may add: what DuckDB may hold, and half of it
CODES = [f"C{n:02}" for n in range(50)]

MEASURED = """
import resource, sys
from pathlib import Path
from tests.store.test_large_files import bring_large
path, out = (Path(each) for each in sys.argv[1:])
assert bring_large(path, out) > 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write_large(path: Path, rows: int) -> Path:
    """Residents of areas by sex and citizenship, in no order that an import could lean on."""
    areas = rows // (len(CODES) * 20)
    with path.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file).writerow
        write(("Area", "Name", "Year", "Sex", "Citizenship", "Note", "Value"))
        for code in reversed(CODES):
            for year in range(2010, 2020):
                for sex in ("women", "men"):
                    for n in range(areas):
                        name = f"Municipality number {n}"
                        write((f"M{n:06}", name, year, sex, code, "register", n + year))
    return path


def make_large_recipe() -> Recipe:
    """What the columns of such a file are."""
    return make_recipe(
        columns=(
            *make_recipe().columns,
            ColumnRule(column="Name", role="area_name"),
            ColumnRule(
                column="Sex", role="breakdown", name="sex", codes={"women": "F", "men": "M"}
            ),
            ColumnRule(column="Citizenship", role="breakdown", name="origin"),
            ColumnRule(column="Note", role="note"),
        )
    )


def bring_large(path: Path, out: Path) -> int:
    """Import it; how many figures came out."""
    report = ingest(path, make_large_recipe(), make_places(), out, folder=out.parent, memory=MEMORY)
    assert not report.errors
    return report.figures


def test_a_file_larger_than_memory_comes_out_whole_and_in_order(tmp_path: Path) -> None:
    path = write_large(tmp_path / "file.csv", 200_000)
    assert bring_large(path, tmp_path / "out") == 200_000
    written = pq.read_table(tmp_path / "out" / OBSERVATIONS)
    assert sorted(written["row"].to_pylist()) == list(range(2, 200_002))
    first = written.slice(0, 3).select(["area", "period", "by_sex", "by_origin", "value"])
    assert [tuple(each.values()) for each in first.to_pylist()] == [
        ("M000000", "2010", "F", "C00", 2010),
        ("M000000", "2010", "F", "C01", 2010),
        ("M000000", "2010", "F", "C02", 2010),
    ]
    assert {each.name for each in tmp_path.iterdir()} == {"file.csv", "out"}


def test_figures_sorted_in_parts_are_those_sorted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_large(tmp_path / "file.csv", 20_000)
    bring_large(path, tmp_path / "whole")
    monkeypatch.setattr(sys.modules["weft.store.ingesting.ingest"], "_MOST_SORTED", 1_500)
    bring_large(path, tmp_path / "parts")
    whole, parts = (pq.read_table(tmp_path / each / OBSERVATIONS) for each in ("whole", "parts"))
    assert parts.equals(whole)


def test_progress_is_told_while_figures_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_large(tmp_path / "file.csv", 20_000)
    monkeypatch.setattr(sys.modules["weft.store.ingesting.ingest"], "_MOST_SORTED", 1_500)
    seen: list[Step] = []
    ingest(path, make_large_recipe(), make_places(), tmp_path / "out", progress=seen.append)
    wrote = [each.done for each in seen if each.what == "writing"]
    assert {each.total for each in seen if each.what == "writing"} == {20_000}
    assert wrote[-1] == 20_000
    assert len(wrote) > 10
    assert wrote == sorted(wrote)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
def test_memory_stays_flat_however_many_rows_a_file_has(tmp_path: Path) -> None:
    peaks = []
    for rows in (50_000, 400_000):
        path = write_large(tmp_path / f"{rows}.csv", rows)
        found = subprocess.run(
            [sys.executable, "-c", MEASURED, str(path), str(tmp_path / f"out-{rows}")],
            cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(found.stdout) / 1024)
    few, many = peaks
    assert many - few < GROWTH
