"""What can be asked of observations, as Ibis expressions that run on every engine; for pages, files
and the API."""

import datetime as dt
from collections.abc import Mapping
from math import prod
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import operations as ops
from ibis.expr import types as ir
from pydantic import Field

from weft.core.atlas.records import Id, Model
from weft.core.observatory.disclosure.codes import read_ages, split_overlapping
from weft.core.observatory.measures import list_counted
from weft.core.observatory.measures.adding import SumRefused
from weft.core.observatory.observation import (
    AMOUNT_UNITS,
    COUNTED_UNITS,
    TOTAL,
    Code,
    Name,
    Observation,
)
from weft.core.observatory.periods import Period
from weft.core.terms import Line
from weft.store.columns import PREFIX, list_breakdowns

# In one sum there is one of each: people counted twice, or in two ways, are no sum.
KEPT_APART = ("measure", "definition", "unit", "modelled", "source")
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
    found = _filter(table, question)
    if question.totals:
        found = _take_totals(found, question)
    return _cut(_sort(found), question)


def aggregate(
    table: ir.Table, question: Question, parents: Mapping[str, str] | None = None
) -> ir.Table:
    """Sums of figures, each over the codes of `where` (and the places) that are not in `by`.

    One row for each period, measure, definition, unit, source, and for counted and modelled: these
    are never added up. A breakdown that is neither in `where` nor in `by` is taken at its total,
    never summed with it. Columns: those, `value`, `low` and `high` (where there was nothing to
    add), `figures` and `missing`.

    Formula: sum of x_i over the n combinations that the question names. Unit: that of the figures.
    Denominator: none. Citation: as `measures.adding.add_up`. Suppression: the sum is unknown (null)
    unless each of the n is there with a value; `missing` is how many are not. Where more than n are
    there, some count twice: the sum is unknown, and `missing` 0. So it is where the unit is none
    that counts one by one (percent, index), unless n is 1: rates do not add up. Euros and hours do
    where the measure is one of the packs that is counted (spending); another may be an average.

    `parents` (place or area -> what it lies in) is needed to add up places: SumRefused where one of
    them lies in another, where total and parts of a breakdown are to be added up, or ages that
    overlap.
    """
    _check_sum(question, parents)
    found = _take_totals(_filter(table, question), question)
    where = [f"{PREFIX}{name}" for name in question.breakdowns]
    for name in question.breakdowns:
        _require(found, name)
    places = [each for each in ("place", "area") if each in question.by]
    if "place" in question.by:  # what is no place of the registry is no one place
        found = found.filter(found.place.notnull())
    known = {name: _find_literal(found, name) for name in KEPT_APART}
    pinned = {"measure": question.measures, "definition": question.definitions}
    for name, values in pinned.items():
        if len(values) == 1:
            known[name] = values[0]
    told = [name for name in KEPT_APART if known[name] is None]
    wanted = _count_wanted(question)
    keys = [*places, "period", *where, *told]
    sums = found.group_by(keys).aggregate(
        start=found.start.min(),
        until=found.until.max(),
        total=found.value.sum(),
        figures=found.value.count(),
        rows=found.count(),
        **(_count_parts(found, question) if wanted > 1
           else {"low": found.low.min(), "high": found.high.max()}),
    )  # fmt: skip
    sums = _sort(sums)  # before what is the same in all rows is added, which need not be moved
    columns: dict[str, Any] = {name: sums[name] for name in keys}
    columns |= {name: ibis.literal(value) for name, value in known.items() if value is not None}
    nothing = ibis.null("float64")
    whole = (sums.figures == wanted) & (sums.rows == wanted)
    if wanted > 1:  # one part twice and another not at all are as many
        amounts = columns["unit"].isin(AMOUNT_UNITS) & columns["measure"].isin(list_counted())
        whole &= (sums.parts == wanted) & (columns["unit"].isin(COUNTED_UNITS) | amounts)
    columns |= {
        "start": sums.start,
        "until": sums.until,
        "value": ibis.ifelse(whole, sums.total, nothing),
        "low": nothing if wanted > 1 else ibis.ifelse(whole, sums.low, nothing),
        "high": nothing if wanted > 1 else ibis.ifelse(whole, sums.high, nothing),
        "figures": sums.figures,
        "missing": wanted - (sums.parts if wanted > 1 else ibis.least(sums.figures, 1)),
    }
    order = [*places, "measure", "definition", "unit", "source", "modelled", "period", "start",
             "until", *where, "value", "low", "high", "figures", "missing"]  # fmt: skip
    return _cut(sums.select(**{name: columns[name] for name in order}), question)


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


