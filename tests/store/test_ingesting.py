"""An import writes exactly the columns of the store, in order, the same every time, and says what
it found; for whoever changes it."""

import datetime as dt
import hashlib
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.store.importing import bring, make_places, make_recipe, make_wide, save
from weft.core.observatory.recipe import ColumnRule
from weft.store.columns import make_schema
from weft.store.ingesting import OBSERVATIONS, ingest
from weft.store.watching import Step

SEX = ColumnRule(column="Sex", role="breakdown", name="sex", codes={"women": "F", "men": "M"})
TEXT = (
    "Area,Sex,Year,Value\nMirafiori,women,2021,7\nAurora,men,2021,4\nAurora,women,2021,5\n"
    "Aurora,all,2021,9\nElsewhere,women,2020,1\nAurora,women,2020,\n"
)


def make_sexes() -> object:
    """Area, sex, year, value."""
    return make_recipe(
        columns=(make_recipe().columns[0], SEX, *make_recipe().columns[1:]),
        totals={"sex": ("all",)}, fixed={"origin": "_T"},
    )  # fmt: skip


def test_the_file_has_exactly_the_columns_of_the_store_in_order(tmp_path: Path) -> None:
    recipe = make_sexes()
    brought = bring(save(tmp_path, TEXT), recipe)
    written = pq.read_table(tmp_path / "out" / OBSERVATIONS)
    assert written.schema.equals(make_schema(("sex", "origin")))
    assert brought.find("place", "area", "period", "by_sex", "value", "row") == [
        ("turin-aurora", "Aurora", "2020", "F", None, 7),
        ("turin-aurora", "Aurora", "2021", "F", 5, 4),
        ("turin-aurora", "Aurora", "2021", "M", 4, 3),
        ("turin-aurora", "Aurora", "2021", "_T", 9, 5),
        ("turin-mirafiori", "Mirafiori", "2021", "F", 7, 2),
        (None, "Elsewhere", "2020", "F", 1, 6),
    ]
    first = brought.rows[0]
    assert (first["start"], first["until"]) == (dt.date(2020, 1, 1), dt.date(2021, 1, 1))
    assert (first["measure"], first["definition"], first["source"]) == (
        "stock", "citizenship", "register",
    )  # fmt: skip
    assert (first["unit"], first["flag"], first["confidentiality"], first["modelled"]) == (
        "persons", "A", "F", False,
    )  # fmt: skip


def test_the_report_says_what_the_file_holds(tmp_path: Path) -> None:
    report = bring(save(tmp_path, TEXT), make_sexes()).report
    assert (report.rows, report.figures, report.missing) == (6, 5, 1)
    assert (report.first, report.last) == ("2020", "2021")
    assert report.breakdowns == ("sex", "origin")
    assert (report.measures, report.definitions) == (("stock",), ("citizenship",))
    assert {each.area: (each.place, each.figures) for each in report.areas} == {
        "Aurora": ("turin-aurora", 3), "Mirafiori": ("turin-mirafiori", 1), "Elsewhere": (None, 1),
    }  # fmt: skip


