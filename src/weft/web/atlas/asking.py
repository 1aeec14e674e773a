"""Reads addresses: places, actors, days; and says what may have been meant where there is none."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft.core.atlas.records import Record
from weft.core.terms import label, list_codes
from weft.web.atlas.addresses import find_record
from weft.web.atlas.facts import View
from weft.web.atlas.search.finding import nearest
from weft.web.site.pages import NotHere

LONGEST = 80  # characters of a wrong word that are repeated to whoever wrote it


def require(view: View, section: str, key: str, language: str = "en") -> None:
    """Raises NotHere, with the nearest records of the section, if there is no such record; first of
    all with the actor into which it was merged."""
    if key in _list_known(view, section):
        return
    named = [
        (find_record(section, each, view.atlas), _name(view, section, each, language))
        for each in nearest(view, section, key)
    ]
    if section in ("actors", "facts") and key in view.moved:
        new = view.moved[key]
        first = (find_record("actors", new, view.atlas), _name(view, "actors", new, language))
        words = {"word": key[:LONGEST], "name": first[1]}
        message = _("“%(word)s” was merged with another record, and is now “%(name)s”.") % words
        raise NotHere(message, (first, *(each for each in named if each != first)))
    raise NotHere(_("There is no “%(word)s” here.") % {"word": key[:LONGEST]}, tuple(named))


def _list_known(view: View, section: str) -> Mapping[str, Record]:
    """The records of a section by id; any fact, for the section "facts"."""
    known: dict[str, Mapping[str, Record]] = {
        "places": view.atlas.place_by_id,
        "actors": view.atlas.actor_by_id,
        "sources": view.atlas.source_by_id,
    }
    return known.get(section, view.atlas.facts)


def _name(view: View, section: str, key: str, language: str) -> str:
    record = _list_known(view, section)[key]
    text = getattr(record, "name", None) or getattr(record, "title", None)
    return text.read(language) if text else key


def read_code(vocabulary: str, word: str, link: Callable[[str], str]) -> str:
    """A code of a vocabulary; raises NotHere with the nearest, and where each leads."""
    codes = list_codes(vocabulary)
    if word in codes:
        return word
    from rapidfuzz import process  # noqa: PLC0415  # only a wrong word needs it

    near = process.extract(word[:LONGEST], codes, limit=3, score_cutoff=50)
    named = tuple((link(code), label(vocabulary, code, get_language())) for code, *_rest in near)
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
