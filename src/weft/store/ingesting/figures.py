"""The SQL that turns cells of text into observations by a recipe, streamed through DuckDB; for the
import."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from weft.core.observatory.recipe import Recipe
from weft.store.columns import PREFIX
from weft.store.ingesting.fitting import Fitted
from weft.store.ingesting.words import (
    CodeBook,
    make_code_book,
    make_name,
    read_period,
    strip_marks,
)
from weft.store.readers.numbers import (
    FLAGS,
    SMALL,
    Separators,
    guess_separators,
    tidy,
    write_mark_sql,
    write_number_sql,
    write_shape_sql,
    write_tidy_sql,
)
from weft.store.readers.raw import ROW, Raw, quote, quote_text

# What a figure says beside its value and its breakdowns, each from a column or the recipe itself.
SAID = ("area", "area_name", "period", "measure", "definition", "unit", "flag", "confidentiality",
        "modelled", "source", "low", "high", "action", "multiplier")  # fmt: skip
# SQL: a row of SDMX-CSV 2.0 that deletes, or that says something of many figures and brings none.
IS_ABOUT_MANY = "(t_action <> '' AND (upper(t_action) = 'D' OR t_value = ''))"
DEFAULTS = {"unit": "persons", "definition": "unknown", "flag": "A", "confidentiality": "F"}
_FLAG_CODES = frozenset("ABDEFGHIJKLMNOPQSUVW")
_SECRET_CODES = frozenset("FNCDSAOTMIGB")
_YES = frozenset({"1", "true", "yes", "y", "oui", "sì", "si", "sí", "sim", "نعم"})


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
        return (*SAID, *self.breakdowns)

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query."""
        return self.connection.execute(sql).fetchall()


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
    _make_table(plan, "wide_columns", pa.Table.from_pylist(rows, schema))
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


def _write_said(plan: Plan, name: str) -> str:
    """SQL: what a row says of one thing, as text."""
    recipe, fitted = plan.recipe, plan.fitted
    if name == "multiplier":
        found = [each for each in plan.raw.columns if each.name.upper() == "UNIT_MULT"]
        return _write_text(found[0].quoted) if found and recipe.kind == "sdmx-csv" else "''"
    if name == "action" and plan.raw.action and not fitted.find("action"):
        return _write_text(quote(plan.raw.action))
    if name in plan.breakdowns:
        columns = [
            column
            for rule, column in fitted.rules
            if rule.role == "breakdown" and rule.name == name
        ]
        constant = recipe.fixed.get(name, "_T")
    else:
        columns = fitted.find(name)
        constant = recipe.constants.get(
            name, plan.source if name == "source" else DEFAULTS.get(name, "")
        )
    if not columns:
        return quote_text(constant)
    if len(columns) == 1:
        text = _write_text(columns[0].quoted)
    else:  # a year and a quarter, each in a column
        parts = ", ".join(f"nullif({_write_text(each.quoted)}, '')" for each in columns)
        text = f"concat_ws('-', {parts})"
    if name in plan.breakdowns or not constant:
        return text
    return f"coalesce(nullif({text}, ''), {quote_text(constant)})"


def _write_filter(plan: Plan) -> str:
    """SQL: which rows hold figures; a line of a single cell is a title or a note."""
    columns = [each.quoted for each in plan.raw.columns]
    filled = " + ".join(f"({each} IS NOT NULL)::INT" for each in columns)
    return f"({filled}) > {1 if len(columns) > 2 and plan.recipe.kind == 'table' else 0}"


def find_separators(plan: Plan) -> Separators:
    """The signs of the figures, from all of them."""
    if plan.separators:
        return plan.separators
    # Whole numbers without signs say nothing, except that long ones are written so too.
    shapes = plan.run(
        "SELECT CASE WHEN regexp_full_match(t_value, '-?[0-9]+') THEN '9999' "
        f"ELSE {write_shape_sql('t_value')} END AS s, count(*) FROM long "
        "WHERE NOT regexp_full_match(t_value, '-?[0-9]{0,3}') "
        "GROUP BY s HAVING contains(s, '9') ORDER BY s LIMIT 10000"
    )
    return guess_separators({str(each): int(str(count)) for each, count in shapes})


def make_figures(plan: Plan, areas: pa.Table, separators: Separators) -> None:
    """A table `figures`: the columns of the store, and how each came about."""
    _make_table(plan, "word_area", areas)
    _make_words(plan, "period", _read_periods, ("period", "start", "until"))
    for each in ("measure", "definition", "unit"):
        _make_words(plan, each, _read_names(plan.books.get(each, CodeBook({}))))
    flags, secrets = (
        plan.books.get("flag", CodeBook({})),
        plan.books.get("confidentiality", CodeBook({})),
    )
    _make_words(plan, "flag", lambda word: (_read_flag(word, flags),))
    _make_words(plan, "confidentiality", lambda word: (_read_secret(word, secrets),))
    _make_words(plan, "modelled", lambda word: ("1" if word.casefold() in _YES else "",))
    for each in plan.breakdowns:
        _make_words(plan, each, _read_codes(plan.books[each]))
    plan.connection.execute(f"CREATE TEMP TABLE figures AS {_write_figures(plan, separators)}")


