"""weft convert, template, schema and page: what is written, where, and never half of it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, list_files
from weft.core.atlas import read_atlas

# What writes a file, without its target.
WRITERS = {
    "convert": ("convert", "town.yaml"),
    "template": ("template",),
    "schema": ("schema",),
    "weave": ("weave", "town.yaml", "--place", "Brikmel", "--out"),
}
ENDINGS = {"convert": ".yaml", "template": ".xlsx", "schema": ".json", "weave": ".svg"}


@pytest.mark.parametrize("target", ["new.yaml", "new.json", "new.xlsx", "new"])
def test_an_atlas_is_the_same_in_every_format(run: Run, folder: Path, target: str) -> None:
    found = run("convert", "town.yaml", target)
    assert (found.code, found.out) == (0, f"Written: {target}\n")
    assert read_atlas(folder / target) == read_atlas(folder / "town.yaml")


def test_it_converts_to_linked_data(run: Run, folder: Path) -> None:
    assert run("convert", "town.yaml", "new.jsonld").code == 0
    assert "@context" in json.loads((folder / "new.jsonld").read_text("utf-8"))


def test_a_template_is_an_empty_atlas(run: Run) -> None:
    assert run("template").out == "Written: atlas.xlsx\n"
    assert run("check", "atlas.xlsx").out.startswith("0 facts on 0 sources about 0 places")


def test_the_schema_is_printed_or_written(run: Run, folder: Path) -> None:
    printed = run("schema")
    assert printed.json["title"] == "A Weft atlas"
    assert run("schema", "--json").out == printed.out
    assert run("schema", "schema.json").out == "Written: schema.json\n"
    assert (folder / "schema.json").read_text("utf-8") == printed.out


def test_page_writes_one_page_and_says_where(run: Run, folder: Path) -> None:
    found = run("page", "town.yaml", "--out", "page.html")
    assert found.code == 0
    assert str(folder / "page.html") in found.out
    assert "Brikmel" in (folder / "page.html").read_text("utf-8")
    read = run("page", "town.yaml", "--out", "page.html", "--json")
    assert read.json["facts"] == 5
    assert read.json["page"] == str(folder / "page.html")


@pytest.mark.parametrize("command", WRITERS)
def test_its_json_says_what_it_wrote(run: Run, command: str) -> None:
    target = f"new{ENDINGS[command]}"
    assert run(*WRITERS[command], target, "--json").json == {"written": target}


@pytest.mark.parametrize("command", WRITERS)
def test_a_file_that_is_there_stays_unless_forced(run: Run, folder: Path, command: str) -> None:
    target = f"there{ENDINGS[command]}"
    (folder / target).write_text("mine")
    found = run(*WRITERS[command], target)
    assert (found.code, found.out) == (1, "")
    assert f"{target} is there already; choose another name, or --force" in found.err
    assert (folder / target).read_text() == "mine"
    assert run(*WRITERS[command], target, "--force").code == 0
    assert (folder / target).read_bytes() != b"mine"


@pytest.mark.parametrize("command", WRITERS)
def test_a_target_that_cannot_be_written_is_named(run: Run, folder: Path, command: str) -> None:
    before = list_files(folder)
    target = f"town.yaml/new{ENDINGS[command]}"
    found = run(*WRITERS[command], target)
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith(f"Not written: {target}: what should be a folder")
    assert list_files(folder) == before


@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_of_that_name_is_not_replaced(run: Run, folder: Path, command: str) -> None:
    target = f"folder{ENDINGS[command]}"
    (folder / target).mkdir()
    before = list_files(folder)
    found = run(*WRITERS[command], target, "--force")
    assert (found.code, found.out) == (1, "")
    assert f"{target}: a folder has this name" in found.err
    assert list_files(folder) == before
    assert (folder / target).is_dir()


@pytest.mark.parametrize("command", ["convert", "template", "weave"])
def test_an_ending_of_no_format_is_wrong_usage(run: Run, folder: Path, command: str) -> None:
    before = list_files(folder)
    found = run(*WRITERS[command], "new.pdf")
    assert (found.code, found.out) == (2, "")
    assert ENDINGS[command] in found.err
    assert list_files(folder) == before


def test_missing_folders_are_made(run: Run, folder: Path) -> None:
    assert run("convert", "town.yaml", "a/b/new.yaml").code == 0
    assert (folder / "a" / "b" / "new.yaml").is_file()


def test_a_broken_atlas_is_not_converted(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    (folder / "town.yaml").write_text(text.replace("area: housing", "area: housng", 1))
    (folder / "old.yaml").write_text("mine")
    before = list_files(folder)
    for command in (
        ("convert", "town.yaml", "new.yaml"),
        ("convert", "town.yaml", "old.yaml", "--force"),
        ("weave", "town.yaml", "--place", "Brikmel"),
        ("page", "town.yaml"),
    ):
        found = run(*command)
        assert found.code == 1, command
        assert "did you mean 'housing'?" in found.err
        assert list_files(folder) == before


def test_page_replaces_its_own_page_and_nothing_else(run: Run, folder: Path) -> None:
    assert run("page", "town.yaml", "--out", "page.html").code == 0
    assert run("page", "town.yaml", "--out", "page.html").code == 0
    (folder / "letter.html").write_text("<p>Mine</p>")
    found = run("page", "town.yaml", "--out", "letter.html")
    assert found.code == 1 and "is no page of Weft" in found.err
    assert (folder / "letter.html").read_text() == "<p>Mine</p>"
    assert run("page", "town.yaml", "--out", "letter.html", "--force").code == 0


def test_page_never_writes_over_the_atlas_it_reads(run: Run, folder: Path) -> None:
    before = (folder / "town.yaml").read_text()
    found = run("page", "town.yaml", "--out", "town.yaml")
    assert found.code == 2 and "end the name in .html" in found.err
    assert (folder / "town.yaml").read_text() == before


def test_what_is_hidden_changes_no_byte_of_what_is_published(run: Run, folder: Path) -> None:
    text = (folder / "town.yaml").read_text("utf-8")
    hidden = """
- {name: Quiet house, kind: civil_society, place: Brikmel, visibility: own}
- {name: Quiet office, kind: agency, parent: City of Brikmel, visibility: network}
competences:
- {holder: Quiet house, area: health, role: deliver, basis: de_facto, visibility: own}
"""
    more = text.replace("\ncompetences:\n", hidden, 1)
    assert more != text
    for name, content in (("one", text), ("two", more)):
        (folder / f"{name}.yaml").write_text(content, "utf-8")
        run("page", f"{name}.yaml", "--out", f"{name}.html")
        run("convert", f"{name}.yaml", f"{name}.jsonld")
        run("weave", f"{name}.yaml", "--place", "Brikmel", "--out", f"{name}.svg")
    for ending in ("html", "jsonld", "svg"):
        one, two = ((folder / f"{name}.{ending}").read_bytes() for name in ("one", "two"))
        assert one == two, ending
