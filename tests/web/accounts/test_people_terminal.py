"""weft invite and weft people: the first person of a site comes in by a link from its terminal."""

import json
from typing import Any

import pytest
from django.core import mail
from pytest_django.fixtures import Settings
from typer.testing import CliRunner, Result

from tests.web.accounts.network import Network, browse, build_network, list_roles
from weft.cli import app
from weft.cli.peopling import ROLES
from weft.web.accounts.models import Invitation, Role, User

pytestmark = pytest.mark.django_db


def type_(*words: str) -> Result:
    return CliRunner().invoke(app, words, prog_name="weft")


def test_the_first_person_of_a_site_is_its_secretariat() -> None:
    done = type_("invite", "ana@city.example", "--role", "secretariat", "--json")
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["mailed"] is True
    assert said["link"] in mail.outbox[0].body
    client = browse(None)
    client.post(said["link"])
    form = {"name": "Ana", "email": "ana@city.example", "password1": "threads that hold, 1998"}
    client.post("/sign/signup/", form)
    assert list_roles(User.objects.get()) == [("secretariat", None)]
    assert client.get("/people").status_code == 200


def test_the_link_is_printed_with_how_long_it_works() -> None:
    done = type_("invite", "ana@city.example")
    lines = done.stdout.splitlines()
    assert lines[0] == "Invited as reader:"
    assert lines[1].startswith("  http://127.0.0.1:8000/invitations/")
    assert lines[2].startswith("The link works once, until 2")


def test_the_link_leads_where_the_site_answers(settings: Settings) -> None:
    told = type_(
        "invite", "a@city.example", "--address", "https://weft.example", "--language", "fr"
    )
    assert "  https://weft.example/fr/invitations/" in told.stdout
    settings.LOCAL, settings.ALLOWED_HOSTS = False, ["weft.example"]
    assert "  https://weft.example/invitations/" in type_("invite", "b@city.example").stdout


def test_where_the_mail_fails_the_link_is_there_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("weft.web.accounts.mails.send_mail", fail)
    done = type_("invite", "ana@city.example")
    assert done.exit_code == 0
    assert "/invitations/" in done.stdout
    assert "could not be sent" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], "'nobody' is no e-mail address"),
        (["a@b.example", "--role", "emperor"], "use one of: reader, contributor"),
        (["a@b.example", "--role", "contributor"], "--role contributor needs --actor"),
        (["a@b.example", "--role", "steward", "--actor", "city"], "takes no --actor"),
        (["a@b.example", "--role", "steward"], "needs --place"),
        (["a@b.example", "--role", "steward", "--place", "nowhere"], "There is no such place"),
        (["a@b.example", "--role", "contributor", "--actor", "none"], "There is no such actor"),
        (["a@b.example", "--language", "xx"], "--language is 'xx'"),
    ],
)
def test_wrong_use_is_said_and_nobody_is_invited(words: list[str], said: str) -> None:
    done = type_("invite", *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not Invitation.objects.exists()


def test_the_roles_of_the_terminal_are_those_of_the_site() -> None:
    assert list(ROLES) == Role.values


def test_who_may_do_what_is_listed() -> None:
    assert type_("people").stdout == "0 mandates.\n"
    network: Network = build_network()
    done = type_("people").stdout
    assert f"Officer <officer@strait.example>: contributor city, since {today(network)}\n" in done
    assert done.endswith("5 mandates.\n")
    rows = json.loads(type_("people", "--ended", "--json").stdout)
    assert {each["role"] for each in rows} == {"contributor", "steward", "secretariat"}


def today(network: Network) -> str:
    return str(network.officer.date_joined.date())
