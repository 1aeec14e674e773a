"""The four people of every fixture, and those who keep a record in order, with what they may do on
the facts of the demo."""

from typing import Any

from django.test import Client

OFFICER, PARTNER = "city-of-tangier", "moroccan-migration-ministry"  # the actors they speak for
MANDATES: dict[str, dict[str, Any]] = {
    "Officer": {"role": "contributor", "actor_id": OFFICER},
    "Partner": {"role": "contributor", "actor_id": PARTNER},
    "Steward": {"role": "steward", "place_id": "tangier"},
    "Secretariat": {"role": "secretariat"},
}


def make_person(name: str, **mandate: Any) -> Any:
    """A person who is signed up, with a mandate if one is given."""
    from weft.web.accounts.models import Mandate, User  # noqa: PLC0415  # after the set-up

    person = User.objects.create_user(name.lower(), f"{name.lower()}@example.org", None, name=name)
    if mandate:
        Mandate.objects.create(person=person, **mandate)
    return person


def sign_in(name: str) -> Client:
    """A browser in which somebody is signed in, as `MANDATES` describes them."""
    from weft.web.accounts.models import User  # noqa: PLC0415

    person = User.objects.filter(username=name.lower()).first()
    client = Client()
    client.force_login(
        person or make_person(name, **MANDATES.get(name, {})),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    return client
