"""Who could bring together two who act on one task without a tie."""

import pytest

from tests.core.diagnosis.test_brokers import ask, contract, table
from tests.core.diagnosis.towns import cite, hold


def test_two_who_deliver_without_a_tie_could_meet_through_the_one_tied_to_both():
    found = ask(
        contract("One", "state", "city"),
        contract("Two", "city", "aid"),
        held=[hold("state"), hold("aid"), hold("aid", "fund")],
    )
    [pair] = found.unconnected
    assert (pair.area, pair.role, pair.actors) == ("housing", "deliver", ("aid", "state"))
    assert pair.facts == (
        ("aid-deliver-housing-de-facto",),
        ("state-deliver-housing-de-facto",),
    )
    [convener] = pair.conveners
    assert (convener.actor, convener.direct, convener.length) == ("city", True, 2)
    assert [(each.actor, each.mechanisms) for each in convener.sides] == [
        ("aid", ("two",)),
        ("state", ("one",)),
    ]
    assert pair.reason is None


def test_a_pair_with_a_tie_is_not_unconnected():
    held = [hold("state"), hold("aid")]
    assert not ask(table("Table", "state", "aid", "city"), held=held).unconnected


def test_a_tie_in_another_area_counts_unless_one_area_is_asked_for():
    health = contract("Health", "state", "aid", areas=["health"], place="town")
    also = contract("Care", "city", "aid", areas=["health"])
    held = [hold("state"), hold("aid")]
    joined = table("All", "city", "state", "aid", areas=["health"])
    assert not ask(health, also, joined, held=held).unconnected
    assert len(ask(health, also, joined, held=held, areas=["housing"]).unconnected) == 1


def test_an_office_and_the_government_it_answers_to_are_not_unconnected():
    branch = {"id": "branch", "name": "Branch", "kind": "agency", "parent": "desk"}
    held = [hold("city"), hold("desk"), hold("branch")]
    assert not ask(held=held, actors=[branch]).unconnected


def test_offices_of_one_government_without_a_tie_could_meet_through_it():
    other = {"id": "other", "name": "Other", "kind": "agency", "parent": "city"}
    [pair] = ask(held=[hold("desk"), hold("other")], actors=[other]).unconnected
    [convener] = pair.conveners
    assert (convener.actor, convener.direct) == ("city", False)
    assert [each.mechanisms for each in convener.sides] == [(), ()]


def test_who_shares_mechanisms_with_both_comes_before_who_only_oversees():
    other = {"id": "other", "name": "Other", "kind": "agency", "parent": "city"}
    found = ask(
        contract("One", "desk", "union"),
        contract("Two", "union", "other"),
        held=[hold("desk"), hold("other")],
        actors=[other],
    )
    [pair] = found.unconnected
    assert [(each.actor, each.direct) for each in pair.conveners] == [
        ("union", True),
        ("city", False),
    ]


def test_where_nobody_is_beside_both_the_shortest_chain_is_named():
    found = ask(
        contract("One", "aid", "city"),
        contract("Two", "city", "region"),
        contract("Three", "region", "state", place="shire"),
        held=[hold("aid"), hold("state")],
    )
    [pair] = found.unconnected
    assert [(each.actor, each.length, each.direct) for each in pair.conveners] == [
        ("city", 3, False),
        ("region", 3, False),
    ]
    city = pair.conveners[0]
    assert [(each.over, each.mechanisms) for each in city.sides] == [
        ((), ("one",)),
        (("region",), ("two", "three")),
    ]


def test_of_two_ways_as_short_the_first_by_id_is_told():
    mill = {"id": "mill", "name": "Mill", "kind": "private", "place": "town"}
    found = ask(
        contract("One", "aid", "city"),
        contract("Two", "city", "region"),
        contract("Three", "region", "state"),
        contract("Four", "city", "mill"),
        contract("Five", "mill", "state"),
        held=[hold("aid"), hold("state")],
        actors=[mill],
    )
    city, *others = found.unconnected[0].conveners
    assert [each.actor for each in others] == ["mill", "region"]
    assert city.sides[1].over == ("mill",)
    assert city.sides[1].mechanisms == ("four", "five")


def test_the_reason_why_nobody_could_says_who_is_alone():
    held = [hold("aid"), hold("union", place="town")]
    [pair] = ask(contract("One", "city", "aid"), held=held).unconnected
    assert pair.conveners == ()
    assert (pair.reason, pair.alone) == ("alone", ("union",))


def test_the_reason_says_where_no_chain_leads():
    held = [hold("aid"), hold("union", place="town")]
    ties = (contract("One", "region", "aid"), contract("Two", "union", "city"))
    [pair] = ask(*ties, held=held).unconnected
    assert (pair.reason, pair.alone) == ("no_chain", ())


@pytest.mark.parametrize(
    "held",
    [
        hold("state", holds=False),
        hold("nobody", place="town"),
        hold("state", until="2019"),
        hold("harbour"),
        hold("state", place="port"),
        hold("aid", "fund"),
        hold("state", positions=[{"actor": "city", "stand": "disputes"}]),
    ],
)
def test_who_does_not_act_on_the_cell_here_is_in_no_pair(held):
    assert not ask(held=[hold("aid"), held]).unconnected


def test_what_holds_for_every_commune_holds_for_the_city_unless_it_is_said_not_to():
    every = {
        "place_kind": "commune", "place": "land", "area": "housing", "role": "deliver",
        "basis": "de_facto", "sources": cite(),
    }  # fmt: skip
    [pair] = ask(held=[hold("aid"), every]).unconnected
    assert pair.actors == ("aid", "city")
    assert not ask(held=[hold("aid"), every, hold("city", holds=False)]).unconnected


def test_a_word_on_every_commune_gives_way_only_to_an_undisputed_one_on_the_same_phase():
    every = {
        "place_kind": "commune", "place": "land", "area": "housing", "role": "deliver",
        "basis": "de_facto", "phase": "implementation", "sources": cite(),
    }  # fmt: skip
    disputed = hold("city", holds=False, positions=[{"actor": "city", "stand": "disputes"}])
    for other in (disputed, hold("city", holds=False, phase="formulation")):
        [pair] = ask(held=[hold("aid"), every, other]).unconnected
        assert pair.actors == ("aid", "city")


def test_who_comes_from_elsewhere_to_act_here_is_in_a_pair():
    [pair] = ask(held=[hold("aid"), hold("harbour", place="town")]).unconnected
    assert pair.actors == ("aid", "harbour")


def test_whoever_no_longer_exists_acts_on_no_cell_and_convenes_nobody():
    gone = {"id": "gone", "name": "Gone", "kind": "agency", "place": "town", "until": "2019"}
    one = {"id": "one", "name": "One", "kind": "agency", "place": "town", "parent": "gone"}
    other = {**one, "id": "other", "name": "Other"}
    assert not ask(held=[hold("aid"), hold("gone")], actors=[gone]).unconnected
    [pair] = ask(held=[hold("one"), hold("other")], actors=[gone, one, other]).unconnected
    assert (pair.reason, pair.alone) == ("alone", ("one", "other"))


def test_whoever_acts_for_the_place_stands_first_among_equal_conveners():
    abbey = {"id": "abbey", "name": "Abbey", "kind": "civil_society", "place": "port"}
    found = ask(
        table("One", "aid", "city", "abbey", "desk"),
        table("Two", "state", "city", "abbey"),
        held=[hold("aid"), hold("state")],
        actors=[abbey],
    )
    assert [each.actor for each in found.unconnected[0].conveners] == ["city", "abbey"]
