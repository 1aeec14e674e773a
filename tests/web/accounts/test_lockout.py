"""Guessing passwords: who fails too often waits, and nobody else with them."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client

from tests.web.accounts.signing import (
    OFFICER,
    PASSWORD,
    STRANGER,
    add_app,
    find_link,
    find_user,
    list_events,
    make_person,
    read_mail,
    sign_in,
)
from weft.web.accounts.models import Event

pytestmark = pytest.mark.django_db
WRONG = "typed, and wrong"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def fail(times: int = 1, email: str = OFFICER, address: str = HERE) -> Any:
    """Fail to sign in, with a new browser each time; the last answer."""
    for _ in range(times):
        answer = sign_in(Client(), email, WRONG, REMOTE_ADDR=address)
    return answer


def test_after_five_failures_the_right_password_does_not_help_either(client: Client) -> None:
    make_person()
    assert fail(4).status_code == 200
    answer = fail()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    page = answer.content.decode()
    assert "Try again in 15 minutes." in page
    assert '<main id="main"' in page
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 429
    assert find_user(client) is None


def test_it_says_so_in_the_language_of_the_page(client: Client) -> None:
    fail(5)
    data = {"login": OFFICER, "password": WRONG}
    answer = client.post("/ar/sign/login/", data, REMOTE_ADDR=HERE)
    assert answer.status_code == 429
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()


def test_an_address_that_nobody_has_is_locked_just_the_same() -> None:
    make_person()
    answers = [fail(5, OFFICER), fail(5, "nobody@city.example")]
    assert [each.status_code for each in answers] == [429, 429]


def test_who_is_elsewhere_and_who_is_somebody_else_are_not_locked_out(client: Client) -> None:
    make_person()
    make_person(STRANGER)
    fail(5)
    assert sign_in(client, REMOTE_ADDR=THERE).headers["Location"] == "/me"
    assert sign_in(Client(), STRANGER, REMOTE_ADDR=HERE).headers["Location"] == "/me"


def test_capitals_and_spaces_make_nobody_else_of_a_person() -> None:
    make_person()
    for email in ("Officer@city.example", "OFFICER@CITY.EXAMPLE", f" {OFFICER}", OFFICER):
        fail(1, email)
    assert fail().status_code == 429


def test_after_fifteen_minutes_it_is_forgotten_and_refused_attempts_add_nothing(
    client: Client,
) -> None:
    make_person()
    fail(9)
    a_quarter = timedelta(minutes=15, seconds=1)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - a_quarter)
    assert sign_in(client, REMOTE_ADDR=HERE).headers["Location"] == "/me"
    assert not AccessAttempt.objects.exists()


def test_who_gets_in_starts_anew(client: Client) -> None:
    make_person()
    fail(4)
    sign_in(client, REMOTE_ADDR=HERE)
    assert fail(4).status_code == 200


def test_a_stranger_at_one_place_never_locks_a_person_out_elsewhere(
    client: Client, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip"}
    make_person()
    fail(40)
    assert sign_in(client, REMOTE_ADDR=THERE).headers["Location"] == "/me"


def test_many_places_together_have_thirty_guesses_an_hour(client: Client) -> None:
    make_person()
    for number in range(30):
        assert fail(1, address=f"203.0.113.{number}").status_code == 200
    answer = fail(1, address="203.0.113.99")
    assert answer.status_code == 429
    assert "Try again in 60 minutes." in answer.content.decode()
    assert sign_in(client, REMOTE_ADDR=THERE).status_code == 429


def test_a_new_password_by_mail_ends_the_wait(client: Client) -> None:
    make_person()
    for number in range(30):
        fail(1, address=f"203.0.113.{number}")
    fail(5)
    client.post("/sign/password/reset/", {"email": OFFICER})
    form = client.get(find_link(read_mail())).headers["Location"]
    client.post(form, {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    answer = sign_in(Client(), password=PASSWORD + "!", REMOTE_ADDR=HERE)
    assert answer.headers["Location"] == "/me"


def test_one_place_tries_thirty_times_a_minute_whoever_it_claims_to_be() -> None:
    answers = [fail(1, f"person{number}@city.example").status_code for number in range(31)]
    assert answers == [200] * 30 + [429]


def test_the_addresses_of_one_network_of_ipv6_are_one() -> None:
    make_person()
    for number in range(4):
        fail(1, address=f"2001:db8:1:2::{number}")
    assert fail(1, address="2001:db8:1:2:ffff::1").status_code == 429
    assert fail(1, address="2001:db8:1:3::1").status_code == 200


def test_what_a_client_says_of_its_address_counts_for_nothing() -> None:
    make_person()
    for number in range(4):
        sign_in(Client(), OFFICER, WRONG, REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert fail().status_code == 429


def test_behind_a_proxy_the_last_hop_counts_and_not_what_came_before(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_person()

    def try_from(said: str) -> int:
        answer = sign_in(
            Client(), OFFICER, WRONG, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=said
        )
        return int(answer.status_code)

    assert [try_from(f"10.0.0.{x}, {HERE}") for x in range(5)] == [200] * 4 + [429]
    assert try_from(f"{HERE}, {THERE}") == 200


def test_giving_the_password_again_is_counted_too(client: Client) -> None:
    make_person()
    sign_in(client, REMOTE_ADDR=HERE)
    for _ in range(5):
        answer = client.post("/sign/reauthenticate/", {"password": WRONG}, REMOTE_ADDR=HERE)
    assert answer.status_code == 429


def test_the_log_names_the_person_and_never_the_password(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person()
    fail(8)
    fail(8, "nobody@city.example")
    assert sorted(list_events(person)) == [
        ("locked_out", ""),
        *[("sign_in_failed", "password")] * 5,
    ]
    assert Event.objects.count() == 6
    kept = [*AccessAttempt.objects.values_list("post_data", "get_data", "path_info")]
    assert kept
    assert WRONG not in f"{kept}{caplog.text}{list_events()}"
    assert OFFICER not in f"{kept}{caplog.text}{list_events()}"


def test_a_failure_without_a_request_is_no_error(client: Client) -> None:
    person = make_person()
    client.force_login(person)
    client.logout()
    assert list_events(person) == [("signed_in", ""), ("signed_out", "")]


def test_codes_are_not_guessed_by_signing_in_again_and_again(client: Client) -> None:
    # The right password does not begin the count of codes anew.
    person = make_person()
    add_app(person)
    sign_in(client)
    sign_in(client)
    assert AccessAttempt.objects.count() == 0
    assert find_user(client) is None
