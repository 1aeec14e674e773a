"""Which facts concern a place, and where the weave puts them."""

import datetime as dt
from typing import Any

import pytest

from tests.pictures.portville import TODAY, compose, measure, weave_portville
from weft.core.atlas import Atlas
from weft.pictures import Weave, lay_out
from weft.pictures.fabric import EDGE, Crossing, Thread

TOWN = "portville"


def see(area: str, column: str, *competences: dict[str, Any], place: str = TOWN) -> Crossing:
    return lay_out(weave_portville(competences=list(competences)), place, TODAY).find_crossing(
        area, column
    )


def tie(weave: Weave, fact: str) -> list[Thread]:
    return [each for each in weave.threads if each.tie.fact == fact]


def bind(key: str, kind: str = "exchange", **more: Any) -> dict[str, Any]:
    members = [{"actor": each} for each in more.pop("members", "state city").split()]
    return {"id": key, "name": key, "kind": kind, "members": members, "areas": ["data"], **more}


def lay(*mechanisms: dict[str, Any], **more: Any) -> Weave:
    return lay_out(weave_portville(mechanisms=list(mechanisms), **more), TOWN, TODAY, measure)


def test_columns_are_the_levels_from_widest_to_the_edge(portville: Weave) -> None:
    assert portville.columns == (
        "supranational", "national", "regional", "metropolitan", "local", EDGE,
    )  # fmt: skip


def test_a_neighbourhood_has_a_column_only_if_it_has_a_fact() -> None:
    place = {"id": "quay", "name": "Quay", "levels": ["neighbourhood"], "parent": TOWN}
    assert "neighbourhood" not in lay_out(weave_portville(places=[place]), TOWN, TODAY).columns
    actor = {"id": "board", "name": "Board", "kind": "government", "place": "quay"}
    fact = compose("board", "culture", "deliver")
    atlas = weave_portville(places=[place], actors=[actor], competences=[fact])
    assert lay_out(atlas, TOWN, TODAY).find_crossing("culture", "neighbourhood").state == "roles"


def test_areas_without_a_fact_are_missing_and_not_rows(portville: Weave) -> None:
    assert "diaspora" in portville.missing
    assert "diaspora" not in portville.rows
    assert portville.rows[:2] == ("reception", "housing")


def test_law_and_practice_are_read_apart(portville: Weave) -> None:
    marks = {each.role: each for each in portville.find_crossing("reception", "national").marks}
    assert (marks["regulate"].law, marks["regulate"].practice) == ("yes", "yes")
    assert (marks["coordinate"].law, marks["coordinate"].practice) == ("yes", None)


def test_acting_without_the_competence_keeps_both_answers(portville: Weave) -> None:
    (mark,) = portville.find_crossing("housing", "local").marks
    assert (mark.law, mark.practice, mark.contested) == ("no", "yes", False)


def test_states_of_a_crossing(portville: Weave) -> None:
    assert portville.find_crossing("employment", "metropolitan").state == "nobody"
    assert portville.find_crossing("housing", "regional").state == "unknown"
    assert portville.find_crossing("health", "metropolitan").state == "contested"
    assert portville.find_crossing("security", EDGE).state == "blank"


def test_nobody_for_one_role_does_not_hide_who_holds_another() -> None:
    nobody = compose("nobody", "health", "fund", place=TOWN)
    assert see("health", "local", nobody).state == "roles"


def test_the_level_of_an_answer_may_differ_from_that_of_its_place() -> None:
    fact = compose("unknown", "data", "fund", place="country", level="local")
    assert see("data", "local", fact).state == "unknown"


def test_yes_and_no_by_different_voices_are_contested() -> None:
    yes = compose("city", "data", "fund", asserted_by="city")
    no = compose("city", "data", "fund", holds=False, asserted_by="state")
    assert see("data", "local", yes, no).state == "contested"
    same_voice = [{**each, "asserted_by": "city"} for each in (yes, no)]
    assert see("data", "local", *same_voice).state == "roles"


def test_nobody_and_somebody_by_different_voices_are_contested() -> None:
    nobody = compose("nobody", "data", "fund", place=TOWN, asserted_by="state")
    assert see("data", "local", nobody, compose("city", "data", "fund")).state == "contested"


def test_two_offices_with_different_roles_do_not_contradict() -> None:
    yes = compose("prefecture", "data", "fund", asserted_by="prefecture")
    no = compose("state", "data", "fund", holds=False, asserted_by="state")
    crossing = see("data", "national", yes, no)
    assert (crossing.state, crossing.marks[0].practice) == ("roles", "yes")


def test_facts_of_another_town_stay_away() -> None:
    actor = {"id": "other", "name": "Otherville", "kind": "government", "place": "otherville"}
    atlas = weave_portville(actors=[actor], competences=[compose("other", "data", "fund")])
    assert "data" in lay_out(atlas, TOWN, TODAY).missing
    assert "data" in lay_out(atlas, "greater-portville", TODAY).rows


@pytest.mark.parametrize(("day", "there"), [("2019-12-31", False), ("2020-01-01", True)])
def test_periods_are_half_open(day: str, there: bool) -> None:
    fact = compose("city", "data", "fund", **{"from": "2020", "until": "2024"})
    weave = lay_out(weave_portville(competences=[fact]), TOWN, dt.date.fromisoformat(day))
    assert ("data" in weave.rows) is there
    assert "data" in lay_out(weave_portville(competences=[fact]), TOWN, TODAY).missing


