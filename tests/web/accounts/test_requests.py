"""Asking to join and claiming an actor's record: who hears of it, who decides, and what a stranger
learns by asking."""

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from tests.web.accounts.network import (
    SITE,
    Network,
    browse,
    build_network,
    fresh,
    list_roles,
)
from tests.web.accounts.signing import find_link, list_events, read_mail
from weft.web.accounts.actions import (
    MOST_OPEN,
    NotOpen,
    accept_invitation,
    decide_request,
    request_access,
)
from weft.web.accounts.models import Invitation, Request, User

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Ana", "email": "ana@city.example", "organisation": "City of Tangier",
    "message": "I answer for housing.", "website": "",
}  # fmt: skip


@pytest.fixture
def network(db: None) -> Network:
    cache.clear()  # it counts requests
    return build_network()


def post_join(by: User | None = None, **said: str) -> Any:
    return browse(by).post("/join", {**FORM, **said})


def ask(**said: Any) -> Request:
    wanted = {"person": None, "name": "Ana", "email": "ana@city.example", "actor": "city", **said}
    request = request_access(site=SITE, **wanted)
    assert request is not None
    mail.outbox.clear()
    return request


# --- asking


def test_somebody_asks_and_those_who_keep_the_place_hear_of_it(network: Network) -> None:
    answer = post_join()
    assert (answer.status_code, answer["Location"]) == (302, "/join?sent")
    request = Request.objects.get()
    assert (request.name, request.email, request.actor_id) == ("Ana", "ana@city.example", "city")
    assert [each.to for each in mail.outbox] == [["steward@strait.example"]]
    assert find_link(read_mail()) == "/people"
    assert "housing" not in read_mail()
    assert list_events()[-1] == ("requested", f"request {request.pk}: city")


def test_where_nobody_keeps_the_place_the_secretariat_hears_of_it(network: Network) -> None:
    post_join(organisation="Ministry of the Interior")
    assert [each.to for each in mail.outbox] == [["secretariat@strait.example"]]


def test_an_organisation_that_is_not_on_record_is_kept_as_words(network: Network) -> None:
    post_join(organisation="Sisters of\r\nthe Harbour")
    request = Request.objects.get()
    assert (request.actor_id, request.organisation) == (None, "Sisters of the Harbour")


def test_a_hidden_actor_is_words_like_any_other(network: Network) -> None:
    post_join(organisation="Zanzibar Cellar")
    post_join(organisation="cellar", email="bo@city.example")
    assert list(Request.objects.values_list("actor", flat=True)) == [None, None]
    page = browse(None).get("/join?actor=cellar").content.decode()
    assert "Zanzibar" not in page
    assert 'value="City of Tangier"' in browse(None).get("/join?actor=city").content.decode()


def test_the_answer_does_not_tell_whether_an_address_is_known(network: Network) -> None:
    addresses = ("new@city.example", "officer@strait.example", "Officer@strait.example")
    answers = [post_join(email=each) for each in addresses]
    assert len({(each.status_code, each["Location"], each.content) for each in answers}) == 1
    assert Request.objects.count() == 2  # who asks the same twice has asked once


def test_one_address_has_few_requests_waiting(network: Network) -> None:
    for number in range(MOST_OPEN + 3):
        assert post_join(organisation=f"Club {number}").status_code == 302
    assert Request.objects.count() == MOST_OPEN


def test_a_machine_that_fills_in_everything_gets_the_same_answer_and_writes_nothing(
    network: Network,
) -> None:
    assert post_join(website="https://spam.example")["Location"] == "/join?sent"
    assert not Request.objects.exists()
    assert not mail.outbox


def test_too_many_requests_from_one_place_wait(network: Network) -> None:
    codes = [post_join(email=f"n{number}@city.example").status_code for number in range(12)]
    assert codes == [302] * 10 + [429] * 2
    assert Request.objects.count() == 10


def test_a_form_that_is_not_whole_comes_back_with_what_is_missing(network: Network) -> None:
    page = post_join(name="", email="nobody").content.decode()
    assert page.count("errorlist") == 2
    assert 'aria-invalid="true"' in page
    assert "I answer for housing." in page
    assert not Request.objects.exists()


