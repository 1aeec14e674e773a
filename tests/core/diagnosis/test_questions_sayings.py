"""The question most worth asking, said: in each language, of whom and of what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.random_towns import make_numbered, rich_towns
from tests.core.diagnosis.test_questions import CASES, KNOWN, PLANS, ask, without
from tests.core.diagnosis.towns import make_atlas, make_scene, make_setting
from weft.core.diagnosis.questions import say_question


def test_it_names_the_fact_or_the_role_that_is_asked_of():
    strength = ask(make_scene(make_atlas(**CASES["strength"][0])))
    assert (strength.code, strength.facts) == ("strength", ("board",))
    holds = ask(make_scene(make_atlas(**CASES["holds"][0])))
    assert (holds.code, holds.level, holds.role, holds.basis) == (
        "holds",
        "local",
        "fund",
        "de_facto",
    )


@settings(max_examples=60, deadline=None)
@given(rich_towns, st.sampled_from(["en", "fr", "ar"]))
def test_every_question_can_be_said_in_each_language(records, language):
    atlas = make_numbered(records)
    found = ask(make_scene(atlas))
    if found is not None:
        said = say_question(atlas, make_setting(), found, language)
        assert said.endswith(("?", "؟"))
        assert "{" not in said


def test_a_question_names_the_mechanism():
    atlas = make_atlas(**CASES["strength"][0])
    said = say_question(atlas, make_setting(), ask(make_scene(atlas)))
    assert said == "Most worth finding out: how often does Board meet, and when did it last?"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("origin", "is Ours the level's own policy, or derived from a higher level?"),
        ("parties", "between whom is this dispute: Quarrel?"),
    ],
)
def test_a_question_names_the_policy_or_the_dispute(case, said):
    atlas = make_atlas(**CASES[case][0])
    found = ask(make_scene(atlas))
    assert (found.code, found.facts) == (case, ({"origin": "ours", "parties": "quarrel"}[case],))
    assert say_question(atlas, make_setting(), found) == f"Most worth finding out: {said}"


def test_nobody_is_asked_where_the_policy_of_the_upper_level_comes_from():
    theirs = [PLANS[0], without(PLANS[1], "origin")]
    assert ask(make_scene(make_atlas(**{**KNOWN, "policies": theirs}))) is None
