"""What the checks find in an atlas that can be read, and what they leave alone."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.core.atlas.strategies import atlases
from weft.core.atlas import Atlas, Where
from weft.core.atlas.build import Builder
from weft.core.atlas.checks import RULES, check_atlas
from weft.core.atlas.files.yaml_file import read_yaml
from weft.core.terms import list_codes

ROOT = Path(__file__).parents[3]

PLACES = [
    {"id": "world", "name": "World", "levels": ["supranational"]},
    {"id": "france", "name": "France", "levels": ["national"], "parent": "world"},
    {"id": "morocco", "name": "Morocco", "levels": ["national"], "parent": "world"},
    {"id": "lyon-metropole", "name": "Lyon", "levels": ["metropolitan"], "parent": "france"},
    {
        "id": "lyon", "name": {"en": "Lyon", "ar": "ليون"}, "levels": ["local"],
        "kind": "commune", "parent": "lyon-metropole",
    },
    {"id": "rennes", "name": "Rennes", "levels": ["local"], "kind": "commune", "parent": "france"},
]  # fmt: skip
SOURCES = [
    {"id": "law", "title": "Housing Act", "grade": "A"},
    {"id": "report", "title": "Report on reception", "grade": "B"},
    {"id": "talk", "title": "Said at a meeting", "grade": "D"},
]
CITED = [{"source": "report", "locator": "Chapter 2"}]


def actor(key, name, kind="government", place=None, **more):
    return {"id": key, "name": name, "kind": kind, "place": place, "sources": CITED, **more}


STATE = actor("state", "French State", place="france")
CITY = actor("city", "City of Lyon", place="lyon")
TOWN = actor("town", "City of Rennes", place="rennes")
AID = actor("aid", "Forum réfugiés", "civil_society", "lyon")


def hold(key, holder="city", area="housing", role="deliver", basis="de_jure", **more):
    fact = {"id": key, "area": area, "role": role, "basis": basis, "sources": CITED, **more}
    return fact if holder is None else {"holder": holder, **fact}


def tie(key, *members, name=None, kind="exchange", areas=("housing",), **more):
    seats = [{"actor": each} if isinstance(each, str) else each for each in members]
    known = {"name": name or key, "kind": kind, "areas": list(areas), "sources": CITED}
    return {"id": key, "members": seats, **known, **more}


def plan(key, name="Plan", issuer="city", **more):
    fact = {"id": key, "name": name, "areas": ["housing"], "kind": "plan", "sources": CITED}
    return {**fact, "issuer": issuer, **more}


def make_atlas(actors=(STATE, CITY, TOWN, AID), places=PLACES, **sections):
    data = {"places": places, "sources": SOURCES, "actors": list(actors), **sections}
    return Atlas.model_validate({"weft": 1, **data})


def find(code, **sections):
    return [each for each in check_atlas(make_atlas(**sections)) if each.code == code]


def find_records(code, **sections):
    return [each.records for each in find(code, **sections)]


def are_alike(first, second, places=("lyon", "lyon"), kinds=("government", "government")):
    pair = [
        actor(key, name, kind, place)
        for key, name, kind, place in zip("ab", (first, second), kinds, places, strict=True)
    ]
    return bool(find("likely-duplicate", actors=pair))


# --- periods


def test_it_finds_a_competence_recorded_twice_for_the_same_year():
    found = find_records(
        "overlapping-periods",
        competences=[hold("old", until="2018"), hold("new", **{"from": "2017"})],
    )
    assert found == [("new", "old")]


def test_it_knows_an_actors_own_place_and_an_empty_place_for_the_same():
    assert find("overlapping-periods", competences=[hold("a", place="lyon"), hold("b")])


@pytest.mark.parametrize(
    "other",
    [
        {"from": "2018"},
        {"basis": "de_facto"},
        {"phase": "formulation"},
        {"asserted_by": "aid"},
        {"holds": False},
        {"holder": "town"},
    ],
)
def test_periods_that_touch_and_competences_that_differ_do_not_overlap(other):
    facts = [hold("old", until="2018"), hold("new", **other)]
    assert not find("overlapping-periods", competences=facts)


def test_it_finds_an_overlap_behind_a_shorter_period():
    facts = [
        hold("long", **{"from": "2000"}, until="2020"),
        hold("short", **{"from": "2001"}, until="2002"),
        hold("late", **{"from": "2019"}),
    ]
    found = find_records("overlapping-periods", competences=facts)
    assert found == [("late", "long"), ("short", "long")]


def test_it_says_who_says_yes_and_who_says_no():
    facts = [hold("yes"), hold("no", holds=False, asserted_by="aid")]
    (found,) = find("contradiction", competences=facts)
    assert found.records == ("no", "yes")
    assert "'Report on reception' says yes, Forum réfugiés says no" in found.message


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ({"until": "2015"}, {"from": "2015"}),
        ({"phase": "formulation"}, {"phase": "implementation"}),
        ({"basis": "de_facto"}, {}),
        ({"role": "fund"}, {}),
        ({"place": "lyon"}, {"place": "france"}),
    ],
)
def test_yes_and_no_about_two_things_is_no_contradiction(yes, no):
    facts = [hold("yes", **yes), hold("no", holds=False, **no)]
    assert not find("contradiction", competences=facts)


def test_it_finds_somebody_where_nobody_is_recorded():
    none = hold("none", "nobody", place="lyon", level="local")
    found = find("held-by-nobody", competences=[none, hold("some")])
    assert [each.records for each in found] == [("none", "some")]
    assert "City of Lyon" in found[0].message


@pytest.mark.parametrize("other", [{"holder": "aid", "place": "france"}, {"area": "health"}])
def test_nobody_here_is_not_contradicted_by_somebody_elsewhere(other):
    none = hold("none", "nobody", place="lyon", level="local")
    assert not find("held-by-nobody", competences=[none, hold("some", **other)])


def test_nobody_at_one_level_is_not_contradicted_by_another_level():
    none = hold("none", "nobody", place="lyon", level="local")
    assert not find(
        "held-by-nobody", competences=[none, hold("some", holder="state", place="lyon")]
    )


def test_it_finds_one_mechanism_under_two_ids():
    twice = [
        tie("a", "city", "aid", name="Table ronde"),
        tie("b", "city", "state", name="table  Ronde"),
    ]
    assert find_records("same-mechanism", mechanisms=twice) == [("b", "a")]


def test_round_tables_of_two_towns_are_two():
    two = [tie("a", "city", "aid", name="Round table"), tie("b", "town", name="Round table")]
    assert not find("same-mechanism", mechanisms=two)
    placed = [tie("a", "city", place="lyon", name="T"), tie("b", "city", place="rennes", name="T")]
    assert not find("same-mechanism", mechanisms=placed)


def test_it_finds_one_policy_under_two_ids():
    assert find_records("same-policy", policies=[plan("a"), plan("b")]) == [("b", "a")]


def test_a_plan_and_the_next_plan_are_two():
    two = [plan("a", until="2015"), plan("b", **{"from": "2015"})]
    assert not find("same-policy", policies=two)
    assert not find("same-policy", policies=[plan("a"), plan("b", issuer="town")])


def means(key, **more):
    known = {"actor": "city", "area": "housing", "year": 2017, "money": 5, "sources": CITED}
    return {"id": key, **known, **more}


def test_it_finds_money_that_would_count_twice():
    assert find_records("same-resource", resources=[means("a"), means("b")]) == [("b", "a")]


@pytest.mark.parametrize("other", [{"earmarked": True}, {"year": 2018}, {"asserted_by": "aid"}])
def test_free_and_earmarked_money_are_two_records(other):
    two = [means("a", earmarked=False), means("b", **{"earmarked": False, **other})]
    assert not find("same-resource", resources=two)


# --- likely duplicates


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("City of Lyon", "Ville de Lyon"),
        ("City of Lyon", "Lyon City Council"),
        ("City of Lyon", "Mairie de Lyon"),
        ("City of Lyon", "مدينة ليون"),
        ("Ayuntamiento de Lyon", "Comune di Lyon"),
        ("Forum réfugiés", "FORUM  REFUGIES"),
        ("Forum réfugiés", "Association Forum Réfugies"),
        ("Forum réfugiés", "Forum réfugiés Lyon"),
        ("Ministry of Health", "Ministère de la Santé"),
        ("Ministry of Health", "وزارة الصحة"),
        ("Ministero dell'Interno", "Ministry of the Interior"),
        ("Secours Catholique", "Secours Catolique"),
    ],
)
def test_it_recognises_a_name_across_languages_accents_and_typos(first, second):
    assert are_alike(first, second)
    assert are_alike(first, second, places=("lyon", None))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("City of Lyon", "City of Rennes"),
        ("City of Lyon", "Metropole of Lyon"),
        ("Ministry of Health", "Ministry of Housing"),
        ("Ministry of Health", "Ministry of Health and Social Protection"),
        ("Directorate of Immigration", "Directorate of Emigration"),
        ("Migrants of Saint-Denis", "Migrants of Saint-Ouen"),
        ("Lyon 3e arrondissement", "Lyon 8e arrondissement"),
        ("North Regional Council", "South Regional Council"),
        ("Migrants' Council", "Migrants' Association"),
        ("Red Cross France", "Red Cross Lyon"),
        ("United Cities and Local Governments", "United Cities and Local Governments of Africa"),
    ],
)
def test_names_that_say_different_things_are_not_alike(first, second):
    assert not are_alike(first, second)
    assert not are_alike(first, second, places=(None, None))


def test_ministries_of_two_countries_are_two():
    assert not are_alike("Ministry of Health", "Ministry of Health", ("france", "morocco"))
    assert are_alike("Ministry of Health", "Ministry of Health of France", ("france", "france"))
    assert are_alike("Red Cross", "Croix Rouge - Red Cross", ("france", "lyon")) is False


def test_a_longer_name_of_another_kind_is_another_actor():
    names = "Integration and Participation Forum", "NGO Integration and Participation Forum"
    assert are_alike(*names)
    assert not are_alike(*names, kinds=("government", "civil_society"))
    assert are_alike(*names, kinds=("government", "agency"))


def test_a_bare_word_for_a_council_is_a_name_in_its_own_place_only():
    assert are_alike("Municipal council", "Conseil municipal")
    assert not are_alike("Municipal council", "Conseil municipal", ("lyon", "rennes"))
    assert not are_alike("Municipal council", "Conseil municipal", ("lyon", None))


def test_one_actor_with_its_name_in_three_languages_is_no_duplicate():
    names = {"en": "City of Lyon", "fr": "Ville de Lyon", "ar": "مدينة ليون"}
    assert not find("likely-duplicate", actors=[actor("a", names, place="lyon"), TOWN])


def test_an_office_and_what_it_is_part_of_are_told_apart_on_purpose():
    office = actor("office", "Ville de Lyon", "agency", "lyon", parent="city")
    assert not find("likely-duplicate", actors=[CITY, office])


def test_two_hundred_towns_with_a_city_council_each_are_all_different():
    places = [
        {"id": f"p{number}", "name": f"Town {number}", "levels": ["local"]} for number in range(200)
    ]
    actors = [actor(f"a{number}", "City Council", place=f"p{number}") for number in range(200)]
    assert not find("likely-duplicate", actors=actors, places=places)


# --- actors and mechanisms


def test_it_finds_a_competence_in_anothers_territory():
    (found,) = find("outside-territory", competences=[hold("here", place="rennes")])
    assert found.records == ("here", "city")
    assert "territory of City of Lyon is Lyon" in found.message


@pytest.mark.parametrize("place", ["lyon", "france"])
def test_a_competence_in_a_wider_or_equal_place_is_none(place):
    assert not find("outside-territory", competences=[hold("here", place=place)])


def test_an_office_has_the_territory_of_its_parent():
    desk = actor("desk", "Desk", "agency", parent="city")
    facts = [hold("here", "desk", place="rennes")]
    assert find("outside-territory", actors=[CITY, desk], competences=facts)


@pytest.mark.parametrize("members", [(), ("city",), ("city", "city")])
def test_it_finds_mechanisms_that_tie_nobody_together(members):
    assert find("few-members", mechanisms=[tie("table", *members)])


def test_two_members_are_a_tie():
    assert not find("few-members", mechanisms=[tie("table", "city", "aid")])


def test_observers_alone_are_no_tie():
    watching = [{"actor": each, "seat": "observer"} for each in ("city", "aid")]
    assert find("observers-only", mechanisms=[tie("table", *watching)])
    assert not find("observers-only", mechanisms=[tie("table", *watching, "state")])


def test_a_government_needs_a_place():
    lost = actor("lost", "Government of somewhere")
    assert find_records("government-without-place", actors=[CITY, lost]) == [("lost",)]
    assert not find("government-without-place", actors=[actor("ngo", "NGO", "civil_society")])
    under = actor("under", "Interior", parent="city")
    assert not find("government-without-place", actors=[CITY, under])


def test_a_place_has_one_government():
    second = actor("second", "Prefecture", place="lyon")
    assert find_records("several-governments", actors=[CITY, second]) == [("second", "city")]
    assert not find("several-governments", actors=[CITY, {**second, "parent": "city"}])
    assert not find("several-governments", actors=[CITY, {**second, "kind": "agency"}])


def test_a_law_for_every_place_of_a_kind_needs_places_of_that_kind():
    def law(kind, place):
        return hold("law", None, place_kind=kind, place=place)

    assert not find("no-such-kind", competences=[law("commune", "france")])
    assert find("no-such-kind", competences=[law("comune", "france")])
    assert find("no-such-kind", competences=[law("commune", "morocco")])


# --- evidence


def test_it_finds_facts_without_a_source():
    assert find_records("no-source", competences=[hold("bare", sources=[])]) == [("bare",)]
    assert not find("no-source", competences=[hold("cited")])


def test_an_actor_without_a_source_is_only_a_note():
    bare = {**CITY, "sources": []}
    assert not find("no-source", actors=[bare])
    (found,) = find("actor-without-source", actors=[bare, TOWN])
    assert (found.records, found.severity) == (("city",), "note")


def test_it_asks_where_in_a_document():
    bare = hold("bare", sources=[{"source": "law"}, *CITED])
    (found,) = find("no-locator", competences=[bare, hold("exact")])
    assert "'bare' does not say where in 'Housing Act'" in found.message


def test_it_finds_what_rests_on_hearsay_alone():
    def said(*citations):
        return [hold("said", sources=[{"locator": "p. 1", **each} for each in citations])]

    assert find("hearsay-only", competences=said({"source": "talk"}))
    assert find("hearsay-only", competences=said({"source": "law", "grade": "D"}))
    assert not find("hearsay-only", competences=said({"source": "talk"}, {"source": "law"}))


def test_it_names_who_disputes_a_fact_and_why():
    no = {"actor": "state", "stand": "disputes", "reason": "The law says otherwise"}
    yes = {"actor": "aid", "stand": "confirms"}
    (found,) = find("contested", competences=[hold("a", positions=[yes, no])])
    assert found.records == ("a", "state")
    assert "French State disputes it (The law says otherwise)" in found.message
    assert not find("contested", competences=[hold("a", positions=[yes])])


# --- blanks


def list_blank_areas(**sections):
    return {each.records[0]: each.message for each in find("blank-areas", **sections)}


def test_it_lists_the_areas_about_which_nothing_is_known_once_a_place():
    found = list_blank_areas(competences=[hold("a"), hold("b", area="health")])
    assert list(found) == ["lyon"]
    listed = found["lyon"].partition("level: ")[2].partition(";")[0].split(", ")
    assert set(listed) == set(list_codes("areas")) - {"housing", "health"}


def test_what_is_known_of_the_state_is_known_for_its_cities():
    found = list_blank_areas(competences=[hold("a"), hold("b", "state", area="language")])
    assert "language" not in found["lyon"]


def test_what_is_known_of_one_town_is_not_known_of_another():
    facts = [hold("a"), hold("b", "town", area="language")]
    found = list_blank_areas(
        competences=facts, mechanisms=[tie("table", "town", "state", areas=["data"])]
    )
    assert "language" in found["lyon"] and "data" in found["lyon"]
    assert "language" not in found["rennes"] and "data" not in found["rennes"]


def test_a_place_with_every_area_has_no_blank_one():
    assert not list_blank_areas(competences=[hold(f"a{n}", area=a) for n, a in AREAS])


AREAS = list(enumerate(list_codes("areas")))


def find_blank_cells(**sections):
    found = {each.records[0]: each.message for each in find("blank-cells", **sections)}
    return found.get("lyon", "")


def test_it_counts_the_blank_levels_of_an_area_that_has_facts():
    message = find_blank_cells(competences=[hold("a")])
    assert "3 of 4 cells" in message
    assert "housing (supranational, national, metropolitan)" in message


@pytest.mark.parametrize(
    "known",
    [
        {"competences": [hold("b", "state")]},
        {"competences": [hold("b", "state", holds=False)]},
        {"competences": [hold("b", "nobody", place="lyon", level="national")]},
        {"mechanisms": [tie("grant", "state", "city")]},
        {"policies": [plan("law", issuer="state")]},
        {"resources": [means("money", actor="state")]},
    ],
)
def test_a_cell_is_known_by_any_fact_at_its_level(known):
    facts = {**known, "competences": [hold("a"), *known.get("competences", [])]}
    assert "housing (supranational, metropolitan)" in find_blank_cells(**facts)


@pytest.mark.parametrize(
    "unknown",
    [
        {"competences": [hold("b", "unknown", place="lyon", level="national")]},
        {"competences": [hold("b", "state", place="rennes")]},
        {"mechanisms": [tie("grant", "state", "town")]},
        {"policies": [plan("law", issuer="town")]},
    ],
)
def test_a_cell_is_blank_if_somebody_asked_in_vain_or_elsewhere(unknown):
    facts = {**unknown, "competences": [hold("a"), *unknown.get("competences", [])]}
    assert "housing (supranational, national, metropolitan)" in find_blank_cells(**facts)


def test_a_law_for_every_commune_fills_the_local_cell():
    law = hold("law", None, area="health", place_kind="commune", place="france")
    assert "health (supranational, national, metropolitan)" in find_blank_cells(
        competences=[hold("a"), law]
    )


def test_surveyed_as_none_is_not_blank():
    survey = {
        "id": "s", "name": "Survey", "place": "lyon", "levels": ["metropolitan", "national"],
        "areas": ["housing"], "closes": ["competences"], "found": "nobody", "sources": CITED,
    }  # fmt: skip
    message = find_blank_cells(competences=[hold("a")], surveys=[survey])
    assert "housing (supranational)" in message


def test_nothing_is_asked_about_a_place_without_facts_of_its_own():
    assert not find("blank-areas", competences=[hold("a", "state")])


# --- all rules together


FILE = """\
weft: 1
places:
  - {id: lyon, name: Lyon, levels: [local]}
