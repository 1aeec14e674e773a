"""From scores to an answer, and to saying that there is none."""

import datetime as dt

import pytest

from tests.core.diagnosis.towns import ALL_SURVEYS, cite, hold, make_atlas, make_setting, tie
from weft.core.diagnosis import diagnose, read_method
from weft.core.diagnosis.verdict import Verdict, judge, keep_confirmed

ALL = ("centralist", "localist", "decoupled", "multilevel")


def decide(points, admissible=ALL, knownness=0.8, width=0.1, wins=(0.9, 0.05, 0.03, 0.02)):
    scores = {
        name: (point - width, point, min(1.0, point + width))
        for name, point in zip(ALL, points, strict=True)
    }
    wins = dict(zip(ALL, wins, strict=True))
    return judge(scores, admissible, wins, knownness, read_method().verdict)


def test_too_little_known_abstains_whatever_the_scores():
    assert decide((0.9, 0.1, 0.1, 0.1), ("centralist",), knownness=0.49).kind == "abstain"
    assert decide((0.9, 0.1, 0.1, 0.1), ("centralist",), knownness=0.50).kind == "label"


def test_four_low_scores_fit_none():
    assert decide((0.3, 0.2, 0.1, 0.1)).kind == "fits_none"
    assert decide((0.45, 0.2, 0.1, 0.1)).kind == "admissible"  # it may reach .55


def test_two_close_scores_without_a_third_are_a_hybrid():
    found = decide((0.60, 0.1, 0.1, 0.55), ("centralist", "multilevel"), wins=(0.5, 0.1, 0, 0.4))
    assert (found.kind, found.types) == ("hybrid", ("centralist", "multilevel"))
    assert decide((0.60, 0.1, 0.1, 0.55)).kind == "admissible"


def test_two_close_scores_that_the_draws_do_not_bear_out_are_no_hybrid():
    both = ("centralist", "multilevel")
    found = decide((0.60, 0.1, 0.1, 0.55), both, wins=(0.35, 0.3, 0.05, 0.3))
    assert found.kind == "abstain"
    assert decide((0.60, 0.1, 0.1, 0.55), both, wins=(0.55, 0.4, 0.0, 0.05)).kind == "admissible"


def test_a_label_that_too_few_draws_bear_out_is_not_given():
    clear = (0.6, 0.2, 0.2, 0.2)
    assert decide(clear, ("centralist",), wins=(0.69, 0.31, 0, 0)).kind == "admissible"
    assert decide(clear, ("centralist",), wins=(0.49, 0.31, 0.1, 0.1)).reason == "evidence_weak"


def test_a_label_needs_score_margin_and_no_rival():
    assert decide((0.6, 0.2, 0.2, 0.2), ("centralist",)).types == ("centralist",)
    assert decide((0.6, 0.2, 0.2, 0.2), ("centralist", "localist")).kind == "admissible"
    assert decide((0.45, 0.2, 0.2, 0.2), ("centralist",)).kind == "admissible"
    assert decide((0.6, 0.2, 0.2, 0.55), ("centralist",)).kind == "hybrid"  # too close to tell


def commanded(grade="A"):
    """A town that carries out what the State decides: everything surveyed."""
    facts = [hold("state", role, grade=grade) for role in ("regulate", "fund", "coordinate")]
    facts += [hold("state", role, grade=grade, basis="de_jure") for role in ("regulate", "fund")]
    facts.append(hold("city", "deliver", grade=grade))
    ties = [
        tie("Law", "mandate", "state", "city", grade=grade),
        tie("Inspection", "inspection", "state", "city", grade=grade),
    ]
    surveys = [{**each, "sources": cite(grade)} for each in ALL_SURVEYS]
    return make_atlas(competences=facts, mechanisms=ties, surveys=surveys)


def test_a_hierarchy_is_called_one():
    (found,) = diagnose(commanded(), make_setting())
    assert found.read("confirmed").verdict.kind == "label"
    assert found.read("confirmed").verdict.types == ("centralist",)
    assert found.to_confirm == ()


def test_ten_information_exchanges_do_not_turn_a_hierarchy():
    atlas = commanded()
    talk = [
        tie(f"Meeting {n}", "exchange", "state", "city", meetings=12, last_active="2020-06-01")
        for n in range(10)
    ]
    more = make_atlas(
        competences=[
            each.model_dump(mode="json", exclude_defaults=True) for each in atlas.competences
        ],
        mechanisms=[
            *(each.model_dump(mode="json", exclude_defaults=True) for each in atlas.mechanisms),
            *talk,
        ],
        surveys=ALL_SURVEYS,
    )
    (found,) = diagnose(more, make_setting())
    assert found.read("confirmed").verdict.types == ("centralist",)


def test_weak_sources_wait_for_somebody_to_confirm_them():
    (found,) = diagnose(commanded("C"), make_setting())
    assert found.read("confirmed").verdict.kind == "abstain"
    assert found.read("recorded").verdict.types == ("centralist",)
    assert set(found.to_confirm) == set(found.facts) and found.facts


def test_a_setting_without_facts_abstains():
    (found,) = diagnose(make_atlas(), make_setting())
    for reading in found.readings:
        assert reading.verdict.kind == "abstain"
        assert reading.knownness == 0.0
        assert reading.verdict.types == ALL


def test_surveyed_as_none_does_not_abstain_for_lack_of_knowledge():
    (found,) = diagnose(make_atlas(surveys=ALL_SURVEYS), make_setting())
    assert found.read("confirmed").knownness == pytest.approx(1 - 1 / 11)  # F alone is open
    assert found.read("confirmed").verdict.kind != "abstain"


def test_on_a_day_before_all_that_is_known_nothing_is_certain():
    long_ago = make_setting(on=dt.date(1900, 1, 1))
    (found,) = diagnose(commanded(), long_ago)
    for reading in found.readings:
        assert reading.verdict.kind == "abstain"
        assert reading.knownness < 0.2


def test_one_fact_with_a_first_day_by_then_is_enough_to_read_the_records():
    atlas = commanded()
    dated = [
        {**each.model_dump(mode="json", exclude_defaults=True), "from": "1899"}
        for each in atlas.mechanisms
    ]
    old = make_atlas(
        competences=[
            each.model_dump(mode="json", exclude_defaults=True) for each in atlas.competences
        ],
        mechanisms=dated,
        surveys=ALL_SURVEYS,
    )
    (found,) = diagnose(old, make_setting(on=dt.date(1900, 1, 1)))
    assert found.read("confirmed").verdict.types == ("centralist",)


def test_a_label_on_what_is_confirmed_stands_if_what_is_recorded_holds_too():
    label = decide((0.6, 0.2, 0.2, 0.2), ("centralist",))
    hybrid = decide((0.60, 0.1, 0.1, 0.55), ("centralist", "multilevel"), wins=(0.5, 0.1, 0, 0.4))
    assert keep_confirmed(label, label) == label
    kept = keep_confirmed(label, hybrid)
    assert (kept.kind, kept.reason) == ("admissible", "not_if_recorded")
    assert keep_confirmed(hybrid, label) == hybrid


@pytest.mark.parametrize(
    ("kind", "settled"),
    [
        ("label", True),
        ("hybrid", True),
        ("admissible", False),
        ("fits_none", False),
        ("abstain", False),
    ],
)
def test_only_a_label_or_a_hybrid_settles_a_setting(kind, settled):
    verdict = Verdict(kind=kind, types=(), reason="clear", margin=0.5, stability=1)
    assert verdict.settled is settled
