"""The diagnosis on Apache Spark, place by place, for a country that one machine is too small for.

Nothing is computed differently: each batch of settings goes through `weft.core.diagnosis.diagnose`,
and what is drawn at random is keyed by the seed and by what is drawn, so that neither the number
of machines nor the order in which they finish can change a result.

Spark is an extra: it is imported when it is asked for, and not before.
"""

# mypy: disable-error-code="import-not-found, import-untyped"

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from weft.core.atlas import Atlas
from weft.core.diagnosis import SEED, Diagnosis, Method, Setting, diagnose, read_method
from weft.engines.session import AT_ONCE, EngineError, ignore_warnings, open_session, read_reason

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

# Of the last two columns one is null: the diagnosis as JSON, or why there is none.
DIAGNOSES = (
    "number long, place string, area string, on date, upper string, lower string, phase string, "
    "diagnosis string, error string"
)
TASKS = 3  # for each processor, so that one with large towns does not keep the others waiting


def diagnose_on_spark(
    atlas: Atlas,
    settings: Iterable[Setting],
    method: Method | None = None,
    seed: int = SEED,
    draws: int | None = None,
    master: str | None = None,
) -> Iterator[Diagnosis]:
    """What `diagnose` answers, in the order of the settings: the same to the last bit.

    `master` is Spark's word for where to compute, `local[*]` unless given; a session that runs
    already is used as it is. Raises EngineMissingError without pyspark or Java, or if there is no
    such master; EngineError for the first setting that fails, or when Spark itself does.
    """
    asked = tuple(settings)
    if not asked:
        return
    session = open_session(master)
    frame = frame_diagnoses(session, atlas, asked, method, seed, draws)
    try:
        with ignore_warnings():
            rows = frame.select("number", "diagnosis", "error").toArrow()
    except Exception as error:
        raise EngineError(f"Spark did not finish: {read_reason(error)}") from None
    for batch in rows.sort_by("number").to_batches(AT_ONCE):
        for at, text, wrong in zip(*batch.to_pydict().values(), strict=True):
            if wrong is not None:
                setting = asked[at]
                where = f"{setting.area} in {setting.place}, {setting.on}"
                raise EngineError(f"This setting cannot be diagnosed: {where}: {wrong}")
            yield Diagnosis.model_validate_json(text)


def frame_diagnoses(
    session: "SparkSession",
    atlas: Atlas,
    settings: Sequence[Setting],
    method: Method | None = None,
    seed: int = SEED,
    draws: int | None = None,
) -> "DataFrame":
    """A frame with the columns of `DIAGNOSES`, a row a setting, computed when it is read or
    written; in no order, but `number` counts the settings from 0. A setting that fails has an
    `error`, and spoils no other."""
    import pyarrow as pa  # noqa: PLC0415

    columns = {name: [getattr(each, name) for each in settings] for name in Setting.model_fields}
    context = session.sparkContext
    work = _make_work(context.broadcast(atlas), method or read_method(), seed, draws)
    # A place's settings stay together, as they read the same facts. Unless told how many tasks
    # are wanted, Spark would gather so few rows into one.
    tasks = TASKS * context.defaultParallelism
    with ignore_warnings():
        table = session.createDataFrame(pa.table({"number": range(len(settings)), **columns}))
        return table.repartition(tasks, "place").mapInArrow(work, DIAGNOSES)


def _make_work(
    atlas: "Broadcast[Atlas]", method: Method, seed: int, draws: int | None
) -> Callable[[Iterable["RecordBatch"]], Iterator["RecordBatch"]]:
    """What a worker does with its settings."""

    def try_diagnosing(settings: list[Setting]) -> list[tuple[str | None, str | None]]:
        try:
            found = diagnose(atlas.value, settings, method, seed=seed, draws=draws)
            return [(each.model_dump_json(), None) for each in found]
        except Exception as error:
            if len(settings) == 1:
                return [(None, f"{type(error).__name__}: {error}")]
        return [answer for each in settings for answer in try_diagnosing([each])]

    def work(batches: Iterable["RecordBatch"]) -> Iterator["RecordBatch"]:
        import pyarrow as pa  # noqa: PLC0415

        for batch in batches:
            rows = batch.to_pylist()
            settings = [Setting(**{n: row[n] for n in Setting.model_fields}) for row in rows]
            diagnoses, errors = zip(*try_diagnosing(settings), strict=True)
            answers = [pa.array(diagnoses, pa.string()), pa.array(errors, pa.string())]
            names = [*batch.schema.names, "diagnosis", "error"]
            yield pa.RecordBatch.from_arrays([*batch.columns, *answers], names=names)

    return work
