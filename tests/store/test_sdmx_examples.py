"""The 21 official examples of SDMX-CSV 2.0, and the files of ISTAT and the OECD: how many
observations, attributes and deletions they hold, and what is in their cells."""

# ruff: noqa: S608  (names of the test)

import re
from pathlib import Path

import duckdb
import pytest

from weft.store.readers.raw import quote
from weft.store.readers.sdmx import open_sdmx_csv
from weft.store.readers.sdmx_text import Head, read_head

SHARED = Path(__file__).parents[3] / "shared"
EXAMPLES = SHARED / "standards/sdmx-csv-2.0"
ITALY = SHARED / "data/italy-sdmx"
COUNTS = {  # observations, rows without a value, deletions
    "01": (2, 0, 0), "02": (2, 0, 0), "03": (2, 0, 0), "04": (2, 0, 0), "05": (2, 0, 0),
    "06": (2, 0, 0), "07": (2, 0, 0), "08": (2, 0, 0), "09A": (3, 0, 0), "09B": (3, 0, 0),
    "10": (2, 0, 0), "11": (2, 0, 0), "12": (0, 2, 0), "13": (1, 1, 0), "14": (0, 2, 0),
    "15": (2, 0, 0), "16": (0, 0, 2), "17": (0, 0, 2), "18": (0, 0, 2), "19A": (0, 0, 1),
    "19B": (0, 0, 1),
}  # fmt: skip
FILES = {
    "istat_28_185_DF_DCIS_MIGRAZIONI_2_immigrants": (12_296, 0, 0),
    "istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance": (42_612, 0, 0),
    "istat_29_348_DF_DCIS_PERMSOGG1_1_residence-permits": (3_607, 0, 0),
    "istat_29_849_DF_DCIS_ACQCITIZ_1": (408, 0, 0),
    "oecd_DF_MIG_ITA_inflows_sdmx-csv2": (9_012, 53, 0),  # 53 are missing, not zero
}

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")


def example(name: str) -> Path:
    return EXAMPLES / f"example-{name}.csv"


def read(path: Path, columns: str) -> list[tuple[object, ...]]:
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, path)
    return connection.execute(f"SELECT {columns} FROM {raw.table} ORDER BY row").fetchall()


def find_head(name: str) -> Head:
    path = example(name)
    return read_head(path, path.read_text("utf-8"))


def count_rows(path: Path) -> tuple[int, int, int]:
    """How many rows bring values, bring words about values only, or delete."""
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, path)
    measures = [each for each in raw.names if re.fullmatch(r"OBS_VALUE\d*|MEAS_[A-Z0-9]+", each)]
    value = " OR ".join(f"{quote(each)} IS NOT NULL" for each in measures) or "false"
    deletes = f"coalesce({raw.action or 'NULL'}, 'I') = 'D'"
    (counts,) = connection.execute(
        f"SELECT count(*) FILTER (NOT {deletes} AND ({value})), "
        f"count(*) FILTER (NOT {deletes} AND NOT ({value})), count(*) FILTER ({deletes}) "
        f"FROM {raw.table}"
    ).fetchall()
    return counts


def test_all_examples_are_here() -> None:
    assert {each.stem.removeprefix("example-") for each in EXAMPLES.glob("*.csv")} == set(COUNTS)
    assert len(COUNTS) == 21


@pytest.mark.parametrize("name", COUNTS)
def test_an_example_holds_what_the_guide_says(name: str) -> None:
    assert count_rows(example(name)) == COUNTS[name]
    assert read(example(name), "row") == [(2 + n,) for n in range(sum(COUNTS[name]))]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_an_office_is_read_whole(name: str) -> None:
    assert count_rows(ITALY / f"{name}.csv.gz") == FILES[name]


def test_components_may_stand_in_any_order() -> None:
    assert read(example("02"), "DIM_1, DIM_2, DIM_3, OBS_VALUE1, OBS_VALUE2") == [
        ("A", "B", "2014-01", "12.4", "12.5"), ("A", "B", "2014-02", "10.8", "10.9"),
    ]  # fmt: skip


def test_keys_of_series_and_observations_are_kept() -> None:
    assert read(example("04"), "SERIES_KEY, OBS_KEY")[1] == ("A.B", "A.B.2014-02")


