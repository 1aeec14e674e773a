"""What can be asked of observations, as Ibis expressions that run on every engine; for pages, files
and the API."""

import datetime as dt

import ibis
import pyarrow as pa
from ibis.expr import types as ir
from pydantic import Field

from weft.core.atlas.records import Id, Model
from weft.core.observatory.observation import (
    FREE,
    TOTAL,
    Code,
    Name,
    Observation,
)
from weft.core.observatory.periods import Period
from weft.core.terms import Line
from weft.store.columns import PREFIX, list_breakdowns

_LOOKED_UP = 5  # codes


class UnknownColumnError(ValueError):
    """A question names a breakdown that the datasets do not have."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        super().__init__(
            f"these figures have no breakdown '{name[:60]}'; they have: "
            f"{', '.join(known) or 'none, totals only'}"
        )


class Question(Model):
    """Which figures are asked for. What is empty is not restricted."""

    places: tuple[Id, ...] = ()
    areas: tuple[Line, ...] = Field((), description="As the source calls them")
    measures: tuple[Name, ...] = ()
    definitions: tuple[Name, ...] = ()
    since: dt.date | None = Field(None, description="Periods that end after this day")
    until: dt.date | None = Field(None, description="Periods that begin before this day")
    where: dict[Name, tuple[Code, ...]] = Field(
        default_factory=dict, description="Breakdown -> the codes that are asked for"
    )
    totals: bool = Field(
        False, description="Of breakdowns that are neither in `where` nor in `by`: the total only"
    )
    by: tuple[Name, ...] = Field(
        (), description="What a sum is kept apart by: place, area, or a breakdown (sex, origin)"
    )
    limit: int | None = Field(None, ge=1)
    offset: int = Field(0, ge=0)

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """The breakdowns among `by`."""
        return tuple(each for each in self.by if each not in ("place", "area"))


def select(table: ir.Table, question: Question) -> ir.Table:
    """The observations that a question asks for, in the order of the store."""
    found = filter_rows(table, question)
    if question.totals:
        found = take_totals(found, question)
    return page(sort_rows(found), question)


def read_observations(found: pa.Table) -> tuple[Observation, ...]:
    """Rows of the store as the core knows them. A value that is not shown is None."""
    names = list_breakdowns(found.column_names)
    fields = [name for name in Observation.model_fields if name in found.column_names]
    kept = found.select([*fields, *(PREFIX + name for name in names)])
    observations = []
    for row in kept.to_pylist():
        parts = {name: row.pop(PREFIX + name) for name in names}
        row["period"] = Period(row["period"])
        observations.append(
            Observation(**row, breakdowns={n: code for n, code in parts.items() if code})
        )
    return tuple(observations)


def filter_rows(table: ir.Table, question: Question) -> ir.Table:
    """The rows that a question asks for. UnknownColumnError."""
    asked: list[ir.BooleanValue] = []
    for column, values in (
        ("place", question.places),
        ("area", question.areas),
        ("measure", question.measures),
        ("definition", question.definitions),
    ):
        if values:
            asked.append(_is_one_of(table[column], values))
    if question.since:
        asked.append(table.until > ibis.literal(question.since))
    if question.until:
        asked.append(table.start < ibis.literal(question.until))
    for name, codes in question.where.items():
        if f"{PREFIX}{name}" in table.columns:
            asked.append(_is_code(table[f"{PREFIX}{name}"], codes))
        elif TOTAL not in codes:
            require_breakdown(table, name)
    return table.filter(asked) if asked else table


def _is_one_of(column: ir.Value, values: tuple[str, ...]) -> ir.BooleanValue:
    return column == values[0] if len(values) == 1 else column.isin(sorted(set(values)))


def _is_code(column: ir.Value, codes: tuple[str, ...]) -> ir.BooleanValue:
    """As `_is_one_of`, for columns by which no file is sorted: there all rows are compared, and
    DuckDB compares with fewer than five codes one by one, but looks five up, in half the time."""
    listed = sorted(set(codes))
    if 1 < len(listed) < _LOOKED_UP:
        listed = (listed * _LOOKED_UP)[:_LOOKED_UP]
    return _is_one_of(column, tuple(listed)) if len(listed) == 1 else column.isin(listed)


def take_totals(table: ir.Table, question: Question) -> ir.Table:
    """Of breakdowns that a question does not name, the rows of the total."""
    others = [
        table[f"{PREFIX}{name}"] == TOTAL
        for name in list_breakdowns(list(table.columns))
        if name not in question.where and name not in question.by
    ]
    return table.filter(others) if others else table


def is_withheld(table: ir.Table) -> ir.BooleanValue:
    """Of rows without a value: whether it is not shown. Others are missing."""
    return table.value.isnull() & (table.confidentiality != FREE)


def require_breakdown(table: ir.Table, breakdown: str) -> str:
    """The column of a breakdown. UnknownColumnError where the table has none."""
    if f"{PREFIX}{breakdown}" not in table.columns:
        raise UnknownColumnError(breakdown, list_breakdowns(list(table.columns)))
    return f"{PREFIX}{breakdown}"


def sort_rows(table: ir.Table) -> ir.Table:
    """By place, area, measure, period, and all else that tells two rows apart."""
    first = [x for x in ("place", "area", "measure", "start", "until", "definition", "unit",
                         "source", "modelled") if x in table.columns]  # fmt: skip
    keys = [*first, *(x for x in table.columns if x.startswith(PREFIX))]
    return table.order_by([ibis.asc(table[each], nulls_first=False) for each in keys])


def page(table: ir.Table, question: Question) -> ir.Table:
    """The rows between the `offset` and the `limit` of a question."""
    if question.limit is None and not question.offset:
        return table
    return table.limit(question.limit, offset=question.offset)
