"""Reads the environment into settings, and remembers what in it is nonsense, for `settings`."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY = 50  # characters, as Django's own check asks for (security.W009)
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


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

    def _report(self, number: str, message: str) -> None:
        self.problems.append((number, message))


_ADVICE = (
    "make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))', "
    "or set WEFT_LOCAL=yes to serve this machine only"
)
