"""Which facts can bear on a place: an index, so that a country is not read for each town."""

from collections.abc import Mapping, Sequence
from typing import Any

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS, Atlas, Head, list_areas
from weft.core.atlas.facts import (
    Actor,
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Report,
    Resource,
    Survey,
    Zone,
)
from weft.core.atlas.records import Fact, Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import list_places
from weft.core.terms import first_day, is_below_state

ANYWHERE = ""  # facts that name no territory, or that are stated for a kind of place
NOWHERE = "-"  # actors without a territory: they matter where a fact names them


class Nearby:
    """Facts by section, area and the territories that decide where they matter."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._inside: dict[str, list[str]] = {each.id: [] for each in atlas.places}
        for place in atlas.places:
            for outer in atlas.list_chain(place.id)[1:]:
                self._inside[outer].append(place.id)
        self._facts: dict[tuple[str, str, str], list[Fact]] = {}
        # What matters at a place, around it and within it; and what is about it beside.
        self._by_territory: dict[str, list[tuple[str, Fact]]] = {}
        self._about: dict[str, list[tuple[str, Fact]]] = {}
        for section in FACT_SECTIONS:
            for fact in getattr(atlas, section):
                territories = self._list_territories(fact)
                for territory in territories:
                    for area in list_areas(fact):
                        self._facts.setdefault((section, area, territory), []).append(fact)
                if isinstance(fact, Mechanism):
                    territories |= self._list_shared(fact)
                for territory in territories:
                    self._by_territory.setdefault(territory, []).append((section, fact))
                for named in set(list_places(atlas, fact)) - territories:
                    self._about.setdefault(named, []).append((section, fact))

    def list_facts(self, section: str, area: str, place: str) -> tuple[Fact, ...]:
        """The facts of a section and area that can bear on a place, in the order of their ids."""
        territories = (ANYWHERE, *self.list_related(place))
        found: dict[str, Fact] = {}
        for territory in territories:
            for fact in self._facts.get((section, area, territory), ()):
                found[fact.id] = fact
        return tuple(found[key] for key in sorted(found))

    def list_related(self, place: str) -> tuple[str, ...]:
        """The place, those that contain it and those inside it."""
        return (*self.atlas.list_chain(place), *self._inside[place])

    def keep(self, *places: str) -> Atlas:
        """The part of the atlas that can bear on some places: facts that matter there or that are
        about them, whoever and whatever they name, and what that lies in. What is asked of such a
        place has the same answer in the part as in the whole, at the cost of a town instead of a
        country.
        """
        related = [each for place in places for each in self.list_related(place)]
        inside = [each for place in places for each in (place, *self._inside[place])]
        kept: dict[str, dict[str, Record]] = {section: {} for section in SECTIONS}
        for index, names in ((self._by_territory, (ANYWHERE, *related)), (self._about, inside)):
            for name in names:
                for section, fact in index.get(name, ()):
                    kept[section][fact.id] = fact
        self._add_named(kept)
        outer = {key for each in kept["places"] for key in self.atlas.list_chain(each)}
        kept["places"] = {key: self.atlas.place_by_id[key] for key in {*outer, *related}}
        self._add_named(kept, ("sources",))
        fields: dict[str, Any] = {name: getattr(self.atlas, name) for name in Head.model_fields}
        for section, found in kept.items():
            fields[section] = tuple(found[key] for key in sorted(found))
        return Atlas.model_construct(**fields)

    def _add_named(
        self,
        kept: dict[str, dict[str, Record]],
        sections: Sequence[str] = ("actors", "places", "sources"),
    ) -> None:
        """Add the records of some sections that those kept name, and that these name in turn."""
        known: dict[str, Mapping[str, Record]] = {
            "actors": self.atlas.actor_by_id,
            "places": self.atlas.place_by_id,
            "sources": self.atlas.source_by_id,
        }
        waiting = [each for found in kept.values() for each in found.values()]
        while waiting:
            record = waiting.pop()
            for _, ref, name in walk_references(record, type(record)):
                if ref.section not in sections or name in kept[ref.section]:
                    continue
                if found := known[ref.section].get(name):  # nobody and unknown are no records
                    kept[ref.section][name] = found
                    waiting.append(found)

    def _list_territories(self, fact: Fact) -> set[str]:
        atlas = self.atlas
        if isinstance(fact, Actor):
            return {atlas.find_territory(fact.id) or NOWHERE}
        if isinstance(fact, Zone):
            return set(fact.places)
        if vars(fact).get("place_kind"):
            return {ANYWHERE}
        if isinstance(fact, (Mechanism, Dispute)):
            return self._list_of_parties(fact)
        place: str | None = None
        if isinstance(fact, Competence):
            place = atlas.find_place(fact)
        elif isinstance(fact, Policy):
            place = fact.place or atlas.find_territory(fact.issuer or "")
        elif isinstance(fact, Survey):
            place = fact.place
        elif isinstance(fact, Resource):
            place = atlas.find_territory(fact.actor)
        elif isinstance(fact, Report):
            place = atlas.find_territory(fact.issuer)
        return {place or ANYWHERE}

    def _list_of_parties(self, fact: Mechanism | Dispute) -> set[str]:
        """What a State ties to one town matters in that town, and not in every other."""
        atlas = self.atlas
        parties = fact.parties if isinstance(fact, Dispute) else _list_participants(fact)
        territories = {atlas.find_territory(each) or ANYWHERE for each in parties}
        local = {each for each in territories if self._is_local(each)}
        if ANYWHERE in territories and fact.place:
            local.add(fact.place)
        return local or territories | {fact.place or ANYWHERE}

    def _list_shared(self, fact: Mechanism) -> set[str]:
        """Wider territories in which a mechanism of some towns is drawn as well: it ties several
        of those who act there, or there are days on which none of the towns takes part."""
        atlas = self.atlas
        local: list[str] = []
        wide: list[str] = []
        for each in _list_participants(fact):
            found = local if self._is_local(atlas.find_territory(each)) else wide
            found.append(each)
        if len(wide) < 2 and any(_outlasts(atlas.actor_by_id[each], fact) for each in local):
            return set()
        return {territory for each in wide if (territory := atlas.find_territory(each))}

    def _is_local(self, place: str | None) -> bool:
        return bool(place) and is_below_state(self.atlas.place_by_id[place or ""].levels)


def _list_participants(fact: Mechanism) -> list[str]:
    return [each.actor for each in fact.members if each.seat != "observer"]


def _outlasts(actor: Actor, fact: Fact) -> bool:
    """Whether an actor exists on every day on which a fact holds."""
    begins = actor.start is None or (
        fact.start is not None and first_day(actor.start) <= first_day(fact.start)
    )
    ends = actor.until is None or (
        fact.until is not None and first_day(fact.until) <= first_day(actor.until)
    )
    return begins and ends
