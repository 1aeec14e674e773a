"""Contrast of the colours, completeness of the words, and how words are measured and wrapped."""

import pytest

from weft.pictures import palette
from weft.pictures.markup import escape, measure_text, wrap_text, write_element, write_number
from weft.pictures.words import write_some


@pytest.mark.parametrize("ground", palette.GROUNDS)
@pytest.mark.parametrize("text", palette.TEXTS)
def test_words_have_contrast(text: str, ground: str) -> None:
    assert palette.measure_contrast(text, ground) >= 4.5


@pytest.mark.parametrize("mark", palette.MARKS)
def test_marks_have_contrast(mark: str) -> None:
    assert palette.measure_contrast(mark, palette.PAPER) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert palette.measure_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.measure_contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_long_list_says_how_many_more_there_are() -> None:
    assert write_some(list("abcdefgh"), "en", most=3) == "a, b and 6 more"


def test_escaping_leaves_no_markup_and_no_forbidden_characters() -> None:
    assert escape('<a b="c">&\'\x00\ud800') == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;"
    assert write_element("a", "x", href='"><b>') == '<a href="&quot;&gt;&lt;b&gt;">x</a>'


def test_numbers_are_short() -> None:
    assert [write_number(each) for each in (1.0, 1.5, 1.234, -0.001, 100)] == [
        "1", "1.5", "1.23", "0", "100",
    ]  # fmt: skip


def test_long_labels_wrap_evenly_and_words_are_never_cut() -> None:
    assert wrap_text("Culture and intercultural dialogue", 150, 14) == (
        "Culture and", "intercultural dialogue",
    )  # fmt: skip
    assert wrap_text("Health", 150, 14) == ("Health",)
    assert wrap_text("Überlangeswort", 20, 14) == ("Überlangeswort",)


def test_wide_scripts_are_wider_and_marks_have_no_width() -> None:
    assert measure_text("住", 10) > measure_text("a", 10) > measure_text("i", 10)
    assert measure_text("سُ", 10) == measure_text("س", 10)
