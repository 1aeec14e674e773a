"""What is proposed for SDMX-CSV files of ISTAT and the OECD: roles by the names of offices, codes,
totals, and questions about what the file does not say."""

from pathlib import Path

import duckdb
import pytest

from weft.core.atlas.facts import Place
from weft.core.observatory.registry import Registry
from weft.store.proposal import Proposal
from weft.store.readers import sdmx_proposing
from weft.store.readers.sdmx import open_sdmx_csv, propose_sdmx

SHARED = Path(__file__).parents[3] / "shared"
ITALY = SHARED / "data/italy-sdmx"
OECD = ITALY / "oecd_DF_MIG_ITA_inflows_sdmx-csv2.csv.gz"
IMMIGRANTS = ITALY / "istat_28_185_DF_DCIS_MIGRAZIONI_2_immigrants.csv.gz"

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")


@pytest.fixture(autouse=True)
def _without_saved_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdmx_proposing, "list_saved_recipes", dict)


def propose(path: Path, registry: Registry | None = None) -> Proposal:
    connection = duckdb.connect()
    return propose_sdmx(open_sdmx_csv(connection, path), connection, registry)


def list_roles(proposal: Proposal) -> dict[str, str]:
    return {
        each.column: each.name or each.role
        for each in proposal.columns
        if each.role not in ("note", "label")
    }


@needs_shared
def test_columns_of_the_oecd_are_known_by_their_names() -> None:
    proposal = propose(OECD)
    assert list_roles(proposal) == {
        "ACTION": "action", "REF_AREA": "area", "CITIZENSHIP": "origin", "MEASURE": "measure",
        "SEX": "sex", "UNIT_MEASURE": "unit", "TIME_PERIOD": "period", "OBS_VALUE": "value",
        "OBS_STATUS": "flag",
    }  # fmt: skip
    assert proposal.recipe.totals == {"origin": ("W",), "sex": ("_T",)}
    assert proposal.recipe.constants["definition"] == "citizenship"
    birth = next(each for each in proposal.columns if each.column == "BIRTH_PLACE")
    assert birth.role == "note" and "_Z" in str(birth.why)


@needs_shared
def test_codes_of_istat_become_those_of_weft() -> None:
    proposal = propose(IMMIGRANTS)
    codes = {each.column: each.codes for each in proposal.recipe.columns}
    assert codes["SEX"] == {"1": "M", "2": "F", "9": "_T"}
    assert codes["AGE"]["Y18-39"] == "Y18T39"
    assert codes["CITIZENSHIP"]["MA"] == "MAR"


@needs_shared
def test_two_words_for_the_total_are_asked_about_and_not_added() -> None:
    proposal = propose(IMMIGRANTS)
    assert proposal.recipe.totals["origin"] == ("TOTAL",)
    assert "CITIZENSHIP: is 999 the same as TOTAL?" in map(str, proposal.notes)


def write(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    return path


def test_what_the_file_does_not_say_is_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "DATAFLOW,DIM_1,OBS_VALUE,ATTR\nX:Y(1.0),A,5,note\nX:Y(1.0),B,6,note\n")
    proposal = propose(path)
    assert list_roles(proposal) == {"DIM_1": "dim_1", "OBS_VALUE": "value"}
    assert proposal.recipe.constants["definition"] == "unknown"
    said = " ".join(map(str, proposal.notes))
    for missing in ("what is counted", "who is counted", "holds areas", "holds periods"):
        assert missing in said


def test_several_measures_become_columns_of_figures(tmp_path: Path) -> None:
    head = "STRUCTURE,STRUCTURE_ID,REF_AREA,TIME_PERIOD,OBS_VALUE1,OBS_VALUE2\n"
    recipe = propose(write(tmp_path, f"{head}dataflow,X:Y(1.0),IT,2019,1,2\n")).recipe
    assert recipe.wide and recipe.wide.role == "measure"
    assert recipe.wide.columns == {"OBS_VALUE1": "obs_value1", "OBS_VALUE2": "obs_value2"}
    assert "measure" not in recipe.constants


@pytest.mark.parametrize(("value", "sign"), [("12,4", ","), ("12.4", "."), ("12", ".")])
def test_decimal_commas_are_seen(tmp_path: Path, value: str, sign: str) -> None:
    path = write(tmp_path, f"DATAFLOW;REF_AREA;TIME_PERIOD;OBS_VALUE\nX:Y(1.0);IT;2019;{value}\n")
    assert propose(path).recipe.layout.decimal == sign


def test_how_many_areas_are_places_is_told(tmp_path: Path) -> None:
    place = {"id": "turin-metropolitan-city", "name": "Turin", "levels": ["local"]}
    registry = Registry([Place.model_validate(place | {"codes": {"nuts": "ITC11"}})])
    text = "DATAFLOW,REF_AREA,OBS_VALUE\nX:Y(1.0),ITC11,5\nX:Y(1.0),ITC12,6\n"
    proposal = propose(write(tmp_path, text), registry)
    assert "1 of 2 areas are places of the registry" in map(str, proposal.notes)
