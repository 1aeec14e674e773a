"""weft gaps: what stands out first with its facts, what is not known last and short."""

import re

import pytest

from tests.cli.conftest import TOWN, Run

SOURCE = "sources: [{source: Annual report}]"
# The city acts without the task by law; the State is surveyed to do nothing else.
SHADOW = TOWN.replace(
    "mechanisms:",
    f"""- {{holder: City of Brikmel, area: housing, role: deliver, basis: de_jure, holds: no,
   {SOURCE}}}
- {{holder: Ministry of Velland, area: housing, role: deliver, basis: de_facto, {SOURCE}}}
mechanisms:""",
).replace("closes: ties", "closes: ties; competences; policies")
SERIOUS = SHADOW.replace(
    "surveys:",
    f"""policies:
- {{name: Ours, issuer: City of Brikmel, areas: housing, kind: plan,
   stance: {{access: 2, purpose: 2, approach: 2, target: 2, horizon: 2}}, {SOURCE}}}
- {{name: Theirs, issuer: Ministry of Velland, areas: housing, kind: plan,
   stance: {{access: -2, purpose: -2, approach: -2, target: -2, horizon: -2}}, {SOURCE}}}
surveys:""",
)


@pytest.fixture
def gaps(run: Run, tmp_path):
    def look(text: str, *more: str) -> list[str]:
        (tmp_path / "place.yaml").write_text(text, "utf-8")
        found = run("gaps", "place.yaml", "--place", "Brikmel", "--area", "housing", *more)
        assert (found.code, found.err) == (0, "")
        return found.out.splitlines()

    return look


def list_part(lines: list[str], heading: str) -> list[str]:
    """The lines below a heading, up to the next."""
    at = lines.index(f"  {heading}") + 1
    rest = lines[at:]
    end = next((n for n, each in enumerate(rest) if not each.startswith("    ")), len(rest))
    return [each.strip() for each in rest[:end]]


def test_what_stands_out_is_said_with_its_facts(gaps) -> None:
    lines = gaps(SHADOW)
    assert lines[0] == "Housing in Brikmel (State and City), as of 31 May 2024"
    said = list_part(lines, "What stands out")
    shadow = (
        "Deliver: done in practice by City of Brikmel, recorded as not competent by law. [1, 2]"
    )
    assert shadow in said
    at = lines.index("Facts, with the grade of each document")
    assert {lines[at + 1], lines[at + 3]} == {
        "  [1] city-of-brikmel-deliver-housing-de-facto",
        "  [2] city-of-brikmel-deliver-housing-de-jure-not",
    }


def test_serious_gaps_come_before_tasks(gaps) -> None:
    said = list_part(gaps(SERIOUS), "What stands out")
    assert said[0].startswith("Objective gap: serious, 1.00")
    serious = [n for n, each in enumerate(said) if ": serious" in each]
    tasks = [n for n, each in enumerate(said) if each.startswith(("Deliver", "Regulate", "Fund"))]
    assert max(serious) < min(tasks)


def test_what_is_sure_comes_before_what_may_be(gaps) -> None:
    # Both deliver, surely without a tie; that the City may not by law is hearsay.
    hearsay = re.sub(r"holds: no,\n.*?\]\}", "holds: no}", SHADOW)
    untied = re.sub(r"mechanisms:.*?surveys:", "surveys:", hearsay, flags=re.DOTALL)
    only_ties = untied.replace("closes: ties; competences; policies", "closes: ties")
    said = list_part(gaps(only_ties), "What stands out")
    tasks = [each for each in said if each.startswith("Deliver")]
    assert ["It may be so" in each for each in tasks] == [False, True]
    assert "side by side" in tasks[0] and "not competent by law" in tasks[1]


def test_what_is_not_known_is_last_and_takes_one_line_a_kind(gaps) -> None:
    lines = gaps(TOWN)
    said = list_part(lines, "Not known")
    assert said[0].startswith("Too little is known to judge")
    assert said[1].startswith("To be found out: ")
    assert "Nobody has said who does this: " in said[2]
    assert said[3].startswith("Whether the ground is ready: ")
    assert len(said) == 4
    wanting = said[1].removeprefix("To be found out: ").rstrip(".").split("; ")
    assert len(wanting) == len(set(wanting)) > 5
    assert not any("too little is known to say" in each for each in lines)


def test_all_that_nobody_spoke_of_stands_in_one_line(gaps) -> None:
    (said,) = (each for each in gaps(TOWN) if "Nobody has said who does this" in each)
    assert said.strip() == (
        "Nobody has said who does this: regulate, fund, coordinate, monitor (State and City)."
    )


def test_a_challenge_names_where_it_shows_and_what_may_help(gaps) -> None:
    said = list_part(gaps(SERIOUS), "Challenges, and what may answer them")
    (divergent,) = (each for each in said if each.startswith("Divergent approaches"))
    assert "objective gap" in divergent
    assert "What may help: cooperation across departments" in divergent
    assert any("a task without competence" in each for each in said)


def test_what_is_known_of_readiness_is_said(gaps) -> None:
    lines = gaps(SERIOUS)
    said = list_part(lines, "What coordination needs")
    assert said[0].startswith("Political commitment: met. Both levels have a policy in this area.")
    assert not any("not known" in each for each in said)


def test_areas_in_which_nothing_stands_out_share_a_line(run: Run) -> None:
    found = run("gaps", "mc2cm", "--place", "Tangier")
    assert found.code == 0
    assert "Too little is recorded for anything to stand out: Reception and asylum, " in found.out
    assert found.out.count("as of 4 January 2018") == 1
    assert "To be found out" not in found.out
    assert "with --area" in found.out


@pytest.mark.parametrize(("language", "word"), [("fr", "Ce qui ressort"), ("ar", "ما يلفت النظر")])
def test_it_speaks_three_languages(gaps, language: str, word: str) -> None:
    lines = gaps(SERIOUS, "--language", language)
    assert f"  {word}" in lines
    assert "What stands out" not in "\n".join(lines)


def test_its_json_has_the_report_of_each_setting(run: Run) -> None:
    (found,) = run("gaps", "town.yaml", "--place", "Brikmel", "--json").json
    assert found["applicable"]
    assert found["report"]["gaps"][0]["code"] == "G-INFO"
    assert len(found["report"]["readiness"]) == 4


def test_a_pair_that_says_nothing_of_the_place_is_said_once_not_to_apply(run: Run) -> None:
    found = run("gaps", "mc2cm", "--place", "Vienna", "--pair", "regional:local")
    said = [each for each in found.out.splitlines() if "Not applicable" in each]
    assert said == ["  Not applicable: Vienna is regional and local at once."]
    found = run("gaps", "mc2cm", "--place", "Vienna", "--pair", "regional:local", "--json")
    assert {(each["applicable"], each["report"]) for each in found.json} == {(False, None)}


def test_a_day_before_any_fact_and_a_place_without_facts_are_said_to_be_empty(
    gaps, run: Run
) -> None:
    dated = TOWN.replace("basis: de_facto,", "basis: de_facto, from: 2020,")
    dated = dated.replace("areas: housing,", "areas: housing, from: 2020,")
    assert gaps(dated, "--on", "1999-12-31")[1] == "  Nothing is recorded on that day."
    found = run("gaps", "town.yaml", "--place", "Velland")
    assert found.out.startswith("Nothing is recorded about Velland")
