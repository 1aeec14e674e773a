"""Which actors and facts of an atlas concern a place, and in which columns they stand."""

import datetime as dt
from functools import cached_property

from weft.core.atlas import NOBODY, UNKNOWN, Atlas, Fact
from weft.core.atlas.facts import GOVERNMENTAL, Competence
from weft.core.terms import Text, list_codes
from weft.pictures.fabric import EDGE

COLUMNS = (*list_codes("levels"), EDGE)


class Ground:
    """One atlas seen from one place on one day.

    Raises KeyError if the atlas has no such place.
    """

    def __init__(self, atlas: Atlas, place: str, on: dt.date) -> None:
        self.atlas, self.place, self.on = atlas, atlas.place_by_id[place].id, on
        self._governments: dict[str, str | None] = {}

    def is_here(self, territory: str | None) -> bool:
        """Whether a territory contains, equals or lies within the place."""
        return territory is not None and self.atlas.is_related(territory, self.place)

    def acts(self, actor: str) -> bool:
        """Whether an actor exists on the day."""
        return self.atlas.actor_by_id[actor].holds_on(self.on)

    def list_columns(self, actor: str) -> tuple[str, ...]:
        """Where an actor stands: governments by level, international organisations under
        supranational, everybody else at the edge; empty if its level is not recorded."""
        found = self.atlas.actor_by_id[actor]
        if found.kind in GOVERNMENTAL:
            return self.atlas.list_levels(actor)
        return ("supranational",) if found.kind == "international_organisation" else (EDGE,)

    def read_names(self, actors: tuple[str, ...]) -> tuple[Text, ...]:
        return tuple(self.atlas.actor_by_id[each].name for each in dict.fromkeys(actors))

    def read_disputing(self, fact: Fact) -> tuple[Text, ...]:
        return self.read_names(fact.disputed_by)

    def find_territory(self, fact: Competence) -> str | None:
        """Where a competence holds: its own place, else its holder's."""
        if fact.place or fact.holder is None or fact.holder in (NOBODY, UNKNOWN):
            return fact.place
        return self.atlas.actor_by_id[fact.holder].place

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """Competences on the day that concern the place, before inheritance is settled."""
        return tuple(
            each
            for each in self.atlas.competences
            if each.holds_on(self.on)
            and (each.holder in (None, NOBODY, UNKNOWN) or self.acts(each.holder or ""))
            and self.is_here(self.find_territory(each))
        )

    @cached_property
    def _places_by_kind(self) -> dict[str, tuple[str, ...]]:
        kinds: dict[str, tuple[str, ...]] = {}
        for place in self.atlas.places:
            if place.kind and self.is_here(place.id):
                kinds[place.kind] = (*kinds.get(place.kind, ()), place.id)
        return kinds

    def list_places(self, fact: Competence) -> tuple[str, ...]:
        """The places here to which a statement on a kind of place applies.

        It gives way to a statement, on the same area, role and basis, about the place's own
        government, or about the same kind inside a smaller territory.
        """
        places = self._places_by_kind.get(fact.place_kind or "", ())
        return tuple(
            place
            for place in places
            if self.atlas.contains(fact.place or "", place) and not self._is_overridden(fact, place)
        )

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], list[Competence]]:
        found: dict[tuple[str, str, str], list[Competence]] = {}
        for each in self.competences:
            found.setdefault((each.area, each.role, each.basis), []).append(each)
        return found

    def _find_government(self, place: str) -> str | None:
        if place not in self._governments:
            found = self.atlas.find_government(place)
            self._governments[place] = found.id if found else None
        return self._governments[place]

    def _is_overridden(self, fact: Competence, place: str) -> bool:
        government = self._find_government(place)
        for other in self._by_key[fact.area, fact.role, fact.basis]:
            if None not in (other.phase, fact.phase) and other.phase != fact.phase:
                continue
            if government and other.holder == government:
                return True
            if (
                other.place_kind == fact.place_kind
                and other.place != fact.place
                and self.atlas.contains(other.place or "", place)
                and self.atlas.contains(fact.place or "", other.place or "")
            ):
                return True
        return False
