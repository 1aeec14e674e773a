"""The store on Spark: clear words where it cannot be had, and the same sums."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.test_spark import TIMEOUT
from tests.store.samples import observe, write
from weft.engines import EngineMissingError
from weft.store.engine import Engine, open_engine
from weft.store.questions import Question
from weft.store.spark import SparkEngine
from weft.store.sums import aggregate


def test_the_setting_names_a_master_and_nothing_is_started_for_it() -> None:
    for master in ("spark://host:7077", "local[2]", "local-cluster[2,1,1024]", "yarn"):
        engine = open_engine(master)
        assert isinstance(engine, SparkEngine) and engine.master == master


def test_without_the_extra_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)  # as Python sees what is not there
    path = write(tmp_path / "a.parquet", [observe(1)])
    with pytest.raises(EngineMissingError, match=r"pip install 'weft\[spark\]'"):
        open_engine("local[1]").read([path])


def test_a_larger_sum_is_the_same_on_every_engine(engine: Engine, tmp_path: Path) -> None:
    rows = [
        observe((at * year) % 97, area=f"ward-{at:03}", period=str(year), sex=sex)
        for at in range(50)
        for year in range(2001, 2011)
        for sex in ("F", "M")
    ]
    table = engine.read([write(tmp_path / "a.parquet", rows, group=100)])
    asked = Question(by=("place",), where={"sex": ("F", "M")})
    found = engine.run(aggregate(table, asked)).to_pylist()
    assert [(x["place"], x["period"], x["value"]) for x in found] == [
        (f"ward-{at:03}", str(year), 2 * (at * year % 97))
        for at in range(50)
        for year in range(2001, 2011)
    ]


def test_no_word_of_spark_is_on_the_terminal_where_duckdb_is_used(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from weft.store.engine import open_engine; "
        "path = Path(sys.argv[1]); engine = open_engine(folders=(path.parent,)); "
        "engine.run(engine.read([path]))"
    )
    path = write(tmp_path / "a.parquet", [observe(1)])
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, timeout=TIMEOUT, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")
