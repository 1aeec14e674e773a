"""A small network for the tests about people: two towns on a strait, everybody who has a part in
it, and one actor that only its own people see.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.core import mail
from django.test import Client

from tests.web.accounts.signing import make_person
from tests.web.atlas.strait import build_strait
from weft.web.accounts.actions import Invited, give_mandate, invite
from weft.web.accounts.models import Mandate, Role, User
from weft.web.atlas.actions import load_atlas

SITE = "http://testserver/"
HIDDEN = {"id": "cellar", "name": "Zanzibar Cellar", "kind": "civil_society", "place": "tangier",
          "visibility": "own"}  # fmt: skip
FAR = {"id": "far-city", "name": "City of Al-Hoceima", "kind": "government", "place": "al-hoceima"}


@dataclass(frozen=True)
class Network:
    """Who is there."""

    officer: User  # speaks for the city
    partner: User  # speaks for the ministry
    stranger: User  # has no mandate
    steward: User  # keeps Tangier
    far_steward: User  # keeps another town
    secretariat: User


def build_network() -> Network:
    """The atlas, and everybody with what they may do."""
    load_atlas(build_strait(actors=[HIDDEN, FAR]), "strait")
    people = {name: make_person(f"{name}@strait.example", name=name.replace("_", " ").title())
              for name in Network.__dataclass_fields__}  # fmt: skip
    give_mandate(None, people["officer"], Role.CONTRIBUTOR, actor="city")
    give_mandate(None, people["partner"], Role.CONTRIBUTOR, actor="state")
    give_mandate(None, people["steward"], Role.STEWARD, place="tangier")
    give_mandate(None, people["far_steward"], Role.STEWARD, place="al-hoceima")
    give_mandate(None, people["secretariat"], Role.SECRETARIAT)
    mail.outbox.clear()
    return Network(**people)


def fresh(person: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=person.pk)


def browse(person: User | None) -> Client:
    """A browser in which somebody is signed in, or nobody."""
    client = Client()
    if person is not None:
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def ask(email: str = "ana@city.example", by: User | None = None, **said: Any) -> Invited:
    """An invitation to speak for the city, unless something else is said."""
    wanted: dict[str, Any] = {"role": Role.CONTRIBUTOR, "actor": "city", **said}
    return invite(by, email, wanted.pop("role"), site=SITE, **wanted)


def find_secret(link: str) -> str:
    found = re.search(r"/invitations/([\w-]+)$", link)
    assert found, link
    return found[1]


def find_mandate(person: User) -> Mandate:
    """The one mandate of somebody who has one."""
    return Mandate.objects.get(person=person)


def list_roles(person: User) -> list[tuple[str, str | None]]:
    """What somebody may do now."""
    running = Mandate.objects.filter(person=person, ended_at=None).order_by("pk")
    return [(x.role, x.actor_id or x.place_id) for x in running]
