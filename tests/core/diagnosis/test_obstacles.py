"""Why a pair of levels says nothing about a place, said in each language."""

import pytest

from tests.core.diagnosis.towns import PLACES, hold, make_atlas, make_setting
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.obstacles import say_obstacle
from weft.core.diagnosis.sentences import say_body, say_inapplicable

TWICE = {"id": "twice", "name": "Twice", "levels": ["regional", "local"], "parent": "land"}
METRO = {"id": "metro", "name": "Metro", "levels": ["metropolitan"], "parent": "shire"}
QUARTER = {"id": "inner", "name": "Inner", "levels": ["local"], "parent": "metro"}
CASES = [
    (
        {"upper": "local", "lower": "national"}, "not_above",
        "local is not above national",
        "le niveau local n'est pas au-dessus du niveau national",
    ),
    (
        {"place": "twice", "upper": "regional"}, "at_once",
        "Twice is regional and local at once",
        "Twice est à la fois de niveau régional et de niveau local",
    ),
    (
        {"upper": "supranational"}, "no_level_above",
        "no supranational level is recorded above Town; name the place it is part of (parent)",
        "aucun niveau supranational n'est consigné au-dessus de Town ; nommez le lieu dont il fait "
        "partie (parent)",
    ),
    (
        {"lower": "neighbourhood"}, "no_level",
        "no neighbourhood level is recorded for Town",
        "aucun niveau du quartier n'est consigné pour Town",
    ),
    (
        {"place": "inner", "upper": "metropolitan"}, "no_power",
        "a metropolis stands above its communes only where a legal power is recorded",
        "une métropole n'est au-dessus de ses communes que là où un pouvoir légal est consigné",
    ),
]  # fmt: skip


def find(**setting):
    atlas = make_atlas(places=[*PLACES, TWICE, METRO, QUARTER], competences=[hold("city")])
    (found,) = diagnose(atlas, make_setting(**setting))
    return atlas, found


@pytest.mark.parametrize(("setting", "code", "english", "french"), CASES)
def test_each_reason_has_a_code_and_is_said_in_each_language(setting, code, english, french):
    atlas, found = find(**setting)
    assert not found.applicable
    assert (found.obstacle.code, found.reason) == (code, english)
    assert found.reason == english
    assert say_body(atlas, found) == f"Not applicable: {english}."
    said = say_inapplicable(atlas, found.setting, found.obstacle, "fr")
    assert said == f"Sans objet : {french}."
    arabic = say_obstacle(atlas, found.setting, found.obstacle, "ar")
    assert arabic != english and "{" not in arabic


def test_where_a_pair_fits_nothing_is_in_its_way():
    _, found = find()
    assert found.applicable and found.obstacle is None and found.reason == ""
