"""Bounds worked out on arrays are those that trying every possibility gives, one by one."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.ledgers import join_ledgers
from tests.core.diagnosis.test_draws import build, enter, towns
from weft.core.diagnosis import read_method
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.ledger import CELLS, MANNERS, ROLES, Ledger
from weft.core.diagnosis.rules import share_roles
from weft.core.diagnosis.variants import Add, Put, vary

METHOD = read_method()
answers = st.lists(st.sampled_from(["yes", "no", "open"]), min_size=10, max_size=10)


def enter_answers(given_answers: list[str]) -> Ledger:
    """A setting in the phase of implementation in which each level's roles are held, or not."""
    ledger = enter(build({name: [] for name in ("disputes",)}), phase="implementation")
    first = MANNERS.index(("de_facto", "implementation")) * 2 * len(ROLES)
    changes = [
        Add("claims", {"cell": first + at, "positive": answer == "yes", "certain": True})
        for at, answer in enumerate(given_answers)
        if answer != "open"
    ]
    return vary(ledger, [(0, [*changes, Put("settings", 0, "policies", [True, True])])])


def share(roles: list[tuple[bool, bool]]) -> float:
    parts = [
        (METHOD.roles[role], worth)
        for role, held in zip(ROLES, roles, strict=True)
        if (worth := share_roles(*held)) is not None
    ]
    total = sum(weight for weight, _ in parts)
    return sum(weight * worth for weight, worth in parts) / total if total else 0.0


@settings(max_examples=40, deadline=None)
@given(answers)
def test_local_autonomy_is_the_exact_range_over_every_way_the_roles_may_be_held(found):
    possible = {"yes": [True], "no": [False], "open": [True, False]}
    upper, lower = found[: len(ROLES)], found[len(ROLES) :]
    pairs = [list(product(possible[u], possible[w])) for u, w in zip(upper, lower, strict=True)]
    shares = [share(list(roles)) for roles in product(*pairs)]
    bounds = bound_signals(enter_answers(found), METHOD)
    # Surveyed: no policy of its own, which is the other half of autonomy.
    assert bounds["A"][0] == pytest.approx([min(shares) / 2, max(shares) / 2])
    both = [sum(u and w for u, w in roles) / len(ROLES) for roles in product(*pairs)]
    assert bounds["O"][0] == pytest.approx([min(both), max(both)])


def test_there_are_as_many_cells_as_manners_levels_and_roles():
    assert CELLS == len(MANNERS) * 2 * len(ROLES) == 40


@settings(max_examples=40, deadline=None)
@given(st.lists(towns, min_size=2, max_size=4))
def test_bounds_and_scores_are_to_the_last_digit_those_of_each_setting_alone(several):
    ledgers = [enter(build(each)) for each in several]
    together = bound_signals(join_ledgers(ledgers), METHOD)
    alone = [bound_signals(each, METHOD) for each in ledgers]
    for code, found in together.items():
        assert (found == np.concatenate([each[code] for each in alone])).all(), code
    scores = configure(*stack_signals(together), METHOD)
    for at, each in enumerate(alone):
        one = configure(*stack_signals(each), METHOD)
        assert (one.point[0] == scores.point[at]).all()
        assert one.knownness[0] == scores.knownness[at]
        assert (one.excluded_by[0] == scores.excluded_by[at]).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.2, 0.5, 0.9]), st.floats(0, 1), st.floats(0, 1),
            st.sampled_from([-1, 0, 1]),
        ),
        min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_balance_is_within_what_every_corner_gives_and_reaches_it(rows):
    kinds = [0, 5, 7, 11]  # a mandate, a negotiated contract, a consultative body, information
    names = list(METHOD.mechanisms)
    ledger = enter(build({"disputes": []}))
    changes, corners = [], []
    for kind, (coverage, one, other, sign) in zip(kinds, rows, strict=False):
        low, high = sorted((one, other))
        row = {
            "kind": kind, "joins": True, "named": True, "certain": True, "sign": sign,
            "activity": (low, high), "recency": (1.0, 1.0), "coverage": coverage,
        }  # fmt: skip
        changes.append(Add("ties", row))
        numbers = METHOD.mechanisms[names[kind]]
        signs = (1, -1) if sign == 0 else (sign,)
        corners.append(
            [
                (numbers.q * coverage * end, each * abs(numbers.d))
                for end in (low, high)
                for each in signs
            ]
        )
    closed = Put("settings", 0, "ties", True)
    low, high = bound_signals(vary(ledger, [(0, [*changes, closed])]), METHOD)["E"][0]
    found = []
    for corner in product(*corners):
        total = sum(weight for weight, _ in corner)
        lean = sum(weight * d for weight, d in corner) / total if total else None
        found.append(0.0 if lean is None else 1 - min(1, abs(lean) / METHOD.balance.one_sided))
    assert low == pytest.approx(min(found), abs=1e-9)
    assert high >= max(found) - 1e-9
