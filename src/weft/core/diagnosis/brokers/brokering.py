"""Who sits between others at a place on a day, and who could bring together the unconnected."""

import datetime as dt
from collections.abc import Iterable
from itertools import chain

import numpy as np

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Area, Model
from weft.core.diagnosis.brokers.cells import list_cells
from weft.core.diagnosis.brokers.convening import Unconnected, list_unconnected
from weft.core.diagnosis.brokers.groupings import find_level_group, find_sector
from weft.core.diagnosis.brokers.network import Ints, Network, build_network
from weft.core.diagnosis.brokers.positions import lay_out, make_graph, measure_holes, weigh_ties
from weft.core.diagnosis.brokers.roles import ROLES, count_bridging, count_pairs
from weft.core.diagnosis.method import Method
from weft.core.diagnosis.setting import SettingError
from weft.core.terms import list_codes


class Roles(Model):
    """How many times an actor stands between two others, from whom nothing goes to the other.

    Counted are ordered pairs of mechanisms that meet in this actor, once for each role that it has
    between members of the one and of the other: the roles of Gould and Fernandez (1989). `pairs`
    is what can be said in one number: the pairs of others, each counted once, of which nothing ties
    the two to one another, and not all three are of one group.
    """

    coordinator: int
    itinerant: int
    gatekeeper: int
    representative: int
    liaison: int
    pairs: int


class Broker(Model):
    """How one actor is placed. Where no tie of it is recorded, all that is measured is None."""

    actor: str
    level: str  # the group by level: a level, "non_governmental", "city_network" or "unknown"
    sector: str  # the group by sector: a kind of actor
    here: bool  # acts for the place; others come from elsewhere into one of its mechanisms
    mechanisms: tuple[str, ...]  # through which it is tied
    group: int | None = None  # its position in Brokerage.groups
    pairs: int | None = None  # of others, tied to it and not to one another, of whatever group
    by_level: Roles | None = None
    by_sector: Roles | None = None
    # Share, 0 to 1, of the shortest paths of others (actors and bodies) that go over it; None with
    # fewer than three of them.
    betweenness: float | None = None
    constraint: float | None = None  # Burt: high where its contacts know one another
    effective_size: float | None = None  # Burt: its contacts, less those that are redundant


class Brokerage(Model):
    """What there is to say about brokers at a place on a day.

    `areas` is empty for all areas. `brokers` are the actors who have a tie or act on a cell, the
    most between others first; `groups` are the sets of actors that ties connect, the largest
    first; `unconnected` are the pairs who act on one cell without a recorded tie.
    """

    place: str
    on: dt.date
    areas: tuple[Area, ...]
    brokers: tuple[Broker, ...]
    groups: tuple[tuple[str, ...], ...]
    unconnected: tuple[Unconnected, ...]

    def find_broker(self, actor: str) -> Broker:
        """How an actor is placed; KeyError if it neither has a tie nor acts on a cell here."""
        for each in self.brokers:
            if each.actor == actor:
                return each
        raise KeyError(actor)


def find_brokers(
    atlas: Atlas,
    place: str,
    on: dt.date,
    areas: Iterable[str] = (),
    method: Method | None = None,
) -> Brokerage:
    """The brokers of a place on a day, over some areas or, with none named, over all.

    Raises SettingError for a place that the atlas does not have, or an area that is none.
    """
    areas = tuple(dict.fromkeys(areas))
    if place not in atlas.place_by_id:
        raise SettingError(f"there is no place '{place}'; say which of the atlas's places is meant")
    if unknown := [each for each in areas if each not in list_codes("areas")]:
        known = ", ".join(list_codes("areas"))
        raise SettingError(f"there is no area '{unknown[0]}'; areas are {known}")
    network = build_network(atlas, place, on, areas, method)
    cells = list_cells(atlas, place, on, areas)
    acting = set(chain.from_iterable(cells.values()))
    here = {each for each in network.actors if each in acting or atlas.acts_at(each, place)}
    groups, brokers = _place_actors(atlas, network, here)
    untied = sorted(acting - set(network.actors))
    brokers += [
        Broker(
            actor=actor,
            level=find_level_group(atlas, actor),
            sector=find_sector(atlas, actor),
            here=True,
            mechanisms=(),
        )
        for actor in untied
    ]
    return Brokerage(
        place=place,
        on=on,
        areas=areas,
        brokers=tuple(brokers),
        groups=groups,
        unconnected=list_unconnected(atlas, network, cells, place, on),
    )


def _place_actors(
    atlas: Atlas, network: Network, here: set[str]
) -> tuple[tuple[tuple[str, ...], ...], list[Broker]]:
    """The connected groups, and every actor of the network as a broker."""
    size = len(network.actors)
    graph = make_graph(network)
    layout = lay_out(graph)
    members = [
        tuple(network.actors[node] for node in sorted(nodes) if node < size)
        for nodes in layout.components
    ]
    groups = tuple(sorted(members, key=lambda each: (-len(each), each)))
    group_of = {actor: number for number, each in enumerate(groups) for actor in each}
    levels = [find_level_group(atlas, actor) for actor in network.actors]
    sectors = [find_sector(atlas, actor) for actor in network.actors]
    groupings = (_number(levels), _number(sectors), np.arange(size))
    tails, heads = network.arcs[:, 0], network.arcs[:, 1]
    # In the last grouping everybody is a group, so that it counts every pair.
    *across, pairs = count_pairs(tails, heads, groupings, size).tolist()
    by_level, by_sector = (
        _count(network, *each) for each in zip(groupings[:2], across, strict=True)
    )
    holes = measure_holes(*weigh_ties(network), size)
    brokers = [
        Broker(
            actor=actor,
            level=levels[index],
            sector=sectors[index],
            here=actor in here,
            mechanisms=network.mechanisms_of[actor],
            group=group_of[actor],
            pairs=pairs[index],
            by_level=by_level[index],
            by_sector=by_sector[index],
            betweenness=layout.betweenness[index] if graph.size > 2 else None,
            constraint=float(holes.constraint[index]),
            effective_size=float(holes.effective_size[index]),
        )
        for index, actor in enumerate(network.actors)
    ]
    brokers.sort(key=lambda each: (-(each.betweenness or 0.0), each.actor))
    return groups, brokers


def _number(names: list[str]) -> Ints:
    """The groups as numbers, from the name of each actor's group."""
    numbers = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[each] for each in names], dtype=np.int64)


def _count(network: Network, groups: Ints, pairs: list[int]) -> list[Roles]:
    """The roles of each actor in a grouping, with the number of its pairs."""
    tails, heads, through = network.arcs.T
    counts = count_bridging(tails, heads, through, groups, len(network.actors))
    return [
        Roles(**dict(zip(ROLES, row, strict=True)), pairs=number)
        for row, number in zip(counts.tolist(), pairs, strict=True)
    ]
