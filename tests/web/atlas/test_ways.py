"""From each record a reader finds its history, and who contributes what can be added, corrected and
taken back; what was merged leads to what it became."""

import pytest
from django.test import Client

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, state
from tests.web.atlas.reading import list_links, read
from weft.web.atlas.uniting import unite_actors

pytestmark = pytest.mark.django_db
SETTING = "/places/tangier/diagnosis/housing"


@pytest.fixture
def net() -> Network:
    return build_network()


def list_all(client: Client, address: str) -> list[str]:
    return [each.replace("&amp;", "&") for each in list_links(client, address, "")]


@pytest.mark.parametrize(
    ("address", "ways"),
    [
        ("/places/tangier", ["/places/tangier/history", "/places/tangier/changes"]),
        ("/sources/law", ["/sources/law/history"]),
        ("/actors/city", ["/facts/city/history", "/actors/city/changes"]),
    ],
)
def test_each_record_leads_to_its_history(net: Network, address: str, ways: list[str]) -> None:
    links = list_all(browse(None), address)
    for each in ways:
        assert each in links
        assert browse(None).get(each).status_code == 200


def test_what_can_be_added_is_offered_in_place_to_who_contributes(net: Network) -> None:
    added = {
        f"/state/{section}?place=tangier&areas=housing"
        for section in ("mechanisms", "policies", "disputes", "surveys")
    } | {"/state/resources?area=housing", "/state/reports?area=housing"}
    links = set(list_all(browse(net.officer), SETTING))
    assert added <= links
    assert not {x for x in list_all(browse(net.stranger), SETTING) if x.startswith("/state/")}
    for each in added:
        page = browse(net.officer).get(each).content.decode()
        assert 'value="housing" selected' in page or 'value="housing" checked' in page, each
    assert "/state/surveys?place=tangier" in list_all(browse(net.officer), "/places/tangier")


def test_a_place_can_be_corrected_from_its_page(net: Network) -> None:
    address = "/records/places/tangier/edit"
    assert address in list_all(browse(net.steward), "/places/tangier")
    assert address not in list_all(browse(net.stranger), "/places/tangier")
    assert browse(net.steward).get(address).status_code == 200


def test_interviews_are_offered_at_ones_desk_and_not_on_the_page_of_every_place(
    net: Network,
) -> None:
    interview = "/places/tangier/interview"
    for person in (net.officer, net.far_steward):
        assert interview not in list_all(browse(person), "/places/tangier")
    assert interview in list_all(browse(net.officer), "/me")
    assert interview not in list_all(browse(net.far_steward), "/me")


def test_a_fact_can_be_taken_back_from_where_it_stands(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    assert "/facts/clinic/withdraw" in list_all(browse(net.officer), "/facts/clinic")
    assert "/facts/clinic/withdraw" not in list_all(browse(net.stranger), "/facts/clinic")


def test_only_who_keeps_something_is_offered_to_merge(net: Network) -> None:
    for person, offered in ((net.steward, True), (net.officer, False), (net.stranger, False)):
        assert ("/actors/city/unite" in list_all(browse(person), "/actors/city")) == offered


@pytest.mark.parametrize("address", ["/facts/clinic/position", "/facts/clinic/edit"])
def test_another_answer_begins_with_what_it_is_about(net: Network, address: str) -> None:
    state(net.officer, "city", competences=[competence("clinic", level="local", place="tangier")])
    (way,) = [x for x in list_all(browse(net.partner), address) if x.startswith("/state/")]
    assert way == (
        "/state/competences?place=tangier&area=health&role=deliver&basis=de_facto&level=local"
    )
    page = browse(net.partner).get(way).content.decode()
    assert '<option value="deliver" selected>' in page
    assert 'City of Tangier" selected' not in page


def test_the_place_of_another_answer_is_that_of_who_is_said_to_do_it(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    assert any(
        "?place=tangier&area=health" in each
        for each in list_all(browse(net.partner), "/facts/clinic/position")
    )


def test_a_mechanism_or_policy_is_stated_beside_another_of_its_kind(net: Network) -> None:
    (way,) = [
        each
        for each in list_all(browse(net.officer), "/facts/strategy/position")
        if each.startswith("/state/")
    ]
    assert way == "/state/policies?kind=strategy&issuer=city&areas=integration"


@pytest.fixture
def merged(net: Network) -> Network:
    """A town hall that is now the city."""
    twin = {"id": "town-hall", "name": "Town hall", "kind": "government", "place": "tangier"}
    state(net.secretariat, None, actors=[twin])
    unite_actors(net.secretariat, "town-hall", "city")
    return net


@pytest.mark.parametrize(
    "address",
    ["/facts/town-hall", "/actors/town-hall/follow",
     "/actors/town-hall/claim"],
)  # fmt: skip
def test_every_address_of_a_merged_actor_names_what_it_became(
    merged: Network, address: str
) -> None:
    said = read(browse(merged.stranger), address, 404)
    assert "“town-hall” was merged with another record, and is now “City of Tangier”." in said
    assert list_all(browse(merged.stranger), address).count("/actors/city") == 1


@pytest.mark.parametrize("path", ["/actors/town-hall", "/facts/town-hall"])
def test_the_api_names_what_a_merged_actor_became(merged: Network, path: str) -> None:
    answer = browse(None).get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert "is now 'city'" in answer.json()["message"]
    assert answer.json()["nearest"][0]["id"] == "city"


def test_a_place_of_which_nothing_is_recorded_says_how_to_begin(net: Network) -> None:
    state(net.secretariat, None, places=[{"id": "blank", "name": "Blank", "levels": ["local"]}])
    ways = {"/import/template.xlsx", "/import", "/state/competences?place=blank"}
    assert ways <= set(list_all(browse(net.officer), "/places/blank"))
    assert not ways & set(list_all(browse(None), "/places/blank"))
