"""Tests that what suppression withholds cannot be worked out, with a reader of another make."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.observatory.disclosure_tables import (
    Name,
    Reader,
    add_totals,
    make_figures,
    reckon_all_totals,
)
from weft.core.observatory.disclosure.attack import Attack
from weft.core.observatory.disclosure.policy import PUBLISHED, Policy
from weft.core.observatory.disclosure.protection import protect
from weft.core.observatory.disclosure.suppression import suppress
from weft.core.observatory.disclosure.system import Targets, make_system


def publish(cells: Mapping[Name, float], policy: Policy) -> dict[Name, float | None]:
    """What the public gets of a table area x sex x origin, None where it is withheld."""
    rows = [
        {"area": a, "sex": s, "origin": o, "value": value} for (a, s, o), value in cells.items()
    ]
    parents = {name[0]: "_T" for name in cells if name[0] != "_T"}
    shown = protect(make_figures(rows), policy, parents=parents).values
    return {n: None if np.isnan(v) else float(v) for n, v in zip(cells, shown, strict=True)}


def read(shown: Mapping[Name, float | None]) -> Reader:
    """A reader of the table who knows all its totals."""
    reader = Reader()
    for name, value in shown.items():
        reader.see(name, value)
    reckon_all_totals(reader, shown)
    return reader


def list_recovered(cells: Mapping[Name, float], policy: Policy) -> list[Name]:
    """The small counts that a reader works out better than their protection interval, beyond what
    the zeros alone tell him."""
    t = policy.threshold
    reader = read(publish(cells, policy))
    # What nobody could prevent: all that is not zero is withheld.
    bare = read({name: value if value == 0 else None for name, value in cells.items()})
    found = []
    for name, value in cells.items():
        if 0 < value < t:
            low, high = reader.work_out(name)
            lowest, highest = bare.work_out(name)
            least = max(1, lowest)
            most = min(max(t - 1, 2, least + 1), highest)
            if low > least or high < most:
                found.append(name)
    return found


TABLE = add_totals({
    ("north", "F", "ROU"): 1, ("north", "F", "MAR"): 20, ("north", "F", "PER"): 9,
    ("north", "M", "ROU"): 12, ("north", "M", "MAR"): 0, ("north", "M", "PER"): 30,
    ("south", "F", "ROU"): 14, ("south", "F", "MAR"): 3, ("south", "F", "PER"): 8,
    ("south", "M", "ROU"): 7, ("south", "M", "MAR"): 16, ("south", "M", "PER"): 22,
})  # fmt: skip


def test_no_small_count_of_linked_tables_can_be_worked_out() -> None:
    assert list_recovered(TABLE, Policy()) == []


def test_without_a_policy_every_small_count_is_read_off() -> None:
    small = [name for name, value in TABLE.items() if 0 < value < 5]
    assert list_recovered(TABLE, PUBLISHED) == small != []


def test_withholding_small_counts_alone_is_not_enough() -> None:
    reader = read({name: None if 0 < value < 5 else value for name, value in TABLE.items()})
    assert reader.work_out(("north", "F", "ROU")) == (1, 1)


def test_zeros_are_shown_as_zeros() -> None:
    assert publish(TABLE, Policy())["north", "M", "MAR"] == 0


def test_two_ones_in_a_row_are_not_enough_for_each_other() -> None:
    cells = add_totals({("a", "F", "X"): 1, ("a", "M", "X"): 1, ("a", "F", "Y"): 40,
                        ("a", "M", "Y"): 30, ("b", "F", "X"): 20, ("b", "M", "X"): 25,
                        ("b", "F", "Y"): 9, ("b", "M", "Y"): 50})  # fmt: skip
    assert list_recovered(cells, Policy()) == []


def test_a_threshold_of_two_hides_single_people() -> None:
    cells = add_totals({("a", "F", "X"): 1, ("a", "M", "X"): 7, ("a", "F", "Y"): 6,
                        ("a", "M", "Y"): 8})  # fmt: skip
    assert list_recovered(cells, Policy(threshold=2)) == []
    assert publish(cells, Policy(threshold=2))["a", "F", "X"] is None


def test_the_program_withholds_the_least_that_is_enough() -> None:
    # One small count in a table of 3 x 3 with totals: three more cells close the circle.
    values = np.array([1, 20, 30, 51, 40, 9, 50, 99, 60, 70, 80, 210, 101, 99, 160, 360], float)
    grid = np.arange(16).reshape(4, 4)
    relations = [([*line], [1.0, 1.0, 1.0, -1.0]) for line in [*grid.tolist(), *grid.T.tolist()]]
    system = make_system(values, relations)
    targets = Targets(np.array([0]), np.array([1.0]), np.array([4.0]))
    hidden = values == 1
    found = suppress(system, targets, hidden, ~hidden, np.ones(16))
    assert found.optimal
    assert found.hidden.sum() == 4
    cheapest = suppress(system, targets, hidden, ~hidden, values)
    assert sorted(values[cheapest.hidden]) == [1, 9, 20, 40]


def test_a_secret_that_nothing_can_hide_is_said_to_be_exposed() -> None:
    system = make_system(np.array([3.0, 3.0]), [([0, 1], [1.0, -1.0])])
    targets = Targets(np.array([0]), np.array([1.0]), np.array([4.0]))
    found = suppress(system, targets, np.array([True, False]), np.zeros(2, bool), np.ones(2))
    assert found.exposed.tolist() == [0]


def test_the_attack_finds_the_interval_of_whole_numbers() -> None:
    # x + y = 5 and 2 x + y + z = 8, all at least 1: z = 3 - x.
    system = make_system(
        np.array([1.0, 4.0, 2.0, 5.0, 8.0]),
        [([0, 1, 3], [1.0, 1.0, -1.0]), ([0, 1, 2, 4], [2.0, 1.0, 1.0, -1.0])],
    )
    attack = Attack(system, np.array([True, True, True, False, False]))
    assert attack.find_interval(0) == (1, 2)
    assert attack.find_interval(2) == (1, 2)
    assert attack.find_interval(3) == (5, 5)


counts = st.one_of(st.integers(0, 6), st.integers(0, 60))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    numbers=st.lists(counts, min_size=12, max_size=12),
    threshold=st.sampled_from([2, 3, 5]),
    shape=st.sampled_from([(1, 2, 6), (3, 2, 2), (2, 1, 6), (2, 2, 3)]),
)
def test_no_small_count_of_any_table_can_be_worked_out(
    numbers: list[int], threshold: int, shape: tuple[int, int, int]
) -> None:
    names = [
        (f"a{i}", f"s{j}", f"o{k}")
        for i in range(shape[0])
        for j in range(shape[1])
        for k in range(shape[2])
    ]
    cells = add_totals(dict(zip(names, numbers, strict=True)))
    assert list_recovered(cells, Policy(threshold=threshold)) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_larger_table_is_safe_though_its_optimum_is_not_proved(seed: int) -> None:
    generator = np.random.default_rng(seed)
    table = generator.poisson(np.exp(generator.normal(2.5, 1.3, (30, 20)))).astype(float)
    full = add_totals({(f"a{i}", "_T", f"o{k}"): table[i, k] for i in range(30) for k in range(20)})
    shown = publish(full, Policy())
    reader = read(shown)
    small = [n for n, v in full.items() if 0 < v < 5]
    for at in generator.choice(len(small), 12, replace=False):
        low, high = reader.work_out(small[at])
        assert low == 1
        assert high >= 4
    assert sum(each is None for each in shown.values()) < 1.5 * len(small)
