"""What people do with the page of an atlas, each as one path in a real browser."""

import re
from collections import Counter
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import DESKTOP, PHONE, Open
from tests.web.packs import read_pack

pytestmark = pytest.mark.journey
LYON_REPORT = (
    "Inter-institutional coordination in migration governance: "
    "Thematic Peer-to-Peer Meetings – Report"
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def follow(page: Page, link: Locator) -> Locator:
    """Follow a link inside the page, and what it leads to, which must now be in sight."""
    href = link.get_attribute("href") or ""
    assert href.startswith("#"), href
    link.click()
    expect(page).to_have_url(re.compile(f"{re.escape(href)}$"))
    target = page.locator(f"[id='{href[1:]}']")
    expect(target).to_be_in_viewport()
    return target


def open_place(page: Page, name: str) -> Locator:
    """From the index to the article of a place."""
    article = follow(page, page.locator("#places").get_by_role("link", name=name, exact=True))
    expect(article.get_by_role("heading", level=2)).to_have_text(name)
    return article


def expect_evidence(fact: Locator) -> None:
    """Title, publisher, date, heading and paraphrase, all in the entry of one fact."""
    cite = fact.locator(".cite").first
    expect(cite.locator(".said")).not_to_be_empty()
    expect(cite.get_by_role("link", name=LYON_REPORT)).to_be_visible()
    expect(cite).to_contain_text("Mediterranean City-to-City Migration (MC2CM)")
    expect(cite).to_contain_text("2017-12")
    expect(cite).to_contain_text(re.compile("under “[^”]+”"))
    expect(cite).to_contain_text("grade B")


def find_point(thread: Locator) -> tuple[float, float]:
    """A point of a drawn line where nothing lies over it, for somebody who points at it."""
    thread.scroll_into_view_if_needed()
    found = thread.evaluate("""thread => {
        for (const path of thread.querySelectorAll('path, line')) {
            const toScreen = path.getScreenCTM();
            for (let at = 0.05; at < 1; at += 0.05) {
                const on = path.getPointAtLength(path.getTotalLength() * at);
                const point = on.matrixTransform(toScreen);
                const there = document.elementFromPoint(point.x, point.y);
                if (there && there.closest('a') === thread) return [point.x, point.y];
            }
        }
        return null;
    }""")
    assert found, "no part of this line can be pointed at"
    return found[0], found[1]


def find_focus(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_officer_goes_from_a_sentence_to_the_report(open_page: Open, script: bool):
    page = open_page(java_script_enabled=script)
    lyon = open_place(page, "Lyon")
    security = lyon.locator(".setting", has=page.get_by_role("heading", name="Security"))
    expect(security).to_contain_text("joined by Joint response to illegal occupations in Lyon")
    fact = follow(page, security.get_by_title("Joint response to illegal occupations in Lyon"))
    expect_evidence(fact)
    source = follow(page, fact.get_by_role("link", name=LYON_REPORT).first)
    for words in (LYON_REPORT, "Mediterranean City-to-City Migration (MC2CM)", "2017-12"):
        expect(source).to_contain_text(words)


def test_a_focal_point_goes_from_a_knot_to_its_facts_and_their_source(open_page: Open):
    page = open_page()
    lyon = open_place(page, "Lyon")
    expect(lyon.locator(".wide svg.weave")).to_be_visible()
    expect(lyon.locator(".narrow svg.weave")).to_be_hidden()
    knot = lyon.locator(".wide a.roles[href*='city-of-lyon-deliver-security']")
    fact = follow(page, knot)
    expect(fact).to_contain_text("City of Lyon: delivery in practice of security")
    expect_evidence(fact)
    follow(page, fact.get_by_role("link", name=LYON_REPORT))


def test_a_thread_and_the_table_lead_to_the_same_fact(open_page: Open):
    page = open_page()
    lyon = open_place(page, "Lyon")
    thread = lyon.locator(".wide a.thread[href='#f-lyon-occupied-sites']").first
    page.mouse.click(*find_point(thread))
    fact = page.locator("#f-lyon-occupied-sites")
    expect(fact).to_be_in_viewport()
    expect(fact).to_contain_text("Joint response to illegal occupations in Lyon")
    page.go_back()
    lyon.get_by_text("The same in words, as tables").click()
    row = lyon.get_by_role("rowheader", name="Joint response to illegal occupations in Lyon")
    follow(page, row.get_by_role("link"))


def test_a_journalist_starts_from_what_stands_out(open_page: Open):
    page = open_page()
    findings = page.get_by_role("region", name="What stands out")
    shadow = findings.get_by_role("listitem").filter(has_text="Rennes")
    expect(shadow).to_contain_text("delivery of housing in practice, not by law")
    for link in shadow.get_by_role("link").all():
        fact = follow(page, link)
        expect(fact).to_contain_text(re.compile("City of Rennes: (no )?delivery"))
        expect(fact.locator(".cite .said").first).not_to_be_empty()
    surveyed = findings.get_by_role("listitem").filter(has_text="none found").first
    expect(follow(page, surveyed.get_by_role("link"))).to_contain_text("none found")


@pytest.mark.parametrize(
    ("said", "fact", "section"),
    [
        ("City of Rennes: delivery of housing in practice, not by law",
         "city-of-rennes-deliver-housing-de-facto-2014", "Multilevel governance"),
        ("Metropolitan City of Turin: coordination of integration policy as a whole in practice",
         "metropolitan-city-of-turin-coordinate-integration-de-jure-not",
         "Turin – Metropolitan cooperation with municipalities"),
        ("Integration policy as a whole in Tangier: decided by the level State",
         "moroccan-state-regulate-integration-de-facto-city-of-tangier", ""),
        ("House of the Metropolis and Solidarities (MMS): shared service of Metropolis and City",
         "lyon-mms", "Lyon field visit"),
    ],
)  # fmt: skip
def test_a_reader_of_the_reports_recognises_what_stands_out(
    open_page: Open, said: str, fact: str, section: str
):
    page = open_page()
    findings = page.get_by_role("region", name="What stands out")
    for more in findings.locator("details").all():
        more.locator("summary").click()
    found = findings.get_by_role("listitem").filter(has_text=said)
    shown = follow(page, found.locator(f"a[href='#f-{fact}']").first)
    expect(shown.locator(".cite").first).to_contain_text(section)
    expect(shown.locator(".cite a[href^='#source-']").first).to_be_visible()


def test_a_fact_of_many_places_stands_once_and_each_place_leads_to_it(open_page: Open):
    page = open_page()
    for name in ("Amman", "Vienna"):
        link = open_place(page, name).locator(".see a[href='#f-mc2cm-exchange']")
        fact = follow(page, link)
        expect(fact.locator("xpath=ancestor::section")).to_have_attribute(
            "aria-labelledby", "shared"
        )
        expect(fact).to_contain_text(re.compile(r"and \d+ more"))
        expect(fact).to_contain_text(re.compile(r"All \d+: .*City of Lyon"))


def test_every_link_leads_to_one_thing_of_that_name(open_page: Open):
    page = open_page()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    hrefs = page.evaluate(
        "[...document.querySelectorAll('a')].map(each => each.getAttribute('href'))"
    )
    inside = {each[1:] for each in hrefs if each.startswith("#")}
    assert len([each for each in inside if each.startswith("f-")]) > 50
    assert inside - set(ids) == set()
    # The only way out is the address of a source, and the reader chooses it.
    sources = {each.url for each in read_pack("mc2cm").sources if each.url}
    assert {each for each in hrefs if not each.startswith("#")} == sources


def test_every_sentence_leads_to_a_fact_and_every_fact_to_a_source(open_page: Open):
    page = open_page()
    settings = page.locator(".setting")
    assert settings.count() > 40
    assert settings.filter(has_not=page.locator("a[href^='#f-']")).all_inner_texts() == []
    facts = page.locator("li[id^='f-']")
    assert facts.count() > 200
    sourced = page.locator(".cite a[href^='#source-']")
    assert facts.filter(has_not=sourced).all_inner_texts() == []


def test_somebody_without_a_mouse_reads_a_place(open_page: Open):
    page = open_page()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Go to the places")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#places")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert find_focus(page) == "#place-lyon"
    page.keyboard.press("Enter")
    expect(page.locator("#place-lyon")).to_be_in_viewport()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(find_focus(page))
        outline = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return [style.outlineStyle, parseFloat(style.outlineWidth)]; })()"
        )
        assert outline[0] == "solid", seen
        assert outline[1] >= 2, seen
    assert any(each.startswith("#f-") for each in seen), seen
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{seen[-1][1:]}']")).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, (320, 640), (640, 450)], ids=str)
def test_nothing_runs_over_the_edge(open_page: Open, size: tuple[int, int]):
    page = open_page(size)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    article = page.locator("#place-lyon")
    expect(article.locator(".narrow svg.weave")).to_be_visible()
    expect(article.locator(".wide svg.weave")).to_be_hidden()


