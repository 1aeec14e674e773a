"""Tests of the primary rules: which figures would tell something of a few people."""

import numpy as np
import pytest
from pydantic import ValidationError

from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.rules import (
    ContributionsDifferError,
    can_be_estimated,
    find_sensitive,
    is_below_threshold,
    is_dominated,
    make_targets,
)


def test_counts_from_one_to_below_the_threshold_are_sensitive() -> None:
    values = np.array([np.nan, 0, 1, 4, 5, 100, -3, 0.5])
    found = is_below_threshold(values, 5)
    assert found.tolist() == [False, False, True, True, False, False, True, True]


def test_two_contributors_with_more_than_k_percent_dominate() -> None:
    parts = [50.0, 36.0, 10.0, 4.0]
    assert is_dominated(parts, 100, n=2, k=85)
    assert not is_dominated(parts, 100, n=2, k=86)  # more than, not as much as
    assert not is_dominated(parts, 100, n=1, k=60)
    assert not is_dominated([], 0, n=1, k=60)


def test_the_second_largest_must_not_estimate_the_largest_to_within_p_percent() -> None:
    # The rest is 10: 20 % of the largest.
    assert can_be_estimated([50.0, 40.0, 10.0], 100, p=21)
    assert not can_be_estimated([50.0, 40.0, 10.0], 100, p=20)
    assert can_be_estimated([7.0], 7, p=10)
    assert not can_be_estimated([], 0, p=10)


def test_the_rules_of_a_policy_apply_together() -> None:
    policy = Policy(threshold=3, dominance=(1, 80), p_percent=15)
    values = np.array([2.0, 100.0, 100.0, 100.0, np.nan])
    contributions = [[1, 1], [81, 10, 9], [50, 45, 5], [40, 30, 30], []]
    found = find_sensitive(values, policy, contributions)
    assert found.tolist() == [True, True, True, False, False]
    assert find_sensitive(values, policy).tolist() == [True, False, False, False, False]


def test_contributions_that_exceed_their_figure_are_refused() -> None:
    with pytest.raises(ContributionsDifferError, match="120"):
        is_dominated([70.0, 50.0], 100, n=1, k=80)
    with pytest.raises(ContributionsDifferError, match="contributions are of 1"):
        find_sensitive(np.array([1.0, 2.0]), Policy(), [[1.0]])


def test_the_protection_interval_is_all_that_a_small_count_could_be() -> None:
    targets = make_targets(np.array([3.0, -2.0, 40.0]), np.array([0, 1, 2]), Policy())
    assert targets.least.tolist() == [1, -4, 36]
    assert targets.most.tolist() == [4, -1, 44]
    wide = make_targets(np.array([100.0]), np.array([0]), Policy(p_percent=20))
    assert (wide.least[0], wide.most[0]) == (80, 120)


@pytest.mark.parametrize(
    "fields",
    [
        {"method": "rounding", "base": 3},
        {"method": "cell_keys", "deviation": 2},
        {"variance": 26.0},
        {"threshold": 1},
    ],
)
def test_a_policy_that_hides_too_little_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate(fields)
