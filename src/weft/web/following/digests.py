"""Mails that say what changed for the places and actors a person follows, as that person sees it,
and ask those who speak for actors whether what these state is still right."""

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterator
from smtplib import SMTPException
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from weft.core.terms.phrases import say
from weft.web.accounts.models import Mandate, Role, User
from weft.web.accounts.permissions import list_spoken_for
from weft.web.accounts.readers import read_for
from weft.web.atlas.changes import list_deeds
from weft.web.atlas.changes_telling import ToldDeed, tell_deeds
from weft.web.atlas.history import Look
from weft.web.atlas.memory import find_newest
from weft.web.following.facts import Followed, ask, list_followed
from weft.web.following.links import make_token
from weft.web.following.models import Digest
from weft.web.following.stale import Stale, list_stale

MOST = 20  # changes of one thing that a mail names
MOST_ASKED = 20  # facts that a mail asks about

logger = logging.getLogger(__name__)


class Part(NamedTuple):
    """What changed for one thing that is followed."""

    followed: Followed
    deeds: list[ToldDeed]
    more: bool
    stop: str  # the link that ends these mails


class Letter(NamedTuple):
    """A mail that is to be sent."""

    person: User
    subject: str
    body: str
    stop: str
    changes: int
    asked: int
    up_to: int  # the newest change set that it takes into account


class Outcome(NamedTuple):
    """How many mails were sent (or would be), how many people had nothing to be told, and how many
    mails could not be sent."""

    sent: int
    nothing: int
    failed: int


def send_digests(
    site: str,
    now: dt.datetime,
    dry_run: bool = False,
    show: Callable[[Letter], None] = lambda _: None,
) -> Outcome:
    """Send to everybody who follows something what changed since they were last told, and to who
    speaks for an actor what may be out of date; `site` is its address without a slash at the end.
    One mail that cannot be sent stops no other, and is tried again the next time."""
    sent = nothing = failed = 0
    for person in _list_people():
        letter = write_letter(person, site, now)
        if letter is None:
            nothing += 1
            continue
        show(letter)
        if not dry_run and not _send(letter):
            failed += 1
            continue
        sent += 1
        if not dry_run:
            told = {"told_up_to": letter.up_to, "told_at": now}
            Digest.objects.update_or_create(person=person, defaults=told)
    return Outcome(sent, nothing, failed)


def write_letter(person: User, site: str, now: dt.datetime) -> Letter | None:
    """What a person is to be told; None if there is nothing."""
    language = person.language if person.language in dict(settings.LANGUAGES) else "en"
    with override(language):
        up_to, _token = find_newest()
        digest = Digest.objects.filter(person=person).first()
        look = Look(read_for(person))
        since = digest.told_up_to if digest else 0
        parts = list(_list_parts(person, look, since, up_to))
        stale = list_stale(list_spoken_for(person), look.view, now.date())
        if not parts and not _is_news(stale, digest, now.date()):
            return None
        asked = [ask(each, look.view, language) for each in stale[:MOST_ASKED]]
        stop = reverse("unfollow", args=[make_token(person.pk)])
        words = {
            "parts": parts, "asked": asked, "more_asked": len(stale) > len(asked), "stop": stop,
            "site": site, "colon": say("colon", language),
        }  # fmt: skip
        text = render_to_string("following/mails/digest.txt", words)
    subject, _, body = text.strip().partition("\n")
    changes = sum(len(each.deeds) for each in parts)
    body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
    return Letter(person, subject.strip(), body, site + stop, changes, len(asked), up_to)


def _list_people() -> Iterator[User]:
    """Who follows something or speaks for an actor, wants these mails, and whose address is known
    to be theirs."""
    speakers = Mandate.objects.filter(role=Role.CONTRIBUTOR, ended_at=None).values("person")
    people = User.objects.filter(Q(follows__isnull=False) | Q(pk__in=speakers), is_active=True)
    people = people.exclude(digest__stopped=True).distinct().order_by("pk")
    verified = set(EmailAddress.objects.filter(verified=True).values_list("user", "email"))
    known = {(pk, email.lower()) for pk, email in verified}
    for person in people:
        if person.email and (person.pk, person.email.lower()) in known:
            yield person


def _list_parts(person: User, look: Look, since: int, up_to: int) -> Iterator[Part]:
    language = get_language()
    for each in list_followed(person, look.view, language):
        deeds = [
            deed
            for deed in list_deeds(look, each.scope, since=since, most=MOST + 1)
            if deed.change_set.made_at > each.follow.since and deed.change_set.pk <= up_to
        ]
        if deeds:
            told = tell_deeds(deeds[:MOST], look, language, person)
            stop = reverse("unfollow", args=[make_token(person.pk, each.follow.pk)])
            yield Part(each, told, len(deeds) > MOST, stop)


def _is_news(stale: tuple[Stale, ...], digest: Digest | None, today: dt.date) -> bool:
    """Whether there is a fact about which the person was not asked yet."""
    if digest is None or digest.told_at is None:
        return bool(stale)
    return any(each.since > digest.told_at.date() for each in stale)


def _send(letter: Letter) -> bool:
    mail = EmailMessage(
        letter.subject, letter.body, to=[letter.person.email],
        headers={"List-Unsubscribe": f"<{letter.stop}>"},
    )  # fmt: skip
    try:
        mail.send()
    except (OSError, SMTPException, ValueError):
        logger.exception("The digest for person %s could not be sent", letter.person.pk)
        return False
    return True
