"""Totals over areas that disagree with their districts are told once, with the difference; where
parts may be missing nothing is said."""

from pathlib import Path

import openpyxl
import pytest

from tests.store.importing import Brought, bring, make_recipe, save, suggest
from weft.core.observatory.recipe import ColumnRule, Recipe, Wide


def make_workbook(folder: Path, total: int) -> Path:
    """Districts with a total below, as an office writes them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Stranieri residenti per quartiere"])
    sheet.append(["Quartiere", "2022", "2023"])
    sheet.append(["Aurora", "1.234", "1.300"])
    sheet.append(["Barriera", "2.050", "2.100"])
    sheet.append(["Lingotto", "1.000", ".."])
    sheet.append(["Torino - Totale", total, 9_000])
    path = folder / "totals.xlsx"
    book.save(path)
    return path


def bring_workbook(folder: Path, total: int) -> Brought:
    path = make_workbook(folder, total)
    recipe = suggest(path).recipe
    return bring(path, recipe.model_copy(update={"places": {"Torino - Totale": "turin"}}))


def test_a_wrong_total_over_districts_is_told_where_it_stands(tmp_path: Path) -> None:
    (found,) = bring_workbook(tmp_path, 4_384).list_troubles("total")
    assert (found.severity, found.row, found.column) == ("warning", 6, "2022")
    assert "the parts by area make 4,284, the total is 4,384: 100 less" in found.message


def test_a_total_that_agrees_and_one_without_all_its_parts_say_nothing(tmp_path: Path) -> None:
    assert bring_workbook(tmp_path, 4_284).list_troubles("total") == []


def test_parts_that_make_less_than_half_are_not_all_there(tmp_path: Path) -> None:
    assert bring_workbook(tmp_path, 8_600).list_troubles("total") == []
    assert bring_workbook(tmp_path, 4_000).list_troubles("total")[0].parts["difference"] == 284


def make_years(folder: Path, wrong: int) -> Path:
    """Districts over twelve years, whose total is wrong in the last of them."""
    years = range(2012, 2024)
    totals = [300 + 10 * (year > 2023 - wrong) for year in years]
    rows = [
        ["Cittadini stranieri residenti"], [], ["Quartiere", *years],
        ["Aurora", *[100] * 12], ["Barriera", *[200] * 12], ["Torino - Totale", *totals],
    ]  # fmt: skip
    return save(folder, "".join(";".join(map(str, row)) + "\n" for row in rows))


@pytest.mark.parametrize(
    ("wrong", "others"),
    [
        (1, ""),
        (2, "; totals differ too in 1 more column of the row: 2023"),
        (12, "; totals differ too in 11 more columns of the row: 2013, 2014, 2015, ..."),
    ],
)
def test_a_row_of_wrong_totals_is_told_once(tmp_path: Path, wrong: int, others: str) -> None:
    path = make_years(tmp_path, wrong)
    recipe = suggest(path).recipe
    brought = bring(path, recipe.model_copy(update={"places": {"Torino - Totale": "turin"}}))
    (found,) = brought.list_troubles("total")
    first = 2024 - wrong
    assert (found.row, found.column, found.count) == (6, str(first), wrong)
    assert found.message == (
        f"Torino - Totale, Migrant residents, {first}: the parts by area make 300, the total is "
        f"310: 10 less; correct the one or the other{others}"
    )


def test_totals_of_a_row_by_a_breakdown_are_told_once_and_not_again_by_area(tmp_path: Path) -> None:
    rows = ["Area,Sex,2021,2022,2023"]
    for area, women, men, both in (
        ("turin", 30, 40, 90),
        ("East", 10, 20, 30),
        ("West", 20, 20, 40),
    ):
        rows += [f"{area},F{3 * f',{women}'}", f"{area},M{3 * f',{men}'}"]
        rows.append(f"{area},_T{2 * f',{both}'},{women + men}")
    columns = (BY_SEX.columns[0], BY_SEX.columns[2])
    wide = Wide(columns={each: each for each in ("2021", "2022", "2023")}, role="period")
    recipe = make_recipe(columns=columns, wide=wide, places={"turin": "turin"})
    (found,) = bring_rows(tmp_path, recipe, *rows).list_troubles("total")
    assert (found.parts["breakdown"], found.row, found.count) == ("sex", 4, 2)
    assert "1 more column of the row: 2022" in found.message


def test_totals_that_are_wrong_otherwise_are_told_apart(tmp_path: Path) -> None:
    rows = ("Area,2021,2022,2023", "turin,90,60,60", "East,30,40,40", "West,40,40,40")
    wide = Wide(columns={each: each for each in ("2021", "2022", "2023")}, role="period")
    recipe = make_recipe(columns=make_recipe().columns[:1], wide=wide, places={"turin": "turin"})
    found = bring_rows(tmp_path, recipe, *rows).list_troubles("total")
    assert [(x.column, x.count, x.parts["difference"]) for x in found] == [
        ("2021", 1, -20),
        ("2022", 2, 20),
    ]


def test_columns_of_more_than_periods_are_named_by_all_that_differs(tmp_path: Path) -> None:
    rows = ("Area,F 2022,M 2022,F 2023", "turin,90,90,90", "East,30,30,40", "West,40,40,40")
    wide = Wide(
        columns={"F 2022": "2022 sex=F", "M 2022": "2022 sex=M", "F 2023": "2023 sex=F"},
        role="period",
    )
    recipe = make_recipe(columns=make_recipe().columns[:1], wide=wide, places={"turin": "turin"})
    (found,) = bring_rows(tmp_path, recipe, *rows).list_troubles("total")
    assert "2 more columns of the row: F 2023, M 2022" in found.message


BY_SEX = make_recipe(
    columns=(
        ColumnRule(column="Area", role="area"),
        ColumnRule(column="Year", role="period"),
        ColumnRule(column="Sex", role="breakdown", name="sex"),
        ColumnRule(column="Value", role="value"),
    )
)


def bring_rows(folder: Path, recipe: Recipe, *rows: str) -> Brought:
    return bring(save(folder, "\n".join(rows) + "\n"), recipe)


def test_areas_lie_in_those_whose_code_begins_theirs(tmp_path: Path) -> None:
    rows = ("Area,Year,Value", "ZZC1,2020,100", "ZZC11,2020,60", "ZZC12,2020,45", "ZZC2,2020,7")
    (found,) = bring_rows(tmp_path, make_recipe(), *rows).list_troubles("total")
    assert (found.row, found.parts["area"], found.parts["difference"]) == (2, "ZZC1", 5)


def test_a_total_that_is_wrong_by_sex_too_is_told_once(tmp_path: Path) -> None:
    rows = ["Area,Year,Sex,Value"]
    for area, women, men, both in (
        ("turin", 30, 40, 90),
        ("East", 10, 20, 30),
        ("West", 20, 20, 40),
    ):
        rows += [f"{area},2020,F,{women}", f"{area},2020,M,{men}", f"{area},2020,_T,{both}"]
    recipe = BY_SEX.model_copy(update={"places": {"turin": "turin"}})
    (found,) = bring_rows(tmp_path, recipe, *rows).list_troubles("total")
    assert found.parts["breakdown"] == "sex"


@pytest.mark.parametrize("unit", ["percent", "euro"])
def test_shares_and_averages_of_districts_are_not_added_up(tmp_path: Path, unit: str) -> None:
    recipe = make_recipe(
        constants={"measure": "share", "definition": "citizenship", "unit": unit},
        places={"turin": "turin"},
    )
    rows = ("Area,Year,Value", "turin,2020,10", "East,2020,12", "West,2020,8")
    assert bring_rows(tmp_path, recipe, *rows).list_troubles("total") == []
