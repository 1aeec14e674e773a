"""Reads addresses: places, actors, days; and says what may have been meant where there is none."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from weft.core.terms import list_codes
from weft.web.atlas.addresses import find_record
from weft.web.atlas.facts import View
from weft.web.atlas.search.finding import nearest
from weft.web.site.pages import NotHere

LONGEST = 80  # characters of a wrong word that are repeated to whoever wrote it


def require(view: View, section: str, key: str, language: str = "en") -> None:
    """Raises NotHere, with the nearest records of the section, if there is no such record."""
    known: Mapping[str, object] = {
        "places": view.atlas.place_by_id,
        "actors": view.atlas.actor_by_id,
        "sources": view.atlas.source_by_id,
    }.get(section, view.atlas.facts)
    if key in known:
        return
    named = [
        (find_record(section, each, view.atlas), _name(view, section, each, language))
        for each in nearest(view, section, key)
    ]
    raise NotHere(_("There is no “%(word)s” here.") % {"word": key[:LONGEST]}, tuple(named))


def _name(view: View, section: str, key: str, language: str) -> str:
    records = {"places": view.atlas.place_by_id, "sources": view.atlas.source_by_id}
    record = records.get(section, view.atlas.facts)[key]  # type: ignore[index]
    text = getattr(record, "name", None) or getattr(record, "title", None)
    return text.read(language) if text else key


def read_code(vocabulary: str, word: str, link: Callable[[str], str]) -> str:
    """A code of a vocabulary; raises NotHere with the nearest, and where each leads."""
    codes = list_codes(vocabulary)
    if word in codes:
        return word
    from rapidfuzz import process  # noqa: PLC0415  # only a wrong word needs it

    near = process.extract(word[:LONGEST], codes, limit=3, score_cutoff=50)
    named = tuple((link(code), code) for code, *_rest in near)
    raise NotHere(_("There is no “%(word)s” here.") % {"word": word[:LONGEST]}, named)


def read_day(request: HttpRequest, name: str = "on") -> dt.date | None:
    """The day that is asked for (?on=2021-09-30), None if none is; raises NotHere with the nearest
    day there is."""
    word = request.GET.get(name, "").strip()
    if not word:
        return None
    try:
        return dt.date.fromisoformat(word)
    except ValueError:
        near = _find_nearest_day(word)
        query = request.GET.copy()
        query[name] = str(near)
        named = ((f"{request.path}?{query.urlencode()}", str(near)),) if near else ()
        message = _("“%(word)s” is no day; write it as 2021-09-30.") % {"word": word[:LONGEST]}
        raise NotHere(message, named) from None


def _find_nearest_day(word: str) -> dt.date | None:
    """The last day of the month for a day too many, the first for a month or year alone."""
    numbers = word[:10].split("-")
    if not all(each.isascii() and each.isdigit() for each in numbers) or len(numbers) > 3:
        return None
    year, month, day = (*(int(each) for each in numbers), 1, 1)[:3]
    if not 1 <= year <= dt.MAXYEAR:
        return None
    month = min(max(month, 1), 12)
    for each in range(min(max(day, 1), 31), 0, -1):
        try:
            return dt.date(year, month, each)
        except ValueError:
            continue
    return None
