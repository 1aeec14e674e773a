"""Who may open what: every route is in the table, and the table is walked by four people."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import PEOPLE
from tests.web.permissions import FILES, PAGES, TABLE, Row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LANGUAGES = ("", "/fr", "/ar", "/es", "/it", "/pt")


def walk_routes(resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            # The API has a table of its own in tests/web/api.
            if each.namespace is None or not each.namespace.startswith("api"):
                yield from walk_routes(each)
        elif isinstance(each, URLPattern):
            yield str(each.name)


def test_every_route_is_in_the_table_once() -> None:
    assert sorted(each.route for each in TABLE) == sorted(walk_routes(get_resolver()))


@pytest.mark.parametrize("row", TABLE, ids=lambda each: each.route)
def test_each_person_gets_what_the_table_says(row: Row, people: dict[str, Client]) -> None:
    answers = {name: people[name].get(row.address) for name in PEOPLE}
    expected = dict(zip(PEOPLE, row[2:], strict=True))
    assert {name: each.status_code for name, each in answers.items()} == expected
    # Everybody reads as the public does: the same bytes, and none that depend on a session.
    assert len({bytes(each.content) for each in answers.values()}) == 1
    assert "Cookie" not in answers["Officer"].get("Vary", "")


@pytest.mark.parametrize("row", TABLE, ids=lambda each: each.route)
def test_nobody_writes_anywhere(row: Row, people: dict[str, Client]) -> None:
    for client in people.values():
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(row.address).status_code == 405


@pytest.mark.parametrize("row", PAGES, ids=lambda each: each.route)
def test_every_page_opens_in_every_language(row: Row, client: Client) -> None:
    for prefix in LANGUAGES:
        answer = client.get(f"{prefix}{row.address}" if row.address != "/" else f"{prefix}/")
        page = answer.content.decode()
        assert answer.status_code == 200
        language = prefix.strip("/") or "en"
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert answer["Content-Language"] == language


@pytest.mark.parametrize("row", FILES, ids=lambda each: each.route)
def test_files_are_not_pages(row: Row, client: Client) -> None:
    assert not client.get(row.address)["Content-Type"].startswith("text/html")
