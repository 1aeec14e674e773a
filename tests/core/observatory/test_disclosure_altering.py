"""Tests of controlled rounding and of cell keys: all counts are shown, and none exactly."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.observatory.disclosure_tables import add_totals, make_figures
from weft.core.observatory.disclosure.cell_keys import (
    NoSuchTableError,
    change,
    draw_key,
    make_table,
)
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import NoSecretError, protect
from weft.core.observatory.disclosure.rounding import CannotRoundError, round_controlled
from weft.core.observatory.disclosure.system import make_system

KEY = b"the secret of a site"
ROUNDING = Policy(method="rounding")
CELL_KEYS = Policy(method="cell_keys")


def alter(rows: list[dict[str, Any]], policy: Policy, key: bytes = KEY) -> list[float]:
    """The values that are shown for the rows."""
    return protect(make_figures(rows), policy, key=key).values.tolist()


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), st.sampled_from([5, 10]))
def test_rounded_tables_add_up_and_stay_within_one_base(numbers: list[int], base: int) -> None:
    names = [(a, b) for a in "xyz" for b in "FM"]
    cells = add_totals(dict(zip(names, numbers, strict=True)))
    rows = [{"area": "t", "origin": a, "sex": b, "value": v} for (a, b), v in cells.items()]
    shown = dict(zip(cells, alter(rows, Policy(method="rounding", base=base)), strict=True))
    for (a, b), value in cells.items():
        assert shown[a, b] % base == 0
        assert abs(shown[a, b] - value) < base
        assert value != 0 or shown[a, b] == 0
        if a == "_T":
            assert shown[a, b] == sum(shown[each, b] for each in "xyz")
        if b == "_T":
            assert shown[a, b] == shown[a, "F"] + shown[a, "M"]


def test_the_rounding_is_the_nearest_that_adds_up() -> None:
    rows = [{"area": "t", "sex": s, "value": v} for s, v in (("_T", 14), ("F", 7), ("M", 7))]
    assert sorted(alter(rows, ROUNDING)) == [5, 10, 15]


def test_where_the_nearest_multiples_cannot_add_up_the_next_are_taken() -> None:
    system = make_system(np.array([6.0, 2.0]), [([0, 1], [1.0, -3.0])])  # x = 3 y
    assert round_controlled(system, 5).tolist() in ([0, 0], [15, 5])


def test_tables_that_no_rounding_can_add_up_are_refused() -> None:
    system = make_system(np.array([1.0, 1000.0]), [([0, 1], [1000.0, -1.0])])
    with pytest.raises(CannotRoundError, match="choose suppression"):
        round_controlled(system, 30)


@pytest.mark.parametrize(("deviation", "variance"), [(5, 3.0), (4, 2.0), (10, 12.5), (1, 0.5)])
def test_noise_is_unbiased_with_the_variance_asked_for(deviation: int, variance: float) -> None:
    table = make_table(deviation, variance)
    changes = np.arange(-deviation, deviation + 1)
    assert table.shape == (deviation + 1, 2 * deviation + 1)
    assert np.allclose(table.sum(axis=1), 1)
    assert np.allclose(table @ changes, 0, atol=1e-9)
    assert (table >= 0).all()
    assert table[0, deviation] == 1  # zero stays zero
    for count, row in enumerate(table):
        assert row[: deviation - count].sum() == 0  # no count becomes negative
        assert row @ changes**2 == pytest.approx(min(variance, count * deviation))


def test_noise_has_the_greatest_entropy_of_its_mean_and_variance() -> None:
    row = make_table(5, 3.0)[5]
    changes = np.arange(-5, 6)
    # The logarithm of a distribution of greatest entropy is a parabola.
    assert np.allclose(np.diff(np.log(row), n=3), 0, atol=1e-6)
    assert row @ changes**2 == pytest.approx(3)


def test_noise_that_varies_more_than_it_may_deviate_is_refused() -> None:
    with pytest.raises(NoSuchTableError, match="at most 25"):
        make_table(5, 26)


def test_drawn_changes_follow_the_table() -> None:
    table = make_table(5, 3.0)
    drawn = [change(2, draw_key(KEY, ["stock", str(each)], 2), table) - 2 for each in range(20_000)]
    assert np.mean(drawn) == pytest.approx(0, abs=0.05)
    assert np.var(drawn) == pytest.approx(3, rel=0.05)
    assert min(drawn) == -2
    assert max(drawn) <= 5


CELL = {"area": "turin", "sex": "F", "value": 23}


def test_the_same_cell_has_the_same_noise_in_every_table() -> None:
    alone = alter([CELL], CELL_KEYS)
    others = [{"area": f"a{n}", "sex": "F", "value": n} for n in range(50)]
    assert alter([*others, CELL], CELL_KEYS)[-1:] == alone
    with_origin = [CELL | {"origin": "_T"}, CELL | {"origin": "ROU", "value": 9}]
    assert alter(with_origin, CELL_KEYS)[:1] == alone
    assert alter([CELL], CELL_KEYS) == alone


def test_other_cells_values_and_secrets_have_other_noise() -> None:
    many = [CELL | {"area": f"a{n}"} for n in range(60)]
    assert len(set(alter(many, CELL_KEYS))) > 4
    assert alter(many, CELL_KEYS) != alter(many, CELL_KEYS, b"the secret of another site")
    changed = [row | {"value": 24} for row in many]
    moved = np.array(alter(changed, CELL_KEYS)) - np.array(alter(many, CELL_KEYS))
    assert len(set(moved.tolist())) > 4  # two versions do not tell by how much it changed


def test_zeros_and_missing_figures_stay_what_they_are() -> None:
    for policy in (ROUNDING, CELL_KEYS):
        shown = alter([CELL | {"value": 0}, CELL | {"area": "b", "value": None}], policy)
        assert shown[0] == 0
        assert np.isnan(shown[1])


def test_cell_keys_need_a_secret() -> None:
    with pytest.raises(NoSecretError, match="at least 16 bytes"):
        alter([CELL], CELL_KEYS, b"short")


@pytest.mark.parametrize("policy", [ROUNDING, CELL_KEYS])
def test_rates_are_not_shown_beside_altered_counts(policy: Policy) -> None:
    rate = CELL | {"measure": "share", "unit": "percent", "value": 12.5}
    secret = CELL | {"area": "b", "confidential": True}
    found = protect(make_figures([CELL, rate, secret]), policy, key=KEY)
    assert found.withheld.tolist() == [False, True, True]
    assert found.altered.tolist() == [True, False, False]
