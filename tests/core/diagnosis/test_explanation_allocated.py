"""Allocated parts of an explanation by hand: J, U, E, A, 1 - A, and facts that come to nothing."""

import math

import pytest

from tests.core.diagnosis.labelled_towns import EQUALS, LIVELY, ROLES, hold_all, take_stance
from tests.core.diagnosis.test_explanation_parts import find_line
from tests.core.diagnosis.towns import ALL_SURVEYS, make_atlas, make_scene, make_setting, plan, tie
from weft.core.diagnosis import read_method
from weft.core.diagnosis.configuration import read_exponents
from weft.core.diagnosis.explanation import explain_lead
from weft.core.diagnosis.signals import measure_all

METHOD = read_method()
SURVEYED = {"surveys": ALL_SURVEYS}


def split(first, second, factor, phase="both", **sections):
    """The value of a factor of the first, and its parts: what they are laid to -> the amount."""
    scene = make_scene(make_atlas(**sections), make_setting(phase=phase))
    lead = explain_lead(scene, measure_all([scene])[2][0], first, second)
    line = find_line(lead, first, factor)
    exponent = read_exponents(METHOD)[first][factor]
    assert line.amount == pytest.approx(exponent * math.log(max(0.05, line.value)))
    return line, {(each.kind, each.code): each.amount / exponent for each in line.parts}


# --- J


LED = [{"actor": "state", "seat": "chair", "voice": "vote"}, {"actor": "city", "voice": "voice"}]
STRONG = tie(
    "Strong", "consultative_body", *LED, agenda=["state"], decides=False, voluntary=True,
    initiator="state", **LIVELY,
)  # fmt: skip
EQUAL = tie(
    "Equal", "co_deciding_body", *EQUALS, agenda=["state", "city"], decides=True, voluntary=True,
    **LIVELY,
)  # fmt: skip


@pytest.mark.parametrize(("coverage", "worth", "best"), [(0.5, 0.5, "equal"), (0.1, 0.2, "strong")])
def test_a_forum_is_laid_to_the_body_that_is_worth_most_and_not_to_the_strongest(
    coverage, worth, best
):
    """Of strength 1, worth .2 (it is voluntary), against one of equals that few are covered by."""
    bodies = [STRONG, {**EQUAL, "coverage": coverage}]
    for order in (bodies, bodies[::-1]):
        line, _ = split("multilevel", "decoupled", "J", mechanisms=order, **SURVEYED)
        assert line.value == pytest.approx(worth)
        (part,) = line.parts
        assert (part.facts, part.amount) == ((best,), pytest.approx(line.amount))


def test_what_is_not_known_of_the_best_body_has_a_part_of_its_own():
    unsaid = {key: each for key, each in EQUAL.items() if key != "decides"}
    line, parts = split("multilevel", "decoupled", "J", mechanisms=[unsaid], **SURVEYED)
    # Worth .6 for sure and 1 at most: .8 in the middle, a quarter of it unsure.
    assert line.value == pytest.approx(0.8)
    assert parts == {
        ("mechanism", "co_deciding_body"): pytest.approx(math.log(0.8) * 3 / 4),
        ("unknown", "J"): pytest.approx(math.log(0.8) / 4),
    }


# --- U


def test_overlap_that_is_coordinated_is_split_by_the_signed_shapley_value():
    line, parts = split(
        "localist", "decoupled", "not_U",
        competences=[*hold_all("state", *ROLES[:3]), *hold_all("city", *ROLES[:3])],
        mechanisms=[tie("Talk", "exchange", "state", "city", **LIVELY)],
        **SURVEYED,
    )  # fmt: skip
    # O = 3/5, C = .3. Overlap alone leaves ln .4, both leave ln(1 - .6 x .7) = ln .58,
    # coordination alone 0: overlap gets the mean of ln .4 and ln .58, coordination the rest.
    assert line.value == pytest.approx(0.58)
    assert parts == {
        ("overlap", "O"): pytest.approx((math.log(0.4) + math.log(0.58)) / 2),
        ("coordination", "C"): pytest.approx((math.log(0.58) - math.log(0.4)) / 2),
    }
    # Overlap speaks against localism, that it is coordinated for it.
    assert parts["overlap", "O"] < 0 < parts["coordination", "C"]


# --- E


