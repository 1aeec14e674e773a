"""What a person follows and what they are asked about, for their own page."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from weft.web.accounts.models import User
from weft.web.accounts.permissions import list_spoken_for
from weft.web.accounts.readers import read_for
from weft.web.atlas.addresses import find_actor, find_fact, find_place
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.telling import Teller
from weft.web.atlas.touches import Scope
from weft.web.following.models import Follow
from weft.web.following.stale import Stale, list_stale


class Followed(NamedTuple):
    """A place or an actor that a person follows."""

    follow: Follow
    scope: Scope
    name: Markup
    href: str
    changes: str
    stop: str  # the page on which to stop it


class Asked(NamedTuple):
    """A fact of which its actor is asked whether it is still right."""

    key: str
    text: Markup
    href: str
    actor: Markup
    last_word: str
    still_right: str
    correct: str


def list_followed(person: User, view: View, language: str) -> tuple[Followed, ...]:
    """What a person follows, as far as that person sees it now."""
    teller = Teller(view, language)
    found: dict[Scope, Followed] = {}
    for each in Follow.objects.filter(person=person).order_by("pk"):
        place, actor = each.place_id, each.actor_id
        actor = view.moved.get(actor, actor) if actor else None
        if actor in view.atlas.actor_by_id if actor else place in view.atlas.place_by_id:
            scope = Scope(place, actor)
            found.setdefault(scope, _show(each, scope, teller))
    return tuple(found.values())


def _show(follow: Follow, scope: Scope, teller: Teller) -> Followed:
    if scope.actor is not None:
        key, kind = scope.actor, "actor"
        name, href = teller.actor(key), find_actor(key)
    else:
        key, kind = scope.place or "", "place"
        name, href = teller.place(key), find_place(key)
    return Followed(
        follow, scope, name, href,
        reverse(f"{kind}-changes", args=[key]), reverse(f"{kind}-follow", args=[key]),
    )  # fmt: skip


def ask(stale: Stale, view: View, language: str) -> Asked:
    """A fact that may be out of date, with what can be said of it."""
    teller, key = Teller(view, language), stale.fact.id
    return Asked(
        key=key,
        text=teller.sentence(stale.fact),
        href=find_fact(stale.fact),
        actor=teller.actor(stale.actor),
        last_word=stale.last_word.isoformat(),
        still_right=reverse("still-right", args=[key]),
        correct=reverse("edit", args=[key]),
    )


def describe_desk(person: User, language: str) -> dict[str, Any]:
    """The context of following/_mine.html and following/_stale.html: `followed` and `asked`."""
    view = read_view(read_for(person))
    stale = list_stale(list_spoken_for(person), view, timezone.localdate())
    return {
        "followed": list_followed(person, view, language),
        "asked": [ask(each, view, language) for each in stale],
    }
