"""A change is taken back as one: what the page says beforehand, what stays, and who may."""

import pytest
from django.test import Client

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, confirm, correct, state
from tests.web.atlas.reading import list_entries, list_links, read
from weft.web.accounts.actions import end_mandate, give_mandate
from weft.web.accounts.models import Mandate
from weft.web.atlas.facts import read_whole
from weft.web.atlas.models import ChangeSet, Kind

pytestmark = pytest.mark.django_db
ROWS = ("health", "education", "language")


@pytest.fixture
def net() -> Network:
    return build_network()


def bring(net: Network) -> str:
    """The officer imports a file with three facts and a document; the address of undoing it."""
    rows = [competence(f"in-{area}", area=area) for area in ROWS]
    change_set = state(net.officer, "city", kind=Kind.IMPORTED, competences=rows)
    return f"/changes/{change_set.token}/undo"


def list_kinds() -> list[str]:
    return [each.kind for each in ChangeSet.objects.order_by("pk")]


def test_an_import_is_taken_back_as_one(net: Network) -> None:
    address = bring(net)
    officer = browse(net.officer)
    assert list_links(officer, address.removesuffix("/undo"), "/undo") == [address]
    assert read(officer, address).count("delivery in practice of") == 3
    answer = officer.post(address, {"reason": "The wrong file"})
    assert (answer.status_code, answer["Location"]) == (302, "/changes")
    assert not {f"in-{area}" for area in ROWS} & read_whole().facts.keys()
    newest, brought, _loaded = list_entries(browse(None), "/changes")
    assert newest.startswith("an earlier change undone · City of Tangier")
    assert "The wrong file" in newest
    assert newest.count("withdrawn City of Tangier:") == 3
    assert brought.startswith("imported from a file · City of Tangier · rows.xlsx")


def test_what_others_changed_since_stays_and_the_page_says_so(net: Network) -> None:
    address = bring(net)
    confirm(net.partner, "state", "in-health", "disputes")
    page = read(browse(net.officer), address)
    back, _, stay = page.partition("What stays, since it was changed again")
    assert "education" in back
    assert "language" in back
    assert "health" not in back
    assert "health" in stay
    client = browse(net.officer)
    assert client.post(address).status_code == 302
    assert "1 record stays as it is" in read_whole_page(client, "/changes")
    facts = read_whole().facts
    assert facts["in-health"].disputed_by == ("state",)
    assert "in-education" not in facts


def read_whole_page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_who_may_take_it_back(net: Network) -> None:
    address = bring(net)
    give_mandate(None, net.far_steward, "reader")
    for person, status in (
        (net.officer, 200),  # it was theirs
        (net.partner, 403),
        (net.stranger, 403),
        (net.steward, 200),  # keeps the place that all of it concerns
        (net.far_steward, 403),
        (net.secretariat, 200),
    ):
        client = browse(person)
        assert client.get(address).status_code == status, person
        offered = list_links(client, address.removesuffix("/undo"), "/undo")
        assert bool(offered) == (status == 200), person
        if status != 200:
            assert client.post(address).status_code == status
    for method in (browse(None).get, browse(None).post):
        answer = method(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign/login/?next=/changes/")
    assert Kind.UNDONE not in list_kinds()


def test_the_steward_takes_back_what_concerns_the_place(net: Network) -> None:
    assert browse(net.steward).post(bring(net)).status_code == 302
    assert "in-health" not in read_whole().facts


def test_what_also_concerns_others_is_not_the_stewards_to_take_back(net: Network) -> None:
    rows = [competence("here"), competence("there", holder="far-city", visibility="own")]
    change_set = state(net.officer, "city", kind=Kind.IMPORTED, competences=rows)
    address = f"/changes/{change_set.token}/undo"
    # The steward sees one of the two and keeps its place, but would take back the other too.
    assert browse(net.steward).get(address).status_code == 403
    assert browse(net.steward).post(address).status_code == 403
    assert {"here", "there"} <= read_whole().facts.keys()


def test_whoever_no_longer_speaks_for_the_actor_takes_nothing_back(net: Network) -> None:
    address, officer = bring(net), browse(net.officer)
    assert officer.get(address).status_code == 200
    end_mandate(None, Mandate.objects.get(person=net.officer))
    assert officer.post(address).status_code == 403
    give_mandate(None, net.officer, "contributor", actor="state")
    assert officer.post(address).status_code == 403
    assert "in-health" in read_whole().facts


def test_a_change_is_taken_back_once(net: Network) -> None:
    address, officer = bring(net), browse(net.officer)
    assert officer.post(address).status_code == 302
    assert officer.post(address).status_code == 409
    assert "It was taken back already." in read(officer, address)
    assert list_links(officer, address.removesuffix("/undo"), "/undo") == []
    assert list_kinds().count(Kind.UNDONE) == 1


def test_what_was_taken_back_can_be_put_back_the_same_way(net: Network) -> None:
    browse(net.officer).post(bring(net))
    undone = ChangeSet.objects.get(kind=Kind.UNDONE)
    assert browse(net.officer).post(f"/changes/{undone.token}/undo").status_code == 302
    assert {f"in-{area}" for area in ROWS} <= read_whole().facts.keys()


def test_what_would_leave_names_that_lead_nowhere_is_refused_and_nothing_is_written(
    net: Network,
) -> None:
    desk = {"id": "desk", "name": "Desk", "kind": "agency", "place": "tangier"}
    state(net.officer, "city", actors=[desk])
    state(net.officer, "city", competences=[competence("clinic", holder="desk")])
    moved = correct(net.officer, "competences", "clinic", "city", holder="city")
    last = ChangeSet.objects.filter(statements__key=None, revisions__key="desk").get()
    assert browse(net.officer).post(f"/changes/{last.token}/undo").status_code == 302
    assert "desk" not in read_whole().actor_by_id
    before = list_kinds()
    answer = browse(net.officer).post(f"/changes/{moved.token}/undo")
    assert answer.status_code == 409
    assert "It cannot be taken back" in answer.content.decode()
    assert list_kinds() == before


def test_without_the_token_of_the_form_nothing_is_taken_back(net: Network) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(net.officer, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(bring(net)).status_code == 403
    assert Kind.UNDONE not in list_kinds()
