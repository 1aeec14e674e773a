"""The read API says what the core says of the same files: to programs as to people."""

import datetime as dt
import json
from typing import Any

import pytest

from tests.web.api.conftest import Ask
from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Model
from weft.core.diagnosis import diagnose, list_settings, read_method
from weft.core.diagnosis.brokers import find_brokers
from weft.core.diagnosis.comparison import Side, compare
from weft.core.diagnosis.explanation import explain
from weft.core.diagnosis.gaps import find_gaps
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.summary import summarise
from weft.pictures import lay_out
from weft.web.atlas.facts import read_view

pytestmark = [pytest.mark.django_db]


def write(value: Model) -> Any:
    return json.loads(value.model_dump_json())


@pytest.mark.parametrize("place", ["lyon", "tangier", "rennes"])
def test_each_diagnosis_is_that_of_the_files(place: str, whole: Atlas, ask: Ask) -> None:
    settings = list_settings(whole, place=place)
    assert settings
    for found in diagnose(whole, settings):
        answer = ask(f"/places/{place}/diagnoses/{found.setting.area}")
        assert answer["diagnosis"] == write(found)
        assert [each["name"] for each in answer["grounds"]] == ["confirmed", "recorded"]
        for reading, each in zip(found.readings, answer["grounds"], strict=True):
            (explanation,) = explain(whole, [found.setting], reading=reading.name)
            assert each["explanation"] == write(explanation)
            assert each["why"]
            assert each["ask"]


def test_the_day_that_is_asked_for_is_the_day_of_the_diagnosis(whole: Atlas, ask: Ask) -> None:
    (setting,) = list_settings(whole, place="lyon", area="housing", on=dt.date(2016, 5, 1))
    answer = ask("/places/lyon/diagnoses/housing", on="2016-05-01")
    assert answer["diagnosis"] == write(diagnose(whole, setting)[0])
    assert answer != ask("/places/lyon/diagnoses/housing")


def test_the_list_of_diagnoses_has_every_area_once(ask: Ask) -> None:
    answer = ask("/places/tangier/diagnoses")
    areas = [each["area"] for each in answer["items"]] + answer["blank"]
    assert sorted(areas) == sorted(x["code"] for x in ask("/vocabularies")["vocabularies"]["areas"])
    for each in answer["items"]:
        one = ask(f"/places/tangier/diagnoses/{each['area']}")
        assert each["sentence"] == one["sentence"]
        assert [x["verdict"] for x in each["readings"]] == [
            x["verdict"] for x in one["diagnosis"]["readings"]
        ]


def test_a_summary_is_that_of_the_files(whole: Atlas, ask: Ask) -> None:
    expected = summarise(whole, "lyon")
    assert expected
    answer = ask("/places/lyon/summary")
    assert answer["summary"] == write(expected)
    assert answer["lead"]
    assert answer["notables"]


def test_gaps_are_those_of_the_files(whole: Atlas, ask: Ask) -> None:
    for place in ("lyon", "tangier"):
        for setting in list_settings(whole, place=place):
            scene = Scene(Nearby(whole), setting, read_method(), "recorded")
            assert ask(f"/places/{place}/gaps/{setting.area}")["report"] == write(find_gaps(scene))


def test_a_gap_is_said_in_a_sentence_with_its_facts(ask: Ask) -> None:
    answer = ask("/places/lyon/gaps/housing")
    said = {each["about"]: each for each in answer["sentences"]}
    for gap in answer["report"]["gaps"]:
        assert said[gap["code"]]["facts"] == gap["facts"]
        assert said[gap["code"]]["text"]
    assert answer["reason"] is None


def test_brokers_are_those_of_the_files(whole: Atlas, ask: Ask) -> None:
    answer = ask("/places/tangier/brokers")
    on = dt.date.fromisoformat(answer["brokerage"]["on"])
    assert answer["brokerage"] == write(find_brokers(whole, "tangier", on))
    between = [each["actor"] for each in answer["brokerage"]["brokers"] if each["pairs"]]
    assert [each["about"] for each in answer["sentences"]] == between


def test_a_comparison_of_two_places_is_that_of_the_files(whole: Atlas, ask: Ask) -> None:
    one, other = (
        Side(setting=list_settings(whole, place=place, area="housing")[0])
        for place in ("lyon", "tangier")
    )
    answer = ask("/compare", one="lyon", other="tangier", area="housing")
    assert answer["comparison"] == write(compare(whole, one, other))
    assert answer["names"] == ["Lyon", "Tangier"]
    assert answer["sentences"]


def test_two_days_two_pairs_and_two_readers_of_a_place_can_be_compared(ask: Ask) -> None:
    same = {"one": "lyon", "other": "lyon", "area": "housing"}
    days = ask("/compare", **same, one_on="2015-01-01", other_on="2020-12-31")
    pairs = ask("/compare", **same, one_pair="national:local", other_pair="metropolitan:local")
    readers = ask("/compare", **same, one_as="city-of-lyon")
    alike = ask("/compare", **same)
    found = [each["comparison"]["respect"] for each in (days, pairs, readers, alike)]
    assert found == ["on", "pair", "actor", None]
    assert days["comparison"]["one"]["setting"]["on"] == "2015-01-01"
    assert pairs["comparison"]["other"]["setting"]["upper"] == "metropolitan"


