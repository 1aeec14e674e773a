"""Ids come from names and stay; names lead to records, and errors say which name does not."""

import itertools
from typing import Any

import pytest

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.build import Builder, Draft, build_atlas, join_list, split_list
from weft.core.atlas.files.csv_file import read_csv_folder
from weft.core.atlas.files.yaml_file import read_yaml
from weft.core.atlas.problems import AtlasError

PLACE = {"name": "Brikmel", "levels": "local"}


def build(**sections: list[Any]) -> Atlas:
    return build_atlas([Draft(sections=sections)])


def explain(**sections: list[Any]) -> str:
    with pytest.raises(AtlasError) as caught:
        build(**sections)
    return str(caught.value)


def actor(name: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "government", **more}


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("City of Brikmel", "city-of-brikmel"),
        ("Préfecture de Zürich", "prefecture-de-zurich"),
        ("جمعية المهاجرين", "jmyh-lmhjryn"),
        ({"ar": "بريكمل", "en": "Brikmel"}, "brikmel"),
        ({"fr": "Ville", "und": "Town"}, "town"),
    ],
)
def test_an_id_is_made_from_a_name_in_any_script(name: Any, made: str) -> None:
    assert [each.id for each in build(actors=[actor(name)]).actors] == [made]


def test_ids_do_not_depend_on_order() -> None:
    records = [actor("One"), actor("Two", parent="One"), actor("Three", parent="Two")]
    made = [build(actors=list(order)) for order in itertools.permutations(records)]
    assert all(each == made[0] for each in made)


def test_two_records_with_one_id_are_both_named() -> None:
    text = "actors:\n- {name: A b, kind: media}\n- {name: a B, kind: media}\n"
    with pytest.raises(AtlasError, match=r"a\.yaml, line 3, .*'a-b' \(the other: a\.yaml, line 2"):
        build_atlas([read_yaml(text, "a.yaml")])


def test_a_name_without_letters_needs_an_id() -> None:
    assert "no id can be made" in explain(actors=[actor("?!")])
    assert "no id can be made" in explain(actors=[actor("Nobody")])


def test_records_are_found_by_name_in_any_language_and_spelling() -> None:
    cities = actor({"fr": "Ministère de l'Intérieur", "ar": "وزارة الداخلية"}, id="moi")
    children = [
        actor("A", parent="ministere de l'interieur"),
        actor("B", parent="وزارة الداخلية"),
        actor("C", parent="moi"),
    ]
    atlas = build(actors=[cities, *children])
    assert [atlas.actor_by_id[each].parent for each in "abc"] == ["moi"] * 3


def test_an_ambiguous_name_is_reported_with_the_ids() -> None:
    two = [actor("Town hall", id="one"), actor("Town hall", id="two")]
    said = explain(actors=[*two, actor("C", parent="Town hall")])
    assert "'Town hall' is the name of several actors; write one's id: one or two" in said


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    said = explain(places=[PLACE], actors=[actor("A", place="Brikmell")])
    assert "'Brikmell' is not among the places; did you mean 'brikmel'?" in said


def test_a_reference_to_a_broken_record_is_not_a_second_error() -> None:
    said = explain(places=[{**PLACE, "levels": "cosmic"}], actors=[actor("A", place="Brikmel")])
    assert "cosmic" in said
    assert "leads-nowhere" not in said


def test_a_ring_of_parents_is_reported() -> None:
    ring = [actor("A", parent="B"), actor("B", parent="C"), actor("C", parent="A")]
    assert "a ring of parents" in explain(actors=ring)


def test_nobody_is_an_answer_even_where_an_actor_has_that_name() -> None:
    table = {"name": "T", "kind": "exchange", "areas": "health", "veto": "nobody"}
    atlas = build(actors=[actor("nobody", id="a")], mechanisms=[table])
    assert atlas.mechanisms[0].veto == ()


