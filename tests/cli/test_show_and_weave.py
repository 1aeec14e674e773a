"""weft show and weft weave: the matrix and the drawing of a place, in three languages."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Run


def test_it_shows_who_does_what(run: Run) -> None:
    found = run("show", "town.yaml")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("Brikmel, 2024-05-31\n")
    (row,) = (line for line in found.out.splitlines() if "Housing" in line)
    assert [cell.strip() for cell in row.split("│")][1:-1] == ["Housing", "", "d"]
    assert "Nothing recorded: Reception and asylum, Health" in found.out


@pytest.mark.parametrize(
    ("language", "housing", "city"), [("fr", "Logement", "Ville"), ("ar", "السكن", "المدينة")]
)
def test_it_speaks_the_language_asked_for(run: Run, language: str, housing: str, city: str) -> None:
    found = run("show", "town.yaml", "--language", language)
    assert housing in found.out
    assert city in found.out
    assert "Housing" not in found.out


def test_a_place_may_be_given_by_any_of_its_names(run: Run) -> None:
    by_id = run("show", "town.yaml", "--place", "velland")
    assert by_id.out.startswith("Velland, ")
    for name in ("Velland", "VELLAND", "فيلاند"):
        assert run("show", "town.yaml", "--place", name).out == by_id.out


def test_a_name_that_two_places_have_is_sent_back(run: Run, folder: Path) -> None:
    places = "- {name: Brikmel, levels: local}\n- {id: old-brikmel, name: BRIKMEL, levels: local}"
    (folder / "two.yaml").write_text(f"places:\n{places}\n", "utf-8")
    found = run("show", "two.yaml", "--place", "Brikmel")
    assert found.code == 2
    assert "'Brikmel' is the name of several places" in found.err
    assert "brikmel or old-brikmel" in found.err
    assert run("show", "two.yaml", "--place", "brikmel").code == 0, "an id is clear"


def test_what_a_day_changes_is_shown(run: Run) -> None:
    assert run("show", "town.yaml", "--on", "2020-01-01").out.startswith("Brikmel, 2020-01-01")


def test_its_json_names_each_cell(run: Run) -> None:
    (place,) = run("show", "town.yaml", "--json").json
    assert (place["place"], place["on"]) == ("brikmel", "2024-05-31")
    cells = {(each["area"], each["level"]): each for each in place["cells"]}
    assert cells["housing", "local"]["roles"] == [
        {"role": "deliver", "by_law": None, "in_practice": "yes", "contested": False}
    ]
    assert place["ties"][0]["fact"] == "round-table"


def test_an_atlas_of_nothing_is_said_to_be_so(run: Run, folder: Path) -> None:
    (folder / "empty.yaml").write_text("weft: 1\n")
    found = run("show", "empty.yaml")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("Nothing is recorded")
    assert run("show", "empty.yaml", "--json").json == []


def test_words_in_brackets_are_printed_as_they_stand(run: Run, folder: Path) -> None:
    (folder / "odd.yaml").write_text('places: [{name: "Port [red] :cat:", levels: local}]')
    assert run("show", "odd.yaml", "--place", "port-red-cat").out.startswith("Port [red] :cat:, ")


def test_it_draws_the_weave_to_a_file(run: Run, folder: Path) -> None:
    found = run("weave", "town.yaml", "--place", "Brikmel")
    assert found.code == 0
    assert found.out == "Written: weave.svg (Brikmel, as of 2024-05-31)\n"
    root = ElementTree.fromstring((folder / "weave.svg").read_text("utf-8"))  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Housing" in "".join(root.itertext())


def test_it_draws_in_another_language_and_for_narrow_pages(run: Run, folder: Path) -> None:
    wide = run("weave", "town.yaml", "--place", "Brikmel", "--out", "wide.svg", "--language=ar")
    narrow = run("weave", "town.yaml", "--place", "Brikmel", "--out", "narrow.svg", "--compact")
    assert (wide.code, narrow.code) == (0, 0)
    drawn = (folder / "wide.svg").read_text("utf-8")
    assert "السكن" in drawn
    widths = [
        float(ElementTree.parse(folder / name).getroot().attrib["viewBox"].split()[2])  # noqa: S314
        for name in ("wide.svg", "narrow.svg")
    ]
    assert widths[1] < widths[0]


def test_its_json_says_what_was_written(run: Run) -> None:
    found = run("weave", "town.yaml", "--place", "Brikmel", "--json")
    assert found.json == {"written": "weave.svg"}


def test_a_place_must_be_named(run: Run) -> None:
    found = run("weave", "town.yaml")
    assert found.code == 2
    assert "--place" in found.err


def test_a_drawing_shows_what_is_public_unless_all_is_asked_for(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    hidden = text.replace("{name: Round table,", "{name: Quiet table, visibility: own,")
    (folder / "town.yaml").write_text(hidden, "utf-8")
    run("weave", "town.yaml", "--place", "Brikmel", "--out", "public.svg")
    run("weave", "town.yaml", "--place", "Brikmel", "--out", "all.svg", "--all")
    assert "Quiet table" not in (folder / "public.svg").read_text("utf-8")
    assert "Quiet table" in (folder / "all.svg").read_text("utf-8")
