"""Tests that amounts of money tell nothing of who contributed most to them, with a reader of
another make who may be a contributor himself."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from pydantic import ValidationError

from tests.core.observatory.disclosure_tables import Name, Reader, make_figures, reckon_all_totals
from weft.core.observatory.disclosure.figures import Protected
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import protect
from weft.core.observatory.disclosure.rules import can_be_estimated, is_dominated, measure_extent

# Thousands of euros that associations spent in a district on a service, each with what the
# associations there spent; invented.
GIVEN: dict[Name, list[float]] = {
    ("north", "language"): [400, 350, 250, 100], ("north", "housing"): [900, 40, 20],
    ("south", "language"): [300, 280, 270], ("south", "housing"): [500, 450, 400, 300],
    ("east", "language"): [210, 200, 190, 150], ("east", "housing"): [620, 600, 590],
}  # fmt: skip
DOMINATED = ("north", "housing")
DOMINANCE, NEAR = Policy(dominance=(1, 75)), Policy(p_percent=15)


def add_up(given: Mapping[Name, Sequence[float]]) -> dict[Name, list[float]]:
    """The contributions to every cell and total."""
    found: dict[Name, list[float]] = {}
    for (area, service), parts in given.items():
        for name in ((a, s) for a in (area, "_T") for s in (service, "_T")):
            found.setdefault(name, []).extend(parts)
    return found


def publish(
    cells: Mapping[Name, Sequence[float]], policy: Policy, largest: int | None = None
) -> tuple[Protected, dict[Name, float | None]]:
    """What the public gets, None where it is withheld; `largest`: how many contributions are
    told."""
    rows = [{"area": a, "service": s, "value": sum(parts), "unit": "euro", "measure": "spending"}
            for (a, s), parts in cells.items()]  # fmt: skip
    told = [sorted(parts, reverse=True)[:largest] for parts in cells.values()]
    done = protect(
        make_figures(rows), policy, contributions=told,
        parents={area: "_T" for area, _ in cells if area != "_T"},
    )  # fmt: skip
    values = [None if np.isnan(each) else float(each) for each in done.values]
    return done, dict(zip(cells, values, strict=True))


def read(shown: Mapping[Name, float | None]) -> Reader:
    """A reader of the table who knows its totals, and of what is withheld nothing."""
    reader = Reader()
    for name, value in shown.items():
        reader.see(name, value, least=0)
    reckon_all_totals(reader, shown)
    return reader


def test_an_amount_that_one_contributor_dominates_is_withheld_with_its_complements() -> None:
    cells = add_up(GIVEN)
    done, shown = publish(cells, DOMINANCE)
    assert (done.protection.sensitive, done.protection.secondary) == (1, 3)
    assert shown[DOMINATED] is None
    low, high = read(shown).work_out(DOMINATED)
    assert high >= 100 / 75 * 900
    assert low < 960 - 200


def test_without_the_rule_it_is_shown() -> None:
    done, shown = publish(add_up(GIVEN), Policy())
    assert shown[DOMINATED] == 960
    assert done.protection.withheld == 0


def test_the_second_largest_cannot_estimate_the_largest_to_within_p_percent() -> None:
    _, shown = publish(add_up(GIVEN), NEAR)
    assert shown[DOMINATED] is None
    _, high = read(shown).work_out(DOMINATED)
    assert high - 40 >= 1.15 * 900


def test_who_stands_alone_in_a_cell_cannot_work_out_another_who_does() -> None:
    alone = GIVEN | {("north", "housing"): [960], ("south", "housing"): [1650]}
    cells = add_up(alone)
    _, shown = publish(cells, NEAR)
    reader = read(shown)
    reader.see(("south", "housing"), 1650)  # his own
    _, high = reader.work_out(DOMINATED)
    assert high >= 1.15 * 960


def test_the_two_largest_contributions_are_enough_to_be_told() -> None:
    cells = add_up(GIVEN)
    for policy in (DOMINANCE, NEAR):
        assert publish(cells, policy)[1] == publish(cells, policy, largest=2)[1]


def test_a_contribution_that_is_not_told_may_be_as_large_as_the_least_that_is() -> None:
    assert can_be_estimated([50.0], 100, p=20)  # another may have made the other 50
    assert not can_be_estimated([30.0], 100, p=20)  # another at most 30, and 40 are left
    assert can_be_estimated([90.0, 0.0], 100, p=20)  # nothing is no contribution
    assert is_dominated([40.0], 100, n=2, k=75)
    assert not is_dominated([40.0], 100, n=2, k=80)


def test_an_amount_without_contributions_is_withheld_and_counted() -> None:
    amounts = {"x": 900.0, "y": 800.0, "z": 0.0}
    rows = [{"area": area, "value": value, "unit": "euro"} for area, value in amounts.items()]
    told = [[300.0, 300.0, 300.0], [], []]
    for policy, expected in ((DOMINANCE, [False, True, False]), (Policy(), [False] * 3)):
        done = protect(make_figures(rows), policy, contributions=told)
        assert done.withheld.tolist() == expected
        assert done.protection.unexplained == sum(expected)
    done = protect(make_figures(rows), DOMINANCE)  # a file that tells none at all
    assert done.withheld.tolist() == [True, True, False]


def test_counts_need_no_contributions() -> None:
    rows = [{"area": "x", "value": 900.0}, {"area": "y", "value": 3.0}]
    done = protect(make_figures(rows), DOMINANCE)
    assert done.withheld.tolist() == [False, True]
    assert done.protection.unexplained == 0


def test_the_rest_of_a_total_whose_contributors_nobody_knows_is_protected_too() -> None:
    rows = [{"area": "city", "value": 1000.0, "unit": "euro"},
            {"area": "north", "value": 900.0, "unit": "euro"}]  # fmt: skip
    told = [[300.0, 300.0, 300.0, 100.0], [300.0, 300.0, 300.0]]
    done = protect(make_figures(rows), DOMINANCE, contributions=told, parents={"north": "city"})
    assert done.withheld.any()
    done = protect(make_figures(rows), Policy(), contributions=told, parents={"north": "city"})
    assert not done.withheld.any()


def test_no_threshold_of_people_applies_to_money() -> None:
    rows = [{"area": "x", "value": 3.0, "unit": "euro"}, {"area": "x", "value": 3.0}]
    assert protect(make_figures(rows), Policy()).withheld.tolist() == [False, True]


def test_an_amount_does_not_say_how_many_people_a_rate_is_of() -> None:
    rate = {"area": "x", "value": 33.3, "unit": "percent"}
    money = {"area": "x", "value": 900.0, "unit": "euro"}
    assert protect(make_figures([rate, money]), Policy()).withheld.tolist() == [True, False]


def test_what_its_source_keeps_secret_is_told_no_better_than_to_a_tenth() -> None:
    assert measure_extent([500.0, 500.0], 1000.0, Policy()) == 100
    assert measure_extent([], 1000.0, DOMINANCE) == pytest.approx(1000 / 3)
    assert measure_extent([900.0, 40.0, 20.0], 960.0, NEAR) == pytest.approx(115)


def test_rules_about_contributors_go_with_suppression_only() -> None:
    with pytest.raises(ValidationError, match="need suppression"):
        Policy(method="rounding", dominance=(1, 75))
