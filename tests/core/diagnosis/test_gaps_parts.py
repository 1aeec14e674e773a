"""Each of the seven gaps is computed from the facts it names, and says what is wanting."""

from typing import Any

import pytest

from tests.core.diagnosis.towns import (
    ACTORS,
    PLACES,
    cite,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    plan,
    survey,
    tie,
)
from weft.core.diagnosis.gaps import Figures, Gap, Measures, Part, Population, find_gaps
from weft.core.diagnosis.ledger import AXES


def find(code: str, figures: Figures | None = None, area: str = "housing", **sections: Any) -> Gap:
    scene = make_scene(make_atlas(**sections), make_setting(area=area))
    return next(each for each in find_gaps(scene, figures).gaps if each.code == code)


def part(code: str, name: str, figures: Figures | None = None, **sections: Any) -> Part:
    return next(each for each in find(code, figures, **sections).parts if each.code == name)


def bounds(found: Part | Gap) -> tuple[float, float]:
    return (found.low, found.high)


def means(actor: str = "city", **more: Any) -> dict[str, Any]:
    grade = more.pop("grade", "A")
    return {"actor": actor, "area": "housing", "year": 2019, "sources": cite(grade), **more}


def market(name: str, *places: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "housing", "places": places, "sources": cite(), **more}


AMONG_TOWNS = survey("ties", levels=["local", "local"])
EVERYBODY = survey("ties", "competences", "reports", levels=[])


# --- nothing known


def test_with_nothing_recorded_every_gap_may_be_anything_and_says_what_is_wanting():
    gaps = find_gaps(make_scene(make_atlas())).gaps
    assert [each.code for each in gaps] == [
        "G-INFO", "G-CAPA", "G-FISC", "G-POLI", "G-ADMI", "G-OBJE", "G-ACCO",
    ]  # fmt: skip
    for gap in gaps:
        assert (*bounds(gap), gap.severity) == (0, 1, "unknown")
        assert all(each.missing and not each.known for each in gap.parts)
        assert gap.facts == ()


def test_a_gap_is_the_mean_of_its_parts_with_the_unknown_ones_anywhere():
    gap = find("G-CAPA", resources=[means(staff=5, task_staff=10)])
    assert [bounds(each) for each in gap.parts] == [(0.5, 0.5), (0, 1)]
    assert (*bounds(gap), gap.severity) == (0.25, 0.75, "slight")
    assert gap.opportunities == ("capacity-building",)


# --- information


def test_an_exchange_carries_information_both_ways_and_one_with_another_town_across():
    ties = [
        tie("House", "shared_service", "state", "city"),
        tie("Towns", "shared_service", "city", "harbour"),
    ]
    assert bounds(part("G-INFO", "flows", mechanisms=ties)) == (0, 0)
    assert bounds(part("G-INFO", "asymmetry", mechanisms=ties[:1])) == (0, 0)


def test_a_reporting_duty_carries_information_up_only():
    duty = tie("Duty", "inspection", "state", "city")
    closed = [survey("ties"), AMONG_TOWNS]
    found = part("G-INFO", "flows", mechanisms=[duty], surveys=closed)
    assert bounds(found) == pytest.approx((2 / 3, 2 / 3))
    assert bounds(part("G-INFO", "asymmetry", mechanisms=[duty], surveys=closed)) == (1, 1)
    assert "duty" in found.facts


def test_without_a_survey_a_flow_that_nobody_recorded_may_exist():
    duty = tie("Duty", "inspection", "state", "city")
    found = part("G-INFO", "flows", mechanisms=[duty])
    assert bounds(found) == pytest.approx((0, 2 / 3))
    assert found.missing == ("missing_ties",)


def test_who_started_a_one_way_information_decides_which_way_it_runs():
    letter = tie("Letter", "information", "state", "city")
    closed = [survey("ties"), AMONG_TOWNS]
    unsaid = part("G-INFO", "flows", mechanisms=[letter], surveys=closed)
    assert bounds(unsaid) == pytest.approx((1 / 3, 1))
    assert "missing_starter" in unsaid.missing
    said = part("G-INFO", "flows", mechanisms=[{**letter, "initiator": "state"}], surveys=closed)
    assert bounds(said) == pytest.approx((2 / 3, 2 / 3))


