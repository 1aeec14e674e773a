"""Explanations of any town: parts sum to factors, factors to the lead, and all can be said."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.test_draws import build, towns
from tests.core.diagnosis.towns import (
    make_atlas,
    make_scene,
    make_setting,
)
from weft.core.diagnosis import TYPES, diagnose, read_method
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.explanation import explain, name_part, say_explanation
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
        beside = sum(each.amount - one for each in lead.lines for one in each.neutral.values())
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


def test_no_setting_has_no_explanation():
    assert explain(make_atlas(), []) == ()
