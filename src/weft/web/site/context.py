"""What the frame of every page needs to know: language, direction, addresses in other languages."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.translation import get_language, get_language_bidi
from markupsafe import Markup

from weft import __version__
from weft.core.terms.phrases import say

SLOT = Markup("<!-- you -->")
LONGEST = 8000  # characters of an address that is repeated in links


def render_you(request: HttpRequest) -> str:
    """The part of the frame that is not the same for everybody who sees the same facts: who is
    signed in, and what was just done, which is said once."""
    context = {
        "user": getattr(request, "user", None),
        "messages": get_messages(request),
        "here": _find_here(request),
    }
    return render_to_string("site/_you.html", context)


def describe_site(request: HttpRequest) -> dict[str, Any]:
    """Variables of base.html."""
    language = get_language() or settings.LANGUAGE_CODE
    here = _find_here(request)
    return {
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": [(code, name, translate_url(here, code)) for code, name in settings.LANGUAGES],
        "demo": settings.DEMO,
        "colon": say("colon", language),
        "comma": say("list", language),
        "semicolon": say("gap_list", language),
        "weft_version": __version__,
        # A page that is kept for all readers of the same facts has a slot here, filled in for each.
        "you": SLOT if getattr(request, "kept", False) else render_you(request),
    }


def _find_here(request: HttpRequest) -> str:
    """The address of the page, as far as it is worth repeating in links."""
    here: str = request.get_full_path()
    return here if len(here) <= LONGEST else request.path
