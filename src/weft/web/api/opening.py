"""What every address of the read API does before anything is read: it answers programs on any
site, says what may be done, and refuses everything but reading."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern

from weft.web.api.problems import Refusal, respond

METHODS = "GET, HEAD, OPTIONS"
# Anybody's page may read what anybody may read; no cookie is ever sent along.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}

Work = Callable[..., HttpResponseBase]


def open_up(pattern: URLPattern) -> URLPattern:
    """The same address, open to everybody, for reading only."""
    work: Work = pattern.callback

    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        response = _answer(work, request, *args, **names)
        for name, value in CORS.items():
            response[name] = value
        # Or Django would say the language that the browser prefers.
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # whoever posts is told to read
    pattern.callback = answer
    return pattern


def _answer(work: Work, request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
    if request.method == "GET":
        return work(request, *args, **names)
    if request.method == "HEAD":
        request.method = "GET"
        response = work(request, *args, **names)
        request.method = "HEAD"
        return _behead(response)
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers=PREFLIGHT)
        del response["Content-Type"]
        return response
    message = f"This address is for reading; {METHODS} are possible."
    refused = respond(Refusal(message=message), 405)
    refused["Allow"] = METHODS
    return refused


def _behead(response: HttpResponseBase) -> HttpResponseBase:
    """The response without its body, which a server might send; the headers say how long it is."""
    if isinstance(response, HttpResponse) and response.content:
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response
