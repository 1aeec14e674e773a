"""Who may hold an interview about a place, and for whom: those who have business there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from weft.web.accounts.facts import person_of
from weft.web.accounts.models import User
from weft.web.accounts.permissions import list_spoken_for
from weft.web.accounts.readers import find_reader
from weft.web.atlas.asking import require
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.telling import Teller
from weft.web.contributing.interviewing.answers import Talk, may_keep
from weft.web.contributing.models import Interview


@dataclass(frozen=True)
class Business:
    """What brings a person to a place: actors that they speak for and that act there, or that they
    keep its record."""

    person: User
    view: View
    place: str
    language: str
    actors: tuple[str, ...]
    keeps: bool

    def may_write_for(self, actor: str | None) -> bool:
        """Whether the person may state something here for an actor, or for nobody in particular."""
        return self.keeps if actor is None else actor in self.actors


def enter(request: HttpRequest, place: str) -> Business:
    """Raises NotHere for a place that is not there, and PermissionDenied for who has no business
    there."""
    person, view, language = person_of(request), read_view(find_reader(request)), get_language()
    require(view, "places", place, language or "en")
    atlas = view.atlas
    actors = tuple(
        each
        for each in list_spoken_for(person)
        if each in atlas.actor_by_id and atlas.acts_at(each, place)
    )
    keeps = may_keep(person, atlas, place)
    if not actors and not keeps:
        raise PermissionDenied("atlas.contribute")
    return Business(person, view, place, language or "en", actors, keeps)


def open_talk(request: HttpRequest, place: str, token: UUID) -> Talk:
    """An own interview; Http404 for that of somebody else, PermissionDenied for who no longer
    speaks for the actor that it was begun for."""
    business = enter(request, place)
    found = Interview.objects.select_related("person").filter(
        token=token, person=business.person, place=place
    )
    interview = found.first()
    if interview is None:
        raise Http404(token)
    if not business.may_write_for(interview.actor_id):
        raise PermissionDenied("atlas.speak_for")
    return Talk(interview, business.view, business.language)


def describe_place(teller: Teller, place: str) -> dict[str, Any]:
    """What every page of an interview shows of its place."""
    return {
        "view": teller.view,
        "place": teller.view.atlas.place_by_id[place],
        "place_name": teller.place(place),
    }
