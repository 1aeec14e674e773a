"""Drawing 10,000 settings 200 times, against limits of a second and a gigabyte."""

import time
from functools import partial
from typing import NamedTuple

from benchmarks._ledgers import make_ledger
from benchmarks._measuring import measure_calls, read_peak, run_fresh
from weft.core.diagnosis import read_method
from weft.core.diagnosis.chance import Chance
from weft.core.diagnosis.configuration import score_types
from weft.core.diagnosis.draws import AT_ONCE, draw_signals, measure_stability
from weft.core.diagnosis.ledger import Ledger
from weft.core.diagnosis.method import Method

SETTINGS = 10_000
DRAWS = 200
SEED = 2026
LIMIT = 1.0  # seconds
MEMORY = 1024.0  # MB
ROUNDS = 9


class Measured(NamedTuple):
    """Rows of each table, seconds of the rounds and of the processors in them, MB before and at
    the peak, share of calls."""

    rows: dict[str, int]
    seconds: list[float]
    processors: list[float]
    before: float
    peak: float
    calls: float


def measure() -> Measured:
    """Both, in this process."""
    method, ledger = read_method(), make_ledger(SETTINGS, SEED)
    before = read_peak()
    seconds, processors = [], []
    for _ in range(ROUNDS):
        start, busy = time.perf_counter(), time.process_time()
        measure_stability(ledger, method, SEED, DRAWS)
        seconds.append(time.perf_counter() - start)
        processors.append(time.process_time() - busy)
    peak = read_peak()
    part = AT_ONCE // DRAWS  # settings that are worked on at once
    draw = partial(_draw, method=method, chance=Chance(method, SEED, DRAWS))
    calls = measure_calls(draw, ledger.cut(0, part), ledger.cut(0, part // 10))
    rows = {name: len(getattr(ledger, name)) for name in ("ties", "claims", "plans", "conflicts")}
    return Measured(rows, seconds, processors, before, peak, calls)


def _draw(ledger: Ledger, method: Method, chance: Chance) -> None:
    score_types(draw_signals(ledger, method, chance), method)


def main() -> None:
    """Print the time and the memory of a fresh process, each with its share of the limit."""
    rows, seconds, processors, before, peak, calls = run_fresh(measure)
    best = min(seconds)  # the round that other work on the machine disturbed least
    print(
        f"{SETTINGS:,} settings ({', '.join(f'{each:,} {name}' for name, each in rows.items())}), "
        f"{DRAWS} draws: best of {ROUNDS} rounds {best:.2f} s, {best / LIMIT:.2f} of the limit "
        f"(longest {max(seconds):.2f} s; both processors together at best {min(processors):.2f} s)"
    )
    print(
        f"memory at the peak {peak:.0f} MB, {peak / MEMORY:.2f} of the limit, of which "
        f"{before:.0f} MB before; outside numpy {calls:.0%} of the time"
    )


if __name__ == "__main__":
    main()
