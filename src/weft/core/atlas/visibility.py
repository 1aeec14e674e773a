"""Which records of an atlas everybody may see, for every file and page that is published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas, list_areas
from weft.core.atlas.facts import Actor, Dispute, Mechanism, Survey
from weft.core.atlas.records import Fact
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import SUBJECTS, list_places

# What a survey closes -> the section of the facts that it counts.
_CLOSED = {"ties": "mechanisms", "coordinating_ties": "mechanisms"}


@dataclass(frozen=True)
class Published:
    """The ids that a published file may show."""

    actors: frozenset[str]
    facts: frozenset[str]  # all sections with a period, actors included
    sources: frozenset[str]


def list_published(atlas: Atlas) -> Published:
    """What is public: facts so marked, unless they are about or stated by an actor who is not;
    and the sources that they, or places, cite. A source cited by hidden facts only stays hidden,
    for its title may tell what they are about.

    A survey whose answer rests on hidden facts is hidden too: without them, "this is all there
    is" would be false.
    """
    actors = _list_public_actors(atlas)
    facts = {
        each.id
        for section in FACT_SECTIONS
        for each in getattr(atlas, section)
        if each.visibility == "public" and _is_open(atlas, each, actors)
    }
    if len(facts) < len(atlas.facts):
        hidden = [
            (section, each)
            for section in FACT_SECTIONS
            for each in getattr(atlas, section)
            if each.id not in facts
        ]
        facts -= {each.id for each in atlas.surveys if rests_on(atlas, each, hidden)}
    cited = {citation.source for place in atlas.places for citation in place.sources}
    for key in facts:
        cited |= set(_list_cited(atlas.facts[key], actors))
    return Published(frozenset(actors), frozenset(facts), frozenset(cited))


def _list_public_actors(atlas: Atlas) -> set[str]:
    public = {each.id: each for each in atlas.actors if each.visibility == "public"}
    while hidden := [
        each.id for each in public.values() if each.asserted_by and each.asserted_by not in public
    ]:
        for each in hidden:
            del public[each]
    return set(public)


def _is_open(atlas: Atlas, fact: Fact, actors: set[str]) -> bool:
    if isinstance(fact, Actor):
        return fact.id in actors
    named = [getattr(fact, name, None) for name in SUBJECTS] + [fact.asserted_by]
    if isinstance(fact, Dispute):
        named += fact.parties
    if isinstance(fact, Survey):
        named += fact.actors
    if isinstance(fact, Mechanism) and fact.members:
        # Some of its members may stay unnamed, but with all of them gone nothing is tied.
        members = [each.actor for each in fact.members]
        named += [] if any(each in actors for each in members) else members
    return all(each in actors for each in named if each in atlas.actor_by_id)


def rests_on(atlas: Atlas, survey: Survey, facts: Iterable[tuple[str, Fact]]) -> bool:
    """Whether what a survey says rests on any of some facts, given with their sections: it found
    one, or counts their kind in their area where they hold."""
    sections = {_CLOSED.get(each, each) for each in survey.closes}
    for section, fact in facts:
        if fact.id in (survey.found or ()):
            return True
        if section not in sections or not set(list_areas(fact)) & set(survey.areas):
            continue
        places = set(list_places(atlas, fact))
        if not places or any(atlas.is_related(each, survey.place) for each in places):
            return True
    return False


def _list_cited(fact: Fact, actors: set[str]) -> Iterator[str]:
    for citation in fact.sources:
        yield citation.source
    for position in fact.positions:
        if position.source and position.actor in actors:
            yield position.source


def keep_public(atlas: Atlas) -> Atlas:
    """The atlas that everybody may see: published records only, without a word of the others.
    The same object where nothing is hidden."""
    if all(each.visibility == "public" for each in atlas.facts.values()):
        return atlas
    shown = list_published(atlas)
    if len(shown.facts) == len(atlas.facts):
        return atlas
    kept: dict[str, Any] = {name: getattr(atlas, name) for name in Atlas.model_fields}
    cited = {
        name
        for _, record in atlas.list_records()
        for _, ref, name in walk_references(record, type(record))
        if ref.section == "sources"
    }
    # A document that nothing cites says nothing of anybody.
    kept["sources"] = tuple(
        each for each in atlas.sources if each.id in shown.sources or each.id not in cited
    )
    for section in FACT_SECTIONS:
        kept[section] = tuple(
            _strip(atlas, each, shown) for each in kept[section] if each.id in shown.facts
        )
    return Atlas.model_construct(**kept)


def _strip(atlas: Atlas, fact: Fact, shown: Published) -> Fact:
    """A published fact without the hidden actors and facts that it names."""
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
    return fact.model_copy(update=changes)
