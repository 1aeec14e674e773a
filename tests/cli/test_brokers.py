"""weft brokers: who sits between others, who is connected, who could bring together whom."""

import pytest

from tests.cli.conftest import TOWN, Run

# A network of towns is tied to a ministry and to a charity, which are not tied to each other and
# both deliver housing; a second charity stands alone.
STAR = """
places:
- {name: Brikmel, levels: local, parent: Velland}
- {name: Velland, levels: national}
sources:
- {title: Annual report, date: 2024-05, grade: B}
actors:
- {name: City of Brikmel, kind: government, place: Brikmel}
- {name: Ministry of Velland, kind: government, place: Velland}
- {name: Harbour Aid, kind: civil_society, place: Brikmel}
- {name: Lone Help, kind: civil_society, place: Brikmel}
competences:
- {holder: Ministry of Velland, area: housing, role: deliver, basis: de_facto,
   sources: [{source: Annual report}]}
- {holder: Harbour Aid, area: housing, role: deliver, basis: de_facto,
   sources: [{source: Annual report}]}
- {holder: Harbour Aid, area: health, role: fund, basis: de_facto}
- {holder: Lone Help, area: health, role: fund, basis: de_facto}
mechanisms:
- {name: State table, kind: consultative_body, areas: housing,
   members: [{actor: City of Brikmel}, {actor: Ministry of Velland}]}
- {name: Town table, kind: exchange, areas: housing,
   members: [{actor: City of Brikmel}, {actor: Harbour Aid}]}
"""


@pytest.fixture
def look(run: Run, tmp_path):
    (tmp_path / "star.yaml").write_text(STAR, "utf-8")

    def brokers(*more: str) -> list[str]:
        found = run("brokers", "star.yaml", "--place", "Brikmel", *more)
        assert (found.code, found.err) == (0, "")
        return found.out.splitlines()

    return brokers


def test_it_says_who_sits_between_others_in_plain_words(look) -> None:
    lines = look("--area", "housing")
    assert lines[0] == "Brikmel, as of 31 May 2024: Housing"
    assert lines[1] == "Actors: 3. What ties them: 2. Connected groups: 1."
    at = lines.index("Who sits between others")
    assert lines[at + 1] == (
        "  City of Brikmel (City, government): between two others who are not tied to each other. "
        "On 100% of the shortest ways between others. Across levels of government: 1 (links two "
        "groups not its own). Across sectors: 1 (lets others in, speaks for its own). [1, 2]"
    )


def test_each_word_is_explained_once_and_only_if_it_was_used(look) -> None:
    text = "\n".join(look())
    for term in ("(liaison)", "(gatekeeper)", "(representative)"):
        assert text.count(term) == 1
    assert "(coordinator)" not in text
    assert text.index("1 (links two groups not its own)") < text.index("(liaison)")


def test_it_says_who_could_bring_together_whom_and_through_what(look) -> None:
    lines = look()
    at = lines.index("  Harbour Aid and Ministry of Velland: Housing (deliver). [3, 4]")
    assert lines[at + 1] == (
        "    Could bring them together: City of Brikmel (with Harbour Aid: Town table; with "
        "Ministry of Velland: State table). [1, 2]"
    )
    at = lines.index("  Harbour Aid and Lone Help: Health (fund). [5, 6]")
    assert lines[at + 1].strip() == "Nothing recorded ties Lone Help to anybody."


def test_with_an_area_ties_are_said_to_be_missing_in_this_area_only(look) -> None:
    lines = look("--area", "health")
    assert "No tie between actors is recorded in this area here on that day, so" in lines[2]
    at = lines.index("  Harbour Aid and Lone Help: Health (fund). [1, 2]")
    assert lines[at + 1].strip() == (
        "Nothing recorded in this area ties Harbour Aid or Lone Help to anybody."
    )
    both = look("--area", "health", "--area", "housing")
    assert "  No recorded tie in these areas: Lone Help" in both