def test_nobody_is_no_answer_where_one_actor_is_asked_for() -> None:
    table = {"name": "T", "kind": "exchange", "areas": "health", "initiator": "nobody"}
    assert "'nobody' is not among the actors" in explain(actors=[actor("A")], mechanisms=[table])


@pytest.mark.parametrize("word", ["yes", "true", "1", "TRUE", "Yes"])
@pytest.mark.parametrize("other", ["no", "false", "0", "FALSE", "No"])
def test_yes_and_no_may_be_typed_in_several_ways(word: str, other: str) -> None:
    role = {"holder": "A", "area": "health", "basis": "de_jure"}
    competences = [
        {**role, "role": "fund", "holds": word},
        {**role, "role": "monitor", "holds": other},
    ]
    atlas = build(actors=[actor("A")], competences=competences)
    assert {each.role: each.holds for each in atlas.competences} == {"fund": True, "monitor": False}


@pytest.mark.parametrize("word", ["housing", "Housing", "Logement", "السكن", "HOUSING "])
def test_codes_may_be_typed_as_labels_in_any_language(word: str) -> None:
    table = {"name": "T", "kind": "exchange", "areas": f"health; {word}"}
    assert build(mechanisms=[table]).mechanisms[0].areas == ("health", "housing")


def test_a_decimal_comma_is_read() -> None:
    assert build(places=[{**PLACE, "latitude": "35,76"}]).places[0].latitude == 35.76


def test_a_list_in_a_cell_keeps_its_semicolons() -> None:
    assert split_list(join_list(["a; b", "c", "nobody"])) == ["a; b", "c", "nobody"]
    assert split_list(join_list(["nobody"])) == ["nobody"]


def test_files_that_disagree_about_the_title_are_both_named() -> None:
    drafts = [read_yaml(f"title: {name}\n", f"{name}.yaml") for name in "ab"]
    with pytest.raises(
        AtlasError, match=r"b\.yaml, line 1.*not the same here and in a\.yaml, line 1"
    ):
        build_atlas(drafts)


def test_the_builder_tells_where_a_record_stands() -> None:
    builder = Builder([read_yaml("places:\n- name: P\n  levels: local\n", "a.yaml")])
    builder.build()
    assert str(builder.locate("p", ("levels",))) == "a.yaml, line 3, levels"


def read_tables(**tables: str) -> Atlas:
    return build_atlas(
        read_csv_folder({f"{name}.csv": text.encode() for name, text in tables.items()})
    )


ACTORS = "name,kind\nA,media\n"
SOURCES = "title\nLaw\n"


def test_a_fact_without_a_name_needs_an_id_to_be_cited() -> None:
    with pytest.raises(AtlasError, match=r"which have no names: fill in the column 'id'"):
        read_tables(
            actors=ACTORS,
            sources=SOURCES,
            competences="holder,area,role,basis\nA,health,fund,de_jure\n",
            citations="section,record,source\ncompetences,A health,Law\n",
        )
    with pytest.raises(AtlasError, match="has no name: give it an id in its own sheet"):
        read_tables(actors=ACTORS, positions="fact,actor,stand\nA health,A,confirms\n")


def test_members_and_citations_find_records_by_name() -> None:
    atlas = read_tables(
        actors=ACTORS,
        sources=SOURCES,
        mechanisms="name,kind,areas\nRound Table,exchange,health\n",
        members="mechanism,actor,seat\nround table,A,chair\n",
        citations="section,record,source\nMechanisms,Round Table,Law\n",
    )
    (table,) = atlas.mechanisms
    assert ([each.actor for each in table.members], table.sources[0].source) == (["a"], "law")


def test_a_row_for_a_name_that_two_records_have_is_refused() -> None:
    with pytest.raises(AtlasError, match=r"citations\.csv, line 2, record: 'A' may mean several"):
        read_tables(
            actors="id,name,kind\na,A,media\nb,A,media\n",
            sources=SOURCES,
            citations="section,record,source\nactors,A,Law\n",
        )
