"""A browser, the page of an atlas written once, and the site of the demo served once, for everybody
whose path is told here."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from typer.testing import CliRunner

from tests.journeys.serving import STOPPED, Demo
from tests.journeys.watching import Watch
from weft.cli import app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
DESKTOP, PHONE = (1280, 900), (390, 844)
SMALL = (375, 812)
# What a page opens in: width and height, and anything else that a context takes.
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that `weft page` writes about the MC2CM pack."""
    out = tmp_path_factory.mktemp("demo") / "demo.html"
    result = CliRunner().invoke(app, ["page", "mc2cm", "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Where everything must hold, a missing browser is a failure and not an excuse.
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"{CHROMIUM} is not installed; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=ARGUMENTS.split(), headless=True
        )
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, demo: Path) -> Iterator[Open]:
    """Opens the page; when the test ends, nothing may have gone wrong or left the page."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith((demo.as_uri(), "data:")):
            wrong.append(f"asked for {url}")

    def open_(size: tuple[int, int] = DESKTOP, **more: object) -> Page:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("console", lambda each: wrong.append(f"console: {each.text}"))
        page.on("pageerror", lambda each: wrong.append(f"error: {each}"))
        page.goto(demo.as_uri())
        return page

    yield open_
    for each in contexts:
        each.close()
    assert wrong == []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which `weft demo` serves, until somebody presses Ctrl-C."""
    run = Demo(tmp_path_factory.mktemp("site") / "var")
    try:
        yield run.find_address()
        assert "Traceback" not in run.read()
        assert run.press_ctrl_c() in STOPPED
    finally:
        run.kill()


@pytest.fixture
def open_site(browser: Browser, site: str) -> Iterator[Open]:
    """Opens a page of the site; when the test ends, nothing may have gone wrong on any page."""
    contexts: list[BrowserContext] = []
    watch = Watch(site)

    def open_(
        path: str = "/", size: tuple[int, int] = DESKTOP, refused: bool = False, **more: object
    ) -> Page:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        watch.follow(page)
        if refused:
            watch.meant.add(site + path)
        page.goto(site + path)
        return page

    yield open_
    for each in contexts:
        each.close()
    assert watch.wrong == []
