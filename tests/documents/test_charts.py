"""Charts in documents: their words parted from them with where they stand, and kept in order."""

import pytest

from tests.documents.portville import LANGUAGES
from tests.documents.profiled import NAMES, ORIGINS, draw_chart, draw_series
from weft.documents import write_png
from weft.documents.charts import isolate_words, part_chart
from weft.documents.images import NAMESPACE


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_parted_from_a_chart_with_where_they_stand(language: str) -> None:
    parted = part_chart(draw_chart(language))
    assert "<text" not in parted.svg and "<path" in parted.svg
    _, _, width, height = parted.box
    for each in parted.labels:
        assert 0 <= each.x <= width and 0 <= each.y <= height
    label = next(each for each in parted.labels if each.words == ORIGINS[language])
    assert (label.before, label.angle, label.size, label.weight) == (1.0, 0.0, 12.0, 400)


def test_names_stand_before_their_bars_and_numbers_behind_them() -> None:
    labels = {each.words: each for each in part_chart(draw_chart("en")).labels}
    name, number = labels[ORIGINS["en"]], labels["812"]
    assert name.x < number.x and abs(name.y - number.y) < 3
    assert labels["97"].y > number.y and labels["97"].x < number.x


def test_a_turned_title_keeps_its_angle() -> None:
    turned = [each for each in part_chart(draw_series("en")).labels if each.angle]
    assert [(each.words, each.angle) for each in turned] == [("people", -90.0)]


def test_groups_that_are_moved_turned_and_scaled_add_up() -> None:
    svg = (
        f'<svg xmlns="{NAMESPACE}" viewBox="0 0 50 50"><g transform="translate(10,20)">'
        '<g transform="rotate(90) scale(2)"><text transform="translate(3)" x="1" y="2">a &amp; b'
        "</text></g></g></svg>"
    )
    (label,) = part_chart(svg).labels
    assert (label.words, label.angle, label.size) == ("a & b", 90.0, 24.0)
    assert (label.x, label.y) == pytest.approx((10 - 4, 20 + 8))


def test_only_words_from_right_to_left_are_isolated() -> None:
    isolated = isolate_words(draw_chart("ar"))
    assert (
        f">\u2067{ORIGINS['ar']}\u2069<" in isolated and f">\u2067{NAMES['ar']}\u2069<" in isolated
    )
    assert isolated.count("\u2067") == 2
    assert isolate_words(draw_chart("en")) == draw_chart("en")


def test_a_chart_becomes_a_picture_for_word() -> None:
    assert write_png(isolate_words(draw_chart("ar")), 1).startswith(b"\x89PNG")
