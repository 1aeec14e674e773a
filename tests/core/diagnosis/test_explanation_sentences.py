"""The sentences of an explanation: what is told for a type favours it, what is told against not."""

import math

import pytest
from hypothesis import given, settings

from tests.core.diagnosis.labelled_towns import TOWNS, make_town
from tests.core.diagnosis.random_towns import make_numbered, rich_towns
from tests.core.diagnosis.test_explanation import explain_one
from tests.core.diagnosis.test_explanation_parts import make_hierarchy
from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    cite,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    plan,
    survey,
)
from weft.core.diagnosis import diagnose, read_method
from weft.core.diagnosis.configuration import read_exponents
from weft.core.diagnosis.explanation import explain, explain_lead, say_explanation
from weft.core.diagnosis.ledger import AXES
from weft.core.diagnosis.method import SIGNALS
from weft.core.diagnosis.signals import measure_all
from weft.core.terms.phrases import say

METHOD = read_method()
# What is said of a signal -> its code and state; the longest first, as one begins another.
SAID = sorted(
    ((say(f"why_{code}_{state}", "en"), (code, state)) for code in SIGNALS
     for state in ("high", "low")),
    key=lambda each: -len(each[0]),
)  # fmt: skip


def tell(atlas):
    """The explanation, the reading, and its sentences, each without the full stop."""
    (diagnosis,) = diagnose(atlas, make_setting(), draws=50)
    found, reading = explain_one(atlas), diagnosis.read("confirmed")
    return found, reading, say_explanation(atlas, found, reading).removesuffix(".").split(". ")


def list_reasons(sentence):
    reasons = set()
    for said, reason in SAID:
        if said in sentence:
            reasons.add(reason)
            sentence = sentence.replace(said, "")
    return reasons


def measure_lead(values, first, second):
    """ln score of the one minus that of the other, at some values of the signals."""

    def score(kind):
        total = 0.0
        for factor, exponent in read_exponents(METHOD)[kind].items():
            if factor == "divergence":
                value = 1 - values["F"] * (1 - values["K"])
            elif factor.startswith("not_"):
                value = 1 - values[factor.removeprefix("not_")]
            else:
                value = values[factor]
            total += exponent * math.log(max(0.05, value))
        return total

    return score(first) - score(second)


def favours(reading, code, first, second):
    """What a signal gives the first over the second: more than it would from the middle."""
    values = {each.code: (each.low + each.high) / 2 for each in reading.signals}
    middling = {**values, code: 0.5}
    return measure_lead(values, first, second) - measure_lead(middling, first, second)


# By hand: for each type what is told for it, and what against it, each with its opponent.
TOLD = {
    "centralist": (
        "localist",
        {("A", "low"), ("TF", "high"), ("BH", "low")},
        {("U", "low"), ("J", "low")},
    ),
    "localist": ("decoupled", {("O", "low")}, {("C", "low")}),
    "decoupled": (
        "localist",
        {("U", "high"), ("C", "low")},
        {("J", "low"), ("TF", "low"), ("A", "high")},
    ),
    "multilevel": (
        "localist",
        {("J", "high")},
        {("TF", "low"), ("U", "low"), ("A", "high")},
    ),
}


@pytest.mark.parametrize("first", TOWNS)
def test_each_type_is_told_by_what_favours_it_and_against_it_by_what_does_not(first):
    found, reading, (ahead, against) = tell(make_town(first))
    second, for_it, against_it = TOLD[first]
    assert (reading.verdict.kind, reading.verdict.types) == ("label", (first,))
    assert (found.lead.first, found.lead.second) == (first, second)
    assert ahead.startswith(f"{first.capitalize()} is ahead of {second}: ")
    assert against.startswith("Against it: ")
    assert (list_reasons(ahead), list_reasons(against)) == (for_it, against_it)
    assert all(favours(reading, code, first, second) > 0 for code, _ in for_it)
    assert all(favours(reading, code, first, second) < 0 for code, _ in against_it)


@settings(max_examples=50, deadline=None)
@given(rich_towns)
def test_in_any_town_every_reason_told_is_on_the_side_on_which_it_is_told(records):
    found, reading, sentences = tell(make_numbered(records))
    leads = {each.second: each for each in found.ruled_out}
    values = {each.code: (each.low + each.high) / 2 for each in reading.signals}
    for sentence in sentences:
        if sentence.startswith("Not known"):
            continue
        side, lead = (-1 if sentence.startswith("Against it: ") else 1), found.lead
        if sentence.startswith("Not "):
            lead = leads[sentence.removeprefix("Not ").split(":")[0]]
        for code, state in list_reasons(sentence):
            assert side * favours(reading, code, lead.first, lead.second) > 0, sentence
            assert (state == "high") == (values[code] >= 0.5), sentence


def test_a_hierarchy_is_explained_by_what_comes_from_above():
    atlas = make_hierarchy()
    found = explain_one(atlas)
    (diagnosis,) = diagnose(atlas, make_setting(), draws=50)
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


def test_a_conflict_that_makes_levels_decoupled_counts_for_it_and_is_named():
    atlas = make_town("decoupled")
    records = {
        section: [each.model_dump(mode="json", exclude_defaults=True) for each in found]
        for section in ("competences", "mechanisms", "policies", "surveys")
        if (found := getattr(atlas, section))
    }
    for each in records["policies"]:
        each["stance"] = dict.fromkeys(AXES, 2)  # they agree on everything, and go to court
    suit = {
        "name": "Lawsuit over shelter", "kind": "litigation", "parties": ["state", "city"],
        "areas": ["housing"], "place": "town", "sources": cite(),
    }  # fmt: skip
    told = make_atlas(**records, disputes=[{**suit, "id": "suit"}])
    (diagnosis,) = diagnose(told, make_setting(), draws=100)
    (found,) = explain(told, [make_setting()])
    assert found.lead.first == "decoupled"
    (calm,) = explain(make_atlas(**records), [make_setting()])
    assert found.lead.add_up()["K"] > calm.lead.add_up()["K"]
    (line,) = (each for each in found.lead.lines if each.factor == "divergence")
    assert [each.facts for each in line.parts if each.kind == "conflict"] == [("suit",)]
    assert diagnosis.read("confirmed").verdict.types == ("decoupled",)


def test_a_role_that_nobody_holds_leaves_its_weight_to_the_others():
    atlas = make_atlas(
        competences=[
            hold("city", "regulate", basis="de_jure"), hold("city", "regulate"),
            hold("state", "fund", basis="de_jure"), hold("state", "fund"),
        ],
        policies=[{**plan("Own plan", "city"), "origin": "own"}],
        surveys=ALL_SURVEYS,
    )  # fmt: skip
    scene = make_scene(atlas)
    lead = explain_lead(scene, measure_all([scene])[2][0], "localist", "centralist")
    line = next(each for each in lead.lines if each.factor == "A")
    regulate = next(each for each in line.parts if each.code == "regulate")
    share = 0.4 / 0.7
    assert regulate.amount / line.amount == pytest.approx(share / (share + 1))
