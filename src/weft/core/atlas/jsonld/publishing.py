"""Which records of an atlas a published file may show, for exports that everybody can read."""

from collections.abc import Iterator
from dataclasses import dataclass

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas
from weft.core.atlas.facts import Actor
from weft.core.atlas.records import Fact

# The actor without whom a fact says nothing; its id is also in the fact's id.
_SUBJECTS = ("holder", "issuer", "actor")


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
    """
    actors = _list_public_actors(atlas)
    facts = {
        each.id
        for section in FACT_SECTIONS
        for each in getattr(atlas, section)
        if each.visibility == "public" and _is_open(atlas, each, actors)
    }
    cited = {citation.source for place in atlas.places for citation in place.sources}
    for each in facts:
        cited |= set(_list_cited(atlas.facts[each], actors))
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
    named = [getattr(fact, name, None) for name in _SUBJECTS] + [fact.asserted_by]
    return all(each in actors for each in named if each in atlas.actor_by_id)


def _list_cited(fact: Fact, actors: set[str]) -> Iterator[str]:
    for citation in fact.sources:
        yield citation.source
    for position in fact.positions:
        if position.source and position.actor in actors:
            yield position.source
