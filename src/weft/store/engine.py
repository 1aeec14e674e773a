"""Runs Ibis expressions over the Parquet files of versions, on DuckDB in this process or on Spark,
for everything that reads figures."""

import os
import secrets
import shutil
import stat
import tempfile
import threading
import weakref
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from ibis.expr import operations as ops
from ibis.expr import types as ir

from weft.core.observatory.observation import TOTAL
from weft.store.columns import FIXED, PREFIX, list_breakdowns, make_schema
from weft.store.footers import Footer, read_footer
from weft.store.readers.raw import quote_text

MEMORY = "1GB"  # what DuckDB holds; it goes on in files beyond that
THREADS = 4  # at most, so that one question leaves room for others
KEPT_BYTES = 32 * 2**20  # of answers that an engine keeps
KEPT_ANSWER = 2 * 2**20  # a larger one is not kept
KEPT_TABLES = 500
_PIECE = 1_000_000  # rows

_SETTINGS = (
    # The footer of a large file takes 100 ms to read, and never changes.
    "SET GLOBAL parquet_metadata_cache = true",
    # Else a sort by place reads the same rows a dozen times, each time for another range of places.
    "SET GLOBAL disabled_optimizers = 'partitioned_execution'",
    # As Spark calls it. What Ibis writes for it takes twice the time.
    "CREATE MACRO try_element_at(among, key) AS among[key]",
)
_KINDS = {"string": "STRING", "double": "DOUBLE", "date32[day]": "DATE", "bool": "BOOLEAN",
          "int64": "BIGINT"}  # fmt: skip
# Both engines understand it.
_NOTHING = (
    "SELECT "
    + ", ".join(f"CAST(NULL AS {_KINDS[str(kind)]}) AS {name}" for name, kind in FIXED)
    + " WHERE false"
)


class EngineUnknownError(ValueError):
    """The setting names no engine that reads figures."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"'{url[:80]}' is no engine for figures; leave WEFT_STORE empty for DuckDB, or write "
            "a master of Spark: spark://host:7077, local[2], local-cluster[2,1,1024], yarn or "
            "k8s://host:443"
        )


class Engine(ABC):
    """Reads versions as one table, and answers expressions over it.

    Files of versions never change, so neither do answers: small ones are kept. Safe to use from
    several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._tables: OrderedDict[tuple[Path, ...], ir.Table] = OrderedDict()
        self._answers: OrderedDict[Any, pa.Table] = OrderedDict()
        self._held = 0

    def read(self, paths: Sequence[Path]) -> ir.Table:
        """The observations of some files, in one table.

        A dataset that does not have a breakdown of another is total in it. What is the same in
        all rows of a file is known from its footer, and not read again.
        """
        key = tuple(paths)
        with self._lock:
            if key not in self._tables:
                self._tables[key] = self._unite(key)
                while len(self._tables) > KEPT_TABLES:
                    self._tables.popitem(last=False)
            self._tables.move_to_end(key)
            return self._tables[key]

    def run(self, expression: ir.Table) -> pa.Table:
        """The answer to an expression over tables of this engine."""
        key = expression.op()
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = self._answer(expression)
        if answer.nbytes <= KEPT_ANSWER:
            self._keep(key, answer)
        return answer

    def _answer(self, expression: ir.Table) -> pa.Table:
        """Compute all columns but those that are the same in all rows, which are written here in a
        tenth of the time."""
        same = find_literals(expression)
        if not same or len(same) == len(expression.columns):
            return self._execute(expression)
        found = self._execute(expression.drop(*same))
        lengths = [len(each) for each in found.column(0).chunks]
        return pa.table(
            {
                name: _repeat(same[name], lengths) if name in same else found[name]
                for name in expression.columns
            }
        )

    def stream(self, expression: ir.Table, rows: int = 100_000) -> Iterator[pa.RecordBatch]:
        """The answer in pieces of some rows, for what may be larger than memory: an export."""
        yield from self._execute(expression).to_batches(rows)

    def forget(self) -> None:
        """Keep no answer any longer."""
        with self._lock:
            self._answers.clear()
            self._held = 0

    @abstractmethod
    def _scan(self, paths: Sequence[Path]) -> str:
        """The SQL that reads some files with the same columns, as they are."""

    @abstractmethod
    def _ask(self, query: str, schema: pa.Schema) -> ir.Table:
        """A query of this engine as a table."""

    @abstractmethod
    def _execute(self, expression: ir.Table) -> pa.Table:
        """Compute."""

    def _unite(self, paths: Sequence[Path]) -> ir.Table:
        alike: dict[Footer, list[Path]] = {}
        for path in paths:
            alike.setdefault(read_footer(path), []).append(path)
        if not alike:
            return self._ask(_NOTHING, make_schema(()))
        breakdowns = {x for footer in alike for x in list_breakdowns(footer.schema.names)}
        names = make_schema(tuple(sorted(breakdowns)))
        parts = [
            _complete(self._ask(self._scan(each), footer.schema), footer, names)
            for footer, each in alike.items()
        ]
        return parts[0] if len(parts) == 1 else ibis.union(*parts)

    def _keep(self, key: Any, answer: pa.Table) -> None:
        with self._lock:
            if key not in self._answers:
                self._held += answer.nbytes
            self._answers[key] = answer
            while self._held > KEPT_BYTES:
                self._held -= self._answers.popitem(last=False)[1].nbytes


