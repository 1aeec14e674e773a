"""Lists are whole, without overlap, and hold what their filters say, counted in the files."""

import datetime as dt
from typing import Any

import pytest

from tests.web.api.conftest import Ask
from weft.core.atlas import FACT_SECTIONS, Atlas
from weft.core.atlas.atlas import list_areas
from weft.core.atlas.subjects import list_actors, list_places

pytestmark = [pytest.mark.django_db]
LISTS = ("/places", "/actors", "/mechanisms", "/facts", "/sources")


def read_all(ask: Ask, path: str, **asked: Any) -> list[dict[str, Any]]:
    """Every item, part by part, as `next` leads."""
    answer = ask(path, **asked)
    items = list(answer["items"])
    while answer["next"]:
        answer = ask(answer["next"].removeprefix("/api/v1"))
        items += answer["items"]
    assert len(items) == answer["total"]
    return items


def read_ids(ask: Ask, path: str, **asked: Any) -> list[str]:
    return [each["id"] for each in read_all(ask, path, limit=200, **asked)]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [7, 200])
def test_the_parts_of_a_list_make_the_whole(path: str, limit: int, whole: Atlas, ask: Ask) -> None:
    found = [each["id"] for each in read_all(ask, path, limit=limit)]
    section = path.removeprefix("/")
    expected = list(whole.facts) if section == "facts" else [x.id for x in getattr(whole, section)]
    assert found == expected
    assert len(set(found)) == len(found)


def test_a_filter_goes_along_to_the_next_part(ask: Ask) -> None:
    answer = ask("/actors", level="local", limit=2)
    following = ask(answer["next"].removeprefix("/api/v1"))
    assert following["offset"] == 2
    assert following["total"] == answer["total"]
    assert "level=local" in answer["next"]


def test_after_the_end_there_is_nothing(ask: Ask) -> None:
    answer = ask("/places", offset=10_000)
    assert (answer["items"], answer["next"]) == ([], None)
    assert answer["total"] > 0


def test_places_are_found_by_level_parent_kind_and_the_beginning_of_a_name(
    whole: Atlas, ask: Ask
) -> None:
    assert read_ids(ask, "/places", level="metropolitan") == [
        each.id for each in whole.places if "metropolitan" in each.levels
    ]
    assert read_ids(ask, "/places", parent="france") == [
        each.id for each in whole.places if each.parent == "france"
    ]
    kinds = {each.kind for each in whole.places if each.kind}
    assert kinds
    for kind in kinds:
        assert read_ids(ask, "/places", kind=kind) == [
            each.id for each in whole.places if each.kind == kind
        ]
    assert "lyon-metropole" in read_ids(ask, "/places", q="métro")
    assert read_ids(ask, "/places", q="yon") == []


def test_facts_are_found_by_each_of_their_parts(whole: Atlas, ask: Ask) -> None:
    facts = whole.facts
    for section in FACT_SECTIONS:
        found = read_ids(ask, "/facts", section=section)
        assert found == [each.id for each in getattr(whole, section)]
    assert read_ids(ask, "/facts", area="housing") == [
        key for key, each in facts.items() if "housing" in list_areas(each)
    ]
    assert read_ids(ask, "/facts", actor="city-of-lyon") == [
        key
        for key, each in facts.items()
        if key == "city-of-lyon"
        or (key not in whole.actor_by_id and "city-of-lyon" in list_actors(each))
    ]
    assert read_ids(ask, "/facts", source="lyon-report") == [
        key
        for key, each in facts.items()
        if "lyon-report" in {x.source for x in each.sources} | {x.source for x in each.positions}
    ]
    day = dt.date(2016, 1, 1)
    assert read_ids(ask, "/facts", on="2016-01-01") == [
        key for key, each in facts.items() if each.holds_on(day)
    ]


