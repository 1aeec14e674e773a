"""The strength of a mechanism, held against values worked out by hand."""

import datetime as dt

import pytest

from tests.core.diagnosis.towns import DAY, make_atlas, tie
from weft.core.diagnosis import read_method
from weft.core.diagnosis.interval import Interval
from weft.core.diagnosis.strength import measure_recency, measure_strength


def measure(**mechanism):
    kind = mechanism.pop("kind", "exchange")
    atlas = make_atlas(mechanisms=[tie("Table", kind, "state", "city", **mechanism)])
    return measure_strength(atlas.mechanisms[0], DAY, read_method())


@pytest.mark.parametrize(
    ("meetings", "activity"),
    [(12, 1.0), (24, 1.0), (4, 0.6275), (1, 0.2702), (0, 0.0)],
)
def test_activity_grows_with_the_logarithm_of_the_meetings(meetings, activity):
    low, high = measure(meetings=meetings, last_active="2020-06-01")
    assert low == high == pytest.approx(activity, abs=1e-4)


def test_a_mechanism_not_seen_for_two_years_counts_half():
    low, high = measure(meetings=12, last_active="2018-06-02")
    assert low == high == pytest.approx(0.5, abs=1e-3)


def test_a_partial_date_gives_the_range_of_its_days():
    low, high = measure(meetings=12, last_active="2018")
    assert low == pytest.approx(0.5 ** (882 / 365.25 / 2))
    assert high == pytest.approx(0.5 ** (518 / 365.25 / 2))


def test_the_current_year_reaches_up_to_the_day_itself():
    assert measure(meetings=12, last_active="2020").high == 1.0


def test_what_is_not_known_may_be_anything():
    assert measure() == (0.0, 1.0)
    assert measure(meetings=1).high == pytest.approx(0.2702, abs=1e-4)
    assert measure(meetings=1).low == 0.0


def test_a_meeting_after_the_day_says_nothing_about_the_day():
    assert measure_recency("2021", DAY, read_method()) == Interval(0.0, 1.0)


def test_a_mandate_in_force_is_at_full_strength_without_any_meeting():
    assert measure(kind="mandate") == (1.0, 1.0)


def test_coverage_scales_the_strength():
    assert measure(kind="mandate", coverage=0.25) == (0.25, 0.25)


@pytest.mark.parametrize(
    ("period", "strength"),
    [
        ({"from": "2020-06-01"}, 1.0),
        ({"from": "2020-06-02"}, 0.0),
        ({"until": "2020-06-01"}, 0.0),
        ({"until": "2020-06-02"}, 1.0),
        ({"until": "2020"}, 0.0),
        ({"from": "2020"}, 1.0),
    ],
)
def test_periods_are_half_open(period, strength):
    assert measure(kind="mandate", **period) == (strength, strength)


def test_recency_does_not_depend_on_the_clock():
    method = read_method()
    assert measure_recency("2018", dt.date(2018, 1, 1), method) == Interval(1.0, 1.0)
