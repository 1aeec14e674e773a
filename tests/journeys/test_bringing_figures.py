"""An officer brings a messy workbook, says on a phone what is missing and publishes it; a resident
finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.examining import examine, find_overflow, open_details
from tests.journeys.serving import Demo
from tests.journeys.test_contributing import Stage
from tests.web.observatory.messy import make_messy_workbook

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("desks")]
PATIENCE = 60_000  # milliseconds, on a machine that does much else


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of its own: what is published here must not meet those who read elsewhere."""
    run = Demo(tmp_path_factory.mktemp("figures") / "var")
    try:
        run.find_address()
        yield run
        assert "Traceback" not in run.read()
    finally:
        run.kill()


@pytest.fixture
def stage(browser: Browser, figures: Demo) -> Iterator[Stage]:
    found = Stage(browser, figures.find_address())
    yield found
    for each in found.contexts:
        each.close()
    assert found.watch.wrong == []


def check_for_everybody(page: Page) -> None:
    """axe's rules, and no sideways scrolling on a phone."""
    wrong: list[str] = []
    for width in (DESKTOP[0], 375):
        wrong += find_overflow(page, width)
        open_details(page)
        wrong += examine(page)
    assert wrong == []


def bring(page: Page, file: Path) -> None:
    page.locator("input[name=file]").set_input_files(file)
    page.locator("main form button").first.click()
    expect(page.locator("select[name=measure]")).to_be_visible(timeout=PATIENCE)


def test_a_messy_workbook_is_published_from_a_phone(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "Résidents 2023.xlsx"
    file.write_bytes(make_messy_workbook())
    officer = stage.sign_in("officer", "/figures/bring")
    check_for_everybody(officer)
    bring(officer, file)
    columns = officer.url
    for prefix in ("", "/ar"):
        officer.goto(columns.replace(stage.address, stage.address + prefix))
        check_for_everybody(officer)

    # What is missing is said beside its field, and what was typed stays.
    officer.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    officer.goto(columns)
    officer.locator("select[name=measure]").select_option("stock")
    officer.locator("select[name=definition]").select_option("citizenship")
    officer.locator("input[name=about-source]").fill("Registre de la préfecture, 2023")
    stage.watch.meant.add(columns.partition("?")[0])
    officer.locator("button[value=read]").click()
    expect(officer.locator("main .errors").first).to_contain_text("What you wrote is still here.")
    expect(officer.locator("input[name=about-source]")).to_have_value(
        "Registre de la préfecture, 2023"
    )
    check_for_everybody(officer)
    officer.locator("select[name=about-licence]").select_option("CC BY 4.0")
    officer.locator("button[value=read]").click()

    # The report, then what everybody sees.
    expect(officer.locator("#result")).to_be_visible(timeout=PATIENCE)
    expect(officer.locator("main")).to_contain_text("Gzenaya")
    version = officer.url
    check_for_everybody(officer)
    officer.locator("button[value=publish]").click()
    expect(officer.locator("#protection")).to_be_visible(timeout=PATIENCE)
    check_for_everybody(officer)
    resident = stage.open("/")
    resident.goto(f"{stage.address}/figures", timeout=PATIENCE)
    expect(resident.locator("main")).to_contain_text("Résidents étrangers")

    # Who is not signed in does not get to the report.
    resident.goto(version)
    assert "/sign/login/" in resident.url
