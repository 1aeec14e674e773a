"""Tests that what is published over time, of tables with holes, adds up to no small count."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.observatory.disclosure_tables import (
    Name,
    Reader,
    add_totals,
    make_figures,
    reckon_all_totals,
)
from weft.core.observatory.disclosure.figures import Earlier
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import protect

THRESHOLD = 5
INNER = [(f"a{i}", s, o) for i in (1, 2) for s in "FM" for o in "XYZ"]
ALL = sorted(add_totals(dict.fromkeys(INNER, 1)))


def publish(cells: dict[Name, float], earlier: list[Earlier]) -> Earlier:
    """A version of these cells."""
    rows = [{"area": a, "sex": s, "origin": o, "value": v} for (a, s, o), v in cells.items()]
    figures = make_figures(rows)
    parents = {"a1": "_T", "a2": "_T"}
    found = protect(figures, Policy(threshold=THRESHOLD), parents=parents, earlier=earlier)
    return Earlier(figures, ~found.withheld, found.withheld)


def read(published: list[tuple[list[Name], dict[Name, float]]]) -> Reader:
    """A reader who knows all sums, of stored cells and others, and what is shown: for each
    version the names of its cells, and those with a value."""
    reader = Reader()
    reckon_all_totals(reader, ALL)
    for names, shown in published:
        for name in names:
            if name not in reader.known:
                reader.see(name, shown.get(name))
    return reader


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    numbers=st.lists(st.one_of(st.integers(0, 6), st.integers(0, 50)), min_size=12, max_size=12),
    stored=st.tuples(
        *(st.lists(st.booleans(), min_size=len(ALL), max_size=len(ALL)) for _ in range(2))
    ),
)
def test_no_version_and_no_two_versions_tell_a_small_count(
    numbers: list[int], stored: tuple[list[bool], list[bool]]
) -> None:
    full = add_totals(dict(zip(INNER, [float(n) for n in numbers], strict=True)))
    earlier: list[Earlier] = []
    seen: list[tuple[list[Name], dict[Name, float]]] = []
    for kept in stored:
        cells = {name: full[name] for name, keep in zip(ALL, kept, strict=True) if keep}
        if not cells:
            continue
        version = publish(cells, earlier)
        shown = {n: v for (n, v), s in zip(cells.items(), version.shown, strict=True) if s}
        # What nobody can prevent any more: what was shown before, and the zeros of now.
        bare = read([*seen, (list(cells), {n: v for n, v in cells.items() if v == 0})])
        earlier.append(version)
        seen.append((list(cells), shown))
        reader = read(seen)
        for name, value in cells.items():
            if 0 < value < THRESHOLD:
                low, high = reader.work_out(name)
                lowest, highest = bare.work_out(name)
                least = max(1, lowest)
                assert low <= least
                assert high >= min(max(THRESHOLD - 1, least + 1), highest)
    assert all(not np.isnan(each.figures.values).any() for each in earlier)


def test_a_rest_that_nobody_lists_is_one_secret_as_long_as_it_does_not_change() -> None:
    """The city of version 1 is 10 less the rest of the metropolis, and version 2 would tell that:
    120 less 90 and 24."""
    rest: Name = ("rest", "_T", "_T")
    first = {("_T", "_T", "_T"): 100.0, ("a1", "_T", "_T"): 4.0, ("a2", "_T", "_T"): 90.0}
    second = {("_T", "_T", "_T"): 120.0, ("a1", "_T", "_T"): 24.0, ("a2", "_T", "_T"): 90.0}
    versions: list[Earlier] = []
    reader = Reader()
    for cells in (first, second):
        versions.append(publish(cells, versions))
        names: list[Name] = [(str(len(versions)), *name) for name in cells]
        for name, value, shown in zip(names, cells.values(), versions[-1].shown, strict=True):
            reader.see(name, value if shown else None)
        reader.reckon(names[0], [*names[1:], rest])
    low, high = reader.work_out(("1", "a1", "_T", "_T"))
    assert low <= 1
    assert high >= THRESHOLD - 1


def test_a_zero_of_which_its_source_says_that_it_is_secret_could_be_a_small_count() -> None:
    rows = [
        {"area": "_T", "value": 60},
        {"area": "a1", "value": 0, "confidential": True},
        {"area": "a2", "value": 20},
        {"area": "a3", "value": 40},
    ]
    parents = dict.fromkeys(("a1", "a2", "a3"), "_T")
    found = protect(make_figures(rows), Policy(threshold=THRESHOLD), parents=parents)
    reader = Reader()
    for row, hidden in zip(rows, found.withheld, strict=True):
        reader.see((str(row["area"]),), None if hidden else float(str(row["value"])), least=0)
    reader.reckon(("_T",), [("a1",), ("a2",), ("a3",)])
    low, high = reader.work_out(("a1",))
    assert low == 0
    assert high >= THRESHOLD - 1