def test_codes_and_names_in_one_cell_are_told_apart() -> None:
    head = find_head("04")
    assert (head.delimiter, head.inner, head.labels) == (";", "|", "both")
    columns = 'STRUCTURE_ID, "STRUCTURE_ID label", DIM_1, "DIM_1 label", DIM_3, OBS_VALUE, ATTR_3'
    assert read(example("04"), columns)[0] == (
        "ESTAT:NA_MAIN(1.6.0)", "Principaux agrégats des comptes nationaux", "A", "Value A",
        "2014-01", "12,4", "Normal, special and other values",
    )  # fmt: skip
    component = head.find("ATTR_2")
    assert component and component.label == "Attribut 2"


def test_a_period_without_a_name_is_left_as_it_is() -> None:
    assert read(example("05"), "DIM_3, ATTR_3")[0] == (
        "2014-01-01", "Normal, special and other values",
    )  # fmt: skip


def test_names_in_columns_of_their_own_are_known_as_names() -> None:
    head = find_head("06")
    assert head.labels == "name"
    assert [each.id for each in head.components[4:]] == [
        "DIM_1", "DIM_2", "DIM_3", "OBS_VALUE", "ATTR_1", "ATTR_2", "ATTR_3",
    ]  # fmt: skip
    assert read(example("06"), 'DIM_2, "DIM_2 label", STRUCTURE_NAME')[0] == (
        "B", "Value B", "National Accounts Main Aggregates",
    )  # fmt: skip


def test_several_values_in_one_cell_stay_as_the_file_writes_them() -> None:
    assert [each.id for each in find_head("07").components[-3:]] == ["ATTR_1", "ATTR_2", "ATTR_3"]
    assert read(example("07"), "ATTR_2, ATTR_3") == [
        ("M, N & O;P & Q", "A;B;C"), ("M, N & O;P & Q", "A;C"),
    ]  # fmt: skip


def test_values_in_several_languages_stay_as_the_file_writes_them() -> None:
    component = find_head("08").find("ATTR_1")
    assert component and component.languages == ("en", "fr")
    assert read(example("08"), "ATTR_1") == [
        ("en:Any Value;fr:N'importe quelle Valeur",), ('en:Value "X";fr:Valeur "X"',),
    ]  # fmt: skip


def test_nested_attributes_are_columns_by_the_names_of_all_of_them() -> None:
    assert read(example("14"), '"COLLECTION.METHOD"') == [("en:AAA;fr:BBB",), ("en:CCC;fr:DDD",)]
    assert read(example("14"), '"CONTACT.NAME"') == [
        ('"Contact 1 Name 1;Contact 1 Name 2";"Contact 1 Name 1;Contact 2 Name 2"',),
        ('"Contact 1 Name 1;Contact 1 Name 2";;"Contact 3 Name 1;Contact 3 Name 2"',),
    ]


def test_several_structures_stand_in_one_file() -> None:
    assert read(example("09B"), "STRUCTURE, STRUCTURE_ID, DIM_A2, MEAS_C2") == [
        ("dataflow", "ESTAT:DF_A(1.6.0)", "DIMVAL_A2", None),
        ("datastructure", "ESTAT:DSD_B(1.7.0)", None, None),
        ("dataprovision", "ESTAT:DPA_C(1.8.0)", None, "MEAS_C2"),
    ]


def test_a_line_break_inside_a_cell_is_part_of_it() -> None:
    assert read(example("15"), "row, ATTR_1")[0] == (
        2, '<p>This is some "xhtml" with a line\nbreak</p>',
    )  # fmt: skip


def test_what_is_to_be_deleted_is_marked_with_a_dash() -> None:
    assert read(example("16"), "ACTION, DIM_3, OBS_VALUE, ATTR_3") == [
        ("D", "2014-01", "-", None), ("D", "2014-02", None, "-"),
    ]  # fmt: skip


def test_empty_cells_of_the_oecd_are_missing_and_never_zero() -> None:
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, ITALY / "oecd_DF_MIG_ITA_inflows_sdmx-csv2.csv.gz")
    counts = "count(*) FILTER (OBS_VALUE IS NULL), count(*) FILTER (OBS_VALUE = '0')"
    row = connection.execute(f"SELECT {counts} FROM {raw.table}").fetchone()
    assert row == (53, 699)
