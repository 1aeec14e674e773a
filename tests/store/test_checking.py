"""Totals that disagree with their parts, on every engine."""

from pathlib import Path
from typing import Any

import pytest

from tests.store.samples import observe, write
from weft.core.observatory.report import Trouble
from weft.store.checking import MOST, check_totals, gather_totals
from weft.store.engine import Engine


def check(engine: Engine, path: Path, rows: list[dict[str, Any]]) -> list[Trouble]:
    written = write(path / "observations.parquet", rows)
    return check_totals(engine, engine.read([written]), "Sheet1")


def part(breakdown: str, values: dict[str, float | None], **said: Any) -> list[dict[str, Any]]:
    return [observe(x, **{breakdown: code}, **said) for code, x in values.items()]


def test_a_total_that_disagrees_is_said_with_the_difference(engine: Engine, tmp_path: Path) -> None:
    rows = [*part("sex", {"F": 4, "M": 5}, row=7), observe(10, sex="_T", row=3),
            *part("sex", {"_T": 9, "F": 4, "M": 5}, period="2019", row=2)]  # fmt: skip
    (found,) = check(engine, tmp_path, rows)
    assert (found.code, found.severity, found.sheet, found.row) == ("total", "warning", "Sheet1", 3)
    assert found.message == (
        "saltmere, Migrant residents, 2020: the parts by sex make 9, the total is 10: 1 less; "
        "correct the one or the other"
    )
    assert found.parts["difference"] == -1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"_T": 10, "F": 4, "M": None}, []),  # withheld or missing: nobody knows
        ({"_T": None, "F": 4, "M": 5}, []),
        ({"_T": 10, "F": 4, "M": 5, "_U": 1}, []),
        ({"_T": 10, "F": 12, "M": None}, ["2 more"]),  # whatever the other is
        ({"_T": 0.3, "F": 0.1, "M": 0.2}, []),
    ],
)
def test_what_is_unknown_disagrees_with_nothing(
    engine: Engine, tmp_path: Path, values: dict[str, float | None], expected: list[str]
) -> None:
    found = check(engine, tmp_path, part("sex", values))
    assert [x for x in expected if not any(x in each.message for each in found)] == []
    assert len(found) == len(expected)


def test_a_list_of_origins_that_may_not_be_whole_is_only_noted(
    engine: Engine, tmp_path: Path
) -> None:
    (less,) = check(engine, tmp_path / "a", part("origin", {"_T": 10, "MAR": 4, "ROU": 5}))
    assert less.severity == "note" and "origin codes are not in the file" in less.message
    (more,) = check(engine, tmp_path / "b", part("origin", {"_T": 10, "MAR": 6, "AFRICA": 6}))
    assert more.severity == "warning" and "codes that contain others" in more.message


def test_ages_that_are_cut_in_two_ways_are_added_up_in_each(engine: Engine, tmp_path: Path) -> None:
    ages = {"Y0T4": 1, "Y5T9": 2, "Y0T9": 3, "Y_GE10": 7, "_T": 10}
    assert check(engine, tmp_path / "a", part("age", ages)) == []
    (found,) = check(engine, tmp_path / "b", part("age", ages | {"Y_GE10": 8}))
    assert "1 more" in found.message


def test_a_total_that_two_lists_of_ages_contradict_is_in_one_column(
    engine: Engine, tmp_path: Path
) -> None:
    ages = {"Y0T4": 1, "Y5T9": 2, "Y0T9": 3, "Y_GE10": 8, "_T": 10}
    rows = [each for year in ("2020", "2021") for each in part("age", ages, period=year, row=3)]
    rows += part("age", {"Y10T19": 4, "Y_GE20": 4}, period="2020", row=3)
    rows += part("age", {"Y10T19": 4, "Y_GE20": 4}, period="2021", row=3)
    found = gather_totals(check(engine, tmp_path, rows))
    assert len(found) > 1
    assert all(each.count == 2 for each in found)
    assert all("1 more column of the row: 2021" in each.message for each in found)


def test_totals_of_no_row_are_not_told_as_columns_of_one(engine: Engine, tmp_path: Path) -> None:
    rows = [each for year in ("2020", "2021")
            for each in part("sex", {"_T": 9, "F": 5, "M": 5}, period=year, row=None)]  # fmt: skip
    found = gather_totals(check(engine, tmp_path, rows))
    assert [each.count for each in found] == [1, 1]


def test_percentages_are_not_added_up(engine: Engine, tmp_path: Path) -> None:
    rows = part("sex", {"_T": 20, "F": 30, "M": 10}, unit="percent", measure="own_share")
    assert check(engine, tmp_path, rows) == []


def test_of_many_the_first_are_told_and_the_others_counted(engine: Engine, tmp_path: Path) -> None:
    rows = []
    for at in range(MOST + 5):
        rows += part("sex", {"_T": 9, "F": 5, "M": 5}, area=f"ward-{at:02}", row=at + 1)
    found = gather_totals(check(engine, tmp_path, rows))
    assert [each.row for each in found] == list(range(1, MOST + 1))
    assert sum(each.count for each in found) == MOST + 5
