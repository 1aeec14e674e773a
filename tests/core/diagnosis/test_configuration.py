"""The four scores and their exclusions, held against values worked out by hand and by sampling."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.core.diagnosis.configuration import configure
from weft.core.diagnosis.method import SIGNALS, TYPES, read_method


def arrange(**values):
    """Bounds (1, 11) from numbers or (low, high) pairs; what is not named is 0."""
    pairs = [values.get(code, 0.0) for code in SIGNALS]
    low = [each[0] if isinstance(each, tuple) else each for each in pairs]
    high = [each[1] if isinstance(each, tuple) else each for each in pairs]
    return np.array([low], dtype=float), np.array([high], dtype=float)


def score(**values):
    found = configure(*arrange(**values), read_method())
    assert np.allclose(found.low, found.point) and np.allclose(found.point, found.high)
    return dict(zip(TYPES, found.point[0], strict=True))


def test_a_pure_hierarchy_is_centralist():
    scores = score(TF=0.8, A=0.1, J=0.0, F=0.9)
    # (.8 x .9^1.5 x 1^.5 x .9^.5) ^ (1 / 3.5)
    assert scores["centralist"] == pytest.approx((0.8 * 0.9**1.5 * 0.9**0.5) ** (1 / 3.5))
    # every factor of multilevel but F is at the floor: (.05 x .05^1.5 x .05^.5 x .9^.5)
    assert scores["multilevel"] == pytest.approx((0.05**3 * 0.9**0.5) ** (1 / 3.5))


def test_towns_that_rule_themselves_are_localist():
    scores = score(TF=0.2, A=0.9, J=0.1, U=0.25, BH=0.6)
    expected = (0.9**1.5 * 0.8 * 0.75 * 0.9**1.5 * 0.6**0.5) ** (1 / 5.5)
    assert scores["localist"] == pytest.approx(expected)


def test_overlap_without_coordination_is_decoupled():
    scores = score(C=0.1, O=0.8, F=0.5, K=0.4)
    expected = (0.9**1.5 * 0.8 * (1 - 0.5 * 0.6)) ** (1 / 3.5)
    assert scores["decoupled"] == pytest.approx(expected)


def test_a_forum_on_equal_footing_is_multilevel():
    scores = score(MF=0.7, J=0.8, E=0.9, F=0.6)
    expected = (0.7 * 0.8**1.5 * 0.9**0.5 * 0.6**0.5) ** (1 / 3.5)
    assert scores["multilevel"] == pytest.approx(expected)


def test_the_floor_keeps_one_missing_factor_from_hiding_the_others():
    assert score(MF=0.0, J=1.0, E=1.0, F=1.0)["multilevel"] == pytest.approx(0.05 ** (1 / 3.5))


def test_the_point_is_at_the_middle_of_the_bounds():
    found = configure(*arrange(TF=(0.0, 1.0), A=0.0, J=0.0, F=1.0), read_method())
    assert found.point[0][0] == pytest.approx(0.5 ** (1 / 3.5))
    assert found.high[0][0] == pytest.approx(1.0)
    assert found.low[0][0] == pytest.approx(0.05 ** (1 / 3.5))


def test_knownness_is_what_the_bounds_leave_open():
    assert configure(*arrange(), read_method()).knownness[0] == 1.0
    everything = dict.fromkeys(SIGNALS, (0.0, 1.0))
    assert configure(*arrange(**everything), read_method()).knownness[0] == 0.0


def test_nothing_is_excluded_while_nothing_is_known():
    everything = dict.fromkeys(SIGNALS, (0.0, 1.0))
    assert configure(*arrange(**everything), read_method()).admissible.all()


def test_what_two_types_share_cancels():
    # F is unknown and enters centralist and multilevel alike: the comparison does not need it.
    found = configure(*arrange(TF=0.9, A=0.2, J=0.5, MF=0.6, E=0.6, F=(0.0, 1.0)), read_method())
    assert found.excluded_by[0, TYPES.index("multilevel"), TYPES.index("centralist")]
    assert found.low[0][0] < found.high[0][3]  # although the bounds of the scores overlap


def test_without_frames_convergence_moves_no_score():
    method = read_method()
    near = configure(*arrange(TF=0.5, MF=0.5, F=1.0), method, frames=False)
    far = configure(*arrange(TF=0.5, MF=0.5, F=0.0), method, frames=False)
    assert np.array_equal(near.point, far.point)


bounds = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@settings(max_examples=150, deadline=None)
@given(st.lists(bounds, min_size=11, max_size=11), st.integers(0, 2**32 - 1))
def test_the_bounds_hold_every_point_inside_and_an_excluded_type_never_wins(pairs, seed):
    low = np.array([[each[0] for each in pairs]])
    high = np.array([[each[1] for each in pairs]])
    # U and BH follow from their parts, so a point inside takes them from there.
    index = {code: position for position, code in enumerate(SIGNALS)}
    o, c, u = index["O"], index["C"], index["U"]
    low[0, u] = low[0, o] * (1 - high[0, c])
    high[0, u] = high[0, o] * (1 - low[0, c])
    method = read_method()
    found = configure(low, high, method)
    points = np.random.default_rng(seed).uniform(low, high, (200, 11))
    points[:, u] = points[:, o] * (1 - points[:, c])
    inside = configure(points, points, method)
    assert (inside.point >= found.low - 1e-9).all()
    assert (inside.point <= found.high + 1e-9).all()
    for i in range(4):
        for j in range(4):
            if found.excluded_by[0, i, j]:
                assert (inside.point[:, i] < inside.point[:, j] + 1e-9).all()


def test_the_exclusion_bound_is_exact_in_one_signal():
    # ln localist - ln centralist over A alone peaks where A is 1.
    found = configure(*arrange(TF=0.5, A=(0.2, 0.6), BH=0.5, F=0.5), read_method())
    best = (0.6**1.5 * 0.5 * 0.5**0.5) ** (1 / 5.5)
    worst = (0.5 * 0.4**1.5 * 0.5**0.5) ** (1 / 3.5)
    excluded = found.excluded_by[0, TYPES.index("localist"), TYPES.index("centralist")]
    assert bool(excluded) == (math.log(best) < math.log(worst))
