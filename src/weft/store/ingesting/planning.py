"""What becomes of the cells of a file by its recipe: one row a figure, with all that is said of
it as text; for the import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa

from weft.core.observatory.recipe import Recipe
from weft.store.columns import name_contributions
from weft.store.ingesting.fitting import Fitted
from weft.store.ingesting.words import CodeBook, make_code_book
from weft.store.readers.numbers import Separators
from weft.store.readers.raw import ROW, Raw, quote, quote_text

# What a figure says beside its value and its breakdowns, each from a column or the recipe itself.
SAID = ("area", "area_name", "period", "measure", "definition", "unit", "flag", "confidentiality",
        "modelled", "source", "low", "high", "action", "multiplier")  # fmt: skip
DEFAULTS = {"unit": "persons", "definition": "unknown", "flag": "A", "confidentiality": "F"}


@dataclass
class Plan:
    """What becomes of the cells of one file."""

    connection: duckdb.DuckDBPyConnection
    recipe: Recipe
    raw: Raw
    fitted: Fitted
    source: str  # what is written where nothing else is said
    separators: Separators | None = None  # None: found out from all figures
    breakdowns: tuple[str, ...] = ()
    books: dict[str, CodeBook] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [rule.name or "" for rule, _ in self.fitted.rules if rule.role == "breakdown"]
        names += [
            key for each in self.fitted.wide for key in each.settings if key not in (*SAID, "value")
        ]
        self.breakdowns = tuple(dict.fromkeys([*filter(None, names), *self.recipe.fixed]))
        for rule, _ in self.fitted.rules:
            key = rule.name if rule.role == "breakdown" and rule.name else rule.role
            self.books[key] = make_code_book(self.recipe, key, rule.codes)
        for each in self.breakdowns:
            self.books.setdefault(each, make_code_book(self.recipe, each, {}))

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is said of a figure."""
        return (*SAID, *self.breakdowns, *self.contributions)

    @cached_property
    def contributions(self) -> tuple[str, ...]:
        """The columns of the store for what the file tells of contributions."""
        return name_contributions(len(self.fitted.find("contribution")))

    @cached_property
    def constants(self) -> dict[str, str]:
        """What is the same for all figures of the file, as no column says it."""
        said = {key for each in self.fitted.wide for key in each.settings}
        return {
            each: _write_constant(self, each)
            for each in self.fields
            if each not in said and not _list_cells(self, each)
        }

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()

    def hand_over(self, table: pa.Table, sql: str) -> None:
        """Run a statement that reads a table as `handed_over`."""
        self.connection.register("handed_over", table)
        self.connection.execute(sql)
        self.connection.unregister("handed_over")


def make_long(plan: Plan) -> None:
    """A view `long`: one row a figure, everything it says as text, '' where nothing is said."""
    raw, fitted = plan.raw, plan.fitted
    texts = {each: _write_said(plan, each) for each in plan.fields}
    said = ", ".join(f"{sql} AS {quote('t_' + each)}" for each, sql in texts.items())
    source = f"(SELECT * FROM {raw.table} WHERE {_write_filter(plan)})"
    if not fitted.wide:
        value = fitted.find("value")[0]
        plan.connection.execute(
            f"CREATE TEMP VIEW long AS SELECT {ROW}, {quote_text(value.label)} AS head, "
            f"{_write_text(value.quoted)} AS t_value, {said} FROM {source}"
        )
        return
    at = range(len(fitted.wide))
    cells = ", ".join(f"{fitted.wide[n].column.quoted} AS w{n}" for n in at)
    names = ", ".join(f"w{n}" for n in at)
    keys = sorted({key for each in fitted.wide for key in each.settings})
    rows = [
        {
            "w_at": f"w{n}",
            "w_head": each.column.label,
            **{f"w_{key}": each.settings.get(key) for key in keys},
        }
        for n, each in enumerate(fitted.wide)
    ]
    schema = pa.schema(
        [(name, pa.string()) for name in ("w_at", "w_head", *(f"w_{k}" for k in keys))]
    )
    plan.hand_over(
        pa.Table.from_pylist(rows, schema), "CREATE TEMP TABLE wide_columns AS FROM handed_over"
    )
    outer = ", ".join(
        f"coalesce({quote('w_' + each)}, {quote('t_' + each)}) AS {quote('t_' + each)}"
        if each in keys else quote("t_" + each)
        for each in plan.fields
    )  # fmt: skip
    plan.connection.execute(
        f"CREATE TEMP VIEW long AS SELECT {ROW}, w_head AS head, "
        f"{_write_text('w_cell')} AS t_value, {outer} "
        f"FROM (SELECT {ROW}, {said}, {cells} FROM {source}) "
        f"UNPIVOT INCLUDE NULLS (w_cell FOR w_column IN ({names})) "
        "JOIN wide_columns ON w_column = w_at"
    )


def _write_text(column: str) -> str:
    return f"trim(coalesce({column}, ''))"


def _list_cells(plan: Plan, name: str) -> list[str]:
    """SQL: the columns that say one thing of a figure."""
    if name == "multiplier":
        if plan.recipe.kind != "sdmx-csv":
            return []
        return [x.quoted for x in plan.raw.columns if x.name.upper() == "UNIT_MULT"][:1]
    if name in plan.breakdowns:
        return [
            column.quoted
            for rule, column in plan.fitted.rules
            if rule.role == "breakdown" and rule.name == name
        ]
    if name in plan.contributions:
        column = plan.fitted.find("contribution")[plan.contributions.index(name)]
        return [column.quoted]
    found = [each.quoted for each in plan.fitted.find(name)]
    if name == "action" and plan.raw.action and not found:
        return [quote(plan.raw.action)]
    return found


def _write_constant(plan: Plan, name: str) -> str:
    """What is said of a figure where its row says nothing."""
    if name in plan.breakdowns:
        return plan.recipe.fixed.get(name, "_T")
    return plan.recipe.constants.get(
        name, plan.source if name == "source" else DEFAULTS.get(name, "")
    )


def _write_said(plan: Plan, name: str) -> str:
    """SQL: what a row says of one thing, as text."""
    cells, constant = _list_cells(plan, name), _write_constant(plan, name)
    if not cells:
        return quote_text(constant)
    if len(cells) == 1:
        text = _write_text(cells[0])
    else:  # a year and a quarter, each in a column
        parts = ", ".join(f"nullif({_write_text(each)}, '')" for each in cells)
        text = f"concat_ws('-', {parts})"
    if name in plan.breakdowns or not constant:
        return text
    return f"coalesce(nullif({text}, ''), {quote_text(constant)})"


def _write_filter(plan: Plan) -> str:
    """SQL: which rows hold figures; a line of a single cell is a title or a note."""
    columns = [each.quoted for each in plan.raw.columns]
    filled = " + ".join(f"({each} IS NOT NULL)::INT" for each in columns)
    return f"({filled}) > {1 if len(columns) > 2 and plan.recipe.kind == 'table' else 0}"