def test_the_cells_of_a_weave_are_those_of_the_files(whole: Atlas, ask: Ask) -> None:
    answer = ask("/places/rennes/weave")
    weave = lay_out(whole, "rennes", dt.date.fromisoformat(answer["on"]))
    assert answer["columns"] == list(weave.columns)
    assert answer["rows"] == list(weave.rows)
    assert [(x["area"], x["column"], x["state"], x["facts"]) for x in answer["cells"]] == [
        (x.area, x.column, x.state, list(x.facts)) for x in weave.crossings
    ]
    claims = [y["fact"] for x in answer["cells"] for mark in x["marks"] for y in mark["claims"]]
    assert claims
    assert [each["fact"] for each in answer["ties"]] == [each.fact for each in weave.ties]
    stretches = sum(len(each["stretches"]) for each in answer["ties"])
    assert stretches == len(weave.threads)
    for each in answer["ties"]:
        assert 0 <= each["strength"]["low"] <= each["strength"]["high"] <= 1


def test_a_place_says_where_it_lies_and_what_there_is_about_it(whole: Atlas, ask: Ask) -> None:
    answer = ask("/places/lyon")
    assert answer["place"] == write(whole.place_by_id["lyon"])
    assert answer["chain"] == list(whole.list_chain("lyon")[1:])
    assert (answer["upper"], answer["lower"]) == ("national", "local")
    assert "lyon" in ask(f"/places/{answer['chain'][0]}")["inside"]
    assert answer["on"] == ask("/places/lyon/summary")["on"]


def test_the_state_has_no_pair_of_levels_and_says_so(ask: Ask) -> None:
    assert ask("/places/france")["lower"] is None
    assert ask("/places/france/summary")["summary"] is None
    assert ask("/places/france/diagnoses")["items"] == []
    answer = ask("/places/france/diagnoses/housing", 404)
    assert "no more local than the State" in answer["message"]
    assert (
        "above the lower level"
        in ask("/compare", 404, one="lyon", other="france", area="housing")["message"]
    )


def test_sentences_are_in_the_language_that_is_asked_for(ask: Ask) -> None:
    paths = ["/places/lyon/summary", "/places/lyon/diagnoses", "/places/lyon/diagnoses/housing",
             "/places/lyon/gaps/housing", "/places/tangier/brokers", "/facts/city-of-lyon",
             "/actors/city-of-lyon"]  # fmt: skip
    for path in paths:
        assert len({str(ask(path, language=each)) for each in ("en", "fr", "ar")}) == 3, path
        assert ask(path) == ask(path, language="en"), path


def test_search_finds_what_the_page_finds(ask: Ask) -> None:
    answer = ask("/search", q="Lyon")
    assert {"section": "places", "id": "lyon"}.items() <= answer["hits"][0].items()
    assert answer["total"] == sum(answer["sections"].values()) > 1
    assert {each["section"] for each in ask("/search", q="Lyon", section="actors")["hits"]} == {
        "actors"
    }


def test_a_mistyped_name_is_answered_with_names_that_there_are(ask: Ask) -> None:
    answer = ask("/search", q="Tanngeer")
    assert answer["hits"] == []
    assert "tangier" in [each["id"] for each in answer["suggestions"]]


def test_the_method_has_every_number_and_its_version(ask: Ask) -> None:
    answer = ask("/method")
    assert answer["method"]["version"] == ask("/about")["method"]
    assert set(answer["method"]["configuration"]) >= {"centralist", "multilevel", "floor"}
    assert answer["gaps"]["severity"]["slight"] < answer["gaps"]["severity"]["serious"]


def test_every_code_has_a_label_in_every_language(ask: Ask) -> None:
    vocabularies = ask("/vocabularies")["vocabularies"]
    assert {"levels", "areas", "roles", "grades"} <= vocabularies.keys()
    languages = ask("/about")["languages"]
    for terms in vocabularies.values():
        assert all(each["labels"].keys() == languages.keys() for each in terms)
        assert all(all(each["labels"].values()) for each in terms)


def test_the_data_say_their_version_licence_and_size(whole: Atlas, ask: Ask) -> None:
    answer = ask("/about")
    assert answer["licence"] == whole.licence == "CC BY 4.0"
    assert answer["records"]["competences"] == len(whole.competences)
    assert answer["version"] == read_view().version.token
    assert dt.date.fromisoformat(answer["changed"])


def test_the_first_address_leads_to_the_others(ask: Ask) -> None:
    answer = ask("/")
    assert answer["openapi"] == "/api/v1/openapi.json"
    assert answer["docs"] == "/api/v1/docs"
    assert answer["places"] == "/api/v1/places"
