"""Indices of segregation over small tables whose values can be reckoned by hand."""

import re
from collections.abc import Callable
from math import log
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from weft.core.observatory import segregation
from weft.core.observatory.segregation import (
    Counts,
    CountsShapeError,
    DistrictsError,
    MissingCountsError,
    NamesError,
    NegativeCountError,
    Reason,
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
    prepare,
)

ROOT = Path(__file__).parents[3]
# Three units of forty people: a quarter, a half and three quarters are of the first group.
TOWN = [[10, 30], [20, 20], [30, 10]]
# 1 less the entropy of (1/4, 3/4) in bits, over two of three units.
TOWN_H = 2 / 3 * (1 - (2 - 0.75 * log(3, 2)))
MEASURES = [
    measure_dissimilarity,
    measure_correlation_ratio,
    measure_theil,
    measure_gini,
]
TOGETHER = [
    measure_multigroup_dissimilarity,
    measure_normalised_exposure,
    measure_multigroup_theil,
    measure_multigroup_gini,
]


def test_the_town_has_the_values_that_come_out_by_hand() -> None:
    counts = prepare(TOWN)
    assert measure_dissimilarity(counts).values == pytest.approx([1 / 3, 1 / 3])
    assert measure_isolation(counts).values == pytest.approx([7 / 12, 7 / 12])
    assert measure_exposure(counts).values == pytest.approx(
        np.array([[7 / 12, 5 / 12], [5 / 12, 7 / 12]])
    )
    assert measure_correlation_ratio(counts).values == pytest.approx([1 / 6, 1 / 6])
    assert measure_theil(counts).values == pytest.approx([TOWN_H, TOWN_H])
    assert measure_gini(counts).values == pytest.approx([4 / 9, 4 / 9])
    for measure in TOGETHER:  # of two groups, all together is one against the other
        name = measure.__name__.removeprefix("measure_")
        wanted = {
            "multigroup_dissimilarity": 1 / 3,
            "normalised_exposure": 1 / 6,
            "multigroup_theil": TOWN_H,
            "multigroup_gini": 4 / 9,
        }
        assert measure(counts).value == pytest.approx(wanted[name])


def test_a_small_group_meets_a_large_one_more_than_the_other_way_round() -> None:
    values = measure_exposure(prepare([[10, 90, 0], [0, 50, 50]])).values
    assert values == pytest.approx(
        np.array([[0.1, 0.9, 0], [9 / 140, (81 + 25) / 140, 25 / 140], [0, 0.5, 0.5]])
    )
    assert values.sum(axis=1) == pytest.approx([1, 1, 1])


def test_three_groups_that_share_no_unit_are_wholly_apart() -> None:
    counts = prepare([[5, 0, 0], [0, 20, 0], [0, 0, 300], [7, 0, 0]])
    for measure in MEASURES:
        assert measure(counts).values == pytest.approx([1, 1, 1]), measure
    for together in TOGETHER:
        assert together(counts).value == pytest.approx(1), together
    assert measure_isolation(counts).values == pytest.approx([1, 1, 1])


def test_two_groups_are_compared_as_if_nobody_else_lived_there() -> None:
    counts = prepare([[10, 30, 5], [20, 20, 0], [30, 10, 0], [0, 0, 9]], groups=["a", "b", "c"])
    pair = counts.select(0, 1)
    assert pair.groups == ("a", "b")
    assert (pair.empty, pair.kept.tolist()) == (1, [0, 1, 2])
    assert measure_dissimilarity(pair).values == pytest.approx([1 / 3, 1 / 3])


# --- what is not known, and what is not there


def test_a_missing_count_is_refused_and_says_where() -> None:
    with pytest.raises(MissingCountsError, match=r"missing in 1 of 3 units \('south'\)"):
        prepare([[1, 2], [None, 3], [4, 5]], units=["north", "south", "west"])
    with pytest.raises(
        MissingCountsError, match=r"missing in 7 of 8 units \(row 1, .*row 5 \.\.\.\)"
    ):
        prepare([[np.nan, 2]] * 7 + [[1, 2]])


