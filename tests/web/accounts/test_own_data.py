"""A person's own data: everything that is kept is given to them and to nobody else, and goes when
they go, except what was stated for an actor."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from tests.web.accounts.network import (
    Network,
    ask,
    browse,
    build_network,
    find_secret,
    fresh,
    list_roles,
)
from tests.web.accounts.signing import PASSWORD, add_app, find_user, list_events, sign_in
from weft.web.accounts.actions import LastSecretariat, find_invitation, give_mandate
from weft.web.accounts.audit import note
from weft.web.accounts.models import Event, Invitation, Mandate, Request, Role, User
from weft.web.accounts.own_data import SECRET, collect, erase

pytestmark = pytest.mark.django_db
ADDRESS = "officer@strait.example"


@pytest.fixture
def network(db: None) -> Network:
    network = build_network()
    officer = network.officer
    add_app(officer)
    SocialAccount.objects.create(
        user=officer, provider="city", uid="42",
        extra_data={"userinfo": {"sub": "42"}, "id_token": "xyzzy-token", "access_token": "xyzzy"},
    )  # fmt: skip
    AccessAttempt.objects.create(
        username=ADDRESS, ip_address="192.0.2.1", user_agent="A browser", http_accept="x",
        path_info="/sign/login/", failures_since_start=1, get_data="", post_data="xyzzy-post",
    )  # fmt: skip
    Request.objects.create(person=officer, name="Officer", email=ADDRESS, message="My own words")
    Request.objects.create(
        name="Ana Other", email="ana@other.example", message="Words of another",
        actor_id="city", decided_by=officer, decided_at=officer.date_joined, granted=True,
    )  # fmt: skip
    Mandate.objects.create(person=network.stranger, role=Role.READER, given_by=officer)
    ask(ADDRESS.title(), actor="ghost")
    ask("ana@other.example", by=network.secretariat)
    Invitation.objects.filter(email="ana@other.example").update(made_by=officer)
    note("invited", officer, "a line of mine")
    model = apps.get_model("atlas.ChangeSet")
    model.objects.create(kind="published", made_by=officer)
    return network


def take(person: User) -> tuple[str, dict[str, Any]]:
    answer = browse(person).get("/me/data.json")
    assert answer["Content-Disposition"] == 'attachment; filename="weft-my-data.json"'
    text = answer.content.decode()
    return text, json.loads(text)


# --- everything that is kept


def test_one_gets_everything_that_is_kept(network: Network) -> None:
    _, data = take(network.officer)
    assert data["person"]["email"] == ADDRESS
    assert data["account.emailaddress.user"][0]["verified"] is True
    assert {each["name"] for each in data["mfa.authenticator.user"]} == {
        "TOTP Authenticator", "Recovery codes"
    }  # fmt: skip
    assert data["mfa.authenticator.user"][0]["created_at"]
    assert data["socialaccount.socialaccount.user"][0]["extra_data"] == {"userinfo": {"sub": "42"}}
    assert [each["actor"] for each in data["accounts.mandate.person"]] == ["city"]
    assert data["accounts.request.person"][0]["message"] == "My own words"
    assert data["accounts.invitation.email"][0]["actor"] == "ghost"
    assert "a line of mine" in [each["about"] for each in data["accounts.event.person"]]
    assert data["atlas.changeset.made_by"][0]["kind"] == "published"
    assert data["axes.accessattempt.username"][0]["ip_address"] == "192.0.2.1"
    assert list_events(network.officer)[-1] == ("own_data_exported", "")


def test_no_secret_is_in_it(network: Network) -> None:
    text, data = take(network.officer)
    row = fresh(network.officer)
    assert row.password not in text
    for each in Authenticator.objects.filter(user=row):
        assert not [x for x in map(str, each.data.values()) if len(x) > 3 and x in text]
    for each in Invitation.objects.all():
        assert each.secret_hash not in text
    assert "xyzzy" not in text
    names = {
        key for rows in data.values() if isinstance(rows, list) for each in rows for key in each
    }
    assert not [each for each in names | set(data["person"]) if SECRET.search(each)]


def test_names_and_addresses_of_others_are_not_in_it(network: Network) -> None:
    text, data = take(network.officer)
    for each in ("Ana Other", "ana@other.example", "Words of another", "secretariat@"):
        assert each not in text
    assert data["accounts.request.decided_by"][0]["decided_by"] == "you"
    assert data["accounts.mandate.given_by"][0]["person"] == "somebody else"


def test_every_table_that_leads_to_a_person_is_in_it(network: Network) -> None:
    data = collect(network.officer)
    leading = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=False)
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is User
    }
    assert len(leading) > 10
    assert leading <= set(data)


def test_nobody_else_gets_it(network: Network) -> None:
    text, _ = take(network.stranger)
    assert ADDRESS not in text
    assert browse(None).get("/me/data.json").status_code == 302


# --- the way out


def post_erase(client: Client, word: str = "erase") -> Any:
    client.post("/sign/reauthenticate/", {"password": PASSWORD})
    return client.post("/me/erase", {"word": word})


def test_who_erases_themself_is_gone(network: Network) -> None:
    client, other = browse(network.officer), browse(network.officer)
    assert "What stays" in client.get("/me/erase").content.decode()
    assert post_erase(client).status_code == 302
    row = fresh(network.officer)
    assert (row.name, row.email, row.is_active) == ("", "", False)
    assert row.erased_at is not None
    assert not row.has_usable_password()
    for model in (EmailAddress, Authenticator, SocialAccount):
        assert not model.objects.filter(user=row).exists()
    assert not AccessAttempt.objects.exists()
    assert list_roles(row) == []
    for each in (client, other):
        assert each.get("/me").status_code == 302
    sign_in(client, ADDRESS)
    assert find_user(client) is None
    assert ("erased", f"person {row.pk}") in list_events()


def test_nothing_of_a_name_or_an_address_is_left_in_any_table(network: Network) -> None:
    note("refused", network.secretariat, f"about {ADDRESS}")
    User.objects.filter(pk=network.officer.pk).update(name="Unmistakable Name")
    Request.objects.filter(person=network.officer).update(name="Unmistakable Name")
    erase(fresh(network.officer))
    everything = str([
        list(model._default_manager.values()) for model in apps.get_models()
        if model._meta.app_label not in ("atlas", "sessions")
    ]).lower()  # fmt: skip
    assert "stranger@strait.example" in everything
    for each in (ADDRESS, "unmistakable", "my own words", "192.0.2.1"):
        assert each not in everything


def test_what_was_done_stays_without_a_name(network: Network) -> None:
    pk = network.officer.pk
    post_erase(browse(network.officer))
    assert apps.get_model("atlas.ChangeSet").objects.filter(made_by=pk).exists()
    (mandate,) = Mandate.objects.filter(person=pk)
    assert mandate.ended_at is not None
    page = browse(network.secretariat).get("/log").content.decode()
    assert "somebody who is erased" in page
    assert browse(network.steward).get(f"/people/{pk}").status_code == 404


def test_invitations_by_and_for_somebody_who_is_gone_open_nothing(network: Network) -> None:
    to, by = ask(ADDRESS), ask("bo@city.example")
    Invitation.objects.filter(pk=by.invitation.pk).update(made_by=network.officer)
    erase(fresh(network.officer))
    for each in (to, by):
        assert find_invitation(find_secret(each.link)) is None


def test_the_sessions_of_who_is_gone_are_gone(network: Network) -> None:
    browse(network.officer)
    stays = browse(network.stranger)
    before = Session.objects.count()
    erase(fresh(network.officer))
    assert Session.objects.count() == before - 1
    assert stays.get("/me").status_code == 200


def test_it_needs_the_password_again(network: Network) -> None:
    client = browse(network.officer)
    answer = client.post("/me/erase", {"word": "erase"})
    assert answer["Location"].startswith("/sign/reauthenticate/")
    assert fresh(network.officer).is_active
    client.post("/sign/reauthenticate/", {"password": "wrong"})
    assert client.post("/me/erase", {"word": "erase"}).status_code == 302
    assert fresh(network.officer).is_active


def test_with_the_password_it_goes_on_where_it_was(network: Network) -> None:
    client = browse(network.officer)
    where = client.post("/me/erase", {"word": "erase"})["Location"]
    assert client.post(where, {"password": PASSWORD, "next": "/me/erase"}).status_code == 302
    assert not fresh(network.officer).is_active
    assert find_user(client) is None


@pytest.mark.parametrize("word", ["", "yes", "erase me"])
def test_it_needs_the_word(network: Network, word: str) -> None:
    assert post_erase(browse(network.officer), word).status_code == 200
    assert fresh(network.officer).is_active


def test_the_word_may_be_typed_in_english_in_any_language(network: Network) -> None:
    client = browse(network.officer)
    client.post("/sign/reauthenticate/", {"password": PASSWORD})
    assert client.post("/ar/me/erase", {"word": " Erase "}).status_code == 302
    assert not fresh(network.officer).is_active


def test_the_last_of_the_secretariat_cannot_go(network: Network) -> None:
    answer = post_erase(browse(network.secretariat))
    assert answer.status_code == 409
    assert "only one of the secretariat" in answer.content.decode()
    assert fresh(network.secretariat).is_active
    with pytest.raises(LastSecretariat):
        erase(network.secretariat)
    give_mandate(None, network.stranger, Role.SECRETARIAT)
    assert post_erase(browse(network.secretariat)).status_code == 302
    assert not fresh(network.secretariat).is_active


def test_a_new_account_with_the_address_is_somebody_new(network: Network) -> None:
    erase(fresh(network.officer))
    client = browse(None)
    client.post(ask(ADDRESS).link)
    client.post("/sign/signup/", {"name": "New", "email": ADDRESS, "password1": PASSWORD + "!"})
    person = User.objects.get(email=ADDRESS)
    assert person.pk != network.officer.pk
    assert not Event.objects.filter(person=person, about="a line of mine").exists()
