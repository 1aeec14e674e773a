"""What somebody keeps from others is noticed by nobody else: not a word, byte, count, order or tag
of any answer; and whoever may see it sees it, and is told that not everybody does."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.web.asking import ask_all
from tests.web.packs import read_pack
from tests.web.people import OFFICER
from tests.web.reading import (
    Seen,
    forget,
    list_addresses,
    list_differences,
    list_tables,
    read_all,
    read_words,
)
from tests.web.scene import count_everything, find_person, open_browsers, set_scene, write
from tests.web.whispers import (
    AREA,
    NETWORK,
    OWN,
    PLACE,
    STAGES,
    THEIRS,
    WHISPERS,
    Whisper,
    list_ids,
    say_all,
    set_table,
    state,
)
from weft.core.atlas import AtlasError
from weft.web.accounts.actions import end_mandate, give_mandate
from weft.web.accounts.models import Role
from weft.web.atlas.actions import load_atlas, withdraw
from weft.web.atlas.uniting import unite_actors
from weft.web.site import jobs

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
        (("Steward",), (OWN, THEIRS)),
    ],
    ids=["Resident and Stranger", "Partner", "Officer", "Steward"],
)
def test_others_notice_nothing(
    readers: tuple[str, ...],
    whispers: tuple[Whisper, ...],
    scene: dict[str, str],
    browsers: dict[str, Client],
) -> None:
    some = every = list_addresses(scene, whispers[:1])
    if "Resident" in readers:
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


# --- forms


@pytest.mark.parametrize(
    ("who", "it"),
    [("Resident", NETWORK), ("Stranger", NETWORK), ("Partner", PLACE), ("Partner", OWN),
     ("Officer", THEIRS), ("Steward", OWN)],
    ids=lambda each: each if isinstance(each, str) else each.visibility,
)  # fmt: skip
def test_no_form_tells_what_is_hidden(
    who: str,
    it: Whisper,
    scene: dict[str, str],
    browsers: dict[str, Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever names it gets the answer of who names what never was."""
    monkeypatch.setattr(jobs, "spawn", lambda target: target())
    before = ask_all(browsers[who], who, it)
    say_everything(it)
    after = ask_all(browsers[who], who, it)
    assert before.keys() == after.keys()
    assert not list_differences(before, after)
    assert {302, 404} <= {each.status for each in after.values()}


# --- those who may


def say_everything(*whispers: Whisper) -> None:
    for _ in say_all(*whispers):
        pass


def find(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read_words(b"".join(answer) if answer.streaming else answer.content)


@pytest.mark.parametrize(
    ("who", "it"),
    [("Officer", NETWORK), ("Partner", NETWORK), ("Officer", PLACE), ("Steward", PLACE),
     ("Officer", OWN), ("Partner", THEIRS)],
    ids=lambda each: each if isinstance(each, str) else each.visibility,
)  # fmt: skip
def test_whoever_may_see_it_sees_it_and_reads_that_not_everybody_does(
    who: str, it: Whisper, scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    for stage in say_all(it):
        if stage == "bring_back":
            break
    client, ids = browsers[who], list_ids(it)
    for address in (
        "/actors", "/sources", "/data/atlas.yaml", "/data/atlas.xlsx", "/places/tangier",
        "/places/tangier/network", f"/places/tangier/gaps/{AREA}", "/changes", "/changes.atom",
        "/places/tangier/changes", "/state/competences", "/actors/{league}", "/mechanisms/{table}",
        "/actors/{league}/changes.atom", "/sources/{minutes}", "/facts/{quarrel}/history",
        "/facts/{table}/history", "/facts/{table}+{league}",
    ):  # fmt: skip
        assert it.word.casefold() in find(client, address.format(**ids)), address
    for address in ("/places/tangier", f"/places/tangier/diagnosis/{AREA}",
                    f"/places/tangier/gaps/{AREA}"):  # fmt: skip
        assert "rests also on facts that not everybody sees" in find(browsers[who], address)
        assert "rests on public facts only" in find(browsers["Resident"], address)
    assert f"{it.word} did it".casefold() in find(browsers[who], f"/places/tangier/gaps/{AREA}")
    document = f"/sources/{ids['minutes']}/files/{it.find_digest()}"
    assert it.word.casefold() in find(browsers[who], document)
    assert {browsers[other].get(document).status_code for other in it.unseen} == {404}


def test_who_becomes_a_member_sees_with_the_next_page_and_no_longer_after_the_end(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    say_everything(NETWORK)
    stranger, address = browsers["Stranger"], f"/actors/{NETWORK.name('league')}"
    assert stranger.get(address).status_code == 404
    mandate = give_mandate(None, find_person("Stranger"), Role.READER)
    assert stranger.get(address).status_code == 200
    end_mandate(None, mandate)
    assert stranger.get(address).status_code == 404


def test_a_survey_goes_with_the_hidden_tie_that_makes_it_untrue_and_comes_back(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    """The one thing that is noticed, since else "these are all the ties" would be a lie."""
    write("Officer", OFFICER, surveys=[{
        "id": "all-ties", "name": "All ties", "place": "tangier", "areas": [AREA],
        "closes": ["ties"],
    }])  # fmt: skip
    statuses = []
    for step in (None, *STAGES[0], *STAGES[1]):
        if step:
            step(NETWORK)
        statuses.append(
            [browsers[who].get("/facts/all-ties").status_code for who in ("Resident", "Officer")]
        )
    withdraw(find_person("Officer"), NETWORK.name("table"))
    statuses.append([browsers["Resident"].get("/facts/all-ties").status_code, 200])
    assert statuses == [[200, 200], *[[404, 200]] * 3, [200, 200]]


# --- one of two records


def test_what_is_hidden_is_not_put_into_what_more_people_see(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    say_everything(NETWORK, PLACE, OWN)
    before = count_everything()
    for it, into in (
        (NETWORK, "tangier-ngos"), (PLACE, "tangier-ngos"), (OWN, "tangier-ngos"),
        (PLACE, NETWORK.name("league")), (OWN, PLACE.name("league")),
    ):  # fmt: skip
        with pytest.raises(AtlasError, match="Not everybody"):
            unite_actors(find_person("Clerk"), it.name("other"), into)
        assert count_everything() == before
    unite_actors(find_person("Clerk"), NETWORK.name("other"), PLACE.name("league"))
    unite_actors(find_person("Clerk"), "tangier-diocese-migrants", PLACE.name("league"))


def test_the_address_of_who_was_hidden_does_not_lead_on_once_the_other_is_open(
    scene: dict[str, str], browsers: dict[str, Client]
) -> None:
    state(NETWORK)
    league, double = NETWORK.name("league"), NETWORK.name("double")
    unite_actors(find_person("Clerk"), double, league)
    write("Officer", OFFICER, actors=[{"id": league, "visibility": "public"}])
    assert browsers["Resident"].get(f"/actors/{league}").status_code == 200
    for address in (f"/actors/{double}", f"/actors/{double}/changes", f"/facts/{double}/history"):
        assert browsers["Resident"].get(address).status_code == 404, address
        assert browsers["Officer"].get(address).status_code in (301, 302), address
