"""weft compare: two places, days, pairs of levels or readers, and every wrong way to ask."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

PLACES = ("compare", "mc2cm", "--place", "Rennes", "--place", "Lyon")
DAYS = ("compare", "town.yaml", "--on", "2023-01-01", "--on", "2024-06-01")


def test_two_places_stand_side_by_side_in_the_order_given(run: Run) -> None:
    found = run(*PLACES, "--area", "housing")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[0] == "Rennes / Lyon (State and City)"
    assert "the days differ (30 September 2021 and 4 January 2018)" in lines[1]
    assert lines[2] == "Housing"
    assert "counts for Rennes only: Territorial contract between the State and Rennes" in found.out
    assert "Recorded on both sides: deliver: French State (by law)." in found.out
    assert lines[-1].endswith("this is no ranking.")
    back = run("compare", "mc2cm", "--place=Lyon", "--place=Rennes", "--area=housing")
    assert back.out.startswith("Lyon / Rennes")


def test_without_an_area_all_are_compared_and_what_needs_no_paragraph_is_summed_up(
    run: Run,
) -> None:
    found = run("compare", "mc2cm", "--place", "Tangier", "--on=2014-06-01", "--on=2018-06-01")
    lines = found.out.splitlines()
    assert "Integration policy as a whole" in lines
    assert "Nothing that is recorded differs in: Housing and Employment." in lines
    assert any(each.startswith("1 June 2014: nothing is recorded on that day") for each in lines)
    assert "Housing" not in lines
    assert "9 policy areas compared" in lines[-1]


def test_two_pairs_of_levels_of_one_place(run: Run) -> None:
    found = run(
        "compare", "mc2cm", "--place=Turin", "--pair=national:local",
        "--pair=national:metropolitan", "--area=education",
    )  # fmt: skip
    assert found.out.startswith("State and City / State and Metropolis (Turin, 4 January 2018)")
    assert "deliver in practice, City / Metropolis: not known / Metropolitan City" in found.out


def test_two_readers_of_one_place(run: Run) -> None:
    found = run(
        "compare", "mc2cm", "--place=Tangier", "--as=City of Tangier", "--as=city-of-rabat",
        "--area=integration",
    )  # fmt: skip
    assert found.out.startswith("City of Tangier / City of Rabat (Tangier")
    assert "Recorded for City of Tangier only: Routine engagement" in found.out


def test_two_places_as_one_actor_reads_them(run: Run) -> None:
    found = run(*PLACES, "--as=city-of-lyon", "--area=health", "--on=2021-10-01")
    assert found.out.startswith(
        "Rennes / Lyon (State and City, 1 October 2021, as City of Lyon reads it)"
    )


def test_before_any_fact_it_says_so_and_gives_no_number(run: Run) -> None:
    found = run("compare", "mc2cm", "--place", "Tangier", "--on=1900-01-01", "--on=1901-01-01")
    assert found.code == 0
    assert "nothing is recorded on that day about Reception and asylum, Housing" in found.out
    assert "0.00" not in found.out and "%" not in found.out


def test_one_area_before_any_fact_is_said_in_full(run: Run) -> None:
    words = ("--place=Tangier", "--on=1900-01-01", "--on=2018-06-01", "--area=housing")
    found = run("compare", "mc2cm", *words)
    assert "  1 January 1900: nothing is recorded on that day." in found.out.splitlines()
    assert "Began between the two days: National Strategy" in found.out


def test_the_only_place_need_not_be_named(run: Run) -> None:
    found = run(*DAYS)
    assert found.code == 0
    assert found.out.startswith("1 January 2023 / 1 June 2024 (Brikmel, State and City)")


def test_where_nothing_is_recorded_at_all_it_says_so(run: Run, folder: Path) -> None:
    (folder / "bare.yaml").write_text(
        "places: [{name: A, levels: local, parent: C}, {name: B, levels: local, parent: C}, "
        "{name: C, levels: national}]",
        "utf-8",
    )
    found = run("compare", "bare.yaml", "--place=A", "--place=B")
    assert (found.code, found.out) == (0, "Neither side records anything.\n")


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Consigné pour Rennes seulement"), ("ar", "مسجل في رين فقط")],
)
def test_it_speaks_the_readers_language(run: Run, language: str, words: str) -> None:
    found = run(*PLACES, "--area=housing", "--language", language)
    assert words in found.out
    assert "Recorded" not in found.out and "differ " not in found.out


def test_its_json_has_both_sides_differences_and_facts(run: Run) -> None:
    (found,) = run(*PLACES, "--area=housing", "--json").json
    assert [found[each]["setting"]["place"] for each in ("one", "other")] == ["rennes", "lyon"]
    assert found["respect"] == "place"
    assert {each["relation"] for each in found["differences"]} <= {"apart", "nested", "overlap"}
    assert "rennes-contract" in found["facts"]["only_one"]
    assert [each["code"] for each in found["cautions"]] == ["other_date", "undated"]


def test_other_atlases_are_read_together_only_when_asked(run: Run) -> None:
    found = run(*PLACES, "--area=housing", "--with", "cities/lyon")
    assert found.code == 0
    assert "cities/lyon" in found.out.splitlines()[0]


def test_ones_own_numbers_are_named(run: Run, folder: Path) -> None:
    text = Path(__file__).parents[2] / "src/weft/core/diagnosis/method.toml"
    own = text.read_text("utf-8").replace('version = "2026.2"', 'version = "ours"')
    (folder / "own.toml").write_text(own, "utf-8")
    assert "Method ours; 1 policy area" in run(*PLACES, "--area=housing", "--method=own.toml").out


def test_seed_draws_and_phase_reach_both_sides(run: Run) -> None:
    words = ("--area=housing", "--seed=7", "--draws=20", "--phase=implementation")
    (found,) = run(*PLACES, *words, "--json").json
    for side in ("one", "other"):
        assert found[side]["setting"]["phase"] == "implementation"
        diagnosis = found[f"{side}_diagnosis"]
        assert (diagnosis["seed"], diagnosis["draws"]) == (7, 20)


def test_why_a_pair_says_nothing_is_said_in_the_readers_language(run: Run) -> None:
    words = ("--pair=local:national", "--area=housing", "--language=fr")
    assert (
        "Sans objet : le niveau local n'est pas au-dessus du niveau national."
        in run(*PLACES, *words).out
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mc2cm", "--place=Rennes"), "Name two of one thing"),
        (("mc2cm",), "Name two of one thing"),
        ((*PLACES[1:], "--place=Turin"), "Name two of one thing"),
        ((*PLACES[1:], "--on=2018-01-01", "--on=2019-01-01"), "Name two of one thing"),
        (("mc2cm", "--place=Lyon", "--place=Lyon"), "Both sides are the same"),
        (("mc2cm", "--on=2018-01-01", "--on=2019-01-01"), "add --place"),
        (("mc2cm", "--place=Lyon", "--place=Lyom"), "did you mean 'lyon'?"),
        (("mc2cm", "--place=Lyon", "--place=Morocco"), "lies above the lower level"),
        (("mc2cm", "--place=Lyon", "--on=2018", "--on=2019-01-01"), "'2018' is no day"),
        (("mc2cm", "--place=Lyon", "--pair=national", "--pair=national:local"), "no pair"),
        (("mc2cm", "--place=Lyon", "--as=iom", "--as=Nobody"), "no actor 'Nobody'; who asserts"),
        (("mc2cm", "--place=Lyon", "--as=iom", "--as=icmpd"), "has no reading of its own"),
        ((*PLACES[1:], "--language=de"), "Use en, fr or ar"),
        ((*PLACES[1:], "--area=housng"), "did you mean 'housing'?"),
        ((*PLACES[1:], "--phase=dreaming"), "'dreaming' is no phase. Use both or"),
        ((*PLACES[1:], "--method=none.toml"), "cannot be read"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_to_do(
    run: Run, words: tuple[str, ...], message: str
) -> None:
    found = run("compare", *words)
    assert (found.code, found.out) == (2, "")
    assert message in " ".join(found.err.split())


def test_a_missing_file_is_named(run: Run) -> None:
    found = run("compare", "nowhere.yaml", *DAYS[2:])
    assert found.code == 1
    assert "there is no such file or folder" in found.err
