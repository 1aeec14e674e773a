"""A series is cut where it may not be drawn as one line, and says why."""

import pytest

from tests.core.observatory.figure import make_figure as figure
from weft.core.observatory.measures import MixedSeries, split_series
from weft.core.observatory.observation import Observation


def draw(*figures: Observation) -> list[tuple[str | None, list[str]]]:
    return [(each.why, [str(one.period) for one in each.figures]) for each in split_series(figures)]


def test_a_series_of_one_kind_is_one_line_in_order_of_time_with_its_gaps() -> None:
    found = draw(figure(year="2020"), figure(value=None, year="2019"), figure(year="2018"))
    assert found == [(None, ["2018", "2019", "2020"])]


def test_a_definition_that_changes_half_way_breaks_the_line() -> None:
    before = [figure(year=year) for year in ("2018", "2019")]
    after = [figure(year=year, definition="country_of_birth") for year in ("2020", "2021")]
    found = draw(*before, *after)
    assert found == [(None, ["2018", "2019"]), ("broken_definition", ["2020", "2021"])]


def test_a_definition_that_comes_back_is_not_drawn_over_the_other() -> None:
    found = draw(
        figure(year="2018"),
        figure(year="2019", definition="country_of_birth"),
        figure(year="2020"),
    )
    assert found == [
        (None, ["2018"]), ("broken_definition", ["2019"]), ("broken_definition", ["2020"]),
    ]  # fmt: skip


def test_two_definitions_side_by_side_are_two_lines() -> None:
    found = draw(
        *(figure(year=str(year)) for year in (2018, 2019, 2020)),
        *(figure(year=str(year), definition="country_of_birth") for year in (2018, 2020)),
    )
    assert sorted(found, key=str) == [
        (None, ["2018", "2019", "2020"]), (None, ["2018", "2020"]),
    ]  # fmt: skip


def test_counted_and_modelled_figures_are_never_in_one_line() -> None:
    found = split_series([figure(year="2018"), figure(year="2019", modelled=True)])
    assert [(each.why, each.modelled) for each in found] == [
        (None, False), ("broken_modelled", True),
    ]  # fmt: skip


def test_a_break_that_the_source_marks_breaks_the_line() -> None:
    found = draw(figure(year="2018"), figure(year="2019", flag="B"), figure(year="2020"))
    assert found == [(None, ["2018"]), ("broken_source", ["2019", "2020"])]


def test_another_unit_breaks_the_line() -> None:
    assert draw(figure(year="2018"), figure(year="2019", unit="permits"))[1][0] == "broken_unit"


def test_figures_of_several_places_measures_or_groups_are_no_series() -> None:
    for other, word in (
        (figure(area="milan"), "areas"),
        (figure("arrivals"), "measures"),
        (figure(breakdowns={"sex": "F"}), "groups"),
    ):
        with pytest.raises(MixedSeries, match=word):
            split_series([figure(), other])
    assert split_series([]) == ()
