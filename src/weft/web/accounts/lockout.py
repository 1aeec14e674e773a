"""Who counts as one and the same when sign-ins fail, and what somebody reads who failed too often,
for django-axes and django-allauth alike."""

import ipaddress
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NETWORK = 64  # bits of an IPv6 address that one subscriber has; the rest anybody changes at will
AN_HOUR = timedelta(hours=1)


def find_address(request: HttpRequest) -> str | None:
    """Where a request comes from: the last hop before our own proxy, if there is one; of IPv6 the
    network. None for a request that came over no network."""
    try:
        address: str = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return None
    if ":" not in address:
        return address
    network = ipaddress.IPv6Network(f"{address}/{NETWORK}", strict=False)
    return str(network.network_address)


def find_email(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """Whose sign-in is tried: the e-mail address that was typed, else that of who is signed in."""
    typed = (credentials or {}).get("email")
    person = getattr(request, "user", None)  # a request made up by a program may have none
    if not typed and person is not None and person.is_authenticated:
        typed = person.email
    return str(typed).lower() if typed else None


def answer_locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """429 after too many failures of one e-mail address from one place."""
    return answer_too_often(request, settings.AXES_COOLOFF_TIME)


def answer_too_often(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """429: when to try again, and what works meanwhile."""
    minutes = int(wait.total_seconds() // 60)
    answer = render(request, "429.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
