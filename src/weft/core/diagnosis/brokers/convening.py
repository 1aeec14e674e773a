"""Who could bring together two actors who act on one cell without a tie, for an agenda."""

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from typing import Literal

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Area, Model
from weft.core.diagnosis.brokers.cells import Cell
from weft.core.diagnosis.brokers.network import Network

# Nothing recorded ties one of the two to anybody; or no chain of ties leads from one to the other.
Reason = Literal["alone", "no_chain"]


class Side(Model):
    """How a convener reaches one of the two actors."""

    actor: str
    over: tuple[str, ...] = ()  # actors in between, the one beside the convener first
    # Those that lead there. A step between an office and the government it answers to has none.
    mechanisms: tuple[str, ...]


class Convener(Model):
    """An actor who is tied to both, and how."""

    actor: str
    direct: bool  # shares a mechanism with each of the two
    length: int  # steps from one to the other over this actor, at least 2
    sides: tuple[Side, Side]


class Unconnected(Model):
    """Two actors who act on one cell without a recorded tie.

    What nobody recorded may exist all the same. `conveners` are those beside both: first who
    shares a mechanism with each, then who is the government that one of them answers to, or its
    office. Where there is nobody, all who are on a shortest chain of ties are named. Without
    conveners, `reason` says why.
    """

    area: Area
    role: str
    actors: tuple[str, str]
    facts: tuple[tuple[str, ...], tuple[str, ...]]  # the competences of each
    conveners: tuple[Convener, ...]
    reason: Reason | None = None
    alone: tuple[str, ...] = ()  # those of the two whom nothing recorded ties to anybody


def list_unconnected(
    atlas: Atlas,
    network: Network,
    cells: Mapping[Cell, Mapping[str, tuple[str, ...]]],
    place: str,
    on: dt.date,
) -> tuple[Unconnected, ...]:
    """Every pair without a tie, cell by cell. An office and a government that it answers to,
    however far up, are no such pair."""
    links = Links(atlas, network, {actor for each in cells.values() for actor in each}, on)
    answers: dict[tuple[str, str], tuple[tuple[Convener, ...], tuple[str, ...]]] = {}
    found = []
    for (area, role), actors in cells.items():
        for pair in combinations(actors, 2):
            if links.is_tied(*pair):
                continue
            if pair not in answers:
                conveners = links.list_conveners(*pair, place)
                answers[pair] = (conveners, tuple(each for each in pair if links.is_alone(each)))
            conveners, alone = answers[pair]
            reason: Reason = "alone" if alone else "no_chain"
            facts = (actors[pair[0]], actors[pair[1]])
            found.append(
                Unconnected(
                    area=area, role=role, actors=pair, facts=facts, conveners=conveners,
                    reason=None if conveners else reason, alone=alone,
                )
            )  # fmt: skip
    return tuple(found)


class Links:
    """Who stands beside whom: they share a mechanism, or one answers to the other."""

    def __init__(self, atlas: Atlas, network: Network, acting: set[str], on: dt.date) -> None:
        self.atlas, self.network = atlas, network
        self._above: dict[str, tuple[str, ...]] = {}
        self._beside: dict[str, set[str]] = {each: set() for each in {*network.actors, *acting}}
        for members in network.members:
            for actor in members:
                self._beside[actor].update(members)
        for actor in tuple(self._beside):
            chain = [actor, *_list_above(atlas, actor, on)]
            self._above[actor] = tuple(chain[1:])
            for office, parent in pairwise(chain):
                self._beside.setdefault(office, set()).add(parent)
                self._beside.setdefault(parent, set()).add(office)
        for actor, others in self._beside.items():
            others.discard(actor)
        # What is asked again and again, for one pair after the other.
        self._steps: dict[str, dict[str, int]] = {}
        self._sides: dict[tuple[str, str], Side] = {}

    def is_tied(self, one: str, other: str) -> bool:
        """Whether two actors share a mechanism, or one answers to the other."""
        return other in self._beside[one] or other in self._above[one] or one in self._above[other]

    def list_conveners(self, one: str, other: str, place: str) -> tuple[Convener, ...]:
        """All who stand beside both, else all on a shortest chain from one to the other. First
        those who share a mechanism with both, among them those who act for the place."""
        conveners = []
        for actor in self._list_between(one, other):
            sides = (self._reach(actor, one), self._reach(actor, other))
            length = sum(len(each.over) + 1 for each in sides)
            direct = length == 2 and all(each.mechanisms for each in sides)
            conveners.append(Convener(actor=actor, direct=direct, length=length, sides=sides))
        acts_at = self.atlas.acts_at
        conveners.sort(
            key=lambda each: (not each.direct, not acts_at(each.actor, place), each.actor)
        )
        return tuple(conveners)

    def _list_between(self, one: str, other: str) -> list[str]:
        if beside_both := self._beside[one] & self._beside[other]:
            return list(beside_both)
        near, far = self.count_steps(one), self.count_steps(other)
        if other not in near:
            return []
        return [
            each
            for each in near
            if each not in (one, other) and near[each] + far[each] == near[other]
        ]

    def is_alone(self, actor: str) -> bool:
        """Whether nothing recorded ties an actor to anybody."""
        return not self._beside[actor]

    def count_steps(self, start: str) -> dict[str, int]:
        """The number of steps from an actor to each other that can be reached."""
        if start not in self._steps:
            steps = {start: 0}
            waiting = deque([start])
            while waiting:
                current = waiting.popleft()
                for each in self._beside[current]:
                    if each not in steps:
                        steps[each] = steps[current] + 1
                        waiting.append(each)
            self._steps[start] = steps
        return self._steps[start]

    def _reach(self, convener: str, actor: str) -> Side:
        """A shortest way from a convener to an actor: of several, the first by id."""
        if (convener, actor) not in self._sides:
            steps = self.count_steps(actor)
            way = [convener]
            while way[-1] != actor:
                here = way[-1]
                way.append(min(each for each in self._beside[here] if steps[each] < steps[here]))
            keys = (key for pair in pairwise(way) for key in self.network.list_shared(*pair))
            self._sides[convener, actor] = Side(
                actor=actor, over=tuple(way[1:-1]), mechanisms=tuple(dict.fromkeys(keys))
            )
        return self._sides[convener, actor]


def _list_above(atlas: Atlas, actor: str, on: dt.date) -> Iterator[str]:
    """The actors to whom an actor answers, nearest first, as long as they exist on the day."""
    seen = {actor}
    parent = atlas.actor_by_id[actor].parent
    while parent and parent not in seen and atlas.actor_by_id[parent].holds_on(on):
        seen.add(parent)
        yield parent
        parent = atlas.actor_by_id[parent].parent