def of_kind(**more: Any) -> dict[str, Any]:
    fact = {"id": "kind", "place_kind": "town", "place": "country", "area": "data", "role": "fund"}
    return {**fact, "basis": "de_jure", **more}


def test_a_fact_of_a_kind_of_place_is_inherited() -> None:
    assert see("data", "local", of_kind()).facts == ("kind",)


def test_the_own_fact_of_a_government_overrides_it() -> None:
    own = compose("city", "data", "fund", "de_jure", holds=False)
    crossing = see("data", "local", of_kind(), own)
    assert crossing.facts == ("city-data-fund-de-jure-not",)
    assert see("data", "local", of_kind(), compose("city", "data", "fund")).marks[0].law == "yes"


def test_a_narrower_statement_on_the_kind_overrides_a_wider_one() -> None:
    narrow = of_kind(id="narrow", place="coast", holds=False)
    assert see("data", "local", of_kind(), narrow).facts == ("narrow",)


def test_a_kind_outside_the_place_of_the_statement_is_left_alone() -> None:
    elsewhere = {"id": "far", "name": "Far", "levels": ["regional"], "parent": "country"}
    atlas = weave_portville(places=[elsewhere], competences=[of_kind(place="far")])
    assert "data" in lay_out(atlas, TOWN, TODAY).missing


def test_international_organisations_stand_under_supranational() -> None:
    fact = compose("agency", "data", "fund", place=TOWN)
    assert see("data", "supranational", fact).state == "roles"


def test_a_fact_whose_level_is_not_recorded_is_counted_and_not_lost() -> None:
    actor = {"id": "desk", "name": "Desk", "kind": "agency"}
    fact = compose("desk", "data", "fund", place=TOWN)
    weave = lay_out(weave_portville(actors=[actor], competences=[fact]), TOWN, TODAY)
    assert weave.unplaced == ("desk-data-fund-de-facto",)


def test_a_mandate_points_down_and_lobbying_up(portville: Weave) -> None:
    (mandate,) = tie(portville, "reception-mandate")
    assert (mandate.start, mandate.end) == (
        ("reception", "national"),
        ("reception", "metropolitan"),
    )
    assert mandate.arrow == "forward"
    assert tie(portville, "petition")[0].arrow == "backward"
    assert tie(portville, "jobs-pact")[0].arrow is None


def test_what_the_lower_level_started_points_up() -> None:
    assert tie(lay(bind("x", "information", initiator="city")), "x")[0].arrow == "backward"
    assert tie(lay(bind("x", "information", initiator="state")), "x")[0].arrow == "forward"


def test_a_mechanism_of_three_levels_is_a_chain_of_neighbours() -> None:
    threads = tie(lay(bind("x", members="city state metropolis")), "x")
    assert [(each.start[1], each.end[1]) for each in threads] == [
        ("national", "metropolitan"), ("metropolitan", "local"),
    ]  # fmt: skip


def test_a_mechanism_of_several_areas_at_one_level_ties_rows(portville: Weave) -> None:
    (thread,) = tie(portville, "metropolitan-round-table")
    assert thread.runs == "rows"
    assert (thread.start[0], thread.end[0]) == ("reception", "housing")


def test_a_mechanism_of_one_area_at_one_level_is_a_loop(portville: Weave) -> None:
    assert [each.runs for each in tie(portville, "ministries-meeting")] == ["within"]


def test_observers_hold_no_thread() -> None:
    mechanism = bind("x", members="city")
    mechanism["members"].append({"actor": "state", "seat": "observer"})
    assert [each.runs for each in tie(lay(mechanism), "x")] == ["within"]


def test_a_member_without_territory_comes_along() -> None:
    (thread,) = tie(lay(bind("x", members="agency city")), "x")
    assert (thread.start[1], thread.end[1]) == ("supranational", "local")


def test_a_contract_of_the_state_with_another_town_is_not_of_this_one() -> None:
    actor = {"id": "other", "name": "Otherville", "kind": "government", "place": "otherville"}
    assert not tie(lay(bind("x", members="state other"), actors=[actor]), "x")
    assert not tie(lay(bind("x", members="state other", place="country"), actors=[actor]), "x")
    assert not tie(lay(bind("x", place="otherville")), "x")


def test_strength_comes_from_the_callable_and_is_unknown_without(portville: Weave) -> None:
    assert tie(portville, "jobs-pact")[0].tie.strength == (0.5, 0.5)
    assert not lay_out(weave_portville(), TOWN, TODAY).ties[0].strength_is_known


def test_the_order_of_records_changes_nothing(portville: Weave) -> None:
    atlas = weave_portville()
    data = atlas.model_dump(mode="json")
    shuffled = {
        key: value[::-1] if isinstance(value, list) else value for key, value in data.items()
    }
    assert lay_out(Atlas.model_validate(shuffled), TOWN, TODAY, measure) == portville


def test_a_place_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        lay_out(weave_portville(), "nowhere", TODAY)


def test_a_place_without_facts_has_columns_and_no_rows() -> None:
    place = {"id": "empty", "name": "Empty", "levels": ["local"]}
    weave = lay_out(weave_portville(places=[place]), "empty", TODAY)
    assert (weave.columns, weave.rows, weave.threads) == (("local",), (), ())
