"""The history of a fact that was edited two hundred times, over loopback."""

import html
import os
import re
import statistics
import subprocess
import sys
import time
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from benchmarks.site import BIN, serve

EDITS, ASKED = 200, 20
LIMIT = 100.0  # ms
FACT = "tangier-fact-social-city-fund"


def main() -> None:
    """Load, edit, serve, ask."""
    with TemporaryDirectory() as folder:
        env = {**os.environ, "WEFT_FOLDER": folder, "WEFT_LOCAL": "yes"}
        env.pop("DATABASE_URL", None)
        for pack in ("mc2cm", "cities/tangier"):
            weft = [str(BIN / "weft"), "load", pack]
            subprocess.run(weft, env=env, check=True, stdout=subprocess.DEVNULL)
        start = time.perf_counter()
        command = [sys.executable, "-c", "from benchmarks.history import edit; edit()"]
        subprocess.run(command, env=env, check=True)
        print(
            f"{EDITS} edits published: {(time.perf_counter() - start) / EDITS * 1000:.0f} ms each"
        )
        with serve([str(BIN / "weft"), "serve", "--workers", "1", "--port", "{port}"], env) as port:
            address = f"/facts/{FACT}/history"
            for page in ("newest", "older"):
                asked = [_ask(port, address) for _ in range(ASKED)]
                times = [took for took, _body in asked]
                middle = statistics.median(times)
                print(
                    f"history, {page} page: first {times[0]:.0f} ms, median {middle:.0f} ms "
                    f"({middle / LIMIT:.2f} of the limit)"
                )
                older = re.search(r'href="([^"]*[?]before=[^"]*)"', asked[0][1])
                assert older or page == "older", "there is no older page"
                address = urljoin(address, html.unescape(older[1])) if older else address


def edit() -> None:
    """Publish so many edits of one fact, as the steward of its place."""
    from weft.cli.site import wake  # noqa: PLC0415

    wake()
    from weft.core.terms import Text  # noqa: PLC0415
    from weft.web.accounts.models import Mandate, Role, User  # noqa: PLC0415
    from weft.web.atlas.actions import Edit, publish  # noqa: PLC0415
    from weft.web.atlas.facts import read_whole  # noqa: PLC0415
    from weft.web.atlas.models import Kind  # noqa: PLC0415
    from weft.web.atlas.writing import Stamp  # noqa: PLC0415

    steward = User.objects.create_user("bench-steward", "bench-steward@example.org", None)
    Mandate.objects.create(person=steward, role=Role.STEWARD, place_id="tangier")
    for number in range(EDITS):
        base = read_whole().facts[FACT]
        mine = base.model_copy(update={"note": Text({"en": f"edit {number}"})})
        publish(steward, [Edit("competences", FACT, base, mine)], Stamp(Kind.PUBLISHED, steward))


def _ask(port: int, address: str) -> tuple[float, str]:
    """Milliseconds, and the page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    start = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read().decode()
    took = (time.perf_counter() - start) * 1000
    assert answer.status == 200, answer.status
    connection.close()
    return took, body
