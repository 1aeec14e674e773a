"""People who sign in, for the tests of signing in: with an address that is verified, a password,
an invitation, a code from an app."""

import re
import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.utils import timezone

from weft.web.accounts.models import Event, Invitation, Role, User

PASSWORD = "threads that hold, 1998"  # noqa: S105
OFFICER, STRANGER = "officer@city.example", "stranger@elsewhere.example"
SIGN_IN = "/sign/login/"


def make_person(email: str = OFFICER, **said: Any) -> User:
    """Somebody with an account."""
    person = User.objects.create_user(secrets.token_hex(8), email, PASSWORD, **said)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def invite(client: Client, email: str = OFFICER, **said: Any) -> Invitation:
    """An invitation to read, as the browser has it that opened its link."""
    invitation = Invitation.objects.create(
        email=email, role=Role.READER, secret_hash=secrets.token_hex(32), **said
    )
    session = client.session
    session["invitation"] = invitation.pk
    session.save()
    return invitation


def sign_in(client: Client, email: str = OFFICER, password: str = PASSWORD, **more: Any) -> Any:
    """Post the form of the sign-in."""
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def find_user(client: Client) -> User | None:
    """Who is signed in with this browser."""
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number) if number else None


def prove_again(client: Client, where: str) -> Any:
    """Give the password once more before something that matters, then open the page."""
    client.post("/sign/reauthenticate/", {"password": PASSWORD})
    return client.get(where)


def add_app(person: User) -> str:
    """An app for codes, with recovery codes; the secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def list_recovery_codes(person: User) -> list[str]:
    codes: list[str] = (
        Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()
    )
    return codes


def tell_code(secret: str) -> str:
    """What the app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def tell_wrong_code(secret: str) -> str:
    """A code that the app shows neither now nor half a minute before or after."""
    shown = {format_hotp_value(hotp_value(secret, x)) for x in yield_hotp_counters_from_time()}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)


def read_mail() -> str:
    """The newest mail: its subject and its words."""
    return f"{mail.outbox[-1].subject}\n{mail.outbox[-1].body}"


def find_link(text: str) -> str:
    """The path of the first address on this site in a mail."""
    found = re.search(r"https?://testserver(/\S+)", text)
    assert found, text
    return found[1]


def find_code(text: str) -> str:
    """The code in a mail, on a line of its own."""
    found = re.search(r"^\s*([A-Z0-9]+(?:-[A-Z0-9]+)*)\s*$", text, re.MULTILINE)
    assert found, text
    return found[1]


def list_events(person: User | None = None) -> list[tuple[str, str]]:
    """The log, of a person or of all."""
    lines = Event.objects.filter(at__lte=timezone.now()).order_by("pk")
    return [(x.kind, x.about) for x in (lines.filter(person=person) if person else lines)]
