"""A server that is killed while it writes a file: nothing of it stays, the page says so, and the
file can be written again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.web.contributing.bringing import find_digest, make_file

WEFT = Path(sys.executable).with_name("weft")
PATIENCE = 120  # seconds, on a machine that does much else
MANY = 3000
FILE = "mechanisms:\n" + "".join(
    f"- {{name: Agreement {n}, kind: exchange, areas: [housing, health], "
    "members: [{actor: City}, {actor: State}]}\n"
    for n in range(MANY)
)


class Server:
    """One run of `weft serve` in a folder, and a browser in which somebody is signed in."""

    def __init__(self, folder: Path, session: str) -> None:
        self.session = session
        self.said = folder.with_name(f"server-{time.monotonic_ns()}.txt")
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [WEFT, "serve", "--port", "0", "--workers", "1"],
                cwd=folder.parent, env=make_environment(folder), stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.address = self._find_address()

    def _find_address(self) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/\s", self.said.read_text("utf-8")):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(self.said.read_text("utf-8"))

    def open(self, path: str, fields: dict[str, Any] | None = None) -> tuple[str, str]:
        """Where a page is in the end, and what it says; with fields, they are posted from it."""
        data, headers = None, {"Cookie": f"sessionid={self.session}"}
        if fields is not None:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(path)[1])
            assert token
            headers["Cookie"] += f"; csrftoken={self.secret}"
            headers["Content-Type"] = MULTIPART_CONTENT
            data = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": token[1]})
        request = urllib.request.Request(self.address + path, data, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            for each in answer.headers.get_all("Set-Cookie", ()):
                if found := re.match(r"csrftoken=(\w+)", each):
                    self.secret = found[1]
            return answer.url.removeprefix(self.address), answer.read().decode()

    def wait_for(self, path: str, words: str) -> str:
        """The page once it says something."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            _, page = self.open(path)
            if words in page:
                return page
            time.sleep(0.2)
        raise AssertionError(page)

    def kill(self) -> None:
        """As `kill -9` on all its processes."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=15)


def make_environment(folder: Path) -> dict[str, str]:
    unset = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "WEFT_HOSTS")
    found = {name: value for name, value in os.environ.items() if name not in unset}
    return found | {"WEFT_FOLDER": str(folder), "WEFT_LOCAL": "yes"}


def do(folder: Path, errand: str) -> Any:
    command = [sys.executable, "-m", "tests.web.contributing.import_errands", errand]
    done = subprocess.run(
        command, env=make_environment(folder), check=True, capture_output=True, timeout=PATIENCE
    )
    return json.loads(done.stdout)


@contextmanager
def serve(folder: Path, session: str) -> Iterator[Server]:
    server = Server(folder, session)
    try:
        yield server
    finally:
        server.kill()


def wait_until_it_writes(folder: Path, token: str) -> None:
    """Until statements are in the transaction that is not yet ended."""
    path = folder / "progress" / f"{token}.json"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        said = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if said.get("work") == "apply" and said["what"] in ("statements", "search"):
            return
        time.sleep(0.005)
    raise AssertionError("it did not begin to write")


def test_of_a_file_whose_writing_is_killed_nothing_stays(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    session = do(folder, "fill")
    before = do(folder, "count")
    with serve(folder, session) as server:
        fields = {"actor": "city", "file": make_file("many.yaml", FILE)}
        address, _ = server.open("/import", fields)
        digest = find_digest(server.wait_for(address, "digest"))
        server.open(address, {"do": "apply", "digest": digest})
        token = address.rpartition("/")[2]
        wait_until_it_writes(folder, token)
        server.kill()
    assert do(folder, "count") == {**before, "open uploads": 1}

    # Half a minute later it counts as stopped.
    then = time.time() - 30
    os.utime(folder / "progress" / f"{token}.json", (then, then))
    with serve(folder, session) as server:
        _, page = server.open(address)
        assert "The work on this file was stopped." in page
        assert "Nothing of it was written." in page
        server.open(address, {"do": "again"})
        digest = find_digest(server.wait_for(address, "digest"))
        # The page can be left meanwhile, and others are answered.
        server.open(address, {"do": "apply", "digest": digest})
        assert "Town" in server.open("/places/town")[1]
        server.wait_for(address, "The file is written")
    after = do(folder, "count")
    assert after["statements"] == before["statements"] + MANY
    assert after["change sets"] == before["change sets"] + 1
    assert after["open uploads"] == 0
