"""A Spark session that keeps quiet, and says in one sentence what is missing where none starts."""

# mypy: disable-error-code="import-not-found, import-untyped"

import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "local[*]"  # this machine, all its processors
AT_ONCE = 2000  # settings in a batch: what a worker holds in memory together with their diagnoses
EXTRA = ("pyspark", "pyarrow", "pandas")
INSTALL_SPARK = (
    "Spark is not installed here. It comes with an extra of Weft: pip install 'weft[spark]', or "
    "in a clone: .venv/bin/uv sync --frozen --inexact --extra spark"
)
INSTALL_JAVA = (
    "Spark needs Java 17 or later, and there is none here. Install it (on Debian: apt install "
    "openjdk-17-jre-headless), or say in JAVA_HOME where it is."
)

_CAUSE = re.compile(r"(?:Reason|Exception|Error): (.+)")


class EngineError(RuntimeError):
    """The engine did not finish; the message says at which setting, or why."""


class EngineMissingError(EngineError):
    """The engine cannot be started here; the message says what to install or to change."""


def open_session(master: str | None = None) -> "SparkSession":
    """The session that runs already, else a new one on `master` (`MASTER` unless given).

    It lasts until the process ends or somebody stops it. Nothing of Spark's is written to
    standard output or error. Raises EngineMissingError if the extra or Java is not installed, or
    if Spark does not start on that master.
    """
    if not all(find_spec(each) for each in EXTRA):
        raise EngineMissingError(INSTALL_SPARK)
    with ignore_warnings():
        from pyspark import SparkContext  # noqa: PLC0415
        from pyspark.sql import SparkSession  # noqa: PLC0415

        if SparkContext._active_spark_context is not None:
            return SparkSession.builder.getOrCreate()
        if not has_java():
            raise EngineMissingError(INSTALL_JAVA)
        return _start_session(master or MASTER)


def has_java() -> bool:
    """Whether Spark's own script will find a Java."""
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which(Path(home, "bin", "java") if home else "java"))


def _start_session(master: str) -> "SparkSession":
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    conf = SparkConf().setMaster(master).setAppName("weft")
    conf.set("spark.log.level", "ERROR")
    conf.set("spark.ui.enabled", "false")
    conf.set("spark.ui.showConsoleProgress", "false")
    conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(AT_ONCE))
    is_local = master.startswith("local")
    if is_local:  # nobody else need reach it
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    if is_local or "PYSPARK_PYTHON" not in os.environ:
        os.environ["PYSPARK_PYTHON"] = sys.executable  # workers need the same parts
    with tempfile.TemporaryFile() as log:  # Java speaks before Spark can be told to be quiet
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call, unused-ignore]
            return SparkSession(SparkContext(conf=conf, gateway=gateway))
        except Exception as error:
            log.seek(0)
            # What Java logged first is the cause; what reaches Python may be a consequence.
            found = _CAUSE.search(log.read().decode(errors="replace"))
            reason = found[1] if found else read_reason(error)
            raise EngineMissingError(f"Spark did not start on '{master}': {reason}") from None


def read_reason(error: Exception) -> str:
    """What went wrong, in a line: of an error of Java's its message, without the stack."""
    inner = getattr(error, "java_exception", None)
    text = str(inner.getMessage() if inner is not None else error).strip()
    return text.partition("\n")[0][:500] or type(error).__name__


@contextmanager
def ignore_warnings() -> Iterator[None]:
    """No warnings of Spark's about the versions of its own parts: they help nobody here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
        yield
