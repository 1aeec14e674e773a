"""One's own page, the log and the privacy notice; and what all pages about people have in common:
tokens of forms, ways back, numbers that nothing has, hostile words."""

import csv
import io

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.web.accounts.network import Network, browse, build_network, find_mandate, fresh
from tests.web.accounts.signing import find_user, list_events, sign_in
from weft.web.accounts.audit import KINDS, note
from weft.web.accounts.models import Event, Request
from weft.web.accounts.retention import ATTEMPTS_KEPT_FOR, KEPT_FOR
from weft.web.accounts.wording import name_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(db: None) -> Network:
    return build_network()


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


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_that_nothing_has_is_not_found(network: Network, number: int) -> None:
    client = browse(network.secretariat)
    assert client.get(f"/people/{number}").status_code == 404
    for address in (f"mandates/{number}/end", f"requests/{number}",
                    f"invitations/{number}/withdraw"):  # fmt: skip
        assert client.post(f"/people/{address}", {"granted": "yes"}).status_code == 404


@pytest.mark.parametrize("word", ["\x00", "\u202e", "x" * 5000, "' OR 1=1 --"])
def test_hostile_words_are_refused_or_kept_as_words(network: Network, word: str) -> None:
    client = browse(network.secretariat)
    form = dict.fromkeys(("name", "email", "organisation", "message", "role", "actor", "place",
                          "language", "granted", "word", "kind", "page"), word)  # fmt: skip
    for address in ("/join", "/actors/city/claim", "/me", "/people", "/me/erase",
                    f"/people/{network.officer.pk}"):  # fmt: skip
        assert client.post(address, form).status_code in (200, 302, 400), address
    for address in ("/join", "/log", "/people"):
        assert client.get(address, form).status_code in (200, 400), address


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
    AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=now - ATTEMPTS_KEPT_FOR * 1.01)
    note("refused", None, "first of the day")
    assert [about for _, about in list_events()] == ["young", "first of the day"]
    assert not Request.objects.exists()
    assert not AccessAttempt.objects.exists()


# --- privacy


def test_everybody_reads_what_is_kept_and_whom_to_ask(network: Network, settings: Settings) -> None:
    settings.CONTACT = "data@weft.example"
    page = browse(None).get("/about/privacy?x=1").content.decode()
    assert "mailto:data@weft.example" in page
    assert "365 days" in page
    assert 'href="/about/privacy"' in browse(None).get("/").content.decode()
