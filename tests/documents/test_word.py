"""The document for Word: headings, lists and tables that are such, in both directions."""

import io
import zipfile
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.documents.portville import (
    ABOUT,
    HOSTILE,
    LANGUAGES,
    compose_place,
    compose_portville,
    rename,
    source_portville,
)  # fmt: skip
from weft.core.atlas import Atlas
from weft.documents import Document, write_docx
from weft.documents.runs import join_text


def open_docx(document: Document) -> Any:
    return docx.Document(io.BytesIO(write_docx(document)))


@cache
def write(language: str) -> bytes:
    return write_docx(compose_portville(language))


@pytest.fixture(scope="module")
def english() -> Any:
    return docx.Document(io.BytesIO(write("en")))


@pytest.fixture(scope="module")
def arabic() -> Any:
    return docx.Document(io.BytesIO(write("ar")))


def list_styled(found: Any, style: str) -> list[str]:
    return [each.text for each in found.paragraphs if each.style.name == style]


def list_rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def read_attribute(element: Any, name: str) -> str:
    return str(element.get(qn(f"w:{name}")))


def test_it_has_a_title_and_headings(english: Any) -> None:
    document = compose_portville()
    assert document.fields and document.roles
    assert list_styled(english, "Title") == ["Portville"]
    assert list_styled(english, "Heading 1") == [
        document.weave.title, document.findings.title, document.fields.title,
        document.roles.title, document.ties.title, document.evidence.title,
        document.documents, document.colophon,
    ]  # fmt: skip
    assert list_styled(english, "Heading 2") == [each.title for each in document.groups]


def test_lead_findings_facts_and_documents_stand_in_it(english: Any) -> None:
    document = compose_portville()
    words = "\n".join(each.text for each in english.paragraphs)
    said = [document.subtitle, document.lead, document.blank, document.evidence.lead]
    said += [join_text(each.words) for each in document.found]
    said += [join_text(note.words) for group in document.groups for note in group.notes]
    said += [part for each in document.sources for part in (join_text(each.title), each.url)]
    assert [each for each in said if each not in words] == []


def test_tables_have_their_header_rows_and_cells(english: Any) -> None:
    document = compose_portville()
    assert document.fields and document.roles
    fields, roles, ties, imprint = english.tables
    for table in (fields, roles, ties):
        first, *others = table.rows
        assert first._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(each._tr.find(f".//{qn('w:tblHeader')}") is None for each in others)
    assert list_rows(fields)[0] == list(document.fields.heads)
    assert [row[0] for row in list_rows(fields)[1:]] == ["Housing", "Health"]
    assert list_rows(roles)[0] == list(document.roles.heads)
    for row, (area, cells) in zip(list_rows(roles)[1:], document.roles.rows, strict=True):
        assert row[0] == area
        for words, cell in zip(row[1:], cells, strict=True):
            said = "\n".join(each for each in (cell.state, *cell.lines) if each)
            assert words.startswith(said)
    assert [row[0] for row in list_rows(ties)[1:]] == [
        join_text(x.name) for x in document.ties.rows
    ]
    assert list_rows(imprint)[-1] == ["Address", ABOUT.address]


def test_every_picture_says_what_it_shows(english: Any) -> None:
    document = compose_portville()
    assert document.fields
    found = [each._inline.docPr.get("descr") for each in english.inline_shapes]
    expected = [document.drawing.words, *(each.shares.words for each in document.fields.rows)]
    assert found == [*expected, *(each.sample.words for each in document.fields.keys)]


def test_pictures_keep_within_the_page(english: Any) -> None:
    section = english.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert all(0 < each.width <= room for each in english.inline_shapes)


def test_links_lead_to_facts_and_documents_that_are_there(english: Any) -> None:
    body = english.element.body
    marks = {read_attribute(each, "name") for each in body.iter(qn("w:bookmarkStart"))}
    anchors = [read_attribute(x, "anchor") for x in body.iter(qn("w:hyperlink"))
               if x.get(qn("w:anchor"))]  # fmt: skip
    assert len(anchors) > 100 and set(anchors) <= marks
    addresses = {each.target_ref for each in english.part.rels.values() if each.is_external}
    assert addresses == {ABOUT.address, "https://docs.example/report?page=1&x=2"}


def test_facts_and_documents_are_lists_with_numbers_of_their_own(english: Any) -> None:
    document = compose_portville()
    lists = [
        read_attribute(each._p.pPr.numPr.numId, "val")
        for each in english.paragraphs
        if each.style.name == "List Number"
    ]
    facts = sum(len(group.notes) for group in document.groups)
    assert lists == ["90"] * facts + ["91"] * len(document.sources)
    forms = [
        read_attribute(each, "val")
        for each in english.part.numbering_part.element.iter(qn("w:lvlText"))
    ]
    assert {"%1", "[%1]"} <= set(forms)


