"""Several atlases as one: what is one record, what is a contradiction, and where a fact is from."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from weft.core.atlas import NOBODY, UNKNOWN, Atlas, AtlasError, Problem, Where, read_atlas
from weft.core.atlas.checks import check_atlas
from weft.core.atlas.combining import Combined, Named, combine
from weft.core.atlas.visibility import keep_public

PACKS = Path(__file__).parents[3] / "src" / "weft" / "packs"
CITIES = sorted((PACKS / "cities").glob("*.yaml"))

LAND = {"id": "land", "name": "Land", "levels": ["national"]}
TOWN = {"id": "town", "name": {"en": "Town"}, "levels": ["local"], "parent": "land"}
CITY = {"id": "city", "name": "City of Town", "kind": "government", "place": "town"}
STATE = {"id": "state", "name": "The State", "kind": "government", "place": "land"}
LAW = {"id": "law", "title": "Housing Act", "date": "2015", "grade": "A"}


def build(name: str, **sections: Any) -> Named:
    """An atlas of the town: places, actors and a law, unless others are given, and what else."""
    data = {"places": [LAND, TOWN], "actors": [CITY, STATE], "sources": [LAW], **sections}
    return Named(name, Atlas.model_validate(data))


def hold(key: str, role: str = "deliver", **more: Any) -> dict[str, Any]:
    return {"id": key, "holder": "city", "area": "housing", "role": role, "basis": "de_jure",
            "sources": [{"source": "law"}], **more}  # fmt: skip


def refuse(*named: Named) -> tuple[Problem, ...]:
    """The problems for which atlases are not read together."""
    with pytest.raises(AtlasError) as caught:
        combine(*named)
    return caught.value.problems


# --- one record


def test_places_actors_and_sources_of_the_same_id_are_one_record() -> None:
    found = combine(
        build("mine", competences=[hold("one")]), build("theirs", competences=[hold("two", "fund")])
    ).atlas
    assert [each.id for each in found.places] == ["land", "town"]
    assert [each.id for each in found.actors] == ["city", "state"]
    assert [each.id for each in found.competences] == ["one", "two"]
    assert len(found.sources) == 1


def test_the_first_record_stands_completed_with_names_in_other_languages_and_codes() -> None:
    mine = TOWN | {"codes": {"iso": "LD-1"}, "population": 100, "name": {"en": "Town", "fr": "V"}}
    theirs = TOWN | {
        "codes": {"iso": "LD-1", "lau": "77"},
        "population": 999,
        "latitude": 9.0,
        "name": {"en": "town", "fr": "Ville", "ar": "مدينة"},
    }
    combined = combine(build("mine", places=[LAND, mine]), build("theirs", places=[LAND, theirs]))
    town = combined.atlas.place_by_id["town"]
    assert town.name.root == {"en": "Town", "fr": "V", "ar": "مدينة"}
    assert town.codes == {"iso": "LD-1", "lau": "77"}
    # Figures rest on sources, and those of the first stand.
    assert (town.population, town.latitude) == (100, None)


def test_a_name_of_no_stated_language_is_taken_for_english() -> None:
    plain = TOWN | {"name": "Town"}
    one, two = build("mine", places=[LAND, plain]), build("theirs")
    assert combine(one, two).atlas.place_by_id["town"].name.root == {"und": "Town"}
    assert combine(two, one).atlas.place_by_id["town"].name.root == {"en": "Town"}


def test_what_the_first_leaves_open_of_what_a_place_is_comes_from_the_other() -> None:
    every = {"id": "all", "place_kind": "commune", "place": "land", "area": "housing",
             "role": "fund", "basis": "de_jure"}  # fmt: skip
    theirs = build("theirs", places=[LAND, TOWN | {"kind": "commune"}], competences=[every])
    found = combine(build("mine"), theirs).atlas
    assert found.reaches(found.competences[0], "town")


def test_networks_and_disputes_of_an_actor_are_never_lost() -> None:
    dispute = {"actor": "state", "stand": "disputes"}
    mine = build("mine", actors=[CITY | {"networks": ["state"]}, STATE])
    theirs = build("theirs", actors=[CITY | {"positions": [dispute]}, STATE])
    for order in permutations((mine, theirs)):
        city = combine(*order).atlas.actor_by_id["city"]
        assert (city.networks, city.disputed_by) == (("state",), ("state",))


def test_an_equal_fact_is_one_and_counts_with_the_first() -> None:
    combined = combine(
        build("mine", competences=[hold("one")]), build("theirs", competences=[hold("one")])
    )
    assert len(combined.atlas.competences) == 1
    assert combined.origin.by_fact["one"] == "mine"


def test_the_combination_is_in_the_order_that_a_file_of_all_would_have() -> None:
    combined = combine(
        build("mine", competences=[hold("z")]), build("theirs", competences=[hold("a", "fund")])
    ).atlas
    assert combined == Atlas.model_validate(combined.model_dump())


# --- contradictions


@pytest.mark.parametrize(
    ("section", "before", "change", "said"),
    [
        ("places", TOWN, {"levels": ["regional"]}, "levels is 'local' in mine and 'regional'"),
        ("places", TOWN, {"parent": None, "name": "Tow"}, "name is 'Town' in mine and 'Tow'"),
        ("places", TOWN | {"kind": "city"}, {"kind": "commune"}, "kind is 'city' in mine"),
        ("places", TOWN | {"codes": {"lau": "1"}}, {"codes": {"lau": "2"}}, "codes:lau is '1'"),
        ("actors", CITY, {"kind": "agency"}, "kind is 'government' in mine and 'agency'"),
        ("actors", CITY, {"place": "land"}, "place is 'town' in mine and 'land' in theirs"),
        ("actors", CITY, {"levels": ["regional"]}, "levels is 'local' in mine and 'regional'"),
        ("actors", CITY, {"until": "2015"}, "until is empty in mine and '2015' in theirs"),
        ("actors", CITY, {"visibility": "own"}, "visibility is 'public' in mine and 'own'"),
        ("sources", LAW, {"grade": "C"}, "grade is 'A' in mine and 'C' in theirs"),
        ("sources", LAW, {"date": "2019"}, "date is '2015' in mine and '2019' in theirs"),
        ("sources", LAW, {"title": "Another Act"}, "title is 'Housing Act' in mine"),
    ],
)
def test_what_cannot_both_be_true_is_refused_with_the_names_of_both_atlases(
    section: str, before: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    rest = {"places": [LAND], "actors": [STATE], "sources": []}[section]
    mine = build("mine", **{section: [*rest, before]})
    theirs = build("theirs", **{section: [*rest, before | change]})
    problems = refuse(mine, theirs)
    assert said in " / ".join(each.message for each in problems)
    for each in problems:
        assert (each.code, each.severity) == ("atlases-differ", "error")
        assert "mine" in each.message
        assert "theirs" in each.message
        assert "correct one" in each.message


def test_a_level_that_one_atlas_states_and_the_other_has_from_the_place_is_the_same() -> None:
    theirs = build("theirs", actors=[CITY | {"levels": ["local"]}, STATE])
    assert combine(build("mine"), theirs).atlas.list_levels("city") == ("local",)


def test_a_territory_had_from_the_parent_is_not_replaced_by_another() -> None:
    office = {"id": "office", "name": "Office", "kind": "agency", "parent": "state"}
    mine = build("mine", actors=[CITY, STATE, office])
    theirs = build("theirs", actors=[CITY, STATE, office | {"place": "town"}])
    (found,) = refuse(mine, theirs)
    assert "place is 'land' in mine and 'town' in theirs" in found.message


def test_a_fact_of_the_same_id_that_says_something_else_is_refused() -> None:
    (found,) = refuse(
        build("mine", competences=[hold("one")]), build("theirs", competences=[hold("one", "fund")])
    )
    assert (found.code, found.records) == ("same-id", ("one",))
    assert "mine and theirs both have a fact 'one'" in found.message


def test_an_actor_and_another_fact_may_not_share_an_id() -> None:
    theirs = build("theirs", competences=[hold("state")], actors=[CITY])
    for order in permutations((build("mine"), theirs)):
        assert [each.code for each in refuse(*order)] == ["same-id"]


def test_every_contradiction_is_told_at_once_whichever_two_atlases_it_is_between() -> None:
    kinds = [
        build(name, places=[LAND, TOWN | {"kind": kind}])
        for name, kind in (("a", "city"), ("b", "commune"), ("c", "municipality"))
    ]
    assert [each.message.split(";")[0] for each in refuse(*kinds)] == [
        "'town' in places: kind is 'city' in a and 'commune' in b",
        "'town' in places: kind is 'city' in a and 'municipality' in c",
        "'town' in places: kind is 'commune' in b and 'municipality' in c",
    ]


def test_a_ring_of_parents_that_only_both_together_make_is_refused() -> None:
    one, two = ({"id": each, "name": each, "levels": ["local"]} for each in ("one", "two"))
    mine = Named("mine", Atlas.model_validate({"places": [one | {"parent": "two"}, two]}))
    theirs = Named("theirs", Atlas.model_validate({"places": [one, two | {"parent": "one"}]}))
    (found,) = refuse(mine, theirs)
    assert found.code == "cycle"
    assert "one in two in one" in found.message


def test_a_contradiction_has_its_place_in_the_file_of_the_later_atlas() -> None:
    theirs = build("theirs", places=[LAND, TOWN | {"levels": ["regional"]}])
    placed = theirs._replace(
        locate=lambda record, field: Where(record, row=7, column=str(field[0]))
    )
    wheres = [each.where for each in refuse(build("mine"), placed)]
    assert Where("places/town", row=7, column="levels") in wheres


# --- origin


def combine_two() -> Combined:
    report = LAW | {"id": "report", "title": "Report", "grade": "C"}
    weak = hold("two", "fund", sources=[{"source": "report"}])
    return combine(
        build("mine", competences=[hold("one")]),
        build("theirs", competences=[weak], actors=[CITY], sources=[report]),
    )


def test_each_fact_knows_from_which_atlas_it_is() -> None:
    origin = combine_two().origin
    assert origin.by_fact == {"city": "mine", "state": "mine", "one": "mine", "two": "theirs"}
    assert (origin.name_added("one"), origin.name_added("two")) == ("", "theirs")
    assert origin.count(["one", "two", "city"]) == "Facts: 2 of mine and 1 of theirs."
    assert origin.count([]) == ""


def test_what_was_read_together_is_said_with_a_word_where_nothing_is_confirmed() -> None:
    combined = combine_two()
    assert combined.origin.describe(combined.atlas) == (
        "mine (3 facts) and theirs (1 fact; to be confirmed, none is better than grade C)"
    )


def test_of_a_published_part_only_what_is_public_is_counted() -> None:
    combined = combine(
        build("mine", competences=[hold("one")]),
        build("theirs", competences=[hold("two", "fund", visibility="own")]),
    )
    public = keep_public(combined.atlas)
    assert combined.origin.describe(public) == "mine (3 facts) and theirs (0 facts)"


def test_titles_are_joined_and_licences_where_they_differ() -> None:
    def say(title: Any, licence: str | None) -> Named:
        return build(f"{licence}", title=title, licence=licence)

    both = combine(say({"en": "One", "fr": "Un"}, "A"), say("Two", "A")).atlas
    assert both.title is not None
    assert both.title.root == {"en": "One; Two", "fr": "Un; Two"}
    assert both.licence == "A"
    # The licence of one says nothing of the other's.
    assert combine(say("One", "A"), say("Two", None)).atlas.licence == "A: A; None: not stated"
    assert combine(say(None, "A"), say(None, "A")).atlas.title is None


# --- the atlases that come with Weft


@pytest.fixture(scope="module")
def packs() -> list[Named]:
    paths = [PACKS / "mc2cm", *CITIES]
    return [Named(path.stem, read_atlas(path)) for path in paths]


def test_all_packs_can_be_read_together_from_whichever_one_begins(packs: list[Named]) -> None:
    assert len(packs) == 7
    facts = {key for each in packs for key in each.atlas.facts}
    for at in range(len(packs)):
        combined = combine(*packs[at:], *packs[:at])
        assert combined.atlas.facts.keys() == facts


def test_together_they_repeat_and_contradict_nothing(packs: list[Named]) -> None:
    found = check_atlas(combine(*packs).atlas)
    assert [str(each) for each in found if each.severity != "note"] == []


def test_what_the_atlas_of_one_city_says_stays_in_its_country(packs: list[Named]) -> None:
    wide = {
        each.id
        for named in packs[1:]
        for each in named.atlas.competences
        if each.holder not in (NOBODY, UNKNOWN)
        and named.atlas.find_place(each) in ("world", "european-union", None)
    }
    assert wide == set()
