"""For those in charge: who may do what at what they keep, who asks, and who is invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from weft.web.accounts import actions
from weft.web.accounts.commissions import NotNamed
from weft.web.accounts.facts import (
    find_person,
    is_in_charge,
    list_invitations,
    list_mandates,
    list_people,
    list_requests,
    make_teller,
    may_see,
    person_of,
    say_given,
)
from weft.web.accounts.forms import CommissionForm, DecideForm, InviteForm, read_posted
from weft.web.accounts.models import Invitation, Mandate, Request, User
from weft.web.atlas.telling import Teller
from weft.web.site.desks import desk
from weft.web.site.pages import NotHere

POSTED = ("POST",)


@desk("accounts.invite")
def people(request: HttpRequest) -> HttpResponse:
    """Mandates, requests and invitations; and a form to invite."""
    by, teller = person_of(request), make_teller(request)
    form = InviteForm(by, teller.atlas, read_posted(request), initial={"language": teller.language})
    if form.is_valid():
        said = form.cleaned_data
        invited = actions.invite(
            by, said["email"], said["role"], actor=said["actor"], place=said.get("place"),
            language=said["language"], site=request.build_absolute_uri("/"),
        )  # fmt: skip
        if invited.mailed:
            messages.success(request, _("The invitation is on its way."))
        else:
            # Nobody but the invited may ever see the link.
            actions.withdraw_invitation(by, invited.invitation)
            messages.error(request, _say_mail_failed())
        return redirect("people")
    context = {
        "form": form,
        "people": list_people(by, teller),
        "requests": list_requests(by, teller),
        "invitations": list_invitations(by, teller),
        "decide": DecideForm(teller.atlas),
        "audits": by.has_perm("accounts.audit"),
    }
    return render(request, "accounts/people.html", context)


def _say_mail_failed() -> str:
    return _("The mail could not be sent, so nothing was promised. Try again later.")


@desk("accounts.invite", methods=POSTED)
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link useless."""
    by, teller = person_of(request), make_teller(request)
    found = Invitation.objects.filter(pk=pk).first()
    if found is None or not is_in_charge(by, found, teller):
        raise NotHere(_("There is no such invitation here."))
    try:
        actions.withdraw_invitation(by, found)
    except actions.NotOpen:
        messages.warning(request, _("It was used or withdrawn already."))
    return redirect("people")


@desk("accounts.invite", methods=POSTED)
def decide_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse what somebody asks."""
    by, teller = person_of(request), make_teller(request)
    found = Request.objects.filter(pk=pk).first()
    if found is None or not may_see(by, found, teller):
        raise NotHere(_("There is no such request here."))
    form = DecideForm(teller.atlas, request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such record here. Choose one."))
        return redirect("people")
    granted = form.cleaned_data["granted"] == "yes"
    try:
        mailed = actions.decide_request(
            by, found, granted, actor=form.cleaned_data["actor"],
            site=request.build_absolute_uri("/"),
        )  # fmt: skip
    except actions.NotOpen:
        messages.warning(request, _("It was decided already."))
    except NotNamed as error:
        messages.error(request, str(error))
    else:
        done = _("Granted.") if granted else _("Refused.")
        unsent = _("The mail could not be sent.")
        messages.success(request, done if mailed else f"{done} {unsent}")
    return redirect("people")


@desk("accounts.invite")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person may do and did; roles are given and ended here."""
    by, teller = person_of(request), make_teller(request)
    found = _require(by, pk, teller)
    form = CommissionForm(by, teller.atlas, read_posted(request))
    if form.is_valid():
        said = form.cleaned_data
        given = actions.give_mandate(
            by, found, said["role"], actor=said["actor"], place=said.get("place")
        )
        role = say_given(given, teller).striptags()
        messages.success(request, _("Given: %(role)s") % {"role": role})
        return redirect("person", pk)
    context = {
        "person": found,
        "form": form,
        "mandates": list_mandates(by, found, teller),
        "self": found == by,
    }
    return render(request, "accounts/person.html", context)


@desk("accounts.invite", methods=POSTED)
def end_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role from somebody, from their next page on."""
    by, teller = person_of(request), make_teller(request)
    found = Mandate.objects.filter(pk=pk).select_related("person").first()
    if found is None or not is_in_charge(by, found, teller):
        raise NotHere(_("There is no such mandate here."))
    try:
        actions.end_mandate(by, found)
    except actions.NotOpen:
        messages.warning(request, _("It had ended already."))
    except actions.LastSecretariat:
        messages.error(request, _("Nobody else is of the secretariat. Appoint somebody first."))
    else:
        messages.success(request, _("Ended."))
    if find_person(by, found.person_id, make_teller(request)) is None:
        return redirect("people")
    return redirect("person", found.person_id)


def _require(by: User, pk: int, teller: Teller) -> User:
    found = find_person(by, pk, teller)
    if found is None:
        raise NotHere(_("There is no such person here."))
    return found
