"""Mails, the identity provider and the proxy, as the environment names them."""

from pathlib import Path

import pytest

from tests.web.test_environment import KEY, find_numbers, run_django
from weft.web.environment import Environment

HOSTS = ["weft.example", "www.weft.example"]
CITY = {
    "WEFT_OIDC_URL": "https://login.city.example/realms/Staff/",
    "WEFT_OIDC_CLIENT": "weft",
    "WEFT_OIDC_SECRET": "secret",
}


# --- mails


def test_a_mail_server_is_an_address_with_starttls_unless_it_says_otherwise() -> None:
    environment = Environment({"WEFT_MAIL": "smtp://weft%40city:p%2Fw@mail.example"})
    said = environment.read_mail(HOSTS, local=False)
    assert said.backend.endswith("smtp.EmailBackend")
    assert (said.host, said.port, said.user, said.password) == (
        "mail.example", 587, "weft@city", "p/w",
    )  # fmt: skip
    assert (said.starttls, said.implicit_tls) == (True, False)
    assert said.sender == "no-reply@weft.example"
    assert environment.problems == []


@pytest.mark.parametrize(
    ("address", "port", "starttls", "implicit"),
    [
        ("smtps://mail.example", 465, False, True),
        ("smtps://mail.example:4465", 4465, False, True),
        ("smtp://localhost:25?tls=no", 25, False, False),
        ("smtp://localhost:25?tls=yes", 25, True, False),
        ("smtp://[2001:db8::1]:2525/", 2525, True, False),
    ],
)
def test_tls_from_the_first_byte_later_or_never(
    address: str, port: int, starttls: bool, implicit: bool
) -> None:
    environment = Environment({"WEFT_MAIL": address})
    said = environment.read_mail(HOSTS, local=False)
    assert (said.port, said.starttls, said.implicit_tls) == (port, starttls, implicit)
    assert environment.problems == []


@pytest.mark.parametrize(
    "address",
    ["mail.example", "http://mail.example", "smtp://", "smtp://a:b@host:port", "smtp://host:99999",
     "smtp://host:0", "smtp://one,two", "smtp://host/folder", "nonsense", "smtp://[::1"],
)  # fmt: skip
def test_an_address_of_no_mail_server_is_reported_without_its_password(address: str) -> None:
    for local in (True, False):
        environment = Environment({"WEFT_MAIL": address})
        environment.read_mail(HOSTS, local)
        assert find_numbers(environment) == ["E008"]
        assert "b@host" not in environment.problems[0][1]


def test_without_a_mail_server_ones_own_machine_writes_files_and_a_public_site_refuses() -> None:
    environment = Environment({})
    assert environment.read_mail(HOSTS, local=True).backend.endswith("filebased.EmailBackend")
    assert environment.problems == []
    environment.read_mail(HOSTS, local=False)
    assert find_numbers(environment) == ["E008"]


def test_who_writes_is_an_address() -> None:
    environment = Environment({"WEFT_MAIL_FROM": "weft@city.example"})
    assert environment.read_mail(HOSTS, local=True).sender == "weft@city.example"
    environment = Environment({"WEFT_MAIL_FROM": "the city"})
    assert environment.read_mail(HOSTS, local=True).sender == "no-reply@weft.example"
    assert find_numbers(environment) == ["E008"]


def test_a_mail_of_ones_own_machine_is_a_file(tmp_path: Path) -> None:
    done = run_django("sendtestemail", "a@b.example", WEFT_FOLDER=str(tmp_path), WEFT_LOCAL="yes")
    assert done.returncode == 0, done.stderr
    (letter,) = (tmp_path / "mail").iterdir()
    assert "To: a@b.example" in letter.read_text("utf-8")


# --- the provider


