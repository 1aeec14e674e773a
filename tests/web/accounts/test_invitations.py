"""Invitations: who may send which, what their link does, and what a used, old, withdrawn or forged
one does not do."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from tests.web.accounts.network import (
    SITE,
    Network,
    ask,
    browse,
    build_network,
    find_secret,
    fresh,
    list_roles,
)
from tests.web.accounts.signing import find_user, list_events, make_person, read_mail
from weft.web.accounts.actions import (
    MOST_REFUSALS,
    NotOpen,
    accept_invitation,
    end_mandate,
    find_invitation,
    give_mandate,
    invite,
    withdraw_invitation,
)
from weft.web.accounts.commissions import NotNamed
from weft.web.accounts.models import Event, Invitation, Mandate, Role, User

pytestmark = pytest.mark.django_db
ANA = "ana@city.example"


@pytest.fixture
def network(db: None) -> Network:
    return build_network()


# --- who may invite


def test_a_steward_invites_who_speaks_for_an_actor_there(network: Network) -> None:
    invited = ask(by=network.steward)
    assert invited.mailed
    assert invited.link in read_mail()
    assert mail.outbox[-1].to == [ANA]
    assert ("invited", f"invitation {invited.invitation.pk}: contributor city") in list_events()


@pytest.mark.parametrize(
    ("who", "role", "what"),
    [
        ("steward", Role.CONTRIBUTOR, {"actor": "state"}),  # of the country around
        ("steward", Role.CONTRIBUTOR, {"actor": "far-city"}),
        ("steward", Role.STEWARD, {"place": "tangier"}),
        ("steward", Role.SECRETARIAT, {}),
        ("steward", Role.READER, {}),
        ("far_steward", Role.CONTRIBUTOR, {"actor": "city"}),
        ("officer", Role.CONTRIBUTOR, {"actor": "city"}),
        ("partner", Role.READER, {}),
        ("stranger", Role.CONTRIBUTOR, {"actor": "city"}),
    ],
)
def test_nobody_invites_beyond_what_they_keep(
    network: Network, who: str, role: Role, what: dict[str, str]
) -> None:
    with pytest.raises(PermissionDenied):
        invite(getattr(network, who), ANA, role, site=SITE, **what)
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_the_secretariat_invites_to_everything(network: Network) -> None:
    for role, what in (
        (Role.READER, {}), (Role.SECRETARIAT, {}), (Role.STEWARD, {"place": "tangier"}),
        (Role.CONTRIBUTOR, {"actor": "state"}),
    ):  # fmt: skip
        assert invite(network.secretariat, ANA, role, site=SITE, **what).mailed


def test_nobody_invites_themself(network: Network) -> None:
    with pytest.raises(PermissionDenied):
        ask("Steward@Strait.example", by=network.steward)


def test_a_hidden_actor_is_answered_as_one_that_is_not_there(network: Network) -> None:
    for actor in ("cellar", "nobody-at-all"):
        with pytest.raises(NotNamed) as raised:
            ask(by=network.secretariat, actor=actor)
        assert str(raised.value) == "There is no such actor here."


def test_a_role_without_what_it_needs_is_refused_by_the_database(network: Network) -> None:
    with pytest.raises(IntegrityError):
        invite(network.secretariat, ANA, Role.CONTRIBUTOR, site=SITE)


def test_the_mail_is_written_in_the_language_that_was_chosen(network: Network) -> None:
    invited = ask(by=network.steward, language="fr")
    assert invited.link.startswith(f"{SITE}fr/invitations/")
    assert "Ville de Tanger" in read_mail()


# --- what the link does


def test_the_database_does_not_know_the_secret(network: Network) -> None:
    invited = ask()
    row = str(Invitation.objects.values().get())
    assert find_secret(invited.link) not in row
    assert find_secret(invited.link) not in str(list(Event.objects.values()))


def test_who_opens_the_link_reads_who_invites_to_what_and_goes_on_to_sign_up(
    network: Network,
) -> None:
    client = browse(None)
    link = ask(by=network.steward).link
    page = client.get(link).content.decode()
    assert "<bdi>Steward</bdi> invites you." in page
    assert "contributor for City of Tangier" in page
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, "/sign/signup/")
    assert client.session["invitation"] == Invitation.objects.get().pk


def test_looking_at_a_link_uses_nothing(network: Network) -> None:
    client = browse(None)
    link = ask().link
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert Invitation.objects.get().used_at is None
    assert "invitation" not in client.session


def test_somebody_new_signs_up_with_the_link_and_has_the_mandate(network: Network) -> None:
    client = browse(None)
    client.post(ask(by=network.steward).link)
    form = {"name": "Ana", "email": ANA, "password1": "threads that hold, 1998"}
    assert client.post("/sign/signup/", form).status_code == 302
    ana = User.objects.get(email=ANA)
    assert find_user(client) == ana
    assert list_roles(ana) == [("contributor", "city")]
    assert Mandate.objects.get(person=ana).given_by == network.steward


def test_who_has_an_account_with_that_address_accepts_with_a_button(network: Network) -> None:
    client = browse(network.stranger)
    link = ask("Stranger@strait.example").link
    assert list_roles(network.stranger) == []
    answer = client.post(link)
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert list_roles(network.stranger) == [("contributor", "city")]
    assert client.get(link).status_code == 410


def test_another_who_is_signed_in_gets_nothing_by_the_link(network: Network) -> None:
    client = browse(network.stranger)
    link = ask().link
    page = client.post(link)
    assert page.status_code == 200
    assert "another address" in page.content.decode()
    assert ANA not in page.content.decode()
    assert list_roles(network.stranger) == []
    with pytest.raises(PermissionDenied):
        accept_invitation(network.stranger, Invitation.objects.get())


def test_an_address_that_is_not_verified_counts_for_nothing(network: Network) -> None:
    network.stranger.emailaddress_set.update(verified=False)
    client = browse(network.stranger)
    client.post(ask("stranger@strait.example").link)
    assert list_roles(network.stranger) == []


def test_who_has_the_mandate_already_has_it_once(network: Network) -> None:
    browse(network.officer).post(ask("officer@strait.example").link)
    assert list_roles(network.officer) == [("contributor", "city")]
    assert Invitation.objects.get().used_by == network.officer


# --- what does not work any more


def spoil(invitation: Invitation, how: str) -> None:
    now = timezone.now()
    if how == "used":
        accept_invitation(make_person(invitation.email), invitation)
    elif how == "expired":
        Invitation.objects.update(expires_at=now - dt.timedelta(seconds=1))
    else:
        withdraw_invitation(None, invitation)


def test_a_link_that_does_not_work_says_so_and_not_why(network: Network) -> None:
    client, pages = browse(None), set()
    for how in ("used", "expired", "withdrawn", "forged"):
        invitation, link, _ = ask()
        if how == "forged":
            link = f"{link[:-1]}{'a' if link[-1] != 'a' else 'b'}"
        else:
            spoil(invitation, how)
        for answer in (client.get(link), client.post(link)):
            assert answer.status_code == 410
            pages.add(answer.content.decode().replace(find_secret(link), ""))
    (page,) = pages
    assert not [each for each in (ANA, "Tangier", "Steward") if each in page]
    assert "invitation" not in client.session
    assert [kind for kind, _ in list_events()].count("invitation_refused") == 8


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn"])
def test_such_an_invitation_gives_nothing_to_whoever_kept_it_open(
    network: Network, how: str
) -> None:
    invitation = ask("stranger@strait.example").invitation
    if how == "used":
        Invitation.objects.update(used_at=timezone.now())
    else:
        spoil(invitation, how)
    with pytest.raises(NotOpen):
        accept_invitation(network.stranger, invitation)
    assert list_roles(network.stranger) == []


def test_forged_links_do_not_fill_the_log(network: Network) -> None:
    for number in range(MOST_REFUSALS + 5):
        assert find_invitation(f"guess-{number}") is None
    assert Event.objects.filter(kind="invitation_refused").count() == MOST_REFUSALS


def test_what_somebody_promised_ends_with_their_right_to_promise_it(network: Network) -> None:
    kept, lost = ask(by=network.steward), ask("bo@city.example", by=network.steward)
    give_mandate(None, fresh(network.steward), Role.SECRETARIAT)
    end_mandate(network.secretariat, Mandate.objects.get(role=Role.STEWARD, place="tangier"))
    assert find_invitation(find_secret(kept.link)) is not None
    running = Mandate.objects.get(person=network.steward, ended_at=None)
    end_mandate(network.secretariat, running)
    assert find_invitation(find_secret(lost.link)) is None


# --- withdrawing


def test_a_steward_withdraws_on_the_page_what_was_promised_there(network: Network) -> None:
    invitation, link, _ = ask(by=network.secretariat)
    client = browse(network.steward)
    assert ANA in client.get("/people").content.decode()
    assert client.post(f"/people/invitations/{invitation.pk}/withdraw").status_code == 302
    assert find_invitation(find_secret(link)) is None
    about = f"invitation {invitation.pk}: contributor city"
    assert ("invitation_withdrawn", about) in list_events(network.steward)
    again = client.post(f"/people/invitations/{invitation.pk}/withdraw", follow=True)
    assert "used or withdrawn already" in again.content.decode()


def test_others_withdraw_nothing_and_do_not_learn_what_there_is(network: Network) -> None:
    invitation = ask().invitation
    address = f"/people/invitations/{invitation.pk}/withdraw"
    far = browse(network.far_steward)
    assert ANA not in far.get("/people").content.decode()
    assert far.post(address).status_code == 404
    assert far.post("/people/invitations/999999/withdraw").status_code == 404
    for person in (network.officer, network.partner, network.stranger):
        assert browse(person).post(address).status_code == 403
        with pytest.raises(PermissionDenied):
            withdraw_invitation(person, invitation)
    assert browse(None).post(address).status_code == 302
    assert Invitation.objects.get().withdrawn_at is None


def test_where_the_mail_fails_nothing_is_promised(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("weft.web.accounts.mails.send_mail", fail)
    form = {"email": ANA, "role": "contributor", "actor": "city", "language": "en"}
    page = browse(network.steward).post("/people", form, follow=True).content.decode()
    assert "nothing was promised" in page
    assert Invitation.objects.get().withdrawn_at is not None


# --- the form


def test_the_form_invites_by_the_name_of_an_actor_in_any_language(network: Network) -> None:
    form = {"email": ANA, "role": "contributor", "actor": "ville de tanger", "language": "fr"}
    assert browse(network.steward).post("/people", form).status_code == 302
    assert Invitation.objects.get().actor_id == "city"


def test_a_form_with_more_in_it_than_was_asked_promises_no_more(network: Network) -> None:
    more = {
        "email": ANA, "role": "contributor", "actor": "city", "language": "en", "place": "tangier",
        "made_by": network.secretariat.pk, "is_superuser": "on", "expires_at": "2099-01-01",
        "used_by": network.stranger.pk, "secret_hash": "x",
    }  # fmt: skip
    assert browse(network.steward).post("/people", more).status_code == 302
    row = Invitation.objects.get()
    assert (row.role, row.actor_id, row.place_id) == ("contributor", "city", None)
    assert (row.made_by, row.used_by) == (network.steward, None)
    assert row.expires_at < timezone.now() + dt.timedelta(days=15)


@pytest.mark.parametrize("role", ["steward", "secretariat", "reader", "emperor", ""])
def test_a_steward_cannot_choose_a_role_that_is_not_theirs_to_give(
    network: Network, role: str
) -> None:
    form = {"email": ANA, "role": role, "place": "tangier", "language": "en"}
    assert browse(network.steward).post("/people", form).status_code == 200
    assert not Invitation.objects.exists()


def test_a_hidden_actor_and_one_that_is_not_there_get_the_same_form_back(network: Network) -> None:
    pages = []
    for actor in ("cellar", "Zanzibar Cellar", "cellars"):
        form = {"email": ANA, "role": "contributor", "actor": actor, "language": "en"}
        answer = browse(network.steward).post("/people", form)
        assert answer.status_code == 200
        pages.append(answer.content.decode().count("There is no such record here."))
    assert pages == [1, 1, 1]
    assert not Invitation.objects.exists()


def test_an_actor_elsewhere_is_refused(network: Network) -> None:
    form = {"email": ANA, "role": "contributor", "actor": "far-city", "language": "en"}
    assert browse(network.steward).post("/people", form).status_code == 403
    assert not Invitation.objects.exists()
