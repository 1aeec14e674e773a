"""What is on record at a place on its day, as one reader sees it: whom an interview offers first,
and which answers say nothing new."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from weft.core.atlas.facts import Actor, Competence, Dispute, Mechanism
from weft.core.atlas.records import UNKNOWN
from weft.core.terms import fold
from weft.pictures.ground import Ground
from weft.pictures.loom import measure_nothing
from weft.pictures.spinning import spin_threads
from weft.web.atlas.facts import View


class Recorded:
    """The facts of a place that an interview asks about."""

    def __init__(self, view: View, place: str) -> None:
        self.view, self.place = view, place
        self.atlas = view.find_part(place)
        self.ground = Ground(self.atlas, place, view.find_day(place))

    @cached_property
    def acting(self) -> tuple[Actor, ...]:
        """The actors that act at the place on the day, in the order of their ids."""
        atlas, place, day = self.view.atlas, self.place, self.ground.on

        def work() -> tuple[Actor, ...]:
            return tuple(x for x in atlas.actors if x.holds_on(day) and atlas.acts_at(x.id, place))

        return self.view.keep(("acting", place), work)

    @cached_property
    def areas(self) -> frozenset[str]:
        """The areas of which anything is recorded."""
        roles = {each.area for each in self.ground.competences}
        return frozenset(roles | {area for each in self._ties for area in each.areas})

    def list_claims(self, area: str, role: str = "") -> Iterator[tuple[str, Competence]]:
        """What is recorded of an area (and a role), each with the actor that it is said of; of
        every place of a kind it is said of the government here. "nobody" comes as it is."""
        for fact in self.ground.competences:
            if fact.area != area or (role and fact.role != role):
                continue
            if fact.place_kind:
                government = self.atlas.find_government(self.place)
                if government and self.place in self.ground.list_places(fact):
                    yield government.id, fact
            elif fact.holder and fact.holder != UNKNOWN:
                yield fact.holder, fact

    def list_holders(self, area: str, role: str) -> list[str]:
        """Who holds a role in practice, as recorded; with "nobody" where that is recorded."""
        found = {
            holder
            for holder, fact in self.list_claims(area, role)
            if fact.holds and fact.basis == "de_facto"
        }
        return sorted(found)

    @cached_property
    def _ties(self) -> tuple[Mechanism, ...]:
        threads = spin_threads(self.ground, measure_nothing)[0]
        facts = self.atlas.facts
        found = (facts[key] for key in sorted({each.tie.fact for each in threads}))
        return tuple(each for each in found if isinstance(each, Mechanism))

    def list_ties(self, area: str) -> list[Mechanism]:
        """The threads of the place in an area: those that its weave draws."""
        return [each for each in self._ties if area in each.areas]

    def list_disputes(self, area: str) -> list[Dispute]:
        """What is on record as contested here."""
        return [
            each
            for each in self.atlas.disputes
            if area in each.areas and each.holds_on(self.ground.on) and self._is_fought_here(each)
        ]

    def _is_fought_here(self, dispute: Dispute) -> bool:
        if dispute.place:
            return self.ground.is_here(dispute.place)
        whole = self.view.atlas
        territories = (whole.find_territory(each) for each in dispute.parties)
        return any(each and whole.contains(self.place, each) for each in territories)

    def find_same(self, section: str, data: Mapping[str, Any]) -> list[str]:
        """The facts on record that say already what a new record would say. What is recorded of
        every place of a kind is not the same: a statement on this place is more than that."""
        found: Iterator[str]
        if section == "competences":
            found = (x.id for x in self.ground.competences if self._says_same(x, data))
        elif section == "mechanisms":
            found = (x.id for x in self.atlas.mechanisms if self._ties_same(x, data))
        else:
            names = {fold(each) for each in data["name"].values()}
            found = (
                x.id
                for x in self.list_disputes(data["areas"][0])
                if names & {fold(each) for each in x.name.root.values()}
            )
        return list(found)

    def _says_same(self, fact: Competence, data: Mapping[str, Any]) -> bool:
        if (fact.holder, fact.area, fact.role, fact.basis) != (
            data["holder"], data["area"], data["role"], data["basis"],
        ):  # fmt: skip
            return False
        if not fact.holds or fact.phase or fact.level not in (None, data.get("level")):
            return False
        meant = data.get("place") or self.view.atlas.find_territory(data["holder"])
        said = self.atlas.find_place(fact)
        return bool(meant and said and self.view.atlas.contains(said, meant))

    def _ties_same(self, fact: Mechanism, data: Mapping[str, Any]) -> bool:
        return (
            fact.kind == data["kind"]
            and fact.holds_on(self.ground.on)
            and (fact.place is None or self.ground.is_here(fact.place))
            and set(data["areas"]) <= set(fact.areas)
            and {x.actor for x in fact.members} == {x["actor"] for x in data["members"]}
            and data.get("meetings") in (None, fact.meetings)
        )
