"""Keeps the log of sign-ins: what django, axes and allauth tell becomes a line about a person,
never one with what somebody typed."""

from typing import Any

from allauth.account.signals import (
    email_changed,
    password_changed,
    password_reset,
    password_set,
    user_signed_up,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_removed
from axes.signals import user_locked_out
from axes.utils import reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from weft.web.accounts.audit import note
from weft.web.accounts.invited import use_invitation
from weft.web.accounts.models import User


@receiver(user_logged_in)
def note_signed_in(sender: object, request: HttpRequest, user: User, **rest: Any) -> None:
    """Somebody signed in, with all that was asked for."""
    note("signed_in", user)
    use_invitation(request, user)


@receiver(user_logged_out)
def note_signed_out(sender: object, user: User | None, **rest: Any) -> None:
    """Somebody signed out; nobody, if they were not signed in."""
    if user is not None:
        note("signed_out", user)


@receiver(user_login_failed)
def note_failure(
    sender: object,
    credentials: dict[str, Any],
    request: HttpRequest | None = None,
    **rest: Any,
) -> None:
    """A password was wrong."""
    if _is_counted(request) and (person := _find_person(credentials.get("email"))):
        note("sign_in_failed", person, "password")


@receiver(authentication_failed)
def note_wrong_code(sender: object, user: User, **rest: Any) -> None:
    """A second factor was wrong."""
    note("sign_in_failed", user, "second factor")


@receiver(user_locked_out)
def note_locked_out(sender: object, request: HttpRequest, username: str, **rest: Any) -> None:
    """Too many failures; one line when it begins."""
    if _is_counted(request) and (person := _find_person(username)):
        note("locked_out", person)


def _is_counted(request: HttpRequest | None) -> bool:
    """Whether axes counted this attempt, which it does not while somebody is locked out: a line
    for each of those would let anybody fill the log."""
    return getattr(request, "axes_failures_since_start", None) is not None


def _find_person(email: object) -> User | None:
    return User.objects.filter(email__iexact=str(email)).first() if email else None


@receiver(user_signed_up)
def note_signed_up(sender: object, user: User, **rest: Any) -> None:
    """Somebody has an account."""
    note("signed_up", user)


@receiver([password_changed, password_set, password_reset])
def note_password(sender: object, user: User, **rest: Any) -> None:
    """A password is new."""
    note("password_changed", user)


@receiver(password_reset)
def let_in(sender: object, user: User, **rest: Any) -> None:
    """Who proved that the mailbox is theirs waits no longer because of failures before."""
    reset(username=user.email.lower())


@receiver(email_changed)
def note_email(sender: object, user: User, **rest: Any) -> None:
    """A new address is verified, and is the person's."""
    note("email_changed", user)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def note_second_factor(
    sender: object, signal: object, user: User, authenticator: Authenticator, **rest: Any
) -> None:
    """A second factor came, went, or was made anew."""
    done = {authenticator_added: "added", authenticator_removed: "removed"}.get(signal, "renewed")
    note("second_factor", user, f"{authenticator.type} {done}")


@receiver(social_account_added)
def note_connected(sender: object, sociallogin: SocialLogin, **rest: Any) -> None:
    """An account at the provider opens this one from now on."""
    note("provider_connected", sociallogin.user, sociallogin.account.provider)


@receiver(social_account_removed)
def note_disconnected(sender: object, socialaccount: SocialAccount, **rest: Any) -> None:
    """It does so no longer."""
    note("provider_disconnected", socialaccount.user, socialaccount.provider)
