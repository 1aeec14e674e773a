"""A file or form names what is known already, without repeating it, and only its own records are
the result."""

from typing import Any

import pytest

from tests.core.atlas.samples import make_town
from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import Builder, Draft, build_atlas
from weft.core.atlas.files.csv_file import read_csv_folder
from weft.core.atlas.files.yaml_file import read_yaml
from weft.core.atlas.names import Known
from weft.core.atlas.problems import AtlasError, Problem

KNOWN = make_town()
ROLE = {"area": "health", "role": "fund", "basis": "de_jure"}


def build(known: Atlas | Known | None = KNOWN, **sections: list[Any]) -> Atlas:
    return build_atlas([Draft(sections=sections)], known)


def list_problems(known: Atlas | None = KNOWN, **sections: list[Any]) -> list[Problem]:
    with pytest.raises(AtlasError) as caught:
        build(known, **sections)
    return list(caught.value.problems)


def make(kind: str, *records: dict[str, Any]) -> Atlas:
    return build(None, **{kind: list(records)})


def town(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "levels": "local", **more}


def office(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "agency", **more}


@pytest.mark.parametrize(
    "word", ["city-of-brikmel", "City of Brikmel", "city of BRIKMEL", "City of Brikmel!"]
)
def test_a_known_actor_is_named_by_id_or_name(word: str) -> None:
    atlas = build(competences=[{"holder": word, **ROLE}])
    assert [each.holder for each in atlas.competences] == ["city-of-brikmel"]


def test_the_result_has_the_records_of_the_file_only() -> None:
    atlas = build(competences=[{"holder": "City of Brikmel", **ROLE}])
    assert [section for section, _ in atlas.list_records()] == ["competences"]


def test_places_sources_and_facts_are_known_too() -> None:
    survey = {"name": "All", "place": "بريكمل", "areas": "housing", "closes": "competences"}
    cited = [{"source": "Law on Municipalities"}]
    atlas = build(
        actors=[office("Desk", place="Brikmel", parent="city-of-brikmel")],
        surveys=[{**survey, "found": "shelter", "actors": "Desk; Migration office"}],
        reports=[
            {"issuer": "Desk", "area": "housing", "year": 2024, "title": "R", "sources": cited}
        ],
    )
    assert atlas.actors[0].place == "brikmel"
    assert atlas.surveys[0].actors == ("desk", "migration-office")
    assert atlas.reports[0].sources[0].source == "law-on-municipalities"


def test_what_is_nowhere_is_said_with_the_nearest_known() -> None:
    (problem,) = list_problems(competences=[{"holder": "City of Brikmal", **ROLE}])
    assert problem.message == (
        "'City of Brikmal' is not among the actors; did you mean 'city-of-brikmel'?"
    )


def test_without_a_known_atlas_the_sheet_is_missing() -> None:
    (problem,) = list_problems(None, competences=[{"holder": "City of Brikmel", **ROLE}])
    assert "the section 'actors' is missing or empty" in problem.message


def test_an_ambiguous_name_is_reported_with_the_known_ids() -> None:
    known = make("actors", office("Town hall", id="one"), office("Town hall", id="two"))
    (problem,) = list_problems(known, competences=[{"holder": "Town hall", **ROLE}])
    assert problem.message == (
        "'Town hall' is the name of several actors; write one's id: one or two"
    )


def test_a_name_in_the_file_comes_before_a_known_one() -> None:
    known = make("actors", office("Desk", id="old-desk"))
    atlas = build(
        known, actors=[office("Desk", id="new-desk")], competences=[{"holder": "desk", **ROLE}]
    )
    assert atlas.competences[0].holder == "new-desk"


def test_a_known_id_comes_before_a_name_in_the_file() -> None:
    known = make("actors", office("The desk", id="desk"))
    atlas = build(
        known, actors=[office("Desk", id="new-desk")], competences=[{"holder": "desk", **ROLE}]
    )
    assert atlas.competences[0].holder == "desk"


def test_a_record_goes_by_the_name_that_the_file_gives_it() -> None:
    known = make("actors", office("Town hall", id="one"), office("Town hall", id="two"))
    renamed = office("City hall", id="one")
    atlas = build(known, actors=[renamed], competences=[{"holder": "Town hall", **ROLE}])
    assert atlas.competences[0].holder == "two"


def test_a_ring_through_a_known_parent_is_found_in_the_file() -> None:
    known = make("places", town("A"), town("B", parent="A"))
    draft = read_yaml("places:\n- name: A\n  levels: local\n  parent: b\n", "a.yaml")
    with pytest.raises(AtlasError) as caught:
        build_atlas([draft], known)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.row) == ("cycle", 4)
    assert "a in b in a" in problem.message


