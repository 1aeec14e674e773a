"""What everybody may know of what is kept about people, and the people of the demonstration."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from weft.web.accounts.demo import find_demo_person, is_demo
from weft.web.accounts.retention import KEPT_FOR
from weft.web.atlas.facts import View
from weft.web.site.pages import Page, page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page
def show_privacy(request: HttpRequest, view: View) -> Page:
    """Which data, why, how long, who sees them, and what rights one has."""
    context = {
        "contact": settings.CONTACT,
        "days": KEPT_FOR.days,
        "session_days": settings.SESSION_COOKIE_AGE // 86400,
    }
    return Page("accounts/privacy.html", context)


@require_POST
@never_cache
def sign_in_for_demo(request: HttpRequest, who: str) -> HttpResponse:
    """Become one of the people of the demonstration; the Resident is nobody who is signed in."""
    if not is_demo(request):
        raise Http404
    logout(request)
    if who == "resident":
        return redirect("home")
    person = find_demo_person(who)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return redirect("me")
