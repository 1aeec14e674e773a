"""The part of an atlas that bears on a place: whatever is asked there, the whole says the same."""

import datetime as dt
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.packs import read_all
from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import Diagnosis, diagnose, list_settings
from weft.core.diagnosis.setting import find_newest_date
from weft.pictures import lay_out
from weft.pictures.network import lay_network

DAYS = tuple(dt.date(year, 6, 1) for year in (1995, 2005, 2015, 2025))
PLACES = [
    {"id": "world", "name": "World", "levels": ["supranational"]},
    {"id": "land", "name": "Land", "levels": ["national"], "parent": "world"},
    {"id": "shire", "name": "Shire", "levels": ["regional"], "parent": "land"},
    {"id": "town", "name": "Town", "levels": ["local"], "parent": "shire", "kind": "commune"},
    {"id": "quarter", "name": "Quarter", "levels": ["neighbourhood"], "parent": "town"},
    {"id": "port", "name": "Port", "levels": ["local"], "parent": "shire", "kind": "commune"},
    {"id": "far", "name": "Far", "levels": ["local"], "parent": "land", "kind": "commune"},
    {"id": "abroad", "name": "Abroad", "levels": ["national"], "parent": "world"},
]
KEYS = [each["id"] for each in PLACES]
KINDS = ("government", "agency", "city_network", "civil_society", "international_organisation")
CITED = [{"source": "doc"}]
ACTORS = [
    {"id": "state", "name": "State", "kind": "government", "place": "land"},
    {"id": "union", "name": "Union", "kind": "city_network", "place": "land"},
    {"id": "city", "name": "City", "kind": "government", "place": "town"},
    {"id": "harbour", "name": "Harbour", "kind": "government", "place": "port"},
]


def build(**sections: Any) -> Atlas:
    data = {"places": PLACES, "sources": [{"id": "doc", "title": "Doc", "date": "2012"}]}
    return Atlas.model_validate(data | sections)


def tie(key: str, *members: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": key, "kind": "exchange", "areas": ["housing"], "sources": CITED,
            "members": [{"actor": each} for each in members], **more}  # fmt: skip


@cache
def read_packs() -> tuple[Atlas, Nearby]:
    return read_all(), Nearby(read_all())


@pytest.mark.parametrize("place", [each.id for each in read_all().places])
def test_the_weave_of_the_part_is_that_of_the_whole(place: str):
    atlas, nearby = read_packs()
    part = nearby.keep(place)
    for day in (find_newest_date(atlas, atlas.facts.values()), dt.date(2012, 1, 1)):
        assert day
        weave, drawn = (lay_out(each, place, day) for each in (atlas, part))
        assert drawn.rows == weave.rows
        assert drawn.crossings == weave.crossings
        assert drawn.threads == weave.threads
        assert drawn == weave
        assert lay_network(part, place, day) == lay_network(atlas, place, day)


@cache
def diagnose_packs() -> dict[str, list[Diagnosis]]:
    found: dict[str, list[Diagnosis]] = {}
    for each in diagnose(read_all(), list_settings(read_all())):
        found.setdefault(each.setting.place, []).append(each)
    return found


@pytest.mark.parametrize("place", [each.id for each in read_all().places])
def test_the_diagnoses_of_the_part_are_those_of_the_whole(place: str):
    _, nearby = read_packs()
    part = nearby.keep(place)
    asked = list_settings(part, place=place)
    assert list(diagnose(part, asked)) == diagnose_packs().get(place, [])


