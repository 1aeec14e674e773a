"""Engines: one table of several files, what footers tell, threads, limits, and nothing fetched."""

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tests.store.samples import observe, write
from weft.store.engine import (
    DuckEngine,
    Engine,
    EngineUnknownError,
    connect_duckdb,
    open_engine,
)
from weft.store.footers import read_footer
from weft.store.questions import Question, select
from weft.store.sums import aggregate

# --- on every engine


def test_datasets_with_other_breakdowns_are_one_table(engine: Engine, tmp_path: Path) -> None:
    paths = [write(tmp_path / "it's `a`.parquet", [observe(1, sex="F")]),
             write(tmp_path / "b.parquet", [observe(2, origin="MAR", area="north")]),
             write(tmp_path / "c.parquet", [observe(3, area="south")])]  # fmt: skip
    found = engine.run(select(engine.read(paths), Question())).to_pylist()
    assert [(x["area"], x["by_origin"], x["by_sex"], x["value"]) for x in found] == [
        ("north", "MAR", "_T", 2), ("saltmere", "_T", "F", 1), ("south", "_T", "_T", 3)
    ]  # fmt: skip


def test_a_public_file_does_not_say_in_which_row_a_figure_stood(
    engine: Engine, tmp_path: Path
) -> None:
    from pyarrow import parquet  # noqa: PLC0415

    path = write(tmp_path / "a.parquet", [observe(1, row=9)])
    public = tmp_path / "public.parquet"
    parquet.write_table(parquet.read_table(path).drop_columns(["row"]), public)
    found = engine.run(engine.read([path, public]).order_by("row")).to_pylist()
    assert [each["row"] for each in found] == [9, None]


def test_no_files_are_a_table_without_rows(engine: Engine) -> None:
    assert engine.run(select(engine.read([]), Question(measures=("stock",)))).num_rows == 0
    assert engine.run(aggregate(engine.read([]), Question(by=("place",)))).num_rows == 0


def test_an_answer_has_the_types_of_the_store(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [observe(1, sex="F", row=2)])
    found = engine.run(select(engine.read([path]), Question())).schema
    assert {name: str(found.field(name).type) for name in ("area", "start", "value", "row")} == {
        "area": "string", "start": "date32[day]", "value": "double", "row": "int64"
    }  # fmt: skip


def test_an_answer_comes_in_pieces_where_it_may_be_large(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [observe(at, period=str(1900 + at)) for at in range(100)])
    asked = select(engine.read([path]), Question())
    pieces = list(engine.stream(asked, rows=40))
    assert all(each.num_rows <= 40 for each in pieces)
    assert [x for each in pieces for x in each.column("value").to_pylist()] == list(range(100))


# --- footers


def test_a_column_with_one_value_is_known_from_the_footer(tmp_path: Path) -> None:
    rows = [observe(at, period=str(2000 + at), sex="F") for at in range(20)]
    known = dict(read_footer(write(tmp_path / "a.parquet", rows, group=5)).constants)
    assert known == {
        "measure": "stock", "definition": "citizenship", "unit": "persons", "flag": "A",
        "confidentiality": "F", "modelled": False, "source": "Register of Saltmere",
        "by_sex": "F",
    }  # fmt: skip


def test_a_column_with_two_values_or_with_none_is_not(tmp_path: Path) -> None:
    rows = [observe(1), observe(2, unit="permits", period="2021"),
            observe(3, flag=None, period="2022")]  # fmt: skip
    known = dict(read_footer(write(tmp_path / "a.parquet", rows, group=1)).constants)
    assert "unit" not in known and "flag" not in known and known["measure"] == "stock"
    empty = write(tmp_path / "empty.parquet", [observe(1, sex="F")][:0])
    assert read_footer(empty).constants == ()


