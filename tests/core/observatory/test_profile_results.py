"""What the figures of one place come to: by hand, and only from what may be set side by side."""

from typing import Any

import pytest

from weft.core.observatory.observation import Observation
from weft.core.observatory.profile import Wish
from weft.core.observatory.profile.composing import part_series
from weft.core.observatory.profile.computing import compute_place


def observe(measure: str, value: float | None, period: str = "2020", **more: Any) -> Observation:
    kept: dict[str, Any] = {
        "area": "town", "place": "town", "measure": measure, "period": period,
        "definition": "resident_population" if measure == "population" else "citizenship",
        "value": value, "source": "Register",
    }  # fmt: skip
    return Observation(**(kept | more))


def compute(*found: Observation) -> dict[str, float | None]:
    stock = part_series([("d", x) for x in found if x.measure == "stock"], Wish(measure="stock"))
    results = compute_place(stock[0] if stock else None, found)
    assert len({each.measure for each in results}) == len(results)
    return {each.measure: each.value for each in results}


STOCK = observe("stock", 120.0)
MOVES = (observe("arrivals", 30.0), observe("departures", 10.0))
PEOPLE = (observe("population", 900.0, "2019"), observe("population", 1100.0))


def test_what_changed_is_told_in_persons_and_in_percent() -> None:
    found = compute(observe("stock", 100.0, "2016"), STOCK)
    assert (found["change"], found["change_percent"]) == (20.0, 20.0)
    assert found["growth_rate"] == pytest.approx(100 * 0.045580, rel=1e-4)  # ln 1.2 / 4


def test_origins_are_told_as_diversity_and_as_concentration() -> None:
    parts = [
        observe("stock", n, breakdowns={"origin": x}) for x, n in (("MAR", 90.0), ("ROU", 30.0))
    ]
    found = compute(STOCK, *parts)
    assert found["concentration"] == pytest.approx(0.75**2 + 0.25**2)
    assert found["diversity"] == pytest.approx(1 - 0.75**2 - 0.25**2)


def test_ages_are_told_as_those_who_depend_on_each_hundred_of_working_age() -> None:
    ages = {"Y0T14": 30.0, "Y15T64": 80.0, "Y_GE65": 10.0}
    parts = [observe("stock", n, breakdowns={"age": age}) for age, n in ages.items()]
    assert compute(STOCK, *parts)["dependency_ratio"] == pytest.approx(100 * 40 / 80)


def test_moves_are_told_for_a_thousand_residents_of_the_middle_of_the_year() -> None:
    found = compute(STOCK, *MOVES, *PEOPLE)
    assert (found["arrival_rate"], found["departure_rate"]) == (30.0, 10.0)
    assert (found["net_migration"], found["net_migration_rate"]) == (20.0, 20.0)
    first_days = (
        observe("population", 900.0, "2020-01-01"),
        observe("population", 1100.0, "2021-01-01"),
    )
    assert compute(STOCK, *MOVES, *first_days)["arrival_rate"] == 30.0


def test_without_the_residents_of_the_year_before_no_rate_is_guessed() -> None:
    found = compute(STOCK, *MOVES, PEOPLE[1], observe("population", 800.0, "2015"))
    assert found["net_migration"] == 20.0
    assert not {"arrival_rate", "departure_rate", "net_migration_rate"} & found.keys()
