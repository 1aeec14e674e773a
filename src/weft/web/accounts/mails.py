"""The mails about joining, each in the language of whoever reads it; that one cannot be sent undoes
nothing."""

import logging
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from weft.web.accounts.commissions import NotNamed, find_matter, say_commission
from weft.web.accounts.models import Invitation, Mandate, Request, Role, User
from weft.web.atlas.facts import read_whole

logger = logging.getLogger(__name__)


def link(site: str, language: str, route: str, *parts: object) -> str:
    """The whole address of a page in a language."""
    with override(language):
        return urljoin(site, reverse(route, args=parts))


def send_invitation(invitation: Invitation, secret_link: str, language: str) -> bool:
    """The letter with the link; whether it could be sent."""
    words = {"link": secret_link, "invitation": invitation, "by": invitation.made_by}
    words["role"] = _say(invitation, language)
    return _send(invitation.email, language, "invitation", words)


def tell_of_request(request: Request, site: str) -> None:
    """Tells those who keep the actor's place that somebody asks; the secretariat where nobody
    does."""
    for person in _list_in_charge(request):
        words = {"link": link(site, person.language, "people"), "person": person}
        _send(person.email, person.language, "asked", words)


def answer_request(request: Request, granted: bool, site: str) -> bool:
    """Tells whoever asked what was decided; whether it could be sent."""
    words = {"granted": granted, "request": request, "link": urljoin(site, "/")}
    if request.person:
        words["link"] = link(site, request.language, "me")
    return _send(request.email, request.language, "answered", words)


def _say(invitation: Invitation, language: str) -> str:
    with override(language):
        return say_commission(invitation, read_whole(), language)


def _list_in_charge(request: Request) -> Iterable[User]:
    active = Mandate.objects.filter(ended_at=None, person__is_active=True)
    try:
        places = find_matter(read_whole(), request.actor_id, None).list_places()
    except NotNamed:  # merged or taken out since
        places = frozenset()
    stewards = active.filter(role=Role.STEWARD, place__in=places)
    found = stewards if stewards.exists() else active.filter(role=Role.SECRETARIAT)
    return User.objects.filter(pk__in=found.values("person"))


def _send(email: str, language: str, name: str, words: dict[str, Any]) -> bool:
    """The first line of a template is the subject."""
    with override(language):
        text = render_to_string(f"accounts/mails/{name}.txt", words)
    subject, _, body = text.strip().partition("\n")
    try:
        send_mail(subject.strip(), body.strip() + "\n", None, [email])
    except OSError:  # of the network, or of the mail server: smtplib's errors are of this kind
        logger.exception("A mail (%s) could not be sent", name)
        return False
    return True
