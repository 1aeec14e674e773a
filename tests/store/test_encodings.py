"""An encoding is judged by the letters of words; a wrong guess is shown beside its rivals and can
be corrected; for whoever changes how files are read."""

import unicodedata
from pathlib import Path

import pytest

from tests.store.importing import bring, make_recipe, save
from weft.core.observatory.recipe import Layout
from weft.store.readers.encodings import guess_encoding, rank_encodings, score_word, survey
from weft.store.readers.looking import look_at

WORDS = {
    "it": "Città Età Nazionalità Perù è già così più Forlì",
    "fr": "Année Côte Étrangers Sénégal française âgé forêt où Noël",
    "es": "España Perú Población Año Málaga niñez Cádiz",
    "pt": "População São Moçambique não Região cidadãos Órgão",
    "ar": "المدينة الجنسية المجموع القاهرة السكان المغرب",
}


def guess(path: Path) -> tuple[str, bool]:
    found = guess_encoding(path, survey(path))
    return found.name, found.sure


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252", "cp1256", "cp850"]
)
def test_words_of_six_languages_read_as_they_were_written(
    tmp_path: Path, language: str, encoding: str
) -> None:
    text = "Area;Year;Value\n" + "".join(f"{each};2020;1\n" for each in WORDS[language].split())
    try:
        path = save(tmp_path, text, encoding=encoding)
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} has no letters for {language}")
    name, _ = guess(path)
    assert path.read_bytes().decode(name) == text


def test_a_mark_at_the_beginning_decides(tmp_path: Path) -> None:
    assert guess(save(tmp_path, "\ufeffCittà", encoding="utf-16-le")) == ("utf-16", True)
    assert guess(save(tmp_path, "Città", encoding="utf-8-sig")) == ("utf-8-sig", True)


def test_a_wrong_reading_scores_below_the_right_one_for_every_word() -> None:
    for language, encoding in (("it", "cp1252"), ("es", "cp850"), ("ar", "cp1256")):
        words = {each.encode(encoding): 1 for each in WORDS[language].split() if not each.isascii()}
        ranked = {each.encoding: each.score for each in rank_encodings(words)}
        assert max(ranked, key=lambda name: ranked[name]) == encoding, ranked


def test_words_that_two_code_pages_share_are_not_certain_only_where_they_differ(
    tmp_path: Path,
) -> None:
    name, sure = guess(save(tmp_path, "Area;Value\nOrléans;1\nForêt;2\n", encoding="cp1252"))
    assert (name, sure) == ("cp1252", True)  # cp1256 reads the very same letters


def test_the_rivals_show_words_of_the_file_so_that_a_person_can_choose(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;Value\nForlì;1\nCittà;2\n", encoding="cp850")
    found = guess_encoding(path, survey(path))
    shown = {each.encoding: each.words for each in found.rivals}
    assert found.name == "cp850"
    assert set(shown["cp850"]) == {"Forlì", "Città"}
    assert "Citt…" in shown["cp1252"]


def test_letters_far_behind_the_beginning_count_too(tmp_path: Path) -> None:
    rows = "Aurora;2020;1\n" * 40_000
    path = save(tmp_path, f"Area;Year;Value\n{rows}Forlì;2020;2\n", encoding="cp1252")
    assert guess(path)[0] == "cp1252"


def test_a_person_corrects_the_encoding_in_the_recipe(tmp_path: Path) -> None:
    path = save(tmp_path, "Area;Year;Value\nÓÓÓ;2020;1\n", encoding="cp850")
    brought = bring(path, make_recipe(layout=Layout(encoding="cp850")))
    assert brought.find("area") == [("ÓÓÓ",)]


def test_a_recipe_of_another_encoding_does_not_spoil_a_file_that_is_utf_8_this_year(
    tmp_path: Path,
) -> None:
    path = save(tmp_path, "Area;Year;Value\nForlì;2020;1\n")
    brought = bring(path, make_recipe(layout=Layout(encoding="cp1252")))
    assert brought.find("area") == [("Forlì",)]
    assert brought.list_troubles("encoding")


def test_a_file_that_was_read_wrongly_before_is_not_certain(tmp_path: Path) -> None:
    spoilt = "Forlì Città Nazionalità".encode().decode("cp1252", "replace")
    rows = "".join(f"{each};1\n" for each in spoilt.split())
    found = look_at(save(tmp_path, f"Area;Value\n{rows}")).encoding
    assert found is not None
    assert not found.sure


def test_a_capital_inside_a_small_word_is_no_word() -> None:
    assert score_word("Età")[0] > 0 > score_word("EtÓ")[0]
    assert score_word("المدينة")[0] > 0 > score_word("cittآ")[0]
    assert unicodedata.name("آ").startswith("ARABIC")
