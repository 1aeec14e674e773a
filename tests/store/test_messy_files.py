"""Files as cities have them end in exactly the right observations: a workbook with titles and
merged heads, code pages of Windows and MS-DOS, Arabic digits, footnotes; for whoever changes a
reader."""

from pathlib import Path

import openpyxl
import pytest

from tests.store.importing import bring, make_recipe, make_wide, save, suggest
from weft.core.observatory.recipe import ColumnRule, Layout


def make_workbook(folder: Path) -> Path:
    """A workbook as an office of statistics makes it by hand."""
    book = openpyxl.Workbook()
    book.active.title = "Copertina"
    book.active["A1"] = "Ufficio di Statistica"
    hidden = book.create_sheet("Vecchio")
    hidden.append(["Quartiere", "Valore"])
    hidden.append(["Aurora", 1])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Stranieri")
    sheet.append(["Tab. 4 - Cittadini stranieri residenti per quartiere, sesso e anno"])
    sheet.merge_cells("A1:E1")
    sheet.append(["Valori assoluti al 31 dicembre"])
    sheet.append([])
    sheet.append(["Quartiere", "Maschi", None, "Femmine", None])
    sheet.append([None, 2019, 2020, 2019, 2020])
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("B4:C4")
    sheet.merge_cells("D4:E4")
    sheet.append(["Aurora", "1.234", "1.301*", "1.198", ".."])
    sheet.append(["Barriera", "2.050", 987, "1.876 (a)", "2.001"])
    sheet.append(["Totale", "3.284", "2.288", "3.074", "2.001"])
    sheet.append([])
    sheet.append(["* dato provvisorio"])
    sheet.append(["Fonte: Anagrafe comunale"])
    path = folder / "stranieri.xlsx"
    book.save(path)
    return path


def test_a_workbook_with_titles_merged_heads_and_footnotes_gives_the_right_figures(
    tmp_path: Path,
) -> None:
    path = make_workbook(tmp_path)
    proposal = suggest(path)
    assert proposal.recipe.layout.sheet == "Stranieri"
    assert proposal.recipe.constants["measure"] == "stock"
    assert proposal.recipe.constants["definition"] == "citizenship"
    recipe = proposal.recipe.model_copy(update={"places": {"Totale": "turin"}})
    brought = bring(path, recipe)
    assert not brought.report.errors
    assert brought.find("area", "place", "period", "by_sex", "value", "row") == [
        ("Totale", "turin", "2019", "F", 3074, 8),
        ("Totale", "turin", "2019", "M", 3284, 8),
        ("Totale", "turin", "2020", "F", 2001, 8),
        ("Totale", "turin", "2020", "M", 2288, 8),
        ("Aurora", "turin-aurora", "2019", "F", 1198, 6),
        ("Aurora", "turin-aurora", "2019", "M", 1234, 6),
        ("Aurora", "turin-aurora", "2020", "F", None, 6),
        ("Aurora", "turin-aurora", "2020", "M", 1301, 6),
        ("Barriera", "turin-barriera", "2019", "F", 1876, 7),
        ("Barriera", "turin-barriera", "2019", "M", 2050, 7),
        ("Barriera", "turin-barriera", "2020", "F", 2001, 7),
        ("Barriera", "turin-barriera", "2020", "M", 987, 7),
    ]
    assert (brought.report.figures, brought.report.missing) == (11, 1)


