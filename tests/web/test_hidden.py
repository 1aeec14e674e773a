"""What somebody keeps from others is noticed by nobody else: not a word, byte, count, order or tag
of any answer; and whoever may see it sees it, and is told that not everybody does."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.packs import read_pack
from tests.web.reading import (
    Seen,
    forget,
    list_addresses,
    list_differences,
    list_tables,
    read_all,
    read_words,
)
from tests.web.scene import open_browsers, set_scene
from tests.web.whispers import (
    OWN,
    PLACE,
    THEIRS,
    WHISPERS,
    Whisper,
    say_all,
    set_table,
)
from weft.web.atlas.actions import load_atlas

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tangier, and another town to hold it against."""
    with django_db_blocker.unblock(), transaction.atomic():
        for name in ("cities/tangier", "cities/lyon"):
            load_atlas(read_pack(name), name)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def browsers(town: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Client]:
    with django_db_blocker.unblock():
        return open_browsers()


@pytest.fixture(scope="module")
def scene(browsers: dict[str, Client], django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        found = set_scene()
        set_table()
        return found


@pytest.mark.parametrize(
    ("readers", "whispers"),
    [
        (("Resident", "Stranger"), WHISPERS),
        (("Partner",), (PLACE, OWN)),
        (("Officer",), (THEIRS,)),
    ],
    ids=["Resident and Stranger", "Partner", "Officer"],
)
def test_others_notice_nothing(
    readers: tuple[str, ...],
    whispers: tuple[Whisper, ...],
    scene: dict[str, str],
    browsers: dict[str, Client],
) -> None:
    some = list_addresses(scene, whispers[:1])
    every = [*list_addresses(scene, whispers), *list_tables(browsers["Resident"])]
    forget()
    before = {who: read_all(browsers[who], who, every) for who in readers}
    for stage in say_all(*whispers):
        for who in readers:
            now = read_all(browsers[who], who, some)
            assert not list_differences(before[who], now), (stage, who)
    for process in ("the same", "a new"):
        if process == "a new":
            forget()
        for who in readers:
            now = read_all(browsers[who], who, every)
            assert not list_differences(before[who], now), (process, who)
    assert_silence(now, whispers)


def assert_silence(seen: dict[str, Seen], whispers: tuple[Whisper, ...]) -> None:
    """Not a word of it, but where somebody asked for just that word."""
    for address, each in seen.items():
        for it in whispers:
            if it.word.lower() not in address.lower():
                assert it.word.casefold() not in read_words(each.body), address
