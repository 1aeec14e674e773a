"""Reads the environment into settings, and remembers what in it is nonsense, for `settings`."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import dj_database_url

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY = 50  # characters, as Django's own check asks for (security.W009)
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
_BACKEND = "django.core.mail.backends"


@dataclass(frozen=True)
class Mail:
    """How mails are sent; into files unless a server is named."""

    sender: str
    backend: str = f"{_BACKEND}.filebased.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    starttls: bool = False


@dataclass(frozen=True)
class Provider:
    """Where else people may sign in, by OpenID Connect."""

    url: str
    client: str
    secret: str
    name: str

    @property
    def id(self) -> str:
        """Names the provider in addresses and for the accounts that come from it. It changes with
        the provider: the numbers one provider gives to people mean nothing at another."""
        parts = urlsplit(self.url)
        return re.sub("[^a-z0-9]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-")[:150]

    @property
    def origin(self) -> str:
        """What the content policy lets a form lead to."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def describe(self) -> dict[str, Any]:
        """As allauth reads it. An address counts as verified only if the provider says so of it."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client,
            "secret": self.secret,
            "settings": {"server_url": self.url, "email_authentication": True},
        }


class Environment:
    """Typed answers from environment variables. What cannot be read is kept in `problems` as
    (number, message) for the system check, and a safe answer is given in its place."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self.values = values
        self.problems: list[tuple[str, str]] = []

    def read_flag(self, name: str) -> bool:
        """yes or no; no unless said."""
        word = self.values.get(name, "").strip().lower()
        if word not in (*_YES, *_NO):
            self._report("E001", f"{name} is '{word[:40]}'; yes or no is expected")
        return word in _YES

    def read_contact(self, name: str) -> str:
        """Whom people ask about their data: an e-mail address, an https:// address, or words."""
        return self.values.get(name, "").strip()[:300]

    def read_store(self, name: str) -> str | None:
        """A master of Spark on which figures are computed; None: DuckDB in this process."""
        word = self.values.get(name, "").strip()
        if word and not re.match(r"spark://|yarn|k8s://|local(-cluster)?(\[.*\])?$", word):
            self._report("E010", f"{name} is '{word[:40]}'; spark://HOST:PORT is expected")
            return None
        return word or None

    def read_gigabytes(self, name: str, default: int) -> int:
        """A number of gigabytes, at least one, in bytes."""
        word = self.values.get(name, "").strip() or str(default)
        if not re.fullmatch("[1-9][0-9]{0,5}", word):
            self._report(
                "E011", f"{name} is '{word[:40]}'; a whole number of gigabytes is expected"
            )
            word = str(default)
        return int(word) * 10**9

    def read_folder(self, name: str, default: Path) -> Path:
        """A folder, made if it is not there."""
        folder = Path(self.values.get(name, "").strip() or default).expanduser().resolve()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or error
            self._report("E002", f"{name}: the folder {folder} cannot be made ({why})")
        return folder

    def read_hosts(self, name: str, local: bool) -> list[str]:
        """The names under which the site answers, separated by commas; loopback if `local`."""
        hosts = [each.strip() for each in self.values.get(name, "").split(",") if each.strip()]
        if "*" in hosts:
            self._report("E003", f"{name} allows every host (*); name those the site answers to")
            hosts.remove("*")
        if wrong := [each for each in hosts if "/" in each or " " in each]:
            self._report(
                "E003", f"{name}: '{wrong[0][:80]}' is no host; write names only, as weft.example"
            )
            hosts = [each for each in hosts if each not in wrong]
        if local and (open_ := [each for each in hosts if each not in LOOPBACK]):
            self._report(
                "E004",
                f"WEFT_LOCAL serves without HTTPS to this machine only, but {name} has "
                f"'{open_[0][:80]}'; drop one of the two",
            )
        if local:
            return list(LOOPBACK)
        if not hosts:
            self._report("E003", f"{name} is empty; name the hosts the site answers to")
        return hosts

    def read_key(self, name: str, folder: Path, local: bool) -> str:
        """The secret key; on one's own machine it is made once and kept in a file."""
        key = self.values.get(name, "").strip()
        if key and len(key) < SHORTEST_KEY:
            self._report("E005", f"{name} has {len(key)} characters; use {SHORTEST_KEY} or more")
        if key or not local:
            if not key:
                self._report("E005", f"{name} is not set; {_ADVICE}")
            return key or secrets.token_urlsafe(64)
        file = folder / "secret-key"
        try:
            if not file.exists() or not file.read_text("utf-8"):
                fresh = file.with_name(f"{file.name}.{os.getpid()}")
                fresh.touch(mode=0o600)
                fresh.write_text(secrets.token_urlsafe(64), "utf-8")
                fresh.replace(file)  # whole or not at all
            return file.read_text("utf-8")
        except OSError:
            return secrets.token_urlsafe(64)  # nobody can sign in where nothing can be written

    def read_database(self, name: str, folder: Path) -> dict[str, Any]:
        """The database of an address; a SQLite file in the folder unless one is given."""
        url = self.values.get(name, "").strip() or f"sqlite:///{folder / 'weft.sqlite3'}"
        try:
            database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
        except (ValueError, KeyError, dj_database_url.UnknownSchemeError):
            database = {"ENGINE": ""}
        engine = str(database.get("ENGINE", ""))
        if engine.endswith("sqlite3") and database.get("NAME"):
            # A read that turns into a write would fail under load; see docs/decisions.
            database["OPTIONS"] = {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            }
            return database
        if engine.endswith("postgresql"):
            database["CONN_HEALTH_CHECKS"] = True
            database["OPTIONS"] = {**database.get("OPTIONS", {}), "connect_timeout": 5}
            return database
        self._report(
            "E006",
            f"{name} is no address of a database that Weft knows; write postgresql://user:password"
            "@host:5432/name or sqlite:////folder/weft.sqlite3",
        )
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}

    def read_mail(self, hosts: list[str], local: bool) -> Mail:
        """WEFT_MAIL and WEFT_MAIL_FROM: a server for mails; on one's own machine also files."""
        sender = self._read("WEFT_MAIL_FROM")
        if sender and not re.fullmatch(r"[^@]+@[^@]+", sender):
            self._report("E008", f"WEFT_MAIL_FROM: '{sender[:80]}' is no e-mail address")
            sender = ""
        sender = sender or f"no-reply@{hosts[0] if hosts else 'localhost'}"
        address = self._read("WEFT_MAIL")
        if not address:
            if not local:
                self._report("E008", f"WEFT_MAIL is not set; nobody could sign up. {_MAIL}")
            return Mail(sender)
        parts = _split(address)
        if parts is None or parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/"):
            self._report("E008", f"WEFT_MAIL is no address of a mail server. {_MAIL}")
            return Mail(sender)
        implicit = parts.scheme == "smtps"
        return Mail(
            sender,
            backend=f"{_BACKEND}.smtp.EmailBackend",
            host=parts.hostname or "",
            port=parts.port or (465 if implicit else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            implicit_tls=implicit,
            starttls=not implicit and parse_qs(parts.query).get("tls") != ["no"],
        )

    def read_provider(self, local: bool) -> Provider | None:
        """WEFT_OIDC_...: all of address, client and secret, or none of them."""
        names = ("WEFT_OIDC_URL", "WEFT_OIDC_CLIENT", "WEFT_OIDC_SECRET")
        url, client, secret = (self._read(name) for name in names)
        if not url and not client and not secret:
            return None
        if missing := [name for name in names if not self._read(name)]:
            self._report("E009", f"sign-in with a provider also needs {', '.join(missing)}")
            return None
        url = url.removesuffix("/.well-known/openid-configuration").rstrip("/")
        parts = _split(url)
        if parts is None or parts.scheme not in (("https", "http") if local else ("https",)):
            self._report(
                "E009",
                "WEFT_OIDC_URL is no address of a provider; write what it calls its issuer, as "
                "https://login.example/realms/city",
            )
            return None
        return Provider(url, client, secret, self._read("WEFT_OIDC_NAME") or parts.netloc)

    def _read(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def _report(self, number: str, message: str) -> None:
        self.problems.append((number, message))


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None if it names no host, or one that cannot be."""
    try:
        parts = urlsplit(address)
        fine = bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s;,]", parts.netloc)
    except ValueError:
        return None
    return parts if fine else None


_MAIL = (
    "Write smtp://user:password@host:587 (smtps:// for TLS from the first byte, ?tls=no at the end "
    "for none)"
)
_ADVICE = (
    "make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))', "
    "or set WEFT_LOCAL=yes to serve this machine only"
)
