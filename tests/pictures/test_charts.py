"""Charts: what is missing breaks a line, what is modelled is dashed, what is withheld is said."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from weft.pictures.charts import (
    Bar,
    Dot,
    Point,
    Strand,
    draw_bars,
    draw_dots,
    draw_lines,
    write_png,
    write_svg,
)


def strand(name: str, *values: float | None, modelled: bool = False) -> Strand:
    points = tuple(
        Point(dt.date(2015 + n, 1, 1), value, value and value * 0.9, value and value * 1.1)
        if modelled
        else Point(dt.date(2015 + n, 1, 1), value)
        for n, value in enumerate(values)
    )
    return Strand(name, points, modelled)


def find_lines(svg: str) -> list[str]:
    """The ways of all lines that are drawn."""
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own
    return [
        path.get("d", "")
        for group in root.iter()
        if "role-mark" in group.get("class", "") and "mark-line" in group.get("class", "")
        for path in group.iter()
        if path.tag.endswith("path")
    ]


def test_a_line_is_one_piece_where_nothing_is_missing() -> None:
    assert len(find_lines(write_svg(draw_lines([strand("a", 1, 2, 3, 4)], "people"), "en"))) == 1


def test_a_missing_figure_breaks_the_line() -> None:
    svg = write_svg(draw_lines([strand("a", 1, 2, None, 4, 5)], "people"), "en")
    ways = [each for each in find_lines(svg) if each.count("L")]
    assert len(ways) == 2


def test_another_definition_is_another_line() -> None:
    strands = [strand("citizenship", 1, 2, 3), strand("born abroad", 4, 5, 6)]
    svg = write_svg(draw_lines(strands, "people"), "en")
    assert len(find_lines(svg)) == 2
    assert "born abroad" in svg


def test_what_is_modelled_is_dashed_in_its_interval() -> None:
    svg = write_svg(draw_lines([strand("a", 10, 12, modelled=True)], "people"), "en")
    assert 'stroke-dasharray="5,4"' in svg
    assert "mark-area" in svg
    plain = write_svg(draw_lines([strand("a", 10, 12)], "people"), "en")
    assert 'stroke-dasharray="5,4"' not in plain
    assert "mark-area" not in plain


def test_bars_say_what_is_withheld_and_do_not_draw_it() -> None:
    bars = [Bar("Romania", 1200), Bar("China", None), Bar("others", 300, unknown=True)]
    svg = write_svg(draw_bars(bars, "people", withheld="not shown"), "fr")
    assert "not shown" in svg
    assert re.search(r">1\s?200<", svg.replace("\xa0", " "))
    assert 'stroke-dasharray="3,2"' in svg  # what is not told apart is hollow


def test_a_place_without_a_figure_is_a_broken_ring() -> None:
    dots = [Dot("Turin", 45.1, 7.7, 5000), Dot("Lyon", 45.8, 4.8, None)]
    svg = write_svg(draw_dots(dots, "people"), "en")
    assert "Turin" in svg
    assert "Lyon" in svg
    assert svg.count('stroke-dasharray="3,2"') == 1


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "it", "pt"])
def test_nothing_is_fetched_and_no_style_stands_in_a_chart(language: str) -> None:
    svg = write_svg(draw_lines([strand("المغرب", 1, 2)], "أشخاص"), language)
    ElementTree.fromstring(svg)  # noqa: S314  # our own
    assert "style=" not in svg
    assert "<script" not in svg
    found = set(re.findall(r"https?://[^\"' ]+", svg))
    assert found == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_chart_is_a_picture_too() -> None:
    assert write_png(draw_bars([Bar("a", 1)], "people"), "en").startswith(b"\x89PNG")
