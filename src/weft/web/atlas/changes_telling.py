"""Says change sets and what they changed in the reader's words: who spoke, when, why, and of what;
for pages, feeds and mails."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.atlas import Fact
from weft.web.atlas.addresses import find_actor, find_record
from weft.web.atlas.changes import Deed, list_open
from weft.web.atlas.facts import View
from weft.web.atlas.history import Look, Version
from weft.web.atlas.matters import describe_matter
from weft.web.atlas.models import ChangeSet, Kind
from weft.web.atlas.past import Key
from weft.web.atlas.telling import Teller

MOST_ITEMS = 20  # records of a change set that a list names

_HISTORIES = {"places": "place-history", "sources": "source-history"}
_RESTORES = {"places": "restore-place", "sources": "restore-source"}


class Told(NamedTuple):
    """A change set: who spoke, when, why."""

    token: str
    href: str
    made_at: dt.datetime
    when: str
    kind: str
    actor: Markup  # for which it was said; empty for none, or one that the reader may not see
    actor_href: str
    person: str  # empty for whoever may not know
    reason: str
    origin: str


class Item(NamedTuple):
    """What a change set did to one record."""

    what: str  # new, changed, withdrawn; or the stand that was taken
    disputes: bool
    text: Markup
    href: str
    history: str


class ToldDeed(NamedTuple):
    """A change set with what the reader sees of it."""

    said: Told
    items: tuple[Item, ...]
    number: int  # of all items
    more: bool  # whether there are still more


def find_history(key: Key) -> str:
    """The page with the history of a record."""
    return reverse(_HISTORIES.get(key[0], "history"), args=[key[1]])


def find_restore(key: Key, token: object) -> str:
    """The page that asks whether a version is to count again."""
    return reverse(_RESTORES.get(key[0], "restore"), args=[key[1], token])


def say_record(version: Version, view: View, language: str) -> Markup:
    """What a version is about: a fact as a sentence, a place or a document by its name."""
    record: Any = version.record
    teller = Teller(view, language, version.last_words)
    if isinstance(record, Fact):
        return teller.sentence(record)
    return teller.words(getattr(record, "name", None) or record.title)


def tell_change_set(
    change_set: ChangeSet, view: View, language: str, *, whole: bool, known: bool
) -> Told:
    """What is said of a change set; its reason only to whoever sees the `whole` of it, since the
    reason may speak of each part; the name of its author only to whoever may have it `known`."""
    teller, actor = Teller(view, language), change_set.actor_id or ""
    actor = view.moved.get(actor, actor)
    seen = actor in view.atlas.actor_by_id
    return Told(
        token=str(change_set.token),
        href=reverse("change", args=[change_set.token]),
        made_at=change_set.made_at,
        when=f"{change_set.made_at:%Y-%m-%d %H:%M} UTC",
        kind=str(Kind(change_set.kind).label),
        actor=teller.actor(actor) if seen else Markup(),
        actor_href=find_actor(actor) if seen else "",
        person=_name_author(change_set) if known else "",
        reason=change_set.reason if whole else "",
        origin=change_set.origin if change_set.kind in (Kind.LOADED, Kind.IMPORTED) else "",
    )


def _name_author(change_set: ChangeSet) -> str:
    person = change_set.made_by
    if person is None:
        return ""
    if person.erased_at:
        return _("somebody who has left")
    return person.name or _("somebody without a name")


def knows_author(person: Any, change_set: ChangeSet, versions: Iterable[Version]) -> bool:
    """Whether somebody may know who made a change set: it was they; or they are in charge of all
    that they see of it."""
    if not person.is_authenticated:
        return False
    return change_set.made_by_id == person.pk or is_in_charge(person, versions)


def is_in_charge(person: Any, versions: Iterable[Version]) -> bool:
    """Whether somebody keeps every place that some versions concern, or works for the network."""
    if person.has_perm("accounts.appoint"):
        return True
    # Only who keeps some place can keep these.
    return person.has_perm("accounts.invite") and all(
        person.has_perm("atlas.keep", describe_matter(each.last_words, each.record))
        for each in versions
    )


def tell_deeds(
    deeds: Sequence[Deed], look: Look, language: str, person: Any, most: int = MOST_ITEMS
) -> list[ToldDeed]:
    """Change sets as a person reads them, each with the first of its items."""
    whole = list_open(look, [x.change_set.pk for x in deeds if x.change_set.reason])
    told = []
    for change_set, items, more in deeds:
        some = items[:most]
        said = tell_change_set(
            change_set,
            look.view,
            language,
            whole=change_set.pk in whole,
            known=knows_author(person, change_set, some),
        )
        named = tuple(tell_item(change_set, each, look.view, language) for each in some)
        told.append(ToldDeed(said, named, len(items), more))
    return told


def tell_item(change_set: ChangeSet, version: Version, view: View, language: str) -> Item:
    """What a change set did to one record."""
    stand = _find_stand(change_set, version)
    if stand:
        what = Teller(view, language).label("stands", stand)
    elif version.after is None:
        what = _("withdrawn")
    else:
        what = _("new") if version.before is None else _("changed")
    section, key = version.key
    history = find_history(version.key)
    fresh = version.before is None and view.atlas.find_record(section, key) is not None
    return Item(
        what=what,
        disputes=stand == "disputes",
        text=say_record(version, view, language),
        href=find_record(section, key, view.atlas) if fresh else history,
        history=history,
    )


def _find_stand(change_set: ChangeSet, version: Version) -> str:
    """What the actor for whom a position was taken says of the fact."""
    if change_set.kind != Kind.POSITION or not isinstance(version.after, Fact):
        return ""
    positions: Sequence[Any] = version.after.positions
    return next((x.stand for x in positions if x.actor == change_set.actor_id), "")
