"""The data on gaps are whole: every area, code and name, and nothing that leads nowhere."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from typer.testing import CliRunner

from tests.core.diagnosis.towns import cite, make_atlas, make_scene, survey
from weft.cli import app
from weft.core.diagnosis.gaps import find_gaps, say_gap
from weft.core.diagnosis.gaps.pack import (
    CELL_CODES,
    ELEMENTS,
    GAP_CODES,
    GapPack,
    GapPackError,
    read_pack,
)
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
    for name in ("severity", "active", "report_years", "resource_years", "lasting_years"):
        value = getattr(pack, name)
        numbers = value.model_dump().values() if name == "severity" else (value,)
        (line,) = (each for each in page.splitlines() if each.startswith(f"| `{name}`"))
        assert all(f"{each:g}" in line for each in numbers), name


# --- numbers of one's own


def write(data: dict[str, Any], at: Path, **changes: Any) -> Path:
    at.write_text(yaml.safe_dump({**data, **changes}, allow_unicode=True), "utf-8")
    return at


def test_other_numbers_give_other_answers_under_their_own_version(data, tmp_path):
    ours = write(data, tmp_path / "ours.yaml", version="Saltmere 1", resource_years=30,
                 severity={"slight": 0.2, "serious": 0.3})  # fmt: skip
    row = {"actor": "city", "area": "housing", "year": 1995, "sources": cite()}
    atlas = make_atlas(resources=[{**row, "staff": 3, "task_staff": 10}])
    reports = [find_gaps(make_scene(atlas), pack=each) for each in (None, read_pack(ours))]
    assert [each.version for each in reports] == [read_pack().version, "Saltmere 1"]
    gaps = [next(x for x in each.gaps if x.code == "G-CAPA") for each in reports]
    assert [each.severity for each in gaps] == ["unknown", "serious"]
    assert "staff short of the need" in say_gap(atlas, gaps[1], pack=read_pack(ours))


def test_challenges_and_their_answers_are_those_of_the_numbers_given(data, tmp_path):
    scene = make_scene(make_atlas(surveys=[survey("ties"), survey("ties", levels=["local"] * 2)]))
    one, other, *rest = data["challenges"]
    swapped = [{**one, "shows_in": other["shows_in"]}, {**other, "shows_in": one["shows_in"]}]
    ours = read_pack(write(data, tmp_path / "ours.yaml", challenges=[*swapped, *rest]))
    report = find_gaps(scene, pack=ours)
    assert report.gaps[0].opportunities == tuple(other["opportunities"])
    assert "G-INFO" in next(x for x in report.challenges if x.code == other["code"]).shows_in


def test_a_file_that_does_not_fit_is_refused_with_all_that_is_wrong(data, tmp_path):
    wrong = write(data, tmp_path / "ours.yaml", active=3, report_years=0)
    with pytest.raises(GapPackError) as error:
        read_pack(wrong)
    assert "ours.yaml: active: " in str(error.value)
    assert "ours.yaml: report_years: " in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.yaml", None, "cannot be read"),
        ("list.yaml", b"- one", "list.yaml: the file: "),
        ("broken.yaml", b"version: [", "broken.yaml: this is not YAML"),
        ("latin.yaml", "version: é".encode("latin-1"), "no text in UTF-8"),
    ],
)
def test_the_terminal_says_what_is_wrong_with_a_pack(name, content, said, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    found = CliRunner().invoke(app, ["gaps", "mc2cm", "--place", "Lyon", "--pack", str(path)])
    assert found.exit_code == 2
    assert said in found.stderr


def test_the_terminal_prints_the_version_of_the_pack(data, tmp_path):
    ours = write(data, tmp_path / "ours.yaml", version="Saltmere 1")
    words = ["gaps", "mc2cm", "--place", "Lyon", "--area", "security"]
    own = CliRunner().invoke(app, words).stdout
    assert own.splitlines()[-1] == f"Numbers of the gaps {read_pack().version}."
    other = CliRunner().invoke(app, [*words, "--pack", str(ours)]).stdout
    assert other.splitlines()[-1] == "Numbers of the gaps Saltmere 1."
