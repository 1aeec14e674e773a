"""Marks behind figures and in the heads of their columns become flags or are told, and none
vanishes; for whoever changes a reader."""

from pathlib import Path

import openpyxl
import pytest

from tests.store.importing import bring, make_recipe, make_wide, save, suggest
from weft.core.observatory.recipe import ColumnRule, Wide
from weft.store.readers.heads import find_mark


def make_workbook(folder: Path, *years: str) -> Path:
    """Women and men by year, the last provisional, with a footnote."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Cittadini stranieri residenti per quartiere"])
    sheet.append(["Quartiere", "Maschi", None, "Femmine", None])
    sheet.append([None, *years, *years])
    sheet.append(["Aurora", "1.234", "6.105", "6.811 (e)", "1.301"])
    sheet.append(["Barriera", "2.050", "4 (1)", "1.876 *", "2.001 (1)"])
    sheet.append([])
    sheet.append(["(p) dato provvisorio"])
    path = folder / "marks.xlsx"
    book.save(path)
    return path


def test_a_mark_in_a_head_is_that_of_all_figures_below_it(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "2022", "2023 (p)")
    brought = bring(path, suggest(path).recipe)
    assert not brought.report.errors
    assert brought.find("area", "period", "by_sex", "value", "flag") == [
        ("Aurora", "2022", "F", 6811, "E"),
        ("Aurora", "2022", "M", 1234, "A"),
        ("Aurora", "2023", "F", 1301, "P"),
        ("Aurora", "2023", "M", 6105, "P"),
        ("Barriera", "2022", "F", 1876, "A"),
        ("Barriera", "2022", "M", 2050, "A"),
        ("Barriera", "2023", "F", 2001, "P"),
        ("Barriera", "2023", "M", 4, "P"),
    ]


def test_a_mark_that_means_nothing_known_is_told_once(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "2022", "2023 (p)")
    found = bring(path, suggest(path).recipe).list_troubles("unknown_mark")
    assert [(x.parts["found"], x.count, x.row, x.severity) for x in found] == [
        ("(1)", 2, 5, "note"),
        ("*", 1, 5, "note"),
    ]
    assert "mark (1) stands at 2 figures and says nothing known" in found[0].message


def test_next_year_the_mark_stands_at_another_year(tmp_path: Path) -> None:
    recipe = suggest(make_workbook(tmp_path, "2022", "2023 (p)")).recipe
    path = make_workbook(tmp_path, "2023", "2024 (p)")
    updated = suggest(path, (recipe,)).recipe
    brought = bring(path, updated)
    assert not brought.report.errors
    flags = {(row["period"], row["flag"]) for row in brought.rows if row["area"] == "Barriera"}
    assert flags == {("2023", "A"), ("2024", "P")}


def test_a_recipe_without_marks_reads_a_year_that_has_one(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;2022;2023 (p)\nturin;10;11\n")
    recipe = make_wide({"2022": "2022", "2023": "2023"})
    assert bring(path, recipe).find("period", "flag") == [("2022", "A"), ("2023", "P")]
    later = save(tmp_path, "Area;2023;2024 (p)\nturin;10;11\n")
    assert bring(later, suggest(later, (recipe,)).recipe).find("period", "flag") == [
        ("2023", "A"),
        ("2024", "P"),
    ]


def test_a_mark_in_a_head_that_means_nothing_known_is_told_with_its_figures(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;2022 (1);2023*\nturin;10;11\nmilan;12;13 (1)\n")
    brought = bring(path, make_wide({"2022": "2022", "2023": "2023"}))
    found = brought.list_troubles("unknown_mark")
    assert {(x.parts["found"], x.count) for x in found} == {("(1)", 3), ("*", 2)}


def test_what_the_recipe_says_of_a_column_holds(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;2022 (1);2023 (p)\nturin;10;11\n")
    brought = bring(path, make_wide({"2022 (1)": "2022 flag=B", "2023 (p)": "2023"}))
    assert brought.find("period", "flag") == [("2022", "B"), ("2023", "P")]
    assert brought.list_troubles("unknown_mark") == []


def test_a_letter_that_is_a_code_is_no_mark(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;2023 (F);2023 (M)\nturin;10;11\n")
    wide = Wide(columns={"2023 (F)": "F period=2023", "2023 (M)": "M period=2023"},
                role="breakdown", name="sex")  # fmt: skip
    recipe = make_recipe(columns=(ColumnRule(column="Area", role="area"),), wide=wide)
    brought = bring(path, recipe)
    assert brought.find("by_sex", "flag") == [("F", "A"), ("M", "A")]
    assert brought.list_troubles("unknown_mark") == []


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("2023 (p)", "(p)"), ("Women / 2023 (p)", "(p)"), ("2023 (p) / Women", "(p)"),
        ("2023p", "p"), ("2023*", "*"), ("Women (1)", "(1)"), ("Stranieri (p)", "(p)"),
        ("2023", ""), ("Women", ""), ("Residents (n)", ""), ("Women (F)", ""), ("Aliens (UE)", ""),
        ("Value (2)", ""), ("(C)", ""),
    ],
)  # fmt: skip
def test_marks_of_heads_are_told_from_words(head: str, mark: str) -> None:
    assert find_mark(head, ["Value", head]) == mark