def _read_names(book: CodeBook) -> Callable[[str], tuple[str]]:
    return lambda word: (make_name(book.read(word)),)


def _read_codes(book: CodeBook) -> Callable[[str], tuple[str]]:
    return lambda word: (book.read(word),)


def _read_periods(word: str) -> tuple[str | None, str | None, str | None]:
    try:
        period = read_period(word)
    except ValueError:
        return None, None, None
    return period.text, period.start.isoformat(), period.until.isoformat()


def _read_flag(word: str, book: CodeBook) -> str:
    if not word:
        return ""
    code = book.read(word)
    if code.upper() in _FLAG_CODES:
        return code.upper()
    return FLAGS.get(code.lower(), "?")


def _read_secret(word: str, book: CodeBook) -> str:
    code = book.read(word).upper() if word else ""
    # What nobody can read might say that the figure is not for everybody.
    return code if code in _SECRET_CODES else "N" if code else ""


def _make_words(
    plan: Plan,
    name: str,
    read: Callable[[str], tuple[str | None, ...]],
    columns: Iterable[str] = ("code",),
) -> None:
    """A table of what each word of a column means."""
    words = [str(each) for (each,) in plan.run(
        f"SELECT DISTINCT {quote('t_' + name)} AS w FROM long ORDER BY w")]  # fmt: skip
    meant = [read(word) for word in words]
    arrays = {"word": pa.array(words, pa.string())}
    for at, column in enumerate(columns):
        arrays[column] = pa.array([each[at] for each in meant], pa.string())
    _make_table(plan, f"word_{name}", pa.table(arrays))


def _make_table(plan: Plan, name: str, table: pa.Table) -> None:
    plan.connection.register("handed_over", table)
    plan.connection.execute(f"CREATE OR REPLACE TEMP TABLE {quote(name)} AS FROM handed_over")
    plan.connection.unregister("handed_over")


def _write_missing(plan: Plan, cell: str) -> str:
    words = sorted({tidy(each).casefold() for each in plan.recipe.missing} | {""})
    listed = ", ".join(quote_text(each) for each in words)
    # ": c" and ":u" of Eurostat: no figure, and why
    return f"(lower({cell}) IN ({listed}) OR regexp_full_match({cell}, ':\\s*[a-z]{{0,2}}'))"


def _write_figures(plan: Plan, signs: Separators) -> str:
    cell = "cell"
    number = write_number_sql(cell, signs.decimal, signs.thousands)
    mark = write_mark_sql(cell)
    by = "".join(
        f", {quote('word_' + each)}.code AS {quote(PREFIX + each)}" for each in plan.breakdowns
    )
    joins = "".join(
        f" JOIN {quote('word_' + each)} ON {quote('word_' + each)}.word = {quote('t_' + each)}"
        for each in ("period", "measure", "definition", "unit", "flag", "confidentiality",
                     "modelled", *plan.breakdowns)
    )  # fmt: skip
    ends = ", ".join(
        write_number_sql(f"c_{end}", signs.decimal, signs.thousands) + f" AS {end}"
        for end in ("low", "high")
    )
    marks = " ".join(
        f"WHEN {quote_text(sign)} THEN {quote_text(code)}" for sign, code in FLAGS.items()
    )
    return f"""
        SELECT word_area.area, word_area.place, word_measure.code AS measure, word_period.period,
            word_period.start::DATE AS start, word_period.until::DATE AS until,
            word_definition.code AS definition{by},
            CASE state WHEN 'figure'
                THEN number * pow(10, coalesce(TRY_CAST(t_multiplier AS INT), 0))
                END AS value,
            {ends}, word_unit.code AS unit,
            CASE WHEN t_flag NOT IN ('', 'A') AND word_flag.code <> '?' THEN word_flag.code
                ELSE CASE lower(mark) {marks} ELSE 'A' END END AS flag,
            CASE WHEN state = 'small' OR (state = 'missing' AND mark = 'c') THEN 'C'
                ELSE coalesce(nullif(word_confidentiality.code, ''), 'F') END AS confidentiality,
            word_modelled.code = '1' AS modelled, t_source AS source, {ROW},
            head, t_value, state, mark, t_period, t_flag, word_flag.code AS read_flag, t_area,
            t_action
        FROM (
            SELECT *, {mark} AS mark, {number} AS number,
                CASE WHEN regexp_full_match(cell, '-?[0-9]{{1,15}}') THEN 'figure'
                    WHEN {_write_missing(plan, cell)} THEN 'missing'
                    WHEN regexp_full_match(cell, {quote_text(SMALL)}) THEN 'small'
                    WHEN ({number}) IS NULL THEN 'unread' ELSE 'figure' END AS state
            FROM (SELECT *, {write_tidy_sql("t_value")} AS cell, {write_tidy_sql("t_low")} AS c_low,
                {write_tidy_sql("t_high")} AS c_high FROM long)
        )
        JOIN word_area ON word_area.word = t_area AND word_area.name = t_area_name{joins}"""


def clean_area(text: str) -> str:
    """An area as the source calls it, without marks of footnotes."""
    return strip_marks(text)