def test_facts_about_a_place_are_those_of_its_actors_and_its_markets(
    whole: Atlas, ask: Ask
) -> None:
    found = read_ids(ask, "/facts", place="lyon")
    about = {
        key
        for key, each in whole.facts.items()
        if (key in whole.actor_by_id and whole.find_territory(key) == "lyon")
        or (key not in whole.actor_by_id and "lyon" in list_places(whole, each))
        or "lyon" in getattr(each, "places", ())
        or (getattr(each, "place_kind", None) and whole.reaches(each, "lyon"))  # type: ignore[arg-type]
    }
    assert set(found) == about
    assert found == [key for key in whole.facts if key in about]


def test_contested_facts_are_told_from_those_that_nobody_disputes(whole: Atlas, ask: Ask) -> None:
    disputed = [key for key, each in whole.facts.items() if each.disputed_by]
    assert read_ids(ask, "/facts", contested="true") == disputed
    assert len(read_ids(ask, "/facts", contested="false")) == len(whole.facts) - len(disputed)


def test_filters_narrow_each_other(ask: Ask) -> None:
    several = {"place": "lyon", "section": "competences", "area": "housing", "level": "local"}
    sets = [set(read_ids(ask, "/facts", **{name: word})) for name, word in several.items()]
    assert set(read_ids(ask, "/facts", **several)) == set.intersection(*sets) != set()
    assert set(read_ids(ask, "/facts", place="lyon", actor="city-of-lyon")) <= set(
        read_ids(ask, "/facts", place="lyon")
    )


def test_levels_of_facts_are_those_of_the_actors_they_are_about(whole: Atlas, ask: Ask) -> None:
    local = set(read_ids(ask, "/facts", level="local"))
    for each in whole.mechanisms:
        levels = {level for x in each.members for level in whole.list_levels(x.actor)}
        assert (each.id in local) == ("local" in levels)
    stated = [each for each in whole.competences if each.level]
    assert all((each.id in local) == (each.level == "local") for each in stated)


def test_mechanisms_and_actors_are_found_by_kind(whole: Atlas, ask: Ask) -> None:
    for kind in {each.kind for each in whole.mechanisms}:
        assert read_ids(ask, "/mechanisms", kind=kind) == [
            each.id for each in whole.mechanisms if each.kind == kind
        ]
    for kind in {each.kind for each in whole.actors}:
        assert read_ids(ask, "/actors", kind=kind) == [
            each.id for each in whole.actors if each.kind == kind
        ]
    assert "city-of-lyon" in read_ids(ask, "/actors", place="lyon")
    assert "city-of-lyon" in read_ids(ask, "/actors", q="city of l")
    assert read_ids(ask, "/actors", q="REFUGIES")


def test_a_fact_comes_with_its_documents_and_a_sentence(whole: Atlas, ask: Ask) -> None:
    for each in read_all(ask, "/facts", place="tangier", limit=50):
        one = ask(f"/facts/{each['id']}")
        assert {key: one[key] for key in each} == each
        assert each["sentence"].endswith(".")
        assert each["origin"] in ("mc2cm", "cities/tangier")
        cited = [x["source"] for x in one["record"]["sources"]]
        assert [x["id"] for x in one["documents"]][: len(set(cited))] == list(dict.fromkeys(cited))


def test_the_record_of_a_fact_has_the_names_of_the_file(whole: Atlas, ask: Ask) -> None:
    dated = next(each for each in whole.competences if each.start)
    record = ask(f"/facts/{dated.id}")["record"]
    assert record["from"] == dated.start
    assert "start" not in record


def test_a_document_names_the_facts_that_rest_on_it(ask: Ask) -> None:
    for each in read_all(ask, "/sources", limit=200):
        found = ask(f"/sources/{each['id']}")
        assert found["source"] == each
        assert found["facts"] == read_ids(ask, "/facts", source=each["id"])


def test_an_actor_comes_with_what_is_said_of_it(whole: Atlas, ask: Ask) -> None:
    answer = ask("/actors/city-of-lyon")
    named = [key for section in answer["facts"].values() for key in section]
    assert sorted([*named, "city-of-lyon"]) == sorted(read_ids(ask, "/facts", actor="city-of-lyon"))
    assert answer["levels"] == ["local"]
    assert answer["territory"] == "lyon"
    for office in answer["offices"]:
        assert whole.actor_by_id[office].parent == "city-of-lyon"
