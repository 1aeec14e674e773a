"""Marks on findings: wrong, handled or not ours, with a reason; read beside the findings, and made
at a desk."""

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from weft.core.atlas import Atlas
from weft.core.diagnosis.gaps import Cell, GapReport, say_cell
from weft.core.terms import list_codes
from weft.core.terms.phrases import say
from weft.web.accounts.permissions import Matter, list_spoken_for
from weft.web.accounts.readers import find_reader
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import find_setting, read_gaps, read_insight
from weft.web.diagnosis.models import Mark, Word
from weft.web.site.desks import SignedIn, demand, desk


class Said(NamedTuple):
    """The newest word of an actor on a finding."""

    finding: str
    word: str
    reason: str
    actor: str | None
    day: str


def name_finding(finding: Cell | str) -> str:
    """The code by which a finding of a setting is known: S-ORPHAN.fund for a role, G-FISC."""
    return finding if isinstance(finding, str) else f"{finding.code}.{finding.role}"


def list_findings(report: GapReport) -> tuple[str, ...]:
    """The codes of all findings of a setting."""
    return (*(name_finding(x) for x in report.cells), *(x.code for x in report.gaps))


def read_marks(view: View, place: str, area: str) -> tuple[Said, ...]:
    """What was said of the findings that this reader has; marks on others would tell that there is
    something."""
    if place not in view.atlas.place_by_id or area not in list_codes("areas"):
        return ()
    newest: dict[tuple[str, str | None], Said] = {}
    for each in Mark.objects.filter(place=place, area=area).order_by("pk"):
        said = Said(each.finding, each.word, each.reason, each.actor_id, f"{each.at:%Y-%m-%d}")
        newest[each.finding, each.actor_id] = said
    if not newest:
        return ()
    shown = set(_list_shown(view, place, area))
    return tuple(
        each
        for each in newest.values()
        if each.finding in shown
        and each.word != Word.OPEN
        and (each.actor is None or each.actor in view.atlas.actor_by_id)
    )


def _list_shown(view: View, place: str, area: str) -> tuple[str, ...]:
    if place not in view.atlas.place_by_id or area not in list_codes("areas"):
        return ()
    setting = find_setting(view, place, area)
    if setting is None or read_insight(view, setting).diagnosis.obstacle:
        return ()
    return list_findings(read_gaps(view, setting))


class MarkForm(forms.ModelForm):  # type: ignore[type-arg]
    """A word and its reason."""

    actor = forms.ChoiceField(label=_("For"))

    class Meta:
        model = Mark
        fields = ("word", "reason")
        widgets = {"word": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 4})}  # noqa: RUF012


@desk("atlas.mark")
def mark_finding(request: SignedIn, place: str, area: str, finding: str) -> HttpResponse:
    """Say that a finding is wrong, handled or not ours."""
    view = read_view(find_reader(request))
    atlas: Atlas = view.atlas
    if finding not in _list_shown(view, place, area):
        raise Http404(finding)
    matter = Matter(territories=(frozenset(atlas.list_chain(place)),))
    teller = Teller(view, get_language())
    choices = [
        (each, teller.actor(each).striptags())
        for each in list_spoken_for(request.user)
        if each in atlas.actor_by_id and atlas.acts_at(each, place)
    ]
    if not choices:
        demand(request, "atlas.keep", matter)
        choices = [("", str(_("as who keeps the record of this place")))]
    form = MarkForm(request.POST or None)
    form.fields["actor"].choices = choices  # type: ignore[attr-defined]
    form.fields["actor"].required = bool(choices[0][0])
    if request.method == "POST" and form.is_valid():
        mark: Mark = form.save(commit=False)
        mark.place_id, mark.area, mark.finding = place, area, finding
        mark.person, mark.actor_id = request.user, form.cleaned_data["actor"] or None
        mark.save()
        messages.success(request, _("Your word stands beside the finding."))
        return redirect("gaps", place=place, area=area)
    context = {
        "form": form,
        "said": _say(view, place, area, finding, teller.language),
        "place": atlas.place_by_id[place],
        "area": area,
    }
    return render(request, "diagnosis/mark.html", context, status=422 if form.is_bound else 200)


def _say(view: View, place: str, area: str, finding: str, language: str) -> str:
    setting = find_setting(view, place, area)
    assert setting is not None  # noqa: S101  # it has findings
    for each in read_gaps(view, setting).cells:
        if name_finding(each) == finding:
            return say_cell(view.find_part(place), each, language)
    return say(finding, language)
