"""How every test of the terminal runs a command: in this process, in a folder of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from weft.cli import app

Run = Callable[..., "Outcome"]

TOWN = """
places:
- {name: Brikmel, levels: local, kind: municipality, parent: Velland}
- {name: {en: Velland, ar: فيلاند}, levels: national}
sources:
- {title: Annual report, date: 2024-05, grade: B}
actors:
- {name: City of Brikmel, kind: government, place: Brikmel}
- {name: Ministry of Velland, kind: government, place: Velland}
competences:
- {holder: City of Brikmel, area: housing, role: deliver, basis: de_facto,
   sources: [{source: Annual report, locator: "[Chapter 2] :beds:"}]}
mechanisms:
- {name: Round table, kind: consultative_body, areas: housing,
   members: [{actor: City of Brikmel}, {actor: Ministry of Velland}]}
surveys:
- {name: All ties, place: Brikmel, levels: national; local, areas: housing, closes: ties,
   sources: [{source: Annual report, locator: Annex}]}
"""


@dataclass
class Outcome:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the command, with the atlas town.yaml in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "town.yaml").write_text(TOWN, "utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a command; an error that nobody caught fails the test."""

    def run_command(*arguments: str) -> Outcome:
        result = CliRunner().invoke(app, arguments, prog_name="weft")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run_command


def list_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, with its content."""
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }
