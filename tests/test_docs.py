"""The documentation does what it says: commands run, outputs are as shown, tables are complete."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.guide import Reader, list_steps, matches
from tests.reference_docs import BLOCKS, REFERENCE, ROOT, fill_blocks, list_blocks
from weft.cli import app
from weft.core.atlas import read_atlas

DOCS = ROOT / "docs"
# Pages whose commands are typed; other pages show none.
GUIDES = sorted(
    [*(DOCS / "tutorial").glob("*.md"), *(DOCS / "how-to").glob("*.md"), REFERENCE / "terminal.md"]
)
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])


def name_page(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", GUIDES, ids=name_page)
def test_what_a_page_tells_its_reader_to_do_works(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "src").symlink_to(ROOT / "src")  # the reader stands in a copy of Weft
    assert Reader(tmp_path).follow(path.read_text("utf-8")) > 0


def test_no_other_page_of_the_documentation_shows_commands_untyped() -> None:
    for path in PAGES:
        if path not in GUIDES and path != ROOT / "README.md":
            steps = list_steps(path.read_text("utf-8"))
            assert not [each.row for each in steps if each.kind == "sh"], name_page(path)


def test_the_readme_shows_only_commands_of_the_script() -> None:
    script = (ROOT / "run").read_text("utf-8")
    steps = list_steps((ROOT / "README.md").read_text("utf-8"))
    lines = [line for each in steps if each.kind == "sh" for line in each.lines]
    assert lines
    for line in lines:
        found = re.match(r"\./run (\w+)", line)
        assert found, line
        assert re.search(rf"^    {found[1]}\)", script, re.MULTILINE), line


def test_the_example_of_a_file_can_be_read(tmp_path: Path) -> None:
    steps = list_steps((REFERENCE / "files.md").read_text("utf-8"))
    (example,) = (each for each in steps if each.kind == "yaml")
    (tmp_path / "town.yaml").write_text("\n".join(example.lines), "utf-8")
    atlas = read_atlas(tmp_path / "town.yaml")
    assert [each.voice for each in atlas.mechanisms[0].members] == [None, "voice"]


def test_three_dots_stand_for_any_lines_and_all_else_must_be_equal() -> None:
    assert matches(("a", "...", "z"), "a\nb\nc\nz\n")
    assert matches(("a", "...", "z"), "a\nz\n")
    assert not matches(("a", "...", "z"), "a\nb\nc\n")
    assert not matches(("a", "b"), "a\nb\nc\n")
    assert not matches(("a.c",), "abc\n")


# --- tables made from the program


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.md")), ids=name_page)
def test_its_tables_are_those_of_the_program(path: Path) -> None:
    page = path.read_text("utf-8")
    assert page == fill_blocks(page), "run .venv/bin/python -m tests.reference_docs"


def test_every_table_that_can_be_made_is_on_a_page() -> None:
    found = [
        name for path in REFERENCE.glob("*.md") for name in list_blocks(path.read_text("utf-8"))
    ]
    assert sorted(found) == sorted(BLOCKS)


# --- the terminal


def list_commands() -> Iterator[tuple[str, list[str]]]:
    """Each command of the program with its options, as the program itself knows them; those of a
    group under its name and theirs."""
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        inside = getattr(command, "commands", {})
        named = {f"{name} {inner}": each for inner, each in inside.items()} or {name: command}
        for whole, each in named.items():
            options = [x for x in each.params if x.param_type_name == "option"]
            opts = [text for x in options for text in (*x.opts, *x.secondary_opts)]
            yield whole, [text for text in opts if text.startswith("--")]


def read_sections() -> dict[str, set[str]]:
    """Command -> the options in the table of its section in terminal.md."""
    page = (REFERENCE / "terminal.md").read_text("utf-8")
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return {
        found[1]: set(re.findall(r"^\| `(--[\w-]+)`", section, re.MULTILINE))
        for section in sections
        if (found := re.match(r"weft ([a-z]+(?: [a-z]+)?)", section))
    }


def test_every_command_and_option_is_in_the_reference_and_no_other() -> None:
    assert read_sections() == {name: set(options) for name, options in list_commands()}


def test_every_command_has_an_example() -> None:
    page = (REFERENCE / "terminal.md").read_text("utf-8")
    typed = [line for each in list_steps(page) if each.kind == "sh" for line in each.lines]
    for name, _ in list_commands():
        assert any(f"{line} ".startswith(f"./run weft {name} ") for line in typed), name


def test_the_options_of_the_program_itself_are_in_the_reference() -> None:
    page = (REFERENCE / "terminal.md").read_text("utf-8")
    for option in ("--help", "--version", "--install-completion", "--show-completion"):
        assert f"weft {option}" in page


def test_the_exit_codes_are_in_the_reference() -> None:
    page = (REFERENCE / "terminal.md").read_text("utf-8")
    assert re.findall(r"^\| (\d) \|", page, re.MULTILINE) == ["0", "1", "2"]


# --- the method


def test_every_signal_is_explained() -> None:
    from tests.core.diagnosis.towns import make_atlas, make_setting  # noqa: PLC0415
    from weft.core.diagnosis import diagnose  # noqa: PLC0415

    (found,) = diagnose(make_atlas(), make_setting())
    codes = {each.code for each in found.readings[0].signals}
    page = (REFERENCE / "method.md").read_text("utf-8")
    assert codes <= set(re.findall(r"^\| (\w+) \|", page, re.MULTILINE))
