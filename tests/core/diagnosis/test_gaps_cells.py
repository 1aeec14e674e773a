"""What stands out role by role is found where the facts say so, and only perhaps where they may."""

from typing import Any

import pytest

from tests.core.diagnosis.towns import (
    cite,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    survey,
    tie,
)
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.gaps import Cell, find_gaps
from weft.core.diagnosis.highlights import Day, list_shadows

EVERYBODY = survey("competences", levels=[])
PAIR = survey("ties", "competences")


def find(
    code: str, role: str | None = None, reading: ReadingName = "confirmed", **sections: Any
) -> Cell | None:
    cells = find_gaps(make_scene(make_atlas(**sections), reading=reading)).cells
    found = [each for each in cells if each.code == code and role in (None, each.role)]
    assert len(found) <= 1
    return found[0] if found else None


def sure(code: str, **sections: Any) -> bool | None:
    """Whether it stands out surely, perhaps (False), or not at all (None)."""
    found = find(code, **sections)
    return None if found is None else found.low == 1


def no_law(holder: str, **more: Any) -> dict[str, Any]:
    return hold(holder, basis="de_jure", holds=False, **more)


def deny(holder: str, role: str, **more: Any) -> dict[str, Any]:
    return hold(holder, role=role, holds=False, **more)


# --- orphan


def test_a_role_that_a_survey_of_everybody_found_nobody_in_is_an_orphan():
    found = find("S-ORPHAN", "deliver", surveys=[EVERYBODY])
    assert (found.low, found.high, found.severity) == (1, 1, "serious")
    assert found.opportunities == ("networks-as-brokers", "international-platforms")
    assert found.levels == ("national", "local")


def test_a_survey_of_two_levels_leaves_open_that_others_act():
    assert find("S-ORPHAN", "deliver", surveys=[PAIR]).low == 0
    helped = {"surveys": [PAIR], "competences": [hold("aid")]}
    assert find("S-ORPHAN", "deliver", **helped) is None


def test_silence_is_no_orphan():
    assert find("S-ORPHAN", "deliver") is None


# --- overlap


BOTH = [hold("state"), hold("city")]


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({"competences": BOTH}, False),
        ({"competences": BOTH, "surveys": [survey("ties")]}, True),
        ({"competences": BOTH, "mechanisms": [tie("House", "shared_service", "state", "city")]},
         None),
        ({"competences": [hold("state"), hold("city", grade="D")], "surveys": [survey("ties")]},
         None),
        ({"competences": [hold("state"), hold("aid")], "surveys": [survey("ties")]}, None),
    ],
)  # fmt: skip
def test_two_levels_that_surely_act_without_a_coordinating_tie_overlap(sections, expected):
    assert sure("S-OVERLAP", **sections) is expected


def test_levels_that_act_in_different_phases_do_not_overlap():
    apart = [hold("state", phase="formulation"), hold("city", phase="implementation")]
    assert sure("S-OVERLAP", competences=apart, surveys=[survey("ties")]) is None


def test_a_grant_does_not_coordinate():
    grant = tie("Grant", "block_grant", "state", "city")
    found = find("S-OVERLAP", competences=BOTH, mechanisms=[grant], surveys=[survey("ties")])
    assert found.low == 1


# --- unfunded


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], None),
        ([deny("city", "fund")], False),
        ([deny("city", "fund"), hold("state", role="fund")], None),
        ([hold("nobody", role="fund", place="town")], True),
    ],
)
def test_who_delivers_and_is_recorded_as_without_funds_is_unfunded(more, expected):
    assert sure("S-UNFUNDED", competences=[hold("city"), *more]) is expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [({"money": 0}, True), ({"money": 5, "task_cost": 9}, True),
     ({"money": 9, "task_cost": 9}, None), ({"money": 5}, None)],
)  # fmt: skip
def test_money_that_falls_short_is_unfunded_whoever_else_pays(figures, expected):
    row = {"actor": "city", "area": "housing", "year": 2019, "currency": "EUR", **figures}
    row["sources"] = hold("city")["sources"]
    held = [hold("city"), hold("state", role="fund")]
    assert sure("S-UNFUNDED", competences=held, resources=[row]) is expected


def money(actor: str = "city", **more: Any) -> dict[str, Any]:
    row = {"actor": actor, "area": "housing", "year": 2019, "currency": "EUR", "money": 0}
    return {**row, "sources": cite(more.pop("grade", "A")), **more}


