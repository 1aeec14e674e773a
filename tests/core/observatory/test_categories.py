"""The words for categories of breakdowns, in every language of the site."""

import pytest

from weft.core.observatory.categories import (
    name_breakdown,
    name_category,
    name_country,
    name_period,
    name_unit,
)
from weft.core.observatory.periods import Period


@pytest.mark.parametrize(
    ("breakdown", "code", "language", "words"),
    [
        ("sex", "F", "en", "women"),
        ("sex", "M", "fr", "hommes"),
        ("sex", "_T", "it", "totale"),
        ("age", "Y0T4", "en", "0 to 4"),
        ("age", "Y_GE60", "fr", "60 ans et plus"),
        ("age", "Y_LT18", "es", "menos de 18"),
        ("origin", "MAR", "en", "Morocco"),
        ("origin", "MAR", "ar", "المغرب"),
        ("origin", "_O", "pt", "outros"),
        ("origin", "_U", "en", "not known"),
        ("reason", "work", "en", "work"),
        ("district", "Barriera_di_Milano", "en", "Barriera di Milano"),
    ],
)
def test_a_category_has_words(breakdown: str, code: str, language: str, words: str) -> None:
    assert name_category(breakdown, code, language) == words


def test_a_code_that_is_no_country_has_no_name() -> None:
    assert name_country("QQQ", "en") is None
    assert name_country("MAR", "fr") == "Maroc"


def test_what_weft_has_no_word_for_is_called_by_its_key() -> None:
    assert name_breakdown("origin", "fr") == "par origine"
    assert name_breakdown("housing_tenure", "en") == "housing tenure"
    assert name_unit("persons", "en") == "people"
    assert name_unit("beds", "en") == "beds"


def test_a_day_is_written_as_people_do_and_a_year_as_it_is() -> None:
    assert name_period(Period("2020-03-01"), "en") == "1 March 2020"
    assert name_period(Period("2020"), "fr") == "2020"