def test_what_the_footers_tell_is_not_read(tmp_path: Path) -> None:
    engine = DuckEngine((tmp_path,))
    path = write(tmp_path / "a.parquet", [observe(1), observe(2, area="north")])
    asked = Question(by=("place",), definitions=("citizenship",))
    sql = engine.write_sql(aggregate(engine.read([path]), asked))
    assert "GROUP BY 1, 2" in sql and "GROUP BY 1, 2, 3" not in sql  # place and period


# --- DuckDB


@pytest.mark.parametrize(
    "question",
    [Question(), Question(limit=2, offset=1), Question(places=("north",)), Question(by=("place",))],
    ids=["all", "a part", "nothing", "sums"],
)
def test_what_the_footers_tell_stands_in_every_answer(
    engine: Engine, tmp_path: Path, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weft.store.engine._PIECE", 2)  # rows that are written at once
    rows = [observe(at, period=str(2000 + at)) for at in range(5)]
    table = engine.read([write(tmp_path / "a.parquet", rows)])
    asked = aggregate(table, question) if question.by else select(table, question)
    answer, whole = engine.run(asked), engine._execute(asked)
    assert answer.column_names == whole.column_names == list(asked.columns)
    assert answer.to_pylist() == whole.to_pylist()
    answer.validate(full=True)
    kinds = answer.schema.field("measure").type, answer.schema.field("modelled").type
    assert kinds == (pa.string(), pa.bool_())


def test_duckdb_fetches_no_extension_and_stays_within_its_limits(tmp_path: Path) -> None:
    with connect_duckdb("300MB", tmp_path / "spill", threads=1) as connection:
        names = ("autoinstall_known_extensions", "autoload_known_extensions", "memory_limit",
                 "temp_directory", "threads")  # fmt: skip
        told = {x: connection.execute(f"SELECT current_setting('{x}')").fetchall()[0][0]
                for x in names}  # fmt: skip
        assert told == {
            "autoinstall_known_extensions": False, "autoload_known_extensions": False,
            "memory_limit": "286.1 MiB", "temp_directory": str(tmp_path / "spill"), "threads": 1,
        }  # fmt: skip
        with pytest.raises(duckdb.Error):
            connection.execute("SELECT * FROM st_read('x')")


@pytest.fixture(params=["connection", "engine"])
def shut(request: pytest.FixtureRequest, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that may read a folder: one of an import, or that of the engine."""
    folder = tmp_path / "given"
    write(folder / "a.parquet", [observe(1)])
    if request.param == "engine":
        return DuckEngine((folder,)).connect().cursor()
    return connect_duckdb("60MB", tmp_path / "spill", files=(folder / "a.parquet",))


@pytest.mark.parametrize(
    "reading",
    ["read_text('/etc/passwd')", "read_csv('/etc/passwd')", "read_blob('/proc/self/environ')",
     "read_text('{given}/../other.txt')", "read_text('{given}/link.txt')", "glob('/etc/*')",
     "read_csv('http://127.0.0.1/x.csv')"],
)  # fmt: skip
def test_what_was_not_given_is_not_read(
    shut: duckdb.DuckDBPyConnection, tmp_path: Path, reading: str
) -> None:
    given, other = tmp_path / "given", tmp_path / "other.txt"
    other.write_text("secret")
    (given / "link.txt").symlink_to(other)
    assert shut.read_parquet(f"{given}/a.parquet").fetchall()
    with pytest.raises(duckdb.PermissionException, match="disabled by configuration"):
        shut.execute(f"FROM {reading.format(given=given)}")


@pytest.mark.parametrize(
    "doing",
    ["SET enable_external_access = true", "SET GLOBAL allowed_directories = ['/']",
     "RESET allowed_paths", "SET lock_configuration = false", "RESET lock_configuration",
     "SET memory_limit = '64GB'", "SET temp_directory = '/'", "INSTALL httpfs", "LOAD httpfs",
     "ATTACH '{folder}/x.db'", "COPY (SELECT 1) TO '{folder}/x.csv'",
     "EXPORT DATABASE '{folder}/x'"],
)  # fmt: skip
def test_nobody_opens_it_again_or_writes_elsewhere(
    shut: duckdb.DuckDBPyConnection, tmp_path: Path, doing: str
) -> None:
    with pytest.raises((duckdb.InvalidInputException, duckdb.PermissionException)):
        shut.execute(doing.format(folder=tmp_path))
    with pytest.raises(duckdb.PermissionException):
        shut.execute("SELECT * FROM read_text('/etc/passwd')")
    assert not list(tmp_path.glob("x*"))


def test_where_nothing_is_given_nothing_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [observe(1)])
    engine = open_engine()
    with pytest.raises(duckdb.PermissionException):
        engine.run(engine.read([path]))


def test_what_does_not_fit_into_memory_goes_on_in_files(tmp_path: Path) -> None:
    with connect_duckdb("60MB", tmp_path / "spill", threads=1) as connection:
        query = "SELECT count(*) FROM (SELECT DISTINCT range, range::VARCHAR FROM range(2000000))"
        assert connection.execute(query).fetchall() == [(2_000_000,)]


def test_two_connections_do_not_share_a_folder_nobody_else_reads_it_and_none_is_left() -> None:
    one, other = connect_duckdb("60MB"), connect_duckdb("60MB")
    folders = [Path(x.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
               for x in (one, other)]  # fmt: skip
    assert folders[0] != folders[1]
    one.execute("CREATE TEMP TABLE t AS SELECT hash(range), hash(range + 1) FROM range(8000000)")
    assert folders[0].is_dir()  # it went on there
    assert folders[0].parent.stat().st_mode & 0o077 == 0
    del one, other
    assert not any(each.exists() for each in folders)


def test_many_threads_ask_at_once(tmp_path: Path) -> None:
    engine = DuckEngine((tmp_path,))
    path = write(tmp_path / "a.parquet", [observe(at, period=str(1900 + at)) for at in range(100)])
    found: dict[int, list[float]] = {}

    def ask(at: int) -> None:
        asked = Question(places=("saltmere",), limit=at + 1)
        found[at] = engine.run(select(engine.read([path]), asked))["value"].to_pylist()

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == {at: list(range(at + 1)) for at in range(16)}


def test_an_answer_is_kept_as_files_do_not_change(tmp_path: Path) -> None:
    engine = DuckEngine((tmp_path,))
    table = engine.read([write(tmp_path / "a.parquet", [observe(1)])])
    one, other = (engine.run(select(table, Question(places=("saltmere",)))) for _ in range(2))
    assert one is other
    assert engine.run(select(table, Question(places=("north",)))).num_rows == 0


def test_after_a_fork_the_child_has_a_connection_of_its_own(tmp_path: Path) -> None:
    code = """
import os, sys
from pathlib import Path
from weft.store.engine import DuckEngine
from weft.store.questions import Question, select
path = Path(sys.argv[1])
engine = DuckEngine((path.parent,))
assert engine.run(select(engine.read([path]), Question())).num_rows == 1
if (child := os.fork()) == 0:
    found = engine.run(select(engine.read([path]), Question(limit=5)))
    os._exit(0 if found.num_rows == 1 else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    path = write(tmp_path / "a.parquet", [observe(1)])
    command = [sys.executable, "-c", code, str(path)]
    assert subprocess.run(command, timeout=120, check=False).returncode == 0


def test_a_setting_that_is_no_engine_is_refused() -> None:
    with pytest.raises(EngineUnknownError, match=r"'oracle://x' is no engine .* spark://host:7077"):
        open_engine("oracle://x")
    assert all(isinstance(open_engine(each), DuckEngine) for each in (None, "", "duckdb"))


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.parquet"):
        DuckEngine((tmp_path,)).read([tmp_path / "gone.parquet"])


def test_spark_is_not_imported_where_nobody_asks_for_it() -> None:
    code = (
        "import sys; from weft.store.engine import open_engine; import weft.store.questions; "
        "engine = open_engine(); engine.run(engine.read([])); "
        "sys.exit(len({'pyspark', 'pandas', 'polars'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120, check=False).returncode == 0
