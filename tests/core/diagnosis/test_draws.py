"""Draws: that they stay within what the bounds say, and are as likely as the grades say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.test_properties import competences, mechanisms
from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    plan,
    survey,
    tie,
)
from weft.core.diagnosis import diagnose, read_method
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.chance import Chance, draw_weights
from weft.core.diagnosis.draws import draw_signals
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.method import SIGNALS

SURE = read_method().model_copy(
    update={"draws": read_method().draws.model_copy(update={"spread": 0.0})}
)
stances = st.fixed_dictionaries(
    {}, optional={axis: st.sampled_from([-2, 0, 1.5]) for axis in ("access", "purpose", "target")}
)
plans = st.builds(
    lambda issuer, stance, origin: {**plan(f"{issuer} {origin}", issuer, **stance), **origin},
    st.sampled_from(["state", "city", "desk"]),
    stances,
    st.sampled_from([{}, {"origin": "own"}, {"origin": "derived"}]),
)
disputes = st.builds(
    lambda kind, parties: {"kind": kind, "parties": parties, "areas": ["housing"], "place": "town"},
    st.sampled_from(["litigation", "refusal", "bypass"]),
    st.sampled_from([[], ["state", "city"], ["state", "aid"]]),
)


towns = st.fixed_dictionaries(
    {
        "competences": st.lists(competences, max_size=8),
        "mechanisms": st.lists(mechanisms, max_size=5),
        "policies": st.lists(plans, max_size=4),
        "disputes": st.lists(disputes, max_size=3),
        "surveys": st.lists(
            st.sampled_from([*ALL_SURVEYS, survey("ties"), survey("competences", "policies")]),
            max_size=3,
        ),
    }
)


def build(records):
    numbered = {
        section: [{**each, "id": f"{section}-{at}"} for at, each in enumerate(found)]
        for section, found in records.items()
    }
    for at, each in enumerate(numbered["disputes"]):
        each["name"] = f"Dispute {at}"
    return make_atlas(**numbered)


def enter(atlas, **setting):
    return enter_scenes([make_scene(atlas, make_setting(**setting))])


@settings(max_examples=150, deadline=None)
@given(towns, st.sampled_from(["both", "formulation", "implementation"]))
def test_with_sure_facts_and_fixed_weights_every_draw_lies_within_the_bounds(records, phase):
    ledger = enter(build(records), phase=phase)
    for table in (ledger.ties, ledger.claims, ledger.plans, ledger.conflicts):
        table["p"][table["certain"]] = 1.0  # in bounds a good source is not wrong
    bounds = bound_signals(ledger, SURE)
    drawn = draw_signals(ledger, SURE, Chance(SURE, 1, 64))
    assert set(drawn) == set(SIGNALS)
    for code in SIGNALS:
        low, high = bounds[code][0]
        assert drawn[code].shape == (1, 64)
        assert drawn[code].min() >= low - 1e-5, code
        assert drawn[code].max() <= high + 1e-5, code


def test_draws_reach_the_ends_of_what_is_not_known():
    drawn = draw_signals(enter(make_atlas()), SURE, Chance(SURE, 1, 4000))
    for code in set(SIGNALS) - {"A", "O", "U", "BH"}:  # those are means and products of others
        assert drawn[code].min() < 0.01 and drawn[code].max() > 0.99, code
        assert drawn[code].mean() == pytest.approx(0.5, abs=0.03), code
    assert np.unique(drawn["O"]) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])


def test_a_fact_is_true_as_often_as_its_grade_says():
    law = [tie("Law", "mandate", "state", "city", grade="C")]
    ledger = enter(make_atlas(mechanisms=law, surveys=[survey("ties")]))
    flow = draw_signals(ledger, SURE, Chance(SURE, 1, 8000))["TF"]
    assert (flow > 0).mean() == pytest.approx(0.60, abs=0.02)


def test_facts_on_one_document_stand_or_fall_together():
    ties = [
        tie("Law", "mandate", "state", "city", grade="C"),
        tie("Office", "shared_service", "state", "city", grade="C"),
    ]
    ledger = enter(make_atlas(mechanisms=ties, surveys=[survey("ties")]))
    drawn = draw_signals(ledger, SURE, Chance(SURE, 1, 2000))
    assert ((drawn["TF"] > 0) == (drawn["MF"] > 0)).all()
    ties[1]["sources"] = [{"source": "doc-d", "grade": "C"}]
    ledger = enter(make_atlas(mechanisms=ties, surveys=[survey("ties")]))
    drawn = draw_signals(ledger, SURE, Chance(SURE, 1, 2000))
    both = ((drawn["TF"] > 0) == (drawn["MF"] > 0)).mean()
    assert both == pytest.approx(0.6**2 + 0.4**2, abs=0.05)


def test_a_disputed_fact_is_true_half_the_time():
    held = hold("city", "regulate", basis="de_jure")
    held["positions"] = [{"actor": "state", "stand": "disputes"}]
    ledger = enter(make_atlas(competences=[held], surveys=[survey("competences", "policies")]))
    drawn = draw_signals(ledger, SURE, Chance(SURE, 1, 8000))["A"]
    assert (drawn > 0).mean() == pytest.approx(0.5, abs=0.02)


def test_weights_that_sum_to_one_still_do_and_none_leaves_its_range():
    weights = draw_weights(read_method(), 1, 500)
    for each in (weights.roles, weights.axes, weights.forum):
        assert each.sum(axis=0) == pytest.approx(1, abs=1e-5)
    for each in (weights.q, weights.d, weights.disputes):
        assert each.min() >= 0 and each.max() <= 1
    assert weights.q.std(axis=1).min() > 0.01


def test_a_fact_of_grade_b_is_likelier_if_what_is_recorded_holds():
    law = [tie("Law", "mandate", "state", "city", grade="B")]
    (found,) = diagnose(make_atlas(mechanisms=law, surveys=ALL_SURVEYS), make_setting())
    confirmed, recorded = found.readings
    assert found.to_confirm == ()
    assert confirmed.signals == recorded.signals
    assert confirmed.scores[0].wins < recorded.scores[0].wins
