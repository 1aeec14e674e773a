"""Facts, actors, mechanisms and sources in the read API, each fact with a sentence, what it rests
on, and whether anybody contests it."""

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas.atlas import find_section
from weft.core.atlas.facts import (
    Actor,
    ActorId,
    Mechanism,
    PlaceId,
    Source,
)
from weft.core.atlas.records import Model
from weft.core.terms import list_codes
from weft.web.api.answering import Request, offer
from weft.web.api.asking import (
    ActorKind,
    Area,
    FactSection,
    Flag,
    Key,
    Level,
    Listing,
    MechanismKind,
    OnThatDay,
    Paging,
    Spoken,
    Word,
    list_part,
    require,
)
from weft.web.api.filtering import (
    begins,
    filter_facts,
    index_actors,
)
from weft.web.api.stating import Stated, StatedWhole, tell, tell_whole
from weft.web.atlas.facts import View

router = Router(tags=["records"])


class Facts(Listing[Stated]):
    """Facts, in the order of the file format."""


class Actors(Listing[Actor]):
    """Actors, by id."""


class Mechanisms(Listing[Mechanism]):
    """Mechanisms, by id."""


class Sources(Listing[Source]):
    """Documents, by id."""


class ActorDetail(Model):
    """An actor, where and at which level it acts, and the ids of the facts about it."""

    actor: StatedWhole
    levels: tuple[str, ...] = Field(description="Its own levels, or those it has from its parent")
    territory: PlaceId | None = Field(description="The place it acts for, its own or its parent's")
    offices: tuple[ActorId, ...] = Field(description="Those that answer to it")
    facts: dict[str, tuple[str, ...]] = Field(description="Ids of the facts about it, by section")
    asserts: tuple[str, ...] = Field(description="Ids of the facts that it states itself")
    confirms: tuple[str, ...] = Field(description="Ids of the facts that it confirms")
    disputes: tuple[str, ...] = Field(description="Ids of the facts that it disputes")


class SourceDetail(Model):
    """A document, and the ids of the facts that rest on it."""

    source: Source
    facts: tuple[str, ...]


class ActorFilters(Paging):
    """Which actors."""

    kind: ActorKind | None = Field(None, description="Only actors of this kind")
    level: Level | None = Field(None, description="Only actors at this level of government")
    place: Key | None = Field(None, description="Only actors that act for this place, by id")
    q: Word | None = Field(
        None, description="Only actors with a word that begins so, in any language"
    )


class MechanismFilters(OnThatDay, Paging):
    """Which mechanisms."""

    kind: MechanismKind | None = Field(None, description="Only mechanisms of this kind")
    area: Area | None = Field(None, description="Only those that serve this policy area")
    level: Level | None = Field(None, description="Only those in which this level takes part")
    place: Key | None = Field(None, description="Only those about this place, by id")
    actor: Key | None = Field(None, description="Only those in which this actor takes part, by id")


class FactFilters(Spoken, OnThatDay, Paging):
    """Which facts."""

    section: FactSection | None = Field(None, description="Only facts of this section")
    area: Area | None = Field(None, description="Only facts about this policy area")
    level: Level | None = Field(None, description="Only facts about this level of government")
    place: Key | None = Field(None, description="Only facts about this place, by id")
    actor: Key | None = Field(None, description="Only facts about this actor, by id")
    source: Key | None = Field(None, description="Only facts that rest on this document, by id")
    contested: Flag | None = Field(
        None, description="Only facts that somebody disputes (true), or nobody (false)"
    )


@offer(router, "/actors", Actors)
def list_actors(request: Request, asked: Query[ActorFilters]) -> Actors:
    """Who acts: governments, offices, associations. Never private persons."""
    view, atlas = request.view, request.view.atlas
    _require_all(view, places=asked.place)
    found = [
        each
        for each in atlas.actors
        if asked.kind in (None, each.kind)
        and asked.level in (None, *atlas.list_levels(each.id))
        and asked.place in (None, atlas.find_territory(each.id))
        and (asked.q is None or begins(each.name, asked.q))
    ]
    return list_part(request, Actors, found, asked)


@offer(router, "/actors/{actor}", ActorDetail)
def show_actor(request: Request, actor: str, asked: Query[Spoken]) -> ActorDetail:
    """One actor, and the facts about it."""
    view, atlas = request.view, request.view.atlas
    require(view, "actors", actor)
    about: dict[str, list[str]] = {}
    for each in index_actors(view)[actor][1:]:
        about.setdefault(find_section(each), []).append(each.id)
    stands: dict[str, list[str]] = {code: [] for code in list_codes("stands")}
    for fact in atlas.facts.values():
        for position in fact.positions:
            if position.actor == actor:
                stands[position.stand].append(fact.id)
    return ActorDetail(
        actor=tell_whole(view, atlas.actor_by_id[actor], asked.language),
        levels=atlas.list_levels(actor),
        territory=atlas.find_territory(actor),
        offices=tuple(each.id for each in atlas.actors if each.parent == actor),
        facts={section: tuple(found) for section, found in about.items()},
        asserts=tuple(each.id for each in atlas.facts.values() if each.asserted_by == actor),
        confirms=tuple(stands["confirms"]),
        disputes=tuple(stands["disputes"]),
    )


@offer(router, "/mechanisms", Mechanisms)
def list_mechanisms(request: Request, asked: Query[MechanismFilters]) -> Mechanisms:
    """What ties actors: bodies, contracts, duties, exchanges, shared services."""
    _require_all(request.view, places=asked.place, actors=asked.actor)
    found = filter_facts(
        request.view,
        section="mechanisms",
        area=asked.area,
        level=asked.level,
        place=asked.place,
        actor=asked.actor,
        on=asked.on,
    )
    kept = [each for each in found if asked.kind in (None, getattr(each, "kind", None))]
    return list_part(request, Mechanisms, kept, asked)


@offer(router, "/facts", Facts)
def list_facts(request: Request, asked: Query[FactFilters]) -> Facts:
    """Every fact, with a sentence, and whether anybody contests it."""
    view = request.view
    _require_all(view, places=asked.place, actors=asked.actor, sources=asked.source)
    found = filter_facts(
        view,
        section=asked.section,
        area=asked.area,
        level=asked.level,
        place=asked.place,
        actor=asked.actor,
        source=asked.source,
        on=asked.on,
        contested=asked.contested,
    )
    return list_part(request, Facts, found, asked, lambda each: tell(view, each, asked.language))


@offer(router, "/facts/{fact}", StatedWhole)
def show_fact(request: Request, fact: str, asked: Query[Spoken]) -> StatedWhole:
    """One fact, with the documents it rests on."""
    require(request.view, "facts", fact)
    return tell_whole(request.view, request.view.atlas.facts[fact], asked.language)


@offer(router, "/sources", Sources)
def list_sources(request: Request, asked: Query[Paging]) -> Sources:
    """The documents on which facts rest."""
    return list_part(request, Sources, request.view.atlas.sources, asked)


@offer(router, "/sources/{source}", SourceDetail)
def show_source(request: Request, source: str) -> SourceDetail:
    """One document, and the facts that rest on it."""
    view = request.view
    require(view, "sources", source)
    facts = view.facts_by_source.get(source, [])
    return SourceDetail(
        source=view.atlas.source_by_id[source], facts=tuple(each.id for each in facts)
    )


def _require_all(view: View, **wanted: str | None) -> None:
    """Raises NotThereError for a filter by something that is not there: no record is not the
    answer to a name written wrong."""
    for section, key in wanted.items():
        if key is not None:
            require(view, section, key)
