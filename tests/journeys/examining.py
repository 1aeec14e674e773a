"""Examines a page for everybody: axe's rules, and whether it fits its window."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # new in WCAG 2.2, and off unless asked for
}
# A long table or list repeats itself; its first lines stand for the others.
ALIKE = {"exclude": [["tbody tr:nth-child(n+20)"], [".facts > li:nth-child(n+12)"]]}
AXE = Axe().axe_script
RUN = f"""() => axe.run({json.dumps(ALIKE)}, {json.dumps(OPTIONS)}).then(found => [
    found.violations.map(each =>
        `${{each.id}} (${{each.nodes.length}}): ${{each.nodes[0].html.slice(0, 200)}} `
        + each.nodes[0].failureSummary.slice(0, 300)),
    found.passes.map(each => each.id),
])"""
# Without these axe has not looked.
LOOKED = {"color-contrast", "html-has-lang", "link-name", "region"}


def examine(page: Page) -> list[str]:
    """Every violation of the rules of axe: of WCAG 2.2 AA, and of good practice."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations, passes = page.evaluate(RUN)
    assert set(passes) >= LOOKED, page.url
    return list(violations)


def open_details(page: Page) -> None:
    """Show all that can be unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def find_overflow(page: Page, width: int) -> list[str]:
    """What sticks out of a window of that width, if the page must be scrolled sideways for it."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= width:
        return []
    found = page.evaluate("""() => [...document.querySelectorAll('body *')].filter(each => {
        const box = each.getBoundingClientRect();
        return box.right > innerWidth + 1 || box.left < -1;
    }).slice(0, 3).map(each => each.outerHTML.slice(0, 120))""")
    return [f"{wide} pixels in a window of {width}", *found]