def test_a_task_that_is_paid_for_is_neither_unfunded_nor_an_orphan_in_funding():
    paid = {"competences": [hold("city")], "surveys": [EVERYBODY]}
    assert sure("S-UNFUNDED", **paid) is True
    assert find("S-ORPHAN", "fund", **paid).low == 1
    paid["resources"] = [money(money=100, task_cost=100)]
    assert sure("S-UNFUNDED", **paid) is None
    assert find("S-ORPHAN", "fund", **paid) is None


def test_money_of_a_larger_territory_may_pay_here():
    paid = {"competences": [hold("city")], "surveys": [EVERYBODY]}
    paid["resources"] = [money("state", money=100)]
    assert sure("S-UNFUNDED", **paid) is None
    assert find("S-ORPHAN", "fund", **paid).low == 0


def test_earmarked_and_free_money_are_added_up():
    rows = [money(id="a", money=100, task_cost=100, earmarked=True), money(id="b", earmarked=False)]
    assert sure("S-UNFUNDED", competences=[hold("city")], resources=rows) is None
    none = [money(id="a", earmarked=True), money(id="b", earmarked=False)]
    assert sure("S-UNFUNDED", competences=[hold("city")], resources=none) is True


@pytest.mark.parametrize(("year", "expected"), [(1990, None), (2017, None), (2018, True)])
def test_money_of_long_ago_says_nothing_of_today(year, expected):
    rows = [money(year=year)]
    assert sure("S-UNFUNDED", competences=[hold("city")], resources=rows) is expected


def test_whether_one_who_may_not_deliver_lacks_money_is_open():
    weak = hold("city", grade="D")
    assert sure("S-UNFUNDED", competences=[weak], resources=[money()]) is False
    assert sure("S-UNFUNDED", competences=[hold("city")], resources=[money(grade="D")]) is False


def test_no_money_for_a_task_that_costs_nothing_is_enough():
    free = [money(task_cost=0)]
    assert sure("S-UNFUNDED", competences=[hold("city")], resources=free) is None


# --- shadow


def test_a_role_in_practice_and_not_by_law_is_a_shadow():
    found = find("S-SHADOW", competences=[hold("desk"), no_law("city")])
    assert (found.low, found.levels, len(found.facts)) == (1, ("local",), 2)


@pytest.mark.parametrize(
    ("competences", "expected"),
    [
        ([hold("city")], None),
        ([hold("city"), no_law("desk")], None),
        ([hold("city"), no_law("harbour")], None),
        ([hold("desk"), no_law("desk")], True),
        ([hold("desk"), no_law("desk"), hold("city", basis="de_jure")], False),
        ([hold("aid"), no_law("aid")], None),
        ([hold("city"), no_law("city", grade="C")], False),
        ([hold("city"), no_law("city"), hold("desk", basis="de_jure")], False),
        ([hold("city", phase="formulation"), no_law("city", phase="implementation")], None),
        ([hold("city"), hold(None, basis="de_jure", holds=False, place_kind="commune",
                             place="land")], True),
    ],
)  # fmt: skip
def test_a_shadow_takes_a_sure_no_of_who_acts_or_of_the_whole_level(competences, expected):
    assert sure("S-SHADOW", competences=competences) is expected


@pytest.mark.parametrize(
    "competences",
    [
        [hold("desk"), no_law("desk")],
        [hold("desk"), no_law("city")],
        [hold("city"), no_law("desk")],
        [hold("aid"), no_law("aid")],
        [hold("city"), hold(None, basis="de_jure", holds=False, place_kind="commune",
                            place="land")],
        [hold("prefect"), no_law("state")],
    ],
)  # fmt: skip
def test_a_page_and_a_gap_call_the_same_a_shadow(competences):
    atlas = make_atlas(competences=competences)
    shown = {each.facts for each in list_shadows(atlas, Day(diagnose(atlas, [make_setting()])))}
    cells = find_gaps(make_scene(atlas, reading="recorded")).cells
    assert shown == {each.facts for each in cells if each.code == "S-SHADOW"}


# --- distant


