"""Pages of the site with two workers over loopback, beside a bare Django page with as many rows."""

import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._country import build_country
from weft.core.atlas import write_atlas

BIN = Path(sys.executable).parent
TOWNS = 2000
ASKED = 60  # towns asked for, each once: nothing of them is kept yet
MEDIAN, SLOW = 60.0, 150.0  # ms that a page may take: the middle one, and the 95th of a hundred
RATE = 150.0  # pages a second for readers who come back
SECONDS = 4.0
PAGES = {
    "place": "/places/bench-town-{}",
    "cell": "/places/bench-town-{}/cells/housing/local",
    "diagnosis": "/places/bench-town-{}/diagnosis/housing",
}
DEMO = {
    "place": ("/places/lyon", "/places/tangier", "/places/turin", "/places/vienna"),
    "cell": ("/places/lyon/cells/housing/local", "/places/vienna/cells/health/national"),
    "diagnosis": ("/places/lyon/diagnosis/housing", "/places/turin/diagnosis/housing"),
}


def main() -> None:
    """Load, serve, ask, print."""
    with TemporaryDirectory() as folder:
        where = Path(folder)
        atlas = build_country(TOWNS)
        rows = len(atlas.facts) // TOWNS
        write_atlas(atlas, where / "country.yaml")
        env = {**os.environ, "WEFT_FOLDER": folder, "WEFT_LOCAL": "yes"}
        env.pop("DATABASE_URL", None)
        weft = str(BIN / "weft")
        packs = ["mc2cm", "cities/lyon", "cities/tangier", "cities/turin", "cities/vienna"]
        for name in (*packs, str(where / "country.yaml")):
            start = time.perf_counter()
            subprocess.run([weft, "load", name], env=env, check=True, stdout=subprocess.DEVNULL)
            took = time.perf_counter() - start
        print(f"load of {len(atlas.facts):,} facts of {TOWNS:,} towns from YAML: {took:.0f} s")
        start = time.perf_counter()
        with serve([weft, "serve", "--workers", "2", "--port", "{port}"], env) as port:
            print(f"from the start to the first answer: {time.perf_counter() - start:.1f} s")
            _measure_first(port)
            _measure_again(port)
        bare = {**os.environ, "BARE_FILE": str(where / "bare.sqlite3")}
        code = f"from benchmarks._bare import fill; fill({max(rows, 500)})"
        subprocess.run([sys.executable, "-c", code], env=bare, check=True)
        command = [str(BIN / "gunicorn"), "benchmarks._bare:application", "-w", "2", "-b",
                   "127.0.0.1:{port}", "--log-level", "critical"]  # fmt: skip
        with serve(command, bare, "/10") as port:
            times = _ask(port, [f"/{rows + at % 5}" for at in range(ASKED)])
            rate = _hammer(port, f"/{rows}")
            print(f"bare Django page of {rows} rows: {_describe(times)}; {rate:.0f} pages/s")


@contextmanager
def serve(command: list[str], env: dict[str, str], probe: str = "/") -> Iterator[int]:
    """A server while it is needed; yields its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [each.format(port=port) for each in command]
    server = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            try:
                _get(HTTPConnection("127.0.0.1", port, timeout=60), probe)
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def _get(connection: HTTPConnection, address: str, tag: str = "") -> tuple[int, str, bytes]:
    connection.request("GET", address, headers={"If-None-Match": tag} if tag else {})
    answer = connection.getresponse()
    return answer.status, answer.getheader("ETag") or "", answer.read()


def _ask(port: int, addresses: Sequence[str]) -> list[float]:
    """Milliseconds of each address, one after the other."""
    times = []
    for each in addresses:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        start = time.perf_counter()
        status, _, _ = _get(connection, each)
        times.append((time.perf_counter() - start) * 1000)
        assert status == 200, each
        connection.close()
    return times


def _describe(times: Sequence[float]) -> str:
    slow = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return f"median {statistics.median(times):.0f} ms, 95th of 100 {slow:.0f} ms"


def _measure_first(port: int) -> None:
    """Pages that nobody has asked for yet, each of another town."""
    chance = random.Random(7)  # noqa: S311  # repeatable, not secret
    for name, address in PAGES.items():
        towns = chance.sample(range(TOWNS), ASKED)
        times = _ask(port, [address.format(each) for each in towns])
        slow = statistics.quantiles(times, n=20)[-1]
        print(
            f"{name}, first time, {TOWNS:,} towns: {_describe(times)} "
            f"({statistics.median(times) / MEDIAN:.2f} and {slow / SLOW:.2f} of the limits)"
        )
    for name, addresses in DEMO.items():
        print(f"{name}, first time, demo: {max(_ask(port, addresses)):.0f} ms at most")


def _measure_again(port: int) -> None:
    """The same pages for readers who have not seen them, and for those who come back."""
    for name, addresses in DEMO.items():
        times = _ask(port, [each for each in addresses for _ in range(20)])
        _, tag, body = _get(HTTPConnection("127.0.0.1", port), addresses[0])
        words = len(re.sub(rb"<svg.*?</svg>", b"", body, flags=re.DOTALL))
        full, again = _hammer(port, addresses[0]), _hammer(port, addresses[0], tag)
        print(
            f"{name}, kept: {_describe(times)}; {full:.0f} pages/s, {again:.0f} with ETag "
            f"({full / RATE:.1f} and {again / RATE:.1f} of the aim); {len(body) / 1000:.0f} kB, "
            f"{words / 1000:.0f} without drawings"
        )


def _hammer(port: int, address: str, tag: str = "") -> float:
    """Answers a second to four readers for some seconds."""
    counts = [0] * 4
    end = time.perf_counter() + SECONDS

    def read(at: int) -> None:
        while time.perf_counter() < end:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            status, _, _ = _get(connection, address, tag)
            connection.close()
            assert status in (200, 304)
            counts[at] += 1

    readers = [threading.Thread(target=read, args=(at,)) for at in range(len(counts))]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    return sum(counts) / SECONDS