def test_a_provider_is_read_whole() -> None:
    environment = Environment(CITY | {"WEFT_OIDC_NAME": "City of Lyon"})
    said = environment.read_provider(local=False)
    assert said is not None
    assert said.url == "https://login.city.example/realms/Staff"
    assert said.id == "login-city-example-realms-staff"
    assert said.origin == "https://login.city.example"
    assert said.describe()["name"] == "City of Lyon"
    assert environment.problems == []
    assert "secret" not in repr(environment.problems)


def test_the_address_of_its_discovery_will_do_and_without_a_name_the_host() -> None:
    url = "https://login.city.example:8443/.well-known/openid-configuration"
    said = Environment(CITY | {"WEFT_OIDC_URL": url}).read_provider(local=False)
    assert said is not None
    assert (said.url, said.name) == ("https://login.city.example:8443", "login.city.example:8443")


def test_no_provider_is_no_problem_and_half_a_provider_is_one() -> None:
    environment = Environment({"WEFT_OIDC_NAME": "City of Lyon"})
    assert environment.read_provider(local=False) is None
    assert environment.problems == []
    for name in CITY:
        environment = Environment({key: value for key, value in CITY.items() if key != name})
        assert environment.read_provider(local=False) is None
        assert find_numbers(environment) == ["E009"]
        assert name in environment.problems[0][1]


@pytest.mark.parametrize(
    "url", ["login.city.example", "ftp://x.example", "https://", "https://a b"]
)
def test_an_address_of_no_provider_is_reported(url: str) -> None:
    environment = Environment(CITY | {"WEFT_OIDC_URL": url})
    assert environment.read_provider(local=False) is None
    assert find_numbers(environment) == ["E009"]


def test_a_provider_without_https_is_for_ones_own_machine_only() -> None:
    values = CITY | {"WEFT_OIDC_URL": "http://127.0.0.1:8080"}
    assert Environment(values).read_provider(local=True) is not None
    environment = Environment(values)
    assert environment.read_provider(local=False) is None
    assert find_numbers(environment) == ["E009"]


def test_another_provider_is_another_id() -> None:
    # The numbers that one gives to people mean somebody else at the other.
    urls = ("https://a.example", "https://b.example", "https://a.example/b", "https://a.example:1")
    found = [Environment(CITY | {"WEFT_OIDC_URL": x}).read_provider(local=False) for x in urls]
    assert len({each.id for each in found if each}) == 4


# --- what settings make of it


def ask_settings(tmp_path: Path, *names: str, **environment: str) -> list[str]:
    """What settings say, in an environment of its own."""
    code = "from django.conf import settings as s\n" + "\n".join(f"print({x})" for x in names)
    done = run_django("shell", "--no-imports", "-c", code, WEFT_FOLDER=str(tmp_path), **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_forms_may_lead_to_the_provider_and_nowhere_else(tmp_path: Path) -> None:
    policy = 's.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]'
    said = ask_settings(tmp_path, policy, WEFT_LOCAL="yes")
    assert said[0] == "[\"'self'\"]"
    said = ask_settings(tmp_path, policy, WEFT_LOCAL="yes", **CITY)
    assert said[0] == "[\"'self'\", 'https://login.city.example']"


def test_a_public_site_keeps_sign_ins_to_https_and_believes_no_client_about_its_address(
    tmp_path: Path,
) -> None:
    names = (
        "s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE",
        "s.ALLAUTH_TRUSTED_PROXY_COUNT, s.ACCOUNT_DEFAULT_HTTP_PROTOCOL",
        "s.EMAIL_USE_TLS, s.DEFAULT_FROM_EMAIL, s.ADMINS",
    )
    public = {"WEFT_HOSTS": "weft.example", "WEFT_SECRET_KEY": KEY, "WEFT_MAIL": "smtp://m.example"}
    assert ask_settings(tmp_path, *names, **public)[:3] == [
        "True True Lax",
        "0 https",
        "True no-reply@weft.example []",
    ]
    behind = ask_settings(tmp_path, *names, **public, WEFT_BEHIND_PROXY="yes")
    assert behind[1] == "1 https"
