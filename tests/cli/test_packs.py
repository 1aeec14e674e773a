"""Packs by name, and --with: two atlases are read together only if asked, and it is said first."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from weft.cli.common import find_path, list_packs
from weft.core.atlas import read_atlas

# What the town's own people know beside town.yaml: one fact, one actor, a newer source.
MORE = """
title: What the town knows
places:
- {name: Brikmel, levels: local, kind: municipality, parent: Velland}
- {name: Velland, levels: national}
sources:
- {title: Notes of the town, date: 2026-02, grade: C}
actors:
- {name: City of Brikmel, kind: government, place: Brikmel}
- {name: Harbour Aid, kind: civil_society, place: Brikmel}
competences:
- {id: aid-helps, holder: Harbour Aid, area: housing, role: deliver, basis: de_facto,
   sources: [{source: Notes of the town, locator: Page 1}]}
"""
READERS = (
    ("check",),
    ("show", "--on=2024-05-31"),
    ("diagnose", "--on=2024-05-31"),
    ("weave", "--place=Brikmel", "--on=2024-05-31", "--out=w.svg"),
    ("page", "--out=d.html"),
)
SAID = (
    "Read together: town.yaml (5 facts) and more.yaml "
    "(2 facts; to be confirmed, none is better than grade C)"
)


@pytest.fixture(autouse=True)
def more(folder: Path) -> Path:
    path = folder / "more.yaml"
    path.write_text(MORE, "utf-8")
    return path


# --- packs


@pytest.mark.parametrize("pack", list_packs())
def test_every_pack_is_known_by_its_name(run: Run, pack: str) -> None:
    found = run("check", pack, "--severity=error")
    assert (found.code, found.err) == (0, "")


def test_the_packs_are_mc2cm_and_the_cities() -> None:
    assert list_packs()[0] == "mc2cm"
    assert "cities/lyon" in list_packs()
    assert len(list_packs()) == len(set(list_packs())) > 6


def test_a_file_or_folder_of_a_packs_name_comes_first(run: Run, folder: Path) -> None:
    (folder / "cities" / "lyon").mkdir(parents=True)
    assert find_path("cities/lyon") == Path("cities/lyon")
    assert "no YAML, Excel or CSV file is in this folder" in run("show", "cities/lyon").err


def test_the_help_of_a_command_names_the_packs(run: Run) -> None:
    said = " ".join(run("diagnose", "--help").out.split())
    assert "PATH|PACK" in said
    for pack in list_packs():
        assert pack in said


# --- read together


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_a_command_that_reads_several_says_so_first(run: Run, words: tuple[str, ...]) -> None:
    name, *options = words
    found = run(name, "town.yaml", "--with", "more.yaml", *options)
    assert found.code == 0
    assert found.out.splitlines()[0] == SAID


def test_converting_says_so_too(run: Run) -> None:
    assert run("convert", "town.yaml", "a.yaml", "--with=more.yaml").out.startswith(SAID)


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_for_machines_it_is_said_on_standard_error(run: Run, words: tuple[str, ...]) -> None:
    name, *options = words
    found = run(name, "town.yaml", "--with", "more.yaml", "--json", *options)
    assert found.err.splitlines() == [SAID]
    json.loads(found.out)


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_nothing_is_read_together_unless_asked(run: Run, words: tuple[str, ...]) -> None:
    name, *options = words
    found = run(name, "town.yaml", *options)
    assert "Read together" not in found.out + found.err
    assert "more.yaml" not in found.out + found.err


def test_several_can_be_added(run: Run) -> None:
    words = [f"--with={each}" for each in list_packs()[1:]]
    found = run("check", "mc2cm", *words, "--severity=warning")
    assert found.code == 0
    assert found.out.splitlines()[0].count("; to be confirmed") == len(words)


def test_files_of_one_name_are_told_apart_by_their_paths(run: Run, folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "town.yaml").write_text(MORE, "utf-8")
    said = run("check", "town.yaml", "--with=own/town.yaml").out.splitlines()[0]
    assert "town.yaml (5 facts) and own/town.yaml (2 facts;" in said


def test_an_atlas_is_not_read_together_with_itself(run: Run) -> None:
    found = run("show", "town.yaml", "--with=./town.yaml")
    assert (found.code, found.out) == (2, "")
    assert "'./town.yaml' is named twice" in found.err


def test_an_added_atlas_that_cannot_be_read_ends_the_command(run: Run) -> None:
    found = run("show", "town.yaml", "--with=nowhere.yaml")
    assert (found.code, found.out) == (1, "")
    assert "nothing was read from nowhere.yaml" in found.err


# --- contradictions


@pytest.fixture
def wrong(more: Path) -> Path:
    """The added atlas calls the town something else, and the city no government."""
    text = MORE.replace("kind: municipality", "kind: commune").replace("government", "agency")
    more.write_text(text, "utf-8")
    return more


def test_a_contradiction_names_file_line_and_both_atlases(run: Run, wrong: Path) -> None:
    found = run("diagnose", "town.yaml", "--with", wrong.name)
    assert (found.code, found.out) == (1, "")
    first, second, last = found.err.splitlines()
    assert first.startswith(
        "error   more.yaml, line 4, kind: 'brikmel' in places: kind is 'municipality' in town.yaml "
        "and 'commune' in more.yaml; correct one,"
    )
    assert second.startswith("error   more.yaml, line 9, kind: 'city-of-brikmel' in actors: ")
    assert last == "2 errors; town.yaml and more.yaml were not read together."


def test_contradictions_are_json_when_asked(run: Run, wrong: Path) -> None:
    found = run("check", "town.yaml", "--with", wrong.name, "--json")
    assert found.code == 1
    assert [(each["code"], each["row"]) for each in found.json["errors"]] == [
        ("atlases-differ", 4),
        ("atlases-differ", 9),
    ]


def test_a_finding_of_the_check_names_the_atlas_that_it_is_in(run: Run, more: Path) -> None:
    more.write_text(MORE.replace("grade: C", "grade: D"), "utf-8")
    found = run("check", "mc2cm", "--with=more.yaml")
    assert "more.yaml, line 13, sources: " in found.out
    assert "mc2cm/places.yaml, line " in found.out


# --- where each fact is from


def test_each_sentence_says_how_many_facts_are_from_which_atlas(run: Run) -> None:
    found = run("diagnose", "mc2cm", "--with=cities/lyon", "--place=lyon", "--area=housing")
    (said,) = (each for each in found.out.splitlines() if each.startswith("  Housing in Lyon"))
    assert " of mc2cm and " in said
    assert said.endswith(" of cities/lyon.")
    alone = run("diagnose", "mc2cm", "--place=lyon", "--area=housing")
    assert "Facts: " not in alone.out


def test_the_evidence_of_a_pack_shows_which_facts_were_added(run: Run) -> None:
    words = ("--place=lyon", "--area=housing", "--evidence")
    found = run("diagnose", "mc2cm", "--with=cities/lyon", *words).out
    own = read_atlas(find_path("mc2cm")).facts
    cited = [each.split() for each in found.splitlines() if "] " in each and " [" in each]
    added = {words[0] for words in cited if words[1].startswith("(cities/lyon")}
    rest = {words[0] for words in cited if words[0] in own}
    assert added
    assert rest
    assert not added & own.keys()


def test_the_table_marks_what_was_added(run: Run) -> None:
    found = run("show", "town.yaml", "--with=more.yaml", "--on=2026-02-28").out
    (row,) = (each for each in found.splitlines() if "Housing" in each)
    assert [each.strip() for each in row.split("│")[-3:-1]] == ["d", "d¹"]
    assert "¹: from more.yaml, wholly or in part." in found


def test_the_page_says_what_was_read_together_and_marks_what_was_added(
    run: Run, folder: Path
) -> None:
    run("page", "town.yaml", "--with=more.yaml", "--out=two.html")
    run("page", "town.yaml", "--out=one.html")
    two, one = ((folder / f"{each}.html").read_text("utf-8") for each in ("two", "one"))
    tag = '<span class="tag quiet">more.yaml</span>'
    assert two.count(tag) == 2  # the actor and what it does
    assert f"{SAID}." in two
    assert "more.yaml" not in one
    assert "Read together" not in one


def test_the_page_of_several_counts_public_facts_only(run: Run, folder: Path, more: Path) -> None:
    hidden = MORE.replace("basis: de_facto,", "basis: de_facto, visibility: own,")
    more.write_text(hidden, "utf-8")
    run("page", "town.yaml", "--with=more.yaml", "--out=two.html")
    assert "and more.yaml (1 fact;" in (folder / "two.html").read_text("utf-8")


def test_a_combination_becomes_one_atlas_whose_title_names_both(run: Run, folder: Path) -> None:
    assert run("convert", "town.yaml", "both.yaml", "--with=more.yaml").code == 0
    both = read_atlas(folder / "both.yaml")
    assert both.title is not None
    assert both.title.read() == "What the town knows"
    assert {"aid-helps", "round-table"} <= both.facts.keys()
    assert run("check", "both.yaml", "--severity=warning").code == 0


# --- the day


def test_a_day_that_moves_because_of_an_added_source_is_said(run: Run) -> None:
    said = run("diagnose", "town.yaml", "--with=more.yaml").out.splitlines()[1]
    assert said == (
        "Newer sources move the day of Brikmel to 28 February 2026 (--on 2024-05-31 moves it back)."
    )
    there = "--place=Brikmel"
    for words in (
        ("show",), ("weave", there), ("gaps", there), ("explain", there), ("brokers", there),
    ):  # fmt: skip
        name, *options = words
        assert said in run(name, "town.yaml", "--with=more.yaml", *options).out


def test_a_day_that_moved_is_said_beside_the_json(run: Run, more: Path) -> None:
    for name in ("gaps", "explain", "brokers"):
        found = run(name, "town.yaml", "--with=more.yaml", "--place=Brikmel", "--json")
        assert found.json and "Newer sources move the day of Brikmel" in found.err


def test_a_day_that_was_asked_for_does_not_move(run: Run) -> None:
    found = run("diagnose", "town.yaml", "--with=more.yaml", "--on=2025-01-01")
    assert "move the day" not in found.out
