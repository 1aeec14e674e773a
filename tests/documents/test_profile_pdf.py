"""The profile as PDF: every figure with its sentence, chart and table, for screen readers too."""

import io
from functools import cache

import pypdf
import pytest

from tests.documents.portville import HOSTILE, LANGUAGES, read_pages
from tests.documents.profiled import ADDRESS, ORIGINS, REASON, profile_portville
from weft.documents.profile import write_profile_pdf
from weft.documents.runs import join_text
from weft.documents.typesetting import SEARCHABLE


@cache
def write(language: str) -> bytes:
    return write_profile_pdf(profile_portville(language))


def squeeze(words: str) -> str:
    """Words as they are compared: a PDF breaks lines where it likes."""
    return "".join(words.split())


def read_words(written: bytes) -> str:
    return squeeze(" ".join(read_pages(written)))


def test_all_that_the_document_says_stands_in_it() -> None:
    document, words = profile_portville(), read_words(write("en"))
    said = [document.subtitle, document.lead, REASON, "100 × a / b", ADDRESS]
    for section in document.sections:
        said += [section.title, *section.remarks]
        said += [part for hole in section.holes for part in (hole.what, hole.said)]
        said += [join_text(each.words) for each in section.found]
        for figure in section.figures:
            said += [figure.title, figure.sentence, *figure.notes, figure.table.rest]
            said += [join_text(cell) for row in figure.table.rows for cell in row]
            said += [f"{each.words}[{each.source}]" for each in figure.counted]
    said += [part for x in document.sources for part in (join_text(x.title), x.details, x.url)]
    said += [words for _, words in document.imprint]
    assert len(said) > 60
    assert [each for each in said if squeeze(each) not in words] == []


def test_the_words_of_a_chart_are_set_as_words() -> None:
    assert squeeze(ORIGINS["en"]) in read_words(write("en"))
    assert read_words(write("en")).count("people") >= 3  # of two axes and a sentence


def test_arabic_words_of_a_chart_can_be_searched() -> None:
    pytest.importorskip(SEARCHABLE)
    pages = " ".join(read_pages(write("ar")))
    assert pages.count("المغرب") >= 3  # in the chart and in two tables


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_made_for_screen_readers(language: str) -> None:
    root = pypdf.PdfReader(io.BytesIO(write(language))).trailer["/Root"]
    assert root["/Lang"] == language and root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert b"pdfuaid:part" in write(language)


def list_tags(written: bytes, tag: str) -> list[pypdf.generic.DictionaryObject]:
    """The elements of a kind in the tree of tags."""
    found, waiting = [], [pypdf.PdfReader(io.BytesIO(written)).trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, pypdf.generic.ArrayObject):
            waiting += each
        elif isinstance(each, pypdf.generic.DictionaryObject):
            if each.get("/S") == tag:
                found.append(each)
            waiting += [each["/K"]] if "/K" in each else []
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_chart_has_its_words_and_each_table_its_heads(language: str) -> None:
    document = profile_portville(language)
    charts = [x.chart for section in document.sections for x in section.figures if x.chart]
    said = {str(each["/Alt"]) for each in list_tags(write(language), "/Figure") if "/Alt" in each}
    assert said == {each.words for each in charts}
    tables = list_tags(write(language), "/Table")
    assert len(tables) == 5  # overview, three figures, results
    assert len(list_tags(write(language), "/TH")) == 3 + 3 + 2 + 2 + 4


def test_it_names_itself_and_is_dated_by_the_data() -> None:
    said = pypdf.PdfReader(io.BytesIO(write("en"))).metadata
    assert said and said.title == "Migration profile: Portville"
    assert said.creation_date and said.creation_date.isoformat() == "2026-03-01T00:00:00+00:00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_is_the_same_bytes(language: str) -> None:
    assert write_profile_pdf(profile_portville(language)) == write(language)


def test_what_is_not_for_everybody_says_so_on_the_first_page() -> None:
    first = read_pages(write_profile_pdf(profile_portville(warning=True)))[0]
    assert "Not for passing on" in first and "Do not pass them on: Portville" in first
    assert "Not for passing on" not in read_pages(write("en"))[0]


def test_words_are_never_read_as_markup() -> None:
    written = write_profile_pdf(profile_portville(name=HOSTILE, warning=True))
    assert b"pdfuaid:part" in written
    words = read_words(written)
    assert words.count(squeeze(HOSTILE)) > 20 and "root:" not in words
