"""Every page of the site examined for everybody: with axe, in narrow windows, in the dark."""

import re
from pathlib import Path

import pytest

from tests.journeys.conftest import DESKTOP, SMALL, Open
from tests.journeys.examining import examine, find_overflow, open_details

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
}
FILES = {"place-pdf", "place-docx", "weave-svg", "weave-png", "atlas-file", "ground"}
MISSING = "/places/tangiers"
EVERY = [path for paths in PAGES.values() for path in paths]
# Where people write, or what a token of theirs leads to: see test_contributing.py.
DESKS = {
    "mark", "change", "undo", "restore", "restore-place", "restore-source", "changes-feed",
    "place-changes-feed", "actor-changes-feed",
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("language", ["", "/ar"], ids=["en", "ar"])


def test_no_page_is_forgotten():
    files = [WEB / each / "urls.py" for each in ("site", "diagnosis", "atlas")]
    names = {
        name for each in files for name in re.findall(r'name="([\w-]+)"', each.read_text("utf-8"))
    }
    assert names - FILES - DESKS == PAGES.keys()


@LANGUAGES
@pytest.mark.parametrize("path", EVERY)
def test_nobody_is_shut_out_of_a_page(open_site: Open, path: str, language: str):
    page = open_site(language + path)
    check(page)


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
