"""What the actions of SDMX-CSV 2.0 do to the figures before: deletions with empty dimensions,
merges, replacements, in the order of their rows."""

# ruff: noqa: S608  (paths of the test)

from pathlib import Path

import duckdb
import pytest

from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.store.readers.actions import (
    SeveralStructures,
    UnknownAction,
    UnreadDeletion,
    merge_actions,
)
from weft.store.readers.sdmx import open_sdmx_csv

HEAD = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,COMMENT"
RECIPE = Recipe(
    kind="sdmx-csv",
    columns=(
        ColumnRule(column="REF_AREA", role="area"),
        ColumnRule(column="SEX", role="breakdown", name="sex"),
        ColumnRule(column="TIME_PERIOD", role="period"),
        ColumnRule(column="OBS_VALUE", role="value"),
        ColumnRule(column="OBS_STATUS", role="flag"),
        ColumnRule(column="COMMENT", role="note"),
    ),
    constants={"measure": "stock", "definition": "citizenship", "source": "office"},
)
# As an import maps rows: an empty breakdown has become the total, an empty flag "A".
MAPPING = """
    CREATE OR REPLACE TEMP VIEW mapped AS SELECT
    REF_AREA AS area, NULL::VARCHAR AS place, 'stock' AS measure, TIME_PERIOD AS period,
    make_date(TRY_CAST(TIME_PERIOD AS INT), 1, 1) AS start,
    make_date(TRY_CAST(TIME_PERIOD AS INT) + 1, 1, 1) AS until,
    'citizenship' AS definition, coalesce(SEX, '_T') AS by_sex,
    TRY_CAST(OBS_VALUE AS DOUBLE) AS value, NULL::DOUBLE AS low, NULL::DOUBLE AS high,
    'persons' AS unit, coalesce(OBS_STATUS, 'A') AS flag, 'F' AS confidentiality,
    false AS modelled, 'office' AS source, row FROM raw_sdmx
"""
BEFORE = (
    "I,IT,M,2019,10,A,", "I,IT,F,2019,12,A,", "I,IT,M,2020,11,E,", "I,FR,M,2019,20,A,",
    "I,FR,M,2020,21,P,",
)  # fmt: skip


def act(folder: Path, rows: tuple[str, ...], previous: Path | None) -> tuple[dict, int, Path]:
    path = folder / f"file{len(list(folder.iterdir()))}.csv"
    lines = [f"dataflow,X:Y(1.0.0),{each}" for each in rows]
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, path)
    connection.execute(MAPPING)
    merged = merge_actions(connection, path, raw, RECIPE, "mapped", previous)
    out = path.with_suffix(".parquet")
    connection.execute(f"COPY (FROM {merged.table}) TO '{out}'")
    found = connection.execute(f"SELECT area, by_sex, period, value, flag FROM '{out}'").fetchall()
    figures = {"-".join(each[:3]): each[3:] for each in found}
    assert len(figures) == len(found)
    return figures, merged.deleted, out


@pytest.fixture
def before(tmp_path: Path) -> Path:
    figures, _, out = act(tmp_path, BEFORE, None)
    assert len(figures) == 5
    return out


def test_rows_of_information_add_and_change_and_leave_the_rest(
    tmp_path: Path, before: Path
) -> None:
    figures, deleted, _ = act(tmp_path, ("I,IT,M,2021,13,A,", "A,IT,M,2020,99,,"), before)
    assert len(figures) == 6 and deleted == 0
    assert figures["IT-M-2021"] == (13, "A")
    assert figures["IT-M-2020"] == (99, "E")  # the flag was not said again, and stays
    assert figures["FR-M-2019"] == (20, "A")


def test_a_merge_changes_only_the_attribute_that_it_fills_in(tmp_path: Path, before: Path) -> None:
    figures, _, _ = act(tmp_path, ("M,IT,M,2019,,P,",), before)
    assert figures["IT-M-2019"] == (10, "P")


def test_a_replacement_forgets_what_was_there(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("R,IT,M,2020,12,,",), before)
    assert figures["IT-M-2020"] == (12, "A")
    assert len(figures) == 5 and deleted == 0


