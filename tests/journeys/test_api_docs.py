"""What somebody does who tries the API on its page: everything comes from our own files."""

import pytest

from tests.journeys.conftest import Open

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("site")]


def test_people_can_try_an_operation_on_it(open_site: Open) -> None:
    page = open_site("/api/v1/docs")
    page.get_by_role("heading", name="Weft: the read API").wait_for()
    assert page.locator(".opblock-get").count() >= 20
    about = page.locator("#operations-about-show_about")
    about.locator(".opblock-summary").click()
    about.get_by_role("button", name="Try it out").click()
    about.get_by_role("button", name="Execute").click()
    about.locator(".live-responses-table .response-col_status").first.wait_for()
    assert "CC BY 4.0" in about.locator(".live-responses-table").inner_text()
