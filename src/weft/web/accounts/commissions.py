"""Whom a role is for (an actor, a place, the network), who may give it, and how it is said."""

from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import Atlas
from weft.web.accounts.models import Commission, Role, User
from weft.web.accounts.permissions import Matter, may
from weft.web.accounts.readers import read_for
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.matters import describe_matter


class NotNamed(ValueError):  # noqa: N818  # as it is said
    """There is no such actor or place, as far as whoever names it may see. It says nothing of what
    is hidden from them."""


def read_atlas_of(by: User | None) -> Atlas:
    """The atlas as somebody sees it; all of it for whoever sits at the terminal (None)."""
    return read_whole() if by is None else read_view(read_for(by)).atlas


def find_matter(atlas: Atlas, actor: str | None, place: str | None) -> Matter:
    """What a role for an actor or a place concerns; raises NotNamed."""
    if actor is not None:
        if actor not in atlas.actor_by_id:
            raise NotNamed(_("There is no such actor here."))
        return describe_matter(atlas, atlas.actor_by_id[actor])
    if place is not None:
        if place not in atlas.place_by_id:
            raise NotNamed(_("There is no such place here."))
        return describe_matter(atlas, atlas.place_by_id[place])
    return Matter()


def may_give(
    by: User | None, role: str, actor: str | None, place: str | None, atlas: Atlas | None = None
) -> bool:
    """Whether somebody may give a role or promise it; `atlas` is what they see, where it is at
    hand. Raises NotNamed. The terminal may everything: who sits there has the database in hand."""
    matter = find_matter(atlas or read_atlas_of(by), actor, place)
    if by is None:
        return True
    if role == Role.CONTRIBUTOR and actor is not None:
        return may(by, "accounts.decide", matter)
    return by.has_perm("accounts.appoint")


def may_end(by: User | None, given: Commission, atlas: Atlas | None = None) -> bool:
    """Whether somebody may take a role that is given or promised. The secretariat may take every
    one, also that of an actor whose record it does not see."""
    if by is None or by.has_perm("accounts.appoint"):
        return True
    try:
        return may_give(by, given.role, given.actor_id, given.place_id, atlas)
    except NotNamed:
        return False


def concerns(by: User, role: str, actor: str | None, place: str | None, atlas: Atlas) -> bool:
    """Whether a role belongs to what somebody is in charge of: all, or what they keep."""
    if by.has_perm("accounts.appoint"):
        return True
    if role not in (Role.CONTRIBUTOR, Role.STEWARD):
        return False
    try:
        return may(by, "accounts.decide", find_matter(atlas, actor, place))
    except NotNamed:
        return False


def name_role(role: str, name: Any = "") -> str:
    """A role with what it is for: contributor for City of Lyon. Markup if the name is."""
    words = {
        Role.READER: _("reader"),
        Role.CONTRIBUTOR: _("contributor for %(name)s"),
        Role.STEWARD: _("steward of %(name)s"),
        Role.SECRETARIAT: _("secretariat"),
    }[Role(role)]
    return (Markup(words) if isinstance(name, Markup) else words) % {"name": name}  # noqa: S704


def say_commission(given: Commission, atlas: Atlas, language: str) -> str:
    """A role with what it is for, as plain words in a language, for mails and the terminal."""
    key = given.actor_id or given.place_id or ""
    known: Any = (atlas.actor_by_id if given.actor_id else atlas.place_by_id).get(key)
    return name_role(given.role, known.name.read(language) if known else key)
