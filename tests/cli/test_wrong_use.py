"""Wrong input, command by command: a message that helps, the right exit code, never a traceback."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run, list_files
from weft.cli import app

READERS = {
    "check": ("check",),
    "show": ("show",),
    "diagnose": ("diagnose",),
    "weave": ("weave", "--place", "Brikmel"),
    "convert": ("convert",),
    "page": ("page",),
}


SERVING = ("serve", "demo")  # their output is a site, which machines read through its API


def list_commands() -> list[str]:
    return [str(each.name) for each in app.registered_commands]


def put_path(command: str, path: str) -> tuple[str, ...]:
    """The words of a command that reads a path."""
    target = ("new.yaml",) if command == "convert" else ()
    name, *more = READERS[command]
    return (name, path, *target, *more)


@pytest.mark.parametrize("command", READERS)
def test_a_missing_file_is_named(run: Run, folder: Path, command: str) -> None:
    before = list_files(folder)
    found = run(*put_path(command, "nowhere.yaml"))
    assert found.code == 1
    said = found.out + found.err
    assert "error   nowhere.yaml: there is no such file or folder; check the path" in said
    assert "1 error; nothing was read from nowhere.yaml." in said
    assert list_files(folder) == before


@pytest.mark.parametrize("command", READERS)
def test_its_errors_are_json_when_asked(run: Run, command: str) -> None:
    found = run(*put_path(command, "nowhere.yaml"), "--json")
    assert found.code == 1
    assert [each["code"] for each in found.json["errors"]] == ["no-file"]


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("odd.txt", b"places:", "format"),
        ("odd.yaml", b"places: [", "yaml-syntax"),
        ("odd.yaml", b"\xff\xfe\x00", "encoding"),
        ("odd.xlsx", b"PK", "not-a-workbook"),
        ("odd.yaml", b"- 1", "no-sections"),
    ],
)
def test_a_file_that_is_none_ends_with_1(
    run: Run, folder: Path, command: str, name: str, content: bytes, code: str
) -> None:
    (folder / name).write_bytes(content)
    before = list_files(folder)
    found = run(*put_path(command, name))
    assert found.code == 1
    assert f"[{code}]" in found.out + found.err
    assert list_files(folder) == before


def test_an_empty_folder_is_said_to_be_empty(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    found = run("show", "empty")
    assert (found.code, found.out) == (1, "")
    assert "no YAML, Excel or CSV file is in this folder" in found.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "town.yaml", "--severity=bad"), "use one of error, warning, note"),
        (("show", "town.yaml", "--place=Brikmal"), "no place 'Brikmal'; did you mean 'brikmel'?"),
        (("show", "town.yaml", "--place=Zzz"), "'Zzz'; use one of: brikmel, velland"),
        (("show", "town.yaml", "--place="), "There is no place ''"),
        (("show", "town.yaml", "--on=2017-13-01"), "'2017-13-01' is no day"),
        (("show", "town.yaml", "--on=2017"), "write it as 2021-09-30"),
        (("show", "town.yaml", "--language=de"), "Use en, fr or ar"),
        (("weave", "town.yaml", "--place=Brikmal"), "did you mean 'brikmel'?"),
        (("weave", "town.yaml", "--place=Brikmel", "--on=x"), "'x' is no day"),
        (("weave", "town.yaml", "--place=Brikmel", "--language=x"), "Use en, fr or ar"),
        (("diagnose", "town.yaml", "--place=Brikmal"), "did you mean 'brikmel'?"),
        (("diagnose", "town.yaml", "--area=housng"), "no policy area; did you mean 'housing'?"),
        (("diagnose", "town.yaml", "--area=Logemant"), "did you mean 'housing'?"),
        (("diagnose", "town.yaml", "--area=x"), "use one of: reception, housing"),
        (("diagnose", "town.yaml", "--on=yesterday"), "'yesterday' is no day"),
        (("diagnose", "town.yaml", "--pair=national"), "'national' is no pair of levels"),
        (("diagnose", "town.yaml", "--pair=local:local"), "write for example national:local"),
        (("diagnose", "town.yaml", "--pair=nationl:local"), "no level; did you mean 'national'?"),
        (("diagnose", "town.yaml", "--phase=later"), "Use both or formulation or implementation"),
        (("diagnose", "town.yaml", "--method=none.toml"), "none.toml: cannot be read"),
        (("diagnose", "town.yaml", "--method=."), "cannot be read"),
        (("diagnose", "town.yaml", "--method=town.yaml"), "town.yaml: this is not TOML"),
        (("diagnose", "town.yaml", "--method=empty.toml"), "empty.toml: roles:"),
        (("template", "x.xls"), "end the name in .xlsx"),
        (("convert", "town.yaml"), "target"),
        (("nonsense",), "No such command 'nonsense'"),
        (("check", "town.yaml", "more"), "more"),
        (("check",), "Missing argument"),
        (("check", "town.yaml", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(
    run: Run, folder: Path, words: tuple[str, ...], message: str
) -> None:
    (folder / "empty.toml").write_text("")
    before = list_files(folder)
    found = run(*words)
    assert (found.code, found.out) == (2, "")
    assert message in " ".join(found.err.split())
    assert list_files(folder) == before


def test_no_place_can_be_named_in_an_empty_atlas(run: Run, folder: Path) -> None:
    (folder / "empty.yaml").write_text("")
    found = run("show", "empty.yaml", "--place", "Brikmel")
    assert found.code == 2
    assert "There is no place 'Brikmel'; the atlas has none" in found.err


def test_without_a_command_it_shows_its_help(run: Run) -> None:
    found = run()
    assert found.code == 2
    assert "Commands:" in found.out + found.err


def test_it_says_its_version(run: Run) -> None:
    assert (run("--version").code, run("--version").out) == (0, "weft 0.1.0\n")


@pytest.mark.parametrize("command", list_commands())
def test_every_command_has_help_and_an_output_for_machines(run: Run, command: str) -> None:
    found = run(command, "--help")
    assert found.code == 0
    assert "--json" in found.out or command in SERVING
