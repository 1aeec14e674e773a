"""What becomes of `weft demo` when somebody stops it while it loads, and starts it again."""

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.serving import INTERRUPTED, STOPPED, Demo

pytestmark = pytest.mark.journey
MOMENTS = (0.3, 1.0, 2.0)  # seconds after a start: importing, preparing, loading


def see(*names: str) -> Callable[[Path], bool]:
    """Whether a folder has one of some files."""
    return lambda folder: any((folder / each).exists() for each in names)


def wait_until(run: Demo, seen: Callable[[Path], bool]) -> None:
    while run.process.poll() is None and not seen(run.folder):
        time.sleep(0.02)


def expect_a_page(run: Demo) -> None:
    """It opens, shows what was loaded, and ends when it is told to."""
    try:
        address = run.find_address()
        page = f"{address}/places/tangier"
        with urllib.request.urlopen(page, timeout=30) as answer:  # noqa: S310  # our own
            assert "<h1>Tangier</h1>" in answer.read().decode()
        assert "Traceback" not in run.read()
        assert run.press_ctrl_c() in STOPPED
    finally:
        run.kill()
    assert not list(run.folder.glob("new.sqlite3*"))


def test_ctrl_c_while_it_loads_leaves_nothing_in_the_way(tmp_path: Path):
    folder = tmp_path / "var"
    for moment in MOMENTS:
        run = Demo(folder)
        time.sleep(moment)
        assert run.press_ctrl_c() in (*INTERRUPTED, *STOPPED)
    run = Demo(folder)
    wait_until(run, see("new.sqlite3", "weft.sqlite3"))
    assert run.press_ctrl_c() in INTERRUPTED
    assert "Traceback" not in run.read()
    expect_a_page(Demo(folder))


def test_a_power_cut_while_it_loads_leaves_nothing_in_the_way(tmp_path: Path):
    folder = tmp_path / "var"
    for moment in MOMENTS:
        run = Demo(folder)
        time.sleep(moment)
        run.kill()
    for names in (("new.sqlite3",), ("weft.sqlite3",), ("loaded",), ("static.new", "static")):
        run = Demo(folder)
        wait_until(run, see(*names))
        run.kill()
    expect_a_page(Demo(folder))
