"""Numbers as the languages of readers write them."""

import pytest
from django.utils.translation import override

from weft.web.site.templatetags.numbers import localised


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", 1200000, "1,200,000"),
        ("en", -48811, "-48,811"),
        ("en", 2.5, "2.5"),
        ("en", None, "–"),
        ("ar", -48811, "\u200e-48,811"),  # the minus before its number, as in CLDR
        ("ar", 48811, "48,811"),
    ],
)
def test_a_number_is_written_as_its_reader_does(
    language: str, value: float | None, expected: str
) -> None:
    with override(language):
        assert localised(value) == expected
