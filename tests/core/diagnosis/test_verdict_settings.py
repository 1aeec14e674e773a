"""Which settings there are, which of them a pair of levels says nothing about, and why."""

import datetime as dt

import pytest

from tests.core.diagnosis.towns import ALL_SURVEYS, DAY, hold, make_atlas, make_setting
from weft.core.diagnosis import SettingError, diagnose, list_settings


def test_a_city_that_is_also_a_land_has_no_such_pair():
    places = [
        {"id": "land", "name": "Land", "levels": ["national"]},
        {"id": "town", "name": "Town", "levels": ["regional", "local"], "parent": "land"},
    ]
    actors = [{"id": "city", "name": "City", "kind": "government", "place": "town"}]
    atlas = make_atlas(places=places, actors=actors, competences=[hold("city")])
    (found,) = diagnose(atlas, make_setting(upper="regional"))
    assert not found.applicable and "at once" in found.reason
    (found,) = diagnose(atlas, make_setting())
    assert found.applicable


def test_a_metropolis_stands_above_its_communes_only_with_a_legal_power():
    places = [
        {"id": "land", "name": "Land", "levels": ["national"]},
        {"id": "metro", "name": "Metro", "levels": ["metropolitan"], "parent": "land"},
        {"id": "town", "name": "Town", "levels": ["local"], "parent": "metro"},
    ]
    actors = [
        {"id": "metropole", "name": "Metropole", "kind": "government", "place": "metro"},
        {"id": "city", "name": "City", "kind": "government", "place": "town"},
    ]
    for basis, applicable in (("de_facto", False), ("de_jure", True)):
        power = hold("metropole", "regulate", basis=basis)
        atlas = make_atlas(places=places, actors=actors, competences=[power])
        (found,) = diagnose(atlas, make_setting(upper="metropolitan"))
        assert found.applicable is applicable


def test_a_place_wider_than_the_pair_has_no_such_setting():
    atlas = make_atlas(competences=[hold("city"), hold("region"), hold("state")])
    found = list_settings(atlas, pair=("regional", "local"))
    assert {each.place for each in found} == {"town"}


def test_a_pair_upside_down_is_refused():
    (found,) = diagnose(make_atlas(), make_setting(upper="local", lower="national"))
    assert found.reason == "local is not above national"


def test_a_survey_alone_makes_a_setting():
    (found,) = list_settings(make_atlas(surveys=[ALL_SURVEYS[0]]))
    assert (found.place, found.area) == ("town", "housing")


def test_a_level_that_is_not_there_is_named():
    atlas = make_atlas(places=[{"id": "town", "name": "Town", "levels": ["local"]}], actors=[])
    (found,) = diagnose(atlas, make_setting())
    assert found.reason == (
        "no national level is recorded above Town; name the place it is part of (parent)"
    )


def test_no_place_of_that_name_and_no_draws_are_refused():
    with pytest.raises(SettingError, match="there is no place 'rome'"):
        diagnose(make_atlas(), make_setting(place="rome"))
    with pytest.raises(ValueError, match="0 draws are no draws"):
        diagnose(make_atlas(), make_setting(), draws=0)


# --- which settings there are


def test_settings_are_the_areas_with_facts_of_the_place_on_its_newest_date():
    atlas = make_atlas(competences=[hold("city"), hold("state", area="health")])
    (found,) = list_settings(atlas)
    assert (found.place, found.area, found.on) == ("town", "housing", dt.date(2020, 5, 31))
    assert (found.upper, found.lower) == ("national", "local")


def test_a_law_for_every_commune_gives_each_commune_a_setting():
    law = hold("x", place_kind="commune", place="land")
    del law["holder"]
    assert {each.place for each in list_settings(make_atlas(competences=[law]))} == {"town", "port"}


def test_a_setting_can_be_asked_for_although_nothing_is_recorded():
    found = list_settings(make_atlas(), place="town", area="health", on=DAY)
    assert [each.area for each in found] == ["health"]


def test_an_unknown_place_is_an_error_that_names_the_places():
    with pytest.raises(SettingError, match="there is no place 'rome'; places are land, port"):
        list_settings(make_atlas(), place="rome")


def test_undated_sources_need_a_day():
    atlas = make_atlas(
        sources=[{"id": "doc-a", "title": "Undated", "grade": "A"}], competences=[hold("city")]
    )
    with pytest.raises(SettingError, match="no source about 'town' has a date"):
        list_settings(atlas)
    assert list_settings(atlas, fallback=DAY)[0].on == DAY
