"""Counts and measures of brokers against their definitions, spelt out or from other libraries."""

from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.core.diagnosis.brokers import twopaths
from weft.core.diagnosis.brokers.network import Network
from weft.core.diagnosis.brokers.positions import (
    Graph,
    lay_out,
    lay_out_large,
    lay_out_small,
    make_graph,
    measure_holes,
    weigh_ties,
)
from weft.core.diagnosis.brokers.roles import ROLES, count_bridging, count_pairs, count_roles

A, B, C, D = range(4)
GOLDEN = [(A, B), (A, C), (B, C), (B, D), (C, D), (D, A)]
GOLDEN_GROUPS = np.array([0, 0, 1, 1])
GOLDEN_ROLES = [
    {"itinerant": 1, "gatekeeper": 1},
    {"representative": 1},
    {"gatekeeper": 1},
    {"itinerant": 1, "representative": 1},
]


def split(arcs):
    table = np.array(sorted(arcs), dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def name(counts):
    return [{role: n for role, n in zip(ROLES, row, strict=True) if n} for row in counts.tolist()]


def name_role(a, v, b):
    if a == v == b:
        return "coordinator"
    if a == b:
        return "itinerant"
    if v == b:
        return "gatekeeper"
    return "representative" if a == v else "liaison"


def spell_out(arcs, through, groups, size):
    """The definition, one triple at a time: (v, first, second, role) in a set."""
    there = {}
    for (tail, head), mechanism in zip(arcs, through, strict=True):
        there.setdefault((tail, head), set()).add(mechanism)
    found = set()
    for a, v, b in permutations(range(size), 3):
        if (a, b) not in there:
            role = name_role(groups[a], groups[v], groups[b])
            for one in there.get((a, v), ()):
                for two in there.get((v, b), ()):
                    if one != two:
                        found.add((v, one, two, role))
    counts = np.zeros((size, len(ROLES)), dtype=int)
    for v, _, _, role in found:
        counts[v, ROLES.index(role)] += 1
    return counts


SIZE = 8
groupings = st.lists(st.integers(0, 3), min_size=SIZE, max_size=SIZE)
nodes = st.integers(0, SIZE - 1)
plain = st.sets(st.tuples(nodes, nodes).filter(lambda arc: arc[0] != arc[1]), max_size=30)
bodies = st.lists(st.lists(nodes, min_size=2, max_size=5, unique=True).map(sorted), max_size=8)


def make_network(members):
    return Network(
        tuple(f"a{n}" for n in range(SIZE)),
        tuple(f"m{n}" for n in range(len(members))),
        np.array([(a, n) for n, each in enumerate(members) for a in each]).reshape(-1, 2),
        np.array(
            [(a, b, n) for n, each in enumerate(members) for a, b in permutations(each, 2)]
        ).reshape(-1, 3),
    )


# --- the five roles


def test_the_golden_case_of_roles_in_a_plain_graph():
    assert name(count_roles(*split(GOLDEN), GOLDEN_GROUPS, 4)) == GOLDEN_ROLES


def test_the_golden_case_of_roles_through_mechanisms_of_two():
    through = np.array([5, 0, 3, 1, 4, 2])
    assert name(count_bridging(*split(GOLDEN), through, GOLDEN_GROUPS, 4)) == GOLDEN_ROLES


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ([0, 0, 0], "coordinator"),
        ([0, 1, 0], "itinerant"),
        ([0, 1, 1], "gatekeeper"),
        ([0, 0, 1], "representative"),
        ([0, 1, 2], "liaison"),
    ],
)
def test_each_role_by_its_definition(groups, role):
    assert name(count_roles(*split([(0, 1), (1, 2)]), np.array(groups), 3)) == [{}, {role: 1}, {}]


@settings(max_examples=60)
@given(plain, groupings)
def test_a_pair_counts_once_whichever_way_it_is_bridged(arcs, groups):
    expected = np.zeros((2, SIZE), dtype=int)
    for v in range(SIZE):
        for a, b in combinations(set(range(SIZE)) - {v}, 2):
            bridged = {(a, v), (v, b)} <= arcs or {(b, v), (v, a)} <= arcs
            if bridged and not {(a, b), (b, a)} & arcs:
                expected[0, v] += len({groups[a], groups[v], groups[b]}) > 1
                expected[1, v] += 1
    found = count_pairs(*split(arcs), (np.array(groups), np.arange(SIZE)), SIZE)
    assert found.tolist() == expected.tolist()


def test_no_arcs_and_no_actors_are_no_roles():
    nothing = np.zeros(0, dtype=np.int64)
    assert count_roles(nothing, nothing, nothing, 0).shape == (0, 5)
    assert count_roles(nothing, nothing, np.zeros(3, dtype=np.int64), 3).sum() == 0


def test_loops_and_repeated_arcs_count_for_nothing():
    tails, heads = split([*GOLDEN, *GOLDEN, (A, A), (B, B)])
    assert name(count_roles(tails, heads, GOLDEN_GROUPS, 4)) == GOLDEN_ROLES


@settings(max_examples=150, deadline=None)
@given(plain, groupings)
def test_roles_are_those_of_the_definition(arcs, groups):
    arcs = sorted(arcs)
    expected = spell_out(arcs, range(len(arcs)), groups, SIZE)
    found = count_roles(*split(arcs), np.array(groups), SIZE)
    assert (found == expected).all()