def test_balance_is_laid_to_what_pulls_and_nothing_to_what_runs_both_ways():
    line, parts = split(
        "multilevel", "decoupled", "E",
        mechanisms=[
            tie("Law", "mandate", "state", "city"),
            tie("Visits", "inspection", "state", "city"),
            tie("House", "shared_service", "state", "city"),
        ],
        **SURVEYED,
    )  # fmt: skip
    # D = (.6 x 1 + .4 x .8) / (.6 + .4 + .8).
    balance = 1 - (0.92 / 1.8) / 0.6
    assert line.value == pytest.approx(balance)
    assert parts == {
        ("mechanism", "mandate"): pytest.approx(math.log(balance) * 0.6 / 0.92),
        ("mechanism", "inspection"): pytest.approx(math.log(balance) * 0.32 / 0.92),
    }


# --- A and 1 - A


# The city alone delivers and monitors, shares coordination, and has a derived policy: its share is
# .1 + .05 + .15 / 2 = .225, so A = (.225 + .5) / 2.
HOLDERS = {
    "competences": [
        *hold_all("state", "regulate", "fund", "coordinate"),
        *hold_all("city", "coordinate", "deliver", "monitor"),
    ],
    "policies": [{**plan("Ours", "city"), "origin": "derived"}],
    **SURVEYED,
}


@pytest.mark.parametrize("phase", ["both", "formulation", "implementation"])
def test_autonomy_is_laid_to_the_roles_the_city_has_and_to_its_policy(phase):
    line, parts = split("localist", "decoupled", "A", phase, **HOLDERS)
    whole = math.log(0.725 / 2)
    assert line.value == pytest.approx(0.725 / 2)
    assert parts == {
        ("role", "coordinate"): pytest.approx(whole * 0.075 / 0.725),
        ("role", "deliver"): pytest.approx(whole * 0.1 / 0.725),
        ("role", "monitor"): pytest.approx(whole * 0.05 / 0.725),
        ("own_policy", ""): pytest.approx(whole * 0.5 / 0.725),
    }


@pytest.mark.parametrize("phase", ["both", "formulation", "implementation"])
def test_a_want_of_autonomy_is_laid_to_the_roles_the_city_lacks_and_to_its_policy(phase):
    line, parts = split("centralist", "localist", "not_A", phase, **HOLDERS)
    whole = math.log(1.275 / 2)
    assert line.value == pytest.approx(1.275 / 2)
    assert parts == {
        ("role", "regulate"): pytest.approx(whole * 0.4 / 1.275),
        ("role", "fund"): pytest.approx(whole * 0.3 / 1.275),
        ("role", "coordinate"): pytest.approx(whole * 0.075 / 1.275),
        ("own_policy", ""): pytest.approx(whole * 0.5 / 1.275),
    }


def test_a_policy_of_ones_own_is_no_want_of_autonomy():
    own = {**HOLDERS, "policies": [{**plan("Ours", "city"), "origin": "own"}]}
    _, has = split("localist", "decoupled", "A", **own)
    _, lacks = split("centralist", "localist", "not_A", **own)
    assert has["own_policy", ""] == pytest.approx(math.log(1.225 / 2) / 1.225)
    assert ("own_policy", "") not in lacks
    assert sum(lacks.values()) == pytest.approx(math.log(0.775 / 2))


# --- facts that come to nothing


def test_a_body_that_is_worth_nothing_is_what_a_forum_of_nothing_is_laid_to():
    members = [*LED[:1], {"actor": "city", "voice": "consulted"}]
    empty = {**STRONG, "members": members, "voluntary": False}
    line, parts = split("multilevel", "decoupled", "J", mechanisms=[empty], **SURVEYED)
    assert (line.value, line.floored) == (0, True)
    assert parts == {("mechanism", "consultative_body"): pytest.approx(math.log(0.05))}
    assert line.parts[0].facts == ("strong",)


def test_policies_that_are_opposed_on_every_axis_share_what_follows_in_equal_parts():
    opposed = [take_stance("Ours", "city", 2), take_stance("Theirs", "state", -2)]
    line, parts = split("centralist", "decoupled", "F", policies=opposed, **SURVEYED)
    assert (line.value, line.floored) == (0, True)
    assert len(parts) == 5
    assert list(parts.values()) == [pytest.approx(math.log(0.05) / 5)] * 5
    assert all(set(each.facts) == {"ours", "theirs"} for each in line.parts)


def test_a_body_that_never_meets_is_named_where_nothing_is_coordinated():
    still = tie("Talk", "exchange", "state", "city", meetings=0, last_active="2020-06-01")
    line, _ = split("decoupled", "centralist", "not_C", mechanisms=[still], **SURVEYED)
    assert (line.value, line.amount) == (1, 0)
    assert [(each.kind, each.facts) for each in line.parts] == [("mechanism", ("talk",))]
