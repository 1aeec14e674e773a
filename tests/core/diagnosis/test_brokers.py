"""Who sits between others, who bridges levels and sectors, and who could bring whom together."""

import subprocess
import sys

import pytest

from tests.core.diagnosis.towns import ACTORS, DAY, PLACES, hold, make_atlas, tie
from weft.core.diagnosis import SettingError
from weft.core.diagnosis.brokers import build_network, find_brokers
from weft.core.diagnosis.brokers.groupings import find_level_group, find_sector
from weft.core.diagnosis.brokers.roles import ROLES
from weft.core.terms import list_codes

TODAY = {"meetings": 12, "last_active": "2020-06-01"}


def ask(*mechanisms, held=(), actors=(), **more):
    atlas = make_atlas(
        mechanisms=list(mechanisms), competences=list(held), actors=[*ACTORS, *actors]
    )
    return find_brokers(atlas, "town", DAY, **more)


def table(name, *members, **more):
    return tie(name, "consultative_body", *members, **{**TODAY, **more})


def contract(name, *members, **more):
    return tie(name, "negotiated_contract", *members, **more)


def list_arcs(*mechanisms, **more):
    network = build_network(make_atlas(mechanisms=list(mechanisms), **more), "town", DAY)
    return {(network.actors[one], network.actors[other]) for one, other, _ in network.arcs}


# --- the network


def test_a_body_is_one_mechanism_with_its_members_and_observers_are_none():
    table_ = table("Table", "state", "city", {"actor": "aid", "seat": "observer"})
    network = build_network(make_atlas(mechanisms=[table_]), "town", DAY)
    assert network.actors == ("city", "state")
    assert network.members == (("city", "state"),)


def test_what_has_ended_is_elsewhere_or_never_meets_ties_nobody():
    network = build_network(
        make_atlas(
            mechanisms=[
                contract("Ended", "state", "city", until="2019"),
                contract("In Port", "state", "harbour"),
                contract("For Port", "state", "city", place="port"),
                table("Sleeping", "state", "city", meetings=0),
                contract("Alone", "city"),
                contract("Without the Town", "state", "union"),
            ]
        ),
        "town",
        DAY,
    )
    assert network.mechanisms == network.actors == ()


def test_an_actor_that_no_longer_exists_takes_no_part():
    gone = {"id": "gone", "name": "Gone", "kind": "private", "place": "town", "until": "2019"}
    found = ask(contract("Contract", "city", "aid", "gone"), actors=[gone])
    assert [each.actor for each in found.brokers] == ["aid", "city"]


def test_only_the_areas_asked_for_count():
    health = contract("Health", "city", "aid", areas=["health"])
    housing = contract("Housing", "city", "state")
    assert len(ask(health, housing).brokers) == 3
    found = ask(health, housing, areas=["housing"])
    assert {each.actor for each in found.brokers} == {"city", "state"}


def test_a_command_goes_down_lobbying_up_and_a_contract_both_ways():
    assert list_arcs(tie("Law", "mandate", "city", "state")) == {("state", "city")}
    assert list_arcs(tie("Plea", "lobbying", "city", "state", **TODAY)) == {("city", "state")}
    both = {("state", "city"), ("city", "state")}
    assert list_arcs(contract("Contract", "city", "state")) == both
    assert list_arcs(contract("Contract", "city", "state", initiator="state")) == both


def test_a_command_among_equals_goes_both_ways():
    assert list_arcs(tie("Law", "mandate", "city", "desk")) == {("city", "desk"), ("desk", "city")}
    assert ("prefect", "city") in list_arcs(tie("Law", "mandate", "city", "prefect"))


def test_information_goes_down_from_whoever_started_it_and_both_ways_if_nobody_said_who():
    def send(**more):
        return list_arcs(tie("Note", "information", "city", "state", **more))

    assert send(initiator="state") == {("state", "city")}
    assert send(initiator="city") == {("city", "state")}
    assert send() == {("state", "city"), ("city", "state")}


