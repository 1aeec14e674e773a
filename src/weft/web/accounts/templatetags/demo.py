"""Offers the people of the demonstration on a page, and nothing outside of it."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.web.accounts.demo import RESIDENT, find_demo_person, is_demo, read_people
from weft.web.accounts.facts import list_own, make_teller

register = template.Library()


@register.inclusion_tag("accounts/_demo.html", takes_context=True)
def demo_people(context: dict[str, Any]) -> dict[str, Any]:
    """A button for each person, with what that person may do."""
    request = context.get("request")
    people: list[tuple[str, str, Markup]] = []
    if request is not None and is_demo(request):
        teller = make_teller(request)
        for each in read_people():
            if person := find_demo_person(each["who"]):
                words = Markup(", ").join(x.words for x in list_own(person, teller))
                people.append((each["who"], each["name"], words or Markup.escape(_("no mandate"))))
        resident = Markup.escape(_("is not signed in"))
        people.append((RESIDENT, "Resident (demonstration)", resident))
    return {"people": people, "csrf_token": context.get("csrf_token")}
