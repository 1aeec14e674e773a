"""What chance makes of an index, by tests that know the answer beforehand."""

from itertools import combinations
from statistics import mean

import numpy as np
import pytest

from weft.core.observatory.segregation import (
    DrawsError,
    NotWholeError,
    correct_dissimilarity,
    expect_dissimilarity,
    measure_dissimilarity,
    measure_multigroup_theil,
    measure_systematic_dissimilarity,
    permute_groups,
    permute_people,
    prepare,
)

SMALL = [[2, 1], [0, 3], [1, 1]]  # eight people, three of the group


def list_dissimilarities() -> list[float]:
    """D of every way to seat three people of the group on the eight seats, all equally likely."""
    unit = [0, 0, 0, 1, 1, 1, 2, 2]
    found = []
    for seats in combinations(range(8), 3):
        mine = np.bincount([unit[seat] for seat in seats], minlength=3)
        others = np.array([3, 3, 2]) - mine
        found.append(float(np.abs(mine / 3 - others / 5).sum() / 2))
    return found


def test_the_expected_dissimilarity_is_the_mean_over_all_ways_to_place_people() -> None:
    found = expect_dissimilarity(prepare(SMALL))
    assert found.values == pytest.approx([mean(list_dissimilarities())] * 2, rel=1e-12)


@pytest.mark.parametrize("table", [[[5, 0], [0, 1]], [[1, 0], [0, 1], [0, 1]], [[2, 2], [2, 2]]])
def test_it_is_the_mean_also_where_units_or_groups_are_as_small_as_can_be(
    table: list[list[int]],
) -> None:
    unit = [at for at, row in enumerate(table) for _ in range(sum(row))]
    size, rest = np.sum(table, axis=0)
    totals = np.sum(table, axis=1)
    values = []
    for seats in combinations(range(len(unit)), int(size)):
        mine = np.bincount([unit[seat] for seat in seats], minlength=len(table))
        values.append(np.abs(mine / size - (totals - mine) / rest).sum() / 2)
    assert expect_dissimilarity(prepare(table)).values[0] == pytest.approx(np.mean(values))


def test_the_permutation_test_gives_the_chance_of_all_ways_to_place_people() -> None:
    ways = list_dissimilarities()
    observed = measure_dissimilarity(prepare(SMALL)).values[0]
    found = permute_people(prepare(SMALL), "dissimilarity", seed=1, draws=4000)
    exact = np.mean(np.array(ways) >= observed - 1e-12)
    assert found.observed[0] == pytest.approx(observed)
    assert found.p_values[0] == pytest.approx(exact, abs=0.03)
    assert found.expected[0] == pytest.approx(mean(ways), abs=0.02)
    assert found.deviation[0] == pytest.approx(np.std(ways), abs=0.02)


def test_people_placed_at_random_are_as_isolated_as_the_formula_says() -> None:
    table = [[3, 7], [4, 6], [0, 10], [5, 5]]
    found = permute_people(prepare(table), "correlation_ratio", seed=3, draws=4000)
    # (units - 1) / (people - 1), whatever the sizes of the units
    assert found.expected == pytest.approx([3 / 39, 3 / 39], rel=0.05)


def test_people_who_were_placed_at_random_pass_for_it_and_others_do_not() -> None:
    random = np.random.default_rng(8)
    mixed = random.binomial(20, 0.1, 60)
    assert measure_dissimilarity(prepare(np.column_stack([mixed, 20 - mixed]))).values[0] > 0.2
    counts = prepare(np.column_stack([mixed, 20 - mixed]))
    even = permute_people(counts, "dissimilarity", seed=1, draws=199)
    assert even.p_values[0] > 0.05
    assert abs(even.beyond[0]) < 0.1
    apart = np.where(np.arange(60) < 12, 10, 0)
    far = permute_people(prepare(np.column_stack([apart, 20 - apart])), "gini", seed=1, draws=199)
    assert far.p_values.tolist() == [1 / 200, 1 / 200]
    assert far.beyond[0] > 0.7


def find_biases(first: float, second: float) -> tuple[float, float]:
    """How far D and its correction are off on average, over samples of a hundred units of fifteen
    of which each half has one share."""
    random = np.random.default_rng(5)
    shares = np.repeat([first, second], 50)
    share = shares.mean()
    true = np.abs(shares / share - (1 - shares) / (1 - share)).mean() / 2
    off = []
    for _ in range(20):
        mine = random.binomial(15, shares)
        counts = prepare(np.column_stack([mine, 15 - mine]))
        found = correct_dissimilarity(counts, seed=1, draws=100)
        off.append((found.observed[0] - true, found.values[0] - true))
    raw, corrected = np.mean(off, axis=0)
    return float(raw), float(corrected)


