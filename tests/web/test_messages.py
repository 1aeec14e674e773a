"""The catalogues of the site say everything that it says, in French and Arabic without a gap."""

import gettext
import os
import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Message
from django.template import Context, Template
from django.utils.translation import ngettext, override

from tests.messages import (
    BEGUN,
    COMPLETE,
    LANGUAGES,
    WEB,
    compile_catalogue,
    extract,
    find_catalogue,
    list_ids,
    list_messages,
    list_words,
    read_catalogue,
)

ENOUGH = 60  # messages with which a language is begun
_PLACE = re.compile(r"%\(\w+\)[a-z]|%%")
_TAG = re.compile(r"</?\w+[^>]*>")


def read(language: str) -> list[Message]:
    return list(list_messages(read_catalogue(find_catalogue(language))))


def list_said(language: str) -> list[Message]:
    return [each for each in read(language) if list_words(each)]


def find_parts(words: str) -> tuple[list[str], list[str]]:
    return sorted(_PLACE.findall(words)), sorted(_TAG.findall(words))


def list_counts(language: str) -> list[list[int]]:
    """For each plural form of a language, those of the first numbers that take it."""
    plural = gettext.c2py(read_catalogue(find_catalogue(language)).plural_expr)
    forms: list[list[int]] = [[] for _ in range(max(map(plural, range(200))) + 1)]
    for number in range(200):
        forms[plural(number)].append(number)
    return forms


# --- what is in them


def test_the_catalogues_hold_exactly_what_templates_and_modules_say(tmp_path: Path) -> None:
    # Where everything must hold, a missing tool is a failure and not an excuse.
    if not shutil.which("xgettext") and os.environ.get("CI") != "true":
        pytest.skip("xgettext is not installed; on Debian: apt install gettext")
    web = tmp_path / "web"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    extract(web)
    for language in LANGUAGES:
        catalogue = read_catalogue(find_catalogue(language, web))
        wanted = {list_ids(each) for each in list_messages(catalogue)}
        there = {list_ids(each) for each in read(language)}
        assert len(wanted) > 200
        assert there - wanted == set(), f"no longer said; ./run messages ({language})"
        assert wanted - there == set(), f"not in the catalogue; ./run messages ({language})"


@pytest.mark.parametrize("language", COMPLETE)
def test_french_and_arabic_say_everything_and_guess_nothing(language: str) -> None:
    assert [each.id for each in read(language) if not list_words(each)] == []
    assert [each.id for each in read(language) if each.fuzzy] == []


@pytest.mark.parametrize("language", BEGUN)
def test_spanish_italian_and_portuguese_are_begun(language: str) -> None:
    assert len(list_said(language)) >= ENOUGH
    assert [each.id for each in read(language) if each.fuzzy] == []


def test_no_message_is_said_twice_in_different_capitals() -> None:
    # A word that is counted has plural forms of its own ("1 fact", and "Facts" over a list).
    ids = [each.id for each in read("fr") if isinstance(each.id, str)]
    by_word: dict[str, list[str]] = {}
    for each in ids:
        by_word.setdefault(each.casefold(), []).append(each)
    assert [each for each in by_word.values() if len(each) > 1] == []


# --- how they say it


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_parts_and_tags_of_what_it_translates(language: str) -> None:
    counts = list_counts(language)
    for each in list_said(language):
        words, wanted = list_words(each), find_parts(list_ids(each)[-1])
        if isinstance(each.id, str):
            assert find_parts(words[0]) == wanted, each.id
            continue
        assert len(words) == len(counts), each.id
        for form, numbers in zip(words, counts, strict=True):
            found = find_parts(form)
            # A form for one number may say the number as a word.
            assert found == wanted or (len(numbers) == 1 and found == ([], wanted[1])), form


def test_arabic_counts_in_six_forms() -> None:
    assert [each[0] for each in list_counts("ar")] == [0, 1, 2, 3, 11, 100]
    with override("ar"):
        said = {
            ngettext("%(count)s fact", "%(count)s facts", number) for number in (0, 1, 2, 3, 11)
        }
    assert len(said) == 5


def test_french_puts_a_space_before_its_double_signs() -> None:
    wrong = [
        words
        for each in list_said("fr")
        for words in list_words(each)
        if re.search(r"[^\s\u00a0\u202f][:;?!»](?!/)|«[^\s\u00a0\u202f]", _PLACE.sub("x", words))
    ]
    assert wrong == []


def test_arabic_has_its_own_comma_semicolon_and_question_mark() -> None:
    # The three answers of Django's yesno filter stand between commas.
    said = [each for each in list_said("ar") if each.id != "yes,no,not known"]
    wrong = [words for each in said for words in list_words(each) if re.search("[,;?]", words)]
    assert wrong == []


def test_the_three_answers_of_a_filter_stay_three() -> None:
    for language in LANGUAGES:
        (said,) = [list_words(x) for x in list_said(language) if x.id == "yes,no,not known"]
        assert len(said[0].split(",")) == 3


# --- what the site reads


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_compiled_catalogue_says_what_its_source_says(language: str) -> None:
    path = find_catalogue(language)
    with path.with_suffix(".mo").open("rb") as file:
        there = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    fresh = gettext.GNUTranslations(BytesIO(compile_catalogue(path)))._catalog  # type: ignore[attr-defined]
    del there[""], fresh[""]  # the head says which Babel wrote it
    assert there == fresh, "./run messages"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "facts"), ("fr", "faits"), ("ar", "الوقائع"), ("es", "hechos"), ("it", "fatti")],
)
def test_a_template_speaks_the_language_of_its_reader(language: str, said: str) -> None:
    with override(language):
        template = Template('{% load i18n %}{% translate "Facts"|lower %}')
        assert template.render(Context()) == said


def test_what_a_begun_language_lacks_is_said_in_english() -> None:
    lacking = "Said in no catalogue"
    with override("es"):
        template = Template("{% load i18n %}{% translate words %}")
        assert template.render(Context({"words": lacking})) == lacking