def _filter(table: ir.Table, question: Question) -> ir.Table:
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
            _require(table, name)
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


def _take_totals(table: ir.Table, question: Question) -> ir.Table:
    others = [
        table[f"{PREFIX}{name}"] == TOTAL
        for name in list_breakdowns(list(table.columns))
        if name not in question.where and name not in question.by
    ]
    return table.filter(others) if others else table


def _check_sum(question: Question, parents: Mapping[str, str] | None) -> None:
    for name, codes in question.where.items():
        if name in question.by:
            continue
        if TOTAL in codes and len(set(codes)) > 1:
            raise SumRefused(
                f"the total of {name} and its parts ({', '.join(codes[:5])}) cannot be added up; "
                f"leave {TOTAL} out, or keep {name} apart (by)"
            )
        ages = {each: span for each in codes if (span := read_ages(each))} if name == "age" else {}
        if len(split_overlapping(tuple(ages), ages)) > 1:
            raise SumRefused(
                f"some of the ages {', '.join(codes[:5])} overlap, so that people would be counted "
                "twice; name ages that do not, or keep age apart (by)"
            )
    if {"place", "area"} & set(question.by):
        return
    named = question.places or question.areas
    if not named:
        raise SumRefused(
            "figures of all areas cannot be added up, as some lie in others; name the places, or "
            "keep them apart (by: place)"
        )
    if len(set(named)) > 1 and parents is None:
        raise SumRefused(
            "places can be added up only where it is known which lie in others; give `parents`"
        )
    for each in named:
        above, seen = (parents or {}).get(each), {each}
        while above and above not in seen:
            if above in named:
                raise SumRefused(
                    f"{each} lies in {above}, so that its people would be counted twice; leave one "
                    "of them out"
                )
            seen.add(above)
            above = (parents or {}).get(above)


def _count_wanted(question: Question) -> int:
    """How many figures each sum is made of."""
    return prod(len(codes) for codes in _list_added(question).values())


def _list_added(question: Question) -> dict[str, set[str]]:
    """The columns over which a sum is taken, each with the codes that it is taken over."""
    added = {PREFIX + n: set(codes) for n, codes in question.where.items() if n not in question.by}
    if not {"place", "area"} & set(question.by):
        named = "place" if question.places else "area"
        added[named] = set(question.places or question.areas)
    return {name: codes for name, codes in added.items() if len(codes) > 1}


def _count_parts(table: ir.Table, question: Question) -> dict[str, ir.Value]:
    """Of how many parts of a sum there is a value."""
    columns = [table[name] for name in _list_added(question)]
    key = columns[0] if len(columns) == 1 else ibis.literal("\n").join(columns)
    return {"parts": key.nunique(where=table.value.notnull())}


def _require(table: ir.Table, breakdown: str) -> str:
    if f"{PREFIX}{breakdown}" not in table.columns:
        raise UnknownColumnError(breakdown, list_breakdowns(list(table.columns)))
    return f"{PREFIX}{breakdown}"


def _find_literal(table: ir.Table, column: str) -> Any:
    """The one value of a column, where the footers told it; None where there may be several."""
    node = table.op()
    while isinstance(node, ops.Filter):
        node = node.parent
    value = node.values.get(column) if isinstance(node, ops.Project) else None
    return value.value if isinstance(value, ops.Literal) else None


def _sort(table: ir.Table) -> ir.Table:
    """By place, area, measure, period, and all else that tells two rows apart."""
    first = [x for x in ("place", "area", "measure", "start", "until", "definition", "unit",
                         "source", "modelled") if x in table.columns]  # fmt: skip
    keys = [*first, *(x for x in table.columns if x.startswith(PREFIX))]
    return table.order_by([ibis.asc(table[each], nulls_first=False) for each in keys])


def _cut(table: ir.Table, question: Question) -> ir.Table:
    if question.limit is None and not question.offset:
        return table
    return table.limit(question.limit, offset=question.offset)
