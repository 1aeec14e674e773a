"""Who may read and write what: every route is in the table, and the table is walked by all."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.web.permissions import (
    DESKS,
    DOCUMENTS,
    FEEDS,
    FILES,
    HISTORIES,
    NOBODY,
    PAGES,
    PEOPLE,
    ROUTES,
    SIGN_IN,
    TABLE,
    Row,
)
from tests.web.scene import (
    COLUMNS,
    count_everything,
    fill,
    find_person,
    open_browsers,
    post,
    set_scene,
    undone,
)
from weft.web.accounts.models import User
from weft.web.site import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scene")]
LANGUAGES = ("", "/fr", "/ar", "/es", "/it", "/pt")
TAGGED = (*TABLE, *HISTORIES, *FEEDS)
YOU = re.compile(rb'<nav class="you".*?</nav>\s*(<ul class="messages".*?</ul>)?', re.DOTALL)


def name(row: Row) -> str:
    return row.route


@pytest.fixture(scope="module")
def browsers(demo: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Client]:
    with django_db_blocker.unblock():
        return open_browsers()


@pytest.fixture(scope="module")
def scene(browsers: dict[str, Client], django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return set_scene()


@pytest.fixture(autouse=True)
def jars(browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who signs out is signed in again for the next test; and no work goes on beside it."""
    monkeypatch.setattr(jobs, "spawn", lambda target: target())
    kept = {who: client.cookies.output(header="") for who, client in browsers.items()}
    yield
    for who, client in browsers.items():
        client.cookies = SimpleCookie(kept[who])


def walk_routes(resolver: URLResolver) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            # The API has a table of its own in tests/web/api.
            if each.namespace is None or not each.namespace.startswith("api"):
                yield from walk_routes(each)
        elif isinstance(each, URLPattern):
            yield str(each.name)


def test_every_route_is_in_the_table_once() -> None:
    assert sorted(each.route for each in ROUTES) == sorted(walk_routes(get_resolver()))


def test_the_table_has_a_column_for_each_person() -> None:
    for row in ROUTES:
        assert len(row.get.split()) == len(row.post.split()) == len(COLUMNS), row.route


def read_answer(answer: Any) -> str:
    """As the table writes it."""
    where = answer.get("Location", "")
    if where.startswith("/sign/login/"):
        return "login"
    return "again" if where.startswith("/sign/reauthenticate/") else str(answer.status_code)


@pytest.mark.parametrize("row", ROUTES, ids=name)
def test_each_person_reads_what_the_table_says(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    address = row.address.format(**scene)
    before = count_everything()
    answers = {who: browsers[who].get(address) for who in COLUMNS}
    assert " ".join(map(read_answer, answers.values())) == row.get
    assert count_everything() == before
    for answer in answers.values():
        check_kept(row, answer)


def check_kept(row: Row, answer: Any) -> None:
    """Pages that are the same for all who see the same may be kept by a browser that asks again;
    what belongs to somebody is kept nowhere."""
    said = answer.get("Cache-Control", "")
    if answer.status_code != 200:
        assert "ETag" not in answer
        return
    assert "Cookie" in answer["Vary"]
    if row in TAGGED:
        assert said == "private, no-cache"
        assert answer["ETag"].startswith('W/"')
    elif row in DOCUMENTS:
        assert said == "private, no-cache"
    else:
        assert {"private", "no-store"} <= set(said.split(", "))
        assert "ETag" not in answer


@pytest.mark.parametrize("row", [*TAGGED, *DOCUMENTS], ids=name)
def test_all_who_see_the_same_facts_get_the_same_bytes(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    """But for the one part of the frame that says who they are."""
    address = row.address.format(**scene)
    bodies = {}
    for who in ("Resident", "Stranger"):
        body = b"".join(browsers[who].get(address))
        bodies[who], found = YOU.subn(b"", body)
        assert found == (1 if row in (*PAGES, *HISTORIES) else 0)
        assert (b"Stranger" in body) == (who == "Stranger" and found == 1)
    assert bodies["Resident"] == bodies["Stranger"]


@pytest.mark.parametrize("row", ROUTES, ids=name)
def test_each_person_writes_what_the_table_says(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    address = row.address.format(**scene)
    before, answers, writers = count_everything(), [], []
    if row.post == NOBODY:
        assert {browsers[who].post(address).status_code for who in COLUMNS} == {405}
        assert count_everything() == before
        return
    for who in COLUMNS:
        with undone():
            answers.append(read_answer(post(browsers[who], address, fill(row.form, who, scene))))
            if count_everything() != before:
                writers.append(who)
    assert " ".join(answers) == row.post
    if row not in SIGN_IN:
        led_on = [who for who, each in zip(COLUMNS, answers, strict=True) if each == "302"]
        assert writers == (led_on if row.writers is None else row.writers.split())
    else:
        assert writers == []  # with an empty form


@pytest.mark.parametrize("row", ROUTES, ids=name)
def test_nobody_uses_any_other_method(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    """The pages of django-allauth take some for an empty form, and write nothing."""
    address, before = row.address.format(**scene), count_everything()
    allowed = {"405", *(f"{row.get} {row.post} 429".split() if row in SIGN_IN else ())}
    for client in browsers.values():
        for method in (client.put, client.patch, client.delete):
            assert read_answer(method(address)) in allowed
    assert count_everything() == before


@pytest.mark.parametrize("row", [*PAGES, *HISTORIES], ids=name)
def test_every_page_opens_in_every_language(
    row: Row, scene: dict[str, str], client: Client
) -> None:
    address = row.address.format(**scene)
    for prefix in LANGUAGES:
        answer = client.get(f"{prefix}{address}")
        page = answer.content.decode()
        assert answer.status_code == 200
        language = prefix.strip("/") or "en"
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert answer["Content-Language"] == language


@pytest.mark.parametrize("row", [*DESKS, *PEOPLE], ids=name)
def test_every_desk_opens_in_every_language(
    row: Row, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    address = row.address.format(**scene)
    answers = dict(zip(COLUMNS, row.get.split(), strict=True))
    who = next((each for each, answer in answers.items() if answer == "200"), None)
    for prefix in LANGUAGES if who else ():
        answer = browsers[str(who)].get(f"{prefix}{address}")
        assert answer.status_code == 200
        if answer["Content-Type"].startswith("text/html"):
            assert f'<html lang="{prefix.strip("/") or "en"}"' in answer.content.decode()


@pytest.mark.parametrize("row", [*FILES, *FEEDS], ids=name)
def test_files_are_not_pages(row: Row, client: Client) -> None:
    assert not client.get(row.address)["Content-Type"].startswith("text/html")


def test_a_right_that_was_taken_is_gone_with_the_next_request(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    """The Officer's session goes on, as that of a Stranger."""
    find_person("Officer").mandates.update(ended_at=timezone.now())
    before = count_everything()
    for row in (*DESKS, *PEOPLE):
        address = row.address.format(**scene)
        stranger = dict(zip(COLUMNS, row.get.split(), strict=True))["Stranger"]
        assert read_answer(browsers["Officer"].get(address)) == stranger, row.route
    for row in DESKS:
        if "follow" in row.route:
            continue
        answer = post(browsers["Officer"], row.address.format(**scene), fill(row.form, "", scene))
        assert answer.status_code in (403, 405), row.route
    assert count_everything() == before


def test_who_is_no_longer_active_is_nobody(browsers: dict[str, Client]) -> None:
    User.objects.filter(username="secretariat").update(is_active=False)
    for address in ("/me", "/log", "/drafts"):
        assert read_answer(browsers["Secretariat"].get(address)) == "login"
