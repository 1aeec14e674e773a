"""A record under other names: two records that turned out to be one, or an id that was taken."""

from collections.abc import Iterable
from typing import Any

import pytest

from weft.core.atlas import SECTIONS
from weft.core.atlas.records import Model, Record
from weft.core.atlas.references import walk_references
from weft.core.atlas.renaming import rename

SEATED = {"name": "Round table", "kind": "exchange", "areas": ["housing"]}
HELD = {"holder": "old", "area": "housing", "role": "fund", "basis": "de_jure"}


def make(section: str, **fields: Any) -> Any:
    return SECTIONS[section].model_validate({"id": "one", **fields})


def list_names(record: Record, section: str) -> list[str]:
    return [
        name for _, ref, name in walk_references(record, type(record)) if ref.section == section
    ]


def show(elements: Iterable[Model]) -> list[str]:
    """What a list holds, in whatever order."""
    return sorted(map(repr, elements))


# Section of the record, the record, section of the name, and what the names become.
NESTED: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("competences", HELD, "actors", ["new"]),
    ("competences", HELD | {"asserted_by": "old"}, "actors", ["new", "new"]),
    ("competences", HELD | {"place": "old"}, "places", ["new"]),
    ("competences", HELD | {"sources": [{"source": "old"}, {"source": "law"}]}, "sources",
     ["new", "law"]),
    ("competences", HELD | {"positions": [{"actor": "old", "stand": "confirms"}]}, "actors",
     ["new", "new"]),
    ("competences",
     HELD | {"positions": [{"actor": "aid", "stand": "confirms", "source": "old"}]}, "sources",
     ["new"]),
    ("mechanisms", SEATED | {"members": [{"actor": "aid"}, {"actor": "old"}]}, "actors",
     ["aid", "new"]),
    ("mechanisms", SEATED | {"initiator": "old", "agenda": ["old", "aid"], "veto": ["old"]},
     "actors", ["new", "new", "aid", "new"]),
    ("places", {"name": "Town", "levels": ["local"], "parent": "old"}, "places", ["new"]),
    ("actors", {"name": "City", "kind": "government", "parent": "old", "networks": ["a", "old"]},
     "actors", ["new", "a", "new"]),
    ("zones", {"name": "Market", "kind": "housing", "places": ["old", "port"]}, "places",
     ["new", "port"]),
    ("disputes", {"name": "Who pays", "areas": ["housing"], "kind": "dispute", "parties": ["old"]},
     "actors", ["new"]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "fields", "named", "expected"), NESTED)
def test_a_name_is_replaced_in_every_place_where_it_can_stand(
    section: str, fields: dict[str, Any], named: str, expected: list[str]
) -> None:
    renamed = rename(make(section, **fields), named, {"old": "new"})
    assert sorted(list_names(renamed, named)) == sorted(expected)


@pytest.mark.parametrize("section", ["mechanisms", "competences", "actors"])
def test_the_facts_that_a_survey_found_are_replaced_whatever_their_section(section: str) -> None:
    survey = make("surveys", name="Survey", place="town", areas=["housing"], closes=["ties"],
                  found=["old", "other"])  # fmt: skip
    assert list_names(rename(survey, section, {"old": "new"}), "facts") == ["new", "other"]


def test_names_of_other_sections_stay_though_they_are_the_same() -> None:
    fields = {"place": "old", "sources": [{"source": "old"}]}
    renamed = rename(make("competences", **HELD, **fields), "actors", {"old": "new"})
    assert renamed == make("competences", **HELD | {"holder": "new"}, **fields)


def test_a_record_that_names_nothing_of_it_is_the_same_one() -> None:
    record = make("mechanisms", **SEATED, members=[{"actor": "aid"}], veto=["aid"])
    assert rename(record, "actors", {"old": "new"}) is record


def test_nobody_and_what_nobody_has_said_stay_what_they_are() -> None:
    record = make("mechanisms", **SEATED, members=[{"actor": "old"}], veto="nobody")
    renamed = rename(record, "actors", {"old": "new"})
    assert renamed == make("mechanisms", **SEATED, members=[{"actor": "new"}], veto="nobody")
    nobody = make("competences", **HELD | {"holder": "nobody", "place": "town"})
    assert rename(nobody, "actors", {"old": "new"}) is nobody


def test_several_names_change_at_once_even_if_they_change_places() -> None:
    record = make("mechanisms", **SEATED, veto=["one", "two", "three"])
    renamed = rename(record, "actors", {"one": "two", "two": "one"})
    assert list_names(renamed, "actors") == ["two", "one", "three"]


# --- what becomes one


def test_in_a_list_each_name_stands_once_where_it_first_stood() -> None:
    record = make("mechanisms", **SEATED, veto=["old", "aid", "new"], agenda=["aid", "new", "old"])
    renamed = rename(record, "actors", {"old": "new"})
    assert list_names(renamed, "actors") == ["aid", "new", "new", "aid"]


def test_of_two_seats_of_one_actor_the_first_is_kept() -> None:
    seats = [{"actor": "old", "seat": "chair"}, {"actor": "aid"}, {"actor": "new"}]
    renamed = rename(make("mechanisms", **SEATED, members=seats), "actors", {"old": "new"})
    assert show(renamed.members) == show(
        make("mechanisms", **SEATED, members=[seats[0] | {"actor": "new"}, seats[1]]).members
    )


def test_of_two_words_of_one_actor_on_a_fact_the_first_is_kept() -> None:
    said = [{"actor": "new", "stand": "disputes"}, {"actor": "old", "stand": "confirms"}]
    renamed = rename(make("competences", **HELD, positions=said), "actors", {"old": "new"})
    assert renamed == make("competences", **HELD | {"holder": "new"}, positions=said[:1])


def test_citations_of_what_is_now_one_document_stay_apart_by_what_they_cite() -> None:
    cited = [
        {"source": "old", "locator": "Article 1"},
        {"source": "new", "locator": "Article 2"},
        {"source": "new", "locator": "Article 1"},
    ]
    renamed = rename(make("competences", **HELD, sources=cited), "sources", {"old": "new"})
    assert show(renamed.sources) == show(make("competences", **HELD, sources=cited[1:]).sources)


@pytest.mark.parametrize("own", ["old", "new"])
def test_an_actor_that_would_be_its_own_parent_has_none(own: str) -> None:
    parent = {"old": "new", "new": "old"}[own]
    names = {parent: own}
    actor = SECTIONS["actors"].model_validate(
        {"id": own, "name": "City", "kind": "government", "parent": parent}
    )
    assert rename(actor, "actors", names) == actor.model_copy(update={"parent": None})


def test_the_id_of_the_record_itself_stays() -> None:
    actor = SECTIONS["actors"].model_validate({"id": "old", "name": "City", "kind": "government"})
    assert rename(actor, "actors", {"old": "new"}) is actor
