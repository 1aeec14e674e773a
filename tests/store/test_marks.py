"""Marks behind figures, behind their periods and in the heads of their columns become flags or are
told, and none vanishes; for whoever changes a reader."""

from pathlib import Path

import openpyxl
import pytest

from tests.store.importing import bring, make_recipe, make_wide, save, suggest
from weft.core.observatory.recipe import ColumnRule, Wide
from weft.store.assistant.wide import read_settings
from weft.store.readers.heads import find_mark

TITLE = "Cittadini stranieri residenti\n\n"


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


@pytest.mark.parametrize("heads", ["2022 (F);2022 (M);2023 (F)", "Women 2022;2022 (M);2023 (F)"])
def test_a_letter_that_the_recipe_says_is_a_code_is_one_in_a_year_without_the_other(
    tmp_path: Path, heads: str
) -> None:
    path = save(tmp_path, f"Area;{heads}\nturin;10;11;12\n")
    columns = {x: f"{'M' if '(M)' in x else 'F'} period={x[-8:-4] if ')' in x else '2022'}"
               for x in heads.split(";")}  # fmt: skip
    wide = Wide(columns=columns, role="breakdown", name="sex")
    recipe = make_recipe(columns=(ColumnRule(column="Area", role="area"),), wide=wide)
    assert {x["flag"] for x in bring(path, recipe).rows} == {"A"}


@pytest.mark.parametrize(
    ("heads", "sexes"),
    [
        (("2022 (F)", "2022 (M)", "2023 (F)"), ("F", "M", "F")),  # men of 2023 are not out yet
        (("2023 (F)", "2023 (M)", "2023 (T)"), ("F", "M", None)),
        (("2023 (f)", "2023 (p)"), (None, None)),
    ],
)
def test_where_two_letters_tell_sexes_apart_none_is_a_mark(
    heads: tuple[str, ...], sexes: tuple[str | None, ...]
) -> None:
    assert tuple(read_settings(x, heads).get("sex") for x in heads) == sexes
    assert [find_mark(x, heads) for x in heads] == (
        [""] * len(heads) if any(sexes) else ["(f)", "(p)"]
    )


def test_a_mark_behind_a_period_is_that_of_all_figures_of_its_row(tmp_path: Path) -> None:
    text = (
        "Quartiere;Rilevazione;Stranieri\nAurora;2022 (p);1.998\nAurora;2023 (P);2.105\n"
        "Aurora;2024 (f);2.210\nBarriera;2021;1.850\nBarriera;2022p;1.876 (e)\n"
        "Barriera;2023;2.001 (1)\n"
    )
    path = save(tmp_path, text)
    brought = bring(path, suggest(path).recipe)
    assert not brought.report.errors
    assert brought.find("area", "period", "value", "flag") == [
        ("Aurora", "2022", 1998, "P"),
        ("Aurora", "2023", 2105, "P"),
        ("Aurora", "2024", 2210, "F"),
        ("Barriera", "2021", 1850, "A"),
        ("Barriera", "2022", 1876, "E"),
        ("Barriera", "2023", 2001, "A"),
    ]


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2023*", "2023"), ("2023-Q1 (f)", "2023-Q1"), ("T1 2023 (f)", "2023-Q1"),
        ("2023-03 (p)", "2023-03"), ("31/12/2023 (n)", "2023-12-31"), ("marzo 2023 b", "2023-03"),
        ("٢٠٢٣ (p)", "2023"), ("2023.0 (f)", "2023"),
        ("2020-01-01/P18M (p)", "2020-01-01/2021-07-01"),
    ],
)  # fmt: skip
def test_marks_are_behind_periods_of_every_kind(tmp_path: Path, cell: str, period: str) -> None:
    path = save(tmp_path, f"Area;Year;Value\nturin;{cell};10\n")
    brought = bring(path, make_recipe())
    flag = {"f": "F", "p": "P", "n": "N", "b": "B"}.get(cell.strip(")")[-1], "A")
    assert brought.find("period", "flag") == [(period, flag)]
    assert bool(brought.list_troubles("unknown_mark")) == (flag == "A")


def test_a_column_of_flags_says_more_than_the_mark_of_the_period(tmp_path: Path) -> None:
    text = "Area;Year;Value;Flag\nturin;2022 (p);10;E\nturin;2023 (p);11;\n"
    rules = (*make_recipe().columns, ColumnRule(column="Flag", role="flag"))
    brought = bring(save(tmp_path, text), make_recipe(columns=rules))
    assert brought.find("period", "flag") == [("2022", "E"), ("2023", "P")]


