"""The profile of a place as a document to hand round: PDF and Word."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from weft import __version__
from weft.core.diagnosis import read_method
from weft.web.atlas.facts import View
from weft.web.diagnosis.documents import WORD
from weft.web.diagnosis.opening import open_place
from weft.web.observatory.facts import find_catalogue, find_token
from weft.web.observatory.profiles import read_profile
from weft.web.site.pages import File, page
from weft.web.site.provenance import count_facts, say_resting


@page(also=find_token)
def give_profile_pdf(request: HttpRequest, view: View, place: str) -> File:
    """The profile on paper, for screen readers too."""
    return _give(request, view, place, "pdf")


@page(also=find_token)
def give_profile_docx(request: HttpRequest, view: View, place: str) -> File:
    """The same as a file to go on writing in."""
    return _give(request, view, place, "docx")


def _give(request: HttpRequest, view: View, place: str, form: str) -> File:
    from weft.documents import About  # noqa: PLC0415  # loads a typesetter
    from weft.documents.profile import write_profile_docx, write_profile_pdf  # noqa: PLC0415
    from weft.web.profile.printing import Printed, compose  # noqa: PLC0415

    brief, teller, context = open_place(request, view, place)
    catalogue = find_catalogue(request)
    about = About(
        data_day=view.version.day,
        method=read_method().version,
        licence=view.atlas.licence or "",
        address=request.build_absolute_uri(reverse("profile", args=[place])),
        software=f"Weft {__version__}",
        rests_on=say_resting(count_facts(brief.atlas), teller.language),
        notice=_("A demonstration: to be confirmed by the cities.") if settings.DEMO else "",
    )
    profile = read_profile(view, catalogue, place)
    printed = Printed(profile, catalogue, brief, teller, context["levels"], about)
    document = compose(printed)
    name = f"{place}-profile.{form}"
    if form == "pdf":
        return File(write_profile_pdf(document), "application/pdf", name)
    return File(write_profile_docx(document), WORD, name)
