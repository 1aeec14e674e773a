"""Who may do what: mandates given and ended, what stewards see of people, the log, and sign-in for
the demonstration."""

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.web.accounts.network import Network, browse, build_network, fresh, list_roles
from tests.web.accounts.signing import find_user, list_events, make_person, sign_in
from weft.web.accounts.actions import (
    LastSecretariat,
    NotOpen,
    end_mandate,
    give_mandate,
)
from weft.web.accounts.audit import KINDS, note
from weft.web.accounts.commissions import NotNamed
from weft.web.accounts.models import Event, Mandate, Request, Role, User
from weft.web.accounts.retention import KEPT_FOR
from weft.web.accounts.wording import name_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(db: None) -> Network:
    return build_network()


def find_mandate(person: User) -> Mandate:
    return Mandate.objects.get(person=person)


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
    assert "Officer</a>" in page
    assert "Partner" not in page
    assert "Secretariat" not in page
    far = browse(network.far_steward).get("/people").content.decode()
    assert "Officer" not in far
    everybody = browse(network.secretariat).get("/people").content.decode()
    for name in ("Officer", "Partner", "Steward", "Far Steward", "Secretariat"):
        assert f"{name}</a>" in everybody


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


# --- one's own page


def test_ones_own_page_says_what_one_may_do_and_what_was_noted(network: Network) -> None:
    client = browse(network.officer)
    page = client.get("/me").content.decode()
    assert "contributor for City of Tangier" in page
    assert 'href="/people"' not in page
    assert "signed in" in page
    assert 'href="/people"' in browse(network.steward).get("/me").content.decode()
    assert 'href="/log"' in browse(network.secretariat).get("/me").content.decode()


def test_a_name_is_saved_on_one_line_and_a_language_only_if_there_is_one(network: Network) -> None:
    client = browse(network.officer)
    assert client.post("/me", {"name": "A\r\nB  C", "language": "ar"}).status_code == 302
    assert fresh(network.officer).name == "A B C"
    assert client.post("/me", {"name": "", "language": "xx"}).status_code == 200
    assert fresh(network.officer).language == "ar"
    assert list_events(network.officer)[-1][0] == "profile_changed"


def test_after_signing_in_one_is_led_back_and_never_to_another_site(network: Network) -> None:
    where = browse(None).get("/people?x=1")
    assert where["Location"] == "/sign/login/?next=/people%3Fx%3D1"
    for evil in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ):
        client = Client()
        answer = sign_in(client, "officer@strait.example", next=evil)
        assert find_user(client) == network.officer
        assert answer["Location"] == "/me"
    for address in ("/join", f"/people/{network.officer.pk}", "/me"):
        answer = browse(network.secretariat).post(f"{address}?next=https://evil.example", {})
        assert "evil" not in answer.get("Location", "")


def test_what_is_written_needs_the_token_of_a_form(network: Network) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(network.secretariat, "allauth.account.auth_backends.AuthenticationBackend")
    mandate = find_mandate(network.officer)
    for address in (
        "/join", "/actors/city/claim", "/invitations/x", "/me", "/me/erase", "/people",
        f"/people/{network.officer.pk}", f"/people/mandates/{mandate.pk}/end",
        "/people/requests/1", "/people/invitations/1/withdraw", "/demo/officer",
    ):  # fmt: skip
        assert client.post(address).status_code == 403, address


def test_pages_about_people_are_kept_nowhere(network: Network) -> None:
    client = browse(network.secretariat)
    for address in ("/me", "/people", f"/people/{network.officer.pk}", "/log", "/join",
                    "/actors/city/claim", "/me/data.json", "/me/erase"):  # fmt: skip
        assert "no-store" in client.get(address)["Cache-Control"], address


# --- the log


def test_the_log_is_for_the_secretariat_newest_first_and_by_kind(network: Network) -> None:
    for person in (network.officer, network.steward, network.stranger):
        assert browse(person).get("/log").status_code == 403
    note("invited", network.steward, "one")
    note("refused", network.stranger, "two")
    client = browse(network.secretariat)
    page = client.get("/log").content.decode()
    assert page.index("two") < page.index("one")
    only = client.get("/log?kind=invited").content.decode()
    assert "one" in only
    assert ">two<" not in only
    assert client.get("/log?kind=nonsense&page=99999").status_code == 200