def test_a_command_to_an_actor_of_no_known_level_goes_both_ways():
    nowhere = {"id": "nowhere", "name": "Nowhere", "kind": "agency"}
    law = tie("Law", "mandate", "state", "nowhere", "city")
    found = list_arcs(law, actors=[*ACTORS, nowhere])
    assert {("state", "nowhere"), ("nowhere", "state"), ("state", "city")} <= found
    assert ("city", "state") not in found


# --- who bridges what


def test_a_city_between_the_state_and_an_association_bridges_levels_and_sectors():
    found = ask(contract("One", "state", "city"), contract("Two", "city", "aid"))
    city = found.find_broker("city")
    assert city.by_level.liaison == 2  # State, City, civil society, and back
    assert (city.pairs, city.by_level.pairs, city.by_sector.pairs) == (1, 1, 1)
    assert (city.by_sector.gatekeeper, city.by_sector.representative) == (1, 1)
    assert (city.betweenness, found.find_broker("aid").betweenness) == (1.0, 0.0)
    assert city.mechanisms == ("one", "two")
    assert [each.actor for each in found.brokers] == ["city", "aid", "state"]


def test_a_tie_between_the_two_leaves_nothing_to_broker():
    found = ask(
        contract("One", "state", "city"),
        contract("Two", "city", "aid"),
        contract("Three", "aid", "state"),
    )
    for each in found.brokers:
        assert each.pairs == each.by_level.pairs == each.by_level.liaison == each.betweenness == 0


def test_a_large_body_counts_as_one_neighbour_in_the_roles_and_each_member_in_the_pairs():
    few = ask(contract("One", "state", "city"), table("Body", "city", "aid", "union"))
    many = ask(
        contract("One", "state", "city"),
        table("Body", "city", "aid", "union", "more-0", "more-1", "more-2"),
        actors=[
            {"id": f"more-{n}", "name": f"More {n}", "kind": "civil_society", "place": "town"}
            for n in range(3)
        ],
    )
    few_roles, many_roles = (each.find_broker("city").by_level for each in (few, many))
    # State to association, State to network of cities, and back: once each.
    assert few_roles.liaison == many_roles.liaison == 2
    # The State and one of the others in the body.
    assert (few_roles.pairs, many_roles.pairs) == (2, 5)


def test_a_pair_of_the_actors_own_level_is_none_across_levels():
    found = ask(contract("One", "city", "desk"), contract("Two", "city", "harbour"))
    city = found.find_broker("city")
    assert city.by_level.coordinator > 0
    assert (city.pairs, city.by_level.pairs, city.by_sector.pairs) == (1, 0, 0)


def test_two_whom_a_command_ties_are_no_pair_without_a_tie():
    ties = (contract("One", "state", "desk"), contract("Two", "desk", "city"))
    assert ask(*ties).find_broker("desk").pairs == 1
    assert ask(*ties, tie("Law", "mandate", "state", "city")).find_broker("desk").pairs == 0


def test_who_only_receives_brokers_nothing():
    found = ask(tie("Law", "mandate", "state", "city"), tie("Rule", "mandate", "region", "city"))
    assert found.find_broker("city").pairs == 0
    assert found.find_broker("city").by_level.liaison == 0


def test_actors_in_no_common_tie_form_groups_the_largest_first():
    found = ask(
        contract("One", "region", "city"),
        table("Table", "desk", "aid", "state"),
        held=[hold("union", place="town")],
    )
    assert found.groups == (("aid", "desk", "state"), ("city", "region"))
    assert found.find_broker("city").group == 1
    assert found.find_broker("union").group is None


def test_contacts_who_know_one_another_constrain():
    apart = ask(contract("One", "state", "city"), contract("Two", "city", "aid"))
    assert apart.find_broker("city").constraint == pytest.approx(0.5)
    assert apart.find_broker("city").effective_size == pytest.approx(2)
    closed = ask(table("Table", "state", "city", "aid"))
    assert closed.find_broker("city").constraint == pytest.approx(1.125)
    assert closed.find_broker("city").effective_size == pytest.approx(1)


