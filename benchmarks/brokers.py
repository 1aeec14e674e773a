"""Brokers of a network of 2,000 actors and 12,000 ties, against betweenness in networkx alone."""

import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np

from weft.core.diagnosis.brokers.network import Network
from weft.core.diagnosis.brokers.positions import lay_out, make_graph, measure_holes, weigh_ties
from weft.core.diagnosis.brokers.roles import count_bridging, count_roles

ACTORS = 2_000
TIES = 12_000
GROUPS = 6
AIM = 15  # times faster than the peer


def make_network() -> Network:
    """Ties of two actors each, all pairs distinct; one in three goes one way only."""
    random = np.random.default_rng(1)
    pairs = random.integers(ACTORS, size=(2 * TIES, 2))
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    pairs = random.permutation(pairs)[:TIES]
    ties = np.arange(TIES)
    memberships = np.column_stack([pairs.ravel(), np.repeat(ties, 2)])
    there = np.column_stack([pairs, ties])
    back = np.column_stack([pairs[:, ::-1], ties])[ties % 3 > 0]
    return Network(
        tuple(f"actor-{number:04}" for number in range(ACTORS)),
        tuple(f"tie-{number:05}" for number in range(TIES)),
        memberships,
        np.concatenate([there, back]),
    )


def measure(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main() -> None:
    """Print the times of our parts, that of the peer, and their ratio against the aim."""
    network = make_network()
    tails, heads, through = network.arcs.T
    groups = np.arange(ACTORS) % GROUPS
    make_graph(network)  # reads the members once, outside the clock
    plain, classical = measure(lambda: count_roles(tails, heads, groups, ACTORS))
    roles, bridging = measure(lambda: count_bridging(tails, heads, through, groups, ACTORS))
    between, layout = measure(lambda: lay_out(make_graph(network)))
    holes, _ = measure(lambda: measure_holes(*weigh_ties(network), ACTORS))
    peer_graph = nx.Graph(make_graph(network).edges.tolist())
    peer, expected = measure(lambda: nx.betweenness_centrality(peer_graph))
    assert (classical == bridging).all()
    assert all(abs(layout.betweenness[node] - value) < 1e-9 for node, value in expected.items())
    ours = roles + between
    print(
        f"{ACTORS:,} actors, {TIES:,} ties: roles {roles:.2f} s (plain graph {plain:.2f} s), "
        f"betweenness {between:.2f} s, structural holes {holes:.2f} s"
    )
    print(
        f"networkx, betweenness alone {peer:.1f} s: {peer / ours:.0f} times roles and betweenness "
        f"here (aim: {AIM}; {'kept' if peer / ours >= AIM else 'MISSED'})"
    )


if __name__ == "__main__":
    main()
