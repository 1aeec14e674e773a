"""Confirming, disputing and taking back: what an actor says of a fact on record."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from weft.core.atlas import AtlasError, Fact
from weft.core.terms import Text, label, list_codes
from weft.web.accounts.permissions import list_spoken_for
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import take_stand, withdraw
from weft.web.atlas.addresses import find_fact
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.matters import describe_matter, is_involved
from weft.web.atlas.telling import Teller
from weft.web.site.desks import SignedIn, demand, desk, read_reason


class StandForm(forms.Form):
    """Who says what of a fact, and why."""

    actor = forms.ChoiceField(label=_("For"))
    stand = forms.ChoiceField(label=_("It"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False,
        help_text=_("Needed to dispute. What do you know, and from where?"),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("stand") == "disputes" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why: others can only answer a reason."))
        return cleaned


@desk("atlas.contribute")
def take_position(request: SignedIn, key: str) -> HttpResponse:
    """Confirm or dispute a fact, for an actor that is involved."""
    view, fact = _find(request, key)
    teller = Teller(view, get_language())
    involved = [
        each
        for each in list_spoken_for(request.user)
        if each in view.atlas.actor_by_id and is_involved(view.atlas, each, fact)
    ]
    form = StandForm(request.POST or None)
    form.fields["actor"].choices = [  # type: ignore[attr-defined]
        (x, teller.actor(x).striptags()) for x in involved
    ]
    form.fields["stand"].choices = [  # type: ignore[attr-defined]
        (code, label("stands", code, teller.language)) for code in list_codes("stands")
    ]
    if len(involved) == 1:
        form.fields["actor"].initial = involved[0]
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        take_stand(
            request.user, form.cleaned_data["actor"], key, form.cleaned_data["stand"],
            timezone.localdate(), Text({teller.language: reason}) if reason else None,
        )  # fmt: skip
        messages.success(request, _("Your position is on record."))
        return redirect(find_fact(fact))
    context = {"form": form, "facts": (teller.fact(fact),), "involved": involved, "key": key}
    status = 422 if form.is_bound else 200
    return render(request, "contributing/position.html", context, status=status)


@desk("atlas.contribute")
def take_back(request: SignedIn, key: str) -> HttpResponse:
    """Withdraw a fact: it is no longer on record, its history stays."""
    view, fact = _find(request, key)
    demand(request, "atlas.change", describe_matter(view.atlas, fact))
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            withdraw(request.user, key, read_reason(request))
        except AtlasError as error:
            problems = tuple(each.message for each in error.problems[:10])
        else:
            messages.success(request, _("Withdrawn. Its history stays."))
            return redirect("home")
    context = {"facts": (Teller(view, get_language()).fact(fact),), "problems": problems}
    status = 409 if problems else 200
    return render(request, "contributing/withdraw.html", context, status=status)


def _find(request: SignedIn, key: str) -> tuple[View, Fact]:
    view = read_view(find_reader(request))
    if key not in view.atlas.facts:
        raise Http404(key)
    return view, view.atlas.facts[key]
