"""Draws by hand: how often each thing happens in a town where only one thing is uncertain."""

import math

import numpy as np
import pytest

from tests.core.diagnosis.labelled_towns import take_stance
from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    cite,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    plan,
    survey,
    tie,
)
from weft.core.diagnosis import read_method
from weft.core.diagnosis.chance import Chance, draw_weights
from weft.core.diagnosis.draws import draw_signals
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.ledger import AXES, DISPUTES, KINDS, ROLES

METHOD = read_method()
SURE = METHOD.model_copy(update={"draws": METHOD.draws.model_copy(update={"spread": 0.0})})
MANY = 8000


def draw(code, phase="both", **sections):
    """A signal in many draws of unshaken weights, (MANY,); sources of grade A are never wrong."""
    scene = make_scene(make_atlas(**sections), make_setting(phase=phase))
    ledger = enter_scenes([scene])
    for table in (ledger.ties, ledger.claims, ledger.plans, ledger.conflicts):
        table["p"][table["p"] > 0.94] = 1.0
    return draw_signals(ledger, SURE, Chance(SURE, 1, MANY))[code][0]


def shares(values):
    """Each value, rounded -> the share of the draws that have it."""
    found, counts = np.unique(values.astype(float).round(4), return_counts=True)
    return dict(zip(found.tolist(), (counts / len(values)).tolist(), strict=True))


def about(expected):
    return {value: pytest.approx(share, abs=0.02) for value, share in expected.items()}


# --- weights


def test_intensity_direction_and_disputes_are_shaken_by_a_factor_of_spread_point_three():
    weights = draw_weights(METHOD, 1, 20_000)
    kinds = [METHOD.mechanisms[each] for each in KINDS]
    for name, shaken, values in (
        ("q", weights.q, [each.q for each in kinds]),
        ("d", weights.d, [abs(each.d) for each in kinds]),
        ("disputes", weights.disputes, [METHOD.disputes[each] for each in DISPUTES]),
    ):
        for row, value in zip(shaken, values, strict=True):
            if value == 0:
                assert (row == 0).all(), name
                continue
            logs = np.log(row / value)
            assert np.median(logs) == pytest.approx(0, abs=0.01), name
            # What would pass 1 is 1; below the middle nothing is cut off.
            assert row.max() <= 1
            assert math.sqrt((logs[logs < 0] ** 2).mean()) == pytest.approx(0.3, abs=0.01), name
            assert (row == 1).mean() == pytest.approx(
                0.5 * math.erfc(-math.log(value) / 0.3 / math.sqrt(2)), abs=0.02
            ), name


def test_each_weight_is_shaken_by_itself():
    weights = draw_weights(METHOD, 1, 20_000)
    varied = np.concatenate((weights.q, weights.d[np.ptp(weights.d, axis=1) > 0]))
    apart = np.corrcoef(varied) - np.eye(len(varied))
    assert np.abs(apart).max() < 0.04


def test_roles_axes_and_the_forum_keep_their_proportions_on_the_whole():
    weights = draw_weights(METHOD, 1, 20_000)
    forum = [METHOD.forum.decides, METHOD.forum.parity, 0.2, 0.2]
    for shaken, values in (
        (weights.roles, [METHOD.roles[each] for each in ROLES]),
        (weights.axes, [1 / len(AXES)] * len(AXES)),
        (weights.forum, forum),
    ):
        ratio = np.log(shaken / shaken[-1]) - np.log(np.array(values) / values[-1])[:, None]
        assert ratio.mean(axis=1) == pytest.approx(0, abs=0.01)
        assert ratio[:-1].std(axis=1) == pytest.approx(0.3 * math.sqrt(2), abs=0.02)


# --- policies


ROLES_CLOSED = [survey("ties", "disputes", "competences")]


def test_a_policy_of_ones_own_that_nobody_surveyed_is_none_derived_or_own_alike():
    found = draw("A", "formulation", surveys=ROLES_CLOSED)
    assert shares(found) == about({0.0: 1 / 3, 0.25: 1 / 3, 0.5: 1 / 3})


def test_where_one_is_derived_another_may_be_own_half_the_time():
    derived = [{**plan("Ours", "city"), "origin": "derived"}]
    found = draw("A", "formulation", policies=derived, surveys=ROLES_CLOSED)
    assert shares(found) == about({0.25: 1 / 2, 0.5: 1 / 2})
    found = draw("A", "formulation", policies=derived, surveys=ALL_SURVEYS)
    assert shares(found) == {0.25: 1.0}


def test_a_policy_of_unknown_origin_is_own_half_the_time():
    found = draw("A", "formulation", policies=[plan("Ours", "city")], surveys=ALL_SURVEYS)
    assert shares(found) == about({0.25: 1 / 2, 0.5: 1 / 2})


def test_a_policy_that_is_false_is_not_known_and_not_absent():
    ours = [{**plan("Ours", "city"), "origin": "own", "sources": cite("C")}]
    found = draw("A", "formulation", policies=ours, surveys=ALL_SURVEYS)
    assert shares(found) == about({0.0: 0.4 / 3, 0.25: 0.4 / 3, 0.5: 0.6 + 0.4 / 3})


