"""Where a form begins: a new record, a correction, a draft where it was left."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from weft.core.atlas import SECTIONS, Fact
from weft.core.atlas.atlas import find_section
from weft.core.atlas.records import Record
from weft.web.accounts.permissions import may
from weft.web.accounts.readers import find_reader
from weft.web.atlas.addresses import find_record
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.telling import Teller
from weft.web.contributing.forms.layout import STATED
from weft.web.contributing.models import Draft
from weft.web.contributing.views.sheet import Sheet
from weft.web.site.desks import SignedIn, desk


@desk("atlas.contribute")
def state(request: SignedIn, section: str) -> HttpResponse:
    """A new record; the address may fill in what is known already (?place=tangier&area=housing)."""
    if section not in STATED:
        raise Http404(section)
    # A form that was sent back to be mended goes on with the draft it made.
    drafts = Draft.objects.filter(person=request.user, section=section, base__isnull=True)
    begun = request.POST.get("draft", "")
    draft = next((each for each in drafts if str(each.token) == begun), None) if begun else None
    return Sheet(request, section, None, draft).respond()


@desk("atlas.contribute")
def edit(request: SignedIn, key: str) -> HttpResponse:
    """A correction of a fact."""
    view = read_view(find_reader(request))
    if key not in view.atlas.facts:
        raise Http404(key)
    return _edit(request, view, find_section(view.atlas.facts[key]), view.atlas.facts[key])


@desk("atlas.contribute")
def edit_record(request: SignedIn, section: str, key: str) -> HttpResponse:
    """A correction of a place or a document."""
    view = read_view(find_reader(request))
    record = view.atlas.find_record(section, key) if section in ("places", "sources") else None
    if record is None:
        raise Http404(key)
    return _edit(request, view, section, record)


def _edit(request: SignedIn, view: View, section: str, record: Record) -> HttpResponse:
    if not may(request.user, "atlas.change", describe_matter(view.atlas, record)):
        teller = Teller(view, get_language())
        context: dict[str, Any] = {"href": find_record(section, record.id, view.atlas)}
        if isinstance(record, Fact):
            context |= {"fact": teller.fact(record), "section": section}
        return render(request, "contributing/not_yours.html", context, status=403)
    draft = Draft.objects.filter(person=request.user, section=section, key=record.id).first()
    if draft is not None and request.method != "POST":
        return redirect("draft", token=draft.token)  # it was begun from what stood then
    return Sheet(request, section, record, draft).respond()


@desk("atlas.contribute")
def continue_draft(request: SignedIn, token: str) -> HttpResponse:
    """A draft, where it was left."""
    draft = get_object_or_404(Draft, token=token, person=request.user)
    base = SECTIONS[draft.section].model_validate(draft.base) if draft.base else None
    seen = read_view(find_reader(request)).atlas
    if base is not None and seen.find_record(draft.section, base.id) is None:
        raise Http404(token)  # it is hidden from this person by now, or gone
    return Sheet(request, draft.section, base, draft).respond()
