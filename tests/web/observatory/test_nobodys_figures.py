"""Figures that belong to nobody in particular, as they are read from documents: those who keep
something publish and revoke them, and as few as can do that see what their report quotes."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.observatory.delivering import (
    WRONG,
    bring_well,
    find_address,
    open_page,
    read_version,
    read_words,
)
from tests.web.observatory.scene_figures import PROTECTED, make_dataset
from tests.web.people import make_person, sign_in
from weft.web.observatory.actions import make_version
from weft.web.observatory.delivering.actions import read_recipe
from weft.web.observatory.models import Delivery, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once", "folder")]
# The total is not the sum of its parts, and the report quotes both.
SUMS = "place;year;sex;figures\nTangier;2023;F;3\nTangier;2023;M;4000\nTangier;2023;_T;4075\n"
LATER = SUMS.replace("4000", "4002")
QUOTED, SEEN, LEFT_OUT = "4,075 4,003 -72", "Totals and their parts", "What would quote its figures"


@pytest.fixture
def browsers(people: dict[str, Client]) -> dict[str, Client]:
    """The four people, the Steward who brings the file, another one, and the Secretariat."""
    make_person("Neighbour", role="steward", place_id="morocco")
    return people | {name: sign_in(name) for name in ("Steward", "Neighbour", "Secretariat")}


def read_nobodys(
    steward: Client, lines: str, dataset: str = "", kind: str = "protected"
) -> Version:
    address = bring_well(steward, "figures.csv", lines, "", dataset)
    changes = {} if dataset else {"about__kind": kind}
    return read_version(steward, address, **changes)


def look(client: Client, version: Version) -> str:
    """What somebody reads of a version; else where they are led, or how they are refused."""
    answer = client.get(find_address(version))
    if answer.status_code != 200:
        return str(answer.status_code)
    words = read_words(answer.content.decode())
    if QUOTED in words:
        assert SEEN in words and LEFT_OUT not in words
        return "all"
    assert SEEN not in words and LEFT_OUT in words
    assert not [each for each in ("4075", "4,075", "4003", "4,003") if each in words]
    return "open"


def test_the_report_is_read_in_full_by_who_brought_it_and_by_the_secretariat(
    browsers: dict[str, Client],
) -> None:
    version = read_nobodys(browsers["Steward"], SUMS)
    expected = {
        "Officer": "403", "Partner": "403", "Resident": "302", "Stranger": "403",
        "Steward": "all", "Neighbour": "open", "Secretariat": "all",
    }  # fmt: skip
    assert {name: look(client, version) for name, client in browsers.items()} == expected
    browsers["Neighbour"].post(find_address(version), {"do": "publish"})
    version.refresh_from_db()
    assert version.state == "published"  # they keep it all the same
    assert {name: look(client, version) for name, client in browsers.items()} == expected


def test_what_the_terminal_brought_only_the_secretariat_reads_in_full(
    browsers: dict[str, Client],
) -> None:
    brought = read_nobodys(browsers["Steward"], SUMS)
    delivery = Delivery.objects.get(version=brought)
    recipe = read_recipe(delivery)
    assert recipe is not None
    dataset = make_dataset(PROTECTED, "of-a-book", None)
    version = make_version(None, dataset, delivery.path, recipe)
    assert version.made_by is None
    expected = {"Steward": "open", "Neighbour": "open", "Secretariat": "all"}
    assert {name: look(browsers[name], version) for name in expected} == expected


def test_who_brought_it_and_keeps_nothing_any_more_sees_nothing_of_it(
    browsers: dict[str, Client],
) -> None:
    version = read_nobodys(browsers["Steward"], SUMS)
    assert version.made_by is not None
    version.made_by.mandates.update(ended_at=timezone.now())
    assert look(browsers["Steward"], version) == "403"


def test_that_it_has_errors_is_said_without_their_words(browsers: dict[str, Client]) -> None:
    version = read_nobodys(browsers["Steward"], WRONG)
    assert "about four" in open_page(browsers["Steward"], find_address(version))
    page = open_page(browsers["Neighbour"], find_address(version))
    assert "about four" not in page
    assert "It has errors, so it cannot be published." in page
    assert 'value="publish"' not in page


def test_a_comparison_quotes_the_figures_of_who_sees_both_versions(
    browsers: dict[str, Client],
) -> None:
    first = read_nobodys(browsers["Steward"], SUMS)
    browsers["Steward"].post(find_address(first), {"do": "publish"})
    second = read_nobodys(browsers["Neighbour"], LATER, first.dataset_id)
    for name, quoted in (("Steward", False), ("Neighbour", False), ("Secretariat", True)):
        words = read_words(open_page(browsers[name], find_address(second)))
        assert "1 figure has another value" in words
        assert ("4,000" in words) is quoted, name


def test_areas_of_a_closed_dataset_are_not_told_to_others(browsers: dict[str, Client]) -> None:
    lines = SUMS.replace("Tangier", "Shelter of Rue X")
    address = bring_well(browsers["Steward"], "figures.csv", lines, "")
    version = read_version(browsers["Steward"], address, about__kind="closed")
    assert "Shelter of Rue X" in open_page(browsers["Secretariat"], find_address(version))
    assert "Shelter of Rue X" not in open_page(browsers["Neighbour"], find_address(version))


def test_the_recipe_of_a_closed_dataset_names_its_areas_to_nobody_else(
    browsers: dict[str, Client],
) -> None:
    lines = SUMS + "Hidden shelter;2023;_T;30\n"
    version = read_nobodys(browsers["Steward"], lines, kind="closed")
    recipe = version.recipe | {"places": {"Tangier": "tangier"}, "unmatched": ["Hidden shelter"]}
    Version.objects.filter(pk=version.pk).update(recipe=recipe)
    address = f"{find_address(version)}/recipe.yaml"
    told = {
        name: browsers[name].get(address).content.decode()
        for name in ("Steward", "Secretariat", "Neighbour")
    }
    assert "Hidden shelter" in told["Steward"] and "Hidden shelter" in told["Secretariat"]
    assert "columns" in told["Neighbour"]
    assert not [each for each in ("Hidden", "Tangier", "tangier") if each in told["Neighbour"]]
