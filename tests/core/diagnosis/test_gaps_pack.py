"""The data on gaps are whole: every area, code and name, and nothing that leads nowhere."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from weft.core.diagnosis.gaps.pack import CELL_CODES, ELEMENTS, GAP_CODES, GapPack, read_pack
from weft.core.terms import list_codes

ROOT = Path(__file__).parents[3]


@pytest.fixture
def data() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "src/weft/packs/gaps.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_every_gap_and_cell_is_answered_by_an_opportunity():
    pack = read_pack()
    names = {each.code for each in pack.opportunities}
    for code in (*GAP_CODES, *CELL_CODES):
        assert pack.list_opportunities(code), code
        assert set(pack.list_opportunities(code)) <= names


def test_dependence_goes_both_ways_and_no_area_depends_on_itself():
    pack = read_pack()
    for area in list_codes("areas"):
        others = pack.list_dependent(area)
        assert others
        assert area not in others
        assert all(area in pack.list_dependent(each) for each in others)


def test_every_row_names_its_source():
    pack = read_pack()
    for row in (*pack.challenges, *pack.opportunities, *pack.elements):
        assert row.source.document
        assert row.source.heading
        assert re.search(r"[\u0600-\u06ff]", row.name.read("ar")), row.code
    assert [each.code for each in pack.elements] == list(ELEMENTS)


def forget_area(data: dict[str, Any]) -> None:
    del data["needed_flows"]["housing"]


def forget_arabic(data: dict[str, Any]) -> None:
    del data["challenges"][0]["name"]["ar"]


def lead_nowhere(data: dict[str, Any]) -> None:
    data["challenges"][0]["opportunities"] = ["miracles"]


def show_twice(data: dict[str, Any]) -> None:
    data["challenges"][0]["shows_in"].append("G-CAPA")


def swap_limits(data: dict[str, Any]) -> None:
    data["severity"] = {"slight": 0.5, "serious": 0.1}


def misspell_kind(data: dict[str, Any]) -> None:
    data["carriers"]["telegram"] = "up"


def depend_on_itself(data: dict[str, Any]) -> None:
    data["interdependence"].append(["housing", "housing"])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (forget_area, "needed_flows: missing or not known: housing"),
        (forget_arabic, "divergence needs a name in en, fr and ar"),
        (lead_nowhere, "miracles"),
        (show_twice, "shows two challenges"),
        (swap_limits, "slight must lie below serious"),
        (misspell_kind, "telegram"),
        (depend_on_itself, "housing depends on itself"),
    ],
)
def test_data_that_are_not_whole_are_refused(spoil, said, data):
    GapPack.model_validate(data)
    spoil(data)
    with pytest.raises(ValidationError, match=said):
        GapPack.model_validate(data)


def test_the_reference_explains_every_code_and_number():
    page = (ROOT / "docs/reference/gaps.md").read_text("utf-8")
    pack = read_pack()
    for code in (*GAP_CODES, *CELL_CODES):
        assert f"`{code}`" in page, code
    for row in (*pack.challenges, *pack.opportunities, *pack.elements):
        assert f"`{row.code}`" in page, row.code
    for name in ("severity", "active", "report_years", "lasting_years"):
        value = getattr(pack, name)
        numbers = value.model_dump().values() if name == "severity" else (value,)
        (line,) = (each for each in page.splitlines() if each.startswith(f"| `{name}`"))
        assert all(f"{each:g}" in line for each in numbers), name
