"""What every index of segregation must keep to, over tables that hypothesis makes up."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from weft.core.observatory.segregation import (
    Counts,
    GroupIndices,
    correct_dissimilarity,
    decompose_theil,
    measure_correlation_ratio,
    measure_dissimilarity,
    measure_exposure,
    measure_gini,
    measure_isolation,
    measure_multigroup_dissimilarity,
    measure_multigroup_gini,
    measure_multigroup_theil,
    measure_normalised_exposure,
    measure_theil,
    permute_groups,
    permute_people,
    prepare,
)

MEASURES = [measure_dissimilarity, measure_correlation_ratio, measure_theil, measure_gini]
TOGETHER = [
    measure_multigroup_dissimilarity,
    measure_normalised_exposure,
    measure_multigroup_theil,
    measure_multigroup_gini,
]
Table = Any
Measure = Callable[[Counts], GroupIndices]
tables = st.tuples(st.integers(2, 8), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 60))
)
every = pytest.mark.parametrize("measure", [*MEASURES, measure_isolation, measure_exposure])
FEW = settings(max_examples=60, deadline=None)


def near(values: Any) -> Any:
    return pytest.approx(values, abs=1e-9, nan_ok=True)


def have_all(table: Table) -> bool:
    return bool((table.sum(axis=0) > 0).all() and (table.sum(axis=1) > 0).sum() > 1)


@every
@FEW
@given(tables)
def test_an_index_lies_between_0_and_1_or_has_a_reason(measure: Measure, table: Table) -> None:
    found = measure(prepare(table))
    for values, reason in zip(found.values, found.reasons, strict=True):
        if reason:
            assert np.isnan(values).all()
        else:
            assert (values >= -1e-9).all()
            assert (values <= 1 + 1e-9).all()


@FEW
@given(tables)
def test_gini_is_at_least_dissimilarity_and_both_at_least_the_correlation_ratio(
    table: Table,
) -> None:
    assume(have_all(table))
    counts = prepare(table)
    gini, apart = measure_gini(counts).values, measure_dissimilarity(counts).values
    assert (gini >= apart - 1e-9).all()
    assert (apart >= measure_correlation_ratio(counts).values - 1e-9).all()


@every
@FEW
@given(tables, st.integers(2, 1000))
def test_as_many_times_the_people_everywhere_change_nothing(
    measure: Measure, table: Table, times: int
) -> None:
    assert measure(prepare(table * times)).values == near(measure(prepare(table)).values)


@pytest.mark.parametrize("measure", [measure_dissimilarity, measure_gini])
@FEW
@given(tables, st.integers(2, 9))
def test_more_of_one_group_everywhere_leaves_dissimilarity_and_gini_as_they_are(
    measure: Measure, table: Table, times: int
) -> None:
    """The other two depend on how many there are of a group (James and Taeuber 1985)."""
    two = table[:, :2]
    assume(have_all(two))
    more = two * np.array([times, 1])
    assert measure(prepare(more)).values == near(measure(prepare(two)).values)


@every
@FEW
@given(tables)
def test_units_that_are_alike_may_be_one(measure: Measure, table: Table) -> None:
    assume(have_all(table))
    split = np.vstack([table, table[0], 3 * table[0]])
    merged = np.vstack([5 * table[:1], table[1:]])
    assert measure(prepare(split)).values == near(measure(prepare(merged)).values)


@every
@FEW
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_units_and_groups_does_not_matter(
    measure: Measure, table: Table, random: Any
) -> None:
    rows, columns = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    found = measure(prepare(table[rows][:, columns])).values
    wanted = measure(prepare(table)).values[columns]
    assert found == near(wanted[:, columns] if wanted.ndim == 2 else wanted)


@pytest.mark.parametrize("measure", TOGETHER)
@FEW
@given(tables)
def test_of_two_groups_all_together_is_one_against_the_other(
    measure: Callable[[Counts], Any], table: Table
) -> None:
    assume(have_all(table[:, :2]))
    counts = prepare(table[:, :2])
    alone = MEASURES[TOGETHER.index(measure)](counts).values
    assert measure(counts).value == near(alone[0])
    assert alone[0] == near(alone[1])


@FEW
@given(tables)
def test_whom_somebody_meets_is_somebody(table: Table) -> None:
    assume(have_all(table))
    found = measure_exposure(prepare(table))
    assert found.values.sum(axis=1) == near(np.ones(table.shape[1]))
    assert np.diag(found.values) == near(measure_isolation(prepare(table)).values)


@FEW
@given(tables, st.lists(st.sampled_from("abc"), min_size=8, max_size=8))
def test_h_between_and_within_districts_add_up_exactly(table: Table, labels: list[str]) -> None:
    assume(have_all(table))
    found = decompose_theil(prepare(table), labels[: len(table)])
    assert found.between + found.within == pytest.approx(found.total, abs=1e-12)
    assert found.within == pytest.approx(found.contributions.sum(), abs=1e-15)
    assert (found.contributions >= 0).all()
    assert found.between >= -1e-12


@settings(max_examples=25, deadline=None)
@given(tables, st.randoms(use_true_random=False), st.booleans())
def test_a_draw_does_not_depend_on_the_order_of_units(
    table: Table, random: Any, named: bool
) -> None:
    rows = list(range(len(table)))
    random.shuffle(rows)
    names = [f"unit {row}" for row in rows]
    wanted = prepare(table, units=sorted(names) if named else None)
    shuffled = prepare(table[rows], units=names if named else None)
    for first, second in [
        (permute_people(each, "theil_h", seed=7, draws=9) for each in (wanted, shuffled)),
        (correct_dissimilarity(each, seed=7, draws=9) for each in (wanted, shuffled)),
    ]:
        for name in ("observed", "expected", "p_values", "values", "low"):
            if hasattr(first, name):
                values = getattr(second, name).tolist()
                assert values == pytest.approx(getattr(first, name).tolist(), nan_ok=True, rel=0)


@settings(max_examples=15, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_a_draw_of_all_groups_does_not_depend_on_order_if_all_have_names(
    table: Table, random: Any
) -> None:
    rows, columns = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    tests = [
        permute_groups(
            prepare(
                table[order][:, groups],
                units=[f"unit {row}" for row in order],
                groups=[f"group {column}" for column in groups],
            ),
            seed=3,
            draws=9,
        )
        for order, groups in [(sorted(rows), sorted(columns)), (rows, columns)]
    ]
    assert tests[1].expected == pytest.approx(tests[0].expected, nan_ok=True, rel=0)
    assert tests[1].p_values == pytest.approx(tests[0].p_values, nan_ok=True, rel=0)