def test_somebody_on_a_phone_taps_from_a_knot_and_from_a_sentence(open_page: Open):
    page = open_page(PHONE, has_touch=True, is_mobile=True)
    page.locator("#places").get_by_role("link", name="Lyon", exact=True).tap()
    lyon = page.locator("#place-lyon")
    knot = lyon.locator(".narrow a.roles[href*='city-of-lyon-deliver-security']")
    knot.tap()
    fact = page.locator(f"[id='{(knot.get_attribute('href') or '')[1:]}']")
    expect(fact).to_be_in_viewport()
    expect_evidence(fact)
    for link in lyon.locator(".setting .refs a").all():
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, link.get_attribute("href")
    link = lyon.locator(".setting .refs a").first
    link.tap()
    expect(page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")).to_be_in_viewport()


def test_a_mayor_prints_it(open_page: Open):
    page = open_page()
    places = page.locator("article h2").all_inner_texts()
    pdf = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [each.extract_text() for each in pdf.pages]
    assert len(texts) <= 50
    starts = [
        next(at for at, text in enumerate(texts) if re.match(rf"(\d+\s+)?{name}\n", text))
        for name in places
    ]
    assert starts == sorted(set(starts))
    whole = re.sub(r"\s+", " ", " ".join(texts)).replace("ﬃ", "ffi").replace("ﬁ", "fi")
    lyon = page.locator("#f-lyon-occupied-sites .said").first.inner_text()
    assert lyon in whole
    assert "under “Lyon field visit”" in whole
    # What is cut short in a sentence stands in full beside it, on paper too.
    assert re.search(r"All \d+: ", whole)
    # Nothing to click is left over.
    assert "The same in words" not in whole
    assert "The four scores" not in whole


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_shut_out(open_page: Open, size: tuple[int, int]):
    page = open_page(size)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    options = {
        "runOnly": {"type": "tag", "values": WCAG},
        "resultTypes": ["violations"],
        "rules": {"target-size": {"enabled": True}},  # new in 2.2, and off unless asked for
    }
    results = Axe().run(page, options=options)
    found = [
        f"{each['id']}: {each['help']} ({len(each['nodes'])}) {each['nodes'][0]['html'][:200]} "
        f"{each['nodes'][0]['failureSummary'][:300]}"
        for each in results.response["violations"]
    ]
    assert found == []
    looked = {each["id"] for each in results.response["passes"]}
    assert {"color-contrast", "target-size", "link-name", "html-has-lang"} <= looked
