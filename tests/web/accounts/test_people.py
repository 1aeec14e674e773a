"""Who may do what: mandates given and ended, rights that were taken, and what stewards see of
people."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.web.accounts.network import (
    Network,
    browse,
    build_network,
    find_mandate,
    fresh,
    list_roles,
)
from tests.web.accounts.signing import list_events, make_person
from weft.web.accounts.actions import (
    LastSecretariat,
    NotOpen,
    end_mandate,
    give_mandate,
)
from weft.web.accounts.commissions import NotNamed
from weft.web.accounts.models import Mandate, Request, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(db: None) -> Network:
    return build_network()


# --- giving and ending


def test_a_steward_gives_and_ends_a_mandate_at_what_they_keep(network: Network) -> None:
    client = browse(network.steward)
    page = f"/people/{network.officer.pk}"
    client.post(page, {"role": "contributor", "actor": "ghost"})
    assert list_roles(network.officer) == [("contributor", "city"), ("contributor", "ghost")]
    mandate = Mandate.objects.get(person=network.officer, actor="city")
    answer = client.post(f"/people/mandates/{mandate.pk}/end")
    assert answer["Location"] == page
    assert list_roles(network.officer) == [("contributor", "ghost")]
    about = f"contributor city of person {network.officer.pk}"
    assert list_events(network.steward)[-1] == ("mandate_ended", about)
    assert "until" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("who", "role", "what"),
    [
        ("steward", Role.CONTRIBUTOR, {"actor": "state"}),
        ("steward", Role.CONTRIBUTOR, {"actor": "far-city"}),
        ("steward", Role.STEWARD, {"place": "tangier"}),
        ("steward", Role.READER, {}),
        ("steward", Role.SECRETARIAT, {}),
        ("officer", Role.CONTRIBUTOR, {"actor": "city"}),
        ("stranger", Role.READER, {}),
    ],
)
def test_nobody_gives_beyond_what_they_keep(
    network: Network, who: str, role: Role, what: dict[str, str]
) -> None:
    with pytest.raises(PermissionDenied):
        give_mandate(getattr(network, who), make_person("new@city.example"), role, **what)


def test_nobody_gives_themself_anything(network: Network) -> None:
    for person in (network.steward, network.secretariat):
        with pytest.raises(PermissionDenied):
            give_mandate(person, person, Role.CONTRIBUTOR, actor="city")
        form = {"role": "contributor", "actor": "city"}
        assert browse(person).post(f"/people/{person.pk}", form).status_code == 403
    assert not Mandate.objects.filter(person=network.steward, role="contributor").exists()


def test_a_mandate_for_a_hidden_actor_is_refused_as_for_none(network: Network) -> None:
    for actor in ("cellar", "none"):
        with pytest.raises(NotNamed):
            give_mandate(network.secretariat, network.stranger, Role.CONTRIBUTOR, actor=actor)


def test_a_mandate_that_is_given_twice_is_there_once(network: Network) -> None:
    one = give_mandate(network.secretariat, network.stranger, Role.READER)
    two = give_mandate(network.secretariat, network.stranger, Role.READER)
    assert one == two
    assert list_roles(network.stranger) == [("reader", None)]


def test_an_ended_mandate_can_be_given_anew_and_both_stay_known(network: Network) -> None:
    end_mandate(network.secretariat, find_mandate(network.officer))
    give_mandate(network.secretariat, network.officer, Role.CONTRIBUTOR, actor="city")
    assert Mandate.objects.filter(person=network.officer).count() == 2
    with pytest.raises(NotOpen):
        end_mandate(network.secretariat, Mandate.objects.filter(person=network.officer)[0])


def test_others_end_nothing_and_do_not_learn_what_there_is(network: Network) -> None:
    for person in (network.officer, network.far_steward, network.secretariat, network.steward):
        mandate = find_mandate(person)
        address = f"/people/mandates/{mandate.pk}/end"
        if person != network.far_steward:
            assert browse(network.far_steward).post(address).status_code == 404
        for other in (network.partner, network.stranger):
            assert browse(other).post(address).status_code == 403
            with pytest.raises(PermissionDenied):
                end_mandate(fresh(other), mandate)
        assert browse(None).post(address)["Location"].startswith("/sign/login/")
        mandate.refresh_from_db()
        assert mandate.ended_at is None
    assert browse(network.far_steward).post("/people/mandates/999999/end").status_code == 404


def test_a_steward_sees_fellow_stewards_and_cannot_end_them(network: Network) -> None:
    fellow = make_person("fellow@strait.example", name="Fellow")
    give_mandate(None, fellow, Role.STEWARD, place="tangier")
    assert "Fellow" in browse(network.steward).get("/people").content.decode()
    address = f"/people/mandates/{find_mandate(fellow).pk}/end"
    assert browse(network.steward).post(address).status_code == 403
    assert list_roles(fellow) == [("steward", "tangier")]


def test_the_last_of_the_secretariat_stays(network: Network) -> None:
    mandate = find_mandate(network.secretariat)
    with pytest.raises(LastSecretariat):
        end_mandate(network.secretariat, mandate)
    client = browse(network.secretariat)
    page = client.post(f"/people/mandates/{mandate.pk}/end", follow=True).content.decode()
    assert "Nobody else is of the secretariat" in page
    give_mandate(network.secretariat, network.stranger, Role.SECRETARIAT)
    end_mandate(network.secretariat, mandate)
    assert browse(network.secretariat).get("/people").status_code == 403


def test_somebody_inactive_does_not_count_as_the_secretariat(network: Network) -> None:
    give_mandate(network.secretariat, network.stranger, Role.SECRETARIAT)
    User.objects.filter(pk=network.stranger.pk).update(is_active=False)
    with pytest.raises(LastSecretariat):
        end_mandate(network.secretariat, find_mandate(network.secretariat))


def test_the_secretariat_ends_a_mandate_for_an_actor_that_it_does_not_see(
    network: Network,
) -> None:
    mandate = give_mandate(None, network.stranger, Role.CONTRIBUTOR, actor="cellar")
    page = browse(network.secretariat).get(f"/people/{network.stranger.pk}").content.decode()
    assert "whose record you do not see" in page
    assert "Zanzibar" not in page
    end_mandate(network.secretariat, mandate)
    assert list_roles(network.stranger) == []


# --- a right that was taken


def test_a_right_that_was_taken_is_gone_with_the_next_page_of_a_running_session(
    network: Network,
) -> None:
    client = browse(network.steward)
    assert client.get("/people").status_code == 200
    end_mandate(network.secretariat, find_mandate(network.steward))
    assert client.get("/people").status_code == 403
    form = {"email": "x@city.example", "role": "contributor", "actor": "city", "language": "en"}
    assert client.post("/people", form).status_code == 403
    assert client.get("/me").status_code == 200


def test_somebody_who_was_made_inactive_is_nobody_with_the_next_page(network: Network) -> None:
    client = browse(network.steward)
    assert client.get("/me").status_code == 200
    User.objects.filter(pk=network.steward.pk).update(is_active=False)
    assert client.get("/me").status_code == 302


# --- who sees whom


def test_a_steward_sees_the_people_of_what_they_keep_and_no_others(network: Network) -> None:
    page = browse(network.steward).get("/people").content.decode()
    assert "Officer</bdi></a>" in page
    assert "Partner" not in page
    assert "Secretariat" not in page
    far = browse(network.far_steward).get("/people").content.decode()
    assert "Officer" not in far
    everybody = browse(network.secretariat).get("/people").content.decode()
    for name in ("Officer", "Partner", "Steward", "Far Steward", "Secretariat"):
        assert f"{name}</bdi></a>" in everybody


@pytest.mark.parametrize("number", range(6))
def test_every_person_is_found_by_those_in_charge_only(network: Network, number: int) -> None:
    person = list(vars(network).values())[number]
    seen = {
        "steward": person in (network.officer, network.steward),
        "far_steward": person == network.far_steward,
        "secretariat": True,
    }
    for who, sees in seen.items():
        answer = browse(getattr(network, who)).get(f"/people/{person.pk}")
        assert answer.status_code == (200 if sees else 404)
        assert (person.email in answer.content.decode()) is sees
    for who in ("officer", "partner", "stranger"):
        assert browse(getattr(network, who)).get(f"/people/{person.pk}").status_code == 403


def test_who_is_not_there_looks_like_who_is_not_yours(network: Network) -> None:
    client = browse(network.steward)
    pages = [
        client.get(f"/people/{pk}").content.decode().replace(f"/{pk}", "")
        for pk in (network.partner.pk, 999999)
    ]
    assert pages[0] == pages[1]


def test_a_steward_sees_of_a_person_only_what_is_theirs_to_keep(network: Network) -> None:
    give_mandate(None, network.officer, Role.CONTRIBUTOR, actor="state")
    page = browse(network.steward).get(f"/people/{network.officer.pk}").content.decode()
    assert "contributor for City of Tangier" in page
    assert "Ministry" not in page


def test_who_asks_is_seen_by_who_decides_until_it_is_decided(network: Network) -> None:
    Request.objects.create(person=network.stranger, name="S", email="s@x.example", actor_id="city")
    client = browse(network.steward)
    assert client.get(f"/people/{network.stranger.pk}").status_code == 200
    Request.objects.update(decided_at=timezone.now(), granted=False)
    assert client.get(f"/people/{network.stranger.pk}").status_code == 404


def test_more_in_a_form_than_was_asked_gives_no_more(network: Network) -> None:
    form = {
        "role": "contributor", "actor": "city", "place": "tangier", "is_superuser": "on",
        "is_staff": "on", "person": network.stranger.pk, "given_by": "", "groups": "1",
    }  # fmt: skip
    browse(network.steward).post(f"/people/{network.officer.pk}", form)
    form = {"name": "Officer", "language": "fr", "is_superuser": "on", "email": "x@evil.example",
            "role": "secretariat", "username": "root", "password": "x"}  # fmt: skip
    before = fresh(network.officer)
    browse(network.officer).post("/me", form)
    after = fresh(network.officer)
    assert (after.name, after.language) == ("Officer", "fr")
    for name in ("is_superuser", "is_staff", "email", "username", "password"):
        assert getattr(after, name) == getattr(before, name)
    assert list_roles(network.officer) == [("contributor", "city")]
    assert list_roles(network.stranger) == []


def test_the_page_of_people_asks_the_database_no_more_for_more_people(network: Network) -> None:
    client = browse(network.secretariat)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/people").status_code == 200
        return len(asked)

    before = count()
    for number in range(20):
        person = make_person(f"n{number}@city.example")
        give_mandate(None, person, Role.CONTRIBUTOR, actor="city")
        Request.objects.create(person=person, name="N", email=person.email, actor_id="state")
    assert count() <= before
