"""What turns a view function into a desk: a page of somebody who is signed in, where things are
written.

It is never kept, and answers only who may use it.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from weft.web.accounts.audit import note
from weft.web.accounts.models import User
from weft.web.accounts.permissions import may

ENVELOPE = 100_000  # bytes of a form around its file


class SignedIn(HttpRequest):
    """A request of somebody who is signed in, as every desk has it."""

    user: User


Work = Callable[..., HttpResponse]
logger = logging.getLogger(__name__)


def desk(
    permission: str = "", methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> Callable[[Work], Work]:
    """A desk for whoever has a permission; without one, for everybody who is signed in. Who is not
    is led to the sign-in and back again; who may not gets 403."""

    def decorate(work: Work) -> Work:
        @require_http_methods(list(methods))
        @cache_control(private=True, no_store=True)
        @wraps(work)
        def respond(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
            if permission:
                demand(request, permission)
            return work(request, *args, **names)

        return respond

    return decorate


def within_limits(largest: int, template: str) -> Callable[[Work], Work]:
    """A desk that refuses what is larger than a file of so many bytes and the form around it, with
    a page that says so, before any of it is read. The token of the form stands in what is read, so
    it is asked for after this."""

    def decorate(work: Work) -> Work:
        @csrf_exempt
        @wraps(work)
        def respond(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
            length = request.META.get("CONTENT_LENGTH") or "0"
            if length.isdecimal() and int(length) > largest + ENVELOPE:
                logger.warning("refused: %s bytes on %s", length, request.path)
                if request.user.is_authenticated:
                    note("refused", request.user, f"{request.path}: {length} bytes")
                return render(request, template, status=413)
            return work(request, *args, **names)

        return respond

    return decorate


def read_reason(request: HttpRequest) -> str:
    """The word on why that a form sends along, on one line, without what no database keeps."""
    return " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:1000]


def demand(request: HttpRequest, permission: str, what: object = None) -> None:
    """Raises PermissionDenied, which is answered with 403 and logged, unless the person may."""
    if not may(request.user, permission, what):
        logger.warning("refused: %s on %s to person %s", permission, request.path, request.user.pk)
        raise PermissionDenied(permission)