def test_with_exclude_the_unit_is_left_out_and_counted_and_never_taken_for_zero() -> None:
    lacking = prepare([[10, 30], [np.nan, 999], *TOWN[1:]], missing="exclude")
    assert (lacking.excluded, lacking.given, lacking.kept.tolist()) == (1, 4, [0, 2, 3])
    for measure in MEASURES:
        found = measure(lacking)
        assert found.values == pytest.approx(measure(prepare(TOWN)).values)
        assert (found.excluded, found.units) == (1, 3)
        assert measure(prepare([[10, 30], [0, 999], *TOWN[1:]])).values != pytest.approx(
            found.values
        )


def test_a_masked_count_is_missing() -> None:
    masked = np.ma.masked_equal(np.array([[10, 30], [-9, 20], [30, 10]]), -9)
    with pytest.raises(MissingCountsError, match="row 2"):
        prepare(masked)


def test_units_where_nobody_lives_change_nothing_and_are_counted() -> None:
    found = prepare([TOWN[0], [0, 0], *TOWN[1:]], units=["a", "b", "c", "d"])
    assert (found.empty, found.units) == (1, ("a", "c", "d"))
    for measure in MEASURES:
        assert measure(found).values.tolist() == measure(prepare(TOWN)).values.tolist()
        assert measure(found).empty == 1


@pytest.mark.parametrize("measure", [*MEASURES, measure_isolation, measure_exposure])
def test_over_one_unit_nothing_is_told(measure: Callable[[Counts], Any]) -> None:
    found = measure(prepare([[3, 4], [0, 0]]))
    assert np.isnan(found.values).all()
    assert found.reasons == ("one_unit", "one_unit")


@pytest.mark.parametrize("measure", MEASURES)
def test_nobody_and_everybody_have_no_index(measure: Callable[[Counts], Any]) -> None:
    found = measure(prepare([[3, 0], [4, 0]]))
    assert np.isnan(found.values).all()
    assert found.reasons == ("whole_group", "empty_group")


def test_everybody_is_known_also_where_parts_of_people_add_up_unevenly() -> None:
    parts = prepare([[0.1, 0, 0], [0.2, 0, 0], [0.3, 0, 0], [0.7, 0, 0]])
    assert measure_theil(parts).reasons == ("whole_group", "empty_group", "empty_group")
    assert measure_multigroup_theil(parts).reason == "whole_group"


def test_everybody_is_isolated_and_nobody_is_not_zero() -> None:
    found = measure_isolation(prepare([[3, 0], [4, 0]]))
    assert found.values[0] == 1
    assert np.isnan(found.values[1])
    assert found.reasons == (None, "empty_group")
    exposure = measure_exposure(prepare([[3, 0], [4, 0]])).values
    assert exposure[0].tolist() == [1, 0]
    assert np.isnan(exposure[1]).all()


@pytest.mark.parametrize("measure", TOGETHER)
def test_all_groups_together_have_no_index_where_there_is_one_group(
    measure: Callable[[Counts], Any],
) -> None:
    assert measure(prepare([[3, 0], [4, 0]])).reason == "whole_group"
    assert measure(prepare([[3, 4]])).reason == "one_unit"
    nobody = measure(prepare([[0, 0], [0, 0]]))
    assert nobody.reason == "no_units"
    assert np.isnan(nobody.value)


@pytest.mark.parametrize("measure", TOGETHER)
def test_a_group_of_nobody_does_not_change_all_groups_together(
    measure: Callable[[Counts], Any],
) -> None:
    more = np.column_stack([TOWN, [0, 0, 0]])
    assert measure(prepare(more)).value == pytest.approx(measure(prepare(TOWN)).value)


def test_if_all_units_are_unknown_it_is_not_said_that_nobody_lives_there() -> None:
    found = measure_dissimilarity(prepare([[np.nan, 1], [np.nan, 2]], missing="exclude"))
    assert found.reasons == ("no_units", "no_units")
    assert (found.excluded, found.empty) == (2, 0)


# --- what is wrong


def test_a_negative_or_infinite_count_is_refused_with_its_place() -> None:
    with pytest.raises(NegativeCountError, match=r"'south', 'b' is -1.*2 such cells"):
        prepare([[1, 2], [3, -1], [-4, 5]], units=["north", "south", "w"], groups=["a", "b"])
    with pytest.raises(NegativeCountError, match="row 1, column 2 is inf"):
        prepare([[1, np.inf], [1, 2]])
    with pytest.raises(NegativeCountError, match="row 2, column 1 is -1"):
        prepare([[np.nan, 1], [-1, 2]], missing="exclude")


