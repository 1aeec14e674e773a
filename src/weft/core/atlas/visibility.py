"""Which records of an atlas a reader may see, for every page, file, search and count."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas, list_areas
from weft.core.atlas.facts import Actor, Dispute, Mechanism, Survey
from weft.core.atlas.records import Fact
from weft.core.atlas.subjects import SUBJECTS, list_actors, list_places

# What a survey closes -> the section of the facts that it counts.
_CLOSED = {"ties": "mechanisms", "coordinating_ties": "mechanisms"}


@dataclass(frozen=True)
class Circle:
    """Who is looking. Whoever has the same rights sees the same."""

    network: bool = False  # a member of the network
    places: frozenset[str] = frozenset()  # the places to whose circle they belong
    actors: frozenset[str] = frozenset()  # the actors they speak for


EVERYBODY = Circle()


@dataclass(frozen=True)
class Visible:
    """The ids that a reader may see."""

    actors: frozenset[str]
    facts: frozenset[str]  # all sections with a period, actors included
    sources: frozenset[str]


def may_see(atlas: Atlas, fact: Fact, circle: Circle) -> bool:
    """Whether a fact's own visibility lets a reader see it; what it names may still hide it.

    "network" is for members; "place" for whoever belongs to a place that equals or lies inside one
    of the fact's; "own" for who speaks for the actor that states it or, where nobody in particular
    does, for one that it is about. The places of a fact are its own or, where it names none, the
    territories of those it is about. What an actor states, and the actor's own record, is never
    hidden from who speaks for it.
    """
    return _allows(atlas, fact, circle, _list_around(atlas, circle))


def _list_around(atlas: Atlas, circle: Circle) -> frozenset[str]:
    """The places of a reader and all that contain them: what is kept to one of these is theirs."""
    known = [each for each in circle.places if each in atlas.place_by_id]
    return frozenset(outer for each in known for outer in atlas.list_chain(each))


def _allows(
    atlas: Atlas,
    fact: Fact,
    circle: Circle,
    around: frozenset[str],
    actors: Container[str] | None = None,
) -> bool:
    """`may_see`, where of those whom a fact is about only some actors count: it must not be shown
    to a place because of somebody there whom the reader may not know of."""
    if fact.visibility == "public" or fact.asserted_by in circle.actors:
        return True
    about = (fact.id,) if isinstance(fact, Actor) else tuple(list_actors(fact))
    if actors is not None:
        about = tuple(each for each in about if each in actors)
    if fact.visibility == "network":
        seen = circle.network
    elif fact.visibility == "place":
        fields = vars(fact)
        homes = (fields["place"],) if fields.get("place") else fields.get("places")
        seen = any(each in around for each in homes or map(atlas.find_territory, about))
    else:
        seen = fact.asserted_by is None and not circle.actors.isdisjoint(about)
    return seen or (isinstance(fact, Actor) and fact.id in circle.actors)


def list_visible(atlas: Atlas, circle: Circle) -> Visible:
    """What a reader may see: facts whose visibility allows it (`may_see`), unless they are about
    or stated by an actor that the reader may not see; and the sources that these facts, or places,
    cite. Any other source stays hidden, for its title may tell what hidden facts are about.

    Whoever may see more sees all of this and more. And what a reader sees does not depend on what
    that reader may not see, with two exceptions, where something visible would else be untrue:

    - A survey whose answer rests on hidden facts is hidden too: without them, "this is all there
      is" would be false. So a survey goes, or comes back, with a hidden fact that it counts.
    - An actor keeps the level and the territory that it has from a hidden parent.
    """
    around = _list_around(atlas, circle)
    actors = _list_actors(atlas, circle, around)
    facts: set[str] = set()
    hidden: list[tuple[str, Fact]] = []
    for section in FACT_SECTIONS:
        for each in getattr(atlas, section):
            if _allows(atlas, each, circle, around, actors) and _is_open(atlas, each, actors):
                facts.add(each.id)
            else:
                hidden.append((section, each))
    if hidden:
        facts -= list_resting(atlas, hidden)
    cited = {citation.source for place in atlas.places for citation in place.sources}
    for key in facts:
        cited.update(_list_cited(atlas.facts[key], actors))
    return Visible(frozenset(actors), frozenset(facts), frozenset(cited))


def _list_actors(atlas: Atlas, circle: Circle, around: frozenset[str]) -> set[str]:
    seen = {each.id: each for each in atlas.actors if _allows(atlas, each, circle, around)}
    while hidden := [
        each.id for each in seen.values() if each.asserted_by and each.asserted_by not in seen
    ]:
        for each in hidden:
            del seen[each]
    return set(seen)


def _is_open(atlas: Atlas, fact: Fact, actors: set[str]) -> bool:
    """Whether a reader who sees some actors may see what a fact names."""
    if isinstance(fact, Actor):
        return fact.id in actors
    fields = vars(fact)  # asking a model for what it has not is slow
    named = [fields.get(name) for name in SUBJECTS] + [fact.asserted_by]
    if isinstance(fact, Dispute):
        named += fact.parties
    if isinstance(fact, Survey):
        named += fact.actors
    if isinstance(fact, Mechanism) and fact.members:
        # Some of its members may stay unnamed, but with all of them gone nothing is tied.
        members = [each.actor for each in fact.members]
        named += [] if any(each in actors for each in members) else members
    return all(each in actors for each in named if each in atlas.actor_by_id)


def _list_cited(fact: Fact, actors: set[str]) -> Iterator[str]:
    for citation in fact.sources:
        yield citation.source
    for position in fact.positions:
        if position.source and position.actor in actors:
            yield position.source


class Counted:
    """Some facts, given with their sections, found by what a survey counts: made once, it answers
    for many surveys."""

    def __init__(self, atlas: Atlas, facts: Iterable[tuple[str, Fact]]) -> None:
        self.atlas = atlas
        self.ids: set[str] = set()
        self.at: set[tuple[str, str, str]] = set()  # section, area, place; no place: everywhere
        self.within: set[tuple[str, str, str]] = set()  # the same, of what contains the place
        for section, fact in facts:
            self.ids.add(fact.id)
            for area in list_areas(fact):
                for place in set(list_places(atlas, fact)) or {""}:
                    self.at.add((section, area, place))
                    outer = atlas.list_chain(place) if place else ()
                    self.within.update((section, area, each) for each in outer)

    def has_any_of(self, survey: Survey) -> bool:
        """Whether a survey found one of the facts, or counts their kind in their area where they
        hold."""
        if not self.ids.isdisjoint(survey.found or ()):
            return True
        around = ("", *self.atlas.list_chain(survey.place))
        return any(
            (section, area, survey.place) in self.within
            or any((section, area, each) in self.at for each in around)
            for section in {_CLOSED.get(each, each) for each in survey.closes}
            for area in survey.areas
        )


def rests_on(atlas: Atlas, survey: Survey, facts: Iterable[tuple[str, Fact]]) -> bool:
    """Whether what a survey says rests on any of some facts, given with their sections: it found
    one, or counts their kind in their area where they hold."""
    return Counted(atlas, facts).has_any_of(survey)


def list_resting(atlas: Atlas, facts: Iterable[tuple[str, Fact]]) -> set[str]:
    """The ids of the surveys that rest on any of some facts, or on such a survey."""
    counted = Counted(atlas, facts)
    resting: set[str] = set()
    while more := {
        each.id for each in atlas.surveys if each.id not in resting and counted.has_any_of(each)
    }:
        resting |= more
        counted.ids |= more
    return resting


def keep_public(atlas: Atlas) -> Atlas:
    """The atlas that everybody may see."""
    return keep_visible(atlas, EVERYBODY)


def keep_visible(atlas: Atlas, circle: Circle) -> Atlas:
    """The atlas that a reader may see (`list_visible`), without a word of the rest. The same
    object where nothing is hidden."""
    if _is_all_public(atlas):
        return atlas
    shown = list_visible(atlas, circle)
    if len(shown.facts) == len(atlas.facts) and shown.sources >= atlas.source_by_id.keys():
        return atlas
    kept: dict[str, Any] = {name: getattr(atlas, name) for name in Atlas.model_fields}
    kept["sources"] = tuple(each for each in atlas.sources if each.id in shown.sources)
    for section in FACT_SECTIONS:
        kept[section] = tuple(
            _strip(atlas, each, shown) for each in kept[section] if each.id in shown.facts
        )
    return Atlas.model_construct(**kept)


def _is_all_public(atlas: Atlas) -> bool:
    """Whether every fact is public and every source cited, without asking who names whom."""
    facts = atlas.facts.values()
    if not all(each.visibility == "public" for each in facts):
        return False
    uncited = set(atlas.source_by_id)
    for place in atlas.places:
        uncited.difference_update(each.source for each in place.sources)
    for fact in facts:
        if not uncited:
            break
        for citation in fact.sources:
            uncited.discard(citation.source)
        for position in fact.positions:
            uncited.discard(position.source or "")
    return not uncited


def _strip(atlas: Atlas, fact: Fact, shown: Visible) -> Fact:
    """A visible fact without the hidden actors that it names."""
    changes: dict[str, Any] = {
        "positions": tuple(each for each in fact.positions if each.actor in shown.actors)
    }
    if isinstance(fact, Actor):
        changes["networks"] = tuple(each for each in fact.networks if each in shown.actors)
        if fact.parent and fact.parent not in shown.actors:
            # What it had from its parent stays true of it: its level and its territory.
            changes |= {
                "parent": None,
                "levels": atlas.list_levels(fact.id),
                "place": atlas.find_territory(fact.id),
            }
    if isinstance(fact, Mechanism):
        changes["members"] = tuple(each for each in fact.members if each.actor in shown.actors)
        if fact.initiator not in shown.actors:
            changes["initiator"] = None
        for name in ("agenda", "veto"):
            # "Only these" would be false without the hidden ones, so it becomes not known.
            if not set(getattr(fact, name) or ()) <= shown.actors:
                changes[name] = None
    changes = {name: value for name, value in changes.items() if vars(fact)[name] != value}
    return fact.model_copy(update=changes) if changes else fact


class Onlooker:
    """A reader before an atlas, to whom facts are shown that need not be in it: earlier versions of
    its own. The atlas needs no more than what these facts name, and what contains that."""

    def __init__(self, atlas: Atlas, circle: Circle) -> None:
        self.atlas, self.circle = atlas, circle
        self._around = _list_around(atlas, circle)
        self._actors = _list_actors(atlas, circle, self._around)

    def show(self, fact: Fact) -> Fact | None:
        """A fact as the reader would see it if the atlas said it in place of what it has under its
        id; None if it would be hidden. Whether a survey rests on hidden facts is not looked at:
        see `rests_on`."""
        if isinstance(fact, Actor):
            kept: dict[str, Any] = {name: getattr(self.atlas, name) for name in Atlas.model_fields}
            kept["actors"] = (*(x for x in self.atlas.actors if x.id != fact.id), fact)
            return Onlooker(Atlas.model_construct(**kept), self.circle)._show(fact)
        return self._show(fact)

    def _show(self, fact: Fact) -> Fact | None:
        atlas, actors = self.atlas, self._actors
        if not _allows(atlas, fact, self.circle, self._around, actors):
            return None
        if not _is_open(atlas, fact, actors):
            return None
        return _strip(atlas, fact, Visible(frozenset(actors), frozenset(), frozenset()))
