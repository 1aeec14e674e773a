"""The page on which people try the API works from our own files only, under a strict policy."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django import Settings

from tests.web.api.conftest import ROOT

pytestmark = [pytest.mark.django_db]
CHROMIUM = Path("/usr/bin/chromium")
SITE = "http://localhost"
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def static_files(settings: Settings) -> None:
    """Names of static files without a hash: nobody has collected any for a test."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**site_settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    if "ninja" not in site_settings.INSTALLED_APPS:
        settings.INSTALLED_APPS = [*site_settings.INSTALLED_APPS, "ninja"]


def read_policy(response: object) -> dict[str, set[str]]:
    parts = response["Content-Security-Policy"].split(";")  # type: ignore[index]
    return {name: set(rest) for name, *rest in (each.split() for each in parts)}


def test_its_policy_differs_from_every_other_page_in_drawings_only(client: Client) -> None:
    page, other = (read_policy(client.get(f"{ROOT}{each}")) for each in ("/docs", "/about"))
    assert page.pop("img-src") == {"'self'", "data:"}
    assert other.pop("img-src") == {"'self'"}
    assert page == other
    assert page["script-src"] == page["style-src"] == page["connect-src"] == {"'self'"}


def test_it_loads_nothing_from_elsewhere_and_has_no_script_of_its_own(client: Client) -> None:
    page = client.get(f"{ROOT}/docs").content.decode()
    assert page.count("<script") == 3
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(each.startswith("/static/ninja/") for each in addresses)
    inline = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in each or "application/json" in each for each in inline)
    assert "<style" not in page
    assert " style=" not in page


@pytest.fixture
def prepared(client: Client) -> dict[str, Answer]:
    """All that the page will ask for, answered before the browser runs."""
    answers: dict[str, Answer] = {}
    for path in ("/docs", "/openapi.json", "/about"):
        response = client.get(f"{ROOT}{path}")
        answers[f"{ROOT}{path}"] = (200, dict(response.headers), response.content)
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', answers[f"{ROOT}/docs"][2].decode()):
        file = finders.find(path.removeprefix("/static/"))
        assert file, path
        kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
        kind = kinds.get(Path(file).suffix, "image/png")
        answers[path] = (200, {"Content-Type": kind}, Path(file).read_bytes())
    return answers


@pytest.fixture
def page(prepared: dict[str, Answer]) -> Iterator[Page]:
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"{CHROMIUM} is not installed; on Debian: apt install chromium")
    wrong: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path not in prepared:
            wrong.append(f"asked for {route.request.url}")
            route.abort()
            return
        status, headers, body = prepared[path]
        route.fulfill(status=status, headers=headers, body=body)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"], headless=True
        )
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(20_000)
        opened.on("console", lambda each: wrong.append(f"{each.type}: {each.text}"))
        opened.on("pageerror", lambda each: wrong.append(f"error: {each}"))
        opened.route("**/*", answer)
        opened.goto(f"{SITE}{ROOT}/docs")
        yield opened
        browser.close()
    assert wrong == []


def test_people_can_try_an_operation_on_it(page: Page) -> None:
    page.get_by_role("heading", name="Weft: the read API").wait_for()
    assert page.locator(".opblock-get").count() >= 20
    about = page.locator("#operations-about-show_about")
    about.locator(".opblock-summary").click()
    about.get_by_role("button", name="Try it out").click()
    about.get_by_role("button", name="Execute").click()
    about.locator(".live-responses-table .response-col_status").first.wait_for()
    assert "CC BY 4.0" in about.locator(".live-responses-table").inner_text()