def test_a_mark_of_a_period_says_more_than_that_of_a_head(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;Year;Women (e);Men\nturin;2022;10;11\nturin;2023 (p);12;13\n")
    wide = Wide(columns={"Women (e)": "F", "Men": "M"}, role="breakdown", name="sex")
    brought = bring(path, make_recipe(columns=make_recipe().columns[:2], wide=wide))
    assert brought.find("period", "by_sex", "flag") == [
        ("2022", "F", "E"),
        ("2022", "M", "A"),
        ("2023", "F", "P"),
        ("2023", "M", "P"),
    ]


def test_a_mark_of_a_period_that_means_nothing_known_is_told_with_its_figures(
    tmp_path: Path,
) -> None:
    text = "Area;Year;Value\nturin;2022;10\nturin;2023 (1);11\nmilan;2023 (1);..\nrome;2023*;9\n"
    found = bring(save(tmp_path, text), make_recipe()).list_troubles("unknown_mark")
    assert [(x.parts["found"], x.count, x.row, x.column, x.severity) for x in found] == [
        ("(1)", 1, 3, "Year", "note"),
        ("*", 1, 5, "Year", "note"),
    ]


def test_a_forecast_is_not_of_women(tmp_path: Path) -> None:
    path = save(tmp_path, TITLE + "Quartiere;2022;2023 (p);2024 (f)\nAurora;1.234;1.300;1.350\n")
    brought = bring(path, suggest(path).recipe)
    assert brought.report.breakdowns == ()
    assert brought.find("period", "flag") == [("2022", "A"), ("2023", "P"), ("2024", "F")]


def test_a_forecast_of_women_is_one(tmp_path: Path) -> None:
    heads = "Quartiere;Maschi;;Femmine;\n;2023;2024 (f);2023;2024 (f)\n"
    path = save(tmp_path, TITLE + heads + "Aurora;101;102;103;104\n")
    brought = bring(path, suggest(path).recipe)
    assert brought.find("period", "by_sex", "flag") == [
        ("2023", "F", "A"),
        ("2023", "M", "A"),
        ("2024", "F", "F"),
        ("2024", "M", "F"),
    ]


def test_a_forecast_in_a_file_of_women_is_one(tmp_path: Path) -> None:
    path = save(tmp_path, TITLE + "Quartiere;Femmine 2023;Femmine 2024 (f)\nAurora;101;102\n")
    brought = bring(path, suggest(path).recipe)
    assert brought.find("period", "by_sex", "flag") == [("2023", "F", "A"), ("2024", "F", "F")]


def test_letters_of_both_sexes_behind_a_year_are_sexes_this_year_and_next(tmp_path: Path) -> None:
    path = save(tmp_path, TITLE + "Quartiere;2023 (F);2023 (M)\nAurora;10;11\n")
    recipe = suggest(path).recipe
    assert bring(path, recipe).find("by_sex", "flag") == [("F", "A"), ("M", "A")]
    later = save(tmp_path, TITLE + "Quartiere;2024 (F);2024 (M)\nAurora;12;13\n", "later.csv")
    updated = suggest(later, (recipe,)).recipe
    assert bring(later, updated).find("period", "by_sex", "value") == [
        ("2024", "F", 12),
        ("2024", "M", 13),
    ]


@pytest.mark.parametrize(
    ("head", "settings"),
    [
        ("2023 (f)", {"period": "2023"}), ("Q1 2023 (f)", {"period": "2023"}),
        ("2023-Q1 (f)", {"period": "2023"}), ("2023 f", {"period": "2023"}),
        ("2023 (m)", {"period": "2023"}), ("f", {"sex": "F"}), ("F", {"sex": "F"}),
        ("F / 2023 (p)", {"period": "2023", "sex": "F"}),
        ("2023 / F", {"period": "2023", "sex": "F"}), ("2023_F", {"period": "2023", "sex": "F"}),
    ],
)  # fmt: skip
def test_a_mark_behind_a_period_is_no_sex(head: str, settings: dict[str, str]) -> None:
    assert read_settings(head) == settings


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("2023 (p)", "(p)"), ("Women / 2023 (p)", "(p)"), ("2023 (p) / Women", "(p)"),
        ("2023p", "p"), ("2023*", "*"), ("Women (1)", "(1)"), ("Stranieri (p)", "(p)"),
        ("2023", ""), ("Women", ""), ("Residents (n)", ""), ("Women (F)", ""), ("Aliens (UE)", ""),
        ("Value (2)", ""), ("(C)", ""), ("2023-Q1 (f)", "(f)"), ("2023-12-31 (n)", "(n)"),
        ("Area 12 (f)", ""),
    ],
)  # fmt: skip
def test_marks_of_heads_are_told_from_words(head: str, mark: str) -> None:
    assert find_mark(head, ["Value", head]) == mark
