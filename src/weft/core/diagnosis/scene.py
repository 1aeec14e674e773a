"""What an atlas says of one setting: who stands at each level, what ties them, what is surveyed."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import (
    GOVERNMENTAL,
    Actor,
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Survey,
)
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.diagnosis.evidence import ReadingName, is_certain
from weft.core.diagnosis.interval import Interval
from weft.core.diagnosis.method import Method
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.strength import measure_strength


class Scene:
    """The facts of an atlas that bear on one setting, in one reading."""

    def __init__(
        self, atlas: Atlas, setting: Setting, method: Method, reading: ReadingName
    ) -> None:
        self.atlas, self.setting, self.method, self.reading = atlas, setting, method, reading
        # What is asked again and again of one setting, by question.
        self.memory: dict[Any, Any] = {}

    # --- who -------------------------------------------------------------------------------

    def stands_at(self, actor: str, level: str) -> bool:
        """Whether a government or office of that level has a territory related to the place."""
        key = (actor, level)
        if key not in self.memory:
            found = self.atlas.actor_by_id[actor]
            self.memory[key] = self._is_official(found, level) and self.atlas.acts_at(
                actor, self.setting.place
            )
        answer: bool = self.memory[key]
        return answer

    def _is_official(self, actor: Actor, level: str) -> bool:
        kinds = GOVERNMENTAL
        if level == "supranational":
            kinds = kinds | {"international_organisation"}
        return actor.kind in kinds and level in self.atlas.list_levels(actor.id)

    def is_here(self, place: str | None) -> bool:
        """Whether a territory contains, equals or lies within the setting's place."""
        return place is not None and self.atlas.is_related(place, self.setting.place)

    def find_territory(self, mechanism: Mechanism, actor: str) -> str | None:
        """Where a member acts: its own territory, else the mechanism's."""
        return self.atlas.find_territory(actor) or mechanism.place

    # --- what is in force ------------------------------------------------------------------

    def is_in_force(self, fact: Fact) -> bool:
        """Whether a fact holds on the setting's day and in its phase."""
        phase = getattr(fact, "phase", None)
        return fact.holds_on(self.setting.on) and (phase is None or phase in self.setting.phases)

    def list_in_force(self, section: str) -> tuple[Any, ...]:
        """The facts of a section in the setting's area that are in force."""
        if section not in self.memory:
            found = self.atlas.list_in_area(section, self.setting.area)
            self.memory[section] = tuple(each for each in found if self.is_in_force(each))
        facts: tuple[Any, ...] = self.memory[section]
        return facts

    def has_doubts(self) -> bool:
        """Whether a fact that bears on the setting does not count as true, but would if read as
        recorded."""
        pair = (self.setting.upper, self.setting.lower)
        facts: list[Fact] = [*self.joining, *self.horizontal, *self.concerning]
        facts += [*self.disputes, *self.surveys]
        facts += [
            each for each in self.competences if any(self._speaks_of(each, one) for one in pair)
        ]
        for level in pair:
            facts += [
                each for one in self.setting.phases for each in self.list_policies(level, one)
            ]
        return any(
            not self.holds(each) and is_certain(self.atlas, each, self.method, "recorded")
            for each in facts
        )

    def holds(self, fact: Fact) -> bool:
        """Whether the fact counts as true; otherwise it may or may not be."""
        return is_certain(self.atlas, fact, self.method, self.reading)

    def measure(self, mechanism: Mechanism) -> Interval:
        """Strength of a mechanism on the day; from 0 if the fact may not be true."""
        low, high = measure_strength(mechanism, self.setting.on, self.method)
        return Interval(low if self.holds(mechanism) else 0.0, high)

    @cached_property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """Mechanisms in force that serve the area and the place."""
        return tuple(
            each
            for each in self.list_in_force("mechanisms")
            if (each.place is None or self.atlas.contains(each.place, self.setting.place))
        )

    @cached_property
    def concerning(self) -> tuple[Mechanism, ...]:
        """Those in which somebody acts for the place, whatever levels they join."""
        place = self.setting.place
        return tuple(each for each in self.mechanisms if self.atlas.concerns(each, place))

    def list_participants(self, mechanism: Mechanism) -> tuple[str, ...]:
        """Members who are not mere observers."""
        return tuple(each.actor for each in mechanism.members if each.seat != "observer")

    @cached_property
    def joining(self) -> tuple[Mechanism, ...]:
        """Mechanisms with a participant at each level of the pair."""
        setting = self.setting
        return tuple(
            each
            for each in self.mechanisms
            if any(self.stands_at(actor, setting.upper) for actor in self.list_participants(each))
            and any(self.stands_at(actor, setting.lower) for actor in self.list_participants(each))
        )

    @cached_property
    def horizontal(self) -> tuple[Mechanism, ...]:
        """Mechanisms of an actor of the lower level here with others of that level anywhere;
        associations of cities count as such others."""
        found = []
        for each in self.mechanisms:
            members = self._list_independent(each)
            here = {actor for actor in members if self.stands_at(actor, self.setting.lower)}
            peers = {actor for actor in members if self._is_peer(actor)}
            if here and len(here | peers) > 1:
                found.append(each)
        return tuple(found)

    def _list_independent(self, mechanism: Mechanism) -> set[str]:
        """Participants, without offices of a government that takes part itself: a city and its
        own office at one table are one side of it."""
        members = set(self.list_participants(mechanism))
        if len(members) == 2 or not mechanism.members:
            return members  # an office and its government, and nobody else: their tie
        return {each for each in members if self.atlas.actor_by_id[each].parent not in members}

    def _is_peer(self, actor: str) -> bool:
        found = self.atlas.actor_by_id[actor]
        return found.kind == "city_network" or self._is_official(found, self.setting.lower)

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        """Disputes in force with a party at each level of the pair."""
        setting = self.setting
        return tuple(
            each
            for each in self.list_in_force("disputes")
            if (each.place is None or self.is_here(each.place))
            and any(self.stands_at(actor, setting.upper) for actor in each.parties)
            and any(self.stands_at(actor, setting.lower) for actor in each.parties)
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
        return tuple(
            place.id
            for place in self.atlas.places
            if level in place.levels
            and self.is_here(place.id)
            and self.atlas.reaches(fact, place.id)
        )

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

        A statement for a kind of place gives way to one about the place's own government, and to
        one for the same kind inside a smaller territory.
        """
        found = [
            each
            for each in self._by_role.get((role, basis), ())
            if each.phase in (None, phase) and self._speaks_of(each, level)
        ]
        return tuple(
            each
            for each in found
            if not each.place_kind
            or any(
                self.atlas.reaches(each, place, found)
                for place in self.list_kind_places(each, level)
            )
        )

    def _speaks_of(self, fact: Competence, level: str) -> bool:
        if fact.place_kind:
            return bool(self.list_kind_places(fact, level))
        if fact.place is not None and not self.is_here(fact.place):
            return False
        if fact.holder in (NOBODY, UNKNOWN):
            return fact.level in (None, level)
        return fact.holder is not None and self.stands_at(fact.holder, level)

    def speaks_for(self, fact: Competence, level: str) -> bool:
        """Whether a "does not hold" is said of the level itself, not of one office among many."""
        if fact.place_kind or fact.holder == NOBODY:
            return True
        place = self.atlas.find_territory(fact.holder or "")
        government = self.atlas.find_government(place) if place else None
        return government is not None and government.id == fact.holder

    # --- what is closed --------------------------------------------------------------------

    def find_survey(self, levels: tuple[str, ...], *scopes: str) -> Survey | None:
        """A survey that holds, covers the place, area and levels, and closes one of the scopes;
        one that a record contradicts is open again."""
        for survey in self.surveys:
            if (
                self.holds(survey)
                and set(scopes) & set(survey.closes)
                and self._covers(survey, levels)
                and not self.list_contradictions(survey)
            ):
                return survey
        return None

    def _covers(self, survey: Survey, levels: tuple[str, ...]) -> bool:
        if survey.levels:
            pair = set(survey.levels)
            return set(levels) <= pair and (len(levels) == 1 or pair == set(levels))
        if survey.actors:
            for level in levels:
                actors = {each.id for each in self.atlas.actors if self.stands_at(each.id, level)}
                if not actors or not actors <= set(survey.actors):
                    return False
        return True

    def list_contradictions(self, survey: Survey) -> tuple[Fact, ...]:
        """Recorded facts within a survey's scope that are not among those it lists as found."""
        if survey.found is None:
            return ()
        pair = {self.setting.upper, self.setting.lower}
        levels = set(survey.levels) or pair
        recorded: list[Fact] = []
        if {"ties", "coordinating_ties"} & set(survey.closes):
            recorded += [
                each
                for each in self._list_surveyed_ties(survey, levels, pair)
                if "ties" in survey.closes or self.method.mechanisms[each.kind].coordinates
            ]
        if "disputes" in survey.closes and levels == pair:
            recorded += [each for each in self.disputes if self._is_among(survey, each.parties)]
        if "competences" in survey.closes:
            recorded += [
                each
                for each in self.competences
                if each.holds
                and any(self._speaks_of(each, level) for level in levels)
                and each.holder not in (NOBODY, UNKNOWN)
                and (not survey.actors or each.holder in survey.actors)
            ]
        if "policies" in survey.closes:
            recorded += [
                each
                for level in levels
                for phase in self.setting.phases
                for each in self.list_policies(level, phase)
                if not survey.actors or each.issuer in survey.actors
            ]
        return tuple({each.id: each for each in recorded if each.id not in survey.found}.values())

    def _list_surveyed_ties(
        self, survey: Survey, levels: set[str], pair: set[str]
    ) -> list[Mechanism]:
        """The recorded ties that a survey, had it seen them, would have listed."""
        if survey.actors:
            return [
                each
                for each in self.mechanisms
                if self._is_among(survey, self.list_participants(each))
            ]
        ties: list[Mechanism] = []
        if levels == pair:
            ties += self.joining
        if levels == {self.setting.lower} or not survey.levels:
            ties += self.horizontal
        return ties

    @staticmethod
    def _is_among(survey: Survey, actors: Iterable[str]) -> bool:
        """Whether at least two of the surveyed actors are there; any, if it names none."""
        return not survey.actors or len(set(survey.actors) & set(actors)) > 1
