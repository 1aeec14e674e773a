"""What pages cost and carry: queries, weight, tags, tables to take along, provenance."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from tests.web.observatory.scene_figures import PROTECTED, PUBLISHED
from tests.web.packs import read_pack
from tests.web.permissions import PAGES, TABLE, Row
from tests.web.scene import publish_figures
from weft.core.diagnosis import read_method
from weft.web.atlas.actions import load_atlas
from weft.web.observatory.provenance import say_policy
from weft.web.site.keeping import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("figures")]
MOST_QUERIES = 12
POLICIES = (PROTECTED, PUBLISHED)
OF_FIGURES = {"figures", "compare-figures", "dataset", "profile"}
HEAVIEST = 150_000  # bytes of a page without its drawings


@pytest.fixture(scope="module")
def figures(demo: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All packs, and datasets for the pages of figures."""
    with django_db_blocker.unblock(), transaction.atomic():
        publish_figures()
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", TABLE, ids=lambda each: each.route)
def test_a_page_asks_the_database_little(row: Row, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert (
            client.get(f"{row.address}{'&' if '?' in row.address else '?'}x=1").status_code == 200
        )
    assert len(asked) <= MOST_QUERIES


@pytest.mark.parametrize("row", PAGES, ids=lambda each: each.route)
def test_a_page_without_its_drawings_is_light(row: Row, client: Client) -> None:
    page = client.get(row.address).content.decode()
    words = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert len(words.encode()) < HEAVIEST


@pytest.mark.parametrize("row", PAGES, ids=lambda each: each.route)
def test_a_page_needs_neither_script_nor_style_of_its_own_nor_anybody_else(
    row: Row, client: Client
) -> None:
    answer = client.get(row.address)
    page = answer.content.decode()
    assert "<script" not in page
    assert not re.search(r"<[^>]* (style|on\w+)=", page)
    assert not re.search(r'(src|href)="(https?:)?//', re.sub(r"<a [^>]*>", "", page))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("row", TABLE, ids=lambda each: each.route)
def test_who_has_an_answer_already_is_told_so_in_no_bytes(row: Row, client: Client) -> None:
    first = client.get(row.address)
    again = client.get(row.address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_a_change_of_the_atlas_changes_the_tag(client: Client) -> None:
    before = client.get("/places/lyon")
    town = read_pack("cities/lyon")
    more = town.places[0].model_copy(update={"id": "somewhere", "name": town.places[0].name})
    load_atlas(town.model_copy(update={"places": (*town.places, more)}), "more.yaml")
    after = client.get("/places/lyon", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_languages_and_questions_have_tags_of_their_own(client: Client) -> None:
    addresses = ("/places/lyon", "/fr/places/lyon", "/places/lyon?on=2015-01-01", "/places/turin")
    assert len({client.get(each)["ETag"] for each in addresses}) == len(addresses)


def list_offers(page: str) -> set[str]:
    return set(re.findall(r'href="(\?[^"]*format=[^"]*)"', page))


@pytest.mark.parametrize("row", PAGES, ids=lambda each: each.route)
def test_every_table_that_is_offered_can_be_taken_along_with_what_it_rests_on(
    row: Row, client: Client
) -> None:
    path = row.address.partition("?")[0]
    for offer in list_offers(client.get(row.address).content.decode()):
        answer = client.get(path + offer.replace("&amp;", "&"))
        assert answer.status_code == 200, offer
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        said = read_about(answer.content, offer)
        if row.route in OF_FIGURES:  # whose they are, and what is withheld
            assert said["Sources"] == "City of Tangier, register of residents"
            assert any(say_policy(x, "en") in said["Method"] for x in POLICIES)
        else:
            assert said["Method"] == read_method().version
        assert said["Licence"] == "CC BY 4.0"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["State of the data"])
        assert said["Sources"]


def read_about(content: bytes, offer: str) -> dict[str, str]:
    if "format=json" in offer:
        data = json.loads(content)
        assert all(len(each) == len(data["heads"]) for each in data["rows"])
        return dict(data["about"])
    if "format=xlsx" in offer:
        book = load_workbook(io.BytesIO(content))
        return {str(name): str(words) for name, words in book["about"].iter_rows(values_only=True)}
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    notes = [each[2:].strip().partition(": ") for each in lines if each.startswith("# ")]
    rows = list(csv.reader(each for each in lines if not each.startswith("# ")))
    assert len({len(each) for each in rows}) == 1
    return {name: words for name, _, words in notes}


def test_a_table_that_is_not_there_is_not_found(client: Client) -> None:
    for wrong in ("?table=none&format=csv", "?table=roles&format=exe", "?format=csv"):
        assert client.get(f"/places/lyon{wrong}").status_code == 404


def test_the_shelf_forgets_the_oldest_and_never_grows_past_its_room() -> None:
    shelf = Shelf(room=1000)
    for number in range(30):
        shelf.keep(number, b"x" * 100, "text/plain")
        shelf.find(0)  # asked for again and again
    assert shelf.find(0) is not None
    assert shelf.find(1) is None
    assert shelf.find(29) is not None
    shelf.keep("large", b"x" * 500, "text/plain")
    assert shelf.find("large") is None
