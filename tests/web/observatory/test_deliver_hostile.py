"""Files of figures that lie, break or overfill, and people who have no business with them: refused
with a clear word, and nothing of it stays."""

import datetime as dt
import gzip
import os
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.web.observatory.delivering import (
    BRING,
    PLAIN,
    WRONG,
    bring,
    bring_well,
    find_address,
    find_delivery,
    open_page,
    read_version,
    read_words,
    send,
)
from tests.web.observatory.messy import make_messy_workbook
from tests.web.people import OFFICER, PARTNER, sign_in
from weft.web.accounts.models import Event
from weft.web.observatory.delivering.actions import READ
from weft.web.observatory.models import Dataset, Delivery, Version
from weft.web.site.progress import claim, clear, find_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "at_once")]
JUNK = bytes(range(256)) * 40
CUT = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1}},{"type":'


@pytest.fixture(autouse=True)
def place(folder: Path) -> Path:
    return folder / "deliveries"


def test_what_is_too_large_is_refused_before_it_is_read() -> None:
    officer = sign_in("Officer")
    answer = officer.generic("POST", BRING, b"", CONTENT_LENGTH="600000000")
    assert answer.status_code == 413
    assert "500 MB" in answer.content.decode()
    assert Event.objects.filter(kind="refused").exists()


def test_only_known_endings_are_taken(place: Path) -> None:
    answer = bring(sign_in("Officer"), "figures.exe", PLAIN)
    assert answer.status_code == 422
    assert "A file ending in .csv" in answer.content.decode()
    assert not place.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd.csv", "passwd.csv"), ("a;<b>.CSV", "a__b.csv"), ("…/x:y.csv", "x_y.csv")],
)
def test_names_are_cleaned(name: str, kept: str, place: Path) -> None:
    delivery = find_delivery(bring_well(sign_in("Officer"), name, PLAIN))
    assert delivery.name == kept
    assert [each.name for each in (place / str(delivery.token)).iterdir()] == [kept]


def test_the_name_of_a_file_is_no_markup_on_any_page() -> None:
    officer = sign_in("Officer")
    lines = '"<script>alert(1)</script>";year;figures\n"<b>x</b>";2023;4\n'
    page = open_page(officer, bring_well(officer, "a.csv", lines))
    assert "<script>alert" not in page and "<b>x</b>" not in page
    assert "&lt;script&gt;" in page


def test_only_the_three_newest_files_of_a_person_stay(place: Path) -> None:
    officer = sign_in("Officer")
    addresses = [bring_well(officer, f"{number}.csv", PLAIN) for number in range(4)]
    assert officer.get(addresses[0]).status_code == 404
    assert sorted(each.name for each in place.iterdir()) == sorted(
        str(find_delivery(each).token) for each in addresses[1:]
    )


def test_old_files_go_with_the_next_one_that_anybody_brings(place: Path) -> None:
    officer = sign_in("Officer")
    old = find_delivery(bring_well(officer, "old.csv", PLAIN))
    age(old)
    stray = place / str(uuid4())
    stray.mkdir()
    then = time.time() - 8 * 24 * 3600
    os.utime(stray, (then, then))
    new = find_delivery(bring_well(sign_in("Partner"), "new.csv", PLAIN, PARTNER))
    assert [each.name for each in place.iterdir()] == [str(new.token)]
    assert not Delivery.objects.filter(pk=old.pk).exists()


def age(delivery: Delivery, days: float = 8) -> None:
    """As if nobody had touched it for so long."""
    then = timezone.now() - dt.timedelta(days=days)
    Delivery.objects.filter(pk=delivery.pk).update(made_at=then, changed_at=then)


def test_an_old_file_goes_when_anybody_comes_to_the_desk(place: Path) -> None:
    officer = sign_in("Officer")
    old = find_delivery(bring_well(officer, "old.csv", PLAIN))
    new = find_delivery(bring_well(officer, "new.csv", PLAIN))
    left = place.parent / "work" / "left-by-a-server-that-was-killed"
    left.mkdir(parents=True)
    (left / "table.csv").write_text("x")
    then = time.time() - 8 * 24 * 3600
    os.utime(left, (then, then))
    age(old)
    age(new, days=6)
    open_page(sign_in("Partner"), BRING)
    assert list(Delivery.objects.all()) == [new]
    assert [each.name for each in place.iterdir()] == [str(new.token)]
    assert not left.exists()


def test_who_works_on_a_file_keeps_it(place: Path) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    age(find_delivery(address), days=6)
    before = find_delivery(address).kept_until
    send(officer, address, "save", measure="stock")
    after = find_delivery(address).kept_until
    assert (after - before).days == 6
    words = read_words(open_page(officer, f"{address}?again=1"))
    assert f"kept until {after:%Y-%m-%d}" in words
    assert f"kept until {after:%Y-%m-%d}" in read_words(open_page(officer, BRING))
    age(find_delivery(address), days=6)
    officer.post(address, {"do": "again"})
    assert find_delivery(address).kept_until >= after


def test_a_file_that_is_being_read_is_not_swept_however_old_it_is(place: Path) -> None:
    officer = sign_in("Officer")
    delivery = find_delivery(bring_well(officer, "old.csv", PLAIN))
    age(delivery)
    assert claim(delivery.token, READ)
    bring_well(sign_in("Partner"), "new.csv", PLAIN, PARTNER)
    open_page(officer, BRING)
    assert delivery.path.read_text() == PLAIN
    assert not find_path(delivery.token, ".stop").exists()
    clear(delivery.token)  # the work is done
    open_page(officer, BRING)
    assert not delivery.folder.exists()
    assert officer.get(f"{BRING}/{delivery.token}").status_code == 404


