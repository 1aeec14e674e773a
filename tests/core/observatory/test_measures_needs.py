"""What a field of policy needs is counted against what there is, for the information gap."""

from tests.core.observatory.figure import make_figure as figure
from weft.core.observatory.measures import (
    count_needed,
    list_available,
    list_missing,
    list_needed,
    make_figures,
    read_measures,
)
from weft.core.terms import list_codes


def test_every_field_of_policy_needs_some_measure_and_each_names_who_could_supply_it() -> None:
    for area in list_codes("areas"):
        needed = list_needed(area)
        assert needed, area
        assert count_needed(area) == len(needed)
        assert all(each.suppliers for each in needed)


def test_what_is_needed_by_a_breakdown_can_be_broken_down_so() -> None:
    for key, measure in read_measures().items():
        for area, breakdowns in measure.areas.items():
            assert set(breakdowns) <= set(measure.breakdowns), (key, area)


def test_a_measure_is_there_only_with_each_breakdown_that_is_needed() -> None:
    needed = {each.measure: each.breakdowns for each in list_needed("education")}
    assert needed["stock"] == ("age",)
    everything = [(key, by) for key, all_of in needed.items() for by in (all_of or (None,))]
    assert list_missing("education", everything) == ()
    without = [each for each in everything if each != ("stock", "age")]
    assert [each.measure for each in list_missing("education", [*without, ("stock", None)])] == [
        "stock"
    ]


def test_what_there_is_at_a_place_is_counted_with_its_breakdowns() -> None:
    found = list_available(
        [
            figure("stock", 5, breakdowns={"sex": "_T"}),
            figure("stock", 3, breakdowns={"sex": "F"}),
            figure("arrivals", None),
            figure("departures", 3, modelled=True),
            figure("births", 3, area="elsewhere", place=None),
        ]
    )
    assert found == {"turin": {("stock", None), ("stock", "sex")}}


def test_the_diagnosis_is_told_how_many_there_are_and_how_many_are_needed() -> None:
    figures = make_figures({"turin": [("population", None), ("stock", None)]}, {"turin": 850000})
    housing = figures.find_measures("turin", "housing")
    assert housing is not None
    assert (housing.needed, housing.local) == (count_needed("housing"), 2)
    assert figures.find_people("turin") == 850000


def test_a_place_of_which_nobody_said_anything_is_not_one_without_figures() -> None:
    figures = make_figures({"turin": []})
    assert figures.find_measures("lyon", "housing") is None
    none = figures.find_measures("turin", "housing")
    assert none is not None
    assert none.local == 0
