"""What every export says of itself: what it shows, as of when, by which method, on which sources
and on whose facts, under which licence; and pages on whose facts they rest."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from weft import __version__
from weft.core.atlas import Atlas
from weft.core.diagnosis.method import read_method
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import say
from weft.web.atlas.facts import View
from weft.web.site.tables import About

MOST = 40  # sources named one by one


def count_facts(atlas: Atlas) -> dict[str, int]:
    """How many facts there are of each visibility, the public ones first."""
    found = Counter(each.visibility for each in atlas.facts.values())
    return {code: found[code] for code in list_codes("visibilities")}


def say_beside(counts: Mapping[str, int], language: str) -> str:
    """How many facts of each visibility there are beside the public ones; empty where none are."""
    told = (
        ngettext("%(count)s fact for %(words)s", "%(count)s facts for %(words)s", count)
        % {"count": count, "words": label("visibilities", code, language)}
        for code, count in counts.items()
        if code != "public" and count
    )
    return say("gap_list", language).join(told)


def say_resting(counts: Mapping[str, int], language: str) -> str:
    """Whose facts an export rests on, in a few words."""
    others = say_beside(counts, language)
    return (
        _("public facts; also %(others)s") % {"others": others}
        if others
        else _("public facts only")
    )


def describe(view: View, place: str | None, on: str, title: str, most: int = MOST) -> About:
    """The lines for an export about a place, or about the whole atlas; `most` sources are named
    one by one."""
    atlas, language = view.atlas, get_language()
    counts = count_facts(view.find_part(place) if place else atlas)
    if place is None:
        cited = [each.id for each in atlas.sources]
    else:
        facts = view.facts_by_place[place]
        cited = sorted({each.source for fact in facts for each in fact.sources})
    titles = [f"{atlas.source_by_id[each].title.read(language)} ({each})" for each in cited[:most]]
    if len(cited) > most:
        titles.append(_("and %(count)d more, listed under /sources") % {"count": len(cited) - most})
    lines = [
        (_("Title"), title),
        (_("State of the data"), view.version.day),
        (_("Method"), read_method().version),
        (_("Software"), f"Weft {__version__}"),
        (_("Licence"), atlas.licence or _("not stated")),
        (_("Rests on"), say_resting(counts, language)),
        (_("Sources"), "; ".join(titles) or _("none")),
    ]
    if on:
        lines.insert(1, (_("As of"), on))
    return About(tuple(lines))
