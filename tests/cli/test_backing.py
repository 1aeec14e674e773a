"""weft backup and weft restore, as people type them and get them wrong."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.fresh import WEFT, clean_environment, give_tables

Type = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def type_(tmp_path: Path) -> Type:
    """A command in a process of its own; `site` is the folder of the site it works on."""
    give_tables(tmp_path / "var")

    def type_command(*words: str, site: str = "var", **more: str) -> Any:
        env = clean_environment() | {"WEFT_FOLDER": str(tmp_path / site), **more}
        return subprocess.run(
            [WEFT, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip

    return type_command


def test_a_backup_ends_in_zip(run: Run) -> None:
    refused = run("backup", "weft.yaml")
    assert (refused.code, refused.err) == (
        2,
        "'weft.yaml': a backup is a zip file; end the name in .zip\n",
    )


def test_a_backup_replaces_no_file_unless_told(run: Run, folder: Path) -> None:
    (folder / "weft.zip").write_bytes(b"another")
    refused = run("backup", "weft.zip")
    assert refused.code == 1
    assert "weft.zip is there already" in refused.err
    assert (folder / "weft.zip").read_bytes() == b"another"


def test_a_site_is_backed_up_looked_at_and_restored(type_: Type, tmp_path: Path) -> None:
    assert type_("load", "cities/lyon").returncode == 0
    (tmp_path / "backups").mkdir()
    told = {"WEFT_BACKUPS": str(tmp_path / "backups")}
    missed = type_("doctor", "--json", **told)
    assert missed.returncode == 1
    assert {each["state"] for each in json.loads(missed.stdout) if each["what"] == "Backups"} == {
        "wrong"
    }
    (tmp_path / "backups" / "weft.zip").write_bytes(b"another")
    made = type_("backup", "backups/weft.zip", "--force", "--json")
    assert made.returncode == 0, made.stderr
    said = json.loads(made.stdout)
    assert said["written"] == "backups/weft.zip"
    assert said["bytes"] == (tmp_path / "backups" / "weft.zip").stat().st_size
    well = type_("doctor", **told)
    assert well.returncode == 0, well.stdout
    assert "Backups: the newest is " in well.stdout

    restored = type_("restore", "backups/weft.zip", "--json", site="another")
    assert restored.returncode == 0, restored.stderr
    again = json.loads(restored.stdout)
    assert (again["rows"], again["files"]) == (said["rows"], 0)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.zip", "Nothing was restored: nowhere.zip: No such file or directory\n"),
        ("town.yaml", "Nothing was restored: town.yaml is no backup: it is not a zip file"),
    ],
)
def test_what_is_no_backup_is_named_plainly(
    type_: Type, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "town.yaml").write_text("places: []\n", "utf-8")
    refused = type_("restore", name)
    assert refused.returncode == 1
    assert refused.stderr.startswith(why)


def test_a_database_that_does_not_answer_is_named_plainly(type_: Type, tmp_path: Path) -> None:
    away = {"DATABASE_URL": "postgresql://weft@127.0.0.1:1/weft"}
    refused = type_("backup", "weft.zip", **away)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Not written: ")
    assert "Traceback" not in refused.stderr
    assert not list(tmp_path.glob("*.zip"))
