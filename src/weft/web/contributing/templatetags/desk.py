"""What waits for somebody on their own page: drafts, interviews, what they follow, what they are
asked.

The page itself knows nothing of these rooms.
"""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from weft.web.accounts.models import User
from weft.web.accounts.permissions import may
from weft.web.accounts.readers import read_for
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.telling import Teller
from weft.web.contributing.models import Draft
from weft.web.following.facts import describe_desk

register = template.Library()
MOST_PLACES = 6


@register.simple_tag(takes_context=True)
def desk(context: template.Context, person: User) -> SafeString:
    """The desk of a person."""
    view, language = read_view(read_for(person)), get_language()
    contributes = may(person, "atlas.contribute")
    found: dict[str, Any] = {
        "contributes": contributes,
        "drafts": Draft.objects.filter(person=person).count(),
        "places": _list_places(person, view, language) if contributes else [],
        **describe_desk(person, language),
    }
    return render_to_string("contributing/desk.html", found, context["request"])


def _list_places(person: User, view: View, language: str) -> list[tuple[Any, str]]:
    """The territories of the actors that the person speaks for, and the places that they keep."""
    reader, teller = read_for(person), Teller(view, language)
    acting = {view.atlas.find_territory(each) for each in sorted(reader.actors)}
    places = sorted({each for each in acting if each} | reader.places)
    return [(teller.place(x), x) for x in places if x in view.atlas.place_by_id][:MOST_PLACES]
