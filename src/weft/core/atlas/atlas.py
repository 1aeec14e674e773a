"""One atlas: all its records in a canonical order, and the walks through them others need."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from weft.core.atlas.facts import (
    GOVERNMENTAL,
    Actor,
    Competence,
    Dispute,
    Mechanism,
    Place,
    Policy,
    Report,
    Resource,
    Source,
    Survey,
    Zone,
)
from weft.core.atlas.records import Fact, Model, Record, Sourced
from weft.core.terms import Line, Text, is_below_state, list_codes

SECTIONS: dict[str, type[Record]] = {
    "places": Place,
    "sources": Source,
    "actors": Actor,
    "competences": Competence,
    "mechanisms": Mechanism,
    "policies": Policy,
    "resources": Resource,
    "reports": Report,
    "zones": Zone,
    "disputes": Dispute,
    "surveys": Survey,
}
_SECTION_OF = {kind: name for name, kind in SECTIONS.items()}
_LAST = (*Sourced.model_fields, *Fact.model_fields)


def list_fields(kind: type[Record]) -> tuple[str, ...]:
    """Field names as people read them: the id, what is the kind's own, then period and sources."""
    own = [name for name in kind.model_fields if name not in _LAST]
    rest = ("start", "until", "sources", "asserted_by", "positions", "visibility", "note")
    return ("id", *own, *(name for name in rest if name in kind.model_fields and name not in own))


FACT_SECTIONS = tuple(name for name, kind in SECTIONS.items() if issubclass(kind, Fact))


class Head(Model):
    """What a file says of itself."""

    weft: Annotated[int, Field(ge=1, le=1)] = Field(1, description="Version of this file format")
    title: Text | None = Field(None, description="What this atlas is about")
    licence: Line | None = Field(None, description="The licence of this atlas")


