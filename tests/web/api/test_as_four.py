"""The permission table of the read API: every operation and every other address, what each person
gets there; and no leak, whoever asks whatever the document allows."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.web.api.conftest import ROOT
from tests.web.api.operations import NEEDED, find_needed, read_document
from tests.web.people import OFFICER
from tests.web.scene import COLUMNS, count_everything, open_browsers, set_scene
from tests.web.whispers import WHISPERS, list_ids, say_all, set_table
from weft.web.wsgi import application

pytestmark = [pytest.mark.django_db]
FOUR = ("Officer", "Partner", "Resident", "Stranger")
KNOWN = {"place": "tangier", "parent": "morocco", "one": "tangier", "other": "lyon",
         "actor": OFFICER, "one_as": OFFICER, "other_as": OFFICER, "source": "tangier-law-113-14",
         "fact": "tangier-law-housing-city-regulate", "area": "housing",
         "dataset": "tangier-register", "measure": "stock", "where": "sex:F,M",
         "by": "place"}  # fmt: skip
EVERYBODY = "200 200 200 200 200 200"
ABSENT = "404 404 404 404 404 404"
# Route -> address below the root, and the answers to everybody of `scene.COLUMNS`. The data are
# the same under every address; what differs is what somebody sees of them.
TABLE = {
    "show_index": ("/", EVERYBODY),
    "show_about": ("/about", EVERYBODY),
    "show_method": ("/method", EVERYBODY),
    "show_vocabularies": ("/vocabularies", EVERYBODY),
    "list_places": ("/places", EVERYBODY),
    "show_place": ("/places/{place}", EVERYBODY),
    "show_weave": ("/places/{place}/weave", EVERYBODY),
    "show_summary": ("/places/{place}/summary", EVERYBODY),
    "list_diagnoses": ("/places/{place}/diagnoses", EVERYBODY),
    "show_diagnosis": ("/places/{place}/diagnoses/{area}", EVERYBODY),
    "show_gaps": ("/places/{place}/gaps/{area}", EVERYBODY),
    "show_brokers": ("/places/{place}/brokers", EVERYBODY),
    "compare_sides": ("/compare", EVERYBODY),
    "list_actors": ("/actors", EVERYBODY),
    "show_actor": ("/actors/{actor}", EVERYBODY),
    "list_mechanisms": ("/mechanisms", EVERYBODY),
    "list_facts": ("/facts", EVERYBODY),
    "show_fact": ("/facts/{fact}", EVERYBODY),
    "list_sources": ("/sources", EVERYBODY),
    "show_source": ("/sources/{source}", EVERYBODY),
    "search_records": ("/search", EVERYBODY),
    "list_datasets": ("/datasets", EVERYBODY),
    "show_dataset": ("/datasets/{dataset}", EVERYBODY),
    "list_observations": ("/datasets/{dataset}/observations", EVERYBODY),
    "list_measures": ("/measures", EVERYBODY),
    "list_definitions": ("/definitions", EVERYBODY),
    "show_profile": ("/places/{place}/profile", EVERYBODY),
    "sum_figures": ("/figures/sum", EVERYBODY),
    "compare_figures": ("/figures/compare", EVERYBODY),
    "openapi-json": ("/openapi.json", EVERYBODY),
    "openapi-view": ("/docs", EVERYBODY),
    "nothing": ("/nonsense", ABSENT),
}


@pytest.fixture(scope="module")
def browsers(demo: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Client]]:
    """Everybody, beside much that is kept from some of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = open_browsers()
        set_scene()
        set_table()
        for stage in say_all(*WHISPERS):
            if stage == "bring_back":
                break
        yield found
        transaction.set_rollback(True)


def list_routes() -> set[str]:
    """The addresses of the API below its root, whatever is in them as a star."""
    own = next(
        each for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and (each.namespace or "").startswith("api")
    )  # fmt: skip
    return {re.sub(r"<[^>]+>", "*", str(each.pattern)) for each in own.url_patterns}


def test_every_operation_and_every_other_address_is_in_the_table() -> None:
    operations = {each["get"]["operationId"] for each in read_document()["paths"].values()}
    assert operations == set(TABLE) - {"openapi-json", "openapi-view", "nothing"}
    known = {re.sub(r"{\w+}", "*", path.removeprefix("/")) for path, _ in TABLE.values()}
    assert list_routes() - known == {".*"}  # where there is nothing
    assert known - list_routes() == {"nonsense"}


@pytest.mark.parametrize("name", TABLE)
def test_each_person_gets_what_the_table_says(name: str, browsers: dict[str, Client]) -> None:
    path, expected = TABLE[name]
    address = f"{ROOT}{path.format(**KNOWN)}"
    answers = {who: browsers[who].get(address, NEEDED.get(name)) for who in COLUMNS}
    assert " ".join(str(each.status_code) for each in answers.values()) == expected
    one, other = (answers[who] for who in ("Resident", "Stranger"))
    assert one.content == other.content
    assert one.headers == other.headers
    if expected == EVERYBODY and name != "openapi-view":
        for each in answers.values():
            assert each["Cache-Control"] == "private, no-cache"
            assert "Cookie" in each["Vary"]
            assert "Access-Control-Allow-Credentials" not in each


@pytest.mark.parametrize("name", TABLE)
def test_nobody_writes_anything(name: str, browsers: dict[str, Client]) -> None:
    address, before = f"{ROOT}{TABLE[name][0].format(**KNOWN)}", count_everything()
    for client in browsers.values():
        for method in (client.post, client.put, client.patch, client.delete):
            answer = method(address)
            assert answer.status_code == 405
            assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert count_everything() == before


# --- whatever the document allows


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A real server closes connections between requests; here all are in one transaction."""
    for each in (request_started, request_finished):
        each.disconnect(close_old_connections)
    yield
    for each in (request_started, request_finished):
        each.connect(close_old_connections)


def load() -> OpenApiSchema:
    config = SchemathesisConfig.from_dict(
        {"seed": 2, "generation": {"mode": "positive"}, "phases": {"coverage": {"enabled": False}}}
    )
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(read_document())), config=config)
    schema.app = application
    return schema


# What stands there, and what would be asked for by who had heard of something.
IDS = [KNOWN]
for _it in WHISPERS:
    _ids = list_ids(_it)
    IDS.append({
        **KNOWN, "actor": _ids["league"], "one_as": _ids["league"], "other_as": _ids["double"],
        "source": _ids["minutes"], "fact": _ids["shelter"], "q": _it.word,
    })  # fmt: skip


@pytest.mark.parametrize("ids", IDS, ids=lambda each: each["actor"])
@load().parametrize()
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck),
          derandomize=True, database=None)  # fmt: skip
@pytest.mark.usefixtures("one_connection")
def test_whatever_is_asked_by_whomever_nothing_hidden_is_answered(
    case: Any, ids: dict[str, str], browsers: dict[str, Client]
) -> None:
    for asked in (case.path_parameters, case.query):
        asked.update({name: ids[name] for name in asked if name in ids})
    case.query.update(find_needed(case) | dict(case.query))
    for who in FOUR:
        cookies = browsers[who].cookies.output(header="", sep=";")
        session = cookies.partition("sessionid=")[2].partition(";")[0]
        headers = {"Cookie": f"sessionid={session}"} if session else {}
        response = case.call_and_validate(headers=headers)
        words = response.text.casefold()
        for each in ids.values():
            words = words.replace(each.casefold(), "")
        for it in WHISPERS:
            if who in it.unseen:
                assert it.word.casefold() not in words, (who, response.request.url)
