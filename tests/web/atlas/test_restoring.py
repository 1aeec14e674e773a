"""An earlier version counts again: who may say so, what stays, and what nobody may reach by
guessing addresses."""

import re

import pytest
from django.test import Client

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, confirm, correct, state, take_back
from tests.web.atlas.reading import list_entries, list_links, read
from weft.core.atlas.facts import Mechanism
from weft.web.accounts.actions import end_mandate
from weft.web.accounts.models import Mandate
from weft.web.atlas.facts import read_whole
from weft.web.atlas.models import ChangeSet, Kind, Statement

pytestmark = pytest.mark.django_db
CLINIC = "/facts/clinic/history"


@pytest.fixture
def net() -> Network:
    """A clinic that the city states, and states again in other words."""
    found = build_network()
    state(found.officer, "city", competences=[competence("clinic", note="First")])
    correct(found.officer, "competences", "clinic", "city", role="fund", note="Second")
    return found


def find_address(net: Network) -> str:
    """Where the first version of the clinic can be restored, as its officer finds it."""
    (address,) = list_links(browse(net.officer), CLINIC, "/restore")
    return address


def press(client: Client, address: str) -> int:
    """Open the page that asks, and press its button."""
    page = client.get(address).content.decode()
    found = re.search(r'name="state" value="([^"]+)"', page)
    return client.post(address, {"state": found[1] if found else ""}).status_code


def list_kinds() -> list[str]:
    return [each.kind for each in ChangeSet.objects.order_by("pk")]


def test_an_earlier_version_counts_again_and_what_came_between_stays_known(net: Network) -> None:
    address = find_address(net)
    page = read(browse(net.officer), address)
    assert "Role fund deliver" in page
    assert "Second First" in page
    assert press(browse(net.officer), address) == 302
    fact = read_whole().facts["clinic"]
    assert (str(fact.note), fact.role) == ("First", "deliver")  # type: ignore[attr-defined]
    newest, *older = list_entries(browse(None), CLINIC)
    assert newest.startswith("an earlier state restored · City of Tangier")
    assert len(older) == 2


def test_what_actors_said_since_stays(net: Network) -> None:
    address = find_address(net)
    confirm(net.partner, "state", "clinic", "disputes")
    assert "Positions" not in read(browse(net.officer), address)
    assert press(browse(net.officer), address) == 302
    fact = read_whole().facts["clinic"]
    assert str(fact.note) == "First"
    assert fact.disputed_by == ("state",)


def test_what_the_person_does_not_see_stays(net: Network) -> None:
    seats = [{"actor": "city"}, {"actor": "state"}]
    body = {"id": "council", "name": "Council", "kind": "consultative_body", "areas": ["health"],
            "members": seats}  # fmt: skip
    state(net.officer, "city", mechanisms=[body])
    correct(net.officer, "mechanisms", "council", meetings=4)
    for actor in ("city", "cellar"):
        Mandate.objects.create(person=net.stranger, role="contributor", actor_id=actor)
    correct(net.stranger, "mechanisms", "council", members=[*seats, {"actor": "cellar"}])
    (address,) = list_links(browse(net.officer), "/facts/council/history", "/restore")
    assert press(browse(net.officer), address) == 302
    found = read_whole().facts["council"]
    assert isinstance(found, Mechanism)
    assert found.meetings is None
    assert [each.actor for each in found.members] == ["city", "state", "cellar"]


def test_a_withdrawn_fact_comes_back(net: Network) -> None:
    take_back(net.officer, "clinic", "city")
    first, second = list_links(browse(net.officer), CLINIC, "/restore")
    assert "What would be on record again" in read(browse(net.officer), second)
    assert press(browse(net.officer), first) == 302
    assert str(read_whole().facts["clinic"].note) == "Second"
    assert browse(None).get("/facts/clinic").status_code == 200


def test_an_actor_a_place_and_a_document_come_back_to_what_they_were(net: Network) -> None:
    correct(net.officer, "actors", "city", note="A word")
    correct(net.steward, "places", "tangier", population=5)
    correct(net.secretariat, "sources", "law", grade="D")
    for person, address in (
        (net.officer, "/facts/city/history"),
        (net.steward, "/places/tangier/history"),
        (net.secretariat, "/sources/law/history"),
    ):
        (restore,) = list_links(browse(person), address, "/restore")
        assert press(browse(person), restore) == 302, address
    whole = read_whole()
    assert whole.actor_by_id["city"].note is None
    assert whole.place_by_id["tangier"].population is None
    assert whole.source_by_id["law"].grade == "A"