class Atlas(Head):
    """Who does what where, on which source. Records are kept sorted by id, so that two atlases
    with the same records are equal in whatever order and files they were written."""

    # Readers validate record by record, so the schema of the whole is built when it is asked for.
    model_config = ConfigDict(defer_build=True)

    places: tuple[Place, ...] = Field((), description="Territories, in a tree of levels")
    sources: tuple[Source, ...] = Field((), description="Documents on which facts rest")
    actors: tuple[Actor, ...] = Field((), description="Who acts")
    competences: tuple[Competence, ...] = Field((), description="Who holds which role")
    mechanisms: tuple[Mechanism, ...] = Field((), description="What ties actors together")
    policies: tuple[Policy, ...] = Field((), description="Laws, strategies, plans")
    resources: tuple[Resource, ...] = Field((), description="Money, staff, capacity")
    reports: tuple[Report, ...] = Field((), description="Published accounts")
    zones: tuple[Zone, ...] = Field((), description="Housing and labour markets")
    disputes: tuple[Dispute, ...] = Field((), description="Conflicts between actors")
    surveys: tuple[Survey, ...] = Field((), description="What is recorded completely")

    @model_validator(mode="before")
    @classmethod
    def _sort(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {
            key: sorted(value, key=_read_id)
            if key in SECTIONS and isinstance(value, (list, tuple))
            else value
            for key, value in data.items()
        }

    def list_records(self) -> Iterator[tuple[str, Record]]:
        """Every record with the name of its section."""
        for section in SECTIONS:
            for record in getattr(self, section):
                yield section, record

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by id."""
        return {
            record.id: record for section, record in self.list_records() if isinstance(record, Fact)
        }

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        return {each.id: each for each in self.places}

    @cached_property
    def actor_by_id(self) -> dict[str, Actor]:
        return {each.id: each for each in self.actors}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        return {each.id: each for each in self.sources}

    def find_record(self, section: str, key: str) -> Record | None:
        """The record of a section with an id, None if there is none."""
        record: Record | None
        if section == "places":
            record = self.place_by_id.get(key)
        elif section == "sources":
            record = self.source_by_id.get(key)
        else:
            record = self.facts.get(key)
        return record if isinstance(record, SECTIONS[section]) else None

    @cached_property
    def _chains(self) -> dict[str, tuple[str, ...]]:
        chains: dict[str, tuple[str, ...]] = {}
        for place in self.places:
            chain = [place.id]
            while (parent := self.place_by_id[chain[-1]].parent) and parent not in chain:
                chain.append(parent)
            chains[place.id] = tuple(chain)
        return chains

    def list_chain(self, place: str) -> tuple[str, ...]:
        """The place and all that contain it, nearest first."""
        return self._chains[place]

    @cached_property
    def _parts(self) -> dict[str | None, list[Place]]:
        parts: dict[str | None, list[Place]] = {}
        for place in self.places:
            parts.setdefault(place.parent, []).append(place)
        return parts

    def list_parts(self, place: str) -> tuple[Place, ...]:
        """The places directly in a place."""
        return tuple(self._parts.get(place, ()))

    def contains(self, outer: str, inner: str) -> bool:
        """Whether one place contains or equals another."""
        return outer in self._chains[inner]

    def is_related(self, one: str, other: str) -> bool:
        """Whether one of two places contains or equals the other."""
        return self.contains(one, other) or self.contains(other, one)

    @cached_property
    def _levels(self) -> dict[str, tuple[str, ...]]:
        levels: dict[str, tuple[str, ...]] = {}
        for actor in self.actors:
            current, seen = actor, {actor.id}
            # An office has the level of the government it answers to.
            while not current.levels and current.parent and current.parent not in seen:
                parent = self.actor_by_id[current.parent]
                if parent.kind not in GOVERNMENTAL:
                    break
                seen.add(parent.id)
                current = parent
            if current.levels:
                levels[actor.id] = current.levels
            elif current.place:
                levels[actor.id] = self.place_by_id[current.place].levels
            else:
                levels[actor.id] = ()
        return levels

    def list_levels(self, actor: str) -> tuple[str, ...]:
        """The levels of an actor: its own, else its governmental parent's, else its place's."""
        return self._levels[actor]

    @cached_property
    def _territories(self) -> dict[str, str | None]:
        territories: dict[str, str | None] = {}
        for actor in self.actors:
            current: Actor | None = actor
            seen: set[str] = set()
            while current and not current.place and current.id not in seen:
                seen.add(current.id)
                current = self.actor_by_id.get(current.parent or "")
            territories[actor.id] = current.place if current else None
        return territories

    def find_territory(self, actor: str) -> str | None:
        """The place an actor acts for: its own, else that of the nearest parent with one."""
        return self._territories.get(actor)

    def find_place(self, competence: Competence) -> str | None:
        """Where a competence holds: the place it names, else its holder's territory."""
        return competence.place or self.find_territory(competence.holder or "")

    @cached_property
    def _acting(self) -> dict[tuple[str, str, str | None], bool]:
        return {}  # what `acts_at` has answered: it is asked again and again

    def acts_at(self, actor: str, place: str, fallback: str | None = None) -> bool:
        """Whether an actor's territory (else the fallback) contains, equals or lies within a place.

        A group of bodies more local than its territory ("towns of a country") acts in the
        territory as a whole: nothing says that it acts at each place inside.
        """
        key = (actor, place, fallback)
        if key not in self._acting:
            territory = self.find_territory(actor) or fallback
            self._acting[key] = territory is not None and (
                self.contains(place, territory)
                or (self.contains(territory, place) and not self._is_group(actor, territory))
            )
        return self._acting[key]

    def _is_group(self, actor: str, territory: str) -> bool:
        # An office has its government's level wherever it works; a group states its own.
        order, levels = list_codes("levels"), self.actor_by_id[actor].levels
        most_local = max(order.index(each) for each in self.place_by_id[territory].levels)
        return bool(levels) and all(order.index(each) > most_local for each in levels)

    def concerns(self, mechanism: Mechanism, place: str) -> bool:
        """Whether a participant acts for the place: for it, for something inside it, or around it
        below the level of the State. A table of world bodies is no network of a town.
        """
        return any(
            self._acts_near(each.actor, mechanism.place, place)
            for each in mechanism.members
            if each.seat != "observer"
        )

    def _acts_near(self, actor: str, fallback: str | None, place: str) -> bool:
        territory = self.find_territory(actor) or fallback
        if territory is None or not self.is_related(territory, place):
            return False
        if self.contains(place, territory):
            return True
        below = is_below_state(self.place_by_id[territory].levels)
        return below and not self._is_group(actor, territory)

    @cached_property
    def _governments(self) -> dict[str, list[Actor]]:
        found: dict[str, list[Actor]] = {}
        for actor in self.actors:
            if actor.kind != "government" or not actor.place or actor.parent:
                continue
            own = self.place_by_id[actor.place].levels
            if set(own) & set(self.list_levels(actor.id)):
                found.setdefault(actor.place, []).append(actor)
        return found

    def find_government(self, place: str) -> Actor | None:
        """The government of a place: the one actor of that kind there without a parent; None if
        there is none, or several."""
        found = self._governments.get(place, ())
        return found[0] if len(found) == 1 else None

    def reaches(
        self, fact: Competence | Policy, place: str, rivals: Iterable[Competence | Policy] = ()
    ) -> bool:
        """Whether a statement for a kind of place is true of a place of that kind.

        Among rivals (statements on the same thing) it gives way to one about the place's own
        government, and to one for the same kind inside a smaller territory.
        """
        if self.place_by_id[place].kind != fact.place_kind:
            return False
        if not self.contains(fact.place or "", place):
            return False
        government = self.find_government(place)
        for other in rivals:
            if government and getattr(other, "holder", None) == government.id:
                return False
            if (
                other.place_kind == fact.place_kind
                and other.place != fact.place
                and self.contains(other.place or "", place)
                and self.contains(fact.place or "", other.place or "")
            ):
                return False
        return True

    def list_grades(self, fact: Fact) -> tuple[str, ...]:
        """The grades of a fact's sources, best first."""
        return tuple(
            sorted(each.grade or self.source_by_id[each.source].grade for each in fact.sources)
        )

    def keep(self, on: dt.date) -> "Atlas":
        """The atlas with the facts that hold on a day only."""
        kept = {
            section: tuple(each for each in getattr(self, section) if each.holds_on(on))
            for section in FACT_SECTIONS
        }
        return Atlas.model_construct(**{**{n: getattr(self, n) for n in _FIELDS}, **kept})


def find_section(record: Record) -> str:
    """The section of a record: places, actors, competences ..."""
    return _SECTION_OF[type(record)]


def list_areas(fact: Fact) -> tuple[str, ...]:
    """The policy areas a fact is about."""
    fields = vars(fact)  # asking a model for what it has not is slow, and this is asked most
    areas: tuple[str, ...] | None = fields.get("areas")
    if areas is not None:
        return areas
    area = fields.get("area")
    return (area,) if area else ()


_FIELDS = tuple(Atlas.model_fields)


def _read_id(record: Any) -> str:
    if isinstance(record, dict):
        return str(record.get("id", ""))
    return str(getattr(record, "id", ""))
