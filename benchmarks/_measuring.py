"""How the benchmarks measure memory, and the time that is spent outside numpy."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROUNDS = 15


def run_fresh(work: Callable[..., Any], *arguments: Any) -> Any:
    """What a function of a module returns in a new process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def read_peak() -> float:
    """The most memory that this process has held so far, in MB; nan where Linux does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    peaks = [int(each.split()[1]) / 1024 for each in lines if each.startswith("VmHWM:")]
    return peaks[0] if peaks else float("nan")


def measure_calls(work: Callable[[Any], Any], whole: Any, tenth: Any) -> float:
    """The share of the time that does not grow with the data, 0 to 1: that of the interpreter and
    of calling numpy.

    A straight line through the times of all the data and of a tenth, prolonged to no data. (A
    profiler cannot tell: it counts what `a * b` takes as time of the function it stands in.)
    """
    full, part = (min(_measure_once(work, each) for _ in range(ROUNDS)) for each in (whole, tenth))
    return max(0.0, (10 * part - full) / 9 / full)


def _measure_once(work: Callable[[Any], Any], data: Any) -> float:
    start = time.process_time()
    work(data)
    return time.process_time() - start