def test_the_same_file_and_recipe_give_the_same_bytes(tmp_path: Path) -> None:
    path = save(tmp_path, TEXT)
    digests = set()
    for name in ("one", "two"):
        ingest(path, make_sexes(), make_places(), tmp_path / name)
        digests.add(hashlib.sha256((tmp_path / name / OBSERVATIONS).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_a_total_that_disagrees_is_said_with_the_difference(tmp_path: Path) -> None:
    text = TEXT.replace("Aurora,all,2021,9", "Aurora,all,2021,12")
    (trouble,) = bring(save(tmp_path, text), make_sexes()).list_troubles("total")
    assert trouble.parts["difference"] == -3
    assert trouble.row == 5


def test_the_order_of_rows_and_columns_does_not_change_the_figures(tmp_path: Path) -> None:
    lines = TEXT.splitlines()
    turned = [",".join(reversed(each.split(","))) for each in (lines[0], *reversed(lines[1:]))]
    one = bring(save(tmp_path, TEXT), make_sexes())
    other = bring(save(tmp_path, "\n".join(turned)), make_sexes())
    names = ("place", "area", "period", "by_sex", "value")
    assert one.find(*names) == other.find(*names)


def test_nothing_is_left_of_temporary_files(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    bring(save(tmp_path, TEXT, encoding="utf-16"), make_sexes(), folder=folder)
    assert list(folder.iterdir()) == []
    assert [each.name for each in (tmp_path / "out").iterdir()] == [OBSERVATIONS]


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[Step] = []
    bring(save(tmp_path, TEXT), make_sexes(), progress=seen.append)
    assert seen[-1] == Step("writing", 6, 6)


def test_a_well_formed_file_and_a_messy_one_give_the_same_rows(tmp_path: Path) -> None:
    plain = bring(save(tmp_path, TEXT), make_sexes())
    messy = bring(save(tmp_path, TEXT + "\nSource: register\n"), make_sexes())
    assert plain.find("area", "value", "row") == messy.find("area", "value", "row")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_end_in_a_cell_is_one_row_as_a_spreadsheet_counts(
    tmp_path: Path, encoding: str
) -> None:
    text = 'Area,Year,Value\n"Auro\nra",2020,1\nAurora,2021,bad\n'
    brought = bring(save(tmp_path, text, encoding=encoding), make_recipe())
    assert [(each.code, each.row) for each in brought.report.errors] == [("not_a_number", 3)]


def test_flags_come_from_their_column_or_from_the_mark_of_the_figure(tmp_path: Path) -> None:
    text = "Area,Year,Value,Status\nAurora,2019,5p,\nAurora,2020,5,e\nAurora,2021,5,?\n"
    text += "Aurora,2022,5,\n"
    rules = (*make_recipe().columns, ColumnRule(column="Status", role="flag"))
    brought = bring(save(tmp_path, text), make_recipe(columns=rules))
    assert brought.find("flag") == [("P",), ("E",), ("A",), ("A",)]
    assert brought.list_troubles("unknown_flag")[0].row == 4


def test_a_confidentiality_that_nobody_can_read_is_taken_as_not_for_publication(
    tmp_path: Path,
) -> None:
    text = "Area,Year,Value,Conf\nAurora,2019,5,F\nAurora,2020,5,C\nAurora,2021,5,top secret\n"
    rules = (*make_recipe().columns, ColumnRule(column="Conf", role="confidentiality"))
    brought = bring(save(tmp_path, text), make_recipe(columns=rules))
    assert brought.find("confidentiality") == [("F",), ("C",), ("N",)]


def test_measures_and_units_of_the_file_become_names(tmp_path: Path) -> None:
    text = "Area,Year,What,Value\nAurora,2019,Foreign citizens,5\nAurora,2019,Dogs & cats,6\n"
    rules = (*make_recipe().columns,
             ColumnRule(column="What", role="measure",
                        codes={"Foreign citizens": "stock"}))  # fmt: skip
    brought = bring(save(tmp_path, text), make_recipe(columns=rules))
    assert brought.find("measure") == [("dogs_cats",), ("stock",)]


def test_a_wide_column_says_more_than_one_thing(tmp_path: Path) -> None:
    path = save(tmp_path, "Area,a,b\nAurora,1,2\n")
    recipe = make_wide({"a": "2020 sex=F unit=permits", "b": "2021 sex=M"})
    assert bring(path, recipe).find("period", "by_sex", "unit", "value") == [
        ("2020", "F", "permits", 1), ("2021", "M", "persons", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020", "2020"), ("2020-Q3", "2020-Q3"), ("T3 2020", "2020-Q3"),
        ("31/12/2020", "2020-12-31"),
        ("1.2.2020", "2020-02-01"), ("3/2020", "2020-03"), ("March 2020", "2020-03"),
        ("31 dicembre 2020", "2020-12-31"), ("31 de diciembre de 2020", "2020-12-31"),
        ("1er janvier 2020", None), ("mars 2020", "2020-03"), ("2020*", "2020"),
        ("2020-12-31 00:00:00", "2020-12-31"), ("٢٠٢٠", "2020"), ("2019-2020", None),
        ("2019/20", None), ("32/12/2020", None), ("20200101", None), ("", None),
    ],
)  # fmt: skip
def test_periods_are_read_as_people_write_them(
    tmp_path: Path, text: str, period: str | None
) -> None:
    brought = bring(
        save(tmp_path, f"Area;Year;Value\nAurora;{text};1\nAurora;1999;1\n"), make_recipe()
    )
    found = [each for (each,) in brought.find("period") if each != "1999"]
    assert found == ([period] if period else [])
    assert bool(brought.list_troubles("not_a_period")) == (period is None)


def test_a_large_file_does_not_pass_through_memory(tmp_path: Path) -> None:
    # 1.2 million figures do not fit into what DuckDB may hold here: it goes on in files.
    path = tmp_path / "file.csv"
    with path.open("w") as file:
        file.write("Area,Year,Value\n")
        for n in range(200_000):
            file.write(f"quarter {n},2020,{n}\nquarter {n},2021,{n}\n")
    with tempfile.TemporaryDirectory() as folder:
        brought = bring(path, make_recipe(), folder=Path(folder), memory="150MB")
    assert brought.report.figures == 400_000
    assert len(brought.report.areas) == 1_000  # the rest is counted, not listed