def test_the_second_to_decide_is_shown_what_the_first_did(net: Network) -> None:
    address, officer = find_address(net), browse(net.officer)
    page = officer.get(address).content.decode()
    old = re.search(r'name="state" value="([^"]+)"', page)
    assert old
    correct(net.officer, "competences", "clinic", "city", note="Third")
    answer = officer.post(address, {"state": old[1]})
    assert answer.status_code == 409
    assert "Somebody changed it just now" in answer.content.decode()
    assert "Third" in answer.content.decode()
    assert str(read_whole().facts["clinic"].note) == "Third"
    assert press(officer, address) == 302


def test_who_may_restore(net: Network) -> None:
    address = find_address(net)
    expected = {
        net.officer: 200,  # it is the city's own statement
        net.partner: 403,
        net.stranger: 403,
        net.steward: 403,  # others dispute what an actor states; nobody overwrites it
        net.secretariat: 403,
    }
    before = list_kinds()
    for person, status in expected.items():
        assert browse(person).get(address).status_code == status
        offered = list_links(browse(person), CLINIC, "/restore")
        assert bool(offered) == (status == 200)
        if status != 200:
            assert browse(person).post(address).status_code == status
    for method in (browse(None).get, browse(None).post):
        answer = method(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign/login/?next=/facts/clinic/history/")
    assert list_links(browse(None), CLINIC, "/restore") == []
    assert list_kinds() == before


def test_versions_of_other_records_and_hidden_ones_are_not_there(net: Network) -> None:
    state(net.officer, "city", competences=[competence("other", area="education")])
    correct(net.officer, "competences", "other", "city", note="x")
    other = Statement.objects.filter(key="other").order_by("pk")[0].change_set.token
    clinic = Statement.objects.filter(key="clinic").order_by("pk")[0].change_set.token
    whisper = Statement.objects.get(key="whisper").change_set.token
    officer = browse(net.officer)
    for key, token in (
        ("clinic", other), ("other", clinic), ("none", clinic),
        ("clinic", "00000000-0000-4000-8000-000000000000"),
    ):  # fmt: skip
        address = f"/facts/{key}/history/{token}/restore"
        assert officer.get(address).status_code == 404, address
        assert officer.post(address, {"state": "x"}).status_code == 404
    # The secretariat sees nothing of what is kept to the place.
    answer = browse(net.secretariat).post(f"/facts/whisper/history/{whisper}/restore")
    assert answer.status_code == 404
    assert officer.get(f"/facts/clinic/history/{clinic}/restore").status_code == 200


def test_a_version_that_somebody_could_not_see_then_cannot_be_restored(net: Network) -> None:
    correct(net.secretariat, "competences", "papers", visibility="network", note="Whispered")
    correct(net.secretariat, "competences", "papers", visibility="public", note="Said")
    hidden = Statement.objects.filter(key="papers").order_by("pk")[1].change_set.token
    address = f"/facts/papers/history/{hidden}/restore"
    assert browse(net.secretariat).get(address).status_code == 200
    assert browse(net.stranger).get(address).status_code == 404


def test_a_right_that_was_taken_is_gone_with_the_next_click(net: Network) -> None:
    address, officer = find_address(net), browse(net.officer)
    assert officer.get(address).status_code == 200
    end_mandate(None, Mandate.objects.get(person=net.officer))
    assert press(officer, address) == 403
    assert str(read_whole().facts["clinic"].note) == "Second"


def test_without_the_token_of_the_form_nothing_is_restored(net: Network) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(net.officer, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(find_address(net), {"state": "x"}).status_code == 403
    assert Kind.RESTORED not in list_kinds()


def test_what_says_so_already_needs_no_button(net: Network) -> None:
    press(browse(net.officer), find_address(net))
    addresses = list_links(browse(net.officer), CLINIC, "/restore")
    assert "It says so already." in read(browse(net.officer), addresses[-1])