def test_the_correction_takes_away_most_of_what_small_units_add() -> None:
    raw, corrected = find_biases(0.1, 0.3)
    assert raw > 0.05
    assert abs(corrected) < raw / 2


def test_without_any_segregation_the_correction_leaves_some_of_the_bias() -> None:
    raw, corrected = find_biases(0.2, 0.2)
    assert raw > 0.2
    assert 0 < corrected < raw * 0.7


def test_the_systematic_part_is_0_at_chance_and_1_where_no_unit_is_shared() -> None:
    counts = prepare([[30, 0], [0, 30], [0, 40]])
    assert measure_systematic_dissimilarity(counts).values == pytest.approx([1, 1])
    even = measure_systematic_dissimilarity(prepare([[10, 20], [20, 40]]))
    assert even.values == pytest.approx([-1, -1])
    alone = prepare([[5, 0], [0, 1]])  # however they are placed, part of them is apart
    expected = expect_dissimilarity(alone).values[0]
    found = measure_systematic_dissimilarity(alone).values[0]
    assert found == pytest.approx((1 - expected) / (1 - expected))


def test_where_people_can_be_placed_in_one_way_only_nothing_goes_beyond_chance() -> None:
    lone = prepare([[1, 0], [0, 1]])  # one each: apart, whichever way round
    assert expect_dissimilarity(lone).values == pytest.approx([1, 1])
    assert measure_systematic_dissimilarity(lone).values.tolist() == [0, 0]
    found = permute_people(lone, "dissimilarity", seed=1, draws=9)
    assert found.p_values.tolist() == [1, 1]
    assert np.isnan(found.beyond).all()


def test_all_groups_together_are_tested_with_their_sizes_kept() -> None:
    apart = prepare([[9, 0, 1], [0, 9, 1], [1, 0, 9]])
    found = permute_groups(apart, seed=1, draws=99)
    assert found.observed == pytest.approx([measure_multigroup_theil(apart).value])
    assert found.p_values.tolist() == [0.01]
    mixed = permute_groups(prepare([[3, 3, 4], [4, 3, 3], [3, 4, 3]]), seed=1, draws=99)
    assert mixed.p_values[0] > 0.9
    alone = permute_groups(prepare([[3, 0], [4, 0]]), seed=1, draws=9)
    assert alone.reasons == ("whole_group",)
    assert np.isnan(alone.p_values).all()


def test_the_same_seed_gives_the_same_and_another_seed_another_result() -> None:
    one, same, other = (
        permute_people(prepare(SMALL), "theil_h", seed=seed, draws=99) for seed in (1, 1, 2)
    )
    assert one.expected.tolist() == same.expected.tolist() != other.expected.tolist()


def test_the_result_does_not_depend_on_how_many_draws_are_made_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from weft.core.observatory.segregation import draws as module  # noqa: PLC0415

    counts = prepare(SMALL)
    together = (
        permute_people(counts, "gini", seed=1, draws=50),
        correct_dissimilarity(counts, seed=1, draws=50),
    )
    monkeypatch.setattr(module, "CELLS", 7)
    apart = (
        permute_people(counts, "gini", seed=1, draws=50),
        correct_dissimilarity(counts, seed=1, draws=50),
    )
    assert apart[0].expected.tolist() == together[0].expected.tolist()
    assert apart[1].low.tolist() == together[1].low.tolist()


def test_a_group_without_an_index_has_no_test_and_no_correction() -> None:
    counts = prepare([[2, 5, 0], [3, 1, 0]])
    for found in (
        permute_people(counts, "dissimilarity", seed=1, draws=9).p_values,
        correct_dissimilarity(counts, seed=1, draws=9).values,
        expect_dissimilarity(counts).values,
        measure_systematic_dissimilarity(counts).values,
    ):
        assert np.isnan(found).tolist() == [False, False, True]


def test_parts_of_people_are_not_drawn() -> None:
    counts = prepare([[0, 0], [2.5, 1], [3, 1]])
    for draw in (
        lambda: permute_people(counts, "gini", seed=1),
        lambda: correct_dissimilarity(counts, seed=1),
        lambda: expect_dissimilarity(counts),
        lambda: permute_groups(counts, seed=1),
    ):
        with pytest.raises(NotWholeError, match=r"row 2, column 1 is 2\.5.*1 cells"):
            draw()


def test_one_draw_is_not_enough() -> None:
    with pytest.raises(DrawsError, match="1 draws"):
        permute_people(prepare(SMALL), "gini", seed=1, draws=1)
    with pytest.raises(DrawsError):
        permute_groups(prepare(SMALL), seed=1, draws=0)
    with pytest.raises(ValueError, match="level"):
        correct_dissimilarity(prepare(SMALL), seed=1, level=95)
