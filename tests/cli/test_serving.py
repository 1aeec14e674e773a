"""What the site does when systemd starts it with an open socket, as on a server."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

WEFT = Path(sys.executable).with_name("weft")
# What systemd does: the socket becomes number 3, and the process is told that it is meant.
START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_who_asks_before_the_site_is_open_waits_and_gets_an_answer(tmp_path: Path) -> None:
    unset = ("DATABASE_URL", "WEFT_HOSTS", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd,
        socket.create_connection(listener.getsockname()) as early,
    ):
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(90)
        early.settimeout(90)
        early.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(listener.fileno()), WEFT, "serve", "--workers", "1"],
            cwd=tmp_path, pass_fds=[listener.fileno()],
            env=environment | {
                "WEFT_FOLDER": str(tmp_path / "var"), "NOTIFY_SOCKET": str(tmp_path / "notify"),
            },
        )  # fmt: skip
        try:
            assert systemd.recv(100).startswith(b"READY=1")
            assert b" 200 OK" in early.recv(100)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        # The port stays open for the next start: nobody is turned away meanwhile.
        socket.create_connection(listener.getsockname()).close()