def test_measures_without_local_data_are_handed_in():
    figures = Figures(measures=(Measures(place="town", area="housing", needed=8, local=2),))
    assert bounds(part("G-INFO", "data", figures)) == (0.75, 0.75)
    elsewhere = Figures(measures=(Measures(place="port", area="housing", needed=8, local=2),))
    assert part("G-INFO", "data", elsewhere).missing == ("missing_measures",)


def test_more_local_data_than_measures_is_refused():
    with pytest.raises(ValueError, match="more measures"):
        Measures(place="town", area="housing", needed=1, local=2)


def test_where_surely_nothing_flows_nothing_can_run_one_way():
    closed = [survey("ties"), AMONG_TOWNS]
    silent = find("G-INFO", surveys=closed)
    assert [each.code for each in silent.parts] == ["flows", "data"]
    assert (silent.low, silent.severity) == (0.5, "serious")
    slept = tie("Talks", "exchange", "state", "city", meetings=4, last_active="1999")
    asleep = find("G-INFO", surveys=closed, mechanisms=[slept])
    assert [each.code for each in asleep.parts] == ["flows", "data"]


def test_whether_information_runs_one_way_is_open_while_nobody_knows_that_it_runs():
    talks = tie("Talks", "exchange", "state", "city")
    found = part("G-INFO", "asymmetry", mechanisms=[talks], surveys=[survey("ties")])
    assert (*bounds(found), found.missing) == (0, 1, ("missing_activity",))
    assert part("G-INFO", "asymmetry").missing == ("missing_ties",)


def test_an_exchange_whose_members_nobody_named_may_carry_information():
    unnamed = tie("Talks", "exchange", place="town")
    closed = [survey("ties"), AMONG_TOWNS]
    assert bounds(part("G-INFO", "flows", mechanisms=[unnamed], surveys=closed)) == (0, 1)
    assert bounds(part("G-INFO", "flows", surveys=closed)) == (1, 1)


# --- departments


DEPARTMENTS = [
    *ACTORS,
    {"id": "homes", "name": "Homes", "kind": "agency", "place": "town", "parent": "city"},
    {"id": "jobs", "name": "Jobs", "kind": "agency", "place": "town", "parent": "city"},
]
SILOS = [hold("homes"), hold("jobs", area="employment")]


def jobs(**sections: Any) -> Part:
    return part("G-POLI", "ties_with_employment", actors=DEPARTMENTS, **sections)


def test_departments_that_meet_or_are_one_leave_no_policy_gap():
    table = tie("Table", "shared_service", "homes", "jobs", areas=["employment"])
    assert bounds(jobs(competences=SILOS, mechanisms=[table])) == (0, 0)
    one = [hold("desk"), hold("desk", area="employment")]
    assert bounds(jobs(competences=one)) == (0, 0)
    both = tie("House", "shared_service", "homes", "jobs", areas=["housing", "employment"])
    assert bounds(jobs(mechanisms=[both])) == (0, 0)


def test_that_one_government_acts_in_two_areas_does_not_say_that_its_departments_talk():
    whole = [hold("city"), hold("city", area="employment")]
    assert bounds(jobs(competences=whole)) == (0, 1)


def test_departments_surveyed_and_not_tied_are_a_policy_gap():
    closed = [
        survey("ties", "competences", levels=["local", "local"], areas=["housing", "employment"])
    ]
    assert bounds(jobs(competences=SILOS, surveys=closed)) == (1, 1)
    assert jobs(competences=SILOS).missing == ("missing_competences", "missing_ties")
    assert "missing_departments" in jobs(competences=SILOS[:1], surveys=closed).missing


# --- boundaries


def test_a_market_across_towns_without_a_tie_is_an_administrative_gap():
    zones = [market("Basin", "town", "port", population=100)]
    open_ = find("G-ADMI", zones=zones)
    assert (*bounds(open_), open_.parts[0].missing) == (0, 1, ("missing_ties",))
    found = find("G-ADMI", zones=zones, surveys=[AMONG_TOWNS])
    assert (*bounds(found), found.severity) == (1, 1, "serious")
    tied = [tie("League", "shared_service", "city", "harbour")]
    assert bounds(find("G-ADMI", zones=zones, mechanisms=tied)) == (0, 0)


