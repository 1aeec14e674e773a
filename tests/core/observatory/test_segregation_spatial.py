"""The indices that look at the map, over maps so small that their values are reckoned by hand."""

from itertools import pairwise
from math import exp, sqrt
from typing import Any

import numpy as np
import pytest

from weft.core.observatory.segregation import (
    Counts,
    DrawsError,
    NeighboursError,
    ShapeError,
    Surroundings,
    SurroundingsError,
    make_neighbours,
    measure_dissimilarity,
    measure_moran,
    measure_shapes,
    measure_spatial_dissimilarity,
    measure_spatial_exposure,
    measure_spatial_proximity,
    prepare,
    project,
)

SIDE = 6
CELLS = [(x, y) for x in range(SIDE) for y in range(SIDE)]
BESIDE = [
    (one, other)
    for one, (x, y) in enumerate(CELLS)
    for other, (to_x, to_y) in enumerate(CELLS)
    if abs(x - to_x) + abs(y - to_y) == 1
]
ROOKS = make_neighbours(SIDE * SIDE, BESIDE)
BOARD = [(10, 0) if (x + y) % 2 else (0, 10) for x, y in CELLS]  # like a chessboard
HALVES = [(10, 0) if x < SIDE / 2 else (0, 10) for x, y in CELLS]
# Three units in a row.
ROW = make_neighbours(3, [(0, 1), (1, 2)])


