"""Where actors sit in a network: betweenness, connected groups, structural holes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.brokers.network import Ints, Network
from weft.core.diagnosis.brokers.twopaths import find_arcs, walk_two_paths

Floats = NDArray[np.float64]

SMALL = 500  # nodes up to which networkx is quick enough; beyond, rustworkx
DIGITS = 12  # the order of a sum may move what comes after


class Graph(NamedTuple):
    """An undirected graph of nodes 0 to size - 1, without loops; edges have shape (edges, 2)."""

    size: int
    edges: Ints


class Layout(NamedTuple):
    """Betweenness by node, and the connected groups of nodes."""

    betweenness: tuple[float, ...]
    components: tuple[frozenset[int], ...]


class Holes(NamedTuple):
    """Burt's constraint and effective size by actor."""

    constraint: Floats
    effective_size: Floats


def make_graph(network: Network) -> Graph:
    """The two-mode graph: the actors are the first nodes, bodies of three or more the others.

    A mechanism of two members is a plain edge between them: nobody else is reached through it.
    """
    edges: set[tuple[int, int]] = set()
    size = len(network.actors)
    position = {each: index for index, each in enumerate(network.actors)}
    for members in network.members:
        places = sorted(position[each] for each in members)
        if len(places) == 2:
            edges.add((places[0], places[1]))
        else:
            edges.update((each, size) for each in places)
            size += 1
    return Graph(size, np.array(sorted(edges), dtype=np.int64).reshape(-1, 2))


def lay_out(graph: Graph) -> Layout:
    """Betweenness (Freeman 1977): of each node, the share of the shortest paths between two other
    nodes that go over it, summed over all pairs of others and divided by (n - 1)(n - 2) / 2, n
    being all nodes; 0 with fewer than three nodes. And the connected groups."""
    return lay_out_small(graph) if graph.size <= SMALL else lay_out_large(graph)


def lay_out_small(graph: Graph) -> Layout:
    """As `lay_out`, with networkx."""
    import networkx as nx  # type: ignore[import-untyped]  # noqa: PLC0415  # `weft check` has no use for it

    found = nx.Graph()
    found.add_nodes_from(range(graph.size))
    found.add_edges_from(graph.edges.tolist())
    between = nx.betweenness_centrality(found)
    return Layout(
        tuple(round(float(between[node]), DIGITS) for node in range(graph.size)),
        tuple(frozenset(each) for each in nx.connected_components(found)),
    )


def lay_out_large(graph: Graph) -> Layout:
    """As `lay_out`, with rustworkx."""
    import rustworkx as rx  # noqa: PLC0415  # `weft check` has no use for it

    found: rx.PyGraph[int, None] = rx.PyGraph(multigraph=False)
    found.add_nodes_from(range(graph.size))
    found.add_edges_from_no_data([(one, other) for one, other in graph.edges.tolist()])
    between = rx.betweenness_centrality(found)
    return Layout(
        tuple(round(float(between[node]), DIGITS) for node in range(graph.size)),
        tuple(frozenset(each) for each in rx.connected_components(found)),
    )


def weigh_ties(network: Network) -> tuple[Ints, Ints, Floats]:
    """Tails, heads and weights of the ties between actors, each in both directions.

    A mechanism of n members gives each pair of them 1 / (n - 1), so that each member spends one
    on it; a pair has the sum over its mechanisms.
    """
    position = {each: index for index, each in enumerate(network.actors)}
    size = len(network.actors)
    codes: list[Ints] = []
    shares: list[Floats] = []
    for members in network.members:
        places = np.array([position[each] for each in members], dtype=np.int64)
        pairs = (places[:, None] * size + places[None, :])[~np.eye(len(places), dtype=bool)]
        codes.append(pairs)
        shares.append(np.full(len(pairs), 1 / (len(places) - 1)))
    if not codes:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    ties, inverse = np.unique(np.concatenate(codes), return_inverse=True)
    weights = np.bincount(inverse, weights=np.concatenate(shares)).astype(np.float64)
    return ties // size, ties % size, weights


def measure_holes(tails: Ints, heads: Ints, weights: Floats, size: int) -> Holes:
    """Burt (1992), Structural Holes, chapter 2. Shapes (size,); nan for an actor without ties.

    With w the weights, p_ij = w_ij / sum_q w_iq and m_jq = w_jq / max_k w_jk:
    constraint_i = sum over contacts j of (p_ij + sum_q p_iq p_qj)^2, the higher the fewer holes;
    effective size_i = sum over contacts j of (1 - sum_q p_iq m_jq), contacts that are not
    redundant. The ties come in both directions and in the order of (tail, head), as `weigh_ties`
    gives them. networkx has both too, but took 45 seconds for one body of 60 members.
    """
    degree = np.bincount(tails, minlength=size)
    total = np.bincount(tails, weights=weights, minlength=size)
    largest = np.zeros(size)
    np.maximum.at(largest, tails, weights)
    share = weights / total[tails]
    strength = weights / largest[tails]
    codes = tails * size + heads
    indirect = np.zeros(len(tails))
    redundant = np.zeros(size)
    back = find_arcs(codes, heads, tails, size)
    for first, second in walk_two_paths(tails, heads, np.arange(len(tails)), size):
        tie = find_arcs(codes, tails[first], heads[second], size)
        closed = tie >= 0
        one, two = first[closed], second[closed]
        indirect += np.bincount(tie[closed], weights=share[one] * share[two], minlength=len(tails))
        redundant += np.bincount(
            tails[one], weights=share[one] * strength[back[two]], minlength=size
        )
    constraint = np.bincount(tails, weights=(share + indirect) ** 2, minlength=size)
    tied = degree > 0
    return Holes(
        np.where(tied, constraint.round(DIGITS), np.nan),
        np.where(tied, (degree - redundant).round(DIGITS), np.nan),
    )
