"""Whoever waits for a large file is told how much of it was read, and can stop it at any time."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.importing import make_places
from tests.store.test_large_files import make_large_recipe, write_large
from weft.core.observatory.recipe import Recipe
from weft.store import watching
from weft.store.engine import connect_duckdb
from weft.store.ingesting import OBSERVATIONS, ingest
from weft.store.readers.sdmx import open_sdmx_csv
from weft.store.watching import Step, Watch

ROWS = 1_000_000
OFTEN = 0.005  # seconds between two signs, so that a test need not read for minutes


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 60 MB of figures, so that a quick machine is seen on its way too."""
    return write_large(tmp_path_factory.mktemp("large") / "file.csv", ROWS)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY", OFTEN)


def bring(path: Path, out: Path, tell: Callable[[Step], object], **changes: object) -> None:
    recipe: Recipe = make_large_recipe().model_copy(update=changes)
    ingest(path, recipe, make_places(), out, progress=tell, folder=out.parent)


def check(seen: list[Step], what: str, size: int) -> None:
    """That of so many bytes ever more were read, and that this was said on the way."""
    found = [each for each in seen if each.what == what and each.total]
    done = [each.done for each in found]
    assert {each.total for each in found} == {size}
    assert done == sorted(done)
    assert len({each for each in done if 0 < each < size}) >= 2, done
    assert max(done) <= size


def test_how_much_of_a_table_was_looked_through_and_read_is_told(
    large: Path, tmp_path: Path
) -> None:
    seen: list[Step] = []
    bring(large, tmp_path / "out", seen.append)
    size = large.stat().st_size
    check(seen, "looking", size)
    check(seen, "reading", size)
    order = list(dict.fromkeys(each.what for each in seen if each.what != "working"))
    assert order == ["looking", "reading", "writing"]
    assert seen[-1].what in ("writing", "working")
    assert max(each.done for each in seen if each.what == "writing") == ROWS


def test_of_a_packed_table_the_bytes_on_the_disk_are_told(large: Path, tmp_path: Path) -> None:
    path, seen = tmp_path / "file.csv.gz", list[Step]()
    path.write_bytes(gzip.compress(large.read_bytes(), 1))
    bring(path, tmp_path / "out", seen.append)
    check(seen, "looking", path.stat().st_size)
    check(seen, "reading", path.stat().st_size)


def test_of_a_table_in_another_encoding_the_writing_anew_is_told(
    large: Path, tmp_path: Path
) -> None:
    path, seen = tmp_path / "file.csv", list[Step]()
    path.write_bytes(
        large.read_text("utf-8").replace("register", "anagrafe di Forlì").encode("cp1252")
    )
    bring(path, tmp_path / "out", seen.append)
    check(seen, "recoding", path.stat().st_size)
    check(seen, "reading", path.stat().st_size + ROWS)  # ì has two bytes in UTF-8


def test_of_a_table_that_is_read_cell_by_cell_the_bytes_are_told(
    large: Path, tmp_path: Path
) -> None:
    path, seen = tmp_path / "file.csv", list[Step]()
    path.write_text(large.read_text("utf-8") + "\nSource: register\n", "utf-8")
    bring(path, tmp_path / "out", seen.append)
    check(seen, "reading", path.stat().st_size)


def test_how_much_of_an_sdmx_file_was_looked_through_is_told(tmp_path: Path) -> None:
    path, seen = tmp_path / "file.csv", list[Step]()
    row = "X:Y(1.0),ITC11,2021,7\n"
    path.write_text("DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\n" + row * 4_000_000, "utf-8")
    connection = connect_duckdb(files=(path,))
    with Watch(seen.append) as watch, watch.heed(connection):
        open_sdmx_csv(connection, path, watch=watch)
    check(seen, "looking", path.stat().st_size)


@pytest.mark.parametrize("what", ["looking", "reading", "working", "writing"])
def test_whoever_stops_it_is_obeyed_at_any_step_and_nothing_is_left(
    large: Path, tmp_path: Path, what: str
) -> None:
    class StopError(Exception):
        pass

    def tell(step: Step) -> None:
        if step.what == what:
            raise StopError

    with pytest.raises(StopError):
        bring(large, tmp_path / "out", tell)
    assert {each.name for each in tmp_path.iterdir()} == {"out"}


def test_of_work_that_cannot_say_how_far_it_is_the_seconds_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter(range(0, 1_000, 7))
    monkeypatch.setattr(watching, "monotonic", lambda: next(clock))
    seen: list[Step] = []
    with Watch(seen.append):
        while len(seen) < 2:
            time.sleep(OFTEN)
    assert seen[:2] == [Step("working", 7), Step("working", 14)]


def test_the_figures_are_the_same_whether_or_not_somebody_is_told(
    large: Path, tmp_path: Path
) -> None:
    bring(large, tmp_path / "one", lambda _: None)
    ingest(large, make_large_recipe(), make_places(), tmp_path / "two")
    one, two = ((tmp_path / each / OBSERVATIONS).read_bytes() for each in ("one", "two"))
    assert one == two