def test_where_a_policy_is_false_convergence_is_anything():
    ours = {**take_stance("Ours", "city", 1), "sources": cite("D")}
    plans = [ours, take_stance("Theirs", "state", 1)]
    found = draw("F", policies=plans, surveys=ALL_SURVEYS)
    assert (found == 1).mean() == pytest.approx(0.4, abs=0.02)
    rest = found[found < 1]
    assert rest.mean() == pytest.approx(0.5, abs=0.02)
    assert rest.std() == pytest.approx(1 / math.sqrt(12), abs=0.02)


def test_between_the_ends_of_a_hull_every_distance_is_as_likely():
    ours = [
        take_stance("Ours", "city", 0),
        {**plan("More", "city", access=2), "origin": "own"},
    ]
    plans = [*ours, take_stance("Theirs", "state", 0)]
    found = draw("F", policies=plans, surveys=ALL_SURVEYS)
    # Access is from 0 to 2 of 4 apart, one axis of five; the others not at all.
    assert found.min() == pytest.approx(0.9, abs=0.001)
    assert found.max() == pytest.approx(1.0, abs=0.001)
    assert found.std() == pytest.approx(0.1 / math.sqrt(12), abs=0.002)


# --- roles


def test_of_a_role_nobody_spoke_of_one_coin_serves_both_phases():
    found = {phase: draw("O", phase) for phase in ("both", "formulation", "implementation")}
    assert found["both"].mean() == pytest.approx(1 / 4, abs=0.01)  # two coins: 7 / 16
    assert (found["both"] == found["formulation"]).all()
    assert (found["both"] == found["implementation"]).all()


def test_law_and_practice_have_coins_of_their_own():
    """In formulation A goes by the law and O by practice."""
    autonomy, overlap = (draw(code, "formulation") for code in ("A", "O"))
    assert abs(np.corrcoef(autonomy, overlap)[0, 1]) < 0.03


REGULATE = {"role": "regulate", "basis": "de_jure"}
OWNED = [{**plan("Ours", "city"), "origin": "derived"}]


def draw_lone_role(*claims, surveys):
    """Whether the city regulates, in many draws, where no other role is held."""
    others = [
        hold(holder, role, basis="de_jure", holds=False)
        for holder in ("state", "city")
        for role in ROLES
        if (holder, role) != ("city", "regulate")
    ]
    found = draw(
        "A", "formulation", competences=[*others, *claims], policies=OWNED, surveys=surveys
    )
    return (found > 0.5).mean()


OPEN = [survey("ties", "disputes", "policies")]


def test_where_two_documents_contradict_each_other_a_coin_decides():
    yes = {**hold("city", **REGULATE), "id": "yes"}
    no = {**hold("city", **REGULATE, holds=False), "id": "no"}
    for surveys in (OPEN, ALL_SURVEYS):
        assert draw_lone_role(yes, surveys=surveys) == 1
        assert draw_lone_role(no, surveys=surveys) == 0
        found = draw_lone_role(yes, no, surveys=surveys)
        assert found == pytest.approx(0.5, abs=0.02)


def test_a_false_claim_leaves_a_coin_unless_a_survey_says_that_there_is_no_other():
    weak = hold("city", **REGULATE, grade="C")
    assert draw_lone_role(weak, surveys=OPEN) == pytest.approx(0.6 + 0.4 / 2, abs=0.02)
    assert draw_lone_role(weak, surveys=ALL_SURVEYS) == pytest.approx(0.6, abs=0.02)
    denied = hold("city", **REGULATE, grade="C", holds=False)
    assert draw_lone_role(denied, surveys=OPEN) == pytest.approx(0.4 / 2, abs=0.02)


# --- ties and disputes


def test_a_law_whose_addressees_are_not_named_binds_the_town_half_the_time():
    law = [tie("Law", "mandate", place="town")]
    found = draw("TF", mechanisms=law, surveys=ALL_SURVEYS)
    assert shares(found) == about({0.0: 1 / 2, 0.6: 1 / 2})


def test_a_contract_that_nobody_is_said_to_have_started_runs_either_way():
    deal = [tie("Deal", "negotiated_contract", "state", "city", steering=False)]
    down, up = (draw(code, mechanisms=deal, surveys=ALL_SURVEYS) for code in ("TF", "BH"))
    assert shares(down) == about({0.0: 1 / 2, 0.14: 1 / 2})
    assert ((down > 0) != (up > 0)).all()


def test_a_signal_that_no_survey_closed_lies_between_what_is_there_and_one():
    found = draw("TF", mechanisms=[tie("Law", "mandate", "state", "city")])
    assert found.min() == pytest.approx(0.6, abs=0.001)
    assert found.mean() == pytest.approx(0.8, abs=0.005)
    assert found.max() == pytest.approx(1.0, abs=0.001)


def quarrel(name, kind, *parties):
    return {
        "name": name, "kind": kind, "parties": list(parties), "areas": ["housing"],
        "place": "town", "sources": cite(),
    }  # fmt: skip


def test_a_quarrel_between_nobody_knows_whom_counts_half_the_time():
    for kind, weight in (("refusal", 0.8), ("bypass", 0.5)):
        found = draw("K", disputes=[quarrel("Q", kind)], surveys=ALL_SURVEYS)
        assert shares(found) == about({0.0: 1 / 2, weight: 1 / 2})


def test_two_quarrels_of_different_kinds_have_coins_of_their_own():
    two = [quarrel("Q", "refusal"), quarrel("R", "bypass")]
    found = draw("K", disputes=two, surveys=ALL_SURVEYS)
    assert shares(found) == about({0.0: 1 / 4, 0.5: 1 / 4, 0.8: 1 / 4, 0.9: 1 / 4})
