"""The four elements of good coordination and the challenges are judged from the facts alone."""

from typing import Any

import pytest

from tests.core.diagnosis.towns import cite, hold, make_atlas, make_scene, plan, survey, tie
from weft.core.diagnosis.gaps import Challenge, Readiness, find_gaps

EVERYBODY = survey("ties", "policies", levels=[])


def judge(element: str, **sections: Any) -> Readiness:
    report = find_gaps(make_scene(make_atlas(**sections)))
    return next(each for each in report.readiness if each.code == element)


def find_challenges(**sections: Any) -> dict[str, Challenge]:
    report = find_gaps(make_scene(make_atlas(**sections)))
    return {each.code: each for each in report.challenges}


def means(**figures: float) -> list[dict[str, Any]]:
    row = {"actor": "city", "area": "housing", "year": 2019, "currency": "EUR", "sources": cite()}
    return [{**row, **figures}]


def test_with_nothing_recorded_no_element_is_known_and_no_challenge_shows():
    report = find_gaps(make_scene(make_atlas()))
    assert [(each.code, each.answer) for each in report.readiness] == [
        ("commitment", "unknown"),
        ("resources", "unknown"),
        ("service_quality", "unknown"),
        ("own_interest", "unknown"),
    ]
    assert report.challenges == ()


@pytest.mark.parametrize(
    ("issuers", "closed", "answer", "reason"),
    [
        (["state", "city"], False, "met", "commitment_met"),
        (["city"], True, "partly", "commitment_partly"),
        (["city"], False, "unknown", "commitment_one_known"),
        ([], True, "unmet", "commitment_unmet"),
        (["region"], False, "unknown", "commitment_unknown"),
    ],
)
def test_commitment_is_a_policy_of_both_levels(issuers, closed, answer, reason):
    plans = [plan(f"Plan of {each}", each) for each in issuers]
    found = judge("commitment", policies=plans, surveys=[EVERYBODY] if closed else [])
    assert (found.answer, found.reason) == (answer, reason)
    assert bool(found.facts) == (answer != "unknown" or reason == "commitment_one_known")


ENOUGH = {"staff": 9, "task_staff": 9, "money": 9, "task_cost": 9}


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (ENOUGH, "resources_met"),
        ({**ENOUGH, "money": 7}, "resources_partly"),
        ({**ENOUGH, "money": 1, "staff": 1}, "resources_unmet"),
        ({"money": 1, "task_cost": 9}, "resources_short"),
        ({"money": 9, "task_cost": 9}, "resources_unknown"),
        ({}, "resources_unknown"),
    ],
)
def test_resources_are_staff_and_money_that_suffice(figures, reason):
    assert judge("resources", resources=means(**figures)).reason == reason


def test_a_shared_service_is_where_departments_meet_over_quality():
    house = tie("House", "shared_service", "city", "aid")
    assert judge("service_quality", mechanisms=[house]).answer == "met"
    weak = {**house, "sources": cite("D")}
    assert judge("service_quality", mechanisms=[weak]).answer == "unknown"
    pact = tie("Pact", "negotiated_contract", "state", "city", phase="implementation")
    assert judge("service_quality", mechanisms=[pact]).answer == "partly"
    planning = {**pact, "phase": "formulation"}
    assert judge("service_quality", mechanisms=[planning]).answer == "unknown"
    assert judge("service_quality", surveys=[EVERYBODY]).answer == "unmet"


@pytest.mark.parametrize(
    ("more", "closed", "answer"),
    [
        ({"voluntary": True}, False, "met"),
        ({"formality": "informal"}, False, "partly"),
        ({}, False, "unknown"),
        ({"voluntary": False}, False, "unknown"),
        ({"voluntary": False}, True, "unmet"),
        ({}, True, "unknown"),
    ],
)
def test_own_interest_is_coming_freely(more, closed, answer):
    house = tie("House", "shared_service", "state", "city", **more)
    surveys = [EVERYBODY] if closed else []
    assert judge("own_interest", mechanisms=[house], surveys=surveys).answer == answer


# --- challenges


def test_a_gap_and_a_cell_show_their_challenge():
    shadow = [hold("city"), hold("city", basis="de_jure", holds=False)]
    found = find_challenges(competences=shadow, resources=means(staff=1, task_staff=9))
    assert set(found) == {"subsidiarity", "training"}
    assert found["subsidiarity"].shows_in == ("S-SHADOW",)
    assert len(found["subsidiarity"].facts) == 2
    assert found["training"].opportunities == ("capacity-building",)


def test_what_only_may_be_shows_no_challenge():
    shadow = [hold("city"), hold("city", basis="de_jure", holds=False, grade="C")]
    assert find_challenges(competences=shadow) == {}


def test_a_conflict_between_levels_is_politics():
    case = {"name": "Case", "parties": ["state", "city"], "areas": ["housing"],
            "kind": "litigation", "sources": cite()}  # fmt: skip
    found = find_challenges(disputes=[case])
    assert (found["politics"].facts, found["politics"].opportunities) == (
        ("case",),
        ("institutionalising",),
    )
    assert find_challenges(disputes=[{**case, "parties": ["city", "aid"]}]) == {}


@pytest.mark.parametrize(
    ("period", "shows"),
    [
        ({"from": "2016", "until": "2019"}, True),
        ({"until": "2019"}, True),
        ({"from": "2016"}, False),
        ({"from": "2019-03", "until": "2019-04"}, False),
        ({"from": "2016", "until": "2021"}, False),
    ],
)
def test_a_lasting_tie_of_both_levels_that_has_ended_is_politics(period, shows):
    table = tie("Table", "consultative_body", "state", "city", **period)
    assert ("politics" in find_challenges(mechanisms=[table])) == shows
