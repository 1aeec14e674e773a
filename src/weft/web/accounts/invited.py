"""The invitation with which somebody came, kept in their session from its link until it is used;
without one nobody signs up."""

from collections.abc import Callable
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from weft.web.accounts.actions import NotOpen, accept_invitation, is_open
from weft.web.accounts.models import Invitation, User

KEY = "invitation"  # of the session: the invitation's number


def find_invitation(request: HttpRequest, lock: bool = False) -> Invitation | None:
    """The invitation of whoever asks, while it can be used."""
    session = getattr(request, "session", None)
    number = session.get(KEY) if session is not None else None
    if number is None:
        return None
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects
    found = rows.filter(pk=number).first()
    return found if found is not None and is_open(found) else None


def join(request: HttpRequest, save: Callable[[], User]) -> User:
    """Make a person by `save` and give them what the invitation promises; both or neither. The
    invitation was mailed to their address, which is therefore verified."""
    try:
        with transaction.atomic():
            # Locked first: of two who send the same form, the second finds it used.
            invitation = find_invitation(request, lock=True)
            if invitation is None:
                raise NotOpen
            get_adapter(request).stash_verified_email(request, invitation.email)
            person = save()
            accept_invitation(person, invitation)
    except NotOpen:
        raise ImmediateHttpResponse(redirect("account_signup")) from None
    del request.session[KEY]
    return person


def use_invitation(request: HttpRequest, person: User) -> None:
    """Give somebody who signs in what they were invited for, if it was they who were."""
    invitation = find_invitation(request)
    if invitation is None:
        return
    mine = EmailAddress.objects.filter(user=person, verified=True)
    if mine.filter(email__iexact=invitation.email).exists():
        with suppress(NotOpen):  # used in another window a moment ago
            accept_invitation(person, invitation)
        del request.session[KEY]
