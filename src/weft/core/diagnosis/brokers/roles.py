"""How often each actor brokers in each of five roles, for whoever asks who bridges groups.

Gould, R. V. and R. M. Fernandez (1989), "Structures of mediation: a formal approach to brokerage in
transaction networks", Sociological Methodology 19. A role is an open two-path a -> v -> b: a and b
differ, and nothing goes from a to b. With the groups of the three, v is

- coordinator: all in one group;
- itinerant (consultant): a and b in one group, v in another;
- gatekeeper: v and b in one group, a in another;
- representative: a and v in one group, b in another;
- liaison: each in another group.
"""

from collections.abc import Sequence

import numpy as np

from weft.core.diagnosis.brokers.network import Ints
from weft.core.diagnosis.brokers.twopaths import find_arcs, walk_two_paths

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def count_roles(tails: Ints, heads: Ints, groups: Ints, size: int) -> Ints:
    """Open two-paths by middle and role in a plain directed graph: shape (size, 5), as ROLES.

    `groups` has the group of each actor. Loops and repeated arcs count for nothing.
    """
    codes = np.unique(tails * size + heads)
    return count_bridging(codes // size, codes % size, np.arange(len(codes)), groups, size)


def count_bridging(tails: Ints, heads: Ints, through: Ints, groups: Ints, size: int) -> Ints:
    """The same over arcs that go through mechanisms: shape (size, 5), as ROLES.

    The two arcs of a two-path go through different mechanisms, and each (middle, first mechanism,
    second mechanism, role) counts once, however many members the mechanisms have: a body of
    twenty is no twenty ties. With two-member mechanisms between distinct pairs this is
    `count_roles`.
    """
    counts = np.zeros((size, len(ROLES)), dtype=np.int64)
    apart = tails != heads
    tails, heads, through = tails[apart], heads[apart], through[apart]
    codes = np.unique(tails * size + heads)
    kinds = int(through.max(initial=0)) + 1
    for first, second in walk_two_paths(tails, heads, through, size):
        a, v, b = tails[first], heads[first], heads[second]
        is_open = (a != b) & (through[first] != through[second])
        is_open[is_open] = find_arcs(codes, a[is_open], b[is_open], size) < 0
        a, v, b = a[is_open], v[is_open], b[is_open]
        role = _name_role(groups[a], groups[v], groups[b])
        # One number for (middle, first, second, role); all that are alike are in this chunk.
        pair = through[first[is_open]] * kinds + through[second[is_open]]
        alike = np.unique((v * kinds * kinds + pair) * len(ROLES) + role)
        role = alike % len(ROLES)
        middle = alike // (len(ROLES) * kinds * kinds)
        found = np.bincount(middle * len(ROLES) + role, minlength=counts.size)
        counts += found.reshape(counts.shape)
    return counts


def count_pairs(tails: Ints, heads: Ints, groupings: Sequence[Ints], size: int) -> Ints:
    """Between how many pairs of others each actor stands: shape (groupings, size).

    A pair is counted once, whichever way something may go over the actor from one to the other.
    Between the two nothing goes either way, and the three are not all of one group: these are the
    roles without the coordinator. Each grouping has the group of each actor.
    """
    counts = np.zeros((len(groupings), size), dtype=np.int64)
    apart = tails != heads
    codes = np.unique(tails[apart] * size + heads[apart])
    tails, heads = codes // size, codes % size
    mutual = find_arcs(codes, heads, tails, size) >= 0
    ties = np.union1d(codes, heads * size + tails)
    for first, second in walk_two_paths(tails, heads, np.arange(len(codes)), size):
        a, b = tails[first], heads[second]
        # Where there is a way back too, only one of both is counted.
        once = (a < b) | ((a > b) & ~(mutual[first] & mutual[second]))
        a, v, b = a[once], heads[first[once]], b[once]
        untied = find_arcs(ties, a, b, size) < 0
        a, v, b = a[untied], v[untied], b[untied]
        for at, groups in enumerate(groupings):
            across = (groups[a] != groups[v]) | (groups[v] != groups[b])
            counts[at] += np.bincount(v[across], minlength=size)
    return counts


def _name_role(a: Ints, v: Ints, b: Ints) -> Ints:
    """The position in ROLES, from the groups of the three."""
    cases = [(a == v) & (v == b), a == b, v == b, a == v]
    return np.select(cases, [0, 1, 2, 3], default=4)