def test_what_is_thrown_away_leaves_no_file(place: Path) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    officer.post(address, {"do": "drop"})
    assert list(place.iterdir()) == []
    assert officer.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.xlsx", make_messy_workbook()[:3000], "copy or download it again"),
        ("junk.csv", JUNK, "could not be read"),
        ("junk.xlsx", JUNK, "could not be read"),
        ("blank.csv", b"\n\n  \n", "nothing but blanks"),
        ("bomb.csv.gz", b"\x1f\x8b\x08\x00junk", "could not be read"),
        ("cut.geojson", CUT, "row 2, the file ends in the middle of feature 2"),
    ],
    ids=["cut.xlsx", "junk.csv", "junk.xlsx", "blank.csv", "bomb.csv.gz", "cut.geojson"],
)
def test_a_broken_file_is_said_to_be_and_can_be_thrown_away(
    name: str, content: bytes, words: str
) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, name, content)
    page = open_page(officer, address)
    assert words in read_words(page)
    assert officer.post(address, {"do": "drop"}).status_code == 302


def test_what_unpacks_to_more_than_the_site_has_room_for_is_refused(settings: Settings) -> None:
    """Though it is no bomb, and the terminal would take it."""
    settings.MOST_UNPACKED = 100_000
    officer = sign_in("Officer")
    lines = PLAIN + "Tangier;2021;4000\n" * 20_000
    page = open_page(officer, bring_well(officer, "big.csv.gz", gzip.compress(lines.encode(), 1)))
    assert "unpack to more than 100,000; split its table" in read_words(page)
    settings.MOST_UNPACKED = 1_000_000
    address = bring_well(officer, "big.csv.gz", gzip.compress(lines.encode(), 1))
    assert "could not be read" not in read_words(open_page(officer, address))


def test_the_files_of_others_are_not_there(people: dict[str, Client]) -> None:
    address = bring_well(people["Officer"], "figures.csv", PLAIN)
    assert people["Partner"].get(address).status_code == 404
    assert people["Partner"].post(address, {"do": "drop"}).status_code == 404
    assert people["Stranger"].get(address).status_code == 403
    assert people["Resident"].get(address)["Location"].startswith("/sign/login/")
    assert Delivery.objects.count() == 1


def test_a_version_is_its_bodys_own(people: dict[str, Client]) -> None:
    officer = people["Officer"]
    version = read_version(officer, bring_well(officer, "figures.csv", PLAIN))
    address = find_address(version)
    for who, status in (("Partner", 403), ("Stranger", 403)):
        assert people[who].get(address).status_code == status
        assert people[who].get(f"{address}/recipe.yaml").status_code == status
        for do in ("publish", "drop", "revoke", "about"):
            assert people[who].post(address, {"do": do, "reason": "x"}).status_code == status
    version.refresh_from_db()
    assert version.state == "ready"


def test_nobody_brings_figures_for_a_body_or_dataset_of_others() -> None:
    officer, partner = sign_in("Officer"), sign_in("Partner")
    assert bring(officer, "a.csv", PLAIN, PARTNER).status_code == 422
    assert bring(officer, "a.csv", PLAIN, "").status_code == 422
    version = read_version(officer, bring_well(officer, "figures.csv", PLAIN))
    answer = bring(partner, "a.csv", PLAIN, PARTNER, version.dataset_id)
    assert answer.status_code == 422
    assert "foreign-residents" not in open_page(partner, BRING)
    assert Delivery.objects.filter(person__username="partner").count() == 0


def test_what_is_read_from_documents_is_brought_by_who_keeps_something() -> None:
    steward = sign_in("Steward")
    version = read_version(steward, bring_well(steward, "figures.csv", PLAIN, ""))
    assert version.dataset.owner_id is None
    assert sign_in("Secretariat").get(find_address(version)).status_code == 200
    assert sign_in("Officer").get(find_address(version)).status_code == 403


def test_the_secretariat_revokes_and_sees_no_figure_of_a_body() -> None:
    officer, secretariat = sign_in("Officer"), sign_in("Secretariat")
    version = read_version(officer, bring_well(officer, "figures.csv", WRONG))
    page = open_page(secretariat, find_address(version))
    assert "about four" in open_page(officer, find_address(version))
    assert "about four" not in page and "Download the recipe" not in page
    assert secretariat.get(f"{find_address(version)}/recipe.yaml").status_code == 403
    assert secretariat.post(find_address(version), {"do": "publish"}).status_code == 403


def test_a_mandate_that_ended_ends_it(folder: Path) -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    find_delivery(address).person.mandates.update(ended_at=timezone.now())
    assert officer.get(address).status_code == 403
    assert officer.post(address, {"do": "read"}).status_code == 403
    assert Version.objects.count() == 0


def test_two_datasets_of_one_name_are_two() -> None:
    officer = sign_in("Officer")
    for name in ("a.csv", "b.csv"):
        read_version(officer, bring_well(officer, name, PLAIN))
    assert sorted(Dataset.objects.values_list("key", flat=True)) == [
        "foreign-residents", "foreign-residents-2",
    ]  # fmt: skip
    assert set(Dataset.objects.values_list("owner", flat=True)) == {OFFICER}


def test_a_form_that_is_forged_changes_nothing() -> None:
    officer = sign_in("Officer")
    address = bring_well(officer, "figures.csv", PLAIN)
    before = find_delivery(address).recipe
    answer = send(officer, address, "save", role__0="emperor", measure="<x>", place__7="tangier")
    assert answer.status_code == 422
    assert find_delivery(address).recipe == before
    assert officer.post(address, {"do": "nonsense"}).status_code == 302
