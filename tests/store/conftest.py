"""The engines that answer the tests of the store: DuckDB, and Spark where it is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.test_spark import CLUSTER, needs_java
from weft.store.engine import DuckEngine, Engine, open_engine

# For a handful of rows two tasks do, where Spark would make 200, and no code need be compiled.
FEW = {"spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
SPARK = pytest.param(
    CLUSTER, id="spark", marks=(pytest.mark.slow, pytest.mark.xdist_group("spark"), needs_java)
)


@pytest.fixture(scope="session", params=[pytest.param("duckdb", id="duckdb"), SPARK])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """The same expressions run on both."""
    found = open_engine(request.param, (tmp_path_factory.getbasetemp(),))
    if isinstance(found, DuckEngine):
        yield found
        return
    import pyspark  # noqa: PLC0415

    from weft.engines import open_session  # noqa: PLC0415

    session = open_session(CLUSTER)
    for name, value in FEW.items():
        session.conf.set(name, value)
    context = session.sparkContext
    assert context.master == CLUSTER
    workplace = Path(pyspark.__file__).parent / "work" / context.applicationId
    yield found
    context.stop()
    shutil.rmtree(workplace, ignore_errors=True)
