"""What the frame of every page needs to know: language, direction, addresses in other languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_bidi

from weft import __version__
from weft.core.terms.phrases import say

LONGEST = 8000  # characters of an address that is repeated in links


def describe_site(request: HttpRequest) -> dict[str, Any]:
    """Variables of base.html."""
    language = get_language() or settings.LANGUAGE_CODE
    here = request.get_full_path() if len(request.get_full_path()) <= LONGEST else request.path
    return {
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": [(code, name, translate_url(here, code)) for code, name in settings.LANGUAGES],
        "demo": settings.DEMO,
        "colon": say("colon", language),
        "comma": say("list", language),
        "semicolon": say("gap_list", language),
        "weft_version": __version__,
    }
