"""Every write about who may do what: invitations, requests and mandates, each in one transaction
and with a line in the log. `by` is who does it; None is whoever sits at the terminal."""

import datetime as dt
import hashlib
import logging
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from weft.web.accounts import mails
from weft.web.accounts.audit import note
from weft.web.accounts.commissions import may_end, may_give
from weft.web.accounts.models import Commission, Event, Invitation, Mandate, Request, Role, User

MOST_REFUSALS = 100  # of forged invitations that an hour's log holds: nobody can fill the disk
MOST_OPEN = 3  # requests of one address that wait for an answer

logger = logging.getLogger(__name__)


class NotOpen(ValueError):  # noqa: N818  # as it is said
    """An invitation or a request that is used, decided, expired or withdrawn already."""


class LastSecretariat(ValueError):  # noqa: N818
    """Without this person nobody could give anybody a right any more."""


class Invited(NamedTuple):
    """An invitation, its secret link, and whether the mail with it could be sent."""

    invitation: Invitation
    link: str
    mailed: bool


def invite(
    by: User | None,
    email: str,
    role: str,
    *,
    actor: str | None = None,
    place: str | None = None,
    language: str = "en",
    site: str,
) -> Invited:
    """Send somebody a link with which to sign up and have a mandate; `site` is its address, with
    a slash at the end. Raises PermissionDenied, and NotNamed for what `by` does not see."""
    with transaction.atomic():
        invitation, secret = _add_invitation(by, email, role, actor, place)
    link = mails.link(site, language, "invitation", secret)
    return Invited(invitation, link, mails.send_invitation(invitation, link, language))


def _add_invitation(
    by: User | None, email: str, role: str, actor: str | None, place: str | None
) -> tuple[Invitation, str]:
    _demand(by, may_give(by, role, actor, place), "invite")
    _demand(by, by is None or not _is_own(by, email), "invite themself")
    secret = Invitation.make_secret()
    invitation = Invitation.objects.create(
        email=email.lower(), role=role, actor_id=actor, place_id=place, made_by=by,
        secret_hash=_hash(secret),
    )  # fmt: skip
    note("invited", by, f"invitation {invitation.pk}: {_describe(invitation)}")
    return invitation, secret


def withdraw_invitation(by: User | None, invitation: Invitation) -> None:
    """Make the link of an invitation useless. Raises PermissionDenied, and NotOpen where it is
    used or withdrawn already."""
    _demand(by, may_end(by, invitation), "withdraw an invitation")
    with transaction.atomic():
        _withdraw(by, invitation)


def _withdraw(by: User | None, invitation: Invitation) -> None:
    waiting = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=timezone.now()):
        raise NotOpen
    note("invitation_withdrawn", by, f"invitation {invitation.pk}: {_describe(invitation)}")


def find_invitation(secret: str) -> Invitation | None:
    """The invitation of a link while it can be used. The database looks for the hash, so that the
    time it takes tells nothing of the secret."""
    found = Invitation.objects.filter(secret_hash=_hash(secret)).first()
    if found is not None and is_open(found):
        return found
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    noted = Event.objects.filter(kind="invitation_refused", at__gte=an_hour_ago)
    if found is not None or noted.count() < MOST_REFUSALS:
        note("invitation_refused", None, f"invitation {found.pk}" if found else "no such link")
    return None


def is_open(invitation: Invitation) -> bool:
    """Whether an invitation can be used: neither used, withdrawn nor too old."""
    gone = invitation.used_at or invitation.withdrawn_at
    return not gone and invitation.expires_at > timezone.now()


def accept_invitation(person: User, invitation: Invitation) -> Mandate:
    """Give a person what an invitation to their address promises. Raises NotOpen, and
    PermissionDenied where it is not known that the address is theirs."""
    with transaction.atomic():
        # Whoever opens the same link at the same time waits here, and then finds it used.
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not is_open(locked):
            raise NotOpen
        _demand(person, has_address(person, locked.email), "accept another's invitation")
        locked.used_at, locked.used_by = timezone.now(), person
        locked.save(update_fields=["used_at", "used_by"])
        # What was asked before there was an account belongs to the person from now on.
        Request.objects.filter(person=None, email__iexact=locked.email).update(person=person)
        return _add_mandate(locked.made_by, person, locked, f"by invitation {locked.pk}")