@st.composite
def countries(draw: st.DrawFn) -> Atlas:
    """The four actors, others, their ties and roles at places of one country, some for a time."""

    def choose(*values: Any) -> Any:
        return draw(st.sampled_from(values))

    def draw_period() -> dict[str, Any]:
        start, until = choose((None, None), (None, None), ("2000", None), (None, "2010"),
                              ("2010", "2020"))  # fmt: skip
        return {"from": start, "until": until}

    actors: list[dict[str, Any]] = [each | draw_period() for each in ACTORS]
    for at in range(draw(st.integers(0, 3))):
        parent = choose(None, None, *(each["id"] for each in actors))
        actors.append(
            {"id": f"a{at}", "name": f"a{at}", "kind": choose(*KINDS), "parent": parent,
             "place": choose(None, *KEYS), "levels": choose((), (), ("local",), ("national",)),
             **draw_period()}
        )  # fmt: skip
    names = [each["id"] for each in actors]
    ties = [
        tie(
            f"m{at}",
            place=choose(None, None, *KEYS),
            members=[
                {"actor": choose(*names), "seat": choose("member", "member", "chair", "observer")}
                for _ in range(draw(st.integers(0, 4)))
            ],
            areas=choose(("housing",), ("housing", "health")),
            **draw_period(),
        )
        for at in range(draw(st.integers(1, 4)))
    ]
    roles = [
        {"id": f"c{at}", "area": choose("housing", "health"), "role": choose("fund", "deliver"),
         "basis": "de_jure", "holds": choose(True, False), "sources": CITED, **draw_period()}
        | choose({"holder": choose(*names), "place": choose(None, None, *KEYS)},
                 {"holder": "nobody", "place": choose(*KEYS)},
                 {"place_kind": "commune", "place": choose("land", "shire")})
        for at in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    disputes = [
        {"id": "d", "name": "d", "areas": ["health"], "kind": "dispute", "sources": CITED,
         "place": choose(None, *KEYS), "parties": draw(st.lists(st.sampled_from(names)))}
    ]  # fmt: skip
    return build(actors=actors, mechanisms=ties, competences=roles, disputes=disputes)


@settings(max_examples=60, deadline=None)
@given(countries())
def test_whatever_is_recorded_the_part_says_of_its_place_what_the_whole_says(atlas: Atlas):
    nearby = Nearby(atlas)
    for place in KEYS:
        part = nearby.keep(place)
        for day in DAYS:
            assert lay_out(part, place, day) == lay_out(atlas, place, day)
        asked = list_settings(atlas, place=place)
        assert list_settings(part, place=place) == asked
        assert diagnose(part, asked) == diagnose(atlas, asked)


def list_part(place: str, *ties: dict[str, Any]) -> set[str]:
    part = Nearby(build(actors=ACTORS, mechanisms=ties)).keep(place)
    return {each.id for each in part.mechanisms}


def test_what_a_state_ties_to_one_town_is_not_read_for_every_other():
    one, other = tie("one", "state", "city"), tie("other", "state", "harbour")
    assert list_part("town", one, other) == {"one"}
    assert list_part("land", one, other) == {"one", "other"}


def test_what_ties_the_state_to_others_of_the_land_is_read_in_each_of_its_towns():
    assert list_part("far", tie("deal", "state", "union", "harbour")) == {"deal"}
    assert list_part("abroad", tie("deal", "state", "union", "harbour")) == set()


def test_a_tie_is_read_in_the_whole_land_where_the_town_that_it_names_is_gone():
    gone = [each | {"until": "2010"} if each["id"] == "harbour" else each for each in ACTORS]
    for years, kept in (({}, {"tie"}), ({"until": "2005"}, set()), ({"until": "2015"}, {"tie"})):
        atlas = build(actors=gone, mechanisms=[tie("tie", "state", "harbour", **years)])
        assert {each.id for each in Nearby(atlas).keep("far").mechanisms} == kept
        for day in DAYS:
            assert lay_out(Nearby(atlas).keep("far"), "far", day) == lay_out(atlas, "far", day)


def test_what_is_about_a_place_is_read_there_whatever_its_own_territory():
    seen = tie("seen", "state", "city")
    seen["members"].append({"actor": "harbour", "seat": "observer"})
    role = {"id": "role", "holder": "city", "place": "port", "area": "housing", "role": "fund",
            "basis": "de_facto"}  # fmt: skip
    nearby = Nearby(build(actors=ACTORS, mechanisms=[seen], competences=[role]))
    assert "seen" in nearby.keep("port").facts
    assert {"role", "harbour"} <= nearby.keep("port").facts.keys()
    assert {"role", "seen"} <= nearby.keep("town").facts.keys()
    assert not {"role", "seen"} & nearby.keep("far").facts.keys()
