"""weft load, dump, serve and doctor, in processes of their own, as people type them."""

import json
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fresh import WEFT, clean_environment, give_tables
from tests.web.packs import read_pack
from weft.core.atlas import read_atlas

Type = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A folder of its own, and nothing else said."""
    said = {"WEFT_FOLDER": str(tmp_path / "var"), "PYTHONUNBUFFERED": "1"}
    return clean_environment() | said


@pytest.fixture
def type_(environment: dict[str, str], tmp_path: Path) -> Type:
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [WEFT, *words], cwd=tmp_path, env={**environment, **more}, capture_output=True,
            text=True, check=False, timeout=120,
        )  # fmt: skip

    return run


def test_an_atlas_goes_in_and_comes_out_the_same(type_: Type, tmp_path: Path) -> None:
    loaded = type_("load", "mc2cm")
    assert (loaded.returncode, loaded.stdout) == (0, "Loaded: 264 facts as change set 1.\n")
    again = type_("load", "mc2cm", "--json")
    assert json.loads(again.stdout) == {"change_set": None, "facts": 264}
    for name in ("out.yaml", "out.xlsx", "out.json"):
        assert type_("dump", name).returncode == 0
        assert read_atlas(tmp_path / name) == read_pack("mc2cm")
    assert "is there already" in type_("dump", "out.yaml").stderr
    assert json.loads(type_("dump", "out.yaml", "--force", "--json").stdout)["facts"] == 264


def test_hidden_facts_come_out_only_for_who_keeps_the_site(type_: Type, tmp_path: Path) -> None:
    give_tables(tmp_path / "var")
    (tmp_path / "town.yaml").write_text(
        "places: [{id: town, name: Town, levels: [local]}]\n"
        "actors:\n- {id: city, name: City, kind: government, place: town}\n"
        "- {id: shelter, name: Shelter, kind: civil_society, place: town, visibility: own}\n",
        "utf-8",
    )
    assert type_("load", "town.yaml").returncode == 0
    assert type_("dump", "all.yaml").returncode == 0
    assert type_("dump", "public.yaml", "--public").returncode == 0
    assert "Shelter" in (tmp_path / "all.yaml").read_text("utf-8")
    assert "helter" not in (tmp_path / "public.yaml").read_text("utf-8")


def test_what_contradicts_is_said_and_not_loaded(type_: Type, tmp_path: Path) -> None:
    give_tables(tmp_path / "var")
    assert type_("load", "mc2cm").returncode == 0
    (tmp_path / "town.yaml").write_text(
        "places: [{id: lyon, name: Lyon, levels: [regional]}]\n", "utf-8"
    )
    refused = type_("load", "town.yaml")
    assert refused.returncode == 1
    assert "levels is 'local' in the database and 'regional' in town.yaml" in refused.stderr
    assert "1 error; nothing was loaded." in refused.stderr
    assert type_("dump", "out.yaml").returncode == 0
    assert read_atlas(tmp_path / "out.yaml") == read_pack("mc2cm")


def test_what_is_left_as_it_was_is_said(type_: Type, tmp_path: Path) -> None:
    give_tables(tmp_path / "var")
    town = "places: [{id: town, name: Town, levels: [local], population: %d}]\n"
    (tmp_path / "town.yaml").write_text(town % 54000, "utf-8")
    assert "left" not in type_("load", "town.yaml").stdout
    (tmp_path / "town.yaml").write_text(town % 61000, "utf-8")
    again = type_("load", "town.yaml")
    assert "1 record of the file that differ from what is there were left" in again.stdout
    assert again.stdout.rstrip().endswith(": town")


def test_a_broken_file_is_not_loaded_and_says_where(type_: Type, tmp_path: Path) -> None:
    give_tables(tmp_path / "var")
    (tmp_path / "town.yaml").write_text("places:\n- {name: Town, levels: [nowhere]}\n", "utf-8")
    refused = type_("load", "town.yaml")
    assert refused.returncode == 1
    assert "town.yaml, line 2" in refused.stderr


def test_nonsense_in_the_environment_stops_every_command_of_the_site(type_: Type) -> None:
    for words in (("load", "mc2cm"), ("dump", "x.yaml"), ("serve", "--port", "0")):
        refused = type_(*words, DATABASE_URL="nonsense")
        assert refused.returncode == 1
        assert "weft.E006: DATABASE_URL is no address of a database" in refused.stderr


def test_a_database_that_does_not_answer_is_named_plainly(type_: Type) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    refused = type_("load", "mc2cm", DATABASE_URL=f"postgresql://weft@127.0.0.1:{port}/weft")
    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_doctor_says_what_is_there_and_what_is_missing(type_: Type) -> None:
    fresh = {each["what"]: each for each in json.loads(type_("doctor", "--json").stdout)}
    assert fresh["Database"]["state"] == "note"
    assert "not there yet" in fresh["Database"]["found"]
    type_("load", "mc2cm")
    done = type_("doctor")
    assert done.returncode == 0, done.stdout
    assert "answers" in done.stdout
    assert "Atlas: 264 facts, 0 of them not public; change set 1" in done.stdout
    sick = type_("doctor", WEFT_HOSTS="*", WEFT_LOCAL="no")
    assert sick.returncode == 1
    assert "weft.E003" in sick.stderr


def test_a_port_that_is_taken_is_said_before_anything_else(type_: Type) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = type_("serve", "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert "choose another with --port" in refused.stderr


def test_the_site_opens_with_ones_own_data_and_stops_when_told(
    type_: Type, environment: dict[str, str], tmp_path: Path
) -> None:
    type_("load", "mc2cm")
    process = subprocess.Popen(
        [WEFT, "serve", "--port", "0", "--workers", "1"], cwd=tmp_path, env=environment,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        address = lines[1].strip()
        with urllib.request.urlopen(f"{address}places/lyon", timeout=60) as page:  # noqa: S310
            assert "<h1>Lyon</h1>" in page.read().decode()
            assert "max-age" not in (page.headers["Cache-Control"] or "")
        with urllib.request.urlopen(address, timeout=60) as home:  # noqa: S310
            words = home.read().decode()
            assert "A demonstration" not in words
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