def test_the_log_is_paged_and_taken_along_whole_which_is_noted(network: Network) -> None:
    Event.objects.bulk_create(Event(kind="refused", about=f"n{x}") for x in range(120))
    client = browse(network.secretariat)
    assert 'rel="next"' in client.get("/log?kind=refused").content.decode()
    taken = client.get("/log?kind=refused&format=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(taken)))
    assert [each["about"] for each in rows][:2] == ["n119", "n118"]
    assert len(rows) == 120
    assert list_events(network.secretariat)[-1] == ("exported", "log refused")


def test_words_in_the_log_are_no_formulas_in_a_spreadsheet(network: Network) -> None:
    note("refused", None, "=HYPERLINK(1)")
    taken = browse(network.secretariat).get("/log?format=csv").content.decode()
    assert "'=HYPERLINK" in taken


def test_every_kind_of_line_has_a_name(network: Network) -> None:
    nameless = {each for each in KINDS if name_kind(each) == each}
    assert nameless <= {"invited", "exported", "refused", "imported"}  # which are words already


def test_the_first_line_of_a_day_forgets_those_of_a_year_ago(network: Network) -> None:
    now = timezone.now()
    Event.objects.all().delete()
    Event.objects.create(kind="refused", about="old", at=now - KEPT_FOR * 1.01)
    Event.objects.create(kind="refused", about="young", at=now - KEPT_FOR * 0.99)
    Request.objects.create(name="Old", email="old@x.example", made_at=now - KEPT_FOR * 1.01)
    note("refused", None, "first of the day")
    assert [about for _, about in list_events()] == ["young", "first of the day"]
    assert not Request.objects.exists()


# --- privacy


def test_everybody_reads_what_is_kept_and_whom_to_ask(network: Network, settings: Settings) -> None:
    settings.CONTACT = "data@weft.example"
    page = browse(None).get("/about/privacy?x=1").content.decode()
    assert "mailto:data@weft.example" in page
    assert "365 days" in page
    assert 'href="/about/privacy"' in browse(None).get("/").content.decode()


# --- the demonstration


@pytest.fixture
def demo_people(settings: Settings, demo: None) -> None:
    from weft.web.accounts.demo import make_demo_people  # noqa: PLC0415

    settings.DEMO, settings.LOCAL = True, True
    make_demo_people()


@pytest.mark.usefixtures("demo_people")
class TestDemo:
    def test_anybody_at_the_machine_becomes_one_of_the_people(self) -> None:
        client = Client()
        for who, roles in (
            ("officer", [("contributor", "city-of-tangier")]),
            ("partner", [("contributor", "moroccan-migration-ministry")]),
            ("stranger", []),
            ("steward", [("steward", "tangier")]),
            ("secretariat", [("secretariat", None)]),
        ):
            assert client.post(f"/demo/{who}")["Location"] == "/me"
            person = find_user(client)
            assert person is not None
            assert list_roles(person) == roles
            assert "(demonstration)" in person.name
            assert not person.has_usable_password()
            assert client.get("/me").status_code == 200
        assert client.post("/demo/resident")["Location"] == "/"
        assert find_user(client) is None
        assert client.post("/demo/emperor").status_code == 404
        assert client.get("/demo/officer").status_code == 405

    @pytest.mark.parametrize(
        "where",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"REMOTE_ADDR": "2001:db8::1"},
            {"REMOTE_ADDR": ""},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
            {"HTTP_X_REAL_IP": "127.0.0.1"},
        ],
    )
    def test_nobody_does_from_elsewhere_or_through_a_proxy(self, where: dict[str, Any]) -> None:
        client = Client()
        assert client.post("/demo/officer", **where).status_code == 404
        assert find_user(client) is None
        assert "demo-people" not in client.get("/sign/login/", **where).content.decode()

    @pytest.mark.parametrize(("demo", "local"), [(False, True), (True, False), (False, False)])
    def test_nobody_does_outside_the_demonstration(
        self, settings: Settings, demo: bool, local: bool
    ) -> None:
        settings.DEMO, settings.LOCAL = demo, local
        client = Client()
        assert client.post("/demo/officer").status_code == 404
        assert "demo-people" not in client.get("/sign/login/").content.decode()

    def test_the_page_for_signing_in_offers_them(self) -> None:
        page = Client().get("/sign/login/").content.decode()
        for who in ("officer", "partner", "stranger", "steward", "secretariat", "resident"):
            assert f'action="/demo/{who}"' in page
        assert "contributor for City of Tangier" in page

    def test_somebody_else_of_that_name_is_not_taken_for_one_of_them(self) -> None:
        User.objects.filter(username="demo-officer").update(email="real@city.example")
        assert Client().post("/demo/officer").status_code == 404
