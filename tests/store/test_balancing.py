"""The balance of a version in the report of its import: what closes, and what does not."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weft.core.observatory.report import ImportReport
from weft.store.balancing import add_balance
from weft.store.columns import make_schema

FLOWS: dict[str, float | None] = {
    "stock_start": 100.0, "births": 10.0, "deaths": 4.0, "arrivals": 30.0, "departures": 6.0,
    "internal_arrivals": 0.0, "internal_departures": 0.0, "other_arrivals": 0.0,
    "other_departures": 0.0, "naturalisations": 5.0, "adjustment": 0.0, "stock": 125.0,
}  # fmt: skip
REPORT = ImportReport(rows=7, figures=7, missing=0, measures=tuple(FLOWS))


def write(folder: Path, *years: dict[str, float | None]) -> Path:
    """The figures of one area, a year each from 2020 on."""
    rows: list[dict[str, Any]] = [
        {
            "area": "Town", "place": None, "measure": measure, "period": str(2020 + n),
            "start": None, "until": None, "definition": "citizenship", "by_sex": "_T",
            "value": value, "unit": "persons", "flag": "A", "confidentiality": "F",
            "modelled": False, "source": "Register", "row": 1,
        }
        for n, year in enumerate(years)
        for measure, value in year.items()
    ]  # fmt: skip
    path = folder / "observations.parquet"
    pq.write_table(pa.Table.from_pylist(rows, make_schema(("sex",))), path)
    return path


def say(folder: Path, *years: dict[str, float | None]) -> list[str]:
    return [each.message for each in add_balance(REPORT, write(folder, *years)).troubles]


def test_a_balance_that_closes_is_counted(tmp_path: Path) -> None:
    (told,) = say(tmp_path, FLOWS)
    assert told.startswith("The balance closes in 1 of 1 cases")


def test_what_does_not_close_is_listed_with_its_difference(tmp_path: Path) -> None:
    told, listed = say(tmp_path, FLOWS | {"stock": 128.0})
    assert "differs in 1" in told
    assert listed.startswith("Town, 2020")
    assert "+3" in listed


def test_a_missing_component_is_unknown_and_not_zero(tmp_path: Path) -> None:
    (told,) = say(tmp_path, FLOWS | {"births": None})
    assert "a component is missing in 1" in told


def test_a_year_that_begins_with_another_stock_is_said(tmp_path: Path) -> None:
    _, listed = say(tmp_path, FLOWS, FLOWS | {"stock_start": 127.0, "stock": 152.0})
    assert "ends with 125" in listed
    assert "begins with 127 (+2)" in listed


def test_figures_that_are_no_balance_say_nothing_of_it(tmp_path: Path) -> None:
    report = ImportReport(rows=1, figures=1, missing=0, measures=("stock",))
    assert add_balance(report, write(tmp_path, FLOWS)) == report
