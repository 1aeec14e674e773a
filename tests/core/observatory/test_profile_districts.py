"""Segregation on a profile: over which districts, and when there is no answer."""

import pytest

from tests.core.observatory.test_profile import observe
from weft.core.observatory.measures import Result
from weft.core.observatory.observation import Observation
from weft.core.observatory.profile.districts import compute_districts

# District -> migrants, all residents.
TOWN = {"north": (90.0, 100.0), "south": (10.0, 100.0), "harbour": (50.0, 100.0)}


def list_figures(
    town: dict[str, tuple[float | None, float | None]], **more: object
) -> list[Observation]:
    found = []
    for place, (migrants, people) in town.items():
        found.append(observe(place, value=migrants, **more))
        found.append(observe(place, "population", definition="resident_population", value=people))
    return found


def find(results: tuple[Result, ...], measure: str) -> Result:
    return next(each for each in results if each.measure == measure)


def test_the_indices_are_those_of_the_formulas() -> None:
    results = compute_districts(list_figures(TOWN))
    # D = 1/2 (|90/150 - 10/150| + |10/150 - 90/150| + 0)
    assert find(results, "dissimilarity").value == pytest.approx(80 / 150)
    isolation = (90 * 0.9 + 10 * 0.1 + 50 * 0.5) / 150
    assert find(results, "isolation").value == pytest.approx(isolation)
    assert 0 < (find(results, "theil_h").value or 0) < 1


def test_people_spread_alike_are_not_segregated() -> None:
    results = compute_districts(list_figures(dict.fromkeys(TOWN, (20.0, 100.0))))
    assert find(results, "dissimilarity").value == pytest.approx(0)
    assert find(results, "isolation").value == pytest.approx(0.2)


def test_a_district_that_is_withheld_leaves_no_answer_and_says_why() -> None:
    figures = [
        each.model_copy(update={"value": None, "confidentiality": "C"})
        if each.place == "north" and each.measure == "stock"
        else each
        for each in list_figures(TOWN)
    ]
    (result,) = compute_districts(figures)
    assert result.value is None
    assert result.reason is not None
    assert result.reason.code == "withheld"


def test_a_missing_figure_is_not_a_district_without_migrants() -> None:
    (result,) = compute_districts(list_figures(TOWN | {"north": (None, 100.0)}))
    assert result.reason is not None
    assert result.reason.code == "missing"


def test_two_districts_or_none_say_nothing() -> None:
    assert compute_districts([]) == ()
    assert compute_districts(list_figures({"north": (1.0, 2.0), "south": (1.0, 2.0)})) == ()


def test_more_migrants_than_residents_is_no_table() -> None:
    (result,) = compute_districts(list_figures(TOWN | {"north": (120.0, 100.0)}))
    assert result.value is None


def test_what_is_modelled_is_not_taken_for_counted() -> None:
    assert compute_districts(list_figures(TOWN, modelled=True)) == ()
