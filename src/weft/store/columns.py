"""The columns of the store: those of `core.observatory.Observation`, with each breakdown a column
of its own, named `by_` and the breakdown; and what the largest contributors gave of an amount,
which only protection reads."""

import pyarrow as pa

PREFIX = "by_"  # so that no breakdown is ever mistaken for another column
CONTRIBUTION = "contribution_"  # and a number, in no particular order; in no public file

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


def make_schema(breakdowns: tuple[str, ...], contributions: int = 0) -> pa.Schema:
    """The schema of one version, whose breakdowns are given by name: `sex`, `age`; with so many
    contributions to each figure."""
    at = [name for name, _ in FIXED].index("value")
    extra = [(PREFIX + name, pa.string()) for name in breakdowns]
    told = [(name, pa.float64()) for name in name_contributions(contributions)]
    return pa.schema([*FIXED[:at], *extra, *FIXED[at:], *told])


def list_breakdowns(columns: list[str]) -> tuple[str, ...]:
    """The breakdowns among the columns of a table."""
    return tuple(each.removeprefix(PREFIX) for each in columns if each.startswith(PREFIX))


def name_contributions(count: int) -> tuple[str, ...]:
    """The columns of so many contributions."""
    return tuple(f"{CONTRIBUTION}{number}" for number in range(1, count + 1))


def list_contributions(columns: list[str]) -> tuple[str, ...]:
    """The contributions among the columns of a table."""
    return tuple(each for each in columns if each.startswith(CONTRIBUTION))
