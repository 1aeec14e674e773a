"""Many settings: diagnosed one after the other as they are asked for, and alike in any batch."""

import datetime as dt
from itertools import islice

import pytest

from tests.core.diagnosis.labelled_towns import make_town
from tests.core.diagnosis.towns import DAY, make_setting
from weft.core.diagnosis import SettingError, diagnose, iterate_diagnoses
from weft.core.diagnosis.diagnosis import AT_ONCE

PAIRS = [("national", "local"), ("regional", "local"), ("local", "national")]


def list_many(count):
    """Settings of several days, phases and pairs, one pair of which says nothing."""
    return [
        make_setting(
            on=DAY - dt.timedelta(days=number),
            phase=("both", "formulation", "implementation")[number // 3 % 3],
            upper=PAIRS[number % 3][0],
            lower=PAIRS[number % 3][1],
        )
        for number in range(count)
    ]


def test_over_the_borders_of_batches_each_setting_is_diagnosed_as_if_alone():
    atlas, asked = make_town("centralist"), list_many(2 * AT_ONCE + 3)
    found = diagnose(atlas, asked, draws=5)
    assert found == tuple(iterate_diagnoses(atlas, asked, draws=5))
    assert [each.setting for each in found] == asked
    assert {each.applicable for each in found} == {True, False}
    for at in (0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE, 2 * AT_ONCE + 2):
        assert (found[at],) == diagnose(atlas, asked[at], draws=5)


def test_no_more_settings_are_asked_for_than_one_batch_at_a_time():
    taken = []

    def ask():
        for each in list_many(3 * AT_ONCE):
            taken.append(each)
            yield each

    found = iterate_diagnoses(make_town("decoupled"), ask(), draws=2)
    assert taken == []
    next(found)
    assert len(taken) == AT_ONCE
    assert len(list(islice(found, AT_ONCE - 1))) == AT_ONCE - 1
    assert len(taken) == AT_ONCE
    next(found)
    assert len(taken) == 2 * AT_ONCE


def test_a_place_that_is_not_there_is_refused_when_its_batch_is_reached():
    asked = [*list_many(AT_ONCE), make_setting(place="rome")]
    found = iterate_diagnoses(make_town("decoupled"), asked, draws=2)
    assert len(list(islice(found, AT_ONCE))) == AT_ONCE
    with pytest.raises(SettingError, match="there is no place 'rome'"):
        next(found)


def test_no_settings_have_no_diagnoses():
    assert diagnose(make_town("decoupled"), []) == ()
