"""Figures are read as they are written in each country, and a doubt is said; one table of cases for
the guess and for the SQL."""

import duckdb
import pytest

from weft.store.readers.numbers import (
    guess_separators,
    is_figure,
    shape,
    tidy,
    write_mark_sql,
    write_number_sql,
    write_shape_sql,
    write_tidy_sql,
)

CASES = [
    # as written, decimal, thousands, number, mark
    ("1.234", ",", ".", 1234, ""),
    ("1,234", ".", ",", 1234, ""),
    ("1 234,5", ",", " ", 1234.5, ""),
    ("1\u202f234\u202f567", ",", " ", 1234567, ""),
    ("1\u00a0234", ",", " ", 1234, ""),
    ("1'234.5", ".", "'", 1234.5, ""),
    ("1’234", ".", "'", 1234, ""),
    ("١٬٢٣٤٫٥", ".", ",", 1234.5, ""),
    ("۱۲۳", ".", "", 123, ""),
    ("1.234*", ",", ".", 1234, "*"),
    ("56 (a)", ",", ".", 56, "a"),
    ("56 (p)", ",", ".", 56, "p"),
    ("12 [2]", ",", ".", 12, "2"),
    ("10¹", ",", ".", 10, "¹"),
    ("1234e", ".", "", 1234, "e"),
    ("123 bp", ".", "", 123, "bp"),
    ("12,5%", ",", ".", 12.5, ""),
    ("−5", ",", ".", -5, ""),
    ("1e-05", ".", "", 0.00001, ""),
    ("0.123", ".", ",", 0.123, ""),
    # not a figure written so
    ("1.23.456", ",", ".", None, ""),
    ("1,234,56", ".", ",", None, ""),
    ("12.34", ",", ".", None, ""),
    ("about 5", ".", ",", None, ""),
    ("5 or 6", ".", ",", None, ""),
    ("1e400", ".", "", None, ""),  # no figure is infinite
]


@pytest.mark.parametrize(("text", "decimal", "thousands", "number", "mark"), CASES)
def test_a_figure_is_read_as_it_is_written(
    text: str, decimal: str, thousands: str, number: float | None, mark: str
) -> None:
    cell = write_tidy_sql("$1")
    sql = f"SELECT {write_number_sql('c', decimal, thousands)}, {write_mark_sql('c')}, {cell} "
    found = duckdb.execute(f"{sql} FROM (SELECT {cell} AS c)", [text]).fetchall()[0]
    assert found[0] == number
    if number is not None:
        assert found[1] == mark
    assert found[2] == tidy(text)


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_the_shape_is_the_same_in_python_and_in_sql(text: str) -> None:
    found = duckdb.execute(f"SELECT {write_shape_sql('$1')}", [text]).fetchall()[0][0]
    assert found == shape(text)


@pytest.mark.parametrize(
    ("figures", "decimal", "thousands", "sure"),
    [
        (["1.234,5", "12"], ",", ".", True),
        (["1,234.5", "12"], ".", ",", True),
        (["1.234.567"], ",", ".", True),
        (["12,5", "3,25"], ",", ".", True),
        (["1 234", "5"], ".", " ", True),
        (["1'234", "5"], ".", "'", True),
        (["12345.678"], ".", ",", True),
        (["0.123"], ".", ",", True),
        (["1", "20", "300"], ".", "", True),
        (["1.234", "2.345", "99"], ",", ".", False),
        (["1.234", "2.345", "3.456", "99"], ",", ".", True),
        (["1.234", "2.345", "3.456", "12345"], ",", ".", False),
        (["1.234", "1,234"], ",", ".", False),
    ],
)
def test_the_signs_are_guessed_from_all_figures_and_a_doubt_is_said(
    figures: list[str], decimal: str, thousands: str, sure: bool
) -> None:
    shapes: dict[str, int] = {}
    for each in figures:
        shapes[shape(each)] = shapes.get(shape(each), 0) + 1
    found = guess_separators(shapes)
    assert (found.decimal, found.thousands, found.sure) == (decimal, thousands, sure)


def test_words_codes_and_dates_are_no_figures() -> None:
    assert all(is_figure(each) for each in ("12", "1.234*", "56 (a)", "12,5 %", "-3", "١٢"))
    assert not any(is_figure(each) for each in ("ITC11", "2020-01-31", "a", "", "..", "1/2"))
