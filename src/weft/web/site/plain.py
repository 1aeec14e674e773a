"""Stands before all pages: refuses addresses that hold a sign no database keeps."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NUL = "\x00"
API = "/api/"  # it says itself, in its own form, what it does not read


class PlainAddress:
    """Answers 400 for an address with the sign NUL in it, which PostgreSQL cannot even look for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = NUL in request.path or "%00" in request.META.get("QUERY_STRING", "")
        if asked and not request.path.startswith(API):
            return render(request, "site/refused.html", status=400)
        return self.get_response(request)