def test_a_known_child_moved_by_the_file_makes_no_ring() -> None:
    known = make("places", town("A"), town("B", parent="A"))
    moved = [{"id": "b", "name": "B", "levels": "local"}, town("A", parent="B")]
    assert [each.parent for each in build(known, places=moved).places] == ["b", None]


def test_an_id_of_another_kind_of_fact_is_refused() -> None:
    (problem,) = list_problems(actors=[office("Shelter")])
    assert problem.code == "duplicate-id"
    assert problem.message == "'shelter' is the id of one of the competences; give this one another"


def test_the_same_record_again_is_no_duplicate() -> None:
    assert build(actors=[office("Migration office")]).actors[0].id == "migration-office"


def test_names_are_indexed_once_for_many_forms() -> None:
    known = Known(KNOWN)
    build(known, competences=[{"holder": "City of Brikmel", **ROLE}])
    names = known._names["actors"]
    build(known, competences=[{"holder": "migration OFFICE", **ROLE}])
    assert known._names["actors"] is names


def test_a_long_list_of_wrong_names_is_not_searched_for_each() -> None:
    roles = [{"holder": f"City of Brikmel{n}", **ROLE, "id": f"c{n}"} for n in range(150)]
    found = list_problems(competences=roles)
    assert sum("did you mean" in each.message for each in found) == 100


# --- rows of members, citations and positions of known records


def read_tables(known: Atlas | None = KNOWN, **tables: str) -> Atlas:
    contents = {f"{name}.csv": text.encode() for name, text in tables.items()}
    return build_atlas(read_csv_folder(contents), known)


def test_a_member_is_added_to_a_known_mechanism() -> None:
    atlas = read_tables(members="mechanism,actor,seat\nround table,Migration office,observer\n")
    (table,) = atlas.mechanisms
    assert [(each.actor, each.seat) for each in table.members] == [
        ("city-of-brikmel", "chair"),
        ("jmyh-lmhjryn", "member"),
        ("migration-office", "observer"),
    ]
    assert table.model_copy(update={"members": ()}) == KNOWN.mechanisms[0].model_copy(
        update={"members": ()}
    )


def test_an_actor_has_one_seat_and_one_position() -> None:
    atlas = read_tables(
        members="mechanism,actor,seat\nround-table,City of Brikmel,member\n",
        positions="fact,actor,stand\nshelter,Migration office,disputes\n",
    )
    seats = {each.actor: each.seat for each in atlas.mechanisms[0].members}
    assert seats == {"city-of-brikmel": "member", "jmyh-lmhjryn": "member"}
    assert [each.stand for each in atlas.competences[0].positions] == ["disputes"]


def test_a_citation_is_added_beside_those_there_are() -> None:
    atlas = read_tables(
        citations="section,record,source,locator\n"
        "competences,shelter,Annual report of Brikmel,p. 7\n"
        "competences,shelter,Annual report of Brikmel,3-4\n"
        "places,Brikmel,Law on municipalities,\n"
    )
    cited = [(each.source, each.locator) for each in atlas.competences[0].sources]
    assert cited == [("annual-report-of-brikmel", "3-4"), ("annual-report-of-brikmel", "p. 7")]
    assert [each.source for each in atlas.places[0].sources] == ["law-on-municipalities"]


def test_a_wrong_row_for_a_known_record_is_found_in_its_place() -> None:
    with pytest.raises(AtlasError) as caught:
        read_tables(
            positions="fact,actor,stand\nshelter,Nobody knows,disputes\nshelt,City of Brikmel,x\n"
        )
    assert [str(each.where) for each in caught.value.problems] == [
        "positions.csv, line 2, actor",
        "positions.csv, line 3, fact",
    ]


def test_a_row_for_several_known_records_says_their_ids() -> None:
    known = build(
        None,
        actors=[office("A")],
        mechanisms=[
            {"id": key, "name": "Table", "kind": "exchange", "areas": "health"} for key in "xy"
        ],
    )
    with pytest.raises(AtlasError, match="may mean several records; write one's id: x or y"):
        read_tables(known, members="mechanism,actor\nTable,A\n")


def test_a_name_in_the_tables_comes_before_a_known_record() -> None:
    atlas = read_tables(
        mechanisms="id,name,kind,areas\nnew,Round table,exchange,health\n",
        members="mechanism,actor\nRound table,City of Brikmel\n",
    )
    assert [(each.id, len(each.members)) for each in atlas.mechanisms] == [("new", 1)]


def test_the_builder_says_where_an_adopted_record_stands() -> None:
    contents = {"members.csv": b"mechanism,actor\nRound table,Migration office\n"}
    builder = Builder(read_csv_folder(contents), KNOWN)
    builder.build()
    assert str(builder.locate("round-table", ("members", 2, "actor"))) == (
        "members.csv, line 2, actor"
    )
