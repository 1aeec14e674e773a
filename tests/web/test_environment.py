"""The environment: nonsense is rejected by number, and what is not said is safe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from weft.web.environment import SHORTEST_KEY, Environment

KEY = "k" * SHORTEST_KEY + "-not-a-secret-of-anybody-but-long"


def find_numbers(environment: Environment) -> list[str]:
    return [number for number, _ in environment.problems]


@pytest.mark.parametrize(("word", "said"), [("yes", True), ("1", True), ("No", False), ("", False)])
def test_yes_and_no_are_read(word: str, said: bool) -> None:
    environment = Environment({"WEFT_LOCAL": word})
    assert environment.read_flag("WEFT_LOCAL") is said
    assert environment.problems == []


def test_anything_else_is_no_and_is_reported() -> None:
    environment = Environment({"WEFT_DEBUG": "maybe"})
    assert environment.read_flag("WEFT_DEBUG") is False
    assert find_numbers(environment) == ["E001"]


def test_every_host_is_no_host(tmp_path: Path) -> None:
    for wrong in ("*", "", "https://weft.example", "a b"):
        environment = Environment({"WEFT_HOSTS": wrong})
        assert "*" not in environment.read_hosts("WEFT_HOSTS", local=False)
        assert "E003" in find_numbers(environment), wrong
    environment = Environment({"WEFT_HOSTS": "weft.example, www.weft.example"})
    assert environment.read_hosts("WEFT_HOSTS", local=False) == ["weft.example", "www.weft.example"]
    assert environment.problems == []


def test_a_local_site_answers_this_machine_only() -> None:
    environment = Environment({"WEFT_HOSTS": "weft.example"})
    assert "weft.example" not in environment.read_hosts("WEFT_HOSTS", local=True)
    assert find_numbers(environment) == ["E004"]


def test_a_key_is_made_once_for_ones_own_machine_and_never_for_others(tmp_path: Path) -> None:
    first = Environment({}).read_key("WEFT_SECRET_KEY", tmp_path, local=True)
    assert len(first) >= SHORTEST_KEY
    assert Environment({}).read_key("WEFT_SECRET_KEY", tmp_path, local=True) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0
    for key in ("", "short"):
        environment = Environment({"WEFT_SECRET_KEY": key})
        environment.read_key("WEFT_SECRET_KEY", tmp_path, local=False)
        assert find_numbers(environment) == ["E005"]


@pytest.mark.parametrize(
    "address", ["mysql://a@b/c", "nonsense", "postgresql://user@host:port/x", "http://weft.example"]
)
def test_an_address_of_no_database_is_reported(address: str, tmp_path: Path) -> None:
    environment = Environment({"DATABASE_URL": address})
    assert environment.read_database("DATABASE_URL", tmp_path)["NAME"] == ":memory:"
    assert find_numbers(environment) == ["E006"]


def test_sqlite_waits_for_its_turn_and_postgresql_is_tried_again(tmp_path: Path) -> None:
    light = Environment({}).read_database("DATABASE_URL", tmp_path)
    assert light["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in light["OPTIONS"]["init_command"]
    url = "postgresql://weft:secret@db.example:5433/weft"
    heavy = Environment({"DATABASE_URL": url}).read_database("DATABASE_URL", tmp_path)
    assert (heavy["HOST"], heavy["PORT"], heavy["CONN_HEALTH_CHECKS"]) == ("db.example", 5433, True)


@pytest.mark.parametrize("word", ["0", "-1", "2.5", "2 GB", "many", "9" * 30])
def test_what_is_no_number_of_gigabytes_is_reported_and_the_usual_limit_holds(word: str) -> None:
    environment = Environment({"WEFT_MOST_UNPACKED": word})
    assert environment.read_gigabytes("WEFT_MOST_UNPACKED", 2) == 2_000_000_000
    assert find_numbers(environment) == ["E011"]


def test_gigabytes_are_read_as_bytes() -> None:
    environment = Environment({"WEFT_MOST_UNPACKED": " 8 "})
    assert environment.read_gigabytes("WEFT_MOST_UNPACKED", 2) == 8_000_000_000
    assert environment.problems == []


def run_django(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of Django in an environment of its own."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WEFT_", "DJANGO_")) and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-m", "django", *words],
        env={**clean, "DJANGO_SETTINGS_MODULE": "weft.web.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_public_site_is_secure_without_a_word_about_it(tmp_path: Path) -> None:
    done = run_django(
        "check", "--deploy", "--fail-level", "WARNING",
        WEFT_FOLDER=str(tmp_path), WEFT_HOSTS="weft.example", WEFT_SECRET_KEY=KEY + "abcdefghijkl",
        WEFT_MAIL="smtp://weft:secret@mail.example",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_site_about_which_nothing_is_said_does_not_start(tmp_path: Path) -> None:
    done = run_django("check", WEFT_FOLDER=str(tmp_path))
    assert done.returncode == 1
    assert "weft.E003" in done.stderr
    assert "weft.E005" in done.stderr


def test_a_public_site_never_debugs(tmp_path: Path) -> None:
    done = run_django(
        "check", WEFT_FOLDER=str(tmp_path), WEFT_HOSTS="weft.example", WEFT_SECRET_KEY=KEY,
        WEFT_DEBUG="yes",
    )  # fmt: skip
    assert done.returncode == 1
    assert "weft.E007" in done.stderr


def test_migrations_say_all_that_models_say(tmp_path: Path) -> None:
    done = run_django(
        "makemigrations", "--check", "--dry-run", WEFT_FOLDER=str(tmp_path), WEFT_LOCAL="yes"
    )
    assert done.returncode == 0, done.stdout


def test_every_number_is_in_the_reference() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs/reference/settings.md").read_text("utf-8")
    web = root / "src/weft/web"
    code = (web / "environment.py").read_text("utf-8") + (web / "site/checks.py").read_text("utf-8")
    numbers = {f"E{number:03}" for number in range(1, 100) if f"E{number:03}" in code}
    assert len(numbers) == 11
    for number in numbers:
        assert f"`weft.{number}`" in page
