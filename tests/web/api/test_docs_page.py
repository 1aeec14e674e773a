"""The page on which people try the API holds our own files only, under a strict policy."""

import re

import pytest
from django.conf import settings as site_settings
from django.test import Client
from pytest_django import Settings

from tests.web.api.conftest import ROOT

pytestmark = [pytest.mark.django_db]


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
