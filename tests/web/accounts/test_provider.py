"""Signing in with a city's own identity provider: the whole way there and back, and whom it is
believed to bring."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import mail
from django.test import Client
from pytest_django import Settings

from tests.web.accounts.identity import CLIENT, SECRET, Identity, serve_identity
from tests.web.accounts.signing import (
    OFFICER,
    STRANGER,
    add_app,
    find_code,
    find_user,
    invite,
    list_events,
    make_person,
    prove_again,
    sign_in,
)
from weft.web.accounts.models import Mandate, User
from weft.web.environment import Provider

pytestmark = pytest.mark.django_db
AMINA = {"sub": "1001", "email": OFFICER, "email_verified": True, "name": "Amina Officer"}


@pytest.fixture
def identity(settings: Settings) -> Iterator[Identity]:
    with serve_identity() as found:
        found.person = AMINA
        known = Provider(found.address, CLIENT, SECRET, "City of Lyon")
        settings.PROVIDER = known
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [known.describe()]}
        }
        yield found


def find_form(client: Client, page: str) -> str:
    """Where the button with the provider's name leads."""
    html = client.get(page).content.decode()
    found = re.search(
        r'<form method="post" action="([^"]+)">(?:(?!</form>).)*City of Lyon', html, re.DOTALL
    )
    assert found, html
    return found[1].replace("&amp;", "&")


