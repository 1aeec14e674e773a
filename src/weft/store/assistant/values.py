"""What the cells of a column look like: years, countries, sexes, ages, figures, places; for the
assistant."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`, texts by `quote_text`)

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from weft.core.observatory.registry import Registry
from weft.core.terms import fold
from weft.store.assistant.vocabulary import find_code, find_country, is_total
from weft.store.ingesting.words import read_period
from weft.store.readers.heads import is_missing, is_year
from weft.store.readers.numbers import is_figure
from weft.store.readers.raw import Raw, RawColumn

_MOST_WORDS = 2_000  # different cells of a column that are looked at
_MOST_ROWS = 200_000


@dataclass(frozen=True)
class Profile:
    """What the cells of one column are: shares of its different words, from 0 to 1."""

    column: RawColumn
    words: tuple[str, ...]  # different cells, most frequent first
    blank: float  # share of rows without anything
    figures: float
    years: float
    periods: float
    sexes: float
    ages: float
    countries: float
    places: float  # matched by the registry, by code or exact name
    gaps: tuple[str, ...]  # signs that there is no figure

    @property
    def is_numeric(self) -> bool:
        """Whether it holds figures that are no years."""
        return self.figures >= 0.8 and self.years < 0.8 and bool(self.words)


def profile_columns(
    raw: Raw, connection: duckdb.DuckDBPyConnection, registry: Registry
) -> tuple[Profile, ...]:
    """What each column of a file holds."""
    source = f"(FROM {raw.table} LIMIT {_MOST_ROWS})"
    return tuple(_profile(each, source, connection, registry.words) for each in raw.columns)


def _profile(
    column: RawColumn, source: str, connection: duckdb.DuckDBPyConnection, known: frozenset[str]
) -> Profile:
    rows = connection.execute(
        f"SELECT trim({column.quoted}), count(*) FROM {source} GROUP BY 1 "
        f"ORDER BY 2 DESC, 1 LIMIT {_MOST_WORDS}"
    ).fetchall()
    total = sum(count for _, count in rows) or 1
    blank = sum(count for word, count in rows if not word)
    words = tuple(str(word) for word, _ in rows if word)
    gaps = tuple(each for each in words if is_missing(each))
    said = [each for each in words if not is_missing(each)]

    def share(test: object) -> float:
        return round(sum(map(bool, map(test, said))) / len(said), 3) if said else 0.0  # type: ignore[call-overload]

    return Profile(
        column, words, blank / total,
        figures=share(is_figure), years=share(is_year), periods=share(_is_period),
        sexes=share(lambda each: find_code("sex", each)) if len(said) <= 6 else 0.0,
        ages=share(lambda each: find_code("age", each)),
        countries=share(lambda each: find_country(each) or is_total(each)),
        places=share(lambda each: fold(each) in known),
        gaps=gaps,
    )  # fmt: skip


def _is_period(word: str) -> bool:
    try:
        read_period(word)
    except ValueError:
        return False
    return True


def are_paired(
    connection: duckdb.DuckDBPyConnection, raw: Raw, one: RawColumn, other: RawColumn
) -> bool:
    """Whether each word of one column always stands beside the same word of the other."""
    row = connection.execute(
        "SELECT count(DISTINCT a), count(DISTINCT b), count(DISTINCT (a, b)) FROM "
        f"(SELECT {one.quoted} AS a, {other.quoted} AS b FROM {raw.table} "
        f"WHERE {one.quoted} IS NOT NULL AND {other.quoted} IS NOT NULL LIMIT {_MOST_ROWS})"
    ).fetchall()[0]
    first, second, both = row
    return bool(both) and both <= 1.02 * max(first, second) and min(first, second) >= 0.9 * both


def list_pairs(
    connection: duckdb.DuckDBPyConnection, raw: Raw, one: RawColumn, other: RawColumn
) -> Sequence[tuple[str | None, str | None]]:
    """The different pairs of words of two columns."""
    return connection.execute(
        f"SELECT DISTINCT trim({one.quoted}), trim({other.quoted}) FROM {raw.table} "
        "ORDER BY ALL LIMIT 5000"
    ).fetchall()
