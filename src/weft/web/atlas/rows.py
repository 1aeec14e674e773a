"""The columns beside each record: what the database must find, join or hold together."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import models

from weft.core.atlas import NOBODY, UNKNOWN, Atlas, Fact
from weft.core.atlas.facts import Actor as ActorRecord
from weft.core.atlas.facts import Competence
from weft.core.atlas.facts import Place as PlaceRecord
from weft.core.atlas.facts import Source as SourceRecord
from weft.core.terms import first_day, list_codes
from weft.web.atlas.models import Actor, Place, Source

TABLES: dict[str, type[models.Model]] = {"places": Place, "sources": Source, "actors": Actor}


def _make_place(record: PlaceRecord, atlas: Atlas) -> Place:
    return Place(
        parent_id=record.parent,
        level=max(record.levels, key=list_codes("levels").index),
        kind=record.kind or "",
        latitude=record.latitude,
        longitude=record.longitude,
    )


def _make_source(record: SourceRecord, atlas: Atlas) -> Source:
    return Source(grade=record.grade)


def _make_actor(record: ActorRecord, atlas: Atlas) -> Actor:
    return Actor(
        kind=record.kind,
        place_id=record.place,
        parent_id=record.parent,
        visibility=record.visibility,
    )


MAKERS: dict[str, Callable[[Any, Atlas], Any]] = {
    "places": _make_place,
    "sources": _make_source,
    "actors": _make_actor,
}


def find_place(atlas: Atlas, fact: Fact) -> str | None:
    if isinstance(fact, Competence):
        return atlas.find_place(fact)
    own: str | None = getattr(fact, "place", None)
    if own:
        return own
    actor = getattr(fact, "issuer", None) or getattr(fact, "actor", None)
    return atlas.find_territory(actor) if actor else None


def find_level(atlas: Atlas, fact: Fact) -> str:
    """The level of a competence: of its holder, or the one that nobody or unknown is said of."""
    if not isinstance(fact, Competence):
        return ""
    levels = [fact.level] if fact.level else []
    if fact.holder and fact.holder not in (NOBODY, UNKNOWN):
        levels = list(atlas.list_levels(fact.holder))
    return max(levels, key=list_codes("levels").index) if levels else ""


def find_day(date: str | None) -> dt.date | None:
    return first_day(date) if date else None