@pytest.mark.parametrize(
    ("language", "latin", "bidi"), [("en", "en-GB", "ar-SA"), ("fr", "fr-FR", "ar-SA"),
                                    ("ar", "en-GB", "ar-SA"), ("pt-BR", "pt-BR", "ar-SA")],
)  # fmt: skip
def test_it_states_its_language(language: str, latin: str, bidi: str) -> None:
    found = docx.Document(io.BytesIO(write(language)))
    stated = found.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert (read_attribute(stated, "val"), read_attribute(stated, "bidi")) == (latin, bidi)
    assert found.core_properties.language == language


def test_words_of_another_language_state_it(english: Any) -> None:
    (paragraph,) = [x for x in english.paragraphs if x.text.startswith("Charte d'accueil")]
    (stated,) = paragraph._p.iter(qn("w:lang"))
    assert read_attribute(stated, "val") == "fr-FR"


def test_it_is_dated_by_the_data_and_not_by_the_clock(english: Any) -> None:
    said = english.core_properties
    assert (said.title, said.author) == ("Portville", "Weft")
    assert said.created == said.modified
    assert said.created.isoformat() == "2026-03-01T00:00:00+00:00"


def test_pages_have_place_day_and_numbers(english: Any) -> None:
    assert len(english.sections) == 3
    for section in english.sections:
        foot = section.footer.paragraphs[0]
        assert foot.text.startswith("Portville · as of 1 March 2026")
        codes = [each.text for each in foot._p.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}


def is_leftwards(paragraph: Any) -> bool:
    found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}")
    return found is not None and read_attribute(found, "val") == "1"


def test_arabic_paragraphs_runs_tables_and_pages_run_from_right_to_left(arabic: Any) -> None:
    for style in ("Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "List Number"):
        found = [each for each in arabic.paragraphs if each.style.name == style]
        assert found and all(is_leftwards(each) for each in found), style
    for table in arabic.tables:
        assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None
        for row in table.rows:
            for cell in row.cells:
                assert all(is_leftwards(each) for each in cell.paragraphs)
    for section in arabic.sections:
        assert section._sectPr.find(qn("w:bidi")) is not None
        assert is_leftwards(section.footer.paragraphs[0])


def test_arabic_letters_are_in_runs_of_their_own_direction(arabic: Any) -> None:
    counted = {True: 0, False: 0}
    for paragraph in arabic.paragraphs:
        for run in paragraph.runs:
            if any("\u0600" <= each < "\u0700" for each in run.text):
                assert run.font.rtl is True
                counted[True] += 1
            if any("a" <= each.lower() <= "z" for each in run.text):
                assert not run.font.rtl
                counted[False] += 1
    assert min(counted.values()) > 50


def test_what_documents_say_in_latin_letters_runs_to_the_right_as_a_whole(arabic: Any) -> None:
    found = [each for each in arabic.paragraphs if each.style.name == "List Continue"]
    assert found and not any(is_leftwards(each) for each in found)


def test_styles_name_fonts_and_sizes_for_both_kinds_of_script(arabic: Any) -> None:
    for name in ("Normal", "Title", "Heading 1", "Body Text 2"):
        properties = arabic.styles[name].element.rPr
        fonts = properties.find(qn("w:rFonts"))
        assert read_attribute(fonts, "cs") == "Arial" and read_attribute(fonts, "ascii") != "None"
        assert fonts.get(qn("w:asciiTheme")) is None
        sizes = [read_attribute(properties.find(qn(f"w:{each}")), "val") for each in ("sz", "szCs")]
        assert sizes[0] == sizes[1]


def test_english_has_no_right_to_left_flags(english: Any) -> None:
    assert not list(english.element.body.iter(qn("w:rtl"), qn("w:bidiVisual")))
    assert not any(is_leftwards(each) for each in english.paragraphs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_is_the_same_bytes(language: str) -> None:
    written = write(language)
    assert written == write_docx(compose_portville(language))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {1980}


def test_words_are_never_read_as_markup() -> None:
    found = open_docx(compose_place(rename(source_portville(), HOSTILE), "portville", "en"))
    assert list_styled(found, "Title") == [f"{HOSTILE} portville"]
    words = "\n".join(each.text for each in found.paragraphs)
    assert words.count(HOSTILE) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_recorded_is_a_document_too(language: str) -> None:
    places = [{"id": "hamlet", "name": "Hamlet", "levels": ["local"]}]
    document = compose_place(Atlas.model_validate({"places": places}), "hamlet", language)
    found = open_docx(document)
    words = [each.text for each in found.paragraphs]
    assert document.lead in words and document.ties.none in words
    assert len(found.tables) == 1
