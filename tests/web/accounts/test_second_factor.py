"""Codes from an app, recovery codes and passkeys: set up, asked for at the sign-in, not guessed."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.web.accounts.authenticator import Passkey
from tests.web.accounts.signing import (
    OFFICER,
    PASSWORD,
    SIGN_IN,
    STRANGER,
    add_app,
    find_user,
    list_events,
    list_recovery_codes,
    make_person,
    prove_again,
    sign_in,
    tell_code,
    tell_wrong_code,
)

pytestmark = pytest.mark.django_db
APP, CODE = "/sign/2fa/totp/activate/", "/sign/2fa/authenticate/"
KEYS, ADD = "/sign/2fa/webauthn/", "/sign/2fa/webauthn/add/"
PASSKEY_SIGN_IN = "/sign/2fa/webauthn/login/"


def read_data(page: str) -> dict[str, Any]:
    """What a page hands to the script of passkeys."""
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def add_passkey(client: Client, passkey: Passkey) -> Any:
    page = prove_again(client, ADD).content.decode()
    credential = passkey.create(read_data(page)["creation_options"]["publicKey"])
    data = {"name": "My phone", "passwordless": "on", "credential": json.dumps(credential)}
    return client.post(ADD, data)


# --- an app


@pytest.fixture
def forget_counts() -> Iterator[None]:
    """What is counted stays when a test commits; the next one starts anew."""
    yield
    cache.clear()


@pytest.mark.django_db(transaction=True)  # it is told and logged once it is done for good
@pytest.mark.usefixtures("forget_counts")
def test_an_app_is_set_up_with_a_picture_in_the_page_and_a_code(client: Client) -> None:
    person = make_person()
    sign_in(client)
    assert "/reauthenticate/" in client.get(APP).headers["Location"]
    page = prove_again(client, APP).content.decode()
    assert "<svg" in page
    assert "data:" not in page
    assert "<?xml" not in page
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page)
    assert secret
    answer = client.post(APP, {"code": tell_code(secret[1])})
    assert answer.headers["Location"] == "/sign/2fa/recovery-codes/"
    page = client.get("/sign/2fa/recovery-codes/").content.decode()
    assert all(code in page for code in list_recovery_codes(person))
    assert ("second_factor", "totp added") in list_events(person)
    assert any("Authenticator" in each.subject for each in mail.outbox)


def test_the_code_is_asked_for_after_the_password(client: Client) -> None:
    person = make_person()
    secret = add_app(person)
    assert sign_in(client).headers["Location"] == CODE
    assert find_user(client) is None
    page = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    client.post(CODE, {"code": tell_wrong_code(secret)})
    assert find_user(client) is None
    assert client.post(CODE, {"code": tell_code(secret)}).headers["Location"] == "/me"
    assert find_user(client) == person
    kinds = [line for line in list_events(person) if line[0] != "second_factor"]
    assert kinds == [("sign_in_failed", "second factor"), ("signed_in", "")]


def test_it_leads_on_to_where_one_wanted_to_go(client: Client) -> None:
    secret = add_app(make_person())
    client.post(SIGN_IN, {"login": OFFICER, "password": PASSWORD, "next": "/places/lyon"})
    assert client.post(CODE, {"code": tell_code(secret)}).headers["Location"] == "/places/lyon"


def test_a_code_works_once(client: Client) -> None:
    secret = add_app(make_person())
    code = tell_code(secret)
    sign_in(client)
    client.post(CODE, {"code": code})
    other = Client()
    sign_in(other)
    other.post(CODE, {"code": code})
    assert find_user(other) is None


def test_a_recovery_code_works_once(client: Client) -> None:
    person = make_person()
    add_app(person)
    code = list_recovery_codes(person)[0]
    sign_in(client)
    client.post(CODE, {"code": code})
    assert find_user(client) == person
    other = Client()
    sign_in(other)
    other.post(CODE, {"code": code})
    assert find_user(other) is None


def test_guessing_a_code_is_limited_also_with_the_right_one_in_the_end(client: Client) -> None:
    person = make_person()
    secret = add_app(person)
    wrong = tell_wrong_code(secret)
    for number in range(30):
        where = {"REMOTE_ADDR": f"192.0.2.{number}"}  # whoever guesses comes from everywhere
        sign_in(client, **where)
        client.post(CODE, {"code": wrong}, **where)
    answer = client.post(CODE, {"code": tell_code(secret)}, REMOTE_ADDR="198.51.100.1")
    assert "Too many failed login attempts" in answer.content.decode()
    assert find_user(client) is None


def test_a_day_of_guesses_has_a_limit_too(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1000/m/key", "second_factor": "4/d/key"}
    secret = add_app(make_person())
    sign_in(client)
    wrong = tell_wrong_code(secret)
    answers = [client.post(CODE, {"code": wrong}).content.decode() for _ in range(5)]
    assert ["Too many" in each for each in answers] == [False] * 4 + [True]


def test_signing_in_often_uses_up_no_guesses(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"second_factor": "2/d/key"}
    person = make_person()
    add_app(person)
    for code in list_recovery_codes(person)[:4]:
        browser = Client()
        sign_in(browser)
        browser.post(CODE, {"code": code})
        assert find_user(browser) == person


def test_the_password_alone_does_not_change_a_thing(client: Client) -> None:
    add_app(make_person())
    sign_in(client)
    for path in ("/me", "/sign/2fa/", "/sign/email/", "/sign/password/change/"):
        assert client.get(path).status_code == 302, path


def test_an_app_is_taken_away_only_by_who_proves_again_who_they_are(client: Client) -> None:
    person = make_person()
    secret = add_app(person)
    sign_in(client)
    client.post(CODE, {"code": tell_code(secret)})
    away = "/sign/2fa/totp/deactivate/"
    client.post(away)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    prove_again(client, away)
    client.post(away)
    assert not Authenticator.objects.filter(user=person).exists()
    assert ("second_factor", "totp removed") in list_events(person)


def test_nobody_touches_the_factors_of_somebody_else(localhost: Client) -> None:
    owner, other = make_person(), make_person(STRANGER)
    sign_in(localhost)
    add_passkey(localhost, Passkey())
    key = Authenticator.objects.get(user=owner, type="webauthn")
    browser = Client()
    sign_in(browser, STRANGER)
    for what in ("remove", "edit"):
        assert prove_again(browser, f"{KEYS}keys/{key.pk}/{what}/").status_code == 404
        assert browser.post(f"{KEYS}keys/{key.pk}/{what}/", {"name": "mine"}).status_code == 404
    key.refresh_from_db()
    assert key.data["name"] == "My phone"
    assert not Authenticator.objects.filter(user=other).exists()


# --- passkeys, for which a browser on this machine wants a name and no number


def open_browser() -> Client:
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def localhost() -> Client:
    return open_browser()


def test_a_passkey_opens_the_account_without_a_password(localhost: Client) -> None:
    person, passkey = make_person(), Passkey()
    sign_in(localhost)
    assert add_passkey(localhost, passkey).headers["Location"] == "/sign/2fa/recovery-codes/"
    assert ("second_factor", "webauthn added") in list_events(person)
    other = open_browser()
    asked = other.get(PASSKEY_SIGN_IN, headers={"accept": "application/json"}).json()
    credential = passkey.get(asked["request_options"]["publicKey"])
    answer = other.post(PASSKEY_SIGN_IN, {"credential": json.dumps(credential)})
    assert answer.headers["Location"] == "/me"
    assert find_user(other) == person
    assert "My phone" in other.get(KEYS).content.decode()


def test_a_passkey_answers_for_one_question_only(localhost: Client) -> None:
    make_person()
    passkey = Passkey()
    sign_in(localhost)
    add_passkey(localhost, passkey)
    first, second = open_browser(), open_browser()
    ask = {"headers": {"accept": "application/json"}}
    asked = first.get(PASSKEY_SIGN_IN, **ask).json()
    second.get(PASSKEY_SIGN_IN, **ask)
    overheard = json.dumps(passkey.get(asked["request_options"]["publicKey"]))
    second.post(PASSKEY_SIGN_IN, {"credential": overheard})
    assert find_user(second) is None


def test_a_passkey_of_another_site_is_refused(localhost: Client) -> None:
    make_person()
    sign_in(localhost)
    add_passkey(localhost, Passkey(origin="https://evil.example"))
    assert not Authenticator.objects.exists()


def test_a_passkey_is_a_second_factor_after_the_password_too(localhost: Client) -> None:
    person, passkey = make_person(), Passkey()
    sign_in(localhost)
    add_passkey(localhost, passkey)
    other = open_browser()
    assert sign_in(other).headers["Location"] == CODE
    options = read_data(other.get(CODE).content.decode())["request_options"]["publicKey"]
    other.post(CODE, {"credential": json.dumps(passkey.get(options))})
    assert find_user(other) == person


def test_pages_with_passkeys_say_that_these_need_script_and_bring_their_own(
    localhost: Client,
) -> None:
    person = make_person()
    pages = [localhost.get(SIGN_IN)]
    sign_in(localhost)
    pages.append(prove_again(localhost, ADD))
    add_app(person)
    other = open_browser()
    sign_in(other)
    pages.append(other.get(CODE))
    for answer in pages:
        page = answer.content.decode()
        assert "<noscript>" in page
        assert "Passkeys need JavaScript. Everything else works without." in page
        assert 'src="/static/accounts/passkeys.js"' in page
        assert "script-src 'self';" in answer.headers["Content-Security-Policy"] + ";"
        for attributes in re.findall(r"<script([^>]*)>", page):
            assert 'src="/static/' in attributes or 'type="application/json"' in attributes
        assert not re.search(r"\sstyle=|\son\w+=", page)
