"""The documents of a profile say what its page says, and to the public no more."""

import io
import re
from collections.abc import Iterator
from html import unescape

import docx
import pypdf
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.observatory.scene_figures import (
    CITY,
    OPEN_KEY,
    PUBLISHED,
    bring,
    count_people,
    forget_figures,
    make_dataset,
    own_folder,
)
from tests.web.people import sign_in
from weft.core.observatory.measures import read_measures
from weft.web.observatory.actions import publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("figures")]
PAGE = f"/places/{CITY}/profile"
PDF, WORD = f"{PAGE}.pdf", f"{PAGE}.docx"
WARNING, WITHHELD = "Not for passing on", "not shown, so that nobody can be recognised"
SHOWN = re.compile(
    r'<div class="figure".*?<h3>(.*?)</h3>\s*<p class="meaning">(.*?)</p>', re.DOTALL
)
HOLES = re.compile(r"<li><strong>(.*?)</strong>( · could come from [^<]*)?")
YEARS = range(2000, 2020)
# So that few are left of an origin as a whole.
FEW = {(CITY, "2023", "M", "SEN"): 0.0}


@pytest.fixture(scope="module")
def figures(demo: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A register of the Officer's city, protected, and a long series that everybody may see."""
    with django_db_blocker.unblock(), own_folder():
        publish(None, bring(make_dataset(), count_people(FEW)))
        long = {(CITY, str(year), "_T", "_T"): 3.0 * year for year in YEARS}
        publish(None, bring(make_dataset(PUBLISHED, OPEN_KEY, owner=None), long))
        forget_figures()
        yield


def read_pages(client: Client, address: str = PDF) -> list[str]:
    """The words of each page, on one line."""
    answer = client.get(address)
    assert answer.status_code == 200
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return [" ".join(each.extract_text().split()) for each in pages]


def read_word(client: Client, address: str = WORD) -> str:
    found = docx.Document(io.BytesIO(client.get(address).content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in found.paragraphs), *cells])


def squeeze(words: str) -> str:
    return "".join(words.split())


def test_the_page_leads_to_both() -> None:
    page = Client().get(PAGE).content.decode()
    for address, kind in ((PDF, "application/pdf"), (WORD, "application/vnd.openxmlformats")):
        assert f'href="{address}"' in page
        answer = Client().get(address)
        assert answer["Content-Type"].startswith(kind)
        name = address.removeprefix("/places/").replace("/", "-")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_both_say_of_figures_and_holes_what_the_page_says() -> None:
    page = Client().get(PAGE).content.decode()
    said = [part for found in (*SHOWN.findall(page), *HOLES.findall(page)) for part in found]
    words, written = squeeze(" ".join(read_pages(Client()))), squeeze(read_word(Client()))
    assert len(said) > 20
    for each in said:
        assert squeeze(unescape(each)) in words, each
        assert squeeze(unescape(each)) in written, each


def test_the_public_is_told_what_is_withheld_and_gets_no_warning() -> None:
    pages = read_pages(Client())
    assert WITHHELD in " ".join(pages) and WITHHELD in read_word(Client())
    assert WARNING not in " ".join(pages) and WARNING not in read_word(Client())


def test_a_member_sees_all_and_is_warned_on_each_page() -> None:
    officer = sign_in("Officer")
    pages = read_pages(officer)
    assert WITHHELD not in " ".join(pages) and WITHHELD not in read_word(officer)
    assert all(f"· {WARNING}" in each for each in pages)
    assert "Do not pass them on: Foreign residents of Tangier" in pages[0]
    assert WARNING in read_word(officer).split("\n", 5)[3]


def test_a_long_table_ends_with_the_newest_rows_and_says_where_the_rest_is() -> None:
    found = docx.Document(io.BytesIO(Client().get(WORD).content))
    table = next(x for x in found.tables if x.rows[0].cells[0].text == "Period")
    periods = [row.cells[0].text for row in table.rows[1:]]
    # Of two series, one of which ends in 2019; the other has 2022 and 2023.
    assert periods == ["2023", "2022", *(str(year) for year in reversed(YEARS[7:]))]
    assert "7 more rows stand on the page of this profile." in read_word(Client())


def test_sources_stand_with_version_licence_and_number() -> None:
    words = " ".join(read_pages(Client()))
    for number in ("[1]", "[2]"):
        assert f"Source: {number}" in words
        assert f"{number} Foreign residents of Tangier City of Tangier, register" in words
    assert "version 1, published" in words
    assert "Licences of the figures CC BY 4.0" in words


def test_the_same_figures_are_the_same_bytes() -> None:
    for address in (PDF, WORD):
        before = Client().get(address).content
        forget_figures()
        assert Client().get(address).content == before


@pytest.mark.parametrize("language", ["fr", "ar", "es", "it", "pt"])
def test_it_speaks_every_language_of_the_site(language: str) -> None:
    answer = Client().get(f"/{language}{PDF}")
    assert pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    formula = read_measures()["change"].formula.root[language]
    assert formula in read_word(Client(), f"/{language}{WORD}")


def test_a_place_without_a_figure_has_its_holes() -> None:
    words = " ".join(read_pages(Client(), "/places/beirut/profile.pdf"))
    assert "0 figures are known here" in words and "could come from" in words


def test_a_place_that_is_not_there_has_no_documents() -> None:
    assert Client().get("/places/nowhere/profile.pdf").status_code == 404
    assert Client().get("/places/nowhere/profile.docx").status_code == 404