def test_a_market_inside_one_town_crosses_nothing_and_no_market_is_not_known():
    assert bounds(find("G-ADMI", zones=[market("Old town", "town")])) == (0, 0)
    other = [market("Far", "port")]
    assert find("G-ADMI", zones=other).parts[0].missing == ("missing_housing_zone",)


def test_two_markets_are_weighted_by_the_people_in_them():
    zones = [market("Basin", "town", "port"), market("Old town", "town", population=300)]
    unknown = find("G-ADMI", zones=zones, surveys=[AMONG_TOWNS])
    assert bounds(unknown) == (0, 1)
    assert "missing_population" in unknown.parts[0].missing
    people = (Population(place="town", people=60), Population(place="port", people=40))
    known = find("G-ADMI", Figures(populations=people), zones=zones, surveys=[AMONG_TOWNS])
    assert bounds(known) == (0.25, 0.25)


def test_inhabitants_recorded_in_the_atlas_serve_as_well():
    places = [{**each, "population": 150} for each in PLACES]
    zones = [market("Basin", "town", "port"), market("Old town", "town", population=300)]
    found = find("G-ADMI", places=places, zones=zones, surveys=[AMONG_TOWNS])
    assert bounds(found) == (0.5, 0.5)


THREE = {
    "places": [*PLACES, {"id": "hill", "name": "Hill", "levels": ["local"], "parent": "shire"}],
    "actors": [*ACTORS, {"id": "hamlet", "name": "Hill", "kind": "government", "place": "hill"}],
    "zones": [market("Basin", "town", "port", "hill")],
    "surveys": [AMONG_TOWNS],
}
LEAGUE = tie("League", "shared_service", "city", "harbour")


def test_a_tie_of_two_towns_leaves_out_the_third():
    assert bounds(find("G-ADMI", **THREE)) == (1, 1)
    left = find("G-ADMI", mechanisms=[LEAGUE], **THREE)
    assert bounds(left) == pytest.approx((1 / 3, 1 / 3))
    assert "league" in left.facts
    unsurveyed = find("G-ADMI", mechanisms=[LEAGUE], **{**THREE, "surveys": []})
    assert bounds(unsurveyed) == pytest.approx((0, 1 / 3))
    assert unsurveyed.parts[0].missing == ("missing_ties",)
    whole = tie("All", "shared_service", "city", "harbour", "hamlet")
    assert bounds(find("G-ADMI", mechanisms=[whole], **THREE)) == (0, 0)


def test_towns_left_out_are_weighed_by_their_people_where_all_are_known():
    people = [Population(place=each, people=n) for each, n in (("town", 60), ("port", 30))]
    some = Figures(populations=tuple(people))
    assert find("G-ADMI", some, mechanisms=[LEAGUE], **THREE).low == pytest.approx(1 / 3)
    known = Figures(populations=(*people, Population(place="hill", people=10)))
    assert find("G-ADMI", known, mechanisms=[LEAGUE], **THREE).low == pytest.approx(0.1)


def test_a_tie_that_may_sleep_may_join_the_towns():
    table = tie("Table", "exchange", "city", "harbour")
    found = find("G-ADMI", mechanisms=[table], **THREE)
    assert bounds(found) == pytest.approx((1 / 3, 1))
    assert found.parts[0].missing == ("missing_activity",)


def test_a_market_that_nobody_confirmed_leaves_the_gap_open():
    zones = [{**market("Basin", "town", "port"), "sources": cite("D")}]
    found = find("G-ADMI", zones=zones, surveys=[AMONG_TOWNS]).parts[0]
    assert (*bounds(found), found.missing) == (0, 1, ("missing_confirmation",))


# --- goals


def stance(value: float) -> dict[str, float]:
    return dict.fromkeys(AXES, value)


def test_policies_on_opposite_sides_contradict():
    found = find("G-OBJE", policies=[plan("One", "state", **stance(-2)),
                                     plan("Other", "city", **stance(2))])  # fmt: skip
    assert (*bounds(found), found.severity) == (1, 1, "serious")
    assert found.opportunities == ("cross-departmental-cooperation", "observatories")
    assert set(found.facts) == {"one", "other"}


def test_policies_for_the_same_leave_no_objective_gap():
    found = find("G-OBJE", policies=[plan("One", "state", **stance(1)),
                                     plan("Other", "city", **stance(1))])  # fmt: skip
    assert (*bounds(found), found.severity) == (0, 0, "none")


