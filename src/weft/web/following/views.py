"""The desks at which people follow places and actors and say that a fact is still right, and the
page to which the links in mails lead that end them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from weft.web.accounts.facts import person_of
from weft.web.accounts.permissions import list_spoken_for
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import take_stand
from weft.web.atlas.addresses import find_actor, find_place
from weft.web.atlas.asking import require
from weft.web.atlas.facts import read_view
from weft.web.atlas.telling import Teller
from weft.web.atlas.touches import Scope
from weft.web.following.actions import follow, stop, unfollow
from weft.web.following.facts import list_followed
from weft.web.following.links import EVERYTHING, Asked, read_token
from weft.web.following.models import Follow
from weft.web.following.stale import find_owner
from weft.web.site.desks import desk
from weft.web.site.pages import NotHere


@desk()
def follow_place(request: HttpRequest, place: str) -> HttpResponse:
    """Follow a place, or no longer."""
    return _follow(request, "places", place, {"place": place}, find_place(place))


@desk()
def follow_actor(request: HttpRequest, actor: str) -> HttpResponse:
    """Follow an actor, or no longer."""
    return _follow(request, "actors", actor, {"actor": actor}, find_actor(actor))


def _follow(
    request: HttpRequest, section: str, key: str, what: dict[str, str], href: str
) -> HttpResponse:
    person, language = person_of(request), get_language()
    view = read_view(find_reader(request))
    require(view, section, key, language)
    followed = list_followed(person, view, language)
    follows = Scope(**what) in {each.scope for each in followed}
    if request.method == "POST":
        # A button pressed twice does nothing the second time; without a word it turns round.
        wanted = request.POST.get("follow", "no" if follows else "yes") == "yes"
        (follow if wanted else unfollow)(person, **what)
        said = _("You follow this from now on.") if wanted else _("You no longer follow this.")
        messages.success(request, said)
        return redirect(href)
    teller = Teller(view, language)
    name = teller.place(key) if section == "places" else teller.actor(key)
    context = {"name": name, "href": href, "follows": follows, "person": person}
    return render(request, "following/follow.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def end_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Where a link in a mail leads: one button, and no sign-in. A program that only looks at links
    ends nothing."""
    asked = read_token(token)
    if asked is None:
        raise NotHere(_("This link is not whole. Copy all of it from the mail."))
    context: dict[str, Any] = {"done": False, "name": _name(asked)}
    if request.method == "POST":
        stop(asked)
        context["done"] = True
    return render(request, "following/unfollow.html", context)


def _name(asked: Asked) -> Markup:
    """What is meant, where everybody may know it: a mail is passed on."""
    found = Follow.objects.filter(pk=asked.follow, person=asked.person).first()
    if asked.follow == EVERYTHING or found is None:
        return Markup()
    teller = Teller(read_view(), get_language())
    if found.actor_id in teller.atlas.actor_by_id:
        return teller.actor(found.actor_id)
    # What was followed may be gone, or not be for everybody to know of.
    return teller.place(found.place_id) if found.place_id in teller.atlas.place_by_id else Markup()


@desk("atlas.contribute")
def say_still_right(request: HttpRequest, key: str) -> HttpResponse:
    """An actor confirms, today, what it states itself, or its own record."""
    view = read_view(find_reader(request))
    require(view, "facts", key, get_language())
    fact = view.atlas.facts[key]
    actor = find_owner(fact, list_spoken_for(request.user))
    if actor is None:
        raise PermissionDenied("atlas.speak_for")
    if request.method == "POST":
        today = timezone.localdate()
        take_stand(person_of(request), actor, key, "confirms", today)
        messages.success(request, _("Thank you. That it is still right is on record."))
        return redirect("me")
    context = {"facts": (Teller(view, get_language()).fact(fact),), "key": key}
    return render(request, "following/still_right.html", context)