@pytest.mark.parametrize(
    "table", [[1, 2, 3], [[1], [2]], [], 4, [[1, "many"], [2, 3]], [[1, 2], [3]]]
)
def test_what_is_no_table_of_units_and_groups_is_refused(table: Any) -> None:
    with pytest.raises(CountsShapeError):
        prepare(table)


def test_names_fit_the_table_and_stand_once() -> None:
    with pytest.raises(NamesError, match="2 names for 3 units"):
        prepare(TOWN, units=["a", "b"])
    with pytest.raises(NamesError, match="two of the groups are called 'a'"):
        prepare(TOWN, groups=["a", "a"])


def test_the_table_that_was_given_is_not_changed() -> None:
    table = np.array(TOWN, dtype=float)
    for measure in [*MEASURES, *TOGETHER]:
        measure(prepare(table))
    assert table.tolist() == TOWN


# --- by district


def test_h_is_the_sum_of_its_parts_between_and_within_districts() -> None:
    table = [[10, 30], [30, 10], [20, 20], [20, 20], [0, 7]]
    found = decompose_theil(prepare(table), ["east", "east", "west", "west", "isle"])
    assert found.districts == ("east", "isle", "west")
    assert found.between + found.contributions.sum() == pytest.approx(found.total, abs=1e-14)
    bits = 1 - (2 - 0.75 * log(3, 2))  # of the two units of the east, which as a whole is even
    assert found.values[0] == pytest.approx(bits)
    assert found.values[2] == pytest.approx(0, abs=1e-12)
    assert np.isnan(found.values[1])  # one unit
    assert found.contributions[1] == 0
    assert (found.people.tolist(), found.units.tolist()) == ([80, 7, 80], [2, 1, 2])


def test_districts_that_are_units_leave_nothing_within() -> None:
    found = decompose_theil(prepare(TOWN), ["a", "b", "c"])
    assert (found.between, found.within) == (pytest.approx(TOWN_H), 0)


def test_one_district_leaves_nothing_between() -> None:
    found = decompose_theil(prepare(TOWN), ["a", "a", "a"])
    assert found.between == pytest.approx(0, abs=1e-15)
    assert found.within == pytest.approx(TOWN_H)


def test_the_district_of_a_unit_that_is_left_out_is_left_out_with_it() -> None:
    counts = prepare([TOWN[0], [None, 5], [0, 0], *TOWN[1:]], missing="exclude")
    found = decompose_theil(counts, ["a", "", "z", "a", "a"])
    assert found.districts == ("a",)
    assert (found.excluded, found.empty) == (1, 1)
    assert found.within == pytest.approx(TOWN_H)


def test_a_unit_without_a_district_is_refused() -> None:
    with pytest.raises(DistrictsError, match=r"1 units have no district \(rows 2\)"):
        decompose_theil(prepare(TOWN), ["a", None, "b"])  # type: ignore[list-item]
    with pytest.raises(DistrictsError, match="2 districts for 3 units"):
        decompose_theil(prepare(TOWN), ["a", "b"])


def test_without_an_index_there_are_no_parts() -> None:
    found = decompose_theil(prepare([[3, 0], [4, 0]]), ["a", "b"])
    assert found.reason == "whole_group"
    assert np.isnan([found.total, found.between, found.within, *found.contributions]).all()


# --- the reference


def test_the_example_of_the_reference_holds() -> None:
    page = (ROOT / "docs" / "reference" / "segregation.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert example.count("assert") == 5
    exec(example, {})  # noqa: S102  # fails where an assertion of the page does


def test_the_reference_names_every_function_and_every_reason() -> None:
    page = (ROOT / "docs" / "reference" / "segregation.md").read_text("utf-8")
    functions = [name for name in segregation.__all__ if name[0].islower()]
    assert [name for name in functions if name not in page] == []
    table = page.partition("| reason |")[2].partition("##")[0]
    assert sorted(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == sorted(get_args(Reason))