def request_access(
    *,
    person: User | None,
    name: str = "",
    email: str = "",
    actor: str | None = None,
    organisation: str = "",
    message: str = "",
    language: str = "en",
    site: str,
) -> Request | None:
    """Ask to join, or to speak for an actor; those in charge get a mail. None where the same is
    asked already, which nobody is told: the answer says nothing of who is known here."""
    if person is not None:
        name, email, language = person.name or str(person), person.email, person.language
    with transaction.atomic():
        waiting = Request.objects.filter(email__iexact=email, decided_at=None)
        same = Q(actor_id=actor, organisation=organisation)
        if waiting.filter(same).exists() or waiting.count() >= MOST_OPEN:
            return None
        request = Request.objects.create(
            person=person, name=name, email=email.lower(), actor_id=actor, message=message,
            organisation=organisation, language=language,
        )  # fmt: skip
        note("requested", person, f"request {request.pk}: {actor or 'to join'}")
    mails.tell_of_request(request, site)
    return request


def decide_request(
    by: User, request: Request, granted: bool, *, actor: str | None = None, site: str
) -> bool:
    """Grant or refuse a request, once. Who has an account gets the mandate, others an invitation;
    `actor` is for whom, where the request names none on record, and without any it is a reader.
    Whether the mail about it could be sent. Raises PermissionDenied, NotNamed and NotOpen."""
    actor = request.actor_id or actor
    role = Role.CONTRIBUTOR if actor else Role.READER
    # The secretariat can refuse what is asked for an actor that was merged or hidden since.
    may = not granted and by.has_perm("accounts.appoint")
    _demand(by, may or may_give(by, role, actor, None), "decide a request")
    _demand(by, not _is_own(by, request.email), "decide their own request")
    secret = ""
    with transaction.atomic():
        waiting = Request.objects.filter(pk=request.pk, decided_at=None)
        if not waiting.update(decided_at=timezone.now(), decided_by=by, granted=granted):
            raise NotOpen
        note(f"request_{'granted' if granted else 'refused'}", by, f"request {request.pk}")
        if granted and request.person:
            give_mandate(by, request.person, role, actor=actor)
        elif granted:
            invitation, secret = _add_invitation(by, request.email, role, actor, None)
    if secret:
        link = mails.link(site, request.language, "invitation", secret)
        return mails.send_invitation(invitation, link, request.language)
    return mails.answer_request(request, granted, site)


def give_mandate(
    by: User | None,
    person: User,
    role: str,
    *,
    actor: str | None = None,
    place: str | None = None,
) -> Mandate:
    """Give a person a role from now on; the one there is if they have it. Raises PermissionDenied
    and NotNamed. Nobody gives themself anything."""
    _demand(by, may_give(by, role, actor, place), "give a mandate")
    _demand(by, by != person, "give themself a mandate")
    _demand(by, person.is_active, "give somebody who is gone a mandate")
    with transaction.atomic():
        wanted = Mandate(role=role, actor_id=actor, place_id=place)
        return _add_mandate(by, person, wanted, "")


def end_mandate(by: User | None, mandate: Mandate) -> None:
    """Take a role from somebody, with effect from their next page. Raises PermissionDenied,
    NotOpen where it has ended, and LastSecretariat."""
    _demand(by, may_end(by, mandate), "end a mandate")
    with transaction.atomic():
        if mandate.role == Role.SECRETARIAT:
            keep_a_secretariat(mandate.person)
        _end(by, mandate)


def end_running(person: User) -> None:
    """End every mandate of a person who leaves. Raises LastSecretariat. Inside a transaction."""
    keep_a_secretariat(person)
    for each in Mandate.objects.filter(person=person, ended_at=None):
        _end(person, each)


