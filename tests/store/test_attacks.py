"""Attacks on what is published: none may recover a protected count, and without the policy all do.

Each attack reads public files only, and answers which small counts it worked out more closely than
their protection interval. Each is tried twice: on protected files it must come home with nothing,
on the same files published without protection it must find what there is, else it proves nothing.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.core.observatory.disclosure_tables import (
    Name,
    Reader,
    add_totals,
    reckon_all_totals,
)
from tests.store.public_files import protect, write_version
from weft.core.observatory.disclosure import protection
from weft.core.observatory.disclosure.policy import PUBLISHED, Policy
from weft.core.observatory.disclosure.suppression import Suppression
from weft.core.observatory.disclosure.system import Flags, Floats, System, Targets

Rows = list[dict[str, Any]]
THRESHOLD = 5
KEYS = ("area", "measure", "period", "by_sex", "by_origin")
PARENTS = {"city": "metro", "town": "metro", "metro": "region"}


def row(area: str, sex: str, origin: str, value: float, **more: Any) -> dict[str, Any]:
    """A row of a version."""
    return {"area": area, "by_sex": sex, "by_origin": origin, "value": value} | more


def publish(folder: Path, policy: Policy, *versions: Rows) -> list[Path]:
    """The public files of versions that are published one after the other."""
    files: list[Path] = []
    for number, rows in enumerate(versions):
        version = write_version(folder / str(number), rows)
        protect(version, policy, tuple(files), **PARENTS)
        files.append(version.with_name("public.parquet"))
    return files


def read(file: Path) -> dict[Name, float | None]:
    """What a file shows."""
    rows = pq.read_table(file).to_pylist()
    return {tuple(each.get(key, "_T") for key in KEYS): each["value"] for each in rows}


def see(files: Iterable[Path]) -> Reader:
    """A reader who has kept all files, and takes a figure to be what it was before."""
    reader = Reader()
    for file in files:
        for name, value in read(file).items():
            if name not in reader.known:
                reader.see(name, value)
    return reader


def list_recovered(reader: Reader, secrets: dict[Name, float]) -> list[Name]:
    """The secrets that the reader knows better than he may."""
    found = []
    for name in secrets:
        low, high = reader.work_out(name)
        if low > 1 or high < THRESHOLD - 1:
            found.append(name)
    return found


def name(area: str, sex: str, origin: str, measure: str = "stock", period: str = "2020") -> Name:
    """A figure as a reader calls it."""
    return (area, measure, period, sex, origin)


# Each attack: versions in the order of publication, the sums the reader knows, the secrets.
Attack = tuple[list[Rows], Callable[[Reader], None], dict[Name, float]]


def subtract_tables() -> Attack:
    """One table by sex and one by origin: the total of the one less the parts of the other."""
    rows = [row("city", "_T", "_T", 153), row("city", "F", "_T", 73), row("city", "M", "_T", 80),
            row("city", "_T", "ROU", 90), row("city", "_T", "PER", 60),
            row("city", "_T", "MAR", 3)]  # fmt: skip

    def reckon(reader: Reader) -> None:
        reader.reckon(name("city", "_T", "_T"), [name("city", s, "_T") for s in "FM"])
        parts = [name("city", "_T", o) for o in ("ROU", "PER", "MAR")]
        reader.reckon(name("city", "_T", "_T"), parts)

    return [rows], reckon, {name("city", "_T", "MAR"): 3}


def subtract_versions() -> Attack:
    """A first version with one partner withheld, a second in which a bigger one joins."""
    first = [row("city", "_T", "_T", 53), row("city", "_T", "ROU", 50), row("city", "_T", "MAR", 3)]
    second = [row("city", "_T", "_T", 73), row("city", "_T", "ROU", 50),
              row("city", "_T", "MAR", 3), row("city", "_T", "PER", 20)]  # fmt: skip
    third = [each for each in second if each["by_origin"] != "_T"]

    def reckon(reader: Reader) -> None:
        parts = [name("city", "_T", o) for o in ("ROU", "MAR")]
        if (total := reader.known.get(name("city", "_T", "_T"))) == 53:
            reader.reckon(name("city", "_T", "_T"), parts)
        elif total == 73:
            reader.reckon(name("city", "_T", "_T"), [*parts, name("city", "_T", "PER")])

    return [first, second, third], reckon, {name("city", "_T", "MAR"): 3}


def subtract_a_total_from_before() -> Attack:
    """The total was published alone, and later the parts without it."""
    first = [row("city", "_T", "_T", 53)]
    second = [row("city", "F", "_T", 50), row("city", "M", "_T", 3)]

    def reckon(reader: Reader) -> None:
        reader.reckon(name("city", "_T", "_T"), [name("city", s, "_T") for s in "FM"])

    return [first, second], reckon, {name("city", "M", "_T"): 3}


def subtract_areas() -> Attack:
    """A metropolis less its city and its town: the rest, of which no table speaks."""
    rows = [row("metro", "_T", "MAR", 172), row("city", "_T", "MAR", 150),
            row("town", "_T", "MAR", 20)]  # fmt: skip
    rest = name("rest", "_T", "MAR")

    def reckon(reader: Reader) -> None:
        parts = [name("city", "_T", "MAR"), name("town", "_T", "MAR"), rest]
        reader.reckon(name("metro", "_T", "MAR"), parts)

    return [rows], reckon, {rest: 2}


def subtract_areas_over_two_levels() -> Attack:
    """A region less its city, where of the metropolis between them only the women are told."""
    rows = [row("region", "_T", "MAR", 90), row("region", "F", "MAR", 40),
            row("region", "M", "MAR", 50), row("metro", "F", "MAR", 37),
            row("city", "M", "MAR", 40), row("city", "F", "MAR", 30),
            row("city", "_T", "MAR", 70)]  # fmt: skip
    rest = name("rest", "F", "MAR")

    def reckon(reader: Reader) -> None:
        for area in ("region", "city"):
            parts = [name(area, s, "MAR") for s in "FM"]
            reader.reckon(name(area, "_T", "MAR"), parts)
        parts = [name("metro", "F", "MAR"), rest]
        reader.reckon(name("region", "F", "MAR"), parts)

    return [rows], reckon, {rest: 3}


def subtract_parts_from_totals() -> Attack:
    """A total of everything less cells by sex and origin, whose margins are stored nowhere."""
    rows = [row("city", "_T", "_T", 112), row("city", "F", "ROU", 60), row("city", "M", "ROU", 30),
            row("city", "F", "MAR", 20), row("city", "M", "MAR", 2)]  # fmt: skip

    def reckon(reader: Reader) -> None:
        parts = [name("city", s, o) for s in "FM" for o in ("ROU", "MAR")]
        reader.reckon(name("city", "_T", "_T"), parts)

    return [rows], reckon, {name("city", "M", "MAR"): 2}


def subtract_quarters() -> Attack:
    """A year less three of its quarters."""
    events = {"measure": "arrivals"}
    rows = [row("city", "_T", "_T", v, period=f"2020-Q{n}", **events)
            for n, v in enumerate((20, 31, 4, 12), 1)]  # fmt: skip
    rows.append(row("city", "_T", "_T", 67, period="2020", **events))

    def reckon(reader: Reader) -> None:
        quarters = [name("city", "_T", "_T", "arrivals", f"2020-Q{n}") for n in range(1, 5)]
        reader.reckon(name("city", "_T", "_T", "arrivals"), quarters)

    return [rows], reckon, {name("city", "_T", "_T", "arrivals", "2020-Q3"): 4}


def use_the_balance() -> Attack:
    """The stock of two years and all flows but one."""
    numbers = {"stock_start": 300, "births": 9, "deaths": 3, "arrivals": 40, "departures": 26,
               "stock": 320}  # fmt: skip
    rows = [row("city", "_T", "_T", value, measure=measure) for measure, value in numbers.items()]

    def reckon(reader: Reader) -> None:
        signs = {"stock": -1.0, "deaths": -1.0, "departures": -1.0}
        reader.sums.append({name("city", "_T", "_T", m): signs.get(m, 1.0) for m in numbers})

    return [rows], reckon, {name("city", "_T", "_T", "deaths"): 3}


def solve_everything() -> Attack:
    """All sums of a table of three sides in two versions, by linear programming."""
    generator = np.random.default_rng(6)
    cells = {
        (area, sex, origin): float(generator.poisson(generator.choice([2, 6, 40])))
        for area in ("city", "town")
        for sex in "FM"
        for origin in ("ROU", "MAR", "PER")
    }
    full = {("metro" if a == "_T" else a, s, o): v for (a, s, o), v in add_totals(cells).items()}
    second = full | {(a, "_T", o): full[a, "_T", o] for a, _, o in full}
    rows = [row(*each, value) for each, value in full.items()]
    again = [row(*each, value) for each, value in second.items() if each[1] != "M"]

    def reckon(reader: Reader) -> None:
        shape = {("_T" if a == "metro" else a, s, o) for a, s, o in full}
        abstract = Reader()
        reckon_all_totals(abstract, shape)
        for each in abstract.sums:
            reader.sums.append({name("metro" if a == "_T" else a, s, o): coefficient
                                for (a, s, o), coefficient in each.items()})  # fmt: skip

    return [rows, again], reckon, {name(*n): v for n, v in full.items() if 0 < v < THRESHOLD}


ATTACKS = [
    subtract_tables, subtract_versions, subtract_a_total_from_before, subtract_areas,
    subtract_areas_over_two_levels, subtract_parts_from_totals, subtract_quarters,
    use_the_balance, solve_everything,
]  # fmt: skip


def attack(make: Callable[[], Attack], folder: Path, policy: Policy) -> list[Name]:
    """What the attack recovers from files published under a policy."""
    versions, reckon, secrets = make()
    recovered: set[Name] = set()
    for last in range(1, len(versions) + 1):
        files = publish(folder / str(last), policy, *versions[:last])
        for kept in (files, files[-1:]):  # who kept everything, and who came late
            reader = see(kept)
            reckon(reader)
            recovered.update(list_recovered(reader, secrets))
    return sorted(recovered)


@pytest.mark.parametrize("make", ATTACKS)
def test_nothing_is_recovered_from_what_is_published(
    make: Callable[[], Attack], tmp_path: Path
) -> None:
    assert attack(make, tmp_path, Policy(threshold=THRESHOLD)) == []


@pytest.mark.parametrize("make", ATTACKS)
def test_without_the_policy_the_same_attack_recovers_everything(
    make: Callable[[], Attack], tmp_path: Path
) -> None:
    assert attack(make, tmp_path, PUBLISHED) == sorted(make()[2])


@pytest.mark.parametrize("make", ATTACKS)
def test_withholding_small_counts_alone_would_not_be_enough(
    make: Callable[[], Attack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_nothing(
        system: System, targets: Targets, hidden: Flags, free: Flags, weights: Floats
    ) -> Suppression:
        return Suppression(hidden, 0, 0.0, True, targets.cells[:0])

    monkeypatch.setattr(protection, "suppress", add_nothing)
    assert attack(make, tmp_path, Policy(threshold=THRESHOLD)) != []


def average_what_is_published(folder: Path, policy: Policy, keys: list[bytes]) -> Any:
    """A table asked for again and again: how far the averages lie from the true counts."""
    true = np.array([each % 12 + 1 for each in range(60)], float)
    rows = [row(f"a{n}", "_T", "_T", value) for n, value in enumerate(true)]
    asked = []
    for turn, key in enumerate(keys):
        # Each time with other figures beside it, and in another order.
        order = np.random.default_rng(turn).permutation(60)
        others = [row(f"b{turn}", "_T", "_T", turn)]
        version = write_version(folder / str(turn), [*others, *(rows[at] for at in order)])
        shown = np.empty(60)
        shown[order] = [each["value"] for each in protect(version, policy, key=key)[1:]]
        asked.append(shown)
    return np.abs(np.mean(asked, axis=0) - true)


def test_asking_again_and_again_does_not_average_the_noise_away(tmp_path: Path) -> None:
    cell_keys = Policy(method="cell_keys")
    once = average_what_is_published(tmp_path / "1", cell_keys, [b"the secret of a site"])
    often = average_what_is_published(tmp_path / "2", cell_keys, [b"the secret of a site"] * 40)
    assert (once == often).all()
    assert (often > 0.5).mean() > 0.5


def test_noise_drawn_afresh_each_time_would_be_averaged_away(tmp_path: Path) -> None:
    keys = [f"another secret each time {each}".encode() for each in range(40)]
    far = average_what_is_published(tmp_path, Policy(method="cell_keys"), keys)
    assert (far > 0.5).mean() < 0.15
    assert (average_what_is_published(tmp_path / "2", PUBLISHED, keys[:1]) == 0).all()


def test_a_share_does_not_tell_the_count_that_is_withheld(tmp_path: Path) -> None:
    rows = [row("city", "_T", "_T", 200), row("city", "F", "_T", 197), row("city", "M", "_T", 3),
            row("city", "M", "_T", 1.5, measure="share", unit="percent")]  # fmt: skip
    for policy, told in ((Policy(), False), (PUBLISHED, True)):
        seen = read(publish(tmp_path / policy.kind, policy, rows)[0])
        total, share = seen[name("city", "_T", "_T")], seen[name("city", "M", "_T", "share")]
        assert (total is not None and share is not None) == told
