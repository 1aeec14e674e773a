"""The page of a place as a document to hand round: PDF and Word."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from weft import __version__
from weft.core.diagnosis import read_method
from weft.web.atlas.addresses import find_place
from weft.web.atlas.facts import View
from weft.web.diagnosis.opening import open_place
from weft.web.site.pages import File, page
from weft.web.site.provenance import count_facts, say_resting

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page
def give_pdf(request: HttpRequest, view: View, place: str) -> File:
    """Two pages, and the evidence after them."""
    return _give(request, view, place, "pdf")


@page
def give_word(request: HttpRequest, view: View, place: str) -> File:
    """The same as a file to go on writing in."""
    return _give(request, view, place, "docx")


def _give(request: HttpRequest, view: View, place: str, form: str) -> File:
    from weft.documents import (  # noqa: PLC0415  # loads a typesetter
        About,
        compose,
        write_docx,
        write_pdf,
    )

    brief, teller, _context = open_place(request, view, place)
    about = About(
        data_day=view.version.day,
        method=read_method().version,
        licence=view.atlas.licence or "",
        address=request.build_absolute_uri(find_place(place)),
        software=f"Weft {__version__}",
        rests_on=say_resting(count_facts(brief.atlas), teller.language),
        notice=_("A demonstration: to be confirmed by the cities.") if settings.DEMO else "",
    )
    document = compose(brief.atlas, place, brief.summary, brief.weave, teller.language, about)
    if form == "pdf":
        return File(write_pdf(document), "application/pdf", f"{place}.pdf")
    return File(write_docx(document), WORD, f"{place}.docx")