actors:
  - id: lyon
    name: Lyon
    kind: government
    place: lyon
competences:
  - id: sheltering
    holder: lyon
    area: housing
    role: deliver
    basis: de_facto
"""


def test_it_gives_the_line_in_the_file():
    builder = Builder([read_yaml(FILE, "lyon.yaml")])
    problems = check_atlas(builder.build(), builder.locate)
    (found,) = (each for each in problems if each.code == "no-source")
    assert (found.where.file, found.where.row, found.severity) == ("lyon.yaml", 10, "warning")
    assert list(problems) == sorted(problems, key=lambda each: each.where)


def test_it_tells_an_actor_from_a_place_of_the_same_id():
    builder = Builder([read_yaml(FILE, "lyon.yaml")])
    problems = check_atlas(builder.build(), builder.locate)
    rows = {each.code: each.where.row for each in problems}
    assert (rows["actor-without-source"], rows["blank-areas"]) == (5, 3)


def test_an_empty_atlas_has_no_problem():
    assert check_atlas(Atlas.model_validate({"weft": 1})) == ()


@given(atlases(largest=4))
@settings(max_examples=30, deadline=None)
def test_any_atlas_can_be_checked(atlas):
    known = {each.id for _, each in atlas.list_records()}
    codes = {rule.code for rule in RULES}
    for problem in check_atlas(atlas):
        assert problem.code in codes
        assert known.issuperset(problem.records)
        assert problem.message.strip()


def test_every_rule_has_a_code_of_its_own():
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


# --- the reference page


def read_table():
    """Code -> severity, from the tables of the reference page."""
    page = (ROOT / "docs" / "reference" / "checks.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (\w+) \|", page, re.MULTILINE)
    assert len({code for code, _ in rows}) == len(rows)
    return dict(rows)


def test_every_rule_is_in_the_reference():
    table = read_table()
    assert {rule.code: rule.severity for rule in RULES}.items() <= table.items()


# What gives a problem its code, as the first argument.
CALLS = {"Problem", "PydanticCustomError", "report", "_refuse", "_give_up", "_CellError"}


def list_codes_in_source():
    """The codes that reading an atlas gives its problems, found in the source itself."""
    for path in (ROOT / "src" / "weft" / "core").rglob("*.py"):
        if {"checks", "jsonld", "diagnosis", "observatory"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                known = name in CALLS and isinstance(first, ast.Constant)
                if known and isinstance(first.value, str):
                    yield first.value.replace("_", "-")


def test_every_code_of_a_file_that_cannot_be_read_is_in_the_reference():
    found = set(list_codes_in_source())
    assert "leads-nowhere" in found and "yaml-alias" in found and "reversed-period" in found
    assert found <= read_table().keys()


def test_a_town_without_a_state_is_found_in_its_own_line_though_an_actor_has_its_id():
    atlas = Atlas.model_validate(
        {
            "places": [
                {"id": "town", "name": "Town", "levels": ["local"]},
                {"id": "land", "name": "Land", "levels": ["national"]},
            ],
            "actors": [{"id": "town", "name": "Town", "kind": "government", "place": "town"}],
        }
    )
    asked = []
    check_atlas(atlas, lambda record, path: (asked.append((record, path)), Where())[1])
    assert ("places/town", ("parent",)) in asked
