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

    def is_here(self, territory: str | None) -> bool:
        """Whether a territory contains, equals or lies within the place."""
        return territory is not None and self.atlas.is_related(territory, self.place)

    def acts_here(self, actor: str) -> bool:
        """Whether an actor acts at the place, around it or within it."""
        return self.atlas.acts_at(actor, self.place)

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

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """Competences on the day that concern the place, before inheritance is settled."""
        return tuple(
            each
            for each in self.atlas.competences
            if each.holds_on(self.on)
            and (each.holder in (None, NOBODY, UNKNOWN) or self.acts(each.holder or ""))
            and self._holds_here(each)
        )

    def _holds_here(self, fact: Competence) -> bool:
        if fact.place or not fact.holder:
            return self.is_here(fact.place)
        return self.acts_here(fact.holder)

    def list_places(self, fact: Competence) -> tuple[str, ...]:
        """The places here to which a statement on a kind of place applies.

        It gives way to a statement, on the same area, role and basis, about the place's own
        government, or about the same kind inside a smaller territory.
        """
        rivals = [
            each
            for each in self._by_key[fact.area, fact.role, fact.basis]
            if None in (each.phase, fact.phase) or each.phase == fact.phase
        ]
        return tuple(
            each.id
            for each in self.atlas.places
            if self.is_here(each.id) and self.atlas.reaches(fact, each.id, rivals)
        )

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], list[Competence]]:
        found: dict[tuple[str, str, str], list[Competence]] = {}
        for each in self.competences:
            found.setdefault((each.area, each.role, each.basis), []).append(each)
        return found
