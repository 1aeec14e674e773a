"""What is not public appears in no answer of the read API: not as a record, a name, a count, a
suggestion, nor in a number that only it could explain."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.web.api.conftest import ROOT, Ask
from tests.web.api.operations import list_operations
from tests.web.people import OFFICER
from tests.web.reading import Seen, forget, list_differences, look
from tests.web.scene import open_browsers, set_scene
from tests.web.whispers import (
    AREA,
    BOARD,
    NETWORK,
    OWN,
    PLACE,
    SHELTER,
    THEIRS,
    WHISPERS,
    Whisper,
    list_ids,
    say_all,
    set_table,
)
from weft.core.atlas import Atlas
from weft.core.atlas.combining import Named, combine
from weft.core.diagnosis import diagnose, list_settings
from weft.core.diagnosis.setting import index_facts
from weft.core.diagnosis.summary import summarise
from weft.web.atlas.actions import load_atlas

pytestmark = [pytest.mark.django_db]
MARK = "Zanzibar"
HIDDEN = {"visibility": "network"}
SOURCE = {"source": "cove-law"}


def build(*, whole: bool) -> Atlas:
    """A town with facts that the network only may see; or the same town without these."""
    sections: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"id": "cove-land", "name": "Cove Land", "levels": ["national"]},
            {"id": "cove", "name": "Cove", "levels": ["local"], "parent": "cove-land"},
        ],
        "sources": [
            {"id": "cove-law", "title": "Law of the Cove", "date": "2020", "grade": "A"},
            {"id": "zanzibar-minutes", "title": f"{MARK} minutes", "date": "2024"},
        ],
        "actors": [
            {"id": "cove-city", "name": "City of Cove", "kind": "government", "place": "cove",
             "sources": [SOURCE]},
            {"id": "cove-state", "name": "State of Cove", "kind": "government",
             "place": "cove-land", "sources": [SOURCE]},
            {"id": "zanzibar-league", "name": f"{MARK} League", "kind": "civil_society",
             "place": "cove", **HIDDEN},
        ],
        "competences": [
            {"id": "cove-shelter", "holder": "cove-city", "area": "housing", "role": "deliver",
             "basis": "de_facto", "sources": [SOURCE]},
            {"id": "zanzibar-shelter", "holder": "cove-state", "area": "housing",
             "role": "deliver", "basis": "de_facto", "note": MARK,
             "sources": [{"source": "zanzibar-minutes"}], **HIDDEN},
            {"id": "zanzibar-clinic", "holder": "zanzibar-league", "area": "health",
             "role": "deliver", "basis": "de_facto"},
        ],
        "mechanisms": [
            {"id": "zanzibar-table", "name": f"{MARK} table", "kind": "co_deciding_body",
             "areas": ["housing"], "members": [{"actor": "cove-city"}, {"actor": "cove-state"}],
             "meetings": 12, "last_active": "2024", **HIDDEN},
        ],
    }  # fmt: skip
    if not whole:
        for section, records in sections.items():
            sections[section] = [each for each in records if "zanzibar" not in each["id"]]
    return Atlas.model_validate(sections)


@pytest.fixture(autouse=True)
def cove(db: None) -> None:
    load_atlas(build(whole=True), "cove")


def read_everything(client: Client) -> dict[str, bytes]:
    """Every answer there is about the town: each operation for each of its records, each part of
    each list, in every day and language that makes a difference."""
    words = {"place": ("cove", "cove-land"), "actor": ("cove-city", "cove-state"),
             "source": ("cove-law",), "fact": ("cove-city", "cove-shelter"),
             "area": ("housing", "health")}  # fmt: skip
    answers: dict[str, bytes] = {}
    for name, keys in words.items():
        for key in keys:
            known = {"place": "cove", "actor": "cove-city", "source": "cove-law",
                     "fact": "cove-shelter", name: key}  # fmt: skip
            for operation, path, asked in list_operations(**known):
                if operation == "compare_sides":
                    asked = {"one": "cove", "other": "lyon", "area": "housing"}  # noqa: PLW2901
                found = client.get(f"{ROOT}{path}", asked)
                answers[path] = found.content
                while (part := found.json().get("next")) is not None:
                    found = client.get(part)
                    answers[part] = found.content
    return answers


def test_no_answer_has_a_word_of_what_is_hidden(client: Client) -> None:
    answers = read_everything(client)
    assert len(answers) > 40
    for path, body in answers.items():
        assert MARK.lower() not in body.decode().lower(), path
    assert any(b"cove-shelter" in body for body in answers.values())


def test_every_number_is_what_it_is_without_what_is_hidden(whole: Atlas, ask: Ask) -> None:
    """The newest source, the only tie and one of two holders are hidden ones."""
    names = (Named("demo", whole), Named("cove", build(whole=False)))
    public = combine(*names).atlas
    summary = summarise(public, "cove")
    assert summary
    assert ask("/places/cove/summary")["summary"] == json.loads(summary.model_dump_json())
    assert ask("/places/cove")["on"] == "2020-12-31"
    assert ask("/places/cove")["facts"] == len(index_facts(public)["cove"])
    (setting,) = list_settings(public, place="cove", area="housing")
    (expected,) = diagnose(public, setting)
    answer = ask("/places/cove/diagnoses/housing")
    assert answer["diagnosis"] == json.loads(expected.model_dump_json())
    told, secret = (
        diagnose(each, setting)[0].readings[0].find_signal("C")
        for each in (public, combine(names[0], Named("cove", build(whole=True))).atlas)
    )
    assert told != secret  # or the test would prove nothing
    assert ask("/mechanisms", place="cove")["total"] == 0
    assert ask("/places/cove/weave")["ties"] == []
    assert ask("/places/cove/brokers")["brokerage"]["groups"] == []


@pytest.mark.parametrize(
    "path",
    ["/facts/zanzibar-shelter", "/facts/zanzibar-table", "/facts/zanzibar-league",
     "/actors/zanzibar-league", "/sources/zanzibar-minutes"],
)  # fmt: skip
def test_a_hidden_record_is_answered_as_one_that_is_not_there(path: str, ask: Ask) -> None:
    hidden, missing = ask(path, 404), ask(f"{path}q", 404)
    assert hidden["nearest"] == missing["nearest"]
    assert MARK.lower() not in str(hidden["nearest"]).lower()


@pytest.mark.parametrize("name", ["actor", "source"])
def test_a_filter_by_a_hidden_name_tells_nothing(name: str, ask: Ask) -> None:
    key = {"actor": "zanzibar-league", "source": "zanzibar-minutes"}[name]
    assert ask("/facts", 404, **{name: key})["nearest"] == []
    same = {"one": "cove", "other": "cove", "area": "housing"}
    assert ask("/compare", 404, **same, one_as="zanzibar-league")["nearest"] == []


@pytest.mark.parametrize("term", [MARK, "zanzibar league", "Zanzibra", "minutes zanz"])
def test_search_finds_nothing_hidden_and_suggests_nothing_hidden(term: str, ask: Ask) -> None:
    answer = ask("/search", q=term)
    assert MARK.lower() not in str(answer).lower()


def test_counts_are_of_what_is_public(ask: Ask) -> None:
    before = ask("/about")["records"]
    listed = {
        each: ask(f"/{each}", limit=1)["total"] for each in ("actors", "mechanisms", "sources")
    }
    assert listed == {each: before[each] for each in listed}


# --- what people keep from each other


@pytest.fixture
def browsers() -> dict[str, Client]:
    found = open_browsers()
    set_scene()
    set_table()
    return found


def list_addresses(*whispers: Whisper) -> list[str]:
    """Every operation on what is touched, every list, and whatever names what is hidden."""
    found = []
    for known in (
        {"place": "tangier", "actor": OFFICER, "source": "tangier-minutes", "fact": SHELTER},
        {"place": "morocco", "actor": "tangier-ngos", "fact": BOARD, "area": AREA},
        *({"actor": x.name("league"), "source": x.name("minutes"), "fact": x.name("shelter"),
           "place": x.name("league")} for x in whispers),
    ):  # fmt: skip
        found += [f"{path}?{urlencode(asked)}" for _, path, asked in list_operations(**known)]
    found += ["/openapi.json", f"/places/tangier/diagnoses/{AREA}", f"/places/tangier/gaps/{AREA}"]
    found += [f"/{each}?limit=200" for each in ("facts", "actors", "mechanisms", "sources")]
    found += [f"/facts?area={AREA}", f"/mechanisms?place=tangier&area={AREA}", "/facts?limit=7"]
    same = "/compare?one=tangier&other=tangier&area=housing"
    for it in whispers:
        league, clinic = it.name("league"), it.name("clinic")
        found += [
            f"/facts?actor={league}", f"/mechanisms?actor={league}", f"{same}&one_as={league}",
            f"/facts?source={it.name('minutes')}", f"/search?q={it.word}", f"/facts/{clinic}",
            f"/search?q={it.word[:-1]}&section=actors", f"/actors/{league}x",
            f"/actors/{it.name('double')}", f"/facts/{it.name('table')}",
        ]  # fmt: skip
    return list(dict.fromkeys(found))


def read_addresses(client: Client, addresses: list[str]) -> dict[str, Seen]:
    return {each: look(client, f"{ROOT}{each}") for each in addresses}


@pytest.mark.parametrize(
    ("who", "whispers"),
    [
        ("Resident", WHISPERS),
        ("Stranger", (NETWORK,)),
        ("Partner", (PLACE, OWN)),
        ("Officer", (THEIRS,)),
    ],
)
def test_nobody_notices_what_others_keep_from_them(
    who: str, whispers: tuple[Whisper, ...], browsers: dict[str, Client]
) -> None:
    addresses, client = list_addresses(*whispers), browsers[who]
    forget()
    before = read_addresses(client, addresses)
    assert {200, 404} == {each.status for each in before.values()}
    for stage in say_all(*whispers):
        assert not list_differences(before, read_addresses(client, addresses)), stage
    forget()
    after = read_addresses(client, addresses)
    assert not list_differences(before, after)
    for address, each in after.items():
        for it in whispers:
            if it.word.lower() not in address.lower():
                assert it.word.casefold() not in each.body.decode().casefold(), address


@pytest.mark.parametrize(
    ("who", "it"),
    [("Officer", NETWORK), ("Partner", NETWORK), ("Officer", PLACE), ("Officer", OWN),
     ("Partner", THEIRS)],
)  # fmt: skip
def test_whoever_may_see_it_gets_it(who: str, it: Whisper, browsers: dict[str, Client]) -> None:
    for stage in say_all(it):
        if stage == "bring_back":
            break
    client, ids = browsers[who], list_ids(it)
    for path in (
        "/actors?limit=200", "/sources?limit=200", "/facts?limit=200", "/mechanisms?limit=200",
        "/actors/{league}", "/sources/{minutes}", "/facts/{quarrel}", "/facts?actor={league}",
        "/facts?source={minutes}", "/places/tangier/weave", f"/places/tangier/diagnoses/{AREA}",
        "/places/tangier/brokers",
    ):  # fmt: skip
        answer = client.get(f"{ROOT}{path.format(**ids)}")
        assert answer.status_code == 200, path
        assert it.word.casefold() in answer.content.decode().casefold(), path
