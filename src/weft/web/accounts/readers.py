"""Who is reading, and so what may be seen: every page, search, count and export asks here."""

from dataclasses import dataclass

from django.http import HttpRequest

from weft.web.accounts.models import Role
from weft.web.accounts.permissions import list_mandates


@dataclass(frozen=True)
class Reader:
    """What somebody may see beside what is public. Readers with the same rights are equal."""

    network: bool = False  # a member of the network
    actors: frozenset[str] = frozenset()  # the actors that the person speaks for
    places: frozenset[str] = frozenset()  # the places that the person keeps


PUBLIC = Reader()


def find_reader(request: HttpRequest) -> Reader:
    """The reader behind a request. Mandates are looked up for each request, so that a right that
    was taken is gone with the next page."""
    return read_for(getattr(request, "user", None))


def read_for(person: object) -> Reader:
    """What a person may see; the public for somebody who is not signed in."""
    mandates = list_mandates(person)
    return Reader(
        network=bool(mandates),
        actors=frozenset(x.actor_id for x in mandates if x.role == Role.CONTRIBUTOR and x.actor_id),
        places=frozenset(x.place_id for x in mandates if x.role == Role.STEWARD and x.place_id),
    )
