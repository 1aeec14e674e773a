"""What is revoked counts no longer, in no exit: the version before it counts again, and whoever
asks is told that it was, when and why."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.observatory.exits import read_exit
from tests.web.observatory.scene_figures import (
    CITY,
    FIRST,
    KEY,
    PUBLISHED,
    SECOND,
    apart,
    forget_figures,
    load_town,
    make_dataset,
    put,
)
from tests.web.people import PARTNER
from tests.web.scene import open_browsers
from weft.web.observatory.actions import list_published, publish, revoke
from weft.web.observatory.facts import list_versions, read_catalogue
from weft.web.observatory.models import Dataset, Version

pytestmark = pytest.mark.django_db
PAGE, FILE = f"/figures/datasets/{KEY}", f"/figures/datasets/{KEY}/data.csv"


@pytest.fixture(scope="module")
def browsers(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Client]]:
    with django_db_blocker.unblock(), load_town(), apart():
        found = open_browsers()
        dataset = make_dataset(PUBLISHED)
        for counts in (FIRST, SECOND):
            publish(None, put(dataset, counts))
        yield found


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Or what an earlier test did, which was taken back, would be remembered."""
    forget_figures()


def find(number: int) -> Version:
    return Version.objects.get(dataset=KEY, number=number)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_one_before_counts_again_and_the_reason_is_read_by_everybody(
    browsers: dict[str, Client],
) -> None:
    revoke(None, find(2), "Two columns were exchanged.")
    for who in ("Resident", "Officer"):
        assert read_exit("data.csv", b"".join(browsers[who].get(FILE))) == FIRST
        page = read(browsers[who], PAGE)
        assert "Two columns were exchanged." in page
        assert "revoked" in page
    assert [(x.number, x.state) for x in list_versions(KEY)] == [(2, "revoked"), (1, "published")]


def test_a_page_from_before_a_version_does_not_come_back_when_it_is_revoked(
    browsers: dict[str, Client],
) -> None:
    """The same version counts as then; but the page says what has happened since."""
    third = put(Dataset.objects.get(pk=KEY), FIRST)
    before = browsers["Resident"].get(PAGE)
    revoke(None, publish(None, third), "Too early.")
    now = browsers["Resident"].get(PAGE, headers={"If-None-Match": before["ETag"]})
    assert now.status_code == 200
    assert "Too early." in now.content.decode()


def test_an_older_version_may_be_revoked_and_the_newest_goes_on_to_count(
    browsers: dict[str, Client],
) -> None:
    revoke(None, find(1), "It exposed people.")
    assert read_exit("data.csv", b"".join(browsers["Resident"].get(FILE))) == SECOND
    edition = read_catalogue().find(KEY)
    assert edition is not None and edition.number == 2


def test_a_dataset_of_which_all_is_revoked_is_nowhere(browsers: dict[str, Client]) -> None:
    for number in (1, 2):
        revoke(None, find(number), "It exposed people.")
    for who in ("Resident", "Officer", "Secretariat"):
        for address in (PAGE, FILE, f"/api/v1/datasets/{KEY}"):
            assert browsers[who].get(address).status_code == 404
        for address in ("/figures", f"/places/{CITY}/profile", "/figures/catalogue.jsonld",
                        "/search?q=foreign+residents", "/api/v1/datasets"):  # fmt: skip
            assert KEY not in read(browsers[who], address)
    assert find(1).reason == "It exposed people."


def test_what_is_published_after_a_revoked_version_has_the_next_number_and_counts() -> None:
    revoke(None, find(2), "Wrong.")
    third = publish(None, put(Dataset.objects.get(pk=KEY), SECOND))
    assert third.number == 3
    edition = read_catalogue().find(KEY)
    assert edition is not None and edition.number == 3


def test_a_revoked_version_is_still_reckoned_with_when_the_next_is_protected(
    browsers: dict[str, Client],
) -> None:
    """Somebody may have kept it."""
    dataset = make_dataset(key="kept", owner=PARTNER)
    published = publish(None, put(dataset, FIRST), accept_exposed=99)
    gone = revoke(None, published, "Wrong.")
    after = put(dataset, SECOND)
    assert gone.pk in [each.pk for each in list_published(after)]


def test_words_of_a_reason_are_words(browsers: dict[str, Client]) -> None:
    revoke(None, find(2), "<script>alert(1)</script>" + "x" * 2000)
    page = read(browsers["Resident"], PAGE)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert len(find(2).reason) == 1000
