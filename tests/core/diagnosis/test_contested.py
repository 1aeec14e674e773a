"""A disputed fact, with and without it: the two answers, and whether they differ."""

from typing import Any

import pytest

from tests.core.diagnosis.labelled_towns import TOWNS
from tests.core.diagnosis.towns import ACTORS, PLACES, hold, make_atlas, make_setting
from weft.core.atlas import Atlas
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.contested import MOST, find_contests

COUNCIL = TOWNS["multilevel"]["mechanisms"][0]


def dispute(record: dict[str, Any], *actors: str) -> dict[str, Any]:
    """The record, disputed by some actors and confirmed by Aid."""
    said = [{"actor": each, "stand": "disputes", "reason": "It is not so."} for each in actors]
    return record | {"positions": [*said, {"actor": "aid", "stand": "confirms"}]}


def make_contested(*, council: bool = False, competences: int = 0) -> Atlas:
    """The town with a council of equals, where the council and some competences are disputed."""
    town = TOWNS["multilevel"]
    held = [
        dispute(each, "desk") if number < competences else each
        for number, each in enumerate(town["competences"])
    ]
    ties = [dispute(COUNCIL, "city", "region")] if council else [COUNCIL]
    return make_atlas(**{**town, "competences": held, "mechanisms": ties})


def read(atlas: Atlas) -> Any:
    return diagnose(atlas, make_setting())[0].read("recorded").verdict


def test_a_disputed_fact_that_matters_is_shown_with_both_answers() -> None:
    atlas = make_contested(council=True)
    (council,) = (each.id for each in atlas.mechanisms)
    (contest,) = find_contests(atlas, make_setting(), [council])
    assert contest.fact == council
    assert contest.held == read(make_contested())
    assert contest.dropped == read(make_atlas(**{**TOWNS["multilevel"], "mechanisms": []}))
    assert (contest.held.kind, contest.held.types) == ("label", ("multilevel",))
    assert "multilevel" not in contest.dropped.types
    assert contest.matters


def test_a_disputed_fact_that_changes_no_answer_does_not_matter() -> None:
    atlas = make_contested(competences=1)
    (disputed,) = (each.id for each in atlas.competences if each.disputed_by)
    (contest,) = find_contests(atlas, make_setting(), [disputed])
    assert contest.fact == disputed
    assert contest.held.types == contest.dropped.types == ("multilevel",)
    assert not contest.matters


def test_facts_that_nobody_disputes_are_no_contest() -> None:
    atlas = make_contested()
    assert find_contests(atlas, make_setting(), list(atlas.facts)) == ()
    confirmed = make_atlas(**{**TOWNS["multilevel"], "mechanisms": [dispute(COUNCIL)]})
    assert find_contests(confirmed, make_setting(), list(confirmed.facts)) == ()


def test_only_the_facts_that_are_asked_about_are_looked_at() -> None:
    atlas = make_contested(council=True, competences=1)
    (council,) = (each.id for each in atlas.mechanisms)
    assert [each.fact for each in find_contests(atlas, make_setting(), [council])] == [council]
    assert find_contests(atlas, make_setting(), []) == ()


def test_other_disputed_facts_stay_disputed_in_both_answers() -> None:
    atlas = make_contested(council=True, competences=1)
    competence, council = (each.id for each in atlas.facts.values() if each.disputed_by)
    found = {each.fact: each for each in find_contests(atlas, make_setting(), atlas.facts)}
    assert found.keys() == {competence, council}
    assert found[council].held == read(make_contested(competences=1))
    assert found[competence].held == read(make_contested(council=True))


def test_no_more_than_the_first_few_are_looked_at_in_the_order_given() -> None:
    atlas = make_contested(competences=MOST + 2)
    disputed = [each.id for each in atlas.competences if each.disputed_by]
    assert len(disputed) == MOST + 2
    for asked in (disputed, disputed[::-1]):
        found = [each.fact for each in find_contests(atlas, make_setting(), asked)]
        assert found == asked[:MOST]


def test_a_disputed_fact_that_a_survey_found_is_dropped_all_the_same() -> None:
    town = TOWNS["multilevel"]
    council = dispute(COUNCIL | {"id": "council"}, "city")
    surveys = [each | {"found": ["council"]} for each in town["surveys"][:1]]
    atlas = make_atlas(**{**town, "mechanisms": [council], "surveys": surveys})
    (contest,) = find_contests(atlas, make_setting(), ["council"])
    assert contest.matters


@pytest.mark.parametrize(
    "setting", [{"upper": "local", "lower": "national"}, {"upper": "supranational"}]
)
def test_where_the_pair_does_not_apply_there_is_no_contest(setting: dict[str, str]) -> None:
    atlas = make_contested(council=True)
    (council,) = (each.id for each in atlas.mechanisms)
    asked = make_setting(**setting)
    assert not diagnose(atlas, asked)[0].applicable
    assert find_contests(atlas, asked, [council]) == ()


def test_the_obstacle_may_appear_only_when_the_disputed_fact_is_dropped() -> None:
    """A metropolis stands above its communes only by a legal power: here it is the disputed one."""
    metro = {"id": "metro", "name": "Metro", "levels": ["metropolitan"], "parent": "shire"}
    inner = {"id": "inner", "name": "Inner", "levels": ["local"], "parent": "metro"}
    body = {"id": "body", "name": "Body of Metro", "kind": "government", "place": "metro"}
    power = dispute(hold("body", basis="de_jure", id="power"), "city")
    atlas = make_atlas(places=[*PLACES, metro, inner], actors=[*ACTORS, body], competences=[power])
    asked = make_setting(place="inner", upper="metropolitan")
    assert diagnose(atlas, asked)[0].applicable
    assert find_contests(atlas, asked, ["power"]) == ()
