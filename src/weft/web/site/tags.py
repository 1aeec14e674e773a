"""By what a browser or a program knows an answer again and need not fetch it twice, for pages and
for the read API."""

import hashlib
from collections.abc import Hashable
from functools import cache
from typing import TypeVar

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from weft import __version__

Key = tuple[Hashable, ...]
Response = TypeVar("Response", bound=HttpResponseBase)


def make_key(request: HttpRequest, *seen: Hashable) -> Key:
    """What an answer depends on: the whole address that is asked for, since some answers repeat it;
    what is `seen` there (the version of the view, the language); and the software that answers,
    with its styles."""
    return (*seen, request.scheme, request.get_host(), request.get_full_path(), find_software())


@cache
def find_software() -> str:
    """The version of Weft, and what tells its static files from those of another build."""
    try:
        return f"{__version__} {staticfiles_storage.url('site/weft.css')}"
    except ValueError:  # not collected yet
        return __version__


def make_tag(key: Key) -> str:
    """The ETag of the answer with this key. It is weak: the same content, not the same bytes once
    they are compressed."""
    return f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"'


def find_known(request: HttpRequest, tag: str) -> HttpResponseNotModified | None:
    """304 if whoever asks has the answer already. "Any answer" (*) is not taken for one: whether
    there is any is not known before the work is done."""
    if tag not in (_weaken(each) for each in parse_etags(request.headers.get("If-None-Match", ""))):
        return None
    return mark(HttpResponseNotModified(), tag)


def mark(response: Response, tag: str) -> Response:
    """The response with its tag; whoever asked may keep it, but asks again each time. What others
    get may differ, so nobody on the way may keep it for them."""
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response


def _weaken(tag: str) -> str:
    return tag if tag.startswith("W/") else f"W/{tag}"
