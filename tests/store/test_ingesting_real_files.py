"""The files that UNHCR, UN DESA, ISTAT and OECD publish are read to the figures that they publish;
for whoever changes a reader or a recipe."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.store.importing import DATA, make_places, suggest
from weft.core.observatory.report import ImportReport
from weft.store.engine import connect_duckdb
from weft.store.ingesting import OBSERVATIONS, ingest
from weft.store.readers.sdmx import open_sdmx_csv
from weft.store.readers.sdmx_proposing import propose_sdmx

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the statistics are not beside the project"
)

# UNHCR, Refugee Data Finder, refugees under its mandate at the end of 2022, by origin.
TOP_TEN_2022 = [
    ("SYR", 6_559_736), ("UKR", 5_684_177), ("AFG", 5_661_717), ("SSD", 2_295_082),
    ("MMR", 1_251_618), ("COD", 932_680), ("SDN", 837_188), ("SOM", 786_794), ("CAF", 748_344),
    ("ERI", 512_674),
]  # fmt: skip


def read(name: str, out: Path) -> ImportReport:
    """Import a shared file with the recipe that the assistant finds for it."""
    return ingest(DATA / name, suggest(DATA / name).recipe, make_places(), out)


def ask(out: Path, sql: str) -> list[tuple[Any, ...]]:
    """The answer to a query over what was written."""
    return duckdb.sql(sql.format(f"'{out / OBSERVATIONS}'")).fetchall()


def test_the_ten_first_origins_of_refugees_of_2022(tmp_path: Path) -> None:
    report = read("unhcr/population.csv.gz", tmp_path)
    assert not report.errors
    assert report.rows == 138_893
    assert ask(
        tmp_path,
        "SELECT by_origin, sum(value)::INT FROM {} WHERE measure = 'refugees' "
        "AND period = '2022' GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    ) == TOP_TEN_2022  # fmt: skip


def test_the_migrants_of_the_world_in_2020(tmp_path: Path) -> None:
    report = read("undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx", tmp_path)
    assert not report.errors
    assert ask(
        tmp_path,
        "SELECT by_sex, value::INT, row FROM {} WHERE place = 'world' AND period = '2020' "
        "AND measure = 'stock' ORDER BY 1",
    ) == [("F", 134_942_261, 12), ("M", 145_655_844, 12), ("_T", 280_598_105, 12)]  # fmt: skip
    assert ask(
        tmp_path,
        "SELECT value::INT FROM {} WHERE place = 'italy' AND period = '2020' AND by_sex = '_T'",
    ) == [(6_386_998,)]  # fmt: skip


def test_the_assistant_reads_the_workbook_of_un_desa_without_knowing_it(tmp_path: Path) -> None:
    from weft.store.assistant import knowing, proposing  # noqa: PLC0415

    path = DATA / "undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proposing, "find_recipe", lambda raw: None)
        patch.setattr(knowing, "list_saved_recipes", dict)
        recipe = suggest(path).recipe
    assert recipe.wide is not None
    assert len(recipe.wide.columns) == 21
    ingest(path, recipe, make_places(), tmp_path)
    assert ask(
        tmp_path,
        "SELECT value::INT FROM {} WHERE place = 'world' AND period = '2020' AND by_sex = '_T'",
    ) == [(280_598_105,)]  # fmt: skip


def test_the_old_format_of_istat(tmp_path: Path) -> None:
    report = read("italy-sdmx/istat_legacy_DCIS_PERMSOGG1.csv.gz", tmp_path)
    assert not report.errors
    assert report.rows == 24_107
    # "IT","Italy","INFLNONEU",...,"1","males","AL","Albania","ALL1",...,"2019","2019",549
    assert ask(
        tmp_path,
        "SELECT place, value::INT FROM {} WHERE row = 2 AND by_sex = 'M' AND period = '2019' "
        "AND by_origin = 'ALB'",
    ) == [("italy", 549)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("italy-sdmx/oecd_DF_MIG_ITA_inflows_sdmx-csv2.csv.gz", 9_065),
        ("italy-sdmx/istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance.csv.gz", None),
    ],
)
def test_files_in_sdmx_csv_are_imported_whole(tmp_path: Path, name: str, rows: int | None) -> None:
    connection = connect_duckdb(files=(DATA / name,))
    raw = open_sdmx_csv(connection, DATA / name)
    recipe = propose_sdmx(raw, connection, make_places()).recipe
    whole, said = connection.execute(
        f"SELECT count(*), count(OBS_VALUE) FROM {raw.table}"  # noqa: S608
    ).fetchall()[0]
    report = ingest(DATA / name, recipe, make_places(), tmp_path)
    assert not report.errors
    assert report.rows == whole
    assert rows is None or whole == rows
    assert report.figures == said


def test_the_code_of_nuts_3_is_the_metropolitan_city_and_never_the_town(tmp_path: Path) -> None:
    name = "italy-sdmx/istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance.csv.gz"
    connection = connect_duckdb(files=(DATA / name,))
    recipe = propose_sdmx(open_sdmx_csv(connection, DATA / name), connection, make_places()).recipe
    ingest(DATA / name, recipe, make_places(), tmp_path)
    assert ask(tmp_path, "SELECT DISTINCT place FROM {} WHERE area = 'ITC11'") == [
        ("turin-metropolitan-city",)
    ]
    assert ask(tmp_path, "SELECT count(*) FROM {} WHERE place = 'turin'") == [(0,)]
