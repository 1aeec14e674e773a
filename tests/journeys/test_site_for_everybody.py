"""Every page of the site examined for everybody: with axe, in narrow windows, in the dark."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import DESKTOP, SMALL, Open
from tests.journeys.examining import examine, find_overflow, open_details
from tests.journeys.watching import Watch

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("site")]
WEB = Path(__file__).parents[2] / "src" / "weft" / "web"
# What each named address shows, by its name in urls.py: every page that a template makes, in each
# of its states.
PAGES = {
    "home": ["/"],
    "places": ["/places"],
    "search": ["/search", "/search?q=zzzqq", "/search?q=Tanger", "/search?q=migration&page=2"],
    "method": ["/about/method"],
    "accessibility": ["/about/accessibility"],
    "data": ["/about/data"],
    "place": ["/places/tangier", "/places/lyon?on=2015-01-01", "/places/morocco"],
    "powers": ["/places/tangier/what-it-can-do"],
    "network": ["/places/rennes/network", "/places/beirut/network"],
    "brokers": ["/places/rennes/brokers"],
    "setting": [
        "/places/tangier/diagnosis/integration",
        "/places/lyon/diagnosis/housing",
        "/places/morocco/diagnosis/housing",
    ],
    "gaps": ["/places/tangier/gaps/integration"],
    "scenario": [
        "/places/tangier/scenario/integration",
        "/places/lyon/scenario/housing?change=add_deciding_body&change=gone",
        "/places/lyon/scenario/housing?goal=multilevel",
    ],
    "compare": ["/compare", "/compare?one=lyon&other=tangier&area=housing"],
    "cell": [
        "/places/tangier/cells/integration/national",
        "/places/tangier/cells/language/regional",
    ],
    "actors": ["/actors"],
    "actor": ["/actors/city-of-tangier"],
    "mechanism": ["/mechanisms/tangier-governor-control"],
    "facts": [
        "/facts/city-of-rennes-deliver-housing-de-facto-2014"
        "+city-of-rennes-deliver-housing-de-jure-not"
    ],
    "sources": ["/sources"],
    "source": ["/sources/paris-report"],
    "history": ["/facts/tangier-governor-control/history"],
    "place-history": ["/places/tangier/history"],
    "source-history": ["/sources/paris-report/history"],
    "changes": ["/changes"],
    "place-changes": ["/places/tangier/changes"],
    "actor-changes": ["/actors/city-of-tangier/changes"],
    "figures": ["/figures", "/figures?q=unhcr", "/figures?q=zzzqq"],
    "compare-figures": ["/figures/compare", "/figures/compare?place=turin&place=vienna"],
    "dataset": ["/figures/datasets/istat-balance", "/figures/datasets/unhcr-areas"],
    "profile": ["/places/turin/profile", "/places/turin-metropolitan-city/profile"],
}
FILES = {
    "place-pdf", "place-docx", "weave-svg", "weave-png", "atlas-file", "ground", "profile-pdf",
    "profile-docx", "figure-chart", "figures-map", "compare-figures-chart", "figures-catalogue",
    "dataset-file",
}  # fmt: skip
MISSING = "/places/tangiers"
EVERY = [path for paths in PAGES.values() for path in paths]
# Where people write, or what a token of theirs leads to: see test_contributing.py.
DESKS = {
    "mark", "change", "undo", "restore", "restore-place", "restore-source", "changes-feed",
    "place-changes-feed", "actor-changes-feed",
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", ["", "/ar"], ids=["en", "ar"])


def test_no_page_is_forgotten():
    apps = ("site", "diagnosis", "atlas", "observatory", "profile")
    files = [WEB / each / "urls.py" for each in apps]
    names = {
        name for each in files for name in re.findall(r'name="([\w-]+)"', each.read_text("utf-8"))
    }
    assert names - FILES - DESKS == PAGES.keys()


@pytest.fixture(scope="module")
def window(browser: Browser, site: str) -> Iterator[tuple[Page, Watch]]:
    """One window for all pages: a new one each time takes as long as the page."""
    context, watch = browser.new_context(), Watch(site)
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch.follow(page)
    yield page, watch
    context.close()


@LANGUAGES
@pytest.mark.parametrize("path", EVERY)
def test_nobody_is_shut_out_of_a_page(window: tuple[Page, Watch], path: str, language: str):
    page, watch = window
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.goto(watch.origin + language + path)
    check(page)
    wrong, watch.wrong = watch.wrong, []
    assert wrong == []


@LANGUAGES
def test_nobody_is_shut_out_where_there_is_no_page(open_site: Open, language: str):
    page = open_site(language + MISSING, refused=True)
    assert page.locator("main a[href$='/places/tangier']").count() == 1
    check(page)


def check(page):
    """All of a page, unfolded: no violation at either width, and nothing to scroll sideways for."""
    open_details(page)
    wrong = {}
    for width, height in (DESKTOP, SMALL):
        page.set_viewport_size({"width": width, "height": height})
        wrong[f"axe at {width}"] = examine(page)
    for width in (1280, 640, 375, 320):  # 640: 1280 pixels at 200 %
        wrong[f"overflow at {width}"] = find_overflow(page, width)
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize("path", ["/places/lyon", "/ar/places/tangier/diagnosis/integration"])
@pytest.mark.parametrize(
    "wish",
    [{"color_scheme": "dark"}, {"reduced_motion": "reduce", "contrast": "more"}],
    ids=["dark", "reduced motion, more contrast"],
)
def test_what_eyes_wish_for_is_given(open_site: Open, path: str, wish: dict[str, str]):
    page = open_site(path, **wish)
    open_details(page)
    style = "getComputedStyle(document.documentElement)"
    ground = page.evaluate(f"{style}.getPropertyValue('--ground')")
    assert (ground == "#fbf8f2") == ("color_scheme" not in wish)
    if "reduced_motion" in wish:
        assert page.evaluate(f"{style}.scrollBehavior") == "auto"
    assert examine(page) == []
