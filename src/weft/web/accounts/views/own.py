"""A person's own page: what they may do and have asked, all that is kept about them, and the way
out."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from weft.web.accounts.actions import LastSecretariat, change_profile
from weft.web.accounts.audit import note
from weft.web.accounts.facts import list_own, make_teller, name_actor, person_of
from weft.web.accounts.forms import EraseForm, ProfileForm, read_posted
from weft.web.accounts.models import Event
from weft.web.accounts.own_data import collect, erase
from weft.web.accounts.wording import name_kind
from weft.web.site.desks import desk

NEWEST = 50  # lines of the log on one's own page


@desk()
def me(request: HttpRequest) -> HttpResponse:
    """Name and language, mandates, ways to sign in, requests, and what was noted of the person."""
    person, teller = person_of(request), make_teller(request)
    known = {"name": person.name, "language": person.language}
    form = ProfileForm(read_posted(request), initial=known)
    if form.is_valid():
        change_profile(person, form.cleaned_data["name"], form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("me")
    context = {
        "person": person,
        "form": form,
        "mandates": list_own(person, teller),
        "requests": [
            (each, name_actor(each.actor_id, teller) if each.actor_id else each.organisation)
            for each in person.requests.order_by("-pk")
        ],
        "events": [
            (each, name_kind(each.kind))
            for each in Event.objects.filter(person=person).order_by("-at", "-pk")[:NEWEST]
        ],
        "invites": person.has_perm("accounts.invite"),
        "audits": person.has_perm("accounts.audit"),
    }
    return render(request, "accounts/me.html", context)


@desk(methods=("GET",))
def give_own_data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the person, as a file."""
    person = person_of(request)
    note("own_data_exported", person)
    encoder = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(collect(person), DjangoJSONEncoder, json_dumps_params=encoder)
    response["Content-Disposition"] = 'attachment; filename="weft-my-data.json"'
    return response


@desk()
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def erase_own(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; with the word typed and the password given again, it goes."""
    form = EraseForm(read_posted(request))
    context = {"form": form}
    if form.is_valid():
        try:
            erase(person_of(request))
        except LastSecretariat:
            return render(request, "accounts/erase.html", {**context, "last": True}, status=409)
        logout(request)
        messages.success(request, _("Your account is erased."))
        return redirect("account_login")
    return render(request, "accounts/erase.html", context)
