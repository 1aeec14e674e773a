"""`weft diagnose mc2cm` from a cold start to its output, against bare imports of its libraries."""

import subprocess
import sys
import time
from pathlib import Path

RUNS = 7
ALLOWANCE = 0.3  # seconds


def measure(command: list[str]) -> float:
    """Seconds of the whole process, the best of some runs: the machine is noisy."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print both times and the ratio to the aim: twice the bare imports plus 0.3 s."""
    weft = str(Path(sys.executable).with_name("weft"))
    bare = measure([sys.executable, "-c", "import pydantic, typer, rich"])
    full = measure([weft, "diagnose", "mc2cm"])
    aim = 2 * bare + ALLOWANCE
    print(f"bare imports {bare:.2f} s; weft diagnose mc2cm {full:.2f} s")
    print(f"aim 2 x bare + {ALLOWANCE} s = {aim:.2f} s: {full / aim:.2f} of the aim")
