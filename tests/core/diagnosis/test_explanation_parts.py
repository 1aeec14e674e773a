"""The parts of an explanation by hand: what each factor is laid to, and in which proportion."""

import math

import pytest

from tests.core.diagnosis.labelled_towns import EQUALS, LIVELY, ROLES, hold_all, take_stance
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
from weft.core.diagnosis import read_method
from weft.core.diagnosis.configuration import read_exponents
from weft.core.diagnosis.explanation import explain_lead, name_part
from weft.core.diagnosis.signals import measure_all

METHOD = read_method()
SURVEYED = {"surveys": ALL_SURVEYS}


def find_line(lead, kind, factor):
    return next(each for each in lead.lines if (each.type, each.factor) == (kind, factor))


def compare(atlas, first, second):
    """Why one type scores higher than another."""
    scene = make_scene(atlas)
    return explain_lead(scene, measure_all([scene])[2][0], first, second)


def make_hierarchy():
    """A mandate (q .6, d 1) and an inspection (q .4, d .8), and surveyed: that is all."""
    return make_atlas(
        competences=[hold("state", role, basis=basis) for role in ("regulate", "fund", "deliver")
                     for basis in ("de_jure", "de_facto")],
        mechanisms=[
            tie("Law", "mandate", "state", "city"),
            tie("Visits", "inspection", "state", "city"),
        ],
        surveys=ALL_SURVEYS,
    )  # fmt: skip


def test_one_minus_flow_from_above_splits_into_a_mandate_and_an_inspection():
    lead = compare(make_hierarchy(), "centralist", "localist")
    line = find_line(lead, "localist", "not_TF")
    # The noisy or of .6 and .4 x .8 leaves .4 x .68.
    assert line.exact and not line.floored
    assert line.value == pytest.approx(0.4 * 0.68)
    exponent = read_exponents(METHOD)["localist"]["not_TF"]
    amounts = {part.facts: part.amount for part in line.parts}
    assert amounts == {
        ("law",): pytest.approx(-exponent * math.log(0.4)),
        ("visits",): pytest.approx(-exponent * math.log(0.68)),
    }
    flow = find_line(lead, "centralist", "TF")
    assert not flow.exact
    shares = {part.facts: part.amount / flow.amount for part in flow.parts}
    whole = math.log(0.4) + math.log(0.68)
    assert shares == {
        ("law",): pytest.approx(math.log(0.4) / whole),
        ("visits",): pytest.approx(math.log(0.68) / whole),
    }


def test_one_minus_coordination_splits_into_the_bodies_that_coordinate():
    active = {"meetings": 12, "last_active": "2020-06-01"}
    atlas = make_atlas(
        mechanisms=[
            tie("Board", "consultative_body", "state", "city", **active),
            tie("Talk", "exchange", "state", "city", **active),
            tie("Law", "mandate", "state", "city"),
        ],
        surveys=ALL_SURVEYS,
    )
    line = find_line(compare(atlas, "decoupled", "centralist"), "decoupled", "not_C")
    exponent = read_exponents(METHOD)["decoupled"]["not_C"]
    assert line.exact
    assert {part.facts: part.amount for part in line.parts} == {
        ("board",): pytest.approx(exponent * math.log(1 - 0.6)),
        ("talk",): pytest.approx(exponent * math.log(1 - 0.3)),
    }


def test_what_is_not_known_of_a_mechanism_has_a_part_of_its_own():
    atlas = make_atlas(
        mechanisms=[tie("Talk", "exchange", "state", "city")], surveys=[survey("ties")]
    )
    line = find_line(compare(atlas, "decoupled", "localist"), "decoupled", "not_C")
    # It may never meet (C is 0) or do so every month (C is .3): .15 in the middle.
    assert {part.kind: part.amount for part in line.parts} == {
        "unknown": pytest.approx(line.exponent * math.log(0.85))
    }


def test_nothing_recorded_and_surveyed_none_are_named_apart():
    unknown = find_line(compare(make_atlas(), "decoupled", "localist"), "decoupled", "not_C")
    assert [each.kind for each in unknown.parts] == ["nothing_recorded"]
    atlas = make_atlas(surveys=[survey("ties", id="asked")])
    (part,) = find_line(compare(atlas, "multilevel", "localist"), "multilevel", "J").parts
    assert (part.kind, part.facts) == ("surveyed_none", ("asked",))
    assert name_part(part) == "surveyed: none"
    assert find_line(compare(atlas, "multilevel", "localist"), "multilevel", "J").floored


def test_a_role_of_which_nothing_is_said_is_named_as_not_known():
    atlas = make_atlas(competences=[hold("city", "deliver")])
    line = find_line(compare(atlas, "localist", "centralist"), "localist", "A")
    names = [name_part(each) for each in line.parts]
    assert "deliver" in names
    assert "regulate, not known" in names
    assert "a policy of its own, not known" in names


def test_the_distance_of_policies_is_laid_to_their_axes():
    stances = {"access": 2, "purpose": 2, "approach": 2}
    atlas = make_atlas(
        policies=[
            plan("Ours", "city", **stances),
            plan("Theirs", "state", **{**stances, "access": -2}),
        ],
        surveys=ALL_SURVEYS,
    )
    line = find_line(compare(atlas, "decoupled", "localist"), "decoupled", "divergence")
    shares = {each.code: each.amount / line.amount for each in line.parts}
    # Access is 4 of 4 apart, two axes not at all, two may be anything.
    assert shares == {
        "access": pytest.approx(0.5),
        "target": pytest.approx(0.25),
        "horizon": pytest.approx(0.25),
    }


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
    assert set(parts.values()) == {pytest.approx(math.log(0.05) / 5)}
    assert all(set(each.facts) == {"ours", "theirs"} for each in line.parts)


def test_a_body_that_never_meets_is_named_where_nothing_is_coordinated():
    still = tie("Talk", "exchange", "state", "city", meetings=0, last_active="2020-06-01")
    line, _ = split("decoupled", "centralist", "not_C", mechanisms=[still], **SURVEYED)
    assert (line.value, line.amount) == (1, 0)
    assert [(each.kind, each.facts) for each in line.parts] == [("mechanism", ("talk",))]
