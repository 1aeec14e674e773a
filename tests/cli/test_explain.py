"""weft explain: a sentence, its grounds, conditions, question and facts; and its errors."""

from pathlib import Path

import pytest

from tests.cli.conftest import TOWN, Run

WHERE = ("--place", "Brikmel", "--area", "housing")


def explain(run: Run, *more: str, path: str = "town.yaml") -> list[str]:
    found = run("explain", path, *WHERE, *more)
    assert (found.code, found.err) == (0, "")
    return found.out.splitlines()


def test_it_begins_with_the_sentence_and_its_grounds(run: Run) -> None:
    lines = explain(run)
    assert lines[0] == "Housing in Brikmel (State and City), as of 31 May 2024"
    assert lines[1].startswith("On what is confirmed, not enough is known to name a configuration")
    assert "at least 50% is needed." in lines[1]
    assert lines[2].startswith("Why: ")
    assert lines[-1] == "Method 2026.2."


def test_it_says_what_each_type_wins_and_asks_what_is_most_worth_knowing(run: Run) -> None:
    lines = explain(run, "--draws", "200")
    (draws,) = (each for each in lines if each.startswith("With facts and numbers drawn"))
    assert "200 times" in draws
    assert draws.endswith("Where so little is known, this rests mostly on chance.")
    assert sum(each.startswith("Most worth finding out: ") for each in lines) == 1


def test_a_condition_names_its_members_and_bodies_and_points_to_the_facts(run: Run) -> None:
    lines = explain(run)
    (tied,) = (each for each in lines if "Levels of government that are tied" in each)
    assert "City of Brikmel and Ministry of Velland. Through: Round table. [1]" in tied
    at = lines.index("Facts, with the grade of each document")
    assert lines[at + 1 : at + 3] == [
        "  [1] round-table (to be confirmed)",
        "      no document is named",
    ]
    # Words of the file, as they stand.
    assert "      B  Annual report, 2024-05, [Chapter 2] :beds:" in lines


def test_what_waits_for_confirmation_is_marked(run: Run) -> None:
    held = "] city-of-brikmel-deliver-housing-de-facto"
    assert any(each.endswith(held) for each in explain(run))  # a document of grade B is enough
    found = run("explain", "mc2cm", "--place", "Rennes", "--area", "housing")
    assert "city-of-rennes-deliver-housing-de-jure-not (to be confirmed)" in found.out


# A ministry commands, on hearsay: confirmed is nothing, and if it holds the town is centralist.
COMMANDED = """
places:
- {name: Brikmel, levels: local, parent: Velland}
- {name: Velland, levels: national}
sources:
- {title: Annual report, date: 2024-05, grade: C}
actors:
- {name: City of Brikmel, kind: government, place: Brikmel}
- {name: Ministry of Velland, kind: government, place: Velland}
competences:
- {holder: Ministry of Velland, area: housing, role: regulate, basis: de_jure,
   sources: [{source: Annual report}]}
- {holder: Ministry of Velland, area: housing, role: deliver, basis: de_facto,
   sources: [{source: Annual report}]}
mechanisms:
- {name: Housing Act, kind: mandate, areas: housing, sources: [{source: Annual report}],
   members: [{actor: City of Brikmel}, {actor: Ministry of Velland}]}
surveys:
- {name: All of it, place: Brikmel, levels: national; local, areas: housing,
   closes: ties; competences; policies; disputes, sources: [{source: Annual report}]}
"""


def test_each_reading_points_to_the_other_where_it_differs(run: Run, folder: Path) -> None:
    (folder / "town.yaml").write_text(COMMANDED, "utf-8")
    lines, other = explain(run), explain(run, "--reading", "recorded")
    assert lines[1].startswith("On what is confirmed, not enough is known")
    assert "If what is recorded holds, centralist" in "\n".join(lines)
    assert "--reading recorded says why" in "\n".join(lines)
    assert other[1].startswith("If what is recorded holds, centralist: ")
    assert other[2].startswith("Why: Centralist is ahead of ")
    assert "--reading confirmed says why" in "\n".join(other)
    assert not any(each.startswith("Most worth") for each in other)  # a label leaves nothing to ask


@pytest.mark.parametrize(
    ("language", "begins"),
    [("fr", "Sur ce qui est confirmé, "), ("ar", "على أساس المؤكد، ")],
)
def test_it_speaks_three_languages(run: Run, language: str, begins: str) -> None:
    lines = explain(run, "--language", language)
    assert lines[1].startswith(begins)
    assert "On what" not in "\n".join(lines)


def test_without_an_area_each_has_a_paragraph_and_like_ones_share_it(run: Run) -> None:
    found = run("explain", "mc2cm", "--place", "Turin")
    lines = found.out.splitlines()
    headings = [each for each in lines[:-1] if not each.startswith("  ")]
    assert len(headings) == len(lines[:-1]) - len(headings)
    assert any("Housing, Education" in each for each in headings)
    assert "Facts, with" not in found.out


