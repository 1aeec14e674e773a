"""An officer, a partner, a resident and a stranger with the same town: what each adds, and what
each sees of it."""

import json
import os
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.examining import examine, find_overflow, open_details
from tests.journeys.serving import WEFT, Demo
from tests.journeys.watching import Watch

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("desks")]
PASSWORD = "tisser ensemble, 2026"  # noqa: S105  # of nobody
REASON = "The Wilaya runs the shelter; the city only pays for the building."


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of its own: what is stated here must not meet those who read elsewhere."""
    run = Demo(tmp_path_factory.mktemp("desks") / "var")
    try:
        run.find_address()
        yield run
        assert "Traceback" not in run.read()
    finally:
        run.kill()


class Stage:
    """Everybody's browsers, and what went wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.watch = Watch(address)
        self.contexts: list[BrowserContext] = []

    def open(self, path: str, size: tuple[int, int] = DESKTOP) -> Page:
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]})
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        self.watch.follow(page)
        page.goto(self.address + path)
        return page

    def sign_in(self, who: str, path: str) -> Page:
        """As one of the invented people of the demonstration."""
        page = self.open("/sign/login/")
        page.locator(f"form[action$='/demo/{who}'] button").click()
        page.goto(self.address + path)
        return page


@pytest.fixture
def stage(browser: Browser, desks: Demo) -> Iterator[Stage]:
    found = Stage(browser, desks.find_address())
    yield found
    for each in found.contexts:
        each.close()
    assert found.watch.wrong == []


def invite(desks: Demo, email: str) -> str:
    """The link that the secretariat sends the officer."""
    words = ["invite", email, "--role", "contributor", "--actor", "city-of-tangier", "--language",
             "fr", "--address", desks.find_address(), "--json"]  # fmt: skip
    env = {**os.environ, "WEFT_FOLDER": str(desks.folder), "WEFT_LOCAL": "yes"}
    env.pop("DATABASE_URL", None)
    out = subprocess.run([WEFT, *words], env=env, check=True, capture_output=True, text=True)
    return str(json.loads(out.stdout)["link"])


def state_role(page: Page, role: str, visibility: str) -> None:
    """Add who does something for housing in Tangier, from the page of the cell."""
    page.goto(page.url.partition("/fr/")[0] + "/fr/places/tangier/cells/housing/local")
    page.locator("details.more summary").first.click()
    page.locator(f"a[href*='role={role}']").first.click()
    page.locator("input[name=holder]").fill(
        "Commune de Tanger" if role == "fund" else "city-of-tangier"
    )
    page.locator("select[name=basis]").select_option("de_facto")
    page.locator("details.more summary").last.click()
    page.locator("select[name=visibility]").select_option(visibility)
    assert find_overflow(page, PHONE[0]) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator("button[value=publish]").click()
    expect(page.locator(".messages")).to_be_visible()


def test_four_people_and_one_town(desks: Demo, stage: Stage) -> None:
    # An invited officer, on a phone, in French, makes an account and adds two facts.
    link = invite(desks, "agent@tanger.example")
    phone = stage.open(link.removeprefix(stage.address), PHONE)
    assert phone.locator("html").get_attribute("lang") == "fr"
    phone.locator("main form button").click()
    phone.locator("input[name=name]").fill("Agente de la ville")
    phone.locator("input[name=password1]").fill(PASSWORD)
    if phone.locator("input[name=password2]").count():
        phone.locator("input[name=password2]").fill(PASSWORD)
    phone.locator("main form button[type=submit], main form button").last.click()
    expect(phone.locator(".you")).to_contain_text("Agente de la ville")
    state_role(phone, "deliver", "public")
    public = phone.url.rpartition("/")[2]
    state_role(phone, "fund", "network")
    hidden = phone.url.rpartition("/")[2]
    assert hidden != public

    # The partner at the ministry disputes one, and has to say why.
    partner = stage.sign_in("partner", f"/facts/{public}")
    partner.locator(f"a[href$='/facts/{public}/position']").click()
    stage.watch.meant.add(f"{stage.address}/facts/{public}/position")
    partner.locator("input[value=disputes]").check()
    partner.locator("main form button").click()
    expect(partner.locator("textarea[name=reason]")).to_be_visible()
    partner.locator("textarea[name=reason]").fill(REASON)
    partner.locator("main form button").click()
    expect(partner.locator("main")).to_contain_text(REASON)

    # The diagnosis is made with it and without it, and says what would settle it.
    partner.goto(stage.address + "/places/tangier/diagnosis/housing")
    main = partner.locator("main")
    contests = main.locator("section[aria-labelledby=contests]")
    for words in ("Stated by City of Tangier", REASON, "If it stands", "Without it", "settle it"):
        expect(contests).to_contain_text(words)
    expect(contests.locator(f"a[href$='/{public}']")).to_be_visible()
    expect(main.locator(".seen")).to_contain_text("1 fact for members of the network")

    # Who is not signed in sees only what is public; who has no business here sees nothing more.
    resident = stage.open("/places/tangier/cells/housing/local")
    stranger = stage.sign_in("stranger", "/places/tangier/cells/housing/local")
    texts = []
    for page in (resident, stranger):
        expect(page.locator(f"#f-{public}")).to_be_visible()
        expect(page.locator(f"#f-{public}")).to_contain_text(REASON)
        assert page.locator(f"#f-{hidden}").count() == 0
        texts.append(page.locator("main").inner_text())
        stage.watch.meant.add(f"{stage.address}/facts/{hidden}")
        answer = page.goto(f"{stage.address}/facts/{hidden}")
        assert answer is not None
        assert answer.status == 404
    assert texts[0] == texts[1]
    partner.goto(f"{stage.address}/facts/{hidden}")
    expect(partner.locator(f"#f-{hidden}")).to_be_visible()


DESKS = (
    ("officer", "/me"), ("officer", "/drafts"), ("officer", "/state/competences"),
    ("officer", "/state/mechanisms"), ("officer", "/import"),
    ("officer", "/places/tangier/interview"),
    ("officer", "/facts/tangier-fact-social-city-fund/position"), ("officer", "/changes"),
    ("officer", "/facts/tangier-fact-social-city-fund/history"), ("steward", "/people"),
    ("steward", "/facts/tangier-fact-social-city-fund/edit"), ("steward", "/actors/armid/unite"),
    ("officer", "/places/tangier/gaps/housing"), ("secretariat", "/log"), ("", "/join"),
    ("", "/sign/login/"), ("", "/about/privacy"),
)  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["en", "ar"])
def test_every_desk_is_for_everybody(stage: Stage, prefix: str) -> None:
    """axe's rules, and no sideways scrolling on a phone."""
    found: dict[str, list[str]] = {}
    pages: dict[str, Page] = {}
    for who, path in DESKS:
        if who not in pages:
            pages[who] = stage.sign_in(who, "/") if who else stage.open("/")
        page = pages[who]
        page.goto(stage.address + prefix + path)
        for width in (DESKTOP[0], 375):
            wrong = find_overflow(page, width)
            open_details(page)
            wrong += examine(page)
            if wrong:
                found[f"{path} {width}"] = wrong
    assert found == {}
