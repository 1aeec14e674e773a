"""Runs the expressions of the store on Spark, for those whose figures are more than one machine
holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from weft.engines.session import ignore_warnings, open_session
from weft.store.engine import Engine


class SparkEngine(Engine):
    """The session of Spark on a master, started when it is first needed.

    Its workers read the same files: the folder of the store lies where all of them find it.
    """

    def __init__(self, master: str) -> None:
        super().__init__()
        self.master = master
        self._ibis: Any = None

    def connect(self) -> Any:
        """Ibis on the session. Raises EngineMissingError where Spark cannot be started."""
        with self._lock:
            if self._ibis is None:
                session = open_session(self.master)
                with ignore_warnings():
                    self._ibis = ibis.pyspark.connect(session)
            return self._ibis

    def _scan(self, paths: Sequence[Path]) -> str:
        # Spark takes a name as it is, though it stands behind `file:`.
        files = (f"file:{path.resolve()}".replace("`", "``") for path in paths)
        return " UNION ALL ".join(f"SELECT * FROM parquet.`{each}`" for each in files)  # noqa: S608

    def _ask(self, query: str, schema: pa.Schema) -> ir.Table:
        found: ir.Table = self.connect().sql(query, schema=ibis.Schema.from_pyarrow(schema))
        return found

    def _execute(self, expression: ir.Table) -> pa.Table:
        connection = self.connect()
        with self._lock:
            sql = connection.compile(expression)
        schema = expression.schema().to_pyarrow()
        with ignore_warnings():
            # Not by way of pandas, which Ibis would take: it has no integers that are missing.
            found = open_session(self.master).sql(sql).toArrow()
            return found.select(schema.names).cast(schema)
