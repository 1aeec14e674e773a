"""The desk at which two records of one actor become one."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from weft.core.atlas import AtlasError
from weft.web.accounts.readers import find_reader
from weft.web.atlas.addresses import find_actor
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.telling import Teller
from weft.web.atlas.uniting import unite_actors
from weft.web.contributing.forms.fields import list_names
from weft.web.site.desks import SignedIn, demand, desk


class UniteForm(forms.Form):
    """Which record stays, and why the two are one."""

    into = forms.CharField(label=_("The record that stays"), max_length=400)
    reason = forms.CharField(label=_("How you know that they are one"), max_length=1000)

    def __init__(self, view: View, actor: str, *args: object, **names: object) -> None:
        super().__init__(*args, **names)  # type: ignore[arg-type]
        self.view, self.actor = view, actor
        self.fields["into"].widget.attrs |= {"list": "names-actors", "autocomplete": "off"}

    def clean_into(self) -> str:
        found = self.view.known.find("actors", self.cleaned_data["into"])
        if len(found) != 1:
            raise forms.ValidationError(_("Choose one of the list, or write its id."))
        key = next(iter(found))
        if key == self.actor:
            raise forms.ValidationError(_("This is the same record."))
        return key


@desk("accounts.invite")  # whoever keeps something
def unite(request: SignedIn, actor: str) -> HttpResponse:
    """Merge this record into another one."""
    view = read_view(find_reader(request))
    found = view.atlas.actor_by_id.get(actor)
    if found is None:
        raise Http404(actor)
    demand(request, "atlas.keep", describe_matter(view.atlas, found))
    form = UniteForm(view, actor, request.POST or None)
    problems: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        demand(request, "atlas.keep", describe_matter(view.atlas, view.atlas.actor_by_id[into]))
        try:
            unite_actors(request.user, actor, into, form.cleaned_data["reason"])
        except AtlasError as error:
            problems = tuple(each.message for each in error.problems[:10])
        else:
            messages.success(request, _("The two are one record now; the old address leads here."))
            return redirect(find_actor(into))
    teller = Teller(view, get_language())
    context = {
        "form": form,
        "name": teller.words(found.name),
        "href": find_actor(actor),
        "names": list_names(view, "actors", teller.language),
        "count": len(view.facts_by_actor.get(actor, ())),
        "problems": problems,
    }
    return render(request, "contributing/unite.html", context, status=422 if form.is_bound else 200)