def test_an_actor_from_elsewhere_is_marked_unless_it_acts_here():
    body = table("Table", "city", "harbour", "state")
    found = ask(body)
    assert {each.actor: each.here for each in found.brokers} == {
        "city": True, "harbour": False, "state": True,
    }  # fmt: skip
    helping = ask(body, held=[hold("harbour", place="town")])
    assert helping.find_broker("harbour").here


# --- groups


def test_an_actor_without_a_level_is_of_an_unknown_one():
    nowhere = {"id": "nowhere", "name": "Nowhere", "kind": "agency"}
    found = ask(contract("One", "city", "nowhere"), actors=[nowhere])
    assert found.find_broker("nowhere").level == "unknown"


def test_levels_and_sectors_of_every_kind_of_actor():
    more = [
        {"id": f"x-{kind.replace('_', '-')}", "name": kind, "kind": kind, "place": "town"}
        for kind in list_codes("actor_kinds")
    ]
    twin = {"id": "twin", "name": "T", "kind": "agency", "place": "town",
            "levels": ["regional", "local"]}  # fmt: skip
    atlas = make_atlas(actors=[*ACTORS, *more, twin])
    assert find_level_group(atlas, "prefect") == "national"
    assert find_level_group(atlas, "twin") == "regional; local"
    assert find_level_group(atlas, "x-international-organisation") == "supranational"
    assert find_level_group(atlas, "x-city-network") == "city_network"
    assert find_level_group(atlas, "x-media") == "non_governmental"
    assert find_sector(atlas, "prefect") == find_sector(atlas, "city") == "government"
    assert find_sector(atlas, "x-migrants-association") == find_sector(atlas, "aid")
    assert len({find_sector(atlas, each["id"]) for each in more}) == len(more) - 2


# --- little is known


def test_an_atlas_with_nobody_has_no_brokers():
    found = find_brokers(make_atlas(actors=[]), "town", DAY)
    assert found.brokers == found.groups == found.unconnected == ()


def test_of_an_actor_alone_nothing_is_measured():
    found = ask(held=[hold("city")])
    [city] = found.brokers
    assert (city.actor, city.here) == ("city", True)
    measured = (city.group, city.by_level, city.by_sector, city.betweenness, city.constraint)
    assert (*measured, city.effective_size) == (None,) * 6
    assert found.groups == found.unconnected == ()


def test_of_two_actors_nobody_can_be_between():
    found = ask(contract("One", "state", "city"))
    assert [each.betweenness for each in found.brokers] == [None, None]
    assert [each.constraint for each in found.brokers] == [1.0, 1.0]


def test_a_place_or_an_area_that_there_is_not_is_refused():
    atlas = make_atlas()
    with pytest.raises(SettingError, match="no place 'atlantis'"):
        find_brokers(atlas, "atlantis", DAY)
    with pytest.raises(SettingError, match="no area 'love'"):
        find_brokers(atlas, "town", DAY, areas=["housing", "love"])
    with pytest.raises(KeyError):
        find_brokers(atlas, "town", DAY).find_broker("city")


def test_the_result_can_be_written_and_read_again():
    found = ask(
        contract("One", "state", "city"),
        contract("Two", "city", "aid"),
        held=[hold("state"), hold("aid")],
    )
    assert type(found).model_validate_json(found.model_dump_json()) == found
    assert {*ROLES, "pairs"} == set(found.brokers[0].by_level.model_dump())


def test_the_order_of_the_files_changes_nothing():
    ties = [
        contract("One", "state", "city"),
        table("Two", "city", "aid", "union"),
        table("Three", "aid", "region", "desk", "state"),
    ]
    held = [hold("state"), hold("desk"), hold("union", place="town")]
    one = find_brokers(make_atlas(mechanisms=ties, competences=held), "town", DAY)
    other = find_brokers(
        make_atlas(
            mechanisms=[{**each, "members": each["members"][::-1]} for each in ties[::-1]],
            competences=held[::-1],
            actors=ACTORS[::-1],
            places=PLACES[::-1],
        ),
        "town",
        DAY,
    )
    assert one == other


def test_the_graph_libraries_are_loaded_only_when_asked_for():
    code = (
        "import sys; import weft.core.diagnosis.brokers; "
        "sys.exit(bool({'networkx', 'rustworkx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
