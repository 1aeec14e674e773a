"""The profile for Word: headings, lists and tables that are such, in both directions."""

import io
from functools import cache
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from tests.documents.portville import HOSTILE, LANGUAGES
from tests.documents.profiled import ADDRESS, REASON, profile_portville
from weft.documents.profile import write_profile_docx
from weft.documents.runs import join_text


@cache
def write(language: str) -> bytes:
    return write_profile_docx(profile_portville(language))


def read(written: bytes) -> Any:
    return docx.Document(io.BytesIO(written))


@pytest.fixture
def english() -> Any:
    return read(write("en"))


def list_styled(found: Any, style: str) -> list[str]:
    return [each.text for each in found.paragraphs if each.style.name == style]


def test_it_has_a_title_and_headings(english: Any) -> None:
    document = profile_portville()
    city, actors = document.sections
    assert list_styled(english, "Title") == ["Migration profile: Portville"]
    assert list_styled(english, "Heading 1") == [
        "What is known", f"{city.title} · Portville", actors.title, "Sources",
        "About this document",
    ]  # fmt: skip
    assert list_styled(english, "Heading 2") == [
        *(each.title for each in city.figures), "What the figures come to", "Not known",
    ]  # fmt: skip


def test_sentences_notes_holes_and_sources_stand_in_it(english: Any) -> None:
    document = profile_portville()
    words = "\n".join(each.text for each in english.paragraphs)
    said = [document.subtitle, document.lead, "Nobody does it in Portville"]
    for section in document.sections:
        said += [*section.remarks, *(f"{each.what} · {each.said}" for each in section.holes)]
        for figure in section.figures:
            said += [figure.sentence, *figure.notes, figure.table.rest]
            said += [f"{each.words} [{each.source}]" for each in figure.counted]
    said += [join_text(each.title) for each in document.sources]
    assert [each for each in said if each not in words] == []


def test_tables_have_their_header_rows_and_cells(english: Any) -> None:
    document = profile_portville()
    (city, _actors) = document.sections
    overview, *figures, results, imprint = english.tables
    for table, figure in zip(figures, city.figures, strict=True):
        first, *others = table.rows
        assert first._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert [cell.text for cell in first.cells] == list(figure.table.heads)
        for row, cells in zip(others, figure.table.rows, strict=True):
            assert [cell.text for cell in row.cells] == [join_text(each) for each in cells]
    assert [row.cells[0].text for row in overview.rows[1:]] == [x.title for x in document.sections]
    assert results.rows[2].cells[1].text == results.rows[2].cells[3].text == REASON
    assert imprint.rows[-1].cells[1].text == ADDRESS


@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_end_together(language: str) -> None:
    figure = read(write(language)).tables[1]
    ends = [[cell.paragraphs[0].alignment for cell in row.cells] for row in figure.rows]
    assert all(row == [None, WD_ALIGN_PARAGRAPH.RIGHT, None] for row in ends)


def test_every_chart_says_what_it_shows(english: Any) -> None:
    document = profile_portville()
    charts = [each.chart for each in document.sections[0].figures if each.chart]
    found = [each._inline.docPr.get("descr") for each in english.inline_shapes]
    assert found == [each.words for each in charts]


def test_links_lead_to_sources_that_are_there(english: Any) -> None:
    body = english.element.body
    marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    anchors = {x.get(qn("w:anchor")) for x in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors == marks == {"source-1", "source-2"}


def test_arabic_runs_from_right_to_left() -> None:
    found = read(write("ar"))
    assert all(x._tbl.tblPr.find(qn("w:bidiVisual")) is not None for x in found.tables)
    titles = [each for each in found.paragraphs if each.style.name == "Title"]
    assert titles[0]._p.pPr.find(qn("w:bidi")) is not None


def test_what_is_not_for_everybody_says_so_first() -> None:
    found = read(write_profile_docx(profile_portville(warning=True)))
    before = [each.text for each in found.paragraphs[:4]]
    assert before[-1] == "Not for passing on · Do not pass them on: Portville"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_is_the_same_bytes(language: str) -> None:
    assert write(language) == write_profile_docx(profile_portville(language))


def test_words_are_never_read_as_markup() -> None:
    found = read(write_profile_docx(profile_portville(name=HOSTILE)))
    assert list_styled(found, "Title") == [f"Migration profile: {HOSTILE}"]
    assert "\n".join(each.text for each in found.paragraphs).count(HOSTILE) > 10
