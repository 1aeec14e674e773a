"""What is kept of figures, in the browser and in the process, belongs to who may see it: the same
address, asked for by the one and then by the other, in either order."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.web.observatory.exits import read_exit
from tests.web.observatory.scene_figures import (
    CITY,
    FIRST,
    KEY,
    SECOND,
    apart,
    forget_figures,
    load_town,
    make_dataset,
    put,
)
from tests.web.scene import COLUMNS, find_person, open_browsers
from weft.web.accounts.readers import PUBLIC, read_for
from weft.web.observatory.actions import publish, revoke, save_dataset
from weft.web.observatory.facts import read_catalogue
from weft.web.observatory.models import Dataset, Version

pytestmark = pytest.mark.django_db
KEPT = (
    f"/figures/datasets/{KEY}",
    f"/figures/datasets/{KEY}/data.csv",
    f"/figures/compare?place={CITY}",
    f"/places/{CITY}/profile",
    f"/places/{CITY}/figures/city-stock-by-origin.svg",
    f"/api/v1/datasets/{KEY}/observations?limit=5000",
    f"/api/v1/places/{CITY}/profile",
    "/figures",
)
OTHERS = tuple(each for each in COLUMNS if each != "Officer")


@pytest.fixture(scope="module")
def browsers(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, Client]]:
    with django_db_blocker.unblock(), load_town(), apart():
        found = open_browsers()
        dataset = make_dataset()
        for counts in (FIRST, SECOND):  # the second withholds totals too, beside the first
            publish(None, put(dataset, counts))
        yield found


def read(client: Client, address: str, tag: str = "") -> tuple[int, str, bytes]:
    answer = client.get(address, headers={"If-None-Match": tag} if tag else {})
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, answer["ETag"], body


@pytest.mark.parametrize("address", KEPT)
@pytest.mark.parametrize("order", [("Officer", "Resident"), ("Resident", "Officer")])
def test_what_was_kept_for_a_member_is_given_to_nobody_else(
    address: str, order: tuple[str, str], browsers: dict[str, Client]
) -> None:
    forget_figures()
    got = {who: read(browsers[who], address) for who in order}
    assert {status for status, _, _ in got.values()} == {200}
    assert got["Officer"][1] != got["Resident"][1]
    assert got["Officer"][2] != got["Resident"][2]
    again = {who: read(browsers[who], address) for who in order}
    assert again == got  # each what is kept for them
    own = read_exit(address, got["Officer"][2])
    assert own == {cell: SECOND[cell] for cell in own}
    others = read_exit(address, got["Resident"][2])
    if len(own) > 10:
        assert None in others.values()


@pytest.mark.parametrize("address", KEPT)
def test_who_has_an_answer_need_not_fetch_it_again_and_a_members_tag_opens_nothing(
    address: str, browsers: dict[str, Client]
) -> None:
    tags = {who: read(browsers[who], address)[1] for who in COLUMNS}
    for who, tag in tags.items():
        assert read(browsers[who], address, tag) == (304, tag, b"")
        if who != "Officer":
            status, _, body = read(browsers[who], address, tags["Officer"])
            assert (status, bool(body)) == (200, True)
    assert tags["Officer"] not in {tags[who] for who in OTHERS}


@pytest.mark.parametrize("address", KEPT)
def test_a_tag_no_longer_holds_once_something_is_published_or_revoked(
    address: str, browsers: dict[str, Client]
) -> None:
    resident = browsers["Resident"]
    _, tag, before = read(resident, address)
    version = publish(None, put(Dataset.objects.get(pk=KEY), FIRST))
    status, second, now = read(resident, address, tag)
    assert status == 200 and now != before
    revoke(None, version, "Wrong.")
    status, _, again = read(resident, address, second)
    assert status == 200
    if address != f"/figures/datasets/{KEY}":  # lists what was revoked
        assert again == before


def test_a_word_changed_in_a_dataset_is_seen_at_once(browsers: dict[str, Client]) -> None:
    read(browsers["Resident"], KEPT[0])
    dataset = Dataset.objects.get(pk=KEY)
    dataset.licence = "ODbL 1.0"
    dataset.save()
    assert b"ODbL 1.0" in read(browsers["Resident"], KEPT[0])[2]
    save_dataset(None, KEY, read_catalogue().editions[0].policy, licence="CC0 1.0")
    assert b"CC0 1.0" in read(browsers["Resident"], KEPT[0])[2]


def test_whose_mandate_ends_sees_with_the_next_page_what_everybody_sees(
    browsers: dict[str, Client],
) -> None:
    address = KEPT[1]
    assert None not in read_exit(address, read(browsers["Officer"], address)[2]).values()
    find_person("Officer").mandates.update(ended_at=timezone.now())
    assert read(browsers["Officer"], address)[2] == read(browsers["Resident"], address)[2]


def test_readers_who_see_the_same_share_what_is_kept(browsers: dict[str, Client]) -> None:
    tokens = {who: read_catalogue(read_for(find_person(who))).token
              for who in COLUMNS if who != "Resident"}  # fmt: skip
    public = read_catalogue(PUBLIC).token
    assert {who for who, token in tokens.items() if token != public} == {"Officer"}
    for who in ("Partner", "Stranger", "Steward", "Secretariat"):
        (edition,) = read_catalogue(read_for(find_person(who))).editions
        assert (edition.full, edition.path.name) == (False, "public.parquet")
    (own,) = read_catalogue(read_for(find_person("Officer"))).editions
    assert (own.full, own.path.name) == (True, "observations.parquet")


def test_of_a_dataset_that_is_nobodys_everybody_sees_what_is_public(
    browsers: dict[str, Client],
) -> None:
    dataset = make_dataset(key="nobodys", owner=None)
    publish(None, put(dataset, SECOND))
    for who in COLUMNS:
        figures = read_exit(
            "data.csv", read(browsers[who], "/figures/datasets/nobodys/data.csv")[2]
        )
        assert None in figures.values(), who


def test_a_ready_version_is_in_no_exit_but_the_desk_of_its_body(
    browsers: dict[str, Client],
) -> None:
    dataset = make_dataset(key="waiting")
    before = {who: [read(browsers[who], each)[2] for each in KEPT] for who in COLUMNS}
    version: Version = put(dataset, FIRST)
    desk = f"/figures/bring/versions/{version.token}"
    for who in COLUMNS:
        assert [read(browsers[who], each)[2] for each in KEPT] == before[who]
        for address in (
            "/figures/datasets/waiting",
            "/figures/datasets/waiting/data.csv",
            "/api/v1/datasets/waiting",
            "/api/v1/datasets/waiting/observations",
        ):
            assert browsers[who].get(address).status_code == 404
    statuses = [browsers[who].get(desk).status_code for who in COLUMNS]
    assert statuses == [200, 403, 302, 403, 403, 200]
    recipe = [browsers[who].get(f"{desk}/recipe.yaml").status_code for who in COLUMNS]
    assert recipe == [200, 403, 302, 403, 403, 403]
