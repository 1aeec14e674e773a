"""The terminal as a process of its own: closed pipes, odd encodings, completion, a sudden end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import list_files
from weft.core.atlas import read_atlas

WEFT = Path(sys.executable).with_name("weft")
TIMEOUT = 120  # seconds after which a test gives up; none needs more than a few


def start(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [WEFT, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )


def test_a_reader_who_leaves_early_ends_it_quietly(folder: Path) -> None:
    process = start("diagnose", "mc2cm")
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == b"Accra\n"
    process.stdout.close()
    said = process.stderr.read()
    assert (process.wait(TIMEOUT), said) == (0, b"")


def test_a_terminal_without_the_letters_gets_their_numbers(folder: Path) -> None:
    env = {"PYTHONIOENCODING": "latin-1"}
    out, err = start("show", "town.yaml", "--language", "ar", env=env).communicate(timeout=TIMEOUT)
    assert err == b""
    assert "السكن".encode("unicode_escape") in out
    out, err = start("show", "town.yaml", "--json", env=env).communicate(timeout=TIMEOUT)
    assert json.loads(out)[0]["place"] == "brikmel"


def test_a_wrong_word_ends_with_2_and_no_traceback(folder: Path) -> None:
    process = start("diagnose", "town.yaml", "--area", "housng")
    out, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out) == (2, b"")
    assert err == b"'housng' is no policy area; did you mean 'housing'?\n"


def complete(words: str) -> list[str]:
    """What the shell offers after these words."""
    env = {"_WEFT_COMPLETE": "complete_bash", "COMP_WORDS": words}
    env["COMP_CWORD"] = str(len(words.split(" ")) - 1)
    out, _ = start(env=env).communicate(timeout=TIMEOUT)
    return out.decode().split()


def test_the_shell_completes_commands_and_packs(folder: Path) -> None:
    assert complete("weft che") == ["check"]
    assert complete("weft check mc") == ["mc2cm"]


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_completion_is_installed_for_the_shell_in_use(folder: Path) -> None:
    # Two commands, so that bash stays the parent by which the shell is known.
    script = f"'{WEFT}' --show-completion && '{WEFT}' --install-completion; exit $?"
    done = subprocess.run(
        ["bash", "-c", script],
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"_weft_completion" in done.stdout
    assert "weft.sh" in (folder / ".bashrc").read_text()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals of that kind here")
def test_reading_shows_a_sign_of_life_on_a_terminal_only(folder: Path) -> None:
    ours, theirs = os.openpty()
    command = [str(WEFT), "check", "mc2cm", "--severity", "error"]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=theirs, timeout=TIMEOUT, check=True
    )
    os.close(theirs)
    seen = os.read(ours, 65536)
    os.close(ours)
    assert b"Reading mc2cm ..." in seen
    assert b"Reading" not in done.stdout
    piped = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=True)
    assert (piped.stdout, piped.stderr) == (done.stdout, b"")


def write_large(path: Path, facts: int) -> None:
    """An atlas whose writing takes long enough to be killed in."""
    rows = "\n".join(
        f"- {{name: Association {number}, kind: civil_society, place: Brikmel, "
        f"note: {'words ' * 20}}}"
        for number in range(facts)
    )
    text = path.with_name("town.yaml").read_text("utf-8")
    path.write_text(text.replace("\nactors:\n", f"\nactors:\n{rows}\n"), "utf-8")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so suddenly")
@pytest.mark.parametrize("moment", ["reading", "writing"])
def test_a_sudden_end_leaves_the_old_file_or_the_new_one(folder: Path, moment: str) -> None:
    write_large(folder / "large.yaml", 1500)
    target = folder / "out" / "atlas.yaml"
    target.parent.mkdir()
    target.write_bytes(b"weft: 1\n")
    process = start("convert", "large.yaml", str(target), "--force")
    while process.poll() is None:
        # The new text stands in a hidden file before it takes the place of the old.
        if moment == "reading" or len(list_files(target.parent)) > 1:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.0005)
    process.communicate(timeout=TIMEOUT)
    visible = [each for each in list_files(target.parent) if not each.startswith(".")]
    assert visible == ["atlas.yaml"]
    if target.read_bytes() != b"weft: 1\n":
        assert moment == "writing"
        assert read_atlas(target) == read_atlas(folder / "large.yaml")
    # A hidden file may be left behind; it disturbs no reader of the folder.
    assert read_atlas(target.parent) == read_atlas(target)
