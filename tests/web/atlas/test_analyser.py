"""Words are compared whatever their accents, spelling and script, and become tokens that no
database takes apart."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.web.atlas.search.analyser import (
    LONGEST_WORD,
    find_stems,
    is_small,
    list_languages,
    split_words,
)
from weft.web.atlas.search.tokens import (
    DIALECTS,
    LONGEST_TERM,
    MOST_WORDS,
    make_filter,
    make_tokens,
    read_term,
)

TOKEN = re.compile(r"[nmtsalc][^\W_A-Z]+")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tangér", "TANGER"),
        ("Tange\u0301r", "tangér"),
        ("Sjælland", "sjaelland"),
        ("Straße", "STRASSE"),
        ("cœur", "coeur"),
        ("Łódź", "lodz"),
        ("Ħamrun", "hamrun"),
        ("ﬁnance", "finance"),
        ("Diyarbakır", "diyarbakir"),
        ("İzmir", "izmir"),
        ("ʿAmmān", "amman"),
        ("soft\u00adware", "software"),
        ("\u202eTangier\u202c", "tangier"),
        ("٢٠١٥", "2015"),
        ("أحمد", "احمد"),
        ("إدماج", "ادماج"),
        ("آمال", "امال"),
        ("مدينة", "مدينه"),
        ("مستشفى", "مستشفي"),
        ("شؤون", "شوون"),
        ("بناء", "بنا"),
        ("مُهاجِر", "مهاجر"),
        ("مـــهاجر", "مهاجر"),
        ("ﻣﻬﺎﺟﺮ", "مهاجر"),
        ("فارسی", "فارسي"),
        ("المراكز", "مراكز"),
        ("والمراكز", "مراكز"),
        ("بالمراكز", "مراكز"),
        ("للمراكز", "مراكز"),
        ("الأمن", "امن"),
    ],
)
def test_two_spellings_are_one_word(one, other):
    assert split_words(one) == split_words(other) != []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'intégration des réfugiés", ["integration", "des", "refugies"]),
        ("Politique d’asile", ["politique", "asile"]),
        ("dell'accoglienza", ["accoglienza"]),
        ("the city's migrants' council", ["the", "city", "migrants", "council"]),
        ("Loi n° 113-14", ["loi", "n", "113", "14"]),
        ("Tanger-Tétouan", ["tanger", "tetouan"]),
        ("snake_case", ["snake", "case"]),
        ("uclg.org/x?y=1", ["uclg", "org", "x", "y", "1"]),
        ("😀 Lyon 👩‍👧", ["lyon"]),
        ("a\0b", ["a", "b"]),
        ("l'", ["l"]),
        ("ال", ["ال"]),
        ("؟ ، « » — ''", []),
        ("ـ ء", []),
        ("", []),
    ],
)
def test_a_text_falls_into_words(text, words):
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "logement", "logements"),
        ("fr", "régularisation", "regularisations"),
        ("en", "migrant", "migrants"),
        ("en", "housing", "houses"),
        ("ar", "المهاجرين", "مهاجرون"),
        ("ar", "مدينة", "المدينه"),
        ("es", "viviendas", "vivienda"),
        ("it", "alloggio", "alloggi"),
        ("pt", "habitação", "habitações"),
    ],
)
def test_forms_of_a_word_share_a_stem(language, one, other):
    assert find_stems(one, language) & find_stems(other, language)


def test_a_word_is_read_in_the_languages_of_its_script():
    assert list_languages("ville", "fr") == ("fr",)
    assert list_languages("ville", "fr-CH") == ("fr",)
    assert list_languages("ville") == ("en", "fr", "es", "it", "pt")
    assert list_languages("ville", "ar") == ()
    assert list_languages("مدينة") == ("ar",)
    assert list_languages("Stadt", "de") == ()


def test_a_stem_is_no_word():
    tokens = set(make_tokens("Logements", "fr", is_name=True))
    assert tokens == {"nlogements", "mflog"}
    assert set(make_tokens("Logements", "fr", is_name=False)) == {"tlogements", "sflog"}


def test_what_a_hyphen_ties_is_found_in_one_word_too():
    assert {"nal", "nhoceima", "nalhoceima"} <= set(make_tokens("Al-Hoceima", "zxx", is_name=True))
    assert set(make_tokens("a-b-c-d", "zxx", is_name=True)) == {"na", "nb", "nc", "nd"}


def test_codes_of_vocabularies_become_tokens():
    assert make_filter("area", "social_protection") == "asocialprotection"
    assert make_filter("level", "local") == "llocal"


def test_small_words_count_only_alone():
    assert all(map(is_small, ("the", "des", "في", "n")))
    assert not any(map(is_small, ("lyon", "5", "ب")))
    assert [each.word for each in read_term("the City of Lyon").words] == ["city", "lyon"]
    assert [each.word for each in read_term("de la").words] == ["de", "la"]
    assert [each.word for each in read_term("loi n° 5").words] == ["loi", "5"]
    assert not read_term("the City of Lyon").cut


@pytest.mark.parametrize(
    ("term", "words", "cut"),
    [
        ("  lyon  ", 1, False),
        ("lyon " * 30, 1, False),
        ("lyon " * 100, 1, True),
        (" ".join(f"word{n}" for n in range(MOST_WORDS)), MOST_WORDS, False),
        (" ".join(f"word{n}" for n in range(MOST_WORDS + 1)), MOST_WORDS, True),
        ("x" * 10_000_000, 1, True),
        ("!" * 10_000_000, 0, True),
        (" " * 10_000_000, 0, False),
        ("", 0, False),
    ],
)
def test_a_term_is_cut_to_what_a_person_may_mean(term, words, cut):
    query = read_term(term)
    assert (len(query.words), query.cut) == (words, cut)


@given(st.text(), st.sampled_from(["en", "fr", "ar", "und", "zxx", "zh-Hant"]), st.booleans())
def test_tokens_are_letters_and_digits_whatever_the_text(text, language, is_name):
    for token in make_tokens(text, language, is_name):
        assert TOKEN.fullmatch(token)
        assert len(token) <= LONGEST_WORD + 2
        assert "\0" not in token


@given(st.text(max_size=2 * LONGEST_TERM))
def test_a_query_quotes_nothing_but_tokens(term):
    query = read_term(term)
    for dialect in DIALECTS.values():
        for expression in query.write_levels(dialect, ["ahousing"]) if query.words else ():
            quoted = expression.split(dialect.quote)
            assert all(TOKEN.fullmatch(each) for each in quoted[1::2])
            assert not re.search(r"[^\s()|&!:*ANDORT]", "".join(quoted[::2]))


@given(st.text())
def test_every_word_of_a_text_is_found_in_it(text):
    tokens = set(make_tokens(text, "und", is_name=False))
    for word in read_term(text).words:
        assert "t" + word.word in tokens