def square(x: float, y: float, side: float = 1.0) -> dict[str, Any]:
    corners = [(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]
    return {"type": "Polygon", "coordinates": [corners]}


def test_a_chessboard_and_two_halves_differ_on_the_map_alone() -> None:
    board, halves = prepare(BOARD), prepare(HALVES)
    assert measure_dissimilarity(board).values.tolist() == [1, 1]
    assert measure_dissimilarity(halves).values.tolist() == [1, 1]
    assert measure_spatial_dissimilarity(board, ROOKS).values == pytest.approx([0, 0])
    # 6 of the 60 borders lie between the halves.
    assert measure_spatial_dissimilarity(halves, ROOKS).values == pytest.approx([0.9, 0.9])
    assert measure_moran(board, ROOKS).values == pytest.approx([-1, -1])
    assert measure_moran(halves, ROOKS, standardised=False).values == pytest.approx([0.8, 0.8])


def test_a_longer_border_weighs_more() -> None:
    counts = prepare([(10, 0), (5, 5), (0, 10)])
    pairs = [(0, 1), (1, 2), (0, 2)]
    plain = measure_spatial_dissimilarity(counts, make_neighbours(3, pairs))
    assert plain.adjustments == pytest.approx([(0.5 + 0.5 + 1) / 3] * 2)
    borders = measure_spatial_dissimilarity(counts, make_neighbours(3, pairs, [1, 1, 6]))
    assert borders.adjustments == pytest.approx([(0.5 + 0.5 + 6) / 8] * 2)


def test_units_without_people_or_with_unknown_people_are_nobodys_neighbours() -> None:
    for gone in [(0, 0), (None, 3)]:
        counts = prepare([(10, 0), gone, (0, 10)], missing="exclude")
        found = measure_spatial_dissimilarity(counts, ROW)
        assert np.isnan(found.values).all()
        assert found.reasons == ("no_neighbours", "no_neighbours")
        assert found.islands == 2
        assert measure_moran(counts, ROW).reasons == ("no_neighbours", "no_neighbours")


def test_an_island_counts_in_dissimilarity_and_not_in_its_adjustment() -> None:
    counts = prepare([(10, 0), (5, 5), (0, 40)])
    found = measure_spatial_dissimilarity(counts, make_neighbours(3, [(0, 1)]))
    assert found.islands == 1
    assert found.values + 0.5 == pytest.approx(measure_dissimilarity(counts).values)
    moran = measure_moran(counts, make_neighbours(3, [(0, 1)]))
    assert (moran.units, moran.islands) == (2, 1)
    assert moran.values == pytest.approx([-1, -1])


def test_where_every_unit_has_the_same_share_there_is_no_pattern_to_tell() -> None:
    found = measure_moran(prepare([(1, 2), (2, 4), (3, 6)]), ROW, seed=1)
    assert found.reasons == ("no_variation", "no_variation")
    assert np.isnan(found.values).all()
    assert found.p_values is not None
    assert np.isnan(found.p_values).all()


def test_shuffled_units_tell_a_pattern_from_chance() -> None:
    found = measure_moran(prepare(HALVES), ROOKS, seed=1, draws=99)
    assert found.p_values is not None
    assert found.p_values.tolist() == [0.01, 0.01]  # none of 99 is as large
    assert found.expected == -1 / 35
    board = measure_moran(prepare(BOARD), ROOKS, seed=1, draws=99)
    assert board.p_values is not None
    assert board.p_values.tolist() == [1, 1]  # all of them are
    assert measure_moran(prepare(BOARD), ROOKS).p_values is None  # no seed, no test
    with pytest.raises(DrawsError):
        measure_moran(prepare(BOARD), ROOKS, seed=1, draws=1)


def test_the_shuffle_does_not_depend_on_the_order_of_named_units() -> None:
    random = np.random.default_rng(2)
    table = random.integers(1, 50, (SIDE * SIDE, 3))
    order = random.permutation(SIDE * SIDE)
    place = np.argsort(order)
    names = [f"cell {at:02}" for at in range(SIDE * SIDE)]
    first = measure_moran(prepare(table, units=names), ROOKS, seed=4, draws=50)
    second = measure_moran(
        prepare(table[order], units=[names[at] for at in order]),
        make_neighbours(SIDE * SIDE, [(place[one], place[other]) for one, other in BESIDE]),
        seed=4,
        draws=50,
    )
    assert first.values.tolist() == second.values.tolist()
    assert first.p_values is not None
    assert second.p_values is not None
    assert first.p_values.tolist() == second.p_values.tolist()


# --- neighbours


@pytest.mark.parametrize(
    ("pairs", "borders", "why"),
    [
        ([(0, 3)], None, r"pair 1, \(0, 3\): rows go from 0 to 2"),
        ([(0, 1), (-1, 2)], None, "pair 2"),
        ([(1, 1)], None, "not its own neighbour"),
        ([(0, 1)], [0.0], "above zero"),
        ([(0, 1)], [float("nan")], "above zero"),
        ([(0, 1), (1, 0)], [2.0, 3.0], "two lengths"),
        ([(0, 1), (1, 2)], [2.0], "1 borders for 2 pairs"),
    ],
)
def test_wrong_neighbours_are_refused(pairs: Any, borders: Any, why: str) -> None:
    with pytest.raises(NeighboursError, match=why):
        make_neighbours(3, pairs, borders)


def test_a_pair_in_both_directions_is_one_pair() -> None:
    once, twice = make_neighbours(3, [(0, 1)], [2]), make_neighbours(3, [(1, 0), (0, 1)], [2, 2])
    assert once.weights.tolist() == twice.weights.tolist() == [2, 2]


def test_neighbours_of_another_table_are_refused() -> None:
    with pytest.raises(NeighboursError, match="36 units and counts of 2"):
        measure_spatial_dissimilarity(prepare([(1, 2), (2, 1)]), ROOKS)


# --- within reach


@pytest.fixture
def pair() -> Counts:
    """Two units of ten; all but one of the first group live in the one."""
    return prepare([(4, 6), (1, 9)])


def test_who_is_around_falls_with_distance(pair: Counts) -> None:
    near = exp(-300 / 200)
    found = measure_spatial_exposure(pair, Surroundings(np.array([(0, 0), (300, 0)]), 200))
    around = [(4 + near * 1) / (10 + near * 10), (1 + near * 4) / (10 + near * 10)]
    assert found.values[0, 0] == pytest.approx(0.8 * around[0] + 0.2 * around[1])
    assert found.values[1, 0] == pytest.approx(6 / 15 * around[0] + 9 / 15 * around[1])
    assert found.values.sum(axis=1) == pytest.approx([1, 1])


def test_within_no_reach_at_all_only_the_own_unit_is_met(pair: Counts) -> None:
    found = measure_spatial_exposure(pair, Surroundings(np.array([(0, 0), (300, 0)]), 1))
    assert found.values[0, 0] == pytest.approx((4 * 0.4 + 1 * 0.1) / 5)


def test_in_a_large_unit_people_are_not_next_to_each_other(pair: Counts) -> None:
    where = Surroundings(np.array([(0, 0), (300, 0)]), 200, np.array([1e4, 4e4]))
    own = [exp(-sqrt(0.6 * 1e4) / 200), exp(-sqrt(0.6 * 4e4) / 200)]
    near = exp(-300 / 200)

    def sum_closeness(people: tuple[int, int]) -> float:
        one, other = people
        return own[0] * one * one + own[1] * other * other + 2 * near * one * other

    # X Pxx + Y Pyy over T Ptt
    wanted = (sum_closeness((4, 1)) / 5 + sum_closeness((6, 9)) / 15) / (
        sum_closeness((10, 10)) / 20
    )
    assert measure_spatial_proximity(pair, where).values == pytest.approx([wanted, wanted])


def test_people_spread_alike_are_as_near_to_their_own_as_to_all() -> None:
    where = Surroundings(np.random.default_rng(1).uniform(0, 9000, (4, 2)), 2000)
    even = prepare([(1, 3), (2, 6), (5, 15), (10, 30)])
    assert measure_spatial_proximity(even, where).values == pytest.approx([1, 1])
    apart = Surroundings(np.array([(x * 100, y * 100) for x, y in CELLS]), 200)
    board = measure_spatial_proximity(prepare(BOARD), apart).values[0]
    assert 1 < board < measure_spatial_proximity(prepare(HALVES), apart).values[0]


def test_a_unit_that_is_left_out_is_out_of_reach() -> None:
    where = Surroundings(np.array([(0, 0), (10, 0), (300, 0)]), 200)
    counts = prepare([(4, 6), (0, 0), (1, 9)])
    ends = Surroundings(np.array([(0, 0), (300, 0)]), 200)
    for measure in (measure_spatial_exposure, measure_spatial_proximity):
        found = measure(counts, where).values
        assert found == pytest.approx(measure(prepare([(4, 6), (1, 9)]), ends).values)


def test_wrong_surroundings_are_refused(pair: Counts) -> None:
    with pytest.raises(SurroundingsError, match="row 2 has no middle"):
        Surroundings(np.array([(0, 0), (np.nan, 3)]), 5)
    with pytest.raises(SurroundingsError, match="above zero"):
        Surroundings(np.array([(0, 0)]), 0)
    with pytest.raises(SurroundingsError, match="area"):
        Surroundings(np.array([(0, 0)]), 5, np.array([-1.0]))
    with pytest.raises(SurroundingsError, match="of 1 units and counts of 2"):
        measure_spatial_exposure(pair, Surroundings(np.array([(0, 0)]), 5))
    with pytest.raises(SurroundingsError, match="2 x 2 numbers"):
        measure_spatial_proximity(pair, np.ones((2, 3)))


def test_degrees_become_metres() -> None:
    # Piazza Castello and Lingotto in Turin lie 4.6 km apart.
    middles = project(np.array([7.6856, 7.6650]), np.array([45.0711, 45.0320]))
    assert np.hypot(*(middles[0] - middles[1])) == pytest.approx(4636, abs=10)
    with pytest.raises(SurroundingsError, match="degrees, not metres"):
        project(np.array([395000.0]), np.array([4990000.0]))


# --- shapes


def test_squares_in_a_row_have_their_neighbours_borders_areas_and_middles() -> None:
    found = measure_shapes([square(x * 2 + 4e6, 5e6, 2) for x in range(4)])
    pairs = set(zip(found.neighbours.one.tolist(), found.neighbours.other.tolist(), strict=True))
    assert pairs == {pair for one in pairwise(range(4)) for pair in (one, one[::-1])}
    assert found.neighbours.weights.tolist() == [2] * 6
    assert found.areas.tolist() == [4] * 4
    assert found.middles.tolist() == [[x * 2 + 4e6 + 1, 5e6 + 1] for x in range(4)]


def test_a_hole_is_not_area_and_what_fills_it_is_a_neighbour_all_around() -> None:
    ring, core = square(0, 0, 4), square(1, 1, 1)
    ring["coordinates"].append(core["coordinates"][0])
    found = measure_shapes([ring, core])
    assert found.areas.tolist() == [15, 1]
    assert found.neighbours.weights.tolist() == [4, 4]
    assert found.middles[0] == pytest.approx([(16 * 2 - 1.5) / 15] * 2)


def test_the_parts_of_a_unit_are_together() -> None:
    parts = [square(0, 0)["coordinates"], square(5, 0)["coordinates"]]
    found = measure_shapes([{"type": "MultiPolygon", "coordinates": parts}, square(6, 0)])
    assert found.areas.tolist() == [2, 1]
    assert found.middles[0].tolist() == [3, 0.5]
    assert found.neighbours.weights.tolist() == [1, 1]


def test_units_that_touch_at_a_corner_share_no_border() -> None:
    assert measure_shapes([square(0, 0), square(1, 1)]).neighbours.one.size == 0


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ({"type": "Point", "coordinates": [0, 0]}, "shape 2 is a Point"),
        ({"type": "Polygon", "coordinates": [[(0, 0), (1, 0), (1, 1), (0, 1)]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[(0, 0), (1, 0), (2, 0), (0, 0)]]}, "no area"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty"),
    ],
)
def test_wrong_shapes_are_refused(shape: Any, why: str) -> None:
    with pytest.raises(ShapeError, match=why):
        measure_shapes([square(0, 0), shape])
