"""The parts of an explanation by hand: exact ones, and those that name what is not known."""

import math

import pytest

from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    hold,
    make_atlas,
    make_scene,
    plan,
    survey,
    tie,
)
from weft.core.diagnosis import read_method
from weft.core.diagnosis.configuration import read_exponents
from weft.core.diagnosis.explanation import explain_lead, name_part
from weft.core.diagnosis.signals import measure_all

METHOD = read_method()


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
