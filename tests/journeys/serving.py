"""Runs `weft demo` as somebody does in a terminal, for tests that open its pages or stop it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

WEFT = Path(sys.executable).with_name("weft")
PATIENCE = 90  # seconds until a start counts as failed, on a machine that does much else
# Pressed while it serves, it has done what it was asked for; while it loads, it was stopped.
STOPPED, INTERRUPTED = (0,), (1, 130, -signal.SIGINT)


class Demo:
    """One run of `weft demo` in a folder: a group of processes of its own, as a shell makes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = folder.with_name(f"{folder.name}-{time.monotonic_ns()}.txt")
        unset = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "WEFT_HOSTS", "WEFT_LOCAL")
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        out: IO[str]
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [WEFT, "demo", "--port", "0", "--workers", "1"],
                cwd=folder.parent,
                env=environment | {"WEFT_FOLDER": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def find_address(self) -> str:
        """The address it says once pages can be opened, without a slash at its end."""
        pattern = re.compile(r"Weft is open.*\n\s+(http://127\.0\.0\.1:\d+)/\s", re.DOTALL)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if found := pattern.search(self.read()):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"weft demo did not open:\n{self.read()}")

    def press_ctrl_c(self) -> int:
        """As a terminal does it, to all its processes; the exit code it ends with by itself."""
        self._signal(signal.SIGINT)
        return self.process.wait(timeout=15)

    def kill(self) -> None:
        """As `kill -9` on all its processes, or as a power cut."""
        self._signal(signal.SIGKILL)
        self.process.wait(timeout=15)

    def read(self) -> str:
        """All it has said so far."""
        return self.said.read_text("utf-8")

    def _signal(self, number: int) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
