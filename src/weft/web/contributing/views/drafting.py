"""The desk of drafts: what somebody is writing, to be gone on with, published or thrown away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.atlas import Atlas, AtlasError, Fact
from weft.web.accounts.readers import find_reader
from weft.web.atlas.actions import EditedMeanwhileError
from weft.web.atlas.facts import read_view
from weft.web.atlas.telling import Teller
from weft.web.contributing.drafts import Papers, publish_drafts, read_papers, show_with_drafts
from weft.web.contributing.forms.fields import read_texts
from weft.web.contributing.forms.words import SECTIONS
from weft.web.contributing.models import Draft
from weft.web.site.desks import SignedIn, desk, read_reason


@desk("atlas.contribute")
def show_drafts(request: SignedIn) -> HttpResponse:
    """All drafts, each in a sentence or with what is wrong with it."""
    view = read_view(find_reader(request))
    if request.method == "POST":
        return _act(request)
    papers = read_papers(request.user, view)
    atlas = show_with_drafts(view, papers)
    teller = Teller(view, get_language(), atlas)
    context = {"drafts": [_tell(teller, atlas, papers, each) for each in papers.drafts]}
    return render(request, "contributing/drafts.html", context)


def _tell(teller: Teller, atlas: Atlas, papers: Papers, draft: Draft) -> dict[str, Any]:
    record = papers.records.get(draft.pk)
    name = read_texts(draft.data.get("name") or draft.data.get("title") or "")
    said: Any = next(iter(name.values()), "")
    if isinstance(record, Fact):
        said = teller.sentence(record)
    return {
        "draft": draft,
        "kind": SECTIONS[draft.section],
        "said": said,
        "problems": papers.problems.get(draft.pk, ()),
        "actor": teller.actor(draft.actor_id) if draft.actor_id in atlas.actor_by_id else "",
    }


def _act(request: SignedIn) -> HttpResponse:
    """Publish or throw away those that are ticked."""
    chosen = request.POST.getlist("draft")
    drafts = [
        each for each in Draft.objects.filter(person=request.user) if str(each.token) in chosen
    ]
    if not drafts:
        messages.info(request, _("Nothing was chosen."))
        return redirect("drafts")
    if request.POST.get("do") == "drop":
        Draft.objects.filter(pk__in=[each.pk for each in drafts]).delete()
        messages.success(request, _("Thrown away."))
        return redirect("drafts")
    try:
        publish_drafts(request.user, drafts, read_reason(request))
    except EditedMeanwhileError as error:
        key = error.found[0][0].key
        mine = next(each for each in drafts if each.key == key)
        messages.warning(
            request, _("Others changed one of these meanwhile. Compare, then publish it here.")
        )
        return redirect("draft", token=mine.token)
    except AtlasError:
        messages.error(request, _("Not everything here is complete. Nothing was published."))
        return redirect("drafts")
    messages.success(request, _("Published."))
    return redirect("drafts")
