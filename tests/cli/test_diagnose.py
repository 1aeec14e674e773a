"""weft diagnose: a sentence a setting, the evidence on request, and its many options."""

from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_it_says_one_sentence_a_setting(run: Run) -> None:
    found = run("diagnose", "town.yaml")
    assert (found.code, found.err) == (0, "")
    first, said, last = found.out.splitlines()
    assert first == "Brikmel"
    assert said.startswith("  Housing in Brikmel (State and City), as of 31 May 2024: ")
    assert last == "Method 2026.2; 1 setting."


@pytest.mark.parametrize("word", ["housing", "Housing", "Logement", "السكن"])
def test_an_area_may_be_given_by_its_label_in_any_language(run: Run, word: str) -> None:
    found = run("diagnose", "town.yaml", "--area", word, "--place", "Brikmel", "--json")
    assert [each["setting"]["area"] for each in found.json] == ["housing"]


def test_a_pair_of_levels_may_be_given_by_labels_too(run: Run) -> None:
    found = run("diagnose", "town.yaml", "--pair", "Europe et monde:Ville", "--json")
    assert [found.json[0]["setting"][each] for each in ("upper", "lower")] == [
        "supranational",
        "local",
    ]
    assert not found.json[0]["applicable"]


def test_day_and_phase_are_part_of_the_setting(run: Run) -> None:
    found = run("diagnose", "town.yaml", "--on=2024-01-02", "--phase=formulation", "--json")
    setting = found.json[0]["setting"]
    assert (setting["on"], setting["phase"]) == ("2024-01-02", "formulation")


def test_its_evidence_leads_down_to_the_documents(run: Run) -> None:
    found = run("diagnose", "town.yaml", "--evidence")
    assert found.code == 0
    rows = {line.split()[0]: line for line in found.out.splitlines() if line.strip()}
    assert "0.00" in rows["C"]
    assert "[closed by all-ties]" in found.out
    for name in ("centralist", "localist", "decoupled", "multilevel"):
        assert name in rows
    assert "conditions, confirmed:" in found.out
    # Words of the file, as they stand: neither markup nor signs for pictures.
    assert "[B] Annual report, 2024-05, [Chapter 2] :beds:" in found.out


def test_no_fact_is_cut_short_in_the_evidence(run: Run) -> None:
    found = run("diagnose", "mc2cm", "--place=rennes", "--area=housing", "--evidence")
    assert "…" not in found.out
    assert "to be confirmed" in found.out


def test_its_json_has_both_readings(run: Run) -> None:
    (diagnosis,) = run("diagnose", "town.yaml", "--json").json
    assert [each["name"] for each in diagnosis["readings"]] == ["confirmed", "recorded"]
    assert diagnosis["method"] == "2026.2"


def test_a_place_without_facts_is_no_error(run: Run) -> None:
    found = run("diagnose", "town.yaml", "--place", "Velland")
    assert found.code == 0
    assert found.out.startswith("Nothing is recorded")
    assert run("diagnose", "town.yaml", "--place", "Velland", "--json").json == []


def test_ones_own_numbers_are_used_and_named(run: Run, folder: Path) -> None:
    text = files("weft.core.diagnosis").joinpath("method.toml").read_text("utf-8")
    own = text.replace('version = "2026.2"', 'version = "ours"').replace("B = 0.80", "B = 0.60")
    (folder / "own.toml").write_text(own, "utf-8")
    found = run("diagnose", "town.yaml", "--method", "own.toml", "--json")
    assert found.json[0]["method"] == "ours"
    assert "city-of-brikmel-deliver-housing-de-facto" in found.json[0]["to_confirm"]
    assert found.json != run("diagnose", "town.yaml", "--json").json


def test_a_survey_of_other_levels_is_pointed_out(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    other = text.replace("levels: national; local, areas", "levels: regional; local, areas")
    (folder / "town.yaml").write_text(other, "utf-8")
    assert "--pair regional:local" in run("diagnose", "town.yaml").out
    (folder / "town.yaml").write_text(text, "utf-8")
    assert "--pair" not in run("diagnose", "town.yaml").out
