"""The page of a place as a document to hand round: PDF and Word."""

from django.http import HttpRequest

from weft.web.atlas.facts import View
from weft.web.site.pages import File, page


@page
def give_pdf(request: HttpRequest, view: View, place: str) -> File:
    """Two pages, and the evidence after them."""
    raise NotImplementedError


@page
def give_word(request: HttpRequest, view: View, place: str) -> File:
    """The same as a file to go on writing in."""
    raise NotImplementedError
