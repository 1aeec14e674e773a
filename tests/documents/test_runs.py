"""Sentences as runs: each word keeps its language and its direction."""

from weft.core.terms import Text
from weft.documents.runs import (
    Run,
    join_text,
    keep_spaces,
    read_line,
    read_runs,
    read_text,
    split_scripts,
)  # fmt: skip
from weft.pictures.tongues import mark


def test_a_sentence_in_one_language_is_one_run() -> None:
    assert read_runs("a < b & c", "en") == (Run("a < b & c", "en", False),)


def test_marked_words_are_runs_of_their_own() -> None:
    name = mark(Text({"ar": "طنجة"}), "en")
    assert read_runs(f"City of {name}.", "en") == (
        Run("City of ", "en", False), Run("طنجة", "ar", True), Run(".", "en", False),
    )  # fmt: skip


def test_a_text_without_a_language_has_that_of_its_document() -> None:
    assert read_text(Text("Loi"), "en", "fr") == (Run("Loi", "fr", False),)
    assert read_text(Text("Loi"), "fr", "fr-CA") == (Run("Loi", "fr", False),)
    assert read_text(Text({"en": "Law"}), "en", "fr") == (Run("Law", "en", False),)
    assert read_line("قانون", "ar", "ar") == (Run("قانون", "ar", True),)
    assert read_line("art. 3", "en") == (Run("art. 3", "en", False),)
    assert read_text(None, "en") == ()


def test_latin_letters_among_arabic_are_parted_with_what_stands_between_them() -> None:
    words = (Run("التنفيذ: City of Lyon (بحكم القانون)", "ar", True),)
    assert split_scripts(words) == (
        Run("التنفيذ: ", "ar", True),
        Run("City of Lyon", "", False),
        Run(" (بحكم القانون)", "ar", True),
    )
    assert join_text(split_scripts(words)) == join_text(words)


def test_numbers_and_signs_stay_with_the_arabic_around_them() -> None:
    words = (Run("سنة 2014، (3).", "ar", True),)
    assert split_scripts(words) == words


def test_runs_from_left_to_right_are_not_parted() -> None:
    words = (Run("City of طنجة", "en", False),)
    assert split_scripts(words) == words


def test_french_breaks_no_line_before_its_high_signs() -> None:
    assert keep_spaces("qui ? 10 % « ici »", "fr-CA") == "qui\u00a0? 10\u00a0% «\u00a0ici\u00a0»"
    assert keep_spaces("qui ?", "en") == "qui ?"