ABOVE = [hold("state", role="regulate", basis="de_jure")]
COORDINATION = survey("coordinating_ties", found="nobody")


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({"competences": ABOVE}, None),
        ({"competences": ABOVE, "surveys": [COORDINATION]}, True),
        ({"competences": [*ABOVE, deny("city", "regulate", basis="de_jure")]}, False),
        ({"competences": [*ABOVE, hold("city", role="regulate")], "surveys": [COORDINATION]}, None),
        ({"competences": ABOVE, "mechanisms": [
            tie("Watched", "shared_service", "state", {"actor": "city", "seat": "observer"})]},
         False),
        ({"competences": [*ABOVE, deny("city", "regulate")], "mechanisms": [
            tie("House", "shared_service", "state", "city")]}, None),
        ({"competences": ABOVE, "surveys": [survey("competences", levels=["local"])]}, False),
        ({"surveys": [COORDINATION]}, None),
        ({"competences": [hold("state", role="regulate", basis="de_jure", grade="D")],
          "surveys": [COORDINATION]}, False),
    ],
)  # fmt: skip
def test_what_is_decided_above_without_a_voice_below_is_distant(sections, expected):
    assert sure("S-DISTANT", **sections) is expected


# --- contested


def test_yes_and_no_on_one_level_is_contested():
    found = find("S-CONTESTED", competences=[hold("desk"), deny("city", "deliver")])
    assert (found.low, found.severity, found.levels) == (1, "serious", ("local",))


def test_a_disputed_fact_is_contested():
    disputed = hold("city", positions=[{"actor": "state", "stand": "disputes"}])
    assert sure("S-CONTESTED", competences=[disputed]) is True


def test_actors_who_each_say_that_they_act_overlap_and_do_not_disagree():
    stated = [hold("city", asserted_by="city"), hold("state", asserted_by="state")]
    assert sure("S-CONTESTED", competences=stated) is None
    both = {"competences": stated, "reading": "recorded"}
    assert sure("S-OVERLAP", **both) is False


@pytest.mark.parametrize("holder", ["desk", "aid", "city"])
def test_one_who_is_said_to_act_and_not_to_act_is_contested(holder):
    yes, no = hold(holder, asserted_by="city"), deny(holder, "deliver", asserted_by="state")
    assert sure("S-CONTESTED", competences=[yes, no]) is True
    assert sure("S-CONTESTED", competences=[yes, {**no, "basis": "de_jure"}]) is None
    apart = [{**yes, "phase": "formulation"}, {**no, "phase": "implementation"}]
    assert sure("S-CONTESTED", competences=apart) is None


def test_two_who_say_the_same_of_one_do_not_contest_it():
    stated = [hold("desk", asserted_by="city"), hold("desk", asserted_by="state")]
    assert sure("S-CONTESTED", competences=stated) is None


def test_that_one_office_does_not_act_says_nothing_of_another():
    assert sure("S-CONTESTED", competences=[hold("desk"), deny("prefect", "deliver")]) is None


# --- unknown


def test_what_nobody_has_said_is_unknown_until_somebody_does_or_it_is_surveyed():
    found = find("S-UNKNOWN", "deliver")
    assert (found.low, found.high, found.severity) == (0, 1, "unknown")
    assert find("S-UNKNOWN", "deliver", competences=[hold("aid")]) is None
    assert find("S-UNKNOWN", "deliver", surveys=[PAIR]) is None
    local = survey("competences", levels=["local"])
    assert find("S-UNKNOWN", "deliver", surveys=[local]).levels == ("national",)


def test_asked_and_not_known_is_unknown():
    asked = hold("unknown", place="town")
    assert len(find("S-UNKNOWN", "deliver", competences=[asked]).facts) == 1


def test_what_is_said_of_another_town_says_nothing_here():
    assert find("S-UNKNOWN", "deliver", competences=[hold("harbour")]) is not None


def test_cells_come_in_the_order_of_the_roles():
    cells = find_gaps(make_scene(make_atlas())).cells
    assert [each.role for each in cells] == ["regulate", "fund", "coordinate", "deliver", "monitor"]


def test_one_short_office_is_no_sure_sign_that_the_town_lacks_money():
    row = {"actor": "desk", "area": "housing", "year": 2019, "money": 0, "currency": "EUR"}
    row["sources"] = hold("city")["sources"]
    assert sure("S-UNFUNDED", competences=[hold("city")], resources=[row]) is False


def test_a_statement_about_no_level_of_government_disagrees_with_none():
    stated = [hold("aid", asserted_by="state"), hold("city", asserted_by="city")]
    assert sure("S-CONTESTED", competences=stated) is None