def _end(by: User | None, mandate: Mandate) -> None:
    running = Mandate.objects.filter(pk=mandate.pk, ended_at=None)
    if not running.update(ended_at=timezone.now()):
        raise NotOpen
    note("mandate_ended", by, f"{_describe(mandate)} of person {mandate.person_id}")
    _forget_mandates(mandate.person)
    # What somebody could not promise any more they have not promised.
    promised = Invitation.objects.filter(made_by=mandate.person, used_at=None, withdrawn_at=None)
    for each in promised:
        if not may_end(mandate.person, each):
            _withdraw(by, each)


def keep_a_secretariat(leaving: User) -> None:
    """Raises LastSecretariat where nobody of the secretariat would be left. Inside a transaction:
    of two who leave at the same time, one waits for the other."""
    mandates = Mandate.objects.filter(role=Role.SECRETARIAT, ended_at=None)
    people = {each.person_id for each in mandates.select_for_update()}
    if leaving.pk in people and not User.objects.filter(
        pk__in=people - {leaving.pk}, is_active=True
    ):
        raise LastSecretariat


def change_profile(person: User, name: str, language: str) -> None:
    """What a person is called, and the language of mails to them."""
    with transaction.atomic():
        person.name, person.language = name, language
        person.save(update_fields=["name", "language"])
        note("profile_changed", person)


def _add_mandate(by: User | None, person: User, wanted: Commission, how: str) -> Mandate:
    # Two who give the same at the same time: the second waits, and finds it given.
    User.objects.select_for_update().get(pk=person.pk)
    same = {"role": wanted.role, "actor_id": wanted.actor_id, "place_id": wanted.place_id}
    running = Mandate.objects.filter(person=person, ended_at=None, **same).first()
    if running is not None:
        return running
    mandate = Mandate.objects.create(person=person, given_by=by, **same)
    note("mandate_given", by, f"{_describe(mandate)} to person {person.pk} {how}".strip())
    _forget_mandates(person)
    return mandate


def _forget_mandates(person: User) -> None:
    """A person who is loaded knows their mandates from before."""
    person.__dict__.pop("_mandates", None)


def _describe(given: Commission) -> str:
    """For the log: ids and codes, and nobody's address."""
    return " ".join(each for each in (given.role, given.actor_id, given.place_id) if each)


def has_address(person: User, email: str) -> bool:
    """Whether it is known that an address is the person's."""
    known = EmailAddress.objects.filter(user=person, verified=True)
    return bool(known.filter(email__iexact=email).exists())


def _is_own(person: User, email: str) -> bool:
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return email.lower() in {each.lower() for each in (person.email, *addresses)}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _demand(by: User | None, may: bool, what: str) -> None:
    """A second look behind the one of the page: no caller can forget it."""
    if not may:
        logger.warning("refused: person %s may not %s", by and by.pk, what)
        raise PermissionDenied(what)


def move_mandates(by: User, old: str, new: str, change_set: int) -> None:
    """Whoever speaks for the actor `old` speaks for `new` from now on, since both are one record;
    so will those who are invited to, or ask for it. Call it in the transaction of the change."""
    Invitation.objects.filter(actor=old, used_at=None).update(actor=new)
    Request.objects.filter(actor=old, decided_at=None).update(actor=new)
    for mandate in Mandate.objects.filter(actor=old, ended_at=None):
        before = mandate.person.mandates.filter(actor=new, ended_at=None).exists()
        _add_mandate(by, mandate.person, Mandate(role=mandate.role, actor_id=new), "merged")
        _end(by, mandate)
        moved = Mandate.objects.filter(pk=mandate.pk)
        if not before:
            moved |= Mandate.objects.filter(person=mandate.person, actor=new, ended_at=None)
        moved.update(merged_by=change_set)


def part_mandates(by: User, change_set: int) -> None:
    """What `move_mandates` did, backwards, when two records are taken apart again."""
    for mandate in Mandate.objects.filter(merged_by=change_set):
        if mandate.ended_at is None:
            _end(by, mandate)
        else:
            back = Mandate(role=mandate.role, actor_id=mandate.actor_id)
            _add_mandate(by, mandate.person, back, "taken apart")