def test_one_contradiction_is_enough_though_other_axes_are_not_known():
    policies = [plan("One", "state", access=-2), plan("Other", "city", access=1)]
    assert bounds(part("G-OBJE", "contradiction", policies=policies)) == (1, 1)
    assert bounds(part("G-OBJE", "frames", policies=policies)) == (0, 1)


# --- what is doubtful, asked or only partly said leaves a gap open


def test_asked_and_not_known_is_not_nobody():
    held = [hold("city"), hold("unknown", role="fund", place="town")]
    found = part("G-FISC", "unfunded", competences=held, surveys=[EVERYBODY])
    assert bounds(found) == (0, 1)


def test_nobody_in_practice_does_not_say_that_nobody_is_responsible_by_law():
    nobody = [hold("nobody", role="fund", place="town")]
    assert part("G-ACCO", "owners", competences=nobody).low == 0
    law = [*nobody, hold("nobody", role="fund", place="town", basis="de_jure")]
    assert part("G-ACCO", "owners", competences=law).low == 0.25


def test_where_nothing_is_delivered_nothing_lacks_a_funder():
    closed = [EVERYBODY]
    assert bounds(part("G-FISC", "unfunded", surveys=closed)) == (0, 0)
    nobody = [hold("nobody", role="fund", place="town")]
    found = part("G-FISC", "unfunded", competences=nobody)
    assert (*bounds(found), found.missing) == (0, 1, ("missing_deliverer",))


def test_doubtful_monitors_leave_self_monitoring_open():
    weak = hold("aid", role="monitor", grade="D")
    held = [hold("city"), hold("city", role="monitor"), weak]
    found = part("G-ACCO", "self_monitoring", competences=held, surveys=[EVERYBODY])
    assert bounds(found) == (0, 1)


def test_a_monitor_that_is_recorded_as_not_delivering_watches_somebody_else():
    held = [hold("city"), hold("state", role="monitor")]
    assert part("G-ACCO", "self_monitoring", competences=held).high == 1
    held.append(hold("state", holds=False))
    assert part("G-ACCO", "self_monitoring", competences=held).high == 0


@pytest.mark.parametrize(("up", "down"), [(1, 0.25), (0.25, 1)])
def test_the_asymmetry_of_weak_and_strong_flows_is_their_difference(up: float, down: float):
    ties = [
        tie("Duty", "inspection", "state", "city", coverage=up),
        tie("Letter", "information", "state", "city", initiator="state", coverage=down),
    ]
    found = part("G-INFO", "asymmetry", mechanisms=ties, surveys=[survey("ties")])
    assert bounds(found) == (0.75, 0.75)


def test_opposite_sides_that_lie_near_do_not_contradict():
    policies = [plan("One", "state", **stance(-1)), plan("Other", "city", **stance(1))]
    assert bounds(part("G-OBJE", "contradiction", policies=policies)) == (0, 0)


def test_several_policies_of_a_level_may_contradict():
    policies = [
        plan("One", "state", **stance(-1)),
        plan("Two", "state", **stance(-2)),
        plan("Other", "city", **stance(1.5)),
    ]
    assert bounds(part("G-OBJE", "contradiction", policies=policies)) == (0, 1)


def test_figures_of_offices_that_nobody_confirmed_are_not_added_up():
    rows = [means("desk", staff=5, task_staff=10, grade="D")]
    found = part("G-CAPA", "staff", resources=rows, surveys=[survey("resources")])
    assert (*bounds(found), found.missing) == (0, 1, ("missing_confirmation",))


def test_offices_are_added_up():
    rows = [means("homes", staff=1, task_staff=5), means("jobs", staff=2, task_staff=5)]
    found = part("G-CAPA", "staff", actors=DEPARTMENTS, resources=rows,
                 surveys=[survey("resources")])  # fmt: skip
    assert bounds(found) == pytest.approx((0.7, 0.7))


def test_neither_a_doubtful_office_nor_a_body_of_one_department_joins_two():
    weak = [hold("desk"), hold("desk", area="employment", grade="D")]
    assert bounds(jobs(competences=weak)) == (0, 1)
    alone = tie("House", "shared_service", "homes", "aid", areas=["housing", "employment"])
    assert bounds(jobs(mechanisms=[alone])) == (0, 1)
