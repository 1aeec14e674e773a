"""The migration profile of a city as a page: each figure with its definition and source, each chart
with its table, and what is missing with who could supply it."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.observatory.delivering import read_words
from tests.web.observatory.exits import OFFER, read_exit
from tests.web.observatory.scene_figures import (
    AROUND,
    CITY,
    FIRST,
    KEY,
    PUBLISHED,
    RECIPE,
    SECOND,
    apart,
    bring,
    forget_figures,
    load_town,
    make_dataset,
    put,
)
from tests.web.scene import open_browsers
from weft.core.atlas import Atlas
from weft.core.observatory.measures import read_measures
from weft.core.observatory.profile import Profile, read_plan
from weft.core.observatory.profile.composing import Found
from weft.web.observatory import profiles
from weft.web.observatory.actions import publish
from weft.web.observatory.models import Version
from weft.web.wsgi import warm_up, warm_up_pages

pytestmark = pytest.mark.django_db
PAGE = f"/places/{CITY}/profile"


@pytest.fixture(scope="module")
def browsers(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Client]]:
    with django_db_blocker.unblock(), load_town(), apart():
        found = open_browsers()
        dataset = make_dataset()
        for counts in (FIRST, SECOND):
            publish(None, put(dataset, counts))
        yield found


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    forget_figures()


def read(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_it_has_the_sections_that_city_profiles_have_in_their_order(
    browsers: dict[str, Client],
) -> None:
    page = read(browsers["Resident"])
    titles = re.findall(r'<h2 id="(\w+)">', page)
    assert titles == [each for each in read_plan() if each in titles]
    assert {"context", "national", "city", "services", "perception", "actors", "priorities"} <= set(
        titles
    )


def test_each_figure_says_whom_it_counts_and_where_it_is_from(browsers: dict[str, Client]) -> None:
    page = read(browsers["Resident"])
    blocks = page.split('<div class="figure"')[1:]
    assert len(blocks) == 3
    for each in blocks:
        assert "foreign citizens" in each
        assert f'href="/figures/datasets/{KEY}"' in each
        assert "City of Tangier, register of residents" in each


def test_what_is_withheld_is_said_and_is_never_zero(browsers: dict[str, Client]) -> None:
    words = read_words(read(browsers["Resident"]))
    assert "not shown, so that nobody can be recognised" in words
    figures = read_exit(PAGE, read(browsers["Resident"]).encode())
    assert None in figures.values()
    assert 0 not in figures.values()
    assert None not in read_exit(PAGE, read(browsers["Officer"]).encode()).values()


def test_every_chart_has_its_table_with_the_same_figures(browsers: dict[str, Client]) -> None:
    officer = browsers["Officer"]
    page = read(officer)
    charts = re.findall(r'src="(/places/[^"]+\.svg)"', page)
    assert len(charts) == 3
    for chart in charts:
        key = chart.rpartition("/")[2].removesuffix(".svg")
        block = page.split(f'id="figure-{key}"')[1]
        assert "<details" in block and "<table" in block
        picture = officer.get(chart)
        assert picture["Content-Type"] == "image/svg+xml"
        assert officer.get(chart.replace(".svg", ".png")).content.startswith(b"\x89PNG")
    drawn = read_exit(charts[1], officer.get(charts[1]).content)
    assert drawn == {cell: SECOND[cell] for cell in drawn}
    assert len(drawn) == 4


def test_tables_are_taken_along_with_the_same_figures_in_each_form(
    browsers: dict[str, Client],
) -> None:
    resident = browsers["Resident"]
    offers = [x.replace("&amp;", "&") for x in OFFER.findall(read(resident))]
    assert len(offers) == len(set(offers)) >= 9
    address = f"{PAGE}?table=city-stock-by-origin&format="
    rows = json.loads(resident.get(f"{address}json").content)["rows"]
    text = resident.get(f"{address}csv").content.decode("utf-8-sig")
    lines = [x for x in csv.reader(io.StringIO(text)) if x and not x[0].startswith("#")]
    assert lines[1:] == [["" if x is None else str(x) for x in row] for row in rows]
    assert resident.get(f"{PAGE}?table=nonsense&format=csv").status_code == 404


def test_what_is_missing_names_who_could_supply_it_and_where_it_is_known(
    browsers: dict[str, Client],
) -> None:
    around = {cell: n for cell, n in SECOND.items() if cell[0] == AROUND}
    constants = {**RECIPE.constants, "measure": "arrivals"}
    recipe = RECIPE.model_copy(update={"constants": constants})
    publish(None, bring(make_dataset(PUBLISHED, "arrivals", None), around, recipe=recipe))
    page = read(browsers["Resident"])
    words = read_words(page)
    assert "Arrivals from abroad · could come from the municipal population register" in words
    assert "known for Tangier-Tétouan-Al Hoceima Region" in words
    assert f'href="/places/{AROUND}/profile"' in page


def test_two_ways_of_counting_stand_in_two_lines_and_are_said_not_to_add_up(
    browsers: dict[str, Client],
) -> None:
    constants = {**RECIPE.constants, "definition": "country_of_birth"}
    recipe = RECIPE.model_copy(update={"constants": constants})
    publish(None, bring(make_dataset(PUBLISHED, "born", None), FIRST, recipe=recipe))
    words = read_words(read(browsers["Resident"]))
    assert "Counted in several ways, which do not add up" in words
    chart = browsers["Resident"].get(f"/places/{CITY}/figures/city-stock.svg").content.decode()
    assert "foreign citizens" in chart and "born abroad" in chart


def test_without_a_figure_it_is_all_holes_and_opens_all_the_same(
    browsers: dict[str, Client],
) -> None:
    Version.objects.all().delete()
    page = read(browsers["Resident"])
    assert "0 figures are known here" in read_words(page)
    assert '<div class="figure"' not in page
    assert read(browsers["Resident"], "/places/morocco/profile")


def test_a_place_that_there_is_not_has_no_profile(browsers: dict[str, Client]) -> None:
    assert browsers["Resident"].get("/places/nowhere/profile").status_code == 404


def test_it_reads_the_same_in_arabic_from_right_to_left(browsers: dict[str, Client]) -> None:
    page = read(browsers["Resident"], f"/ar{PAGE}")
    assert 'dir="rtl"' in page
    assert page.count('<div class="figure"') == 3


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "it", "pt"])
def test_a_formula_is_in_the_language_of_the_page(
    browsers: dict[str, Client], language: str
) -> None:
    page = read(browsers["Resident"], PAGE if language == "en" else f"/{language}{PAGE}")
    formula = read_measures()["sex_ratio"].formula.root[language]
    assert f'<td class="small">{formula}</td>' in page


def test_a_worker_has_opened_the_places_before_anybody_asks(
    browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    composed = profiles.compose_profile

    def compose(atlas: Atlas, place: str, found: Iterable[Found]) -> Profile:
        asked.append(place)
        return composed(atlas, place, found)

    monkeypatch.setattr(profiles, "compose_profile", compose)
    monkeypatch.setattr(connections, "close_all", lambda: None)  # it is not a thread of its own
    warm_up()  # every template is read
    warm_up_pages()
    assert CITY in asked
    asked.clear()
    read(browsers["Resident"])
    assert asked == []
