"""Draws against a second computation of the same worlds: the same signals, and the same winners."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.labelled_towns import TOWNS, make_town
from tests.core.diagnosis.random_towns import make_numbered, rich_towns
from tests.core.diagnosis.reference_draws import find_winner, simulate_all
from tests.core.diagnosis.towns import make_scene, make_setting
from weft.core.diagnosis import TYPES, read_method
from weft.core.diagnosis.chance import Chance
from weft.core.diagnosis.draws import draw_signals, measure_stability
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.method import SIGNALS

METHOD = read_method()
SEED, DRAWS = 5, 12


def check(scene, draws):
    chance = Chance(METHOD, SEED, draws)
    worlds = simulate_all(scene, chance)
    drawn = draw_signals(enter_scenes([scene]), METHOD, chance)
    for code in SIGNALS:
        expected = np.array([each[code] for each in worlds])
        assert np.abs(drawn[code][0] - expected).max() <= 1e-5, code


readings = st.sampled_from(["confirmed", "recorded"])
phases = st.sampled_from(["both", "formulation", "implementation"])


@settings(max_examples=150, deadline=None)
@given(rich_towns, phases, readings)
def test_every_draw_is_what_the_method_says_of_its_random_numbers(records, phase, reading):
    check(make_scene(make_numbered(records), make_setting(phase=phase), reading), DRAWS)


@pytest.mark.parametrize("name", TOWNS)
def test_every_draw_of_a_town_of_which_all_is_known_is_too(name):
    check(make_scene(make_town(name)), 300)


@pytest.mark.parametrize("name", TOWNS)
def test_stability_is_the_share_of_the_worlds_that_a_type_wins(name):
    scene = make_scene(make_town(name))
    wins = dict.fromkeys(TYPES, 0.0)
    for world in simulate_all(scene, Chance(METHOD, SEED, 200)):
        wins[find_winner(world)] += 1 / 200
    found = measure_stability(enter_scenes([scene]), METHOD, SEED, 200)[0][0]
    assert found == pytest.approx(list(wins.values()), abs=1e-9)
    assert 0.5 < wins[name] < 1
