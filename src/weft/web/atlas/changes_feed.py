"""What changed as an Atom feed, for programs that tell their readers of news; it shows what whoever
asks may see, and to a program without a cookie what everybody may."""

import datetime as dt
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import translate_url
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.web.atlas.changes import list_deeds
from weft.web.atlas.changes_telling import ToldDeed, tell_deeds
from weft.web.atlas.changes_views import find_address, name_scope, require_scope
from weft.web.atlas.history import Look
from weft.web.atlas.history_views import Answered, looking

ENTRIES = 20
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # when a feed without entries changed last


class _Feed(Atom1Feed):
    """Django's, with the same feed in other languages, and without a clock of its own."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xml:lang": str(self.feed["language"])}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for code, href in self.feed["others"]:
            kind = {"rel": "alternate", "type": "application/atom+xml", "hreflang": code}
            handler.addQuickElement("link", "", {**kind, "href": href})

    def latest_post_date(self) -> dt.datetime:
        return max((each["updateddate"] for each in self.items), default=NEVER)


@looking
def give_changes(
    request: HttpRequest, look: Look, place: str | None = None, actor: str | None = None
) -> Answered | HttpResponse:
    """The newest changes of everything, a place or an actor."""
    scope = require_scope(look, place, actor)
    name, _href = name_scope(look, scope)
    page = request.build_absolute_uri(find_address("changes", scope))
    own = request.build_absolute_uri(request.path)
    host = request.get_host().partition(":")[0]
    plain = translate_url(find_address("changes", scope), settings.LANGUAGE_CODE)
    feed = _Feed(
        title=f"Weft{': ' if name else ''}{name.striptags()}",
        link=page,
        description=_("What changed"),
        language=get_language(),
        author_name="Weft",
        feed_url=own,
        feed_guid=f"tag:{host},2026:{get_language()}{plain}",
        others=[
            (code, request.build_absolute_uri(translate_url(request.path, code)))
            for code, _name in settings.LANGUAGES
            if code != get_language()
        ],
    )
    deeds = list_deeds(look, scope, most=ENTRIES)
    for each in tell_deeds(deeds, look, get_language(), request.user):
        _add(feed, request, each)
    body = BytesIO()
    feed.write(body, "utf-8")
    return body.getvalue(), "application/atom+xml; charset=utf-8"


def _add(feed: _Feed, request: HttpRequest, deed: ToldDeed) -> None:
    said = deed.said
    heading = [said.kind, str(said.actor.striptags()), said.origin]
    if len(deed.items) == 1:
        heading.append(str(deed.items[0].text.striptags()))
    lines = [
        Markup('<li>{}: <a href="{}">{}</a></li>').format(
            each.what, request.build_absolute_uri(each.href), each.text
        )
        for each in deed.items
    ]
    if deed.more or deed.number > len(deed.items):
        lines.append(Markup("<li>…</li>"))
    reason = Markup("<p>{}</p>").format(said.reason) if said.reason else ""
    feed.add_item(
        title=" · ".join(each for each in heading if each),
        link=request.build_absolute_uri(said.href),
        description=reason + Markup("<ul>{}</ul>").format(Markup("").join(lines)),
        unique_id=f"urn:uuid:{said.token}",
        pubdate=said.made_at,
        updateddate=said.made_at,
        author_name=str(said.actor.striptags()) or None,
    )
