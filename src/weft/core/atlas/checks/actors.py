"""Rules on actors, their territories, and their seats in mechanisms."""

from collections.abc import Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.finding import Finding
from weft.core.atlas.checks.territory import (
    describe_competence,
    name_actor,
    name_place,
)
from weft.core.atlas.facts import Actor, Competence, Policy
from weft.core.terms import is_below_state


def find_foreign_competences(atlas: Atlas) -> Iterator[Finding]:
    """Competences recorded for a place that has nothing to do with the holder's territory."""
    for each in atlas.competences:
        if each.place is None or each.holder not in atlas.actor_by_id:
            continue
        own = atlas.find_territory(each.holder)
        if own and not atlas.is_related(own, each.place):
            yield Finding(
                each.id,
                f"{describe_competence(atlas, each)}: but the territory of "
                f"{name_actor(atlas, each.holder)} is {name_place(atlas, own)}, which neither "
                f"contains {name_place(atlas, each.place)} nor lies in it; correct the place or "
                "the holder, or say how the places lie in one another (parent)",
                ("place",),
                (each.holder,),
            )


def find_thin_mechanisms(atlas: Atlas) -> Iterator[Finding]:
    """Mechanisms that tie fewer than two actors."""
    for each in atlas.mechanisms:
        actors = tuple(dict.fromkeys(member.actor for member in each.members))
        if len(actors) < 2:
            have = f"only {name_actor(atlas, actors[0])}" if actors else "nobody"
            yield Finding(
                each.id,
                f"'{each.name}' has {have} as a member and ties nobody together; add who else "
                "takes part",
                ("members",),
                actors,
            )


def find_watched_mechanisms(atlas: Atlas) -> Iterator[Finding]:
    """Mechanisms with members of whom each only observes."""
    for each in atlas.mechanisms:
        actors = tuple(dict.fromkeys(member.actor for member in each.members))
        if len(actors) >= 2 and all(member.seat == "observer" for member in each.members):
            yield Finding(
                each.id,
                f"'{each.name}' has observers only, and observers make no tie; say who chairs it "
                "or takes part as a member (seat)",
                ("members",),
                actors,
            )


def find_placeless_governments(atlas: Atlas) -> Iterator[Finding]:
    """Governments of which neither the place nor a parent with a place is known."""
    for each in atlas.actors:
        if each.kind == "government" and atlas.find_territory(each.id) is None:
            yield Finding(
                each.id,
                f"'{each.name}' is a government without a place, so nothing ties it to a "
                "territory; name the place it governs",
                ("place",),
            )


def find_loose_places(atlas: Atlas) -> Iterator[Finding]:
    """Places below the State that lie in no State, although one is recorded."""
    states = [each for each in atlas.places if "national" in each.levels]
    for place in atlas.places if states else ():
        around = (atlas.place_by_id[each] for each in atlas.list_chain(place.id))
        if is_below_state(place.levels) and not any("national" in each.levels for each in around):
            names = ", ".join(f"'{each.name}'" for each in states[:3])
            yield Finding(
                place.id,
                f"'{place.name}' lies in no State, though {names} is recorded; fill in its parent, "
                "or that of the place it is part of",
                ("parent",),
                section="places",
            )


def find_rival_governments(atlas: Atlas) -> Iterator[Finding]:
    """Places with several governments without a parent, so that none is the government there."""
    by_place: dict[str, list[Actor]] = {}
    for each in atlas.actors:
        if each.kind == "government" and each.place and not each.parent:
            by_place.setdefault(each.place, []).append(each)
    for place, governments in by_place.items():
        if len(governments) > 1:
            names = " and ".join(f"'{each.name}'" for each in governments)
            yield Finding(
                governments[1].id,
                f"{name_place(atlas, place)} has {len(governments)} governments: {names}; what is "
                "stated for every place of a kind cannot be given to any of them. Give all but "
                "one a parent, or make them agencies",
                ("parent",),
                tuple(each.id for each in governments if each is not governments[1]),
            )


def find_empty_kinds(atlas: Atlas) -> Iterator[Finding]:
    """Facts stated for a kind of place of which the atlas has no example inside the place."""
    present = {
        (outer, place.kind)
        for place in atlas.places
        if place.kind
        for outer in atlas.list_chain(place.id)
    }
    stated: tuple[Competence | Policy, ...] = (*atlas.competences, *atlas.policies)
    for each in stated:
        if each.place_kind and each.place and (each.place, each.place_kind) not in present:
            yield Finding(
                each.id,
                f"'{each.id}' is stated for every {each.place_kind} in "
                f"{name_place(atlas, each.place)}, but no place there is of that kind; check the "
                "spelling, or add the kind to the places meant",
                ("place_kind",),
            )
