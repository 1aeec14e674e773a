"""An answer that has not changed is not made, and not sent, a second time."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.api.conftest import ROOT, publish_figures
from tests.web.api.operations import list_operations
from weft.core.atlas import Atlas
from weft.web.api import answering, places
from weft.web.atlas.actions import load_atlas
from weft.web.site.keeping import Shelf

pytestmark = [pytest.mark.django_db]
PLACE = f"{ROOT}/places/lyon"


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An empty shelf, so that the first answer is made."""
    empty = Shelf()
    monkeypatch.setattr(answering, "SHELF", empty)
    return empty


def refuse(*_: Any, **__: Any) -> None:
    raise AssertionError("there is no need to work")


def test_who_has_the_answer_is_told_so_before_any_work(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(PLACE)
    assert first["ETag"].startswith('W/"')
    assert first["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first["Vary"]
    monkeypatch.setattr(answering, "SHELF", None)
    monkeypatch.setattr(places, "require", refuse)
    again = client.get(PLACE, headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    strong = first["ETag"].removeprefix("W/")
    assert client.head(PLACE, headers={"If-None-Match": strong}).status_code == 304


def test_an_answer_is_made_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(PLACE)
    monkeypatch.setattr(places, "require", refuse)
    again = client.get(PLACE)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers == first.headers


def test_another_question_has_another_tag(client: Client) -> None:
    paths = ["", "/summary", "/summary?language=fr", "/summary?on=2018-01-01", "/weave"]
    tags = [client.get(f"{PLACE}{each}")["ETag"] for each in paths]
    assert len(set(tags)) == len(paths)


def test_a_change_of_the_data_changes_every_tag(client: Client) -> None:
    before = client.get(PLACE)
    load_atlas(
        Atlas.model_validate({"places": [{"id": "brand-new", "name": "New", "levels": ["local"]}]}),
        "new",
    )
    after = client.get(PLACE, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert client.get(f"{ROOT}/places/brand-new").status_code == 200


def test_a_refusal_has_no_tag_and_is_not_kept(client: Client, shelf: Shelf) -> None:
    for path, status in (("/places/nowhere", 404), ("/places?limit=x", 422)):
        response = client.get(f"{ROOT}{path}")
        assert response.status_code == status
        assert "ETag" not in response
        assert client.get(f"{ROOT}{path}", headers={"If-None-Match": "*"}).status_code == status
    assert not shelf._answers


def test_the_document_has_a_tag_too(client: Client) -> None:
    document = client.get(f"{ROOT}/openapi.json")
    again = client.get(f"{ROOT}/openapi.json", headers={"If-None-Match": document["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "asked"),
    [(path, asked) for _, path, asked in list_operations()],
    ids=[name for name, *_ in list_operations()],
)
def test_no_answer_takes_more_than_three_queries(
    path: str,
    asked: dict[str, str],
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get(f"{ROOT}/about")  # this process has read the atlas
    client.get(f"{ROOT}/datasets")  # and knows what is published
    with django_assert_max_num_queries(3):
        first = client.get(f"{ROOT}{path}", asked)
    assert first.status_code == 200, first.content
    changed = 2 if rests_on_figures(path) else 1  # the atlas; the figures
    with django_assert_num_queries(changed):
        client.get(f"{ROOT}{path}", asked, headers={"If-None-Match": first["ETag"]})


def rests_on_figures(path: str) -> bool:
    return bool(re.match(r"/datasets|/figures/|.*/profile$|.*/gaps/", path))


def test_what_figures_change_has_another_tag(client: Client, shelf: Shelf) -> None:
    """And only that: programs need not fetch the rest again."""
    operations = [(path, asked) for _, path, asked in list_operations(place="oujda")]
    before = [client.get(f"{ROOT}{path}", asked) for path, asked in operations]
    publish_figures("oujda-again")
    shelf._answers.clear()
    for (path, asked), old in zip(operations, before, strict=True):
        new = client.get(f"{ROOT}{path}", asked)
        assert (new["ETag"] != old["ETag"]) == rests_on_figures(path), path
        assert rests_on_figures(path) or new.content == old.content, path