def open_engine(url: str | None = None, folders: Sequence[Path] = ()) -> Engine:
    """The engine that a setting names: DuckDB in this process (none, or "duckdb"), which reads
    files in `folders` only, else Spark on that master. It connects when it is first asked. Raises
    EngineUnknownError."""
    if url in (None, "", "duckdb"):
        return DuckEngine(folders)
    assert url is not None  # noqa: S101  # for types: it is one of the others
    if not url.startswith(("spark://", "local", "yarn", "k8s://")):
        raise EngineUnknownError(url)
    from weft.store.spark import SparkEngine  # noqa: PLC0415  # only where Spark is asked for

    return SparkEngine(url)


def connect_duckdb(
    memory: str = MEMORY,
    temp: Path | None = None,
    threads: int | None = None,
    *,
    files: Sequence[Path] = (),
) -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches nothing from anywhere, and reads and writes no files but
    `files` and what lies in `temp`: SQL that somebody smuggled in reaches no others.

    `temp` is where it goes on when `memory` is full: a folder of its own, as two processes would
    overwrite each other's files. It is made when it is needed, and goes with the connection.
    """
    connection = _connect(memory, temp, threads)
    _shut(connection, files=files)
    return connection


def _connect(memory: str, temp: Path | None, threads: int | None) -> duckdb.DuckDBPyConnection:
    folder = temp or _find_home() / secrets.token_hex(8)
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory,
            "temp_directory": str(folder),
            "threads": threads or min(os.cpu_count() or 1, THREADS),
        },
    )
    # It counts how far a statement is, for whoever watches it, and prints nothing.
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    if temp is None:
        weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)
    return connection


def _shut(
    connection: duckdb.DuckDBPyConnection,
    *,
    folders: Sequence[Path] = (),
    files: Sequence[Path] = (),
) -> None:
    """From now on it reaches these and its folder for what does not fit into memory, and nobody can
    change that or any other setting. DuckDB follows links and `..` before it compares."""
    for name, allowed in (("allowed_directories", folders), ("allowed_paths", files)):
        listed = ", ".join(quote_text(str(each.absolute())) for each in allowed)
        connection.execute(f"SET {name} = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


class DuckEngine(Engine):
    """DuckDB in memory in this process, over files in some folders; each question on a cursor of
    its own."""

    def __init__(
        self, folders: Sequence[Path], memory: str = MEMORY, threads: int | None = None
    ) -> None:
        super().__init__()
        self._folders, self._memory, self._threads = tuple(folders), memory, threads
        self._process = 0
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._ibis: Any = None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """The connection of this process, made when it is first needed: none survives a fork."""
        with self._lock:
            if self._connection is None or self._process != os.getpid():
                self._connection = _connect(self._memory, None, self._threads)
                for each in _SETTINGS:
                    self._connection.execute(each)
                self._ibis = ibis.duckdb.from_connection(self._connection)  # it has settings too
                _shut(self._connection, folders=self._folders)
                self._process = os.getpid()
                self._tables.clear()
            return self._connection

    def write_sql(self, expression: ir.Table) -> str:
        """The SQL that an expression becomes."""
        self.connect()
        with self._lock:
            return str(self._ibis.compile(expression))

    def _scan(self, paths: Sequence[Path]) -> str:
        files = ", ".join(quote_text(str(each)) for each in paths)
        # Not a view, which only the cursor that made it would know.
        return f"SELECT * FROM read_parquet([{files}])"  # noqa: S608

    def _ask(self, query: str, schema: pa.Schema) -> ir.Table:
        self.connect()
        found: ir.Table = self._ibis.sql(query, schema=ibis.Schema.from_pyarrow(schema))
        return found

    def stream(self, expression: ir.Table, rows: int = 100_000) -> Iterator[pa.RecordBatch]:
        sql = self.write_sql(expression)
        with self.connect().cursor() as cursor:
            yield from cursor.sql(sql).to_arrow_reader(rows)

    def _execute(self, expression: ir.Table) -> pa.Table:
        sql = self.write_sql(expression)
        with self.connect().cursor() as cursor:
            return cursor.sql(sql).to_arrow_table()


def find_literals(expression: ir.Table) -> dict[str, ops.Literal]:
    """The columns of an expression that are the same in all rows, as the footers told."""
    node = expression.op()
    while isinstance(node, ops.Limit | ops.Sort | ops.Filter):
        node = node.parent
    values = node.values if isinstance(node, ops.Project) else {}
    return {name: each for name, each in values.items() if isinstance(each, ops.Literal)}


def _repeat(value: ops.Literal, lengths: Sequence[int]) -> pa.ChunkedArray:
    """A column of one value, in pieces whose texts are no longer than Arrow can tell."""
    kind = value.dtype.to_pyarrow()
    pieces = [min(_PIECE, x - at) for x in lengths for at in range(0, x, _PIECE)]
    scalar = pa.scalar(value.value, kind)
    return pa.chunked_array([pa.repeat(scalar, each) for each in pieces], kind)


def _find_home() -> Path:
    """A folder that nobody else on this machine can read: figures may be written there."""
    home = Path(tempfile.gettempdir()) / f"weft-store-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    found = home.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
        return home
    return Path(tempfile.mkdtemp(prefix="weft-store-"))  # somebody else took the name


def _complete(table: ir.Table, footer: Footer, schema: pa.Schema) -> ir.Table:
    """All columns in one order, those that hold one value as that value."""
    known = dict(footer.constants)
    columns: dict[str, ir.Value] = {}
    for field in schema:
        kind = ibis.dtype(field.type)
        if field.name in known:
            columns[field.name] = ibis.literal(known[field.name], type=kind)
        elif field.name in footer.schema.names:
            columns[field.name] = table[field.name].cast(kind)
        elif field.name.startswith(PREFIX):
            columns[field.name] = ibis.literal(TOTAL, type=kind)
        else:  # the public file does not say in which row a figure stood
            columns[field.name] = ibis.null(kind)
    return table.select(**columns)
