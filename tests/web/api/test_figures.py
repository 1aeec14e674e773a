"""Figures through the read API: what was brought comes out of it, part by part, with its definition
and source, and each question is answered or refused in words."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.web.api.conftest import ROOT, Ask
from tests.web.observatory.scene_figures import CITY, FIRST, KEY, SECOND, make_dataset, put
from tests.web.people import sign_in
from weft.core.observatory.definitions import read_definitions
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.measures import read_measures
from weft.web.api.figures import tell_edition
from weft.web.observatory.actions import publish, revoke
from weft.web.observatory.facts import read_catalogue

pytestmark = [pytest.mark.django_db]
DATASET = "oujda-residents"
PATH = f"/datasets/{DATASET}"
BROUGHT = {cell[1:]: value for cell, value in FIRST.items() if cell[0] == CITY}


def name(item: dict[str, Any]) -> tuple[str, str, str]:
    return (item["period"], item["breakdowns"]["sex"], item["breakdowns"]["origin"])


def test_every_figure_that_was_brought_comes_out_with_where_it_is_from(ask: Ask) -> None:
    answer = ask(f"{PATH}/observations")
    assert {name(x): x["value"] for x in answer["items"]} == BROUGHT
    assert (answer["dataset"], answer["version"], answer["more"]) == (DATASET, 1, False)
    for item in answer["items"]:
        assert (item["place"], item["area"]) == ("oujda", "Tangier")
        assert (item["definition"], item["unit"]) == ("citizenship", "persons")
        assert item["source"] == "City of Tangier, register of residents"
        assert item["row"] is None  # of a file that nobody else has


@pytest.mark.parametrize("limit", [1, 7, len(BROUGHT)])
def test_the_parts_make_the_whole(limit: int, ask: Ask) -> None:
    items, offset, more = [], 0, True
    while more:
        answer = ask(f"{PATH}/observations", limit=limit, offset=offset)
        items += answer["items"]
        offset, more = offset + limit, answer["more"]
    assert Counter(map(name, items)) == Counter(list(BROUGHT))


def test_filters_choose_and_what_there_is_not_is_an_empty_answer(ask: Ask) -> None:
    def count(**asked: Any) -> int:
        return len(ask(f"{PATH}/observations", **asked)["items"])

    half = len(BROUGHT) // 2
    assert count(place="oujda", measure="stock", definition="citizenship") == len(BROUGHT)
    assert count(since="2023") == count(until="2023") == half
    assert count(since="2022", until="2024") == len(BROUGHT)
    for asked in ({"place": "rennes"}, {"measure": "births"}, {"definition": "country_of_birth"},
                  {"since": "2024"}, {"until": "1900"}, {"offset": 500}):  # fmt: skip
        assert count(**asked) == 0


@pytest.mark.parametrize(
    "asked",
    [{"limit": 0}, {"limit": 5001}, {"offset": -1}, {"since": "last year"}, {"until": "20233"},
     {"since": "0000"}, {"until": "٢٠٢٣"}, {"sex": "F"}, {"measure": ""}, {"measure": "D"},
     {"place": "¿!"}, {"definition": "\x0b"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_the_reason(asked: dict[str, Any], ask: Ask) -> None:
    answer = ask(f"{PATH}/observations", 422, **asked)
    assert next(iter(asked)) in str(answer)


def test_a_dataset_is_described_and_another_one_is_offered_instead_of_none(ask: Ask) -> None:
    answer = ask(PATH)
    assert answer["figures"] == len(BROUGHT)
    assert (answer["first"], answer["last"]) == ("2022", "2023")
    assert sorted(answer["breakdowns"]) == ["origin", "sex"]
    assert answer["policy"] == {"kind": "published", "threshold": 5, "method": "suppression",
                                "base": 5, "amounts_protected": False}  # fmt: skip
    assert answer["unprotected"] is False
    assert DATASET in [each["id"] for each in ask("/datasets")["items"]]
    missing = ask("/datasets/nonsense", 404)
    assert [each["id"] for each in missing["nearest"]] == [DATASET]


def test_the_limits_of_rules_about_amounts_are_for_the_body_alone(ask: Ask) -> None:
    edition = read_catalogue().find(DATASET)
    assert edition is not None
    policy = Policy(dominance=(1, 75), p_percent=10, threshold=7)
    told = [tell_edition(replace(edition, policy=policy, full=x)).policy for x in (False, True)]
    assert told == [policy.hide_limits(), policy]


def test_measures_and_definitions_are_those_of_the_core(ask: Ask) -> None:
    assert ask("/measures")["items"].keys() == read_measures().keys()
    assert ask("/definitions")["items"].keys() == read_definitions().keys()


def test_a_profile_tells_figures_and_holes(ask: Ask) -> None:
    profile = ask("/places/oujda/profile")
    city = next(x for x in profile["sections"] if x["key"] == "city")
    (stock,) = [x for x in city["blocks"] if x["wish"] == {"measure": "stock", "by": None}]
    points = {x["period"]: x["value"] for x in stock["series"][0]["points"]}
    assert points == {year: BROUGHT[year, "_T", "_T"] for year in ("2022", "2023")}
    assert stock["series"][0]["dataset"] == DATASET
    assert "arrivals" in [each["wish"]["measure"] for each in city["holes"]]
    assert profile["unprotected"] == []
    assert ask("/places/nowhere/profile", 404)


def test_members_are_told_that_what_they_get_is_not_protected(client: Client) -> None:
    dataset = make_dataset()
    for counts in (FIRST, SECOND):
        version = publish(None, put(dataset, counts))
    officer = sign_in("Officer")
    address = f"{ROOT}/datasets/{KEY}/observations"
    for reader, full in ((officer, True), (client, False), (sign_in("Partner"), False)):
        answer = reader.get(address).json()
        assert answer["unprotected"] is full
        values = [each["value"] for each in answer["items"]]
        assert (None in values) is not full
        assert reader.get(f"{ROOT}/datasets/{KEY}").json()["unprotected"] is full
        profile = reader.get(f"{ROOT}/places/{CITY}/profile").json()
        assert profile["unprotected"] == ([KEY] if full else [])
        withheld = {each["confidentiality"] for each in answer["items"] if each["value"] is None}
        assert withheld == (set() if full else {"C"})
    revoke(None, version, "Wrong.")
    assert officer.get(address).json()["version"] == 1
