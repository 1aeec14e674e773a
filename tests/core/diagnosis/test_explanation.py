"""Explanations: their parts sum, their exact parts are right, and their sentences can be said."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.test_draws import build, towns
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
from weft.core.diagnosis import TYPES, diagnose, read_method
from weft.core.diagnosis.configuration import configure, read_exponents, stack_signals
from weft.core.diagnosis.explanation import explain, explain_lead, name_part, say_explanation
from weft.core.diagnosis.signals import measure_all

METHOD = read_method()
readings = st.sampled_from(["confirmed", "recorded"])
phases = st.sampled_from(["both", "formulation", "implementation"])


def explain_one(atlas, reading="confirmed", **setting):
    return explain(atlas, [make_setting(**setting)], METHOD, reading)[0]


def score(atlas, reading, **setting):
    """ln of the point score of each type, as the diagnosis has it."""
    _, bounds, _ = measure_all([make_scene(atlas, make_setting(**setting), reading)])
    found = configure(*stack_signals(bounds), METHOD)
    return dict(zip(TYPES, map(math.log, found.point[0].tolist()), strict=True)), found


def find_line(lead, kind, factor):
    return next(each for each in lead.lines if (each.type, each.factor) == (kind, factor))


def compare(atlas, first, second):
    """Why one type scores higher than another."""
    scene = make_scene(atlas)
    return explain_lead(scene, measure_all([scene])[2][0], first, second)


@settings(max_examples=120, deadline=None)
@given(towns, readings, phases)
def test_parts_sum_to_their_factor_and_factors_to_the_difference_of_the_scores(
    records, reading, phase
):
    atlas = build(records)
    found = explain_one(atlas, reading, phase=phase)
    scores, _ = score(atlas, reading, phase=phase)
    for lead in (found.lead, *found.ruled_out):
        for line in lead.lines:
            assert sum(each.amount for each in line.parts) == pytest.approx(line.amount, abs=1e-9)
        difference = scores[lead.first] - scores[lead.second]
        assert lead.difference == pytest.approx(difference, abs=1e-9)
        assert sum(each.amount for each in lead.lines) == pytest.approx(difference, abs=1e-9)
        beside = sum(each.amount - each.neutral for each in lead.lines)
        assert sum(lead.add_up().values()) == pytest.approx(beside, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(towns, readings)
def test_the_first_two_are_the_best_and_all_that_is_excluded_is_ruled_out(records, reading):
    atlas = build(records)
    found = explain_one(atlas, reading)
    scores, configuration = score(atlas, reading)
    best = sorted(scores.values(), reverse=True)
    assert scores[found.lead.first] == pytest.approx(best[0])
    assert scores[found.lead.second] == pytest.approx(best[1])
    excluded = {
        kind
        for kind, admissible in zip(TYPES, configuration.admissible[0], strict=True)
        if not admissible
    }
    assert {each.second for each in found.ruled_out} == excluded
    assert all(each.difference > 0 for each in found.ruled_out)


@settings(max_examples=60, deadline=None)
@given(towns, readings, st.sampled_from(["en", "fr", "ar"]))
def test_every_explanation_can_be_said_in_each_language(records, reading, language):
    atlas = build(records)
    found = explain_one(atlas, reading)
    (diagnosis,) = diagnose(atlas, make_setting(), draws=20)
    said = say_explanation(atlas, found, diagnosis.read(reading), language)
    assert said.endswith(".")
    assert "{" not in said
    parts = (
        part for lead in (found.lead, *found.ruled_out) for x in lead.lines for part in x.parts
    )
    assert all(name_part(each, language) for each in parts)


@settings(max_examples=60, deadline=None)
@given(towns, readings)
def test_every_fact_of_a_part_is_one_of_the_atlas(records, reading):
    atlas = build(records)
    for line in explain_one(atlas, reading).lead.lines:
        for part in line.parts:
            assert set(part.facts) <= set(atlas.facts)


# --- by hand


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


# --- sentences


def test_a_hierarchy_is_explained_by_what_comes_from_above():
    atlas = make_hierarchy()
    found = explain_one(atlas)
    (diagnosis,) = diagnose(atlas, make_setting(), draws=200)
    reading = diagnosis.read("confirmed")
    assert (found.lead.first, found.method) == ("centralist", METHOD.version)
    said = say_explanation(atlas, found, reading)
    assert "legal" not in said  # the facts are named, not their kinds
    assert "the lower level holds little of the task itself" in said
    # That they hardly coordinate speaks for decoupled, the second.
    assert "Against it: they hardly coordinate what they do" in said


def test_facts_behind_several_reasons_are_named_once():
    atlas = make_atlas(surveys=[survey("ties", name="The survey")])
    (diagnosis,) = diagnose(atlas, make_setting(), draws=20)
    said = say_explanation(atlas, explain_one(atlas), diagnosis.read("confirmed"))
    assert said.startswith("Not multilevel: ")
    assert said.split(" Not known:")[0].count("The survey") == 1


def test_no_setting_has_no_explanation():
    assert explain(make_atlas(), []) == ()
