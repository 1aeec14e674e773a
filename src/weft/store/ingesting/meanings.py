"""What the words of a whole file mean, each read once and kept in DuckDB as a number; for the
import, whose joins and sorts so carry numbers instead of texts."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from weft.store.ingesting.planning import Plan
from weft.store.ingesting.words import CodeBook, make_name, read_period, split_period_mark
from weft.store.readers.numbers import FLAGS
from weft.store.readers.raw import ROW, quote, quote_text

UNREAD = "?"  # a flag that nobody knows
_READ = ("period", "measure", "definition", "unit", "flag", "confidentiality", "modelled", "source")
_PERIOD = ("period", "start", "until", "period_mark")
_TYPES = {"start": "DATE", "until": "DATE", "modelled": "BOOLEAN"}  # of what is no code
_FLAG_CODES = frozenset("ABDEFGHIJKLMNOPQSUVW")
_SECRET_CODES = frozenset("FNCDSAOTMIGB")
# What may be besides the codes of the words.
_ALSO = {"area": ("",), "flag": ("", UNREAD, *_FLAG_CODES), "confidentiality": _SECRET_CODES}
_YES = frozenset({"1", "true", "yes", "y", "oui", "sì", "si", "sí", "sim", "نعم"})

Code = str | None


@dataclass(frozen=True)
class Seen:
    """A word of a file."""

    word: tuple[str, ...]  # of areas with the name, elsewhere alone
    count: int
    row: int  # the first in which it stands


@dataclass(frozen=True)
class Meaning:
    """How a figure gets what is meant by its words."""

    columns: dict[str, str]  # name -> SQL
    join: str = ""


def gather_words(plan: Plan) -> dict[str, list[Seen]]:
    """The words of each thing that columns say, in the order of their letters, in one pass."""
    sets: dict[str, tuple[str, ...]] = {
        each: (each,) for each in (*_READ, *plan.breakdowns) if each not in plan.constants
    }  # fmt: skip
    if areas := tuple(each for each in ("area", "area_name") if each not in plan.constants):
        sets["area"] = areas
    if not sets:
        return {}
    names = [each for group in sets.values() for each in group]
    columns = ", ".join(quote("t_" + each) for each in names)
    groups = ", ".join(
        f"({', '.join(quote('t_' + each) for each in group)})" for group in sets.values()
    )
    found: dict[str, list[Seen]] = {each: [] for each in sets}
    key_of = {name: key for key, group in sets.items() for name in group}
    for *words, count, row in plan.run(
        f"SELECT {columns}, count(*), min({ROW}) FROM long GROUP BY GROUPING SETS ({groups})"
    ):
        # No word is NULL: what is belongs to the other groups.
        said = {name: word for name, word in zip(names, words, strict=True) if word is not None}
        found[key_of[next(iter(said))]].append(Seen(tuple(said.values()), count, row))
    return {key: sorted(each, key=lambda seen: seen.word) for key, each in found.items()}


def list_areas(plan: Plan, words: dict[str, list[Seen]]) -> list[tuple[str, str]]:
    """The areas of a file, each with its name or ''."""
    columns = [each for each in ("area", "area_name") if each not in plan.constants]
    if not columns:
        return [(plan.constants["area"], plan.constants["area_name"])]
    pairs = (dict(zip(columns, each.word, strict=True)) for each in words["area"])
    return [
        (each.get("area", plan.constants.get("area", "")), each.get("area_name", ""))
        for each in pairs
    ]


def make_meanings(plan: Plan, words: dict[str, list[Seen]], areas: pa.Table) -> list[Meaning]:
    """What is meant by all words, as tables of DuckDB; `areas`: word, name, area and place."""
    book = plan.books.get
    none = CodeBook({})
    flags, secrets = book("flag", none), book("confidentiality", none)
    readers: dict[str, Callable[[str], tuple[Code, ...]]] = {
        "period": _read_period,
        **{each: _read_names(book(each, none)) for each in ("measure", "definition", "unit")},
        "flag": lambda word: (_read_flag(word, flags),),
        "confidentiality": lambda word: (_read_secret(word, secrets),),
        "modelled": lambda word: ("true" if word.casefold() in _YES else "false",),
        "source": lambda word: (word,),
        **{each: _read_codes(plan.books[each]) for each in plan.breakdowns},
    }
    meanings = [_make_areas(plan, areas)]
    for name, read in readers.items():
        columns = _PERIOD if name == "period" else (name,)
        if name in plan.constants:
            meanings.append(_make_constant(plan, columns, read(plan.constants[name])))
        else:
            found = [each.word[0] for each in words[name]]
            meanings.append(_make_table(plan, name, columns, found, [read(each) for each in found]))
    return meanings


def _make_areas(plan: Plan, areas: pa.Table) -> Meaning:
    columns = {}
    for name in ("area", "place"):
        kind = make_kind(plan, name, areas[name].to_pylist())
        columns[name] = f"{name}::{kind} AS {name}"
    plan.hand_over(
        areas,
        f"CREATE TEMP TABLE word_area AS SELECT word, name, {', '.join(columns.values())} "
        "FROM handed_over",
    )
    on = " AND ".join(
        f"word_area.{column} = t_{name}"
        for name, column in (("area", "word"), ("area_name", "name"))
        if name not in plan.constants
    )
    join = f" JOIN word_area ON {on}" if on else " CROSS JOIN word_area"
    return Meaning({each: f"word_area.{each}" for each in columns}, join)


def _make_constant(plan: Plan, columns: Sequence[str], codes: Sequence[Code]) -> Meaning:
    said = {}
    for name, code in zip(columns, codes, strict=True):
        kind = _TYPES.get(name) or make_kind(plan, name, [code])
        said[name] = f"{quote_text(code) if code is not None else 'NULL'}::{kind}"
    return Meaning(said)


def _make_table(
    plan: Plan, name: str, columns: Sequence[str], words: list[str], codes: list[tuple[Code, ...]]
) -> Meaning:
    table, said, arrays = quote(f"word_{name}"), [], {"word": pa.array(words, pa.string())}
    for at, column in enumerate(columns):
        meant = [each[at] for each in codes]
        arrays[column] = pa.array(meant, pa.string())
        kind = _TYPES.get(column) or make_kind(plan, column, meant)
        said.append(f"{quote(column)}::{kind} AS {quote(column)}")
    plan.hand_over(
        pa.table(arrays),
        f"CREATE TEMP TABLE {table} AS SELECT word, {', '.join(said)} FROM handed_over",
    )
    return Meaning(
        {each: f"{table}.{quote(each)}" for each in columns},
        f" JOIN {table} ON {table}.word = {quote('t_' + name)}",
    )


def find_kind(name: str) -> str:
    """SQL: the type that `make_kind` made."""
    return quote(f"kind of {name}")


def make_kind(plan: Plan, name: str, codes: Iterable[Code]) -> str:
    """SQL: the type of a column of codes, which are numbered in the order of their letters."""
    kind = find_kind(name)
    found = sorted({*_ALSO.get(name, ()), *(each for each in codes if each is not None)}) or [""]
    if len(found) < 100:  # short enough to be written down
        listed = ", ".join(quote_text(each) for each in found)
        plan.connection.execute(f"CREATE TYPE {kind} AS ENUM ({listed})")
    else:
        plan.hand_over(
            pa.table({"code": found}),
            f"CREATE TYPE {kind} AS ENUM (SELECT code FROM handed_over ORDER BY code)",
        )
    return kind


def _read_names(book: CodeBook) -> Callable[[str], tuple[Code, ...]]:
    return lambda word: (make_name(book.read(word)),)


def _read_codes(book: CodeBook) -> Callable[[str], tuple[Code, ...]]:
    return lambda word: (book.read(word),)


def _read_period(word: str) -> tuple[Code, ...]:
    try:
        period = read_period(word)
    except ValueError:
        return None, None, None, None
    _, mark = split_period_mark(word)
    return period.text, period.start.isoformat(), period.until.isoformat(), mark or None


def _read_flag(word: str, book: CodeBook) -> str:
    """The flag; '' where the mark of the figure may say another one."""
    if word in ("", "A"):
        return ""
    code = book.read(word)
    return code.upper() if code.upper() in _FLAG_CODES else FLAGS.get(code.lower(), UNREAD)


def _read_secret(word: str, book: CodeBook) -> str:
    code = book.read(word).upper() if word else "F"
    # What nobody can read might say that the figure is not for everybody.
    return code if code in _SECRET_CODES else "N" if code else "F"
