"""A measure of several places through the read API: as the page shows it, with what differs in how
they count, in an order that stays."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.web.api.conftest import ROOT, Ask
from tests.web.observatory.scene_figures import (
    AROUND,
    CITY,
    FIRST,
    KEY,
    PUBLISHED,
    RECIPE,
    YEARS,
    bring,
    forget_figures,
    make_dataset,
    put,
)
from tests.web.people import sign_in
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.measures import list_counted
from weft.web.observatory.actions import publish
from weft.web.observatory.side_by_side import MOST

pytestmark = [pytest.mark.django_db]
LANGUAGES = ("", "/fr", "/ar", "/es", "/it", "/pt")


def compare(ask: Ask, *places: str, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = ask(
        "/figures/compare", **{"measure": "stock", "place": list(places)} | asked
    )
    return answer


@pytest.fixture
def register(db: None) -> None:
    publish(None, put(make_dataset(), FIRST))


def bring_year(place: str, year: str) -> None:
    """Totals of one place in one year, counted as the register counts."""
    counts = {cell: n for cell, n in FIRST.items() if cell[:2] == (place, year)}
    publish(None, bring(make_dataset(PUBLISHED, f"{place}-{year}", owner=None), counts))


def bring_born(key: str, definition: str = "country_of_birth", source: str = "Census") -> None:
    counts = {cell: n for cell, n in FIRST.items() if cell[0] == AROUND}
    constants = {**RECIPE.constants, "definition": definition, "source": source}
    recipe = RECIPE.model_copy(update={"constants": constants})
    publish(None, bring(make_dataset(PUBLISHED, key, owner=None), counts, recipe=recipe))


@pytest.mark.usefixtures("register")
def test_each_place_has_its_totals_in_the_order_in_which_it_was_named(ask: Ask) -> None:
    answer = compare(ask, AROUND, "rennes", CITY, AROUND)
    assert [x["place"] for x in answer["items"]] == [AROUND, "rennes", CITY]
    assert answer["items"][1]["series"] == []
    for each in (answer["items"][0], answer["items"][2]):
        (series,) = each["series"]
        assert {x["period"]: x["value"] for x in series["points"]} == {
            year: FIRST[each["place"], year, "_T", "_T"] for year in YEARS
        }
    assert (answer["differences"], answer["periods"], answer["more"]) == ([], None, False)


@pytest.mark.usefixtures("register")
def test_a_part_of_a_series_is_its_newest(ask: Ask) -> None:
    answer = compare(ask, CITY, limit=1)
    assert [x["period"] for x in answer["items"][0]["series"][0]["points"]] == [YEARS[-1]]
    assert answer["more"] is True


@pytest.mark.usefixtures("register")
def test_who_counts_differently_stands_apart_with_what_differs_as_on_the_page(
    client: Client, ask: Ask
) -> None:
    bring_born("born")
    answer = compare(ask, CITY, AROUND)
    assert [x["definition"] for x in answer["items"][1]["series"]] == [
        "country_of_birth", "citizenship",
    ]  # fmt: skip
    (told,) = answer["differences"]
    page = client.get(f"/figures/compare?measure=stock&place={CITY}&place={AROUND}")
    for words in (*told["names"], *told["said"]):
        assert words in page.content.decode()
    assert compare(ask, CITY, AROUND, language="ar")["differences"][0]["said"] != told["said"]


def read_said(client: Client, prefix: str = "") -> str:
    address = f"{prefix}/figures/compare?measure=stock&place={CITY}&place={AROUND}"
    return unescape(client.get(address).content.decode())


def test_newest_figures_of_two_years_are_told_apart_as_on_the_page(
    client: Client, ask: Ask
) -> None:
    for place, year in ((CITY, "2022"), (CITY, "2023"), (AROUND, "2022")):
        bring_year(place, year)
    told = compare(ask, CITY, "rennes", AROUND)["periods"]
    assert told["newest"] == {CITY: ["2023"], AROUND: ["2022"]}
    assert told["common"] == "2022"
    assert [x.rpartition(": ")[2] for x in told["said"]] == ["2023", "2022", "2022"]
    assert told["said"][-1].startswith("The newest period of which all of them have a figure")
    page = read_said(client)
    for words in ("These are not of the same period", *told["said"]):
        assert words in page
    french = compare(ask, CITY, AROUND, language="fr")["periods"]
    assert french["newest"] == told["newest"] and french["said"] != told["said"]


def test_where_no_year_is_common_it_is_said(client: Client, ask: Ask) -> None:
    bring_year(CITY, "2023")
    bring_year(AROUND, "2022")
    told = compare(ask, CITY, AROUND)["periods"]
    assert told["common"] is None
    assert told["said"][-1] == "There is no period of which all of them have a figure."
    heads = {read_said(client, x).split('id="other-periods">')[1].split("<")[0] for x in LANGUAGES}
    assert len(heads) == len(LANGUAGES)


@pytest.mark.usefixtures("register")
def test_what_is_of_one_period_is_not_told_apart(client: Client, ask: Ask) -> None:
    assert compare(ask, CITY, AROUND)["periods"] is None
    assert "other-periods" not in read_said(client)
    assert compare(ask, "rennes")["periods"] is None


def test_each_way_of_counting_has_a_newest_figure(ask: Ask) -> None:
    bring_born("born")
    for place, year in ((AROUND, "2022"), (CITY, "2023"), (CITY, "2022")):
        bring_year(place, year)
    told = compare(ask, AROUND, CITY)["periods"]
    assert told["newest"] == {AROUND: ["2023", "2022"], CITY: ["2023"]}
    assert told["common"] == "2023"


def test_ways_of_counting_may_end_in_other_years_where_places_do_not_differ(ask: Ask) -> None:
    bring_born("born")  # to 2023; by citizenship to 2022
    for place in (AROUND, CITY):
        bring_year(place, "2022")
    assert compare(ask, AROUND, CITY)["periods"] is None


def test_a_figure_that_is_withheld_is_not_the_newest(ask: Ask, client: Client) -> None:
    publish(None, put(make_dataset(Policy(kind="closed"), owner=None), FIRST))
    bring_year(AROUND, "2022")
    assert compare(ask, CITY, AROUND)["periods"] is None


def test_what_two_sources_do_not_state_differs_too(ask: Ask) -> None:
    bring_born("one", "unknown", "One")
    assert compare(ask, AROUND)["differences"] == []
    bring_born("other", "unknown", "Other")
    (told,) = compare(ask, AROUND)["differences"]
    assert [x["code"] for x in told["differences"]] == ["definition_unstated"]


@pytest.mark.usefixtures("register")
def test_series_stand_in_an_order_that_stays(client: Client) -> None:
    for key in ("b", "a", "c"):
        bring_born(key)
    address = f"{ROOT}/figures/compare?" + urlencode(
        {"measure": "stock", "place": [AROUND, CITY]}, doseq=True
    )
    first = client.get(address)
    datasets = [x["dataset"] for x in first.json()["items"][0]["series"]]
    assert datasets == ["a", "b", "c", KEY]
    forget_figures()
    assert client.get(address).content == first.content


@pytest.mark.parametrize(
    ("asked", "where"),
    [({"place": []}, "query.place"), ({"place": ["lyon"] * (MOST + 1)}, "query.place"),
     ({"measure": "share"}, "query.measure"), ({"place": ["lyon", "?"]}, "query.place"),
     ({"limit": 0}, "query.limit"), ({"limit": 1001}, "query.limit")],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(asked: dict[str, Any], where: str, ask: Ask) -> None:
    found = ask("/figures/compare", 422, **{"measure": "stock", "place": "lyon"} | asked)
    assert [each["where"] for each in found["problems"]] == [where]


def test_a_place_that_is_not_there_is_named(ask: Ask) -> None:
    answer = ask("/figures/compare", 404, measure="stock", place=["lyon", "lyonn"])
    assert "lyon" in [each["id"] for each in answer["nearest"]]


def test_every_measure_that_the_page_has_can_be_compared(ask: Ask) -> None:
    for measure in list_counted():
        assert compare(ask, "oujda", measure=measure)["measure"] == measure


@pytest.mark.usefixtures("register")
def test_members_see_their_own_figures_and_are_told_so(client: Client) -> None:
    address = f"{ROOT}/figures/compare?measure=stock&place={CITY}"
    for reader, full in ((sign_in("Officer"), [KEY]), (sign_in("Partner"), []), (client, [])):
        answer = reader.get(address).json()
        assert answer["unprotected"] == full
        assert answer["items"][0]["series"][0]["dataset"] == KEY
