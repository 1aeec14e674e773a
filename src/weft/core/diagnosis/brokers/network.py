"""Who is tied to whom through which mechanism at a place on a day, for all who look for brokers."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Mechanism
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.strength import measure_strength
from weft.core.terms import list_codes

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Network:
    """Actors and the mechanisms in which they take part: a graph of two modes.

    A body of twenty is one mechanism with twenty memberships, not 190 ties. Actors and mechanisms
    stand in the order of their ids, and the arrays name them by their position.
    """

    actors: tuple[str, ...]
    mechanisms: tuple[str, ...]
    memberships: Ints  # shape (memberships, 2): actor, mechanism
    arcs: Ints  # shape (arcs, 3): from actor, to actor, mechanism through which

    def __post_init__(self) -> None:
        for each in (self.memberships, self.arcs):
            each.setflags(write=False)

    @cached_property
    def members(self) -> tuple[tuple[str, ...], ...]:
        """The participants of each mechanism."""
        found: list[list[str]] = [[] for _ in self.mechanisms]
        for actor, mechanism in self.memberships.tolist():
            found[mechanism].append(self.actors[actor])
        return tuple(tuple(each) for each in found)

    @cached_property
    def mechanisms_of(self) -> dict[str, tuple[str, ...]]:
        """The mechanisms in which each actor takes part."""
        found: dict[str, list[str]] = {each: [] for each in self.actors}
        for actor, mechanism in self.memberships.tolist():
            found[self.actors[actor]].append(self.mechanisms[mechanism])
        return {actor: tuple(sorted(each)) for actor, each in found.items()}

    def list_shared(self, one: str, other: str) -> tuple[str, ...]:
        """The mechanisms in which two actors meet; none for an actor who is not in the network."""
        others = set(self.mechanisms_of.get(other, ()))
        return tuple(each for each in self.mechanisms_of.get(one, ()) if each in others)


def build_network(
    atlas: Atlas,
    place: str,
    on: dt.date,
    areas: Iterable[str] = (),
    method: Method | None = None,
) -> Network:
    """The network of a place on a day, over some areas or, with none named, over all.

    It has the mechanisms in force that serve the place, in which somebody acts for it, and whose
    strength may be above 0; of their members those who are not mere observers and exist on the
    day. A mechanism of which fewer than two such members are recorded ties nobody.
    """
    method = method or read_method()
    taking_part: dict[str, tuple[str, ...]] = {}
    flows: list[tuple[str, str, str]] = []
    for mechanism in _list_mechanisms(atlas, place, on, areas, method):
        participants = _list_participants(atlas, mechanism, on)
        if len(participants) > 1:
            taking_part[mechanism.id] = participants
            flows += [
                (sender, receiver, mechanism.id)
                for sender, receiver in _list_flows(atlas, mechanism, participants, method)
            ]
    actors = tuple(sorted({actor for each in taking_part.values() for actor in each}))
    mechanisms = tuple(sorted(taking_part))
    actor_at = {each: index for index, each in enumerate(actors)}
    mechanism_at = {each: index for index, each in enumerate(mechanisms)}
    memberships = sorted(
        (actor_at[actor], mechanism_at[key]) for key, each in taking_part.items() for actor in each
    )
    arcs = sorted((actor_at[one], actor_at[other], mechanism_at[key]) for one, other, key in flows)
    return Network(
        actors,
        mechanisms,
        np.array(memberships, dtype=np.int64).reshape(-1, 2),
        np.array(arcs, dtype=np.int64).reshape(-1, 3),
    )


def _list_mechanisms(
    atlas: Atlas, place: str, on: dt.date, areas: Iterable[str], method: Method
) -> list[Mechanism]:
    """Those in force that serve the place and tie somebody who acts for it."""
    nearby = Nearby(atlas)
    found: dict[str, Mechanism] = {}
    for area in tuple(areas) or list_codes("areas"):
        for each in nearby.list_facts("mechanisms", area, place):
            if isinstance(each, Mechanism):
                found[each.id] = each
    return [
        each
        for each in found.values()
        if (each.place is None or atlas.contains(each.place, place))
        and atlas.concerns(each, place)
        and measure_strength(each, on, method).high > 0
    ]


def _list_participants(atlas: Atlas, mechanism: Mechanism, on: dt.date) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            each.actor
            for each in mechanism.members
            if each.seat != "observer" and atlas.actor_by_id[each.actor].holds_on(on)
        )
    )


def _list_flows(
    atlas: Atlas, mechanism: Mechanism, participants: tuple[str, ...], method: Method
) -> Iterator[tuple[str, str]]:
    """(sender, receiver) for each pair of members between whom something passes that way.

    Both ways if the kind coordinates, has no direction, or has one that depends on who started it
    and nobody has said who did; and always between members of whom neither is at a wider level.
    """
    kind = method.mechanisms[mechanism.kind]
    unknown = kind.initiator == "either" and mechanism.initiator is None
    for sender, receiver in permutations(participants, 2):
        if (
            kind.coordinates
            or kind.d == 0
            or unknown
            or not (_is_wider(atlas, sender, receiver) or _is_wider(atlas, receiver, sender))
            or _is_wider(atlas, sender, receiver)
            == _runs_down(atlas, mechanism, sender, receiver, method)
        ):
            yield sender, receiver


def _runs_down(atlas: Atlas, mechanism: Mechanism, one: str, other: str, method: Method) -> bool:
    """Whether what passes between a wider and a more local member comes from the wider one.

    The same rule as for the direction of a pair of levels: it turns where the more local one
    started it, unless a kind never turns.
    """
    kind = method.mechanisms[mechanism.kind]
    if kind.initiator == "fixed" or mechanism.initiator is None:
        return kind.d > 0
    wide, local = (one, other) if _is_wider(atlas, one, other) else (other, one)
    started = set(atlas.list_levels(mechanism.initiator))
    from_above, from_below = (started & set(atlas.list_levels(each)) for each in (wide, local))
    turned = bool(from_below) and not from_above
    return (kind.d > 0) != turned


def _is_wider(atlas: Atlas, one: str, other: str) -> bool:
    """Whether every level of one is wider than every level of the other; no if one is unknown."""
    order = list_codes("levels")
    first, second = (
        [order.index(each) for each in atlas.list_levels(actor)] for actor in (one, other)
    )
    return bool(first) and bool(second) and max(first) < min(second)
