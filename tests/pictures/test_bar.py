"""The bar of the four configurations: ranges, points, and what is excluded."""

from xml.etree import ElementTree as Xml

import pytest

from weft.pictures import draw_bar

SVG = "{http://www.w3.org/2000/svg}"
SCORES = {
    "centralist": (0.4, 0.6, 0.8),
    "localist": (0.05, 0.07, 0.1),
    "decoupled": (0.2, 0.45, 0.7),
    "multilevel": (0.3, 0.3, 0.3),
}
OPEN = frozenset({"centralist", "decoupled", "multilevel"})


def parse(drawing: str) -> Xml.Element:
    return Xml.fromstring(drawing)  # noqa: S314


def find_row(drawing: str, kind: str) -> Xml.Element:
    (row,) = [each for each in parse(drawing).iter(f"{SVG}g") if each.get("class") == kind]
    return row


def find_range(drawing: str, kind: str) -> Xml.Element:
    found = find_row(drawing, kind).find(f"{SVG}rect")
    assert found is not None
    return found


def test_a_range_is_as_long_as_its_interval() -> None:
    drawing = draw_bar(SCORES, OPEN)
    long, short = (
        float(find_range(drawing, k).get("width", 0)) for k in ("centralist", "multilevel")
    )
    assert long == pytest.approx(0.4 * 220)
    assert 0 < short < 10


def test_each_admissible_type_has_a_weave_of_its_own() -> None:
    drawing = draw_bar(SCORES, frozenset(SCORES))
    assert len({find_range(drawing, kind).get("fill") for kind in SCORES}) == 4


def test_an_excluded_type_is_an_outline_with_the_word() -> None:
    drawing = draw_bar(SCORES, OPEN)
    assert find_range(drawing, "localist").get("fill") == "none"
    assert "excluded" in [each.text for each in find_row(drawing, "localist").iter(f"{SVG}text")]
    assert "excluded" not in [
        each.text for each in find_row(drawing, "decoupled").iter(f"{SVG}text")
    ]


def test_the_numbers_are_in_the_title() -> None:
    row = find_row(draw_bar(SCORES, OPEN), "centralist")
    assert row.findtext(f"{SVG}title") == "centralist: between 0.40 and 0.80, middle 0.60"
    assert "0,40" in (
        find_row(draw_bar(SCORES, OPEN, "fr"), "centralist").findtext(f"{SVG}title") or ""
    )


def test_arabic_counts_from_the_right() -> None:
    english, arabic = (draw_bar(SCORES, OPEN, language) for language in ("en", "ar"))

    def at(drawing: str, kind: str) -> float:
        return float(find_range(drawing, kind).get("x", 0))

    assert at(english, "localist") < at(english, "centralist")
    assert at(arabic, "localist") > at(arabic, "centralist")


def test_a_type_without_a_score_is_named_as_not_computed() -> None:
    drawing = draw_bar({"centralist": (0, 0.5, 1)}, OPEN)
    assert "not computed" in [
        each.text for each in find_row(drawing, "decoupled").iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("score", [(0.5, 0.4, 0.6), (-0.1, 0.2, 0.3), (0.2, 0.3, 1.1)])
def test_it_refuses_a_score_out_of_order(score: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="low <= point <= high"):
        draw_bar({"centralist": score}, OPEN)


def test_it_refuses_a_type_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="'federal' is not a configuration"):
        draw_bar({"federal": (0, 0, 0)}, OPEN)
