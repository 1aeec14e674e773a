"""What goes wrong is said in JSON: where, what was found, what was expected, what may be meant."""

import pytest
from django.db import OperationalError
from django.test import Client

from tests.web.api.conftest import ROOT, Ask
from weft.web.api import answering

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/places/lyonn", "/api/v1/places/lyon"),
        ("/places/lyonn/weave", "/api/v1/places/lyon"),
        ("/actors/city-of-lion", "/api/v1/actors/city-of-lyon"),
        ("/facts/city-of-lion", "/api/v1/facts/city-of-lyon"),
        ("/sources/lyon-reprot", "/api/v1/sources/lyon-report"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_the_nearest(
    path: str, near: str, ask: Ask
) -> None:
    answer = ask(path, 404)
    assert answer["message"].startswith("There is no ")
    assert near in [each["href"] for each in answer["nearest"]]
    for each in answer["nearest"]:
        ask(each["href"].removeprefix(ROOT))


@pytest.mark.parametrize(
    ("path", "name"),
    [("/facts", "place"), ("/facts", "actor"), ("/facts", "source"), ("/mechanisms", "actor"),
     ("/actors", "place"), ("/places", "parent")],
)  # fmt: skip
def test_a_filter_by_a_name_that_is_not_there_is_no_empty_list(
    path: str, name: str, ask: Ask
) -> None:
    assert "There is no" in ask(path, 404, **{name: "nobody-of-that-name"})["message"]


@pytest.mark.parametrize(
    ("path", "asked", "where", "expected"),
    [
        ("/places", {"limit": "201"}, "query.limit", "less than or equal to 200"),
        ("/places", {"limit": "ten"}, "query.limit", "a whole number"),
        ("/places", {"limit": "0"}, "query.limit", "greater than or equal to 1"),
        ("/places", {"offset": "-1"}, "query.offset", "a whole number"),
        ("/places", {"level": "town"}, "query.level", "'local'"),
        ("/places", {"q": ""}, "query.q", "at least 1 character"),
        ("/places", {"colour": "red"}, "query.colour", "no such parameter; there are: kind"),
        ("/facts", {"contested": "maybe"}, "query.contested", "true or false"),
        ("/facts", {"on": "2021-02-30"}, "query.on", "a day, written as 2021-09-30"),
        ("/facts", {"on": "20210930"}, "query.on", "a day, written as 2021-09-30"),
        ("/facts", {"on": "yesterday"}, "query.on", "a day, written as 2021-09-30"),
        ("/facts", {"language": "xx"}, "query.language", "'en'"),
        ("/places/lyon/summary", {"on": "2021"}, "query.on", "a day, written as 2021-09-30"),
        ("/places/lyon/gaps/hosing", {}, "path.area", "'housing'"),
        ("/compare", {"one": "lyon", "area": "housing"}, "query.other", "a value"),
        ("/compare", {"one_pair": "local"}, "query.one_pair", "match pattern"),
        ("/search", {}, "query.q", "a value"),
        ("/about", {"x": "1"}, "query.x", "no such parameter; there are: none"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    path: str, asked: dict[str, str], where: str, expected: str, ask: Ask
) -> None:
    problems = {each["where"]: each for each in ask(path, 422, **asked)["problems"]}
    assert expected in problems[where]["expected"]
    assert problems[where]["found"] == asked.get(where.partition(".")[2], problems[where]["found"])


def test_all_that_is_wrong_is_named_at_once(client: Client) -> None:
    response = client.get(f"{ROOT}/places?limit=x&colour=red&level=town&q=a&q=b")
    assert response.status_code == 422
    assert sorted(each["where"] for each in response.json()["problems"]) == [
        "query.colour", "query.level", "query.limit", "query.q",
    ]  # fmt: skip


def test_what_was_found_is_repeated_shortened(ask: Ask) -> None:
    found = ask("/places", 422, level="x" * 5000)["problems"][0]["found"]
    assert found == "x" * 80 + "..."
    assert len(ask(f"/places/{'y' * 5000}", 404)["message"]) < 150


def test_an_address_that_is_none_is_answered_in_json(ask: Ask) -> None:
    assert ask("/nonsense/x", 404)["message"] == "There is nothing at /api/v1/nonsense/x."
    assert ask("/places/a/b/c/d", 404)["nearest"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["/places", "/facts/city-of-lyon", "/openapi.json", "/docs"])
def test_nothing_but_reading_is_possible(method: str, path: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}{path}")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert "for reading" in response.json()["message"]


def test_head_is_get_without_its_body(client: Client) -> None:
    head, get = (getattr(client, each)(f"{ROOT}/places/lyon") for each in ("head", "get"))
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) == len(get.content) > 0
    for name in ("ETag", "Content-Type", "Content-Language"):
        assert head[name] == get[name]
    assert client.head(f"{ROOT}/places/lyonn").status_code == 404


def test_a_program_on_any_site_may_read(client: Client) -> None:
    for path in ("/places", "/places/nowhere", "/facts?limit=x", "/openapi.json", "/nonsense"):
        response = client.get(f"{ROOT}{path}", headers={"Origin": "https://town.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
    asked = client.options(
        f"{ROOT}/places",
        headers={"Origin": "https://town.example", "Access-Control-Request-Method": "GET"},
    )
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked["Allow"] == asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert asked["Access-Control-Allow-Headers"] == "If-None-Match"


def test_the_language_of_an_answer_is_the_one_asked_for_not_the_browsers(client: Client) -> None:
    answer = client.get(f"{ROOT}/places/lyon/summary", headers={"Accept-Language": "fr"})
    french = client.get(f"{ROOT}/places/lyon/summary?language=fr")
    assert (answer["Content-Language"], french["Content-Language"]) == ("en", "fr")
    assert answer.json()["lead"] != french.json()["lead"]


def test_while_the_database_is_away_programs_are_told_when_to_ask_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(answering, "read_view", fail)
    for path in ("/places", "/openapi.json"):
        response = client.get(f"{ROOT}{path}")
        assert response.status_code == 503
        assert response["Retry-After"] == "10"
        assert "ask again in 10 seconds" in response.json()["message"]


def test_more_parameters_than_anybody_needs_are_refused(ask: Ask) -> None:
    assert ask("/places", 400, **{f"x{each}": "1" for each in range(300)})["message"]


def test_a_mistake_of_ours_is_not_hidden(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(answering, "read_view", fail)
    with pytest.raises(ZeroDivisionError):
        client.get(f"{ROOT}/places")
