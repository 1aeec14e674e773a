"""How people come in: they ask to join, claim an actor's record, or open an invitation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from weft.web.accounts.actions import (
    NotOpen,
    accept_invitation,
    find_invitation,
    has_address,
    request_access,
)
from weft.web.accounts.facts import make_teller, name_actor, person_of, say_given
from weft.web.accounts.forms import AskForm, ClaimForm, JoinForm, read_posted
from weft.web.accounts.models import Invitation
from weft.web.accounts.permissions import list_spoken_for
from weft.web.atlas.addresses import find_actor
from weft.web.atlas.asking import require
from weft.web.atlas.telling import Teller

TOO_MANY = 429


def never_kept(work: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody that has a form which writes."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @cache_control(private=True, no_store=True)
    @wraps(work)
    def respond(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        return work(request, *args, **names)

    return respond


@never_kept
def join(request: HttpRequest) -> HttpResponse:
    """Ask to join; the answer is the same whoever asks, known or not."""
    teller = make_teller(request)
    asks = AskForm if request.user.is_authenticated else JoinForm
    if request.method != "POST":
        form = asks(teller.atlas, initial={"organisation": _name_asked(request, teller)})
        return render(request, "accounts/join.html", {"form": form, "sent": "sent" in request.GET})
    form = asks(teller.atlas, request.POST)
    if not ratelimit.consume(request, action="join"):
        return render(request, "accounts/join.html", {"form": form, "many": True}, status=TOO_MANY)
    if isinstance(form, JoinForm) and form.is_from_a_machine():
        return redirect(f"{reverse('join')}?sent")
    if not form.is_valid():
        return render(request, "accounts/join.html", {"form": form})
    said = form.cleaned_data
    request_access(
        person=person_of(request) if request.user.is_authenticated else None,
        name=said.get("name", ""), email=said.get("email", ""), actor=said["actor"],
        organisation=said["organisation"], message=said["message"],
        language=get_language() or "en", site=request.build_absolute_uri("/"),
    )  # fmt: skip
    return redirect(f"{reverse('join')}?sent")


def _name_asked(request: HttpRequest, teller: Teller) -> str:
    """The name of the actor that an address asks for, if there is one to be seen."""
    found = teller.atlas.actor_by_id.get(request.GET.get("actor", ""))
    return found.name.read(teller.language) if found else ""


@never_kept
def claim(request: HttpRequest, actor: str) -> HttpResponse:
    """ "This is our record": somebody who is signed in asks to speak for an actor."""
    teller = make_teller(request)
    require(teller.view, "actors", actor, teller.language)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('join')}?{urlencode({'actor': actor})}")
    person = person_of(request)
    form = ClaimForm(read_posted(request))
    context = {
        "form": form,
        "name": name_actor(actor, teller),
        "href": find_actor(actor),
        "has": actor in list_spoken_for(person),
    }
    if context["has"] or not form.is_valid():
        return render(request, "accounts/claim.html", context)
    if not ratelimit.consume(request, action="join"):
        return render(request, "accounts/claim.html", {**context, "many": True}, status=TOO_MANY)
    request_access(
        person=person, actor=actor, message=form.cleaned_data["message"],
        site=request.build_absolute_uri("/"),
    )  # fmt: skip
    messages.success(request, _("You have asked. You get a mail once it is decided."))
    return redirect("me")


@never_kept
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Who invites to what. It leads to the sign-up; who has an account with this address accepts at
    once. A link that cannot be used says so, and nothing else."""
    found = find_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    mine = request.user.is_authenticated and has_address(person_of(request), found.email)
    if request.method == "POST":
        if not request.user.is_authenticated:
            request.session["invitation"] = found.pk
            return redirect("account_signup")
        if mine:
            return _accept(request, found)
    teller = make_teller(request)
    context = {"invitation": found, "words": say_given(found, teller), "mine": mine}
    return render(request, "accounts/invitation.html", context)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        accept_invitation(person_of(request), found)
    except NotOpen:
        return render(request, "accounts/invitation_gone.html", status=410)
    messages.success(request, _("You have accepted the invitation."))
    return redirect("me")