@settings(max_examples=150, deadline=None)
@given(bodies, groupings)
def test_roles_through_bodies_are_those_of_the_definition(members, groups):
    arcs = make_network(members).arcs
    expected = spell_out([(a, b) for a, b, _ in arcs.tolist()], arcs[:, 2].tolist(), groups, SIZE)
    assert (count_bridging(*arcs.T, np.array(groups), SIZE) == expected).all()


@settings(max_examples=150, deadline=None)
@given(
    st.sets(st.tuples(nodes, nodes, st.integers(0, 3)).filter(lambda arc: arc[0] != arc[1])),
    groupings,
)
def test_roles_through_any_mechanisms_are_those_of_the_definition(arcs, groups):
    table = np.array(sorted(arcs), dtype=np.int64).reshape(-1, 3)
    ends = [(a, b) for a, b, _ in table.tolist()]
    expected = spell_out(ends, table[:, 2].tolist(), groups, SIZE)
    assert (count_bridging(*table.T, np.array(groups), SIZE) == expected).all()


@settings(max_examples=100, deadline=None)
@given(st.sets(st.sampled_from(list(combinations(range(SIZE), 2)))), groupings, st.randoms())
def test_with_mechanisms_of_two_the_count_is_the_classical_one(pairs, groups, random):
    arcs, through = [], []
    for number, (one, other) in enumerate(sorted(pairs)):
        ways = [(one, other), (other, one)]
        for way in random.choice([ways, ways[:1], ways[1:]]):
            arcs.append(way)
            through.append(number)
    table = np.array(arcs, dtype=np.int64).reshape(-1, 2).T
    groups = np.array(groups)
    bridging = count_bridging(*table, np.array(through, dtype=np.int64), groups, SIZE)
    assert (bridging == count_roles(*table, groups, SIZE)).all()


@pytest.mark.parametrize("chunk", [1, 7, 50])
def test_the_size_of_the_chunks_changes_nothing(monkeypatch, chunk):
    random = np.random.default_rng(3)
    members = [random.choice(SIZE, 4, replace=False).tolist() for _ in range(6)]
    network = make_network(members)
    groups = np.arange(SIZE) % 3
    whole = count_bridging(*network.arcs.T, groups, SIZE)
    holes = measure_holes(*weigh_ties(network), SIZE)
    assert whole.sum() > 0
    monkeypatch.setattr(twopaths, "CHUNK", chunk)
    assert (count_bridging(*network.arcs.T, groups, SIZE) == whole).all()
    again = measure_holes(*weigh_ties(network), SIZE)
    np.testing.assert_allclose(again, holes, rtol=1e-10)


# --- betweenness and groups


def test_an_actor_between_two_bodies_lies_on_every_path():
    graph = make_graph(make_network([[0, 1, 2], [2, 3, 4]]))
    layout = lay_out(graph)
    assert graph.size == SIZE + 2
    assert layout.betweenness.index(max(layout.betweenness)) == 2
    assert {frozenset({0, 1, 2, 3, 4, 8, 9})} == {each for each in layout.components if 2 in each}


@settings(max_examples=50, deadline=None)
@given(bodies)
def test_both_libraries_say_the_same(members):
    graph = make_graph(make_network(members))
    small, large = lay_out_small(graph), lay_out_large(graph)
    np.testing.assert_allclose(small.betweenness, large.betweenness, atol=1e-11)
    assert set(small.components) == set(large.components)


def test_beyond_five_hundred_nodes_the_answer_stays_the_same():
    random = np.random.default_rng(5)
    edges = np.unique(np.sort(random.integers(501, size=(900, 2)), axis=1), axis=0)
    graph = Graph(501, edges[edges[:, 0] != edges[:, 1]])
    found, expected = lay_out(graph), lay_out_small(graph)
    np.testing.assert_allclose(found.betweenness, expected.betweenness, atol=1e-11)
    assert set(found.components) == set(expected.components)


# --- structural holes


@settings(max_examples=80, deadline=None)
@given(bodies)
def test_constraint_and_effective_size_are_those_of_networkx(members):
    network = make_network(members)
    tails, heads, weights = weigh_ties(network)
    graph = nx.Graph()
    graph.add_nodes_from(range(SIZE))
    graph.add_weighted_edges_from(zip(tails.tolist(), heads.tolist(), weights, strict=True))
    holes = measure_holes(tails, heads, weights, SIZE)
    # Node by node: for all at once networkx 3.6 takes its way through scipy, where it divides the
    # weights of a contact by the largest of the wrong one.
    expected = (
        nx.constraint(graph, weight="weight"),
        nx.effective_size(graph, nodes=range(SIZE), weight="weight"),
    )
    for found, said in zip(holes, expected, strict=True):
        np.testing.assert_allclose(found, [said[node] for node in range(SIZE)], rtol=1e-9)


def test_each_member_of_a_body_spends_one_on_it():
    tails, _, weights = weigh_ties(make_network([[0, 1, 2, 3, 4], [0, 1]]))
    spent = np.bincount(tails, weights=weights, minlength=SIZE)
    np.testing.assert_allclose(spent[:5], [2, 2, 1, 1, 1])