def go(client: Client, page: str = "/sign/login/") -> Any:
    """Press the button, sign in there, and come back; the first answer here."""
    answer = client.post(find_form(client, page))
    assert answer.status_code == 302
    there = requests.get(answer.headers["Location"], allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


# --- the way there and back


def test_who_was_invited_comes_in_from_the_provider(client: Client, identity: Identity) -> None:
    invitation = invite(client)
    answer = go(client)
    assert answer.headers["Location"] == "/me"
    person = find_user(client)
    assert person is not None
    assert (person.name, person.email, person.first_name) == ("Amina Officer", OFFICER, "")
    assert re.fullmatch("[0-9a-f]{32}", person.username)
    assert not person.has_usable_password()
    (address,) = EmailAddress.objects.filter(user=person)
    assert (address.email, address.verified) == (OFFICER, True)
    assert Mandate.objects.get(person=person).role == invitation.role
    assert [kind for kind, _ in list_events(person)][-2:] == ["signed_up", "signed_in"]
    assert "/token" in identity.asked
    assert not SocialToken.objects.exists()  # nothing is kept with which to ask again


def test_who_came_once_comes_back_whatever_the_address_is_by_then(
    client: Client, identity: Identity
) -> None:
    invite(client)
    go(client)
    person = find_user(client)
    identity.person = AMINA | {"email": "amina@new-name.example"}
    other = Client()
    go(other)
    assert find_user(other) == person
    assert User.objects.count() == 1


def test_a_person_with_the_same_verified_address_is_connected(
    client: Client, identity: Identity
) -> None:
    person = make_person()
    go(client)
    assert find_user(client) == person
    assert SocialAccount.objects.get().user == person
    assert person.check_password("threads that hold, 1998")
    assert "provider_connected" in [kind for kind, _ in list_events(person)]


def test_it_comes_back_to_one_address_and_goes_on_in_the_language_it_left(
    client: Client, identity: Identity
) -> None:
    make_person()
    assert go(client, "/ar/sign/login/").headers["Location"] == "/ar/me"
    assert go(Client()).headers["Location"] == "/me"
    assert len(set(identity.callbacks)) == 1
    assert urlsplit(identity.callbacks[0]).path.startswith("/sign/oidc/127-0-0-1-")


def test_it_leads_on_to_where_one_wanted_to_go(client: Client, identity: Identity) -> None:
    make_person()
    assert go(client, "/sign/login/?next=/places/lyon").headers["Location"] == "/places/lyon"
    other = Client()
    evil = find_form(other, "/sign/login/?next=https://evil.example/")
    answer = other.post(evil)
    there = requests.get(answer.headers["Location"], allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    assert other.get(f"{back.path}?{back.query}").headers["Location"] == "/me"


def test_a_second_factor_is_asked_for_after_the_provider_too(
    client: Client, identity: Identity
) -> None:
    add_app(make_person())
    assert go(client).headers["Location"] == "/sign/2fa/authenticate/"
    assert find_user(client) is None


# --- whom it is not believed to bring


def test_without_an_invitation_nobody_comes_in(client: Client, identity: Identity) -> None:
    answer = go(client, "/fr/sign/login/")
    assert find_user(client) is None
    assert not User.objects.exists()
    assert '<html lang="fr"' in answer.content.decode()
    assert "/fr/join" in answer.content.decode()


def test_an_invitation_is_for_the_address_it_was_sent_to(
    client: Client, identity: Identity
) -> None:
    invite(client, STRANGER)
    go(client)
    assert not User.objects.exists()


@pytest.mark.parametrize("said", [False, None, "false", 0])
def test_an_address_that_the_provider_has_not_verified_opens_no_account(
    said: object, client: Client, identity: Identity
) -> None:
    make_person()
    identity.person = AMINA | {"email_verified": said}
    go(client)
    assert find_user(client) is None
    assert not SocialAccount.objects.exists()


def test_nor_does_an_invitation_open_the_account_of_somebody_else(
    client: Client, identity: Identity
) -> None:
    make_person()
    invite(client)
    identity.person = AMINA | {"email_verified": False}
    go(client)
    assert find_user(client) is None
    assert not SocialAccount.objects.exists()


def test_an_address_that_is_not_verified_here_connects_nobody(
    client: Client, identity: Identity
) -> None:
    person = make_person()
    EmailAddress.objects.filter(user=person).update(verified=False)
    go(client)
    assert find_user(client) is None
    assert not SocialAccount.objects.exists()


def test_who_is_no_longer_active_does_not_get_in(client: Client, identity: Identity) -> None:
    make_person(is_active=False)
    go(client)
    assert find_user(client) is None


def test_a_link_alone_signs_nobody_in(client: Client, identity: Identity) -> None:
    make_person()
    answer = client.get(find_form(client, "/sign/login/"))
    assert answer.status_code == 200
    assert identity.asked == []


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, identity: Identity) -> None:
    make_person()
    answer = client.post(find_form(client, "/sign/login/"))
    there = requests.get(answer.headers["Location"], allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    other = Client()
    refused = other.get(f"{back.path}?{back.query}")
    assert refused.status_code == 401
    assert '<main id="main"' in refused.content.decode()
    assert find_user(other) is None


def test_a_code_is_worth_nothing_without_what_only_this_browser_knows(
    client: Client, identity: Identity
) -> None:
    make_person()
    mine, theirs = Client(), Client()
    codes = []
    for browser in (mine, theirs):
        answer = browser.post(find_form(browser, "/sign/login/"))
        there = requests.get(answer.headers["Location"], allow_redirects=False, timeout=5)
        codes.append(parse_qs(urlsplit(there.headers["Location"]).query))
    path = urlsplit(identity.callbacks[0]).path
    answer = mine.get(path, {"code": codes[1]["code"][0], "state": codes[0]["state"][0]})
    assert answer.status_code == 401
    assert find_user(mine) is None


def test_a_token_for_somebody_else_is_refused(client: Client, identity: Identity) -> None:
    make_person()
    identity.person = AMINA | {"aud": "another site"}
    assert go(client).status_code == 401
    assert find_user(client) is None


def test_what_is_told_of_somebody_else_is_not_believed(client: Client, identity: Identity) -> None:
    make_person()
    identity.told = AMINA | {"sub": "1002"}
    identity.person = AMINA | {"email": STRANGER}
    assert go(client).status_code == 401
    assert find_user(client) is None


def test_a_provider_that_is_away_is_said_in_our_look(client: Client, identity: Identity) -> None:
    make_person()
    path = find_form(client, "/sign/login/")
    there = requests.get(client.post(path)["Location"], allow_redirects=False, timeout=5)
    back = urlsplit(there.headers["Location"])
    identity.away = True
    for answer in (client.post(path), client.get(f"{back.path}?{back.query}")):
        assert answer.status_code == 401
        assert '<main id="main"' in answer.content.decode()
    assert find_user(client) is None


def test_cancelling_there_leads_back_to_the_sign_in(client: Client, identity: Identity) -> None:
    answer = client.post(find_form(client, "/sign/login/"))
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    path = urlsplit(asked["redirect_uri"][0]).path
    answer = client.get(path, {"error": "access_denied", "state": asked["state"][0]}, follow=True)
    assert "/sign/login/" in answer.content.decode()
    assert find_user(client) is None


# --- connections


def test_a_person_connects_and_disconnects_after_proving_who_they_are(
    client: Client, identity: Identity
) -> None:
    person = make_person(STRANGER)
    sign_in(client, STRANGER)
    prove_again(client, "/me")
    go(client, "/sign/3rdparty/")
    account = SocialAccount.objects.get(user=person)
    page = client.get("/sign/3rdparty/").content.decode()
    assert "City of Lyon" in page
    client.post("/sign/3rdparty/", {"account": account.pk})
    assert not SocialAccount.objects.exists()
    kinds = [kind for kind, _ in list_events(person)]
    assert kinds[-2:] == ["provider_connected", "provider_disconnected"]


def test_nobody_disconnects_somebody_else(client: Client, identity: Identity) -> None:
    make_person()
    go(client)
    account = SocialAccount.objects.get()
    make_person(STRANGER)
    other = Client()
    sign_in(other, STRANGER)
    prove_again(other, "/me")
    other.post("/sign/3rdparty/", {"account": account.pk})
    assert SocialAccount.objects.filter(pk=account.pk).exists()


def test_who_came_by_the_provider_has_no_password_and_proves_by_mail_who_they_are(
    client: Client, identity: Identity
) -> None:
    invite(client)
    go(client)
    assert client.get("/sign/password/change/").headers["Location"] == "/sign/password/set/"
    where = client.get("/sign/2fa/totp/activate/").headers["Location"]
    page = client.get(where).content.decode()
    assert OFFICER in page
    mail.outbox.clear()
    client.post(where, {"recipient": OFFICER})
    code = find_code(mail.outbox[-1].body)
    client.post("/sign/reauthenticate/code/confirm/", {"code": code})
    assert client.get("/sign/2fa/totp/activate/").status_code == 200


def test_the_accounts_of_a_former_provider_open_nothing_and_are_not_shown(
    client: Client, identity: Identity
) -> None:
    person = make_person()
    SocialAccount.objects.create(user=person, provider="login-old-example", uid="1001")
    sign_in(client)
    page = client.get("/sign/3rdparty/").content.decode()
    assert 'type="radio"' not in page
    identity.person = AMINA | {"email": STRANGER}
    other = Client()
    go(other)
    assert find_user(other) is None


@pytest.mark.parametrize("id_", ["anything", "openid_connect", "%00", "a" * 3000])
def test_an_address_of_no_provider_is_no_page(id_: str, client: Client, identity: Identity) -> None:
    status = 400 if id_ == "%00" else 404  # such a sign is refused before anything is looked up
    assert client.post(f"/sign/oidc/{id_}/login/").status_code == status
    assert client.get(f"/sign/oidc/{id_}/login/callback/?code=x").status_code == status


def test_without_a_provider_there_is_no_button_and_no_way(client: Client) -> None:
    assert "/sign/oidc/" not in client.get("/sign/login/").content.decode()
    assert client.post("/sign/oidc/anything/login/").status_code == 404
