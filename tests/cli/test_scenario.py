"""weft scenario: what a change would turn, the smallest that helps, and every wrong way to ask."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

IDEA = """
name: {en: A voice for residents, fr: Une voix pour les habitants}
edits:
- add: actors
  fact: {id: choir, name: Choir of Brikmel, kind: civil_society, place: brikmel}
- change: round-table
  to:
    meetings: 12
    last_active: 2024-04
    members:
    - {actor: city-of-brikmel}
    - {actor: ministry-of-velland}
    - {actor: choir, voice: voice}
"""
ASK = ("scenario", "town.yaml", "--place", "Brikmel")
HOUSING = (*ASK, "--area", "housing")


@pytest.fixture
def idea(folder: Path) -> str:
    (folder / "idea.yaml").write_text(IDEA, "utf-8")
    return "idea.yaml"


def test_a_scenario_says_what_was_what_would_be_and_what_turns(run: Run, idea: str) -> None:
    found = run("scenario", "town.yaml", idea, "--place", "Brikmel")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[:3] == [
        "Suppose: A voice for residents",
        "  new: Choir of Brikmel [choir]",
        "  changed: Round table [round-table] (meetings, last_active, members)",
    ]
    assert lines[3].startswith("Housing in Brikmel")
    assert "Turns (so far: not known): Somebody outside government with a say: met." in found.out
    assert any(each.startswith("  Why: ") for each in lines)
    assert lines[-1].startswith("Method 2026.2; 1000 draws, seed 2026. What is assumed counts")


def test_areas_in_which_nothing_changes_are_summed_up_in_one_line(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    more = "mechanisms:\n- {name: Talks, kind: exchange, areas: [health, education], members: []}\n"
    (folder / "town.yaml").write_text(text.replace("mechanisms:\n", more), "utf-8")
    edits = (
        "- {change: talks, to: {note: seen}}\n"
        "- {change: round-table, to: {meetings: 12, last_active: 2024-04}}\n"
    )
    (folder / "idea.yaml").write_text(f"name: X\nedits:\n{edits}", "utf-8")
    found = run("scenario", "town.yaml", "idea.yaml", "--place", "Brikmel")
    assert "Nothing changes in: Health and Education." in found.out
    assert sum("(State and City)" in each for each in found.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Supposons : Une voix pour les habitants"), ("ar", "لنفترض: A voice for residents")],
)
def test_a_scenario_is_said_in_other_languages(
    run: Run, idea: str, language: str, said: str
) -> None:
    found = run(*HOUSING, idea, "--language", language)
    assert found.code == 0
    assert found.out.splitlines()[0] == said
    assert "Turns" not in found.out


def test_json_has_both_diagnoses_and_what_turns(run: Run, idea: str) -> None:
    (turn,) = run(*HOUSING, idea, "--json", "--draws", "50", "--seed", "7").json["turns"]
    assert turn["conditions"] == ["b", "c"]
    assert (turn["before"]["seed"], turn["after"]["draws"]) == (7, 50)
    assert turn["explanation"]["reading"] == "recorded"


def test_the_smallest_change_is_found_and_what_it_would_turn(run: Run) -> None:
    found = run(*HOUSING, "--goal", "b")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[1] == "Wanted: condition b met (Levels of government that are tied)"
    assert lines[2] == "The smallest change that does it, at a cost of 2:"
    assert lines[3] == "  1. revive Round table: let it meet once a month (cost 2)"
    assert "Costs are Weft's own judgment (docs/how-to/try-a-change.md)." in lines
    assert "Turns (so far: not known): Levels of government that are tied: met." in found.out


@pytest.mark.parametrize("goal", ["b", "a", "G-ACCO", "multilevel", "localist"])
def test_a_change_written_to_a_file_reads_back_to_the_same_result(run: Run, goal: str) -> None:
    searched = run(*HOUSING, "--goal", goal, "--out", "found.yaml", "--json")
    if not searched.json["remedy"]["found"]:
        assert "Not written" in searched.err
        assert not Path("found.yaml").exists()
        return
    assert "Written: found.yaml" in searched.err
    again = run(*HOUSING, "found.yaml", "--json")
    assert again.code == 0
    assert again.json == searched.json["trial"]
    said = run(*HOUSING, "--goal", goal)
    assert run(*HOUSING, "found.yaml").out in said.out


def test_where_nothing_does_it_the_question_most_worth_asking_is_said(
    run: Run, folder: Path
) -> None:
    row = "publish: {cost: 1, serves: [G-ACCO], label: publish}\n"
    (folder / "costs.yaml").write_text(row, "utf-8")
    found = run(*HOUSING, "--goal", "multilevel", "--costs", "costs.yaml", "--out", "x.yaml")
    assert found.code == 0
    assert "No set of up to three of the changes that Weft knows does it." in found.out
    assert "Most worth finding out: " in found.out
    assert "Not written: there is no change to write." in found.out
    assert not (folder / "x.yaml").exists()


def test_own_costs_are_said_to_be_own(run: Run, folder: Path) -> None:
    row = "add_body: {cost: 1.5, serves: [b], label: {en: make a table}}\n"
    (folder / "costs.yaml").write_text(row, "utf-8")
    found = run(*HOUSING, "--goal", "b", "--costs", "costs.yaml")
    assert "  1. make a table (cost 1.5)" in found.out
    assert "Costs are those of costs.yaml." in found.out


def test_a_day_before_any_fact_and_a_pair_that_says_nothing_are_said_so(
    run: Run, idea: str
) -> None:
    early = run(*HOUSING, idea, "--pair", "regional:local")
    assert early.code == 0
    assert "Not applicable: no regional level is recorded" in early.out
    wanted = run(*HOUSING, "--goal", "b", "--pair", "regional:local")
    assert "Not applicable: no regional level is recorded" in wanted.out
    assert "No set of up to three" not in wanted.out


def test_on_a_day_before_any_fact_nothing_is_recorded(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    later = text.replace("basis: de_facto,", "basis: de_facto, from: 2020,").replace(
        "areas: housing,\n", "areas: housing, from: 2020,\n"
    ).replace("closes: ties,", "closes: ties, from: 2020,")  # fmt: skip
    (folder / "town.yaml").write_text(later, "utf-8")
    fact = "{name: Plan, issuer: city-of-brikmel, areas: housing, kind: plan}"
    body = f"- add: policies\n  fact: {fact}\n"
    (folder / "idea.yaml").write_text(f"name: X\nedits:\n{body}", "utf-8")
    found = run(*HOUSING, "idea.yaml", "--on", "1950-01-01")
    assert found.code == 0
    assert "Nothing is recorded on that day." in found.out


def test_an_atlas_of_one_actor_is_answered_honestly(run: Run, folder: Path) -> None:
    (folder / "one.yaml").write_text(
        "places:\n- {name: Brikmel, levels: local}\n"
        "actors:\n- {name: City of Brikmel, kind: government, place: Brikmel}\n",
        "utf-8",
    )
    found = run("scenario", "one.yaml", "--place", "brikmel", "--area", "housing", "--goal", "b")
    assert found.code == 0
    assert "Not applicable: no national level is recorded above Brikmel" in found.out


def test_a_place_above_the_lower_level_has_nothing_to_say(run: Run, idea: str) -> None:
    wanted = run("scenario", "town.yaml", "--place", "velland", "--area", "housing", "--goal", "b")
    assert wanted.code == 0
    assert "Nothing is recorded about Velland that can be said here." in wanted.out
    tried = run("scenario", "town.yaml", idea, "--place", "velland")
    assert tried.code == 0
    assert "No policy area is touched about which anything could be said here." in tried.out


# --- wrong use


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "Name either a scenario file or --goal"),
        (("idea.yaml", "--goal", "b"), "Name either a scenario file or --goal"),
        (("idea.yaml", "--costs", "x.yaml"), "--costs goes with --goal."),
        (("idea.yaml", "--out", "x.yaml"), "--out goes with --goal."),
        (("--goal", "b"), "A goal is one of a policy area: add --area."),
        (("--goal", "joy", "--area", "housing"), "'joy' is no goal; use a configuration"),
        (("--goal", "b", "--area", "husing"), "'husing' is no policy area"),
        (("--goal", "b", "--area", "housing", "--costs", "none.yaml"), "cannot be read"),
        (("none.yaml",), "none.yaml: cannot be read"),
        (("idea.yaml", "--reading", "hoped"), "'hoped' is no reading"),
        (("idea.yaml", "--language", "tlh"), "is no language"),
        (("idea.yaml", "--on", "soon"), "'soon' is no day"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line(
    run: Run, idea: str, more: tuple[str, ...], said: str
) -> None:
    found = run(*ASK, *more)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ("- {change: rund-table, to: {meetings: 1}}", "edit 1: there is no fact 'rund-table'; did"),
        ("- {change: round-table, to: {meeting: 1}}", "edit 1: there is no field 'meeting' here"),
        ("- {change: round-table, to: {meetings: -1}}", "edit 1: 'meetings' is '-1'"),
        ("- {remove: city-of-brikmel}", "edit 1: 'city-of-brikmel' is still named by"),
        ("- {erase: round-table}", "idea.yaml: edit 1: there is no field 'erase' here"),
        (" []", "idea.yaml: 'edits' is empty; at least one is needed"),
        ("- [", "this is not YAML"),
    ],
)
def test_a_scenario_that_cannot_be_applied_ends_with_2_and_a_clear_line(
    run: Run, folder: Path, edits: str, said: str
) -> None:
    (folder / "idea.yaml").write_text(f"name: X\nedits:\n{edits}\n", "utf-8")
    found = run(*ASK, "idea.yaml")
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("publish: {cost: -2, serves: [G-ACCO], label: x}", "'publish.cost' is '-2'"),
        ("abolish: {cost: 1, serves: [G-ACCO], label: x}", "abolish: there is no such change"),
    ],
)
def test_a_catalogue_that_does_not_fit_ends_with_2(
    run: Run, folder: Path, row: str, said: str
) -> None:
    (folder / "costs.yaml").write_text(f"{row}\n", "utf-8")
    found = run(*HOUSING, "--goal", "b", "--costs", "costs.yaml")
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_a_file_that_is_there_is_replaced_only_if_told(run: Run, folder: Path) -> None:
    (folder / "mine.yaml").write_text("mine", "utf-8")
    found = run(*HOUSING, "--goal", "b", "--out", "mine.yaml")
    assert found.code == 1
    assert "mine.yaml is there already" in found.err
    assert (folder / "mine.yaml").read_text("utf-8") == "mine"
    assert run(*HOUSING, "--goal", "b", "--out", "mine.yaml", "--force").code == 0
    assert "revive" not in (folder / "mine.yaml").read_text("utf-8")
    assert "round-table" in (folder / "mine.yaml").read_text("utf-8")
