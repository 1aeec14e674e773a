"""The pages of figures: what there is and what there is not, how each counts, what differs between
two; in six languages, in few questions to the database."""

import csv
import io
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests.web.observatory.delivering import read_words
from tests.web.observatory.scene_figures import (
    AROUND,
    CITY,
    FIRST,
    KEY,
    RECIPE,
    SECOND,
    TITLE,
    apart,
    bring,
    forget_figures,
    load_town,
    make_dataset,
    put,
)
from tests.web.scene import open_browsers, write
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.report import ImportReport, Trouble
from weft.web.observatory.actions import publish
from weft.web.observatory.models import Version

pytestmark = pytest.mark.django_db
PAGES = {
    "figures": "/figures",
    "compare": f"/figures/compare?measure=stock&place={CITY}&place={AROUND}",
    "compare chart": f"/figures/compare.svg?measure=stock&place={CITY}&place={AROUND}",
    "dataset": f"/figures/datasets/{KEY}",
    "file": f"/figures/datasets/{KEY}/data.csv",
    "catalogue": "/figures/catalogue.jsonld",
    "profile": f"/places/{CITY}/profile",
    "chart": f"/places/{CITY}/figures/city-stock-by-origin.svg",
    "api": f"/api/v1/datasets/{KEY}/observations",
    "api profile": f"/api/v1/places/{CITY}/profile",
}
LANGUAGES = ("", "/fr", "/ar", "/es", "/it", "/pt")
MOST_QUERIES = 12


