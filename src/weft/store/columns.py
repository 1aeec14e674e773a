"""The columns of the store: those of `core.observatory.Observation`, with each breakdown a column
of its own, named `by_` and the breakdown."""

import pyarrow as pa

PREFIX = "by_"  # so that no breakdown is ever mistaken for another column

KEYS = ("area", "measure", "period", "definition")
FIXED: tuple[tuple[str, pa.DataType], ...] = (
    ("area", pa.string()),
    ("place", pa.string()),
    ("measure", pa.string()),
    ("period", pa.string()),
    ("start", pa.date32()),
    ("until", pa.date32()),
    ("definition", pa.string()),
    ("value", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("unit", pa.string()),
    ("flag", pa.string()),
    ("confidentiality", pa.string()),
    ("modelled", pa.bool_()),
    ("source", pa.string()),
    ("row", pa.int64()),
)


def make_schema(breakdowns: tuple[str, ...]) -> pa.Schema:
    """The schema of one version, whose breakdowns are given by name: `sex`, `age`."""
    at = [name for name, _ in FIXED].index("value")
    extra = [(PREFIX + name, pa.string()) for name in breakdowns]
    return pa.schema([*FIXED[:at], *extra, *FIXED[at:]])


def list_breakdowns(columns: list[str]) -> tuple[str, ...]:
    """The breakdowns among the columns of a table."""
    return tuple(each.removeprefix(PREFIX) for each in columns if each.startswith(PREFIX))
