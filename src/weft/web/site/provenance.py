"""What every export says of itself: what it shows, as of when, by which method, on which sources,
under which licence."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weft import __version__
from weft.core.diagnosis.method import read_method
from weft.web.atlas.facts import View
from weft.web.site.tables import About

MOST = 40  # sources named one by one


def describe(view: View, place: str | None, on: str, title: str, most: int = MOST) -> About:
    """The lines for an export about a place, or about the whole atlas; `most` sources are named
    one by one."""
    atlas = view.atlas
    if place is None:
        cited = [each.id for each in atlas.sources]
    else:
        facts = view.facts_by_place[place]
        cited = sorted({each.source for fact in facts for each in fact.sources})
    titles = [
        f"{atlas.source_by_id[each].title.read(get_language())} ({each})" for each in cited[:most]
    ]
    if len(cited) > most:
        titles.append(_("and %(count)d more, listed under /sources") % {"count": len(cited) - most})
    lines = [
        (_("Title"), title),
        (_("State of the data"), view.version.day),
        (_("Method"), read_method().version),
        (_("Software"), f"Weft {__version__}"),
        (_("Licence"), atlas.licence or _("not stated")),
        (_("Sources"), "; ".join(titles) or _("none")),
    ]
    if on:
        lines.insert(1, (_("As of"), on))
    return About(tuple(lines))