def test_who_says_neither_for_whom_nor_what_asks_nothing(network: Network) -> None:
    for person in (None, network.stranger):
        page = post_join(person, organisation="", message="").content.decode()
        assert "Say for whom you would speak" in page
    assert not Request.objects.exists()


def test_more_in_the_form_than_was_asked_changes_nothing(network: Network) -> None:
    post_join(granted="True", decided_by=str(network.secretariat.pk), role="secretariat",
              person=str(network.stranger.pk), actor="state", is_superuser="on")  # fmt: skip
    request = Request.objects.get()
    assert (request.granted, request.decided_by, request.person) == (None, None, None)
    assert request.actor_id == "city"


# --- claiming


def test_who_is_signed_in_claims_a_record(network: Network) -> None:
    client = browse(network.stranger)
    assert "City of Tangier" in client.get("/actors/city/claim").content.decode()
    answer = client.post("/actors/city/claim", {"message": "It is ours."})
    assert answer["Location"] == "/me"
    request = Request.objects.get()
    assert (request.person, request.actor_id) == (network.stranger, "city")
    assert (request.email, request.message) == ("stranger@strait.example", "It is ours.")
    assert "waits for an answer" in client.get("/me").content.decode()


def test_a_claim_in_another_persons_name_is_ones_own(network: Network) -> None:
    form = {"person": network.officer.pk, "email": "officer@strait.example", "actor": "state"}
    browse(network.stranger).post("/actors/city/claim", form)
    request = Request.objects.get()
    assert (request.person, request.actor_id) == (network.stranger, "city")


def test_who_is_not_signed_in_is_led_to_ask_with_the_actor_filled_in(network: Network) -> None:
    for answer in (browse(None).get("/actors/city/claim"), browse(None).post("/actors/city/claim")):
        assert (answer.status_code, answer["Location"]) == (302, "/join?actor=city")
    assert not Request.objects.exists()


def test_who_speaks_for_the_actor_already_asks_nothing(network: Network) -> None:
    client = browse(network.officer)
    assert "You speak for" in client.get("/actors/city/claim").content.decode()
    client.post("/actors/city/claim", {"message": "again"})
    assert not Request.objects.exists()


def test_a_hidden_actor_cannot_be_claimed_nor_told_from_none(network: Network) -> None:
    for person in (None, network.stranger, network.secretariat):
        client, pages = browse(person), []
        for actor in ("cellar", "cellaz"):
            answer = client.get(f"/actors/{actor}/claim")
            assert answer.status_code == 404
            pages.append(answer.content.decode().replace(actor, ""))
        assert pages[0] == pages[1]


def test_who_is_signed_in_asks_for_an_organisation_that_is_not_on_record(network: Network) -> None:
    page = browse(network.stranger).get("/join").content.decode()
    assert 'name="email"' not in page
    post_join(network.stranger, organisation="Sisters of the Harbour", email="other@x.example")
    request = Request.objects.get()
    assert (request.person, request.email) == (network.stranger, "stranger@strait.example")


# --- deciding


def test_a_steward_grants_a_claim_and_the_mandate_is_there(network: Network) -> None:
    request = ask(person=network.stranger)
    client = browse(network.steward)
    assert "would like to speak for" in client.get("/people").content.decode()
    assert client.post(f"/people/requests/{request.pk}", {"granted": "yes"}).status_code == 302
    assert list_roles(network.stranger) == [("contributor", "city")]
    request.refresh_from_db()
    assert (request.granted, request.decided_by) == (True, network.steward)
    assert mail.outbox[-1].to == ["stranger@strait.example"]
    about = f"contributor city to person {network.stranger.pk}"
    assert list_events(network.steward)[-2:] == [
        ("request_granted", f"request {request.pk}"), ("mandate_given", about),
    ]  # fmt: skip


def test_who_has_no_account_gets_an_invitation(network: Network) -> None:
    request = ask(language="fr")
    browse(network.steward).post(f"/people/requests/{request.pk}", {"granted": "yes"})
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.actor_id) == ("ana@city.example", "city")
    assert mail.outbox[-1].to == ["ana@city.example"]
    assert find_link(read_mail()).startswith("/fr/invitations/")


