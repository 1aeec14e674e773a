"""Which facts can bear on a place: an index, so that a country is not read for each town."""

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas, list_areas
from weft.core.atlas.facts import (
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Report,
    Resource,
    Survey,
)
from weft.core.atlas.records import Fact
from weft.core.terms import is_below_state

ANYWHERE = ""  # facts that name no territory, or that are stated for a kind of place


class Nearby:
    """Facts by section, area and the territories that decide where they matter."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._inside: dict[str, list[str]] = {each.id: [] for each in atlas.places}
        for place in atlas.places:
            for outer in atlas.list_chain(place.id)[1:]:
                self._inside[outer].append(place.id)
        self._facts: dict[tuple[str, str, str], list[Fact]] = {}
        for section in FACT_SECTIONS:
            for fact in getattr(atlas, section):
                for area in list_areas(fact):
                    for territory in self._list_territories(fact):
                        self._facts.setdefault((section, area, territory), []).append(fact)

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

    def _list_territories(self, fact: Fact) -> set[str]:
        atlas = self.atlas
        if getattr(fact, "place_kind", None):
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
        parties = (
            fact.parties
            if isinstance(fact, Dispute)
            else [each.actor for each in fact.members if each.seat != "observer"]
        )
        territories = {atlas.find_territory(each) or ANYWHERE for each in parties}
        local = {
            each for each in territories if each and is_below_state(atlas.place_by_id[each].levels)
        }
        if ANYWHERE in territories and fact.place:
            local.add(fact.place)
        return local or territories | {fact.place or ANYWHERE}