@pytest.fixture(scope="module")
def browsers(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Client]]:
    with django_db_blocker.unblock(), load_town(), apart():
        found = open_browsers()
        dataset = make_dataset()
        for counts in (FIRST, SECOND):
            publish(None, put(dataset, counts))
        yield found


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read_words(answer.content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_the_database_little_whoever_reads_it(
    name: str, browsers: dict[str, Client]
) -> None:
    for who in ("Resident", "Officer", "Secretariat"):
        forget_figures()
        browsers[who].get("/about/method")  # reads the atlas
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = browsers[who].get(PAGES[name])
            assert answer.status_code == 200
        assert len(queries) <= MOST_QUERIES, [x["sql"][:120] for x in queries]


def test_before_there_are_figures_the_page_says_how_to_begin(browsers: dict[str, Client]) -> None:
    with apart():
        Version.objects.all().delete()
        words = read(browsers["Resident"], "/figures")
        assert "There are no figures here yet." in words
        assert "Begin with the file you have" in words
        assert "Tangier" in words  # of which nothing is known
        assert browsers["Resident"].get(PAGES["profile"]).status_code == 200


def test_the_page_of_figures_says_where_each_comes_from_and_how_it_counts(
    browsers: dict[str, Client],
) -> None:
    words = read(browsers["Resident"], "/figures")
    for each in (TITLE, "City of Tangier", "CC BY 4.0", "foreign citizens", "680", "2022–2023"):
        assert each in words
    assert "Bring a file of figures" not in words
    assert "Bring a file of figures" in read(browsers["Officer"], "/figures")
    assert "shown in full to you" in read(browsers["Officer"], "/figures")


def test_a_dataset_says_how_it_is_cited_what_it_covers_and_what_is_withheld(
    browsers: dict[str, Client],
) -> None:
    words = read(browsers["Resident"], PAGES["dataset"])
    withheld = Version.objects.get(number=2).protection
    count = withheld["sensitive"] + withheld["secondary"]
    for each in ("City of Tangier, register of residents. “", "version 2 in Weft", "CC BY 4.0",
                 f"{count} figures are not shown.", "foreign citizens", "Version 1", "Version 2",
                 "the one that counts", "What it covers"):  # fmt: skip
        assert each in words
    answer = browsers["Resident"].get(f"{PAGES['dataset']}?table=coverage&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    body = [row for row in rows if row and row[0].startswith("Tangier")]
    assert {(row[3], row[4]) for row in body} == {("2022", "2023")}
    assert {(row[5], row[6]) for row in body} == {("2", "by sex and by origin")}
    assert sum(int(row[7]) for row in body) == len(SECOND) - count
    assert sum(int(row[8]) for row in body) == 0  # what is withheld is not missing
    assert sum(int(row[9]) for row in body) == count


def set_report(number: int, *troubles: Trouble) -> None:
    version = Version.objects.get(dataset=KEY, number=number)
    report = ImportReport.model_validate(version.report)
    version.report = report.model_copy(update={"troubles": troubles}).model_dump(mode="json")
    version.save()


def test_what_was_wrong_with_a_file_is_told_but_not_where_it_quotes_what_is_withheld(
    browsers: dict[str, Client],
) -> None:
    set_report(
        2,
        Trouble(code="total", severity="warning", message="the parts make 43, the total is 45"),
        Trouble(code="encoding", severity="note", message="It was read as cp437"),
        Trouble(code="something_new", severity="note", message="it says 4711"),
    )
    for who, told in (("Officer", True), ("Resident", False), ("Secretariat", False)):
        words = read(browsers[who], PAGES["dataset"])
        assert "It was read as cp437" in words
        assert ("the parts make 43" in words) == ("4711" in words) == told


def test_of_what_its_source_has_published_all_that_was_wrong_is_told(
    browsers: dict[str, Client],
) -> None:
    dataset = make_dataset(Policy(kind="published"), "open", owner=None)
    publish(None, put(dataset), accept_exposed=1000)
    version = dataset.versions.get()
    trouble = {"code": "total", "severity": "warning", "message": "the parts make 43"}
    version.report = {**version.report, "troubles": [trouble]}
    version.save()
    assert "the parts make 43" in read(browsers["Resident"], "/figures/datasets/open")


def test_of_a_closed_dataset_nobody_else_sees_a_figure(browsers: dict[str, Client]) -> None:
    publish(None, put(make_dataset(Policy(kind="closed"), "closed")))
    address = "/figures/datasets/closed/data.csv"
    bodies = {who: b"".join(browsers[who].get(address)) for who in ("Resident", "Officer")}
    assert bodies["Resident"].count(b"\n") == 1
    assert bodies["Officer"].count(b"\n") == len(FIRST) + 1
    for who in ("Resident", "Officer"):
        assert read(browsers[who], "/figures/datasets/closed")


def test_places_that_count_alike_stand_side_by_side_without_a_rank(
    browsers: dict[str, Client],
) -> None:
    words = read(browsers["Resident"], PAGES["compare"])
    assert "680" in words and "876" in words
    assert "do not count the same people" not in words
    assert "not of the same period" not in words


def test_places_that_count_differently_are_told_apart_with_what_differs(
    browsers: dict[str, Client],
) -> None:
    around = {cell: n for cell, n in SECOND.items() if cell[0] == AROUND}
    dataset = make_dataset(Policy(kind="published"), "born", owner=None)
    constants = {**RECIPE.constants, "definition": "country_of_birth"}
    recipe = RECIPE.model_copy(update={"constants": constants})
    publish(None, bring(dataset, around, recipe=recipe))
    words = read(browsers["Resident"], PAGES["compare"])
    assert "These do not count the same people" in words
    assert "foreign citizens" in words and "born abroad" in words


@pytest.mark.parametrize(
    "query",
    ["measure=nonsense", "measure=share", "place=nowhere", "measure=stock&place=tangier&place=x",
     "measure=%00", "place=" + "x" * 3000],
)  # fmt: skip
def test_what_there_is_not_to_compare_is_said(query: str, browsers: dict[str, Client]) -> None:
    for address in ("/figures/compare", "/figures/compare.svg"):
        assert browsers["Resident"].get(f"{address}?{query}").status_code in (400, 404)


def test_a_map_is_shown_once_it_is_known_where_a_place_is(browsers: dict[str, Client]) -> None:
    resident = browsers["Resident"]
    assert resident.get("/figures/map.svg").status_code == 404
    assert "map.svg" not in resident.get("/figures").content.decode()
    write("Secretariat", None, places=[{"id": CITY, "latitude": 35.77, "longitude": -5.8}])
    answer = resident.get("/figures/map.svg")
    assert answer.status_code == 200
    assert "680" in answer.content.decode()
    assert "map.svg" in resident.get("/figures").content.decode()


def test_a_chart_of_nothing_is_not_there(browsers: dict[str, Client]) -> None:
    for address in ("/figures/compare.svg", "/figures/compare.svg?measure=births&place=tangier",
                    f"/places/{CITY}/figures/nonsense.svg",
                    f"/places/{CITY}/figures/city-stock-by-origin.gif",
                    "/places/nowhere/figures/city-stock-by-origin.svg"):  # fmt: skip
        assert browsers["Resident"].get(address).status_code == 404, address


@pytest.mark.parametrize("name", ["figures", "compare", "dataset", "profile"])
def test_every_page_opens_in_every_language(name: str, browsers: dict[str, Client]) -> None:
    for prefix in LANGUAGES:
        answer = browsers["Officer"].get(f"{prefix}{PAGES[name]}")
        assert answer.status_code == 200
        page = unescape(answer.content.decode())
        assert f'dir="{"rtl" if prefix == "/ar" else "ltr"}"' in page


def test_names_are_written_as_words(browsers: dict[str, Client]) -> None:
    dataset = make_dataset(key="hostile")
    dataset.title, dataset.publisher = {"en": "<img src=x onerror=alert(1)>"}, "<script>"
    dataset.address = "javascript:alert(1)"
    dataset.save()
    publish(None, put(dataset), accept_exposed=1000)
    for address in ("/figures", "/figures/datasets/hostile", PAGES["profile"], PAGES["compare"]):
        page = browsers["Officer"].get(address).content.decode()
        assert "<img src=x" not in page and "<script>" not in page.replace("<script>\n", "")


def test_a_dataset_says_of_how_many_areas_each_year_has_figures(
    browsers: dict[str, Client],
) -> None:
    answer = browsers["Resident"].get(f"{PAGES['dataset']}?table=years&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head = next(row for row in rows if row and row[0] == "Year")
    assert head[1] == "totals"
    assert {"by sex", "by origin"} <= set(head)
    years = {row[0]: row[1:] for row in rows if row and row[0] in ("2022", "2023")}
    assert list(years) == ["2022", "2023"]
    assert years["2023"][0] == "2"
    assert "0" not in {cell for each in years.values() for cell in each}  # withheld is not none


def test_a_dataset_shows_the_newest_total_of_each_area(browsers: dict[str, Client]) -> None:
    answer = browsers["Resident"].get(f"{PAGES['dataset']}?table=newest&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    body = {row[0]: row[1:] for row in rows if row and row[0].startswith("Tangier")}
    assert {each[1] for each in body.values()} == {"2023"}
    assert body["Tangier"][2] == str(int(SECOND[CITY, "2023", "_T", "_T"]))