def test_what_was_asked_before_the_account_belongs_to_the_person_then(network: Network) -> None:
    request = ask(email="stranger@strait.example")
    decide_request(network.steward, request, True, site=SITE)
    accept_invitation(network.stranger, Invitation.objects.get())
    assert Request.objects.get().person == network.stranger


def test_a_refusal_is_told_and_gives_nothing(network: Network) -> None:
    request = ask(person=network.stranger)
    browse(network.steward).post(f"/people/requests/{request.pk}", {"granted": "no"})
    assert list_roles(network.stranger) == []
    assert not Invitation.objects.exists()
    assert "not granted" in read_mail()
    assert list_events(network.steward)[-1] == ("request_refused", f"request {request.pk}")


def test_a_request_is_decided_once(network: Network) -> None:
    request = ask(person=network.stranger)
    decide_request(network.steward, request, False, site=SITE)
    with pytest.raises(NotOpen):
        decide_request(network.steward, request, True, site=SITE)
    answer = browse(network.steward).post(
        f"/people/requests/{request.pk}", {"granted": "yes"}, follow=True
    )
    assert "decided already" in answer.content.decode()
    assert list_roles(network.stranger) == []


def test_the_secretariat_says_for_whom_where_the_request_names_nobody_on_record(
    network: Network,
) -> None:
    request = ask(person=network.stranger, actor=None, organisation="Town hall")
    form = {"granted": "yes", "actor": "City of Tangier"}
    browse(network.secretariat).post(f"/people/requests/{request.pk}", form)
    assert list_roles(network.stranger) == [("contributor", "city")]


def test_without_an_actor_who_is_granted_is_a_reader(network: Network) -> None:
    request = ask(person=network.stranger, actor=None)
    browse(network.secretariat).post(f"/people/requests/{request.pk}", {"granted": "yes"})
    assert list_roles(network.stranger) == [("reader", None)]


def test_what_a_request_names_is_not_replaced_by_who_decides(network: Network) -> None:
    request = ask(person=network.stranger)
    form = {"granted": "yes", "actor": "state"}
    browse(network.secretariat).post(f"/people/requests/{request.pk}", form)
    assert list_roles(network.stranger) == [("contributor", "city")]


@pytest.mark.parametrize("actor", ["city", "state", None])
def test_others_neither_see_nor_decide_it(network: Network, actor: str | None) -> None:
    request = ask(actor=actor, name="Ana Unlikely")
    address = f"/people/requests/{request.pk}"
    far = browse(network.far_steward)
    assert "Ana Unlikely" not in far.get("/people").content.decode()
    assert far.post(address, {"granted": "yes", "actor": "far-city"}).status_code == 404
    assert far.post("/people/requests/999999", {"granted": "yes"}).status_code == 404
    for person in (network.officer, network.partner, network.stranger):
        assert browse(person).post(address, {"granted": "yes"}).status_code == 403
        with pytest.raises(PermissionDenied):
            decide_request(fresh(person), request, True, site=SITE)
    with pytest.raises(PermissionDenied):
        decide_request(fresh(network.far_steward), request, False, site=SITE)
    assert Request.objects.get().decided_at is None
    seen = "Ana Unlikely" in browse(network.steward).get("/people").content.decode()
    assert seen is (actor == "city")
    assert "Ana Unlikely" in browse(network.secretariat).get("/people").content.decode()


def test_nobody_decides_what_they_asked_themselves(network: Network) -> None:
    request = ask(person=network.steward, email="steward@strait.example")
    with pytest.raises(PermissionDenied):
        decide_request(network.steward, request, True, site=SITE)
    answer = browse(network.steward).post(f"/people/requests/{request.pk}", {"granted": "yes"})
    assert answer.status_code == 403
    assert list_roles(network.steward) == [("steward", "tangier")]


def test_words_of_others_are_shown_as_words(network: Network) -> None:
    ask(name="<script>alert(1)</script>", message="<b>now</b>")
    page = browse(network.steward).get("/people").content.decode()
    assert "<script" not in page
    assert "<b>now" not in page
    assert "&lt;script&gt;" in page
