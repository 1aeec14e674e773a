"""Totals over areas that disagree with their districts are told once, with the difference; where
parts may be missing nothing is said."""

from pathlib import Path

import openpyxl
import pytest

from tests.store.importing import Brought, bring, make_recipe, save, suggest
from weft.core.observatory.recipe import ColumnRule, Recipe


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
