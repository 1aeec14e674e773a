"""What people do on the site, each as one path in a real browser."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import DESKTOP, SMALL, Open

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("site")]
SIZES = pytest.mark.parametrize("size", [DESKTOP, SMALL], ids=["1280", "375"])
DECIDED = "moroccan-state-regulate-integration-de-facto-city-of-tangier"
REPORT = (
    "Inter-institutional coordination in migration governance: "
    "Thematic Peer-to-Peer Meetings – Report"
)
HEADING = "Morocco – Local implementation of national migration strategy"
PARAPHRASE = "What is done in towns about migration is settled by the State."
A4 = (595, 842)  # points


def look_for(page: Page, word: str) -> None:
    """Type a word into the search of the header."""
    box = page.get_by_role("banner").get_by_role("searchbox")
    box.fill(word)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def find_drawing(page: Page) -> Locator:
    """The drawing that this window shows: the wide one or the narrow one, never both."""
    drawing = page.locator(".picture:visible svg")
    expect(drawing).to_have_count(1)
    return drawing


def go_to(page: Page, link: Locator) -> None:
    """Follow a link, to the address that it names."""
    href = link.get_attribute("href") or ""
    link.click()
    expect(page).to_have_url(re.compile(f"{re.escape(href)}$"))
    expect(page.locator("h1")).to_be_visible()


def find_power(page: Page, at: int) -> Locator:
    """What the table of a cell says in its first row, of who regulates."""
    return page.locator("table.roles tbody tr").first.locator("td").nth(at)


@SIZES
@pytest.mark.parametrize(
    ("home", "word", "name"),
    [("/", "Tanger", "Tangier"), ("/ar/", "طنجة", "طنجة")],
    ids=["en", "ar"],
)
def test_an_officer_takes_a_finding_and_a_change_to_the_meeting(
    open_site: Open, site: str, size: tuple[int, int], home: str, word: str, name: str
):
    page = open_site(home, size)
    look_for(page, word)
    go_to(page, page.locator("main a[href$='/places/tangier']").first)
    expect(page.locator("h1")).to_have_text(name)

    # Decisions are taken above it: a finding says so, and so do the cells of State and City.
    above = page.locator("section[aria-labelledby=findings] li", has=page.locator(".tag.missing"))
    expect(above.locator("a[href*='-state-regulate']")).to_be_visible()
    go_to(page, find_drawing(page).locator("a.roles[href$='/cells/integration/local']"))
    powerless = find_power(page, 1).locator("a[href*='-regulate-integration-de-facto-not-']")
    expect(powerless).to_be_visible()
    go_to(page, page.locator("nav.tabs a[href$='/cells/integration/national']"))
    go_to(page, find_power(page, 1).locator(f"a[href$='/facts/{DECIDED}']"))

    # The evidence, down to the heading and the paraphrase in our words, and the document.
    cited = page.locator(f"#f-{DECIDED} .cited")
    expect(cited.locator("p")).to_have_text(PARAPHRASE)
    expect(cited.locator("footer q")).to_have_text(HEADING)
    go_to(page, cited.locator("footer a"))
    expect(page.locator("h1")).to_have_text(REPORT)
    expect(page.locator("dl.about")).to_contain_text("2017-12")
    expect(page.locator(f"#f-{DECIDED} .cited", has_text=HEADING)).to_have_count(1)

    # A change is tried, and its address says it all to somebody else.
    for _ in range(2):
        page.go_back()
    go_to(page, page.locator("nav.crumbs a[href$='/diagnosis/integration']"))
    go_to(page, page.locator("nav.tabs a[href$='/scenario/integration']"))
    label = page.locator("form.changes label", has=page.locator("[value=add_deciding_body]"))
    change = label.inner_text().strip()
    label.click()
    page.locator("form.changes button").click()
    result = page.locator("section.result")
    expect(result.locator("ul").first).to_have_text(change)
    before, after = result.locator(".two > div").all()
    assert before.locator("p").inner_text() != after.locator("p").inner_text()
    assert result.locator(".turns li").count() > 1
    address = page.locator("#share").input_value()
    assert address.startswith(f"{site}/")
    other = open_site(address.removeprefix(site), size)
    assert other.locator("section.result").inner_text() == result.inner_text()
    assert other.locator("form.changes :checked").count() == 1

    # The page of the place, to hand round.
    go_to(page, page.locator("nav.crumbs a[href$='/places/tangier']"))
    with page.expect_download() as started:
        page.locator("p.take a[href$='/places/tangier.pdf']").click()
    saved = Path(started.value.path()).read_bytes()
    assert saved.startswith(b"%PDF-")
    assert len(PdfReader(BytesIO(saved)).pages) >= 2


def test_every_link_of_a_place_leads_somewhere(open_site: Open, site: str):
    page = open_site("/places/rennes")
    links = page.evaluate(
        "[...document.querySelectorAll('[href]')]"
        ".map(each => new URL(each.getAttribute('href'), document.baseURI).href)"
    )
    inside = sorted({each.partition("#")[0] for each in links if each.startswith(site)})
    assert len(inside) > 50
    answers = {each: page.request.get(each).status for each in inside}
    assert {each: status for each, status in answers.items() if status != 200} == {}


def test_somebody_without_a_mouse_opens_a_knot_of_the_weave(open_site: Open):
    page = open_site("/places/tangier")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip[href='#main']")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    knot = find_drawing(page).locator("a.roles").first
    knot.scroll_into_view_if_needed()
    unseen = knot.screenshot()
    for _ in range(60):
        page.keyboard.press("Tab")
        outline, width = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return [style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        assert outline == "solid"
        assert width >= 2
        if knot.evaluate("each => each === document.activeElement"):
            break
    expect(knot).to_be_focused()
    expect(knot).to_be_in_viewport()
    assert knot.screenshot() != unseen
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/places/tangier/cells/reception/"))
    expect(page.locator("h1")).to_be_visible()


def test_somebody_without_javascript_reads_and_tries_a_change(open_site: Open):
    page = open_site("/places/lyon", java_script_enabled=False)
    expect(find_drawing(page)).to_be_visible()
    table = page.locator(".weave-table").first
    expect(table).to_be_hidden()
    page.locator("details.astable summary").click()
    expect(table).to_be_visible()
    go_to(page, page.locator("table.fields a[href$='/diagnosis/housing']"))
    expect(page.locator(".facts .cited").first).to_be_visible()
    go_to(page, page.locator("nav.tabs a[href$='/scenario/housing']"))
    page.locator("form.changes input[type=checkbox]:visible").first.check()
    page.locator("form.changes button").click()
    expect(page.locator("section.result .turns li").first).to_be_visible()
    page.locator("#goal").select_option("multilevel")
    page.locator("form.row button").click()
    expect(page.locator("section[aria-labelledby=sought] p").first).to_be_visible()


def test_somebody_changes_the_language_and_stays_where_they_are(open_site: Open):
    page = open_site("/places/lyon/diagnosis/housing?on=2018-01-01")
    for code, prefix, direction in (("ar", "/ar", "rtl"), ("fr", "/fr", "ltr"), ("en", "", "ltr")):
        page.locator(f".languages a[lang={code}]").click()
        expect(page).to_have_url(
            re.compile(rf":\d+{prefix}/places/lyon/diagnosis/housing\?on=2018-01-01$")
        )
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator("html")).to_have_attribute("dir", direction)


@SIZES
def test_arabic_runs_from_right_to_left(open_site: Open, size: tuple[int, int]):
    page = open_site("/ar/places/tangier", size)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    drawing = find_drawing(page)
    columns = [
        drawing.locator(f"a.roles[href$='/cells/reception/{level}']").bounding_box()
        for level in ("supranational", "national", "local", "others")
    ]
    starts = [each["x"] for each in columns if each]
    assert len(starts) == 4
    assert starts == sorted(starts, reverse=True)
    logo, search = page.locator(".logo").bounding_box(), page.locator("#find").bounding_box()
    assert logo
    assert search
    assert logo["x"] > search["x"]


def test_words_of_another_language_are_marked_as_such(open_site: Open):
    page = open_site(f"/ar/facts/{DECIDED}")
    expect(page.locator(".cited q bdi[lang=en][dir=ltr]")).to_have_text(HEADING)
    expect(page.locator(".cited p bdi[dir=ltr]")).to_have_text(PARAPHRASE)
    page.goto(page.url.replace("/ar/", "/"))
    expect(page.locator(".cited q")).to_have_text(HEADING)
    expect(page.locator("main bdi[lang]")).to_have_count(0)


def print_out(page: Page) -> PdfReader:
    page.emulate_media(media="print")
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def test_a_mayor_prints_a_place_on_two_pages(open_site: Open):
    pdf = print_out(open_site("/places/lyon"))
    for sheet in pdf.pages:
        width, height = float(sheet.mediabox.width), float(sheet.mediabox.height)
        assert (round(width), round(height)) == pytest.approx(A4, abs=1)
    first, second = [" ".join(each.extract_text().split()) for each in pdf.pages]
    # The weave with its columns, rows and key is on the first, what it amounts to on the second.
    for words in ("Lyon", "Europe and world", "Metropolis", "Reception and asylum",
                  "Integration policy", "by law and in practice"):  # fmt: skip
        assert words in first
    assert "decided far away" in second
    # Nothing to click is left over.
    assert "The same as a table" not in first + second


@pytest.mark.parametrize("path", ["/places/rennes", "/fr/places/lyon", "/ar/places/vienna"])
def test_other_places_and_languages_print_on_two_pages_too(open_site: Open, path: str):
    assert len(print_out(open_site(path)).pages) == 2
