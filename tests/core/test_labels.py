"""Labels of the vocabularies in every language, as somebody types them into a file."""

import pytest

from weft.core.terms import label, list_codes, list_vocabularies, match_term

WIDELY = (
    "areas", "levels", "roles", "bases", "configurations", "actor_kinds", "mechanism_kinds",
    "grades",
)  # fmt: skip
SPOKEN = ("en", "fr", "ar")
ALSO = ("es", "it", "pt")


@pytest.mark.parametrize("vocabulary", list_vocabularies())
def test_a_label_in_any_language_means_its_own_code(vocabulary: str) -> None:
    languages = (*SPOKEN, *ALSO) if vocabulary in WIDELY else SPOKEN
    for code in list_codes(vocabulary):
        for language in languages:
            assert match_term(vocabulary, label(vocabulary, code, language)) == code, language


@pytest.mark.parametrize("language", ALSO)
@pytest.mark.parametrize("vocabulary", WIDELY)
def test_what_a_town_fills_in_has_labels_in_more_languages(vocabulary: str, language: str) -> None:
    said = {each: label(vocabulary, each, language) for each in list_codes(vocabulary)}
    english = {each: label(vocabulary, each) for each in list_codes(vocabulary)}
    # A word may be the same in two languages, but not a whole list.
    assert sum(said[each] == english[each] for each in said) <= 1
    assert len(set(said.values())) == len(said)
