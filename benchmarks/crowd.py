"""Thirty people who read and five who write for a minute, on SQLite and on PostgreSQL."""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks.site import BIN, serve

READERS, WRITERS, SECONDS = 30, 5, 60.0
READ_EVERY, WRITE_EVERY = 2.0, 6.0  # seconds between two pages of a person, on average
LIMIT = 300.0  # ms, of the 95th of a hundred
SERVER = "postgresql://postgres@127.0.0.1:5432"
PLACES = ("tangier", "lyon", "turin", "vienna", "amman", "lisbon", "madrid", "rabat")
AREAS = ("housing", "health", "education", "reception", "integration")
PAGES = (
    "/", "/places", "/actors", "/places/{place}", "/places/{place}", "/places/{place}",
    "/places/{place}/diagnosis/{area}", "/places/{place}/gaps/{area}",
    "/places/{place}/cells/{area}/local", "/places/{place}/network", "/search?q={area}", "/drafts",
    "/changes", "/me",
)  # fmt: skip


@dataclass
class Tally:
    """What the crowd met with."""

    reads: list[float] = field(default_factory=list)  # ms
    writes: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Once on each database."""
    _run("SQLite", {})
    with _make_database() as url:
        if url:
            _run("PostgreSQL", {"DATABASE_URL": url})


@contextmanager
def _make_database() -> Iterator[str]:
    """A PostgreSQL database while it is needed; empty where no server answers."""
    import psycopg  # noqa: PLC0415  # only this benchmark needs it

    try:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS weft_crowd WITH (FORCE)")
            connection.execute("CREATE DATABASE weft_crowd")
    except psycopg.OperationalError as error:
        print(f"PostgreSQL left out: {error}")
        yield ""
        return
    yield f"{SERVER}/weft_crowd"
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS weft_crowd WITH (FORCE)")


def _run(name: str, more: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        env = {**os.environ, "WEFT_FOLDER": folder, "WEFT_LOCAL": "yes"}
        env.pop("DATABASE_URL", None)
        env |= more
        for pack in ("mc2cm", *(f"cities/{each}" for each in PLACES[:6])):
            weft = [str(BIN / "weft"), "load", pack]
            subprocess.run(weft, env=env, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "benchmarks._people", str(READERS), str(WRITERS)]
        people = json.loads(
            subprocess.run(command, env=env, check=True, capture_output=True).stdout
        )
        with serve([str(BIN / "weft"), "serve", "--workers", "2", "--port", "{port}"], env) as port:
            tally = _let_loose(port, people)
    for what, times in (("read", tally.reads), ("write", tally.writes)):
        slow = statistics.quantiles(times, n=20)[-1]
        print(
            f"{name}, {what}: {len(times)} in {SECONDS:.0f} s, "
            f"median {statistics.median(times):.0f} ms, "
            f"95th of 100 {slow:.0f} ms ({slow / LIMIT:.2f} of the limit)"
        )
    print(f"{name}: {len(tally.wrong)} errors {sorted(set(tally.wrong))[:5]}")


def _let_loose(port: int, people: list[dict[str, str]]) -> Tally:
    tally, end = Tally(), time.monotonic() + SECONDS
    threads = [
        threading.Thread(
            target=_write if number >= READERS else _read, args=(port, each, number, tally, end)
        )
        for number, each in enumerate(people)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return tally


def _read(port: int, person: dict[str, str], number: int, tally: Tally, end: float) -> None:
    chance = random.Random(number)  # noqa: S311  # repeatable, not secret
    cookie = f"sessionid={person['session']}"
    _wait(chance, READ_EVERY)
    while time.monotonic() < end:
        page = chance.choice(PAGES).format(place=chance.choice(PLACES), area=chance.choice(AREAS))
        start = time.perf_counter()
        status, _ = _ask(port, "GET", page, cookie)
        tally.reads.append((time.perf_counter() - start) * 1000)
        # Who may not contribute is told so.
        if status not in ((200, 403) if page == "/drafts" else (200,)):
            tally.wrong.append(f"{status} {page}")
        _wait(chance, READ_EVERY)


def _write(port: int, person: dict[str, str], number: int, tally: Tally, end: float) -> None:
    """Opens the form, states who does something somewhere, publishes."""
    chance = random.Random(number)  # noqa: S311
    cookie = f"sessionid={person['session']}"
    while time.monotonic() < end:
        _wait(chance, WRITE_EVERY)
        status, page = _ask(port, "GET", "/state/competences", cookie)
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if status != 200 or not found:
            tally.wrong.append(f"{status} form")
            continue
        token = found[1].decode()
        form = {
            "csrfmiddlewaretoken": token, "for": person["actor"], "holder": person["actor"],
            "area": chance.choice(AREAS), "role": chance.choice(("fund", "deliver", "monitor")),
            "basis": "de_facto", "from": str(chance.randrange(1990, 2020)), "do": "publish",
        }  # fmt: skip
        start = time.perf_counter()
        status, _ = _ask(port, "POST", "/state/competences", cookie, form)
        tally.writes.append((time.perf_counter() - start) * 1000)
        if status != 302:
            tally.wrong.append(f"{status} publish")


def _wait(chance: random.Random, seconds: float) -> None:
    time.sleep(min(chance.expovariate(1 / seconds), 4 * seconds))


def _ask(
    port: int, method: str, address: str, cookie: str, form: dict[str, str] | None = None
) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie}
    body = None
    if form:
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Cookie"] = f"{cookie}; csrftoken={_SECRETS.get(cookie, '')}"
    try:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                _SECRETS[cookie] = value.partition(";")[0].partition("=")[2]
        return answer.status, answer.read()
    except OSError as error:
        return 0, str(error).encode()
    finally:
        connection.close()


_SECRETS: dict[str, str] = {}  # the csrf cookie of each session
