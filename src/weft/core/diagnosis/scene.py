"""What an atlas says of one setting: who stands at each level, what ties them, who holds what."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from weft.core.atlas.facts import (
    GOVERNMENTAL,
    Actor,
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Survey,
)
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.evidence import ReadingName, is_certain
from weft.core.diagnosis.interval import Interval
from weft.core.diagnosis.method import Method
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.strength import measure_strength
from weft.core.terms import first_day, list_codes


class Scene:
    """The facts of an atlas that bear on one setting, in one reading."""

    def __init__(
        self, nearby: Nearby, setting: Setting, method: Method, reading: ReadingName
    ) -> None:
        self.nearby, self.atlas = nearby, nearby.atlas
        self.setting, self.method, self.reading = setting, method, reading
        # What is asked again and again of one setting, by question.
        self.memory: dict[Any, Any] = {}

    @property
    def pair(self) -> tuple[str, str]:
        """The upper and the lower level."""
        return (self.setting.upper, self.setting.lower)

    # --- who -------------------------------------------------------------------------------

    def stands_at(self, actor: str, level: str) -> bool:
        """Whether a government or office of that level acts at the place on the day."""
        key = (actor, level)
        if key not in self.memory:
            self.memory[key] = self.is_official(actor, level) and self.atlas.acts_at(
                actor, self.setting.place
            )
        answer: bool = self.memory[key]
        return answer

    def is_official(self, actor: str, level: str) -> bool:
        """Whether an actor is a government or office of that level, wherever it is."""
        found: Actor = self.atlas.actor_by_id[actor]
        kinds = GOVERNMENTAL
        if level == "supranational":
            kinds = kinds | {"international_organisation"}
        return (
            found.kind in kinds
            and level in self.atlas.list_levels(actor)
            and found.holds_on(self.setting.on)
        )

    def is_here(self, place: str | None) -> bool:
        """Whether a territory contains, equals or lies within the setting's place."""
        return place is not None and self.atlas.is_related(place, self.setting.place)

    # --- what is in force ------------------------------------------------------------------

    def is_in_force(self, fact: Fact) -> bool:
        """Whether a fact holds on the setting's day and in its phase."""
        phase = getattr(fact, "phase", None)
        return fact.holds_on(self.setting.on) and (phase is None or phase in self.setting.phases)

    def list_in_force(self, section: str) -> tuple[Any, ...]:
        """The facts of a section in force that can bear on the area and the place."""
        if section not in self.memory:
            found = self.nearby.list_facts(section, self.setting.area, self.setting.place)
            self.memory[section] = tuple(each for each in found if self.is_in_force(each))
        facts: tuple[Any, ...] = self.memory[section]
        return facts

    def assume(self, facts: Mapping[str, tuple[str, Fact]]) -> "Scene":
        """The scene with some facts more, or other than they are: id -> section and fact."""
        scene = Scene(self.nearby, self.setting, self.method, self.reading)
        for section in {section for section, _ in facts.values()}:
            kept = [each for each in self.list_in_force(section) if each.id not in facts]
            new = [each for where, each in facts.values() if where == section]
            scene.memory[section] = tuple(
                sorted((*kept, *filter(self.is_in_force, new)), key=lambda each: each.id)
            )
        return scene

    def list_bearing(self) -> list[Fact]:
        """Every fact that bears on the setting, whatever it says and however sure it is."""
        facts: list[Fact] = [*self.mechanisms, *self.disputes, *self.surveys]
        facts += [
            each for each in self.competences if any(self.speaks_of(each, one) for one in self.pair)
        ]
        for level in self.pair:
            for phase in self.setting.phases:
                facts += self.list_policies(level, phase)
        return list({each.id: each for each in facts}.values())

    def holds(self, fact: Fact) -> bool:
        """Whether the fact counts as true; otherwise it may or may not be."""
        certain = is_certain(self.atlas, fact, self.method, self.reading)
        return certain and not self.is_too_early

    @cached_property
    def is_too_early(self) -> bool:
        """Whether of no fact here it is known that it held by the day: each may have, or not."""
        facts = self.list_bearing()
        return bool(facts) and all(self._is_later(each) for each in facts)

    def _is_later(self, fact: Fact) -> bool:
        """Whether no first day is recorded, and every document that says so is of a later date."""
        dates = [self.atlas.source_by_id[each.source].date for each in fact.sources]
        return (
            fact.start is None
            and bool(dates)
            and all(date is not None and first_day(date) > self.setting.on for date in dates)
        )

    # --- mechanisms and disputes -----------------------------------------------------------

    def measure(self, mechanism: Mechanism) -> Interval:
        """Strength of a mechanism on the day; from 0 if the fact may not be true, or if nobody
        has named its members."""
        key = ("measure", mechanism.id)
        if key not in self.memory:
            low, high = measure_strength(mechanism, self.setting.on, self.method)
            sure = self.holds(mechanism) and bool(mechanism.members)
            self.memory[key] = Interval(low if sure else 0.0, high)
        strength: Interval = self.memory[key]
        return strength

    @cached_property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """Mechanisms in force that serve the area and the place."""
        return tuple(
            each
            for each in self.list_in_force("mechanisms")
            if each.place is None or self.atlas.contains(each.place, self.setting.place)
        )

    @cached_property
    def concerning(self) -> tuple[Mechanism, ...]:
        """Those in which somebody acts for the place, whatever levels they join."""
        place = self.setting.place
        return tuple(each for each in self.mechanisms if self.atlas.concerns(each, place))

    def list_participants(self, mechanism: Mechanism) -> tuple[str, ...]:
        """Members who are not mere observers."""
        return tuple(each.actor for each in mechanism.members if each.seat != "observer")

    def list_side(self, mechanism: Mechanism, level: str) -> set[str]:
        """Participants of a level; one without a territory acts where the mechanism does."""
        key = ("side", mechanism.id, level)
        if key not in self.memory:
            place = self.setting.place
            self.memory[key] = {
                actor
                for actor in self.list_participants(mechanism)
                if self.stands_at(actor, level)
                or (
                    self.is_official(actor, level)
                    and self.atlas.acts_at(actor, place, mechanism.place)
                )
            }
        side: set[str] = self.memory[key]
        return side

    @cached_property
    def joining(self) -> tuple[Mechanism, ...]:
        """Mechanisms with a participant at each level of the pair, who are not one and the same."""
        found = []
        for each in self.mechanisms:
            upper, lower = (self.list_side(each, level) for level in self.pair)
            if upper and lower and len(upper | lower) > 1:
                found.append(each)
        return tuple(found)

    @cached_property
    def perhaps_joining(self) -> tuple[Mechanism, ...]:
        """Mechanisms of the place whose members nobody has named: they may join the pair."""
        return tuple(each for each in self.mechanisms if each.place and not each.members)

    @cached_property
    def horizontal(self) -> tuple[Mechanism, ...]:
        """Mechanisms of an actor of the lower level here with others of that level anywhere;
        associations of cities count as such others where that level is local. A law or grant
        from above to several towns ties each of them to the State, not to one another."""
        found = []
        for each in self.mechanisms:
            members = self.list_participants(each)
            from_above = not self.method.mechanisms[each.kind].coordinates and any(
                self._is_above(actor) for actor in members
            )
            if from_above:
                continue
            here = self.list_side(each, self.setting.lower)
            peers = {actor for actor in members if self._is_peer(actor)}
            if here and len(here | peers) > 1:
                found.append(each)
        return tuple(found)

    def _is_above(self, actor: str) -> bool:
        """Whether an actor is official at a level above the lower one."""
        order = list_codes("levels")
        above = order[: order.index(self.setting.lower)]
        return any(self.is_official(actor, level) for level in above)

    def _is_peer(self, actor: str) -> bool:
        if self.atlas.actor_by_id[actor].kind == "city_network":
            return self.setting.lower == "local"
        return self.is_official(actor, self.setting.lower)

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        """Disputes in force here with a party at each level, or whose parties are not named."""
        return tuple(
            each
            for each in self.list_in_force("disputes")
            if (each.place is None or self.is_here(each.place))
            and (self.is_between_levels(each) or (each.place and not each.parties))
        )

    def is_between_levels(self, dispute: Dispute) -> bool:
        """Whether both levels of the pair are parties."""
        return all(
            any(self.stands_at(actor, level) for actor in dispute.parties) for level in self.pair
        )

    # --- competences and policies of a level ----------------------------------------------

    def list_policies(self, level: str, phase: str) -> tuple[Policy, ...]:
        """Policies in force of a level's actors here, or stated for such places."""
        return tuple(
            each
            for each in self.list_in_force("policies")
            if each.phase in (None, phase)
            and (each.place is None or self.is_here(each.place))
            and (
                bool(each.issuer and self.stands_at(each.issuer, level))
                or bool(each.place_kind and self.list_kind_places(each, level))
            )
        )

    def list_kind_places(self, fact: Competence | Policy, level: str) -> tuple[str, ...]:
        """Places of the fact's kind, related to the setting's place, with a government of level."""
        key = (fact.id, level)
        if key not in self.memory:
            self.memory[key] = tuple(
                place
                for place in self.nearby.list_related(self.setting.place)
                if level in self.atlas.place_by_id[place].levels and self.atlas.reaches(fact, place)
            )
        places: tuple[str, ...] = self.memory[key]
        return places

    @cached_property
    def competences(self) -> tuple[Competence, ...]:
        """Competences in force in the area, whoever holds them."""
        return self.list_in_force("competences")

    @cached_property
    def surveys(self) -> tuple[Survey, ...]:
        """Surveys in force of the area that cover the place."""
        return tuple(
            each
            for each in self.list_in_force("surveys")
            if self.atlas.contains(each.place, self.setting.place)
        )

    @cached_property
    def _by_role(self) -> dict[tuple[str, str], list[Competence]]:
        found: dict[tuple[str, str], list[Competence]] = {}
        for each in self.competences:
            found.setdefault((each.role, each.basis), []).append(each)
        return found

    def list_competences(
        self, level: str, role: str, basis: str, phase: str
    ) -> tuple[Competence, ...]:
        """What is said of a role at a level: by its actors, for its kind of place, or nobody.

        A statement for a kind of place gives way to a sure one about the place's own government,
        or about the same kind inside a smaller territory.
        """
        found = [
            each
            for each in self._by_role.get((role, basis), ())
            if each.phase in (None, phase) and self.speaks_of(each, level)
        ]
        rivals = [each for each in found if self.holds(each)]
        return tuple(
            each
            for each in found
            if not each.place_kind
            or any(
                self.atlas.reaches(each, place, rivals)
                for place in self.list_kind_places(each, level)
            )
        )

    def speaks_of(self, fact: Competence, level: str) -> bool:
        """Whether a competence says something of a level here."""
        if fact.place_kind:
            return bool(self.list_kind_places(fact, level))
        if fact.place is not None and not self.is_here(fact.place):
            return False
        if fact.holder in (NOBODY, UNKNOWN):
            return fact.level in (None, level)
        return fact.holder is not None and self.stands_at(fact.holder, level)

    def speaks_for(self, fact: Competence) -> bool:
        """Whether a "does not hold" is said of the whole level: of its government or kind of
        place, not of one office among many; and of all of the setting's place, not of a part."""
        territory = self.atlas.find_place(fact)
        if territory is None or not self.atlas.contains(territory, self.setting.place):
            return False
        if fact.place_kind or fact.holder == NOBODY:
            return True
        own = self.atlas.find_territory(fact.holder or "")
        government = self.atlas.find_government(own) if own else None
        return government is not None and government.id == fact.holder