def test_a_deletion_with_all_dimensions_takes_one_observation(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("D,IT,F,2019,,,",), before)
    assert deleted == 1 and len(figures) == 4 and "IT-F-2019" not in figures


def test_an_empty_dimension_of_a_deletion_is_any(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("D,IT,,,,,", "D,,M,2020,,,"), before)
    assert deleted == 4
    assert set(figures) == {"FR-M-2019"}


def test_a_deletion_without_any_dimension_takes_all(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("D,,,,,,",), before)
    assert figures == {} and deleted == 5


def test_a_dash_empties_the_value_and_keeps_the_observation(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("D,IT,,,-,,", "D,FR,M,2020,,-,"), before)
    assert deleted == 0 and len(figures) == 5
    assert figures["IT-M-2020"] == (None, "E")
    assert figures["IT-F-2019"] == (None, "A")
    assert figures["FR-M-2020"] == (21, "A")  # its flag is normal again


def test_a_dash_for_a_note_that_is_not_kept_deletes_no_figure(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("D,IT,M,2019,,,-",), before)
    assert deleted == 0 and figures["IT-M-2019"] == (10, "A")


def test_rows_act_in_their_order(tmp_path: Path, before: Path) -> None:
    figures, deleted, _ = act(tmp_path, ("D,IT,,,,,", "A,IT,M,2019,7,,"), before)
    assert figures["IT-M-2019"] == (7, "A") and deleted == 2
    figures, deleted, _ = act(tmp_path, ("A,IT,M,2019,7,,", "D,IT,,,,,"), before)
    assert "IT-M-2019" not in figures and deleted == 3


def test_an_attribute_of_a_group_is_said_of_all_its_observations(
    tmp_path: Path, before: Path
) -> None:
    figures, _, _ = act(tmp_path, ("A,,M,,,E,", "A,IT,M,2021,13,,"), before)
    assert {key: flag for key, (_, flag) in figures.items()} == {
        "IT-M-2019": "E", "IT-M-2020": "E", "IT-M-2021": "E", "FR-M-2019": "E", "FR-M-2020": "E",
        "IT-F-2019": "A",
    }  # fmt: skip


def test_an_attribute_of_a_group_is_no_observation_of_its_own(tmp_path: Path) -> None:
    figures, _, _ = act(tmp_path, ("I,IT,M,2019,10,,", "I,,M,,,E,"), None)
    assert figures == {"IT-M-2019": (10, "E")}


def test_what_is_deleted_must_be_certain(tmp_path: Path, before: Path) -> None:
    connection = duckdb.connect()
    path = tmp_path / "unread.csv"
    path.write_text(f"{HEAD}\ndataflow,X:Y(1.0),D,IT,M,20x9,,,\n", "utf-8")
    raw = open_sdmx_csv(connection, path)
    connection.execute(
        MAPPING.replace("TIME_PERIOD AS period", "TRY_CAST(TIME_PERIOD AS INT)::VARCHAR AS period")
    )
    with pytest.raises(UnreadDeletion) as error:
        merge_actions(connection, path, raw, RECIPE, "mapped", before)
    assert error.value.row == 2


def test_an_action_that_does_not_exist_is_located(tmp_path: Path, before: Path) -> None:
    with pytest.raises(UnknownAction) as error:
        act(tmp_path, ("I,IT,M,2019,10,A,", "X,IT,M,2019,10,A,"), before)
    assert error.value.row == 3 and "'X'" in str(error.value)


def test_deletions_for_several_structures_in_one_file_are_refused(
    tmp_path: Path, before: Path
) -> None:
    path = tmp_path / "two.csv"
    rows = ["dataflow,X:Y(1.0),I,IT,M,2019,1,,", "dataflow,X:Z(1.0),D,,,,,,"]
    path.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    connection = duckdb.connect()
    raw = open_sdmx_csv(connection, path)
    connection.execute(MAPPING)
    with pytest.raises(SeveralStructures) as error:
        merge_actions(connection, path, raw, RECIPE, "mapped", before)
    assert error.value.row == 3
