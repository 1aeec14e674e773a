"""Sums through the read API: as the figures make them, unknown where a part is, apart where figures
do not belong together, and refused in words where people would be counted twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.web.api.conftest import ROOT, Ask
from tests.web.observatory.scene_figures import (
    AROUND,
    CITY,
    FIRST,
    KEY,
    ORIGINS,
    PUBLISHED,
    RECIPE,
    SECOND,
    YEARS,
    bring,
    make_dataset,
    put,
)
from tests.web.people import sign_in
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.recipe import Recipe
from weft.web.observatory.actions import publish

pytestmark = [pytest.mark.django_db]
BOTH = "sex:F,M"


def add(ask: Ask, **asked: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask("/figures/sum", **{"measure": "stock"} | asked)["items"]
    return items


def recipe(**constants: str) -> Recipe:
    return RECIPE.model_copy(update={"constants": {**RECIPE.constants, **constants}})


def bring_open(key: str, place: str, **constants: str) -> None:
    """What everybody may see of one place."""
    counts = {cell: n for cell, n in FIRST.items() if cell[0] == place}
    dataset = make_dataset(PUBLISHED, key, owner=None)
    publish(None, bring(dataset, counts, recipe=recipe(**constants)))


@pytest.fixture
def register(db: None) -> None:
    """The figures of the city and of what it lies in, as they are."""
    publish(None, put(make_dataset(PUBLISHED, owner=None), FIRST))


@pytest.mark.usefixtures("register")
def test_parts_are_added_up_year_by_year(ask: Ask) -> None:
    found = add(ask, place=CITY, where=[BOTH, "origin:FRA,SEN"])
    expected = {
        year: sum(FIRST[CITY, year, sex, origin] for sex in "FM" for origin in ("FRA", "SEN"))
        for year in YEARS
    }
    assert {x["period"]: x["value"] for x in found} == expected
    assert {(x["figures"], x["missing"], x["place"]) for x in found} == {(4, 0, None)}


@pytest.mark.usefixtures("register")
def test_what_is_asked_to_be_kept_apart_is_and_all_else_is_taken_at_its_total(ask: Ask) -> None:
    found = add(ask, by=["place", "origin"], where=[BOTH, f"origin:{','.join(ORIGINS)}"])
    register = [x for x in found if x["place"] in (CITY, AROUND)]
    assert {(x["place"], x["period"], x["breakdowns"]["origin"]): x["value"] for x in register} == {
        (place, year, origin): FIRST[place, year, "_T", origin]
        for place in (CITY, AROUND) for year in YEARS for origin in ORIGINS
    }  # fmt: skip
    totals = add(ask, by="area", place=CITY)
    assert [(x["area"], x["value"]) for x in totals] == [
        ("Tangier", FIRST[CITY, year, "_T", "_T"]) for year in YEARS
    ]
    (women,) = add(ask, by="area", place=CITY, where="sex:F", since="2023")
    assert women["value"] == FIRST[CITY, "2023", "F", "_T"]


def test_codes_of_one_breakdown_may_be_named_one_by_one(ask: Ask) -> None:
    alike = [add(ask, place="oujda", where=x) for x in (BOTH, ["sex:F", "sex:M"], "sex:M,F,M")]
    assert alike[0] == alike[1] == alike[2] != []


def test_places_that_do_not_contain_each_other_are_added_up(ask: Ask) -> None:
    bring_open(KEY, CITY)
    found = add(ask, place=["oujda", CITY, CITY])  # the figures of both are those of the city
    assert [x["value"] for x in found] == [2 * FIRST[CITY, year, "_T", "_T"] for year in YEARS]


def test_a_sum_of_which_a_part_is_not_there_is_unknown_and_never_zero(ask: Ask) -> None:
    for asked in ({"place": ["oujda", "rennes"]}, {"place": "oujda", "where": "origin:FRA,MLI"}):
        for each in add(ask, **asked):
            assert (each["value"], each["figures"], each["missing"]) == (None, 1, 1)
            assert (each["withheld"], each["reason"]) == (0, "missing")
    assert add(ask, place="rennes") == []


def test_who_is_in_two_datasets_is_not_counted_twice(ask: Ask) -> None:
    bring_open(KEY, CITY)
    bring_open("tangier-again", CITY)
    found = add(ask, place=CITY)
    assert {(x["value"], x["missing"], x["reason"]) for x in found} == {(None, 0, "twice")}
    once = add(ask, place=CITY, dataset=KEY)
    assert [x["value"] for x in once] == [FIRST[CITY, year, "_T", "_T"] for year in YEARS]


@pytest.mark.usefixtures("register")
def test_only_datasets_with_figures_in_the_sums_are_named(ask: Ask) -> None:
    bring_open("around", AROUND)
    bring_open("born", CITY, definition="country_of_birth")

    def name(**asked: Any) -> list[str]:
        found: list[str] = ask("/figures/sum", **{"measure": "stock"} | asked)["datasets"]
        return found

    assert name(place=CITY, definition="citizenship", where=BOTH) == [KEY]
    assert name(place=CITY) == name(place=CITY, limit=1, offset=3) == ["born", KEY]
    assert name(by="place", place=[CITY, AROUND]) == ["around", "born", KEY]
    assert name(place="rennes") == name(place=CITY, until="2000") == []
    assert name(place=AROUND, dataset="born") == []


def test_rates_are_shown_one_by_one_and_never_added_up(ask: Ask) -> None:
    bring_open(KEY, CITY, measure="attitudes", unit="percent")
    added = add(ask, measure="attitudes", place=CITY, where=BOTH)
    assert {(x["value"], x["figures"], x["missing"]) for x in added} == {(None, 2, 0)}
    assert {x["reason"] for x in added} == {"not_additive"}
    assert None not in [x["value"] for x in add(ask, measure="attitudes", by="place")]


@pytest.mark.usefixtures("register")
def test_two_definitions_and_two_sources_stand_apart_with_what_differs(ask: Ask) -> None:
    assert ask("/figures/sum", measure="stock", place=CITY)["differences"] == []
    bring_open("born", CITY, definition="country_of_birth", source="Census")
    answer = ask("/figures/sum", measure="stock", place=CITY, until="2023")
    assert [(x["definition"], x["source"], x["value"]) for x in answer["items"]] == [
        ("citizenship", "City of Tangier, register of residents", FIRST[CITY, "2022", "_T", "_T"]),
        ("country_of_birth", "Census", FIRST[CITY, "2022", "_T", "_T"]),
    ]
    (told,) = answer["differences"]
    assert (told["one"], told["other"]) == ("citizenship", "country_of_birth")
    assert told["names"] == ["foreign citizens", "born abroad"]
    assert len(told["said"]) == len(told["differences"]) == 3
    assert add(ask, place=CITY, definition="country_of_birth", until="2023") == answer["items"][1:]
    assert ask("/figures/sum", measure="stock", place=CITY, definition="citizenship")[
        "differences"
    ] == []  # fmt: skip


@pytest.mark.usefixtures("register")
def test_what_differs_is_told_with_every_part_in_the_language_asked_for(ask: Ask) -> None:
    bring_open("born", CITY, definition="country_of_birth")
    whole = ask("/figures/sum", measure="stock", place=CITY)
    items, offset, more = [], 0, True
    while more:
        part = ask("/figures/sum", measure="stock", place=CITY, limit=1, offset=offset)
        assert part["differences"] == whole["differences"] != []
        items += part["items"]
        offset, more = offset + 1, part["more"]
    assert items == whole["items"]
    french = ask("/figures/sum", measure="stock", place=CITY, language="fr")
    assert french["items"] == whole["items"]
    assert french["differences"][0]["said"] != whole["differences"][0]["said"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "query", "name the places, or keep them apart (by: place)"),
    ({"place": [CITY, AROUND]}, "query", f"{CITY} lies in {AROUND}"),
    ({"place": CITY, "where": "sex:F,_T"}, "query", "leave _T out, or keep sex apart (by)"),
    ({"place": CITY, "by": "status"}, "query.by", "they have: origin, sex"),
    ({"place": CITY, "by": "definition"}, "query.by", "they have: origin, sex"),
    ({"place": CITY, "where": "age:Y0T4"}, "query.where", "they have: origin, sex"),
    ({"place": CITY, "where": "age:Y0T17,Y0T4"}, "query", "overlap"),
    ({"place": CITY, "where": "sex"}, "query.where", "sex:F,M"),
    ({"place": CITY, "where": [BOTH, "sex:F,"]}, "query.where", "sex:F,M"),
    ({"place": [CITY, "¿!"]}, "query.place", "match pattern"),
    ({"place": CITY, "definition": "everybody"}, "query.definition", "'citizenship'"),
    ({"place": CITY, "limit": ["1", "2"]}, "query.limit", "one value"),
    ({"place": CITY, "limit": 5001}, "query.limit", "less than or equal to 5000"),
    ({"place": ["a"] * 101}, "query.place", "at most 100"),
    ({"place": CITY, "across": "definition"}, "query.across", "no such parameter"),
    ({"measure": "", "place": CITY}, "query.measure", "match pattern"),
]


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(("asked", "where", "expected"), REFUSED, ids=lambda each: str(each)[:40])
def test_what_is_no_sum_is_refused_with_what_to_do(
    asked: dict[str, Any], where: str, expected: str, ask: Ask
) -> None:
    (problem,) = ask("/figures/sum", 422, **{"measure": "stock"} | asked)["problems"]
    assert problem["where"] == where
    assert expected in problem["expected"]


def test_what_is_not_there_is_answered_with_what_may_be_meant(ask: Ask) -> None:
    near = ask("/figures/sum", 404, measure="stok", place=CITY)["nearest"]
    assert "stock" in [each["id"] for each in near]
    for asked in ({"place": "nowhere"}, {"dataset": "nonsense", "place": CITY}):
        assert "There is no" in ask("/figures/sum", 404, measure="stock", **asked)["message"]
    assert add(ask, measure="births") == []


@pytest.fixture
def readers(client: Client) -> Iterator[dict[str, Client]]:
    publish(None, put(make_dataset(), FIRST))
    publish(None, put(make_dataset(Policy(kind="closed"), "closed", owner=None), SECOND))
    yield {"Officer": sign_in("Officer"), "Partner": sign_in("Partner"), "Nobody": client}


def test_the_public_gets_sums_of_public_cells_and_members_are_told_what_is_not_protected(
    readers: dict[str, Client],
) -> None:
    address = f"{ROOT}/figures/sum?measure=stock&dataset={KEY}&by=place&by=origin&where={BOTH}"
    for who, reader in readers.items():
        answer = reader.get(address).json()
        values = [x["value"] for x in answer["items"]]
        assert answer["unprotected"] == ([KEY] if who == "Officer" else [])
        assert (None in values) is (who != "Officer")
        for each in answer["items"]:
            unknown = each["value"] is None
            assert (each["withheld"] > 0, each["missing"]) == (unknown, 0)
            assert each["reason"] == ("withheld" if unknown else None)
            assert each["figures"] + each["withheld"] == 2
    officer, partner = (readers[x].get(address) for x in ("Officer", "Partner"))
    assert officer["ETag"] != partner["ETag"]


def test_of_a_closed_dataset_nothing_is_added_up(readers: dict[str, Client]) -> None:
    for reader in readers.values():
        answer = reader.get(f"{ROOT}/figures/sum?measure=stock&dataset=closed&by=area").json()
        assert [x["value"] for x in answer["items"] if x["value"] is not None] == []