def test_its_table_sums_to_the_difference(run: Run) -> None:
    (found,) = run("explain", "town.yaml", *WHERE, "--json").json
    lead = found["explanation"]["lead"]
    assert sum(each["amount"] for each in lead["lines"]) == pytest.approx(lead["difference"])
    table = "\n".join(explain(run, "--table"))
    title = f"{lead['first']} over {lead['second']}: difference of the logarithms "
    assert title in table
    for word in ("exact", "allocated", "surveyed: none", "all-ties", "1 − TF", "deliver"):
        assert word in table
    assert "-0.00" not in table


def test_its_json_has_explanation_reading_and_question(run: Run) -> None:
    (found,) = run("explain", "town.yaml", *WHERE, "--json", "--seed", "7", "--draws", "50").json
    assert found["setting"]["area"] == "housing"
    assert found["reading"]["name"] == found["explanation"]["reading"] == "confirmed"
    assert found["question"]["code"]
    assert (found["seed"], found["draws"]) == (7, 50)
    assert found["reading"]["conditions"]["b"]["bodies"] == ["round-table"]


def test_the_same_seed_gives_the_same_answer(run: Run) -> None:
    one, same, other = (
        run("explain", "town.yaml", *WHERE, "--json", "--seed", each).json for each in "112"
    )
    assert one == same != other


def test_a_pair_that_says_nothing_of_the_place_is_said_not_to_apply(run: Run) -> None:
    lines = explain(run, "--pair", "regional:local")
    assert lines[1].startswith("Not applicable: ")
    (found,) = run("explain", "town.yaml", *WHERE, "--pair", "regional:local", "--json").json
    assert (found["applicable"], found["explanation"], found["reading"]) == (False, None, None)
    assert found["reason"]


def test_a_day_before_any_fact_and_a_place_without_facts_are_said_to_be_empty(
    run: Run, folder: Path
) -> None:
    dated = TOWN.replace("basis: de_facto,", "basis: de_facto, from: 2020,")
    dated = dated.replace("areas: housing,", "areas: housing, from: 2020,")
    (folder / "dated.yaml").write_text(dated, "utf-8")
    lines = explain(run, "--on", "1999-12-31", path="dated.yaml")
    assert lines[1] == "Nothing is recorded on that day."
    found = run("explain", "town.yaml", "--place", "Velland")
    assert (found.code, found.out.splitlines()) == (
        0,
        ["Nothing is recorded about Velland that can be said here. Add facts first."],
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--place", "Brikmal"), "did you mean 'brikmel'?"),
        (("--place", "Brikmel", "--area", "housin"), "did you mean 'housing'?"),
        (("--place", "Brikmel", "--language", "de"), "Use en, fr or ar."),
        (("--place", "Brikmel", "--on", "2020"), "write it as 2021-09-30"),
        (("--place", "Brikmel", "--pair", "local"), "write for example national:local"),
        (("--place", "Brikmel", "--phase", "later"), "'later' is no phase"),
        (("--place", "Brikmel", "--reading", "mine"), "Use confirmed or recorded."),
        (("--area", "housing"), "--place"),
    ],
)
@pytest.mark.parametrize("command", ["explain", "gaps"])
def test_a_wrong_word_ends_with_2_and_says_what_there_is(
    run: Run, command: str, words: tuple[str, ...], message: str
) -> None:
    found = run(command, "town.yaml", *words)
    assert (found.code, found.out) == (2, "")
    assert message in found.err


def test_no_draws_and_too_many_are_refused(run: Run) -> None:
    for number in ("0", "100001", "some"):
        found = run("explain", "town.yaml", *WHERE, "--draws", number)
        assert (found.code, found.out) == (2, "")
        assert "--draws" in found.err


@pytest.mark.parametrize("command", ["explain", "gaps", "brokers"])
def test_an_atlas_that_cannot_be_read_ends_with_1(run: Run, command: str) -> None:
    found = run(command, "nowhere.yaml", "--place", "Brikmel")
    assert found.code == 1
    assert "nothing was read from nowhere.yaml" in found.err


@pytest.mark.parametrize("command", ["explain", "gaps"])
@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Not applicable: local is not above national."),
        ("fr", "Sans objet : le niveau local n'est pas au-dessus du niveau national."),
        ("ar", "لا ينطبق: المستوى المحلي ليس فوق المستوى الوطني."),
    ],
)
def test_why_a_pair_says_nothing_is_said_in_the_readers_language(
    run: Run, command: str, language: str, reason: str
) -> None:
    words = (command, "town.yaml", "--place=Brikmel", "--pair=local:national", "--language")
    assert reason in run(*words, language).out
    (found, *_) = run(*words, language, "--json").json
    assert found["reason"] == "local is not above national"
