"""What those in charge may see of people: mandates, requests and invitations at what they keep, all
of them for the secretariat."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.web.accounts.commissions import concerns, may_end, name_role
from weft.web.accounts.models import Commission, Invitation, Mandate, Request, Role, User
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import read_view
from weft.web.atlas.telling import Teller

MOST = 200  # invitations and requests on a page, the newest first


@dataclass(frozen=True)
class Given:
    """A role as a page shows it."""

    row: Mandate | Invitation
    words: Markup
    may_end: bool


@dataclass(frozen=True)
class Asked:
    """A request as a page shows it: for whom, and whether that is an actor on record."""

    row: Request
    actor: Markup


def person_of(request: HttpRequest) -> User:
    """Who is signed in, at a desk, where somebody is."""
    assert isinstance(request.user, User)  # noqa: S101  # the desk has led others away
    return request.user


def make_teller(request: HttpRequest) -> Teller:
    """Tells what the reader behind a request may see."""
    return Teller(read_view(find_reader(request)), get_language() or "en")


def say_given(given: Commission, teller: Teller) -> Markup:
    """A role with what it is for, in the reader's language."""
    name = Markup()
    if given.actor_id:
        name = name_actor(given.actor_id, teller)
    elif given.place_id in teller.atlas.place_by_id:
        name = teller.place(given.place_id)
    return Markup(name_role(given.role, name))  # noqa: S704  # both parts are markup


def name_actor(actor: str, teller: Teller) -> Markup:
    if actor in teller.atlas.actor_by_id:
        return teller.actor(actor)
    return Markup.escape(_("an actor whose record you do not see"))


def list_own(person: User, teller: Teller) -> list[Given]:
    """What a person may do and could do, the newest last."""
    rows = Mandate.objects.filter(person=person).order_by("given_at", "pk")
    return [Given(each, say_given(each, teller), False) for each in rows]


def list_all_mandates(ended: bool = False) -> list[dict[str, str | None]]:
    """Every mandate as plain words, in the order of names, for whoever keeps the site."""
    rows = Mandate.objects.select_related("person").order_by("person__name", "person", "pk")
    return [
        {
            "name": each.person.name,
            "email": each.person.email,
            "role": each.role,
            "actor": each.actor_id,
            "place": each.place_id,
            "since": each.given_at.date().isoformat(),
            "until": each.ended_at.date().isoformat() if each.ended_at else None,
        }
        for each in (rows if ended else rows.filter(ended_at=None))
    ]


def list_people(by: User, teller: Teller) -> list[tuple[User, list[Given]]]:
    """People with mandates that `by` is in charge of, by name."""
    running = Mandate.objects.filter(ended_at=None, person__is_active=True)
    found: dict[User, list[Given]] = {}
    for each in running.select_related("person").order_by("given_at", "pk"):
        if is_in_charge(by, each, teller):
            found.setdefault(each.person, []).append(_show(by, each, teller))
    return sorted(found.items(), key=lambda pair: (str(pair[0]).casefold(), pair[0].pk))


def list_mandates(by: User, person: User, teller: Teller) -> list[Given]:
    """Mandates of one person that `by` is in charge of, ended ones too."""
    rows = Mandate.objects.filter(person=person).order_by("given_at", "pk")
    return [_show(by, each, teller) for each in rows if is_in_charge(by, each, teller)]


def is_in_charge(by: User, row: Commission, teller: Teller) -> bool:
    """Whether a role, given or promised, belongs to what somebody is in charge of."""
    return concerns(by, row.role, row.actor_id, row.place_id, teller.atlas)


def _show(by: User, row: Mandate | Invitation, teller: Teller) -> Given:
    return Given(row, say_given(row, teller), may_end(by, row, teller.atlas))


def list_requests(by: User, teller: Teller) -> list[Asked]:
    """Requests that wait for an answer that `by` may give, the oldest first."""
    waiting = Request.objects.filter(decided_at=None).select_related("person").order_by("pk")
    return [
        Asked(each, name_actor(each.actor_id, teller) if each.actor_id else Markup())
        for each in waiting
        if may_see(by, each, teller)
    ][:MOST]


def may_see(by: User, request: Request, teller: Teller) -> bool:
    """Whether a request belongs to what somebody is in charge of."""
    role = Role.CONTRIBUTOR if request.actor_id else Role.READER
    return concerns(by, role, request.actor_id, None, teller.atlas)


def list_invitations(by: User, teller: Teller) -> Sequence[tuple[Given, str]]:
    """Invitations that `by` is in charge of with their state, the newest first."""
    rows = Invitation.objects.select_related("made_by").order_by("-pk")
    shown = [x for x in rows if is_in_charge(by, x, teller)][:MOST]
    return [(_show(by, each, teller), _find_state(each)) for each in shown]


def _find_state(invitation: Invitation) -> str:
    if invitation.used_at:
        return "used"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "expired" if invitation.expires_at <= timezone.now() else "sent"


def find_person(by: User, pk: int, teller: Teller) -> User | None:
    """A person whom `by` is in charge of: with a mandate, now or before, or a request that waits.
    None for all others, whether they are there or not."""
    person = User.objects.filter(pk=pk, erased_at=None).first()
    if person is None:
        return None
    known = by.has_perm("accounts.appoint") or any(
        is_in_charge(by, each, teller) for each in Mandate.objects.filter(person=person)
    )
    asked = Request.objects.filter(person=person, decided_at=None)
    return person if known or any(may_see(by, each, teller) for each in asked) else None
