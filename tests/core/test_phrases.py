"""Sentences are complete in English, French and Arabic, with every plural form of each."""

import datetime as dt
import string

import pytest
from babel import Locale

from weft.core.terms.phrases import (
    find_plural,
    read_phrases,
    say,
    write_date,
    write_list,
    write_number,
)

LANGUAGES = ("en", "fr", "ar")


def list_parts(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


@pytest.mark.parametrize("code", read_phrases())
def test_a_phrase_has_the_same_parts_in_each_language(code: str) -> None:
    phrases = read_phrases()[code]
    assert phrases.keys() >= set(LANGUAGES)
    parts = set()
    for each in phrases.values():
        # A form for one or two may say the number as a word.
        forms = [each] if isinstance(each, str) else [each["other"]]
        parts |= {list_parts(form) for form in forms}
    assert len(parts) == 1


@pytest.mark.parametrize("code", read_phrases())
def test_a_phrase_with_a_number_has_every_plural_form(code: str) -> None:
    phrases = read_phrases()[code]
    assert len({isinstance(each, str) for each in phrases.values()}) == 1
    for language, each in phrases.items():
        if not isinstance(each, str):
            tags = {find_plural(n, language) for n in range(200)}
            assert set(each) == tags, language
            assert tags <= {*Locale.parse(language).plural_form.tags, "other"}
            assert all(list_parts(form) <= list_parts(each["other"]) for form in each.values())


def test_months_are_twelve_in_each_language() -> None:
    assert all(len(str(each).split()) == 12 for each in read_phrases()["months"].values())


def test_dates_numbers_and_lists_follow_the_language() -> None:
    day = dt.date(2026, 3, 1)
    assert write_date(day) == "1 March 2026"
    assert write_date(day, "fr") == "1er mars 2026"
    assert write_number(0.5, "fr") == "0,50"
    assert write_list(["a", "b", "c"]) == "a, b and c"
    assert write_list(["a", "b"], "ar") == "a وb"
    assert write_list(["a", "b"], "fr", "or") == "a ou b"


def test_a_language_without_words_falls_back_to_english_and_a_region_to_its_language() -> None:
    assert say("and", "sv") == say("and", "en")
    assert say("and", "fr-CA") == say("and", "fr")


def test_arabic_counts_in_six_ways() -> None:
    found = [find_plural(n, "ar") for n in (0, 1, 2, 3, 11, 100)]
    assert found == ["zero", "one", "two", "few", "many", "other"]
