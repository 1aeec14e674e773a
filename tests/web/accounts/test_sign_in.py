"""Signing up by invitation, signing in and out, and what a person changes about either."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.web.accounts.signing import (
    OFFICER,
    PASSWORD,
    SIGN_IN,
    STRANGER,
    find_code,
    find_link,
    find_user,
    invite,
    list_events,
    make_person,
    prove_again,
    read_mail,
    sign_in,
)
from weft.web.accounts.models import Mandate, User

pytestmark = pytest.mark.django_db
SIGN_UP = "/sign/signup/"
NEW = {"name": "Amina Officer", "email": OFFICER, "password1": PASSWORD}


# --- signing up


def test_nobody_signs_up_without_an_invitation(client: Client) -> None:
    for answer in (client.get(SIGN_UP), client.post(SIGN_UP, NEW)):
        assert "Accounts come with an invitation" in answer.content.decode()
        assert 'href="/join"' in answer.content.decode()
    assert not User.objects.exists()


def test_who_was_invited_signs_up_is_signed_in_and_has_the_mandate(client: Client) -> None:
    invitation = invite(client)
    page = client.get(SIGN_UP).content.decode()
    assert re.search(rf'name="email" value="{OFFICER}"[^>]*readonly', page)
    answer = client.post(SIGN_UP, NEW)
    assert answer.headers["Location"] == "/me"
    person = find_user(client)
    assert person is not None
    assert (person.name, person.email, person.language) == ("Amina Officer", OFFICER, "en")
    assert re.fullmatch("[0-9a-f]{32}", person.username)
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == (OFFICER, True, True)
    invitation.refresh_from_db()
    assert invitation.used_by == person
    assert Mandate.objects.get(person=person).role == invitation.role
    assert [kind for kind, _ in list_events(person)][-2:] == ["signed_up", "signed_in"]
    assert mail.outbox == []
    assert "invitation" not in client.session


def test_the_language_of_the_page_becomes_that_of_the_mails(client: Client) -> None:
    invite(client)
    assert client.post(f"/fr{SIGN_UP}", NEW).headers["Location"] == "/fr/me"
    assert User.objects.get().language == "fr"


def test_an_invitation_is_for_the_address_it_was_sent_to(client: Client) -> None:
    invite(client)
    answer = client.post(SIGN_UP, NEW | {"email": STRANGER})
    assert "The invitation is for another address." in answer.content.decode()
    assert not User.objects.exists()
    assert client.post(SIGN_UP, NEW | {"email": OFFICER.upper()}).headers["Location"] == "/me"
    assert User.objects.get().email == OFFICER


@pytest.mark.parametrize("how", ["used_at", "withdrawn_at", "expires_at"])
def test_an_invitation_that_is_used_withdrawn_or_old_opens_nothing(
    how: str, client: Client
) -> None:
    invite(client, **{how: timezone.now() - timedelta(seconds=1)})
    assert "Accounts come with an invitation" in client.get(SIGN_UP).content.decode()
    client.post(SIGN_UP, NEW)
    assert not User.objects.exists()


def test_an_invitation_is_used_once(client: Client) -> None:
    session = invite(client)
    client.post(SIGN_UP, NEW)
    other = Client()
    store = other.session
    store["invitation"] = session.pk
    store.save()
    other.post(SIGN_UP, NEW | {"name": "Somebody Else"})
    assert User.objects.get().name == "Amina Officer"


def test_who_has_an_account_is_invited_to_more_by_signing_in(client: Client) -> None:
    person = make_person()
    invite(client)
    answer = client.post(SIGN_UP, NEW)
    assert "There is an account with this address." in answer.content.decode()
    sign_in(client)
    assert Mandate.objects.get().person == person
    assert "invitation" not in client.session


def test_an_invitation_for_somebody_else_stays_unused_at_a_sign_in(client: Client) -> None:
    make_person(STRANGER)
    invitation = invite(client, OFFICER)
    sign_in(client, STRANGER)
    invitation.refresh_from_db()
    assert invitation.used_at is None


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "too short"), ("password1234", "too common"), (OFFICER, "too similar")],
)
def test_a_password_is_long_and_not_to_be_guessed(password: str, why: str, client: Client) -> None:
    invite(client)
    answer = client.post(SIGN_UP, NEW | {"password1": password}).content.decode()
    assert why in answer
    assert not User.objects.exists()


# --- signing in and out


def test_it_signs_in_by_address_and_password(client: Client) -> None:
    person = make_person()
    before = client.session.session_key
    answer = sign_in(client, f" {OFFICER.upper()} ")
    assert answer.headers["Location"] == "/me"
    assert find_user(client) == person
    assert client.session.session_key != before
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert ("signed_in", "") in list_events(person)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    person = make_person()
    answers = [
        sign_in(Client(), email, "wrong, whatever").content.decode().replace(email, "")
        for email in (OFFICER, "nobody@city.example")
    ]
    first, second = (re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", x) for x in answers)
    assert first == second
    assert 'role="alert"' in first
    assert list_events() == [("sign_in_failed", "password")]
    assert list_events(person) == [("sign_in_failed", "password")]


def test_who_is_no_longer_active_does_not_get_in(client: Client) -> None:
    make_person(is_active=False)
    sign_in(client)
    assert find_user(client) is None


def test_it_leads_on_to_where_one_wanted_to_go_on_this_site_only(client: Client) -> None:
    make_person()
    assert "?next=/me" in client.get("/me").headers["Location"]
    for wanted, reached in (
        ("/places/lyon?on=2021-01-01", "/places/lyon?on=2021-01-01"),
        ("https://evil.example/", "/me"),
        ("//evil.example/", "/me"),
        ("/\\evil.example", "/me"),
        ("javascript:alert(1)", "/me"),
    ):
        browser = Client()
        data = {"login": OFFICER, "password": PASSWORD, "next": wanted}
        assert browser.post(SIGN_IN, data).headers["Location"] == reached
        again = browser.get(SIGN_IN, {"next": wanted})  # somebody who is signed in already
        assert again.headers["Location"] == reached
        out = browser.post("/sign/logout/", {"next": wanted})
        assert out.headers["Location"] == (reached if reached == wanted else "/")


def test_a_link_signs_nobody_out(client: Client) -> None:
    person = make_person()
    sign_in(client)
    assert client.get("/sign/logout/").status_code == 200
    assert find_user(client) == person
    assert client.post("/sign/logout/").headers["Location"] == "/"
    assert find_user(client) is None
    assert list_events(person)[-1] == ("signed_out", "")


def test_a_session_lasts_two_weeks_where_one_says_so_and_else_as_long_as_the_browser(
    client: Client,
) -> None:
    make_person()
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    other = Client()
    other.post(SIGN_IN, {"login": OFFICER, "password": PASSWORD, "remember": "on"})
    assert other.session.get_expiry_age() == 14 * 24 * 3600


def test_a_page_of_somebody_who_is_signed_in_is_kept_nowhere(client: Client) -> None:
    make_person()
    sign_in(client)
    for page in ("/sign/email/", "/sign/2fa/", "/sign/password/change/", "/sign/logout/"):
        assert "no-store" in client.get(page).headers["Cache-Control"], page


def test_a_form_from_another_site_is_refused_in_our_look() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(SIGN_IN, {"login": OFFICER, "password": PASSWORD})
    assert answer.status_code == 403
    assert "The form is too old" in answer.content.decode()


# --- what a person changes


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client: Client) -> None:
    person = make_person(language="fr")
    client.post("/sign/password/reset/", {"email": OFFICER})
    assert mail.outbox[-1].to == [OFFICER]
    link = find_link(read_mail())
    form = client.get(link).headers["Location"]
    new = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert client.post(form, new).status_code == 302
    assert find_user(client) is None
    assert ("password_changed", "") in list_events(person)
    assert sign_in(client, password=PASSWORD + "!").headers["Location"] == "/me"
    answer = Client().get(link, follow=True)
    assert "Bad Token" in answer.content.decode()


def test_nobody_learns_from_a_reset_who_has_an_account(client: Client) -> None:
    make_person()
    answers = [
        client.post("/sign/password/reset/", {"email": email})
        for email in (OFFICER, "nobody@city.example")
    ]
    assert len({(x.status_code, x.headers["Location"]) for x in answers}) == 1
    assert [each.to for each in mail.outbox] == [[OFFICER], ["nobody@city.example"]]
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "/password/reset/key/" not in mail.outbox[1].body


def test_mails_are_plain_text_in_the_language_of_the_person(client: Client) -> None:
    make_person(language="fr")
    client.post("/sign/password/reset/", {"email": OFFICER})
    letter = mail.outbox[-1]
    assert letter.subject == "E-mail de réinitialisation de mot de passe"
    assert letter.content_subtype == "plain"
    assert letter.alternatives == []
    assert letter.from_email == "no-reply@localhost"


def test_a_new_password_ends_all_other_sessions(client: Client) -> None:
    person, other = make_person(), Client()
    sign_in(client)
    sign_in(other)
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    client.post("/sign/password/change/", new)
    assert client.get("/sign/email/").status_code == 200
    assert other.get("/sign/email/").status_code == 302
    assert ("password_changed", "") in list_events(person)
    assert mail.outbox[-1].to == [OFFICER]


def test_a_new_address_counts_once_its_code_is_entered(client: Client) -> None:
    person = make_person()
    sign_in(client)
    assert (
        "reauthenticate"
        in client.post("/sign/email/", {"action_add": "", "email": "x@y.example"})["Location"]
    )
    prove_again(client, "/sign/email/")
    mail.outbox.clear()
    client.post("/sign/email/", {"action_add": "", "email": "amina@city.example"})
    person.refresh_from_db()
    assert person.email == OFFICER
    (letter,) = mail.outbox
    assert letter.to == ["amina@city.example"]
    page = client.get("/sign/confirm-email/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    client.post("/sign/confirm-email/", {"code": find_code(letter.body)})
    person.refresh_from_db()
    assert person.email == "amina@city.example"
    assert [x.email for x in EmailAddress.objects.filter(user=person)] == ["amina@city.example"]
    assert ("email_changed", "") in list_events(person)
    assert mail.outbox[-1].to == [OFFICER]  # the old address learns of it


def test_the_code_for_an_address_cannot_be_guessed(client: Client) -> None:
    person = make_person()
    sign_in(client)
    prove_again(client, "/sign/email/")
    client.post("/sign/email/", {"action_add": "", "email": "amina@city.example"})
    for _ in range(3):
        client.post("/sign/confirm-email/", {"code": "AAAAAA"})
    assert client.get("/sign/confirm-email/").headers["Location"] == "/sign/email/"
    person.refresh_from_db()
    assert person.email == OFFICER


def test_nobody_takes_the_address_of_somebody_else(client: Client) -> None:
    person, other = make_person(), make_person(STRANGER)
    sign_in(client)
    prove_again(client, "/sign/email/")
    client.post("/sign/email/", {"action_add": "", "email": STRANGER})
    # The code went to the mailbox of the other person; suppose that they read it out.
    code = find_code(mail.outbox[-1].body)
    client.post("/sign/confirm-email/", {"code": code})
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.email, other.email) == (OFFICER, STRANGER)


def test_what_was_done_is_done_even_if_no_mail_can_tell_of_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    make_person()
    sign_in(client)
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert client.post("/sign/password/change/", new).status_code == 302
    assert sign_in(Client(), password=PASSWORD + "!").headers["Location"] == "/me"


def test_who_has_an_address_that_is_not_verified_verifies_it_on_the_way_in(client: Client) -> None:
    person = make_person()
    EmailAddress.objects.update(verified=False)
    assert sign_in(client).headers["Location"] == "/sign/confirm-email/"
    assert find_user(client) is None
    client.post("/sign/confirm-email/", {"code": find_code(mail.outbox[-1].body)})
    assert find_user(client) == person


@pytest.mark.parametrize(
    "said",
    [{"login": "a\0@city.example"}, {"password": "a\0"}, {"login": "a" * 10_000 + "@city.example"},
     {"login": ["a@b.example", "c@d.example"]}, {"password": ""}, {"next": "\0"}],
)  # fmt: skip
def test_nonsense_signs_nobody_in_and_breaks_nothing(
    said: dict[str, object], client: Client
) -> None:
    make_person()
    answer = client.post(SIGN_IN, {"login": OFFICER, "password": "wrong"} | said)
    assert answer.status_code == 200
    assert find_user(client) is None


@pytest.mark.parametrize("key", ["zzzzzzzzzzzzz-x", "1-" + "x" * 3000, "0-set-password", "1-%00"])
def test_a_link_that_nobody_sent_changes_no_password(key: str, client: Client) -> None:
    person = make_person()
    new = {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    for answer in (
        client.get(f"/sign/password/reset/key/{key}/", follow=True),
        client.post(f"/sign/password/reset/key/{key}/", new, follow=True),
    ):
        assert answer.status_code == (400 if key.endswith("%00") else 200)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


# --- how the pages look


ANYBODY = (SIGN_IN, SIGN_UP, "/sign/password/reset/", "/sign/password/reset/done/",
           "/sign/inactive/", "/sign/3rdparty/login/cancelled/")  # fmt: skip
SIGNED_IN = ("/sign/email/", "/sign/password/change/", "/sign/logout/", "/sign/reauthenticate/",
             "/sign/2fa/", "/sign/3rdparty/")  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar", "/es", "/it", "/pt"])
def test_every_page_has_our_frame_and_no_style_or_script_inside(
    prefix: str, client: Client
) -> None:
    make_person()
    invite(client, "new@city.example")
    pages = {path: client.get(prefix + path).content.decode() for path in ANYBODY}
    sign_in(client)
    pages |= {path: client.get(prefix + path).content.decode() for path in SIGNED_IN}
    language = prefix.strip("/") or "en"
    direction = "rtl" if language == "ar" else "ltr"
    for path, page in pages.items():
        assert f'<html lang="{language}" dir="{direction}">' in page, path
        assert '<main id="main"' in page
        assert len(re.findall("<h1", page)) == 1, path
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), path
        for script in re.findall(r"<script([^>]*)>", page):
            assert "src=" in script or 'type="application/json"' in script, path
        for field in re.findall(r"<input(?![^>]*type=\"(?:hidden|search)\")[^>]*>", page):
            name = re.search(r'\bid="([^"]+)"', field)
            assert name, field
            assert f'<label for="{name[1]}"' in page, field
    assert 'autocomplete="current-password"' in pages[SIGN_IN]
    assert 'autocomplete="new-password"' in pages[SIGN_UP]
    if prefix == "/fr":
        assert "Se connecter" in pages[SIGN_IN] or "Connexion" in pages[SIGN_IN]


def test_what_is_wrong_with_a_field_is_tied_to_it(client: Client) -> None:
    page = client.post(SIGN_IN, {"login": "no address", "password": "x"}).content.decode()
    assert re.search(r'name="login"[^>]*aria-invalid="true"', page)
    assert re.search(r'name="login"[^>]*aria-describedby="id_login_error"', page)
    assert '<ul class="errorlist" id="id_login_error">' in page
