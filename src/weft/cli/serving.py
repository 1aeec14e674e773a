"""weft serve and weft demo: the site, on one's own machine unless settings say otherwise."""

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from weft.cli.common import fail, find_path, list_packs, show_progress
from weft.cli.site import MISSING, prepare_files, prepare_tables, wake

PortOption = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any that is free.")
]
WorkersOption = Annotated[
    int, typer.Option("--workers", min=1, max=64, help="Processes that answer at the same time.")
]
DEMO = Path("var/demo")
PEOPLE = Path(str(files("weft.packs"))) / "demo.yaml"
FIGURES = Path(str(files("weft.packs"))) / "figures"
PATIENCE = 60  # seconds that an answer may take


def serve(
    port: PortOption = 8000,
    workers: WorkersOption = 2,
    address: Annotated[
        str, typer.Option("--address", help="Where to listen; not only this machine: 0.0.0.0.")
    ] = "127.0.0.1",
) -> None:
    """Serve the site with what is in its database; settings are read from the environment."""
    wake()
    prepare_tables()
    prepare_files()
    _listen(address, port, workers)


def demo(
    port: PortOption = 8000,
    workers: WorkersOption = 2,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make the database anew, even if it is up to date.")
    ] = False,
) -> None:
    """Load the MC2CM atlas and those of six cities into a SQLite file of their own, and serve the
    site on this machine."""
    started = time.monotonic()
    if os.environ.get("DATABASE_URL"):
        raise fail("The demo has a database of its own; unset DATABASE_URL, or use: weft serve", 2)
    folder = Path(os.environ.get("WEFT_FOLDER") or DEMO).resolve()
    file, fresh_file = folder / "weft.sqlite3", folder / "new.sqlite3"
    state = _describe_demo()
    stamp = folder / "loaded"
    ready = file.exists() and stamp.exists() and stamp.read_text("utf-8") == state
    build = fresh or not ready
    os.environ.update(WEFT_FOLDER=str(folder), WEFT_LOCAL="yes", WEFT_DEMO="yes")
    os.environ.pop("WEFT_HOSTS", None)
    if build:
        _remove(folder, "new.sqlite3")
        os.environ["DATABASE_URL"] = f"sqlite:///{fresh_file}"
    wake()
    if build:
        _fill(fresh_file)
        stamp.unlink(missing_ok=True)
        _remove(folder, "weft.sqlite3")
        fresh_file.rename(file)
        stamp.write_text(state, "utf-8")
        _switch(file)
        _forget_figures()
    prepare_files()
    _listen("127.0.0.1", port, workers, started)


def _describe_demo() -> str:
    """The packs, the people and the version: when any changes, the demo is loaded anew."""
    from weft import __version__  # noqa: PLC0415

    lines = [__version__]
    for found in (*(find_path(name) for name in list_packs()), PEOPLE, FIGURES):
        parts = sorted(found.rglob("*")) if found.is_dir() else [found]
        lines += [f"{each} {each.stat().st_size} {each.stat().st_mtime_ns}" for each in parts]
    migrations = Path(__file__).parents[1] / "web"
    lines += [str(each) for each in sorted(migrations.glob("*/migrations/*.py"))]
    return "\n".join(lines)


def _remove(folder: Path, name: str) -> None:
    """A SQLite file and what SQLite keeps beside it."""
    for each in folder.glob(f"{name}*"):
        each.unlink(missing_ok=True)


def _fill(file: Path) -> None:
    """A new database with all packs, each a change set, and with the people of the demonstration;
    closed, so that the file is whole."""
    from django.db import connection  # noqa: PLC0415

    from weft.core.atlas import read_atlas  # noqa: PLC0415
    from weft.web.accounts.demo import make_demo_people  # noqa: PLC0415
    from weft.web.atlas.actions import load_atlas  # noqa: PLC0415

    prepare_tables()
    for name in list_packs():
        with show_progress(f"Loading {name} ..."):
            load_atlas(read_atlas(find_path(name)), name)
    with show_progress("Loading figures ..."):
        _load_figures()
    make_demo_people()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _load_figures() -> None:
    """In a process of its own: what reads figures is large, and the workers of the site must not
    begin with a copy of it."""
    command = [sys.executable, "-c", "from weft.cli import main; main()", "observe", "packs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise fail(f"The figures were not loaded: {done.stderr.strip() or done.stdout.strip()}")


def _forget_figures() -> None:
    """Take away the figures of the database that was there before."""
    from weft.web.observatory.packs import forget_unknown  # noqa: PLC0415

    forget_unknown()


def _switch(file: Path) -> None:
    """Read from the finished file from now on."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = str(file)
    os.environ.pop("DATABASE_URL", None)


def _listen(address: str, port: int, workers: int, started: float | None = None) -> None:
    """Serve until somebody stops it; says the address once pages can be opened."""
    try:
        from gunicorn.app.base import BaseApplication  # noqa: PLC0415
    except ImportError:
        raise fail(MISSING) from None
    gc.enable()  # commands end before it matters; a site does not
    where: dict[str, str] = {}  # gunicorn takes a socket that systemd gives
    said = "."
    if not _is_given_a_socket():
        listener = _open_port(address, port)
        where = {"bind": f"fd://{listener.fileno()}"}
        host = "127.0.0.1" if address == "0.0.0.0" else address  # noqa: S104
        said = f":\n  http://{host}:{listener.getsockname()[1]}/\nStop it with Ctrl-C."

    def announce(server: Any) -> None:
        took = f" after {time.monotonic() - started:.1f} s" if started else ""
        typer.echo(f"Weft is open{took}{said}")

    def begin_warm_up(worker: Any) -> None:
        from weft.web.wsgi import warm_up_pages  # noqa: PLC0415

        def warm_up_once() -> None:
            warm_up_pages()
            # What stays is looked through no more, which takes 200 ms each time, while people wait.
            gc.collect()
            gc.freeze()

        threading.Thread(target=warm_up_once, daemon=True, name="warm-up").start()

    class Site(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            settings = {
                **where,
                "workers": workers,
                "preload_app": True,
                "when_ready": announce,
                "post_worker_init": begin_warm_up,
                "loglevel": "warning",
                "control_socket_disable": True,
                # Whoever asked before a stop gets the whole answer; Ctrl-C does not wait.
                "graceful_timeout": PATIENCE,
                "timeout": PATIENCE,
                "limit_request_line": 8190,
            }
            for name, value in settings.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from weft.web.wsgi import application, warm_up  # noqa: PLC0415

            warm_up()
            # What was read is shared by the workers, and looked through by none when it ends.
            gc.freeze()
            return application

    Site().run()


def _is_given_a_socket() -> bool:
    """Whether systemd opened the port and started us with it: it stays open while we restart, so
    that who asks meanwhile waits and is not turned away."""
    return os.environ.get("LISTEN_PID") == str(os.getpid())


def _open_port(address: str, port: int) -> socket.socket:
    """A socket that listens; ends if the port is taken, and says which other would do."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except OSError as error:
        listener.close()
        hint = "" if port == 0 else "; choose another with --port, or --port 0 for any that is free"
        raise fail(f"Port {port} cannot be used ({error.strerror}){hint}") from None
    listener.listen(128)
    listener.set_inheritable(True)
    return listener