ITALIAN = "Quartiere;Età;Nazionalità;Anno;Unità\nAurora;0-4 anni;Perù;2020;1.234\n" + (
    "Mirafiori;5-9 anni;Costa d'Avorio;2020;2.345\nAurora;5-9 anni;Totale;2020;3.456\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_an_italian_file_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = save(tmp_path, ITALIAN, encoding=encoding)
    proposal = suggest(path)
    recipe = proposal.recipe.model_copy(
        update={"constants": {"measure": "stock", "definition": "citizenship", "source": "x"}}
    )
    brought = bring(path, recipe)
    assert not brought.report.errors
    assert brought.find("place", "by_age", "by_origin", "value") == [
        ("turin-aurora", "Y0T4", "PER", 1234),
        ("turin-aurora", "Y5T9", "_T", 3456),
        ("turin-mirafiori", "Y5T9", "CIV", 2345),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1256"])
def test_an_arabic_file_is_read_with_its_digits_and_signs(tmp_path: Path, encoding: str) -> None:
    digits = encoding != "cp1256"  # the code page has no Arabic digits
    figure = "١٬٢٣٤" if digits else "1,234"
    text = f"المدينة\tالجنسية\tالسنة\tالعدد\nطنجة\tالسنغال\t2020\t{figure}\n" + (
        "طنجة\tالمجموع\t2020\t2,500\nطنجة\tفرنسا\t2020\t-\n"
    )
    path = save(tmp_path, text, encoding=encoding)
    recipe = suggest(path).recipe
    recipe = recipe.model_copy(
        update={"constants": {"measure": "stock", "definition": "citizenship", "source": "x"}}
    )
    brought = bring(path, recipe)
    assert not brought.report.errors
    assert brought.find("place", "by_origin", "value") == [
        ("tangier", "FRA", None),
        ("tangier", "SEN", 1234),
        ("tangier", "_T", 2500),
    ]


def test_titles_above_and_notes_below_a_csv_are_no_figures(tmp_path: Path) -> None:
    text = (
        "Étrangers par quartier\nVille de Turin\n\nArea;Année 2019;Année 2020\n"
        "Aurora;1 234;56 (p)\nBarriera;:;12,0\n\nSource : registre\n(p) provisoire\n"
    )
    path = save(tmp_path, text, encoding="cp1252")
    recipe = make_wide({"Année 2019": "2019", "Année 2020": "2020"})
    brought = bring(path, recipe)
    assert not brought.report.errors
    assert brought.find("area", "period", "value", "flag", "row") == [
        ("Aurora", "2019", 1234, "A", 5),
        ("Aurora", "2020", 56, "P", 5),
        ("Barriera", "2019", None, "A", 6),
        ("Barriera", "2020", 12, "A", 6),
    ]


def test_heads_in_two_rows_of_a_csv_carry_on_to_the_right(tmp_path: Path) -> None:
    text = "Area,Men,,Women,\n,2019,2020,2019,2020\nAurora,1,2,3,4\nBarriera,5,6,7,8\n"
    path = save(tmp_path, text)
    brought = bring(
        path,
        make_wide({
            "Men / 2019": "2019 sex=M", "Men / 2020": "2020 sex=M",
            "Women / 2019": "2019 sex=F", "Women / 2020": "2020 sex=F",
        }),
    )  # fmt: skip
    assert brought.find("area", "by_sex", "period", "value")[:4] == [
        ("Aurora", "F", "2019", 3), ("Aurora", "M", "2019", 1),
        ("Aurora", "F", "2020", 4), ("Aurora", "M", "2020", 2),
    ]  # fmt: skip


def test_every_sign_of_a_missing_figure_is_missing_and_never_zero(tmp_path: Path) -> None:
    signs = ["", "..", ":", "-", "–", "NULL", "NA", "n.d.", ": c"]
    rows = "".join(f"Aurora;{2000 + n};{sign}\n" for n, sign in enumerate(signs))
    path = save(tmp_path, f"Area;Year;Value\n{rows}Aurora;1999;0\n")
    brought = bring(path, make_recipe())
    assert not brought.report.errors
    assert brought.report.missing == len(signs)
    assert [value for (value,) in brought.find("value")] == [0.0, *[None] * len(signs)]
    assert brought.rows[-1]["confidentiality"] == "C"


def test_percentages_beside_counts_are_another_measure(tmp_path: Path) -> None:
    path = save(tmp_path, "Quartiere;Stranieri;% su totale\nAurora;1.234;12,5\nBarriera;99;3,1\n")
    recipe = suggest(path).recipe
    assert recipe.wide is not None
    recipe = recipe.model_copy(update={"constants": {**recipe.constants, "period": "2020"}})
    brought = bring(path, recipe)
    assert sorted(brought.find("area", "measure", "unit", "value")) == [
        ("Aurora", "share", "percent", 12.5), ("Aurora", "stock", "persons", 1234),
        ("Barriera", "share", "percent", 3.1), ("Barriera", "stock", "persons", 99),
    ]  # fmt: skip


def test_a_blank_code_means_others_where_the_recipe_says_so(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        "Area;Year;iso;Paese;Value\nAurora;2020;RO;Romania;10\nAurora;2020;;Altri paesi;3\n"
        "Aurora;2020;MA;Marocco;4\n",
    )
    recipe = suggest(path).recipe
    origin = next(each for each in recipe.columns if each.name == "origin")
    assert origin.codes == {"RO": "ROU", "MA": "MAR", "": "_O"}
    recipe = recipe.model_copy(
        update={"constants": {"measure": "stock", "definition": "citizenship"}}
    )
    assert bring(path, recipe).find("by_origin", "value") == [("MAR", 4), ("ROU", 10), ("_O", 3)]


def test_a_blank_code_of_which_nothing_is_said_is_unknown_and_never_the_total(
    tmp_path: Path,
) -> None:
    path = save(tmp_path, "Area,Year,Sex,Value\nAurora,2020,F,1\nAurora,2020,,2\n")
    rules = (*make_recipe().columns, ColumnRule(column="Sex", role="breakdown", name="sex"))
    brought = bring(path, make_recipe(columns=rules))
    assert brought.find("by_sex", "value") == [("F", 1), ("_U", 2)]
    (trouble,) = brought.list_troubles("blank_code")
    assert (trouble.row, trouble.column) == (3, "Sex")


def test_a_count_with_three_decimals_is_said_and_correctable(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;Year;Value\nAurora;2020;1.234\nBarriera;2020;12345\n")
    brought = bring(path, make_recipe())
    assert brought.list_troubles("separators")
    corrected = bring(path, make_recipe(layout=Layout(decimal=".", thousands="")))
    assert corrected.find("value") == [(1.234,), (12345,)]
    assert corrected.list_troubles("fraction")


def test_two_columns_of_time_make_one_period(tmp_path: Path) -> None:
    path = save(tmp_path, "Area,Year,Quarter,Value\nAurora,2020,Q2,5\n")
    rules = (*make_recipe().columns[:2], ColumnRule(column="Quarter", role="period"),
             make_recipe().columns[2])  # fmt: skip
    assert bring(path, make_recipe(columns=rules)).find("period") == [("2020-Q2",)]
