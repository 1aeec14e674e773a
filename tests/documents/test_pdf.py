"""The PDF: two pages to hand round, then what they rest on; for screen readers as well, and
without reading anybody's words as markup."""

import dataclasses
import io
from functools import cache
from typing import Any

import pypdf
import pytest

from tests.documents.portville import (
    HOSTILE,
    LANGUAGES,
    compose_place,
    compose_portville,
    read_pages,
    rename,
    source_portville,
)  # fmt: skip
from weft.core.atlas import Atlas
from weft.documents import write_pdf
from weft.documents.runs import join_text
from weft.documents.typesetting import SEARCHABLE


@cache
def write(language: str) -> bytes:
    return write_pdf(compose_portville(language))


@pytest.fixture(scope="module")
def english() -> bytes:
    return write("en")


def open_pdf(written: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(written))


def find_root(written: bytes) -> Any:
    return open_pdf(written).trailer["/Root"]


def squeeze(words: str) -> str:
    """Words as they are compared: a PDF breaks lines where it likes."""
    return "".join(words.split())


def test_all_that_the_document_says_stands_in_it(english: bytes) -> None:
    document, words = compose_portville(), squeeze(" ".join(read_pages(english)))
    assert document.fields and document.roles
    said = [document.subtitle, document.lead, document.blank, document.evidence.lead]
    said += [join_text(each.words) for each in document.found]
    said += [part for each in document.fields.rows for part in (each.area, each.answer)]
    said += [line for _, cells in document.roles.rows for cell in cells for line in cell.lines]
    said += [join_text(each.name) for each in document.ties.rows]
    said += [join_text(note.words) for group in document.groups for note in group.notes]
    said += [part for each in document.sources for part in (join_text(each.title), each.url)]
    said += [words for _, words in document.imprint]
    assert len(said) > 150
    assert [each for each in said if squeeze(each) not in words] == []


def test_the_first_two_pages_can_be_handed_round_alone(english: bytes) -> None:
    document, pages = compose_portville(), read_pages(english)
    assert document.fields and document.roles
    assert document.lead[:40] in pages[0] and document.weave.title in pages[0]
    assert "Reception" in pages[0]  # of the weave
    for title in (document.findings.title, document.fields.title, document.colophon):
        assert title in pages[1]
    assert document.roles.title in pages[2]


def test_each_page_has_place_day_and_number(english: bytes) -> None:
    pages = read_pages(english)
    for number, words in enumerate(pages, 1):
        assert "Portville · as of 1 March 2026" in words
        assert f"Page {number} of {len(pages)}" in words


def test_pages_are_a4(english: bytes) -> None:
    sizes = {tuple(sorted(map(round, page.mediabox[2:]))) for page in open_pdf(english).pages}
    assert sizes == {(595, 842)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_made_for_screen_readers(language: str) -> None:
    written = write(language)
    root = find_root(written)
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in written
    assert len(open_pdf(written).outline) >= 6


def test_it_names_itself_and_is_dated_by_the_data(english: bytes) -> None:
    said = open_pdf(english).metadata
    assert said and (said.title, said.author) == ("Portville", "Weft")
    assert said.creation_date and said.creation_date.isoformat() == "2026-03-01T00:00:00+00:00"


def list_fonts(written: bytes) -> dict[str, bytes]:
    found = {}
    for page in open_pdf(written).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            found[str(descriptor["/FontName"])] = descriptor["/FontFile2"].get_data()
    return found


def test_regular_and_bold_letters_are_embedded_as_fonts_of_their_own(english: bytes) -> None:
    """Instances of one variable font keep its name, and differ in their outlines."""
    fonts = list_fonts(english)
    sans = [outlines for name, outlines in fonts.items() if name.endswith("NotoSans-Regular")]
    assert len(sans) >= 2 and len(set(sans)) == len(sans)
    assert any("NotoSerif" in name for name in fonts)


def test_arabic_letters_are_embedded() -> None:
    assert any("Arabic" in name for name in list_fonts(write("ar")))


def test_arabic_can_be_searched() -> None:
    pytest.importorskip(SEARCHABLE)
    document = compose_portville("ar")
    words = " ".join(read_pages(write("ar")))
    assert "بورتفيل" in words and document.evidence.title in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_is_the_same_bytes(language: str) -> None:
    assert write_pdf(compose_portville(language)) == write(language)


def test_words_are_never_read_as_markup() -> None:
    document = compose_place(rename(source_portville(), HOSTILE), "portville", "en")
    written = write_pdf(document)
    words = squeeze(" ".join(read_pages(written)))
    assert b"pdfuaid:part" in written
    assert words.count(squeeze(HOSTILE)) > 50
    assert "root:" not in words
    said = open_pdf(written).metadata
    assert said and said.title == f"{HOSTILE} portville"


def test_signs_that_no_font_has_do_not_keep_a_document_from_being_written() -> None:
    places = [{"id": "ur", "name": "\U00012000 Ur", "levels": ["local"]}]
    document = compose_place(Atlas.model_validate({"places": places}), "ur", "en")
    written = write_pdf(document)
    assert "Ur" in read_pages(written)[0] and b"pdfuaid:part" not in written


def test_a_name_as_long_as_names_may_be_is_written() -> None:
    places = [{"id": "hamlet", "name": "long " * 1000, "levels": ["local"]}]
    document = compose_place(Atlas.model_validate({"places": places}), "hamlet", "en")
    assert "long long" in read_pages(write_pdf(document))[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_recorded_is_a_document_too(language: str) -> None:
    places = [{"id": "hamlet", "name": "Hamlet", "levels": ["local"]}]
    document = compose_place(Atlas.model_validate({"places": places}), "hamlet", language)
    written = write_pdf(document)
    assert b"pdfuaid:part" in written
    pages = read_pages(written)
    assert len(pages) <= 3
    if language != "ar":
        assert document.lead in pages[0] and document.ties.none in pages[-1]


def test_a_document_without_a_date_is_written_as_well() -> None:
    document = dataclasses.replace(compose_portville(), day="spring")
    said = open_pdf(write_pdf(document)).metadata
    assert said and said.creation_date and said.creation_date.year == 2000
