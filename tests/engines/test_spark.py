"""Spark: the same diagnosis to the last bit on two worker processes, and clear words where it
cannot be had."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from tests.guide import Reader, list_steps
from weft.cli import app
from weft.core.atlas import Atlas, read_atlas
from weft.core.diagnosis import Diagnosis, Setting, diagnose, list_settings, read_method
from weft.engines import EngineError, diagnose_on_spark, frame_diagnoses, open_session
from weft.engines.session import EXTRA, has_java

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# A session takes half a minute to start: one process runs all of these.
pytestmark = pytest.mark.xdist_group("spark")

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "diagnose-with-spark.md"
WEFT = Path(sys.executable).with_name("weft")
TIMEOUT = 300  # seconds after which a test gives up; a busy machine needs one to start
CLUSTER = "local-cluster[2,1,1024]"  # two worker processes, one processor and 1024 MB each
IN_CI = os.environ.get("CI") == "true"  # where nothing may be left out
HAS_SPARK = all(find_spec(each) for each in EXTRA)

needs_spark = pytest.mark.skipif(
    not HAS_SPARK and not IN_CI, reason="the extra 'spark' is not installed"
)
needs_java = pytest.mark.skipif(
    not (HAS_SPARK and has_java()) and not IN_CI,
    reason="Java, or the extra 'spark', is not installed",
)


@pytest.fixture(scope="module")
def session() -> Iterator["SparkSession"]:
    """One session for all tests, as to start it takes half a minute."""
    import pyspark  # noqa: PLC0415

    found = open_session(CLUSTER)
    assert found.sparkContext.master == CLUSTER
    workplace = Path(pyspark.__file__).parent / "work" / found.sparkContext.applicationId
    yield found
    found.stop()
    shutil.rmtree(workplace, ignore_errors=True)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return read_atlas(Path(str(files("weft.packs"))) / "mc2cm")


@pytest.fixture(scope="module")
def settings(atlas: Atlas) -> tuple[Setting, ...]:
    return list_settings(atlas)


def write_json(diagnoses: tuple[Diagnosis, ...] | Iterator[Diagnosis]) -> list[str]:
    return [each.model_dump_json() for each in diagnoses]


# --- the same answers


@needs_java
def test_two_workers_answer_what_one_process_does_to_the_last_bit(
    session: "SparkSession", atlas: Atlas, settings: tuple[Setting, ...]
) -> None:
    found = write_json(diagnose_on_spark(atlas, settings))
    assert len(found) == len(settings) > 90
    assert found == write_json(diagnose(atlas, settings))
    assert '"name":"confirmed"' in found[0]
    assert '"name":"recorded"' in found[0]


@needs_java
def test_the_order_of_the_settings_is_kept_and_one_may_be_asked_twice(
    session: "SparkSession", atlas: Atlas, settings: tuple[Setting, ...]
) -> None:
    asked = [*settings[30:0:-3], settings[30]]
    found = tuple(diagnose_on_spark(atlas, asked, draws=20))
    assert [each.setting for each in found] == asked


@needs_java
def test_method_seed_and_draws_reach_the_workers(
    session: "SparkSession", atlas: Atlas, settings: tuple[Setting, ...]
) -> None:
    ours = read_method().model_copy(update={"version": "Saltmere 1"})
    found = tuple(diagnose_on_spark(atlas, settings[:9], ours, seed=7, draws=50))
    assert found == diagnose(atlas, settings[:9], ours, seed=7, draws=50)
    assert {(each.method, each.seed, each.draws) for each in found} == {("Saltmere 1", 7, 50)}


@needs_java
def test_the_work_is_shared_among_tasks_and_a_place_stays_in_one(
    session: "SparkSession", atlas: Atlas, settings: tuple[Setting, ...]
) -> None:
    frame = frame_diagnoses(session, atlas, settings, draws=20)
    with_task = frame.selectExpr("place", "spark_partition_id() AS task").distinct().toArrow()
    places, tasks = with_task.to_pydict().values()
    assert len(places) == len({each.place for each in settings})
    assert len(set(tasks)) > 2


def test_no_settings_need_no_spark(atlas: Atlas) -> None:
    assert tuple(diagnose_on_spark(atlas, [], master="nowhere")) == ()


@needs_java
def test_on_the_terminal_both_engines_write_the_same_bytes_and_nothing_else(
    tmp_path: Path,
) -> None:
    command = [WEFT, "diagnose", "mc2cm", "--json"]
    env = {**os.environ, "WEFT_SPARK": "local[2]"}
    local, spark = (
        subprocess.run(
            [*command, "--engine", engine],
            cwd=tmp_path, env=env, capture_output=True, timeout=TIMEOUT, check=True,
        )
        for engine in ("local", "spark")
    )  # fmt: skip
    assert len(local.stdout) > 100_000
    assert spark.stdout == local.stdout
    assert spark.stderr == b""
    assert list(tmp_path.iterdir()) == []


# --- what goes wrong


@needs_java
def test_a_setting_that_fails_is_named_in_one_line(
    session: "SparkSession", atlas: Atlas, settings: tuple[Setting, ...]
) -> None:
    lost = Setting(place="atlantis", area="housing", on=dt.date(2021, 9, 30))
    with pytest.raises(EngineError) as raised:
        tuple(diagnose_on_spark(atlas, [settings[0], lost, settings[1]]))
    said = str(raised.value)
    assert said.startswith("This setting cannot be diagnosed: housing in atlantis, 2021-09-30: ")
    assert "there is no place 'atlantis'" in said and "\n" not in said


@needs_java
def test_a_setting_that_fails_spoils_no_other(
    session: "SparkSession", atlas: Atlas, settings: tuple[Setting, ...]
) -> None:
    lost = Setting(place="atlantis", area="housing", on=dt.date(2021, 9, 30))
    frame = frame_diagnoses(session, atlas, [*settings[:5], lost], draws=20)
    rows = sorted(frame.select("number", "diagnosis", "error").collect())
    assert [each.error for each in rows[:5]] == [None] * 5
    assert rows[5].error.startswith("SettingError: there is no place 'atlantis'")
    assert [each.diagnosis is None for each in rows] == [*[False] * 5, True]


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)  # as Python sees what is not there
    found = CliRunner().invoke(app, ["diagnose", "mc2cm", "--engine", "spark"])
    assert (found.exit_code, found.stdout) == (2, "")
    assert "pip install 'weft[spark]'" in found.stderr
    assert found.stderr.count("\n") == 1


@needs_spark
def test_without_java_it_says_how_to_install_it(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key != "JAVA_HOME"}
    done = subprocess.run(
        [sys.executable, WEFT, "diagnose", "mc2cm", "--engine", "spark"],
        env={**env, "PATH": str(tmp_path)}, capture_output=True, text=True, timeout=TIMEOUT,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "openjdk-17-jre-headless" in done.stderr
    assert done.stderr.count("\n") == 1


@needs_java
@pytest.mark.parametrize(
    ("master", "reason"), [("nowhere", "Master must"), ("local[x]", "Could not parse Master URL")]
)
def test_a_master_that_is_none_is_refused_with_its_reason(master: str, reason: str) -> None:
    done = subprocess.run(
        [WEFT, "diagnose", "mc2cm", "--engine", "spark", "--master", master],
        capture_output=True, text=True, timeout=TIMEOUT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Spark did not start on '{master}': {reason}")
    assert done.stderr.count("\n") == 1


def test_an_engine_that_is_none_is_refused() -> None:
    found = CliRunner().invoke(app, ["diagnose", "mc2cm", "--engine", "steam"])
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == "'steam' is no engine. Use local or spark.\n"


def test_without_being_asked_for_spark_is_not_even_imported() -> None:
    code = (
        "import sys, weft.engines; from typer.testing import CliRunner; from weft.cli import app; "
        "found = CliRunner().invoke(app, ['diagnose', 'mc2cm', '--place', 'Rennes']); "
        "sys.exit(found.exit_code or len({'pyspark', 'pyarrow', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=TIMEOUT, check=False)
    assert done.returncode == 0


# --- the page that tells how


@needs_java
def test_the_commands_of_the_page_work_where_spark_is(
    session: "SparkSession", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text("utf-8").replace("```console", "```sh")
    assert any("--engine spark" in line for each in list_steps(page) for line in each.lines)
    assert Reader(tmp_path).follow(page) == 2


@needs_java
def test_the_example_of_the_page_keeps_the_results_where_they_are_computed(
    session: "SparkSession", atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow import parquet  # noqa: PLC0415

    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").symlink_to(ROOT / "src")
    (example,) = (each for each in list_steps(PAGE.read_text("utf-8")) if each.kind == "python")
    target = tmp_path / "diagnoses"  # Spark, which runs already, stands in another folder
    exec("\n".join(example.lines).replace('"diagnoses"', repr(str(target))), {})  # noqa: S102
    rows = parquet.read_table(target).sort_by("number").to_pydict()
    assert rows["diagnosis"] == write_json(diagnose(atlas, list_settings(atlas, area="housing")))
    assert set(rows["error"]) == {None}