def test_those_without_a_tie_are_named(look) -> None:
    lines = look()
    assert any(each.startswith("  3: ") and "Harbour Aid" in each for each in lines)
    assert "  No recorded tie: Lone Help" in lines


def test_the_facts_lead_to_the_documents(look) -> None:
    lines = look("--area", "housing")
    at = lines.index("Facts, with the grade of each document")
    assert lines[at + 1 : at + 3] == [
        "  [1] state-table (to be confirmed)",
        "      no document is named",
    ]
    assert "      B  Annual report, 2024-05" in lines[at:]


def test_several_areas_may_be_named_by_any_label(look) -> None:
    assert look("--area", "Logement", "--area", "health")[0].endswith(": Housing and Health")
    assert look()[0].endswith(": all policy areas")


def test_long_lists_are_cut_unless_all_are_wanted(run: Run) -> None:
    short = run("brokers", "mc2cm", "--place", "Turin").out
    whole = run("brokers", "mc2cm", "--place", "Turin", "--all").out
    assert "; City of Beirut; 9 more" in short
    assert "9 more" not in whole
    assert "City of Vienna" in whole and "City of Vienna" not in short


def test_its_json_is_the_brokerage(run: Run, look) -> None:
    found = run("brokers", "star.yaml", "--place", "Brikmel", "--json", "--on", "2024-01-02").json
    assert (found["place"], found["on"]) == ("brikmel", "2024-01-02")
    assert found["brokers"][0]["actor"] == "city-of-brikmel"
    assert len(found["unconnected"]) == 2


@pytest.mark.parametrize(("language", "word"), [("fr", "Qui se tient entre"), ("ar", "من يتوسط")])
def test_it_speaks_three_languages(look, language: str, word: str) -> None:
    text = "\n".join(look("--language", language))
    assert word in text
    assert "Who " not in text and "Could bring" not in text and "recorded" not in text


def test_one_actor_has_nobody_to_sit_between(run: Run, tmp_path) -> None:
    alone = TOWN[: TOWN.index("mechanisms:")]
    (tmp_path / "alone.yaml").write_text(alone, "utf-8")
    found = run("brokers", "alone.yaml", "--place", "Brikmel")
    assert found.code == 0
    assert found.out.splitlines()[1].startswith("Only City of Brikmel is recorded here on that day")


def test_without_a_tie_nobody_is_said_to_sit_between(run: Run, tmp_path) -> None:
    untied = STAR[: STAR.index("mechanisms:")]
    (tmp_path / "untied.yaml").write_text(untied, "utf-8")
    found = run("brokers", "untied.yaml", "--place", "Brikmel")
    assert "No tie between actors is recorded here on that day" in found.out
    assert "Who sits between others" not in found.out
    assert "Harbour Aid and Ministry of Velland" in found.out


def test_a_day_before_any_fact_is_said_to_be_empty(run: Run, tmp_path) -> None:
    dated = TOWN.replace("basis: de_facto,", "basis: de_facto, from: 2020,")
    dated = dated.replace("kind: consultative_body,", "kind: consultative_body, from: 2020,")
    (tmp_path / "dated.yaml").write_text(dated, "utf-8")
    found = run("brokers", "dated.yaml", "--place", "Brikmel", "--on", "1999-12-31")
    assert found.out.splitlines()[1:] == ["Nothing is recorded on that day."]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--place", "Brikmal"), "did you mean 'brikmel'?"),
        (("--place", "Brikmel", "--area", "housin"), "did you mean 'housing'?"),
        (("--place", "Brikmel", "--language", "de"), "Use en, fr or ar."),
        (("--place", "Brikmel", "--on", "soon"), "write it as 2021-09-30"),
        ((), "--place"),
    ],
)
def test_a_wrong_word_ends_with_2_and_says_what_there_is(
    run: Run, words: tuple[str, ...], message: str
) -> None:
    found = run("brokers", "town.yaml", *words)
    assert (found.code, found.out) == (2, "")
    assert message in found.err
