"""Tests that coverage tells what there is, and that pages find it beside the figures."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.store.samples import observe, write
from weft.store.coverage import list_coverage, list_years
from weft.store.engine import Engine
from weft.store.questions import read_observations
from weft.store.summaries import open_summary, write_summary

ROWS = [
    observe(30),
    observe(5, sex="F"),
    observe(None, sex="M", confidentiality="C"),
    observe(4, sex="F", age="Y0T4"),
    observe(31, period="2022"),
    observe(None, sex="M", period="2021-Q2"),
    observe(9, area="X9", place=None, definition="country_of_birth"),
]


def ask(engine: Engine, rows: list[dict[str, Any]], folder: Path, expression: Any) -> Any:
    return engine.run(expression(engine.read([write(folder / "c.parquet", rows)]))).to_pylist()


def test_of_an_area_it_is_told_from_when_to_when_how_often_and_by_what(
    engine: Engine, tmp_path: Path
) -> None:
    town, other = ask(engine, ROWS, tmp_path, list_coverage)
    assert (town["place"], town["first"], town["last"], town["years"]) == (
        "saltmere", "2020", "2022", 2,
    )  # fmt: skip
    assert (town["figures"], town["missing"], town["withheld"]) == (4, 2, 1)
    assert (town["by_sex"], town["by_age"]) == (True, True)
    assert (other["area"], other["definition"], other["figures"], other["by_sex"]) == (
        "X9", "country_of_birth", 1, False,
    )  # fmt: skip


def test_of_a_year_it_is_told_by_what_and_of_how_many_areas(engine: Engine, tmp_path: Path) -> None:
    found = ask(engine, ROWS, tmp_path, list_years)
    told = [
        (x["year"], x["by_sex"], x["by_age"], x["areas"], x["figures"], x["missing"], x["withheld"])
        for x in found
    ]
    assert told == [
        (2020, False, False, 2, 2, 0, 0),
        (2020, True, False, 1, 1, 1, 1),
        (2020, True, True, 1, 1, 0, 0),
        (2021, True, False, 0, 0, 1, 0),
        (2022, False, False, 1, 1, 0, 0),
    ]


def test_beside_the_figures_lie_the_totals_and_simple_parts(tmp_path: Path) -> None:
    summary = write_summary(write(tmp_path / "public.parquet", ROWS))
    assert summary.folder == tmp_path / "public.summary"
    plain = read_observations(pq.read_table(summary.plain))
    assert len(plain) == len(ROWS) - 1
    assert all(len([x for x in each.breakdowns.values() if x != "_T"]) <= 1 for each in plain)
    assert {each.period.start for each in plain} >= {dt.date(2021, 4, 1)}
    assert pq.read_table(summary.areas).num_rows == 2
    assert pq.read_table(summary.years).num_rows == 5


def test_figures_from_before_there_were_summaries_get_theirs_when_they_are_asked_for(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "public.parquet", ROWS)
    found = open_summary(path)
    made = found.areas.stat().st_mtime_ns
    assert open_summary(path).areas.stat().st_mtime_ns == made
    assert sorted(x.name for x in tmp_path.iterdir()) == ["public.parquet", "public.summary"]
