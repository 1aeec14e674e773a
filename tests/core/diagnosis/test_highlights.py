"""What stands out across an atlas is found from the facts, whatever they are about."""

from typing import Any

from tests.core.diagnosis.towns import ACTORS, DAY, PLACES, SOURCES, cite, hold, tie
from weft.core.atlas import Atlas
from weft.core.atlas.build import Draft, build_atlas
from weft.core.diagnosis import diagnose, list_settings
from weft.core.diagnosis.highlights import (
    Day,
    list_closed,
    list_contested,
    list_joined,
    list_shadows,
)


def build(**sections: Any) -> tuple[Atlas, Day]:
    records = {"places": PLACES, "sources": SOURCES, "actors": ACTORS, **sections}
    atlas = build_atlas([Draft(head={"weft": 1}, sections=records)])
    return atlas, Day(diagnose(atlas, list_settings(atlas, on=DAY)))


def no_law(holder: str, **more: Any) -> dict[str, Any]:
    return hold(holder, basis="de_jure", holds=False, **more)


def test_a_role_in_practice_and_not_by_law_is_a_shadow():
    atlas, day = build(competences=[hold("city"), no_law("city")])
    (found,) = list_shadows(atlas, day)
    assert found.text == "City of Town: delivery of housing in practice, not by law"
    assert set(found.facts) == set(atlas.facts) - set(atlas.actor_by_id)


def test_silence_about_the_law_is_no_shadow():
    atlas, day = build(competences=[hold("city"), no_law("harbour"), no_law("city", role="fund")])
    assert list_shadows(atlas, day) == ()


def test_another_phase_another_time_or_a_dispute_makes_no_shadow():
    for change in (
        {"phase": "formulation"},
        {"until": "2019"},
        {"positions": [{"actor": "state", "stand": "disputes"}]},
    ):
        practice = hold("city", phase="implementation")
        atlas, day = build(competences=[practice, no_law("city", **change)])
        assert list_shadows(atlas, day) == (), change


def test_surveys_in_force_are_told_what_was_not_found_first():
    def survey(name: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "place": "town", "areas": ["housing"], "closes": ["ties"],
                "sources": cite(), **more}  # fmt: skip

    atlas, day = build(
        mechanisms=[tie("Table", "exchange", "state", "city")],
        surveys=[
            survey("A count", found=["table"]),
            survey("An old look", found="nobody", until="2019"),
            survey("A look", found="nobody"),
            survey("A list"),
        ],
    )
    assert [each.text for each in list_closed(atlas, day)] == [
        "A look: none found", "A count: 1 found", "A list: all there is, is recorded",
    ]  # fmt: skip


def test_three_levels_above_one_place_are_joined():
    atlas, day = build(
        mechanisms=[
            tie("Pact", "exchange", "state", "region", "city", "aid"),
            tie("Pair", "exchange", "state", "city", "desk", "prefect"),
        ]
    )
    (found,) = list_joined(atlas, day)
    assert found.text == "Pact: State, Region and City of Town"
    assert found.facts == ("pact",)


def test_levels_of_different_places_an_observer_and_the_past_join_nothing():
    observer = {"actor": "city", "seat": "observer"}
    atlas, day = build(
        places=[*PLACES, {"id": "isle", "name": "Isle", "levels": ["regional"], "parent": "land"}],
        actors=[*ACTORS,
                {"id": "isle", "name": "Isle", "kind": "government", "place": "isle"}],
        mechanisms=[
            tie("Across", "exchange", "state", "isle", "city"),
            tie("Watched", "exchange", "state", "region", observer),
            tie("Ended", "exchange", "state", "region", "city", until="2019"),
        ],
    )  # fmt: skip
    assert list_joined(atlas, day) == ()


def test_a_place_of_two_levels_counts_for_one():
    places = [
        {"id": "land", "name": "Land", "levels": ["national"]},
        {"id": "free", "name": "Free City", "levels": ["regional", "local"], "parent": "land"},
    ]
    actors = [
        {"id": "state", "name": "State", "kind": "government", "place": "land"},
        {"id": "senate", "name": "Senate", "kind": "government", "place": "free"},
    ]
    atlas, day = build(
        places=places, actors=actors, mechanisms=[tie("Pact", "exchange", "state", "senate")]
    )
    assert list_joined(atlas, day) == ()


def test_disputed_facts_and_conflicts_are_contested():
    positions = [{"actor": "state", "stand": "disputes"}]
    dispute = {"name": "Case", "parties": ["state", "city"], "areas": ["housing"],
               "kind": "litigation", "sources": cite()}  # fmt: skip
    atlas, day = build(
        competences=[hold("city", positions=positions), hold("harbour")], disputes=[dispute]
    )
    found = [each.text for each in list_contested(atlas, day)]
    assert found == [
        "City of Town: delivery in practice of housing",
        "Case: litigation between The State and City of Town on housing",
    ]


def test_an_empty_atlas_has_nothing_that_stands_out():
    atlas, day = build()
    for each in (list_shadows, list_closed, list_joined, list_contested):
        assert each(atlas, day) == ()
