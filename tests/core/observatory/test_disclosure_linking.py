"""Tests that figures are linked with all that they can be worked out from."""

from typing import Any

import numpy as np
import pytest

from tests.core.observatory.disclosure_tables import Reader, make_figures
from weft.core.observatory.disclosure.codes import list_totals, read_ages
from weft.core.observatory.disclosure.figures import Earlier
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.protection import protect

Row = dict[str, Any]


def withhold(
    rows: list[Row],
    parents: dict[str, str] | None = None,
    earlier: list[Earlier] | None = None,
    policy: Policy | None = None,
) -> list[bool]:
    """Which of the rows are withheld."""
    policy = policy or Policy()
    found = protect(make_figures(rows), policy, parents=parents or {}, earlier=earlier or [])
    return found.withheld.tolist()


def publish_before(rows: list[Row], withheld: list[bool]) -> Earlier:
    """An earlier version of which some figures were withheld."""
    hidden = np.array(withheld, bool)
    return Earlier(make_figures(rows), ~hidden, hidden)


def test_the_hidden_rest_of_a_metropolis_without_its_city_is_safe() -> None:
    rows = [{"area": "metro", "value": 103}, {"area": "city", "value": 100}]
    assert withhold(rows) == [False, False]
    assert any(withhold(rows, {"city": "metro"}))


def test_a_rest_that_is_large_or_nothing_needs_no_protection() -> None:
    for value in (140, 100):
        rows = [{"area": "metro", "value": value}, {"area": "city", "value": 100}]
        assert withhold(rows, {"city": "metro"}) == [False, False]


def test_a_grandparent_is_linked_where_the_parent_is_not_in_the_data() -> None:
    rows = [{"area": "region", "value": 52}, {"area": "town", "value": 50}]
    assert any(withhold(rows, {"town": "province", "province": "region"}))


def test_people_whose_sex_is_not_told_are_a_rest_too() -> None:
    rows = [{"area": "a", "sex": "_T", "value": 62}, {"area": "a", "sex": "F", "value": 30},
            {"area": "a", "sex": "M", "value": 30}]  # fmt: skip
    assert any(withhold(rows))
    missing = [*rows, {"area": "a", "sex": "_U", "value": None}]
    assert any(withhold(missing))


def test_a_total_is_linked_with_cells_whose_margins_are_not_stored() -> None:
    # 1 = 90 - 20 - 30 - 39: only the grand total and the inner cells are there.
    rows = [{"area": "a", "sex": "_T", "origin": "_T", "value": 90}] + [
        {"area": "a", "sex": sex, "origin": origin, "value": value}
        for sex, origin, value in
        [("F", "X", 1), ("F", "Y", 20), ("M", "X", 30), ("M", "Y", 39)]
    ]  # fmt: skip
    hidden = withhold(rows)
    assert hidden[1]
    assert sum(hidden) >= 2


def test_the_sum_of_parts_that_is_stored_nowhere_is_safe() -> None:
    # Women 2 and men 1 from X are withheld; that they are 3 must not follow from the other sums.
    rows = [{"area": "a", "sex": s, "origin": o, "value": v} for s, o, v in
            [("_T", "_T", 53), ("F", "X", 2), ("M", "X", 1), ("_T", "Y", 50)]]  # fmt: skip
    assert sum(withhold(rows)) > 2


def test_ages_that_contain_each_other_are_linked() -> None:
    assert list_totals(["Y0T4", "Y5T17", "Y0T17", "Y18", "_T"])["Y0T4"] == ("Y0T17", "_T")
    assert read_ages("Y_GE60") == (60, float("inf"))
    assert read_ages("ROU") is None
    rows = [{"area": "a", "age": age, "value": value} for age, value in
            [("_T", 100), ("Y0T17", 43), ("Y0T4", 3), ("Y5T17", 40), ("Y_GE18", 57)]]  # fmt: skip
    hidden = withhold(rows)
    assert hidden[2]
    assert hidden[1] or hidden[3]


def test_overlapping_ages_are_not_added() -> None:
    rows = [{"area": "a", "age": age, "value": value} for age, value in
            [("_T", 100), ("Y0T17", 40), ("Y_GE15", 70), ("Y_GE18", 60)]]  # fmt: skip
    assert not any(withhold(rows))


def test_the_months_of_a_year_are_linked_with_it() -> None:
    months = [20, 30, 2, 40]
    rows = [{"area": "a", "measure": "arrivals", "period": f"2020-Q{n}", "value": value}
            for n, value in enumerate(months, 1)]  # fmt: skip
    rows.append({"area": "a", "measure": "arrivals", "period": "2020", "value": 92})
    hidden = withhold(rows)
    assert hidden[2]
    assert sum(hidden) >= 2


def test_the_stock_of_a_year_is_not_the_sum_of_its_quarters() -> None:
    rows = [{"area": "a", "period": f"2020-Q{n}", "value": 10} for n in (1, 2, 3)]
    rows.append({"area": "a", "period": "2020", "value": 33})
    assert not any(withhold(rows))


BALANCE = [
    ("stock_start", 200), ("births", 6), ("deaths", 2), ("arrivals", 30), ("departures", 14),
    ("stock", 220),
]  # fmt: skip


def test_the_balance_of_a_population_does_not_give_a_count_away() -> None:
    rows = [{"area": "a", "measure": measure, "value": value} for measure, value in BALANCE]
    hidden = withhold(rows)
    assert hidden[2]
    assert sum(hidden) >= 2
    reader = Reader()
    for (measure, value), secret in zip(BALANCE, hidden, strict=True):
        reader.see((measure,), None if secret else value)
    reader.sums.append({("stock_start",): 1.0, ("births",): 1.0, ("deaths",): -1.0,
                        ("arrivals",): 1.0, ("departures",): -1.0, ("stock",): -1.0})  # fmt: skip
    low, high = reader.work_out(("deaths",))
    assert low == 1
    assert high >= 4


def test_the_stock_at_the_end_is_withheld_with_that_at_the_start_of_the_next_year() -> None:
    rows = [{"area": "a", "measure": "stock", "period": "2019", "value": 3},
            {"area": "a", "measure": "stock_start", "period": "2020", "value": 3}]  # fmt: skip
    assert withhold(rows, policy=Policy(threshold=4)) == [True, True]
    rows = [{"area": "a", "sex": s, "measure": "stock", "period": "2019", "value": v}
            for s, v in (("_T", 53), ("F", 3), ("M", 50))]  # fmt: skip
    rows += [row | {"measure": "stock_start", "period": "2020"} for row in rows]
    hidden = withhold(rows)
    assert hidden[:3] == hidden[3:]


def test_the_same_figure_of_two_sources_is_withheld_in_both() -> None:
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 60), ("_T", 61), ("F", 3), ("F", 6), ("M", 57))]  # fmt: skip
    hidden = withhold(rows)
    assert hidden[2:4] == [True, True]
    assert hidden[0] == hidden[1]


def test_different_definitions_and_units_are_not_linked() -> None:
    rows = [{"area": "a", "sex": "_T", "value": 62, "definition": "country_of_birth"},
            {"area": "a", "sex": "F", "value": 60}]  # fmt: skip
    assert not any(withhold(rows))


def test_a_figure_that_its_source_marks_as_secret_is_protected_too() -> None:
    rows: list[Row] = [{"area": "a", "sex": s, "value": v} for s, v in
                       (("_T", 90), ("F", 40), ("M", 50))]  # fmt: skip
    assert not any(withhold(rows))
    rows[1]["confidential"] = True
    hidden = withhold(rows)
    assert hidden[1]
    assert sum(hidden) >= 2


@pytest.mark.parametrize("changed", [False, True])
def test_what_was_withheld_before_stays_withheld_while_it_is_the_same(changed: bool) -> None:
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 90), ("F", 40), ("M", 50))]  # fmt: skip
    before = [row | {"value": row["value"] + 7 * changed} for row in rows]
    before[0]["value"] = before[1]["value"] + before[2]["value"]
    earlier = publish_before(before, [False, True, True])
    assert withhold(rows, earlier=[earlier]) == ([False] * 3 if changed else [False, True, True])


def test_a_figure_shown_before_hides_nothing_any_more() -> None:
    # M was shown once and has not changed: only the total can still hide F.
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 53), ("F", 3), ("M", 50))]  # fmt: skip
    first = [{"area": "a", "sex": "M", "value": 50}]
    assert withhold(rows, earlier=[publish_before(first, [False])]) == [True, True, False]


def test_what_was_shown_before_and_is_small_is_withheld_and_counted_as_known() -> None:
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 53), ("F", 3), ("M", 50))]  # fmt: skip
    everything = publish_before(rows, [False, False, False])
    found = protect(make_figures(rows), Policy(), earlier=[everything])
    assert found.withheld.tolist() == [False, True, False]
    assert found.protection.known == 1


def test_a_small_count_told_by_two_versions_together_is_said_to_be_exposed() -> None:
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 53), ("F", 3), ("M", 50))]  # fmt: skip
    total = publish_before(rows[:1], [False])
    men = publish_before(rows[2:], [False])
    found = protect(make_figures(rows), Policy(), earlier=[total, men])
    assert found.protection.exposed == 1
    assert found.withheld.tolist() == [False, True, False]


def test_what_was_exposed_before_is_no_reproach_to_what_tells_nothing_of_it() -> None:
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 53), ("F", 3), ("M", 50))]  # fmt: skip
    earlier = [publish_before(rows[:1], [False]), publish_before(rows[1:], [True, False])]
    elsewhere = [each | {"area": "b"} for each in rows]
    found = protect(make_figures(elsewhere), Policy(), earlier=earlier)
    assert found.protection.exposed == 0
    assert found.withheld.tolist() == [False, True, True]
    assert protect(make_figures(rows[::2]), Policy(), earlier=earlier).protection.exposed == 0
    around = [each | {"area": "around"} for each in rows[:2]]  # nobody lives in the rest of it
    found = protect(make_figures(around), Policy(), parents={"a": "around"}, earlier=earlier)
    assert found.protection.exposed == 2


def test_a_rate_is_withheld_with_the_counts_it_could_tell() -> None:
    rows = [{"area": "a", "sex": s, "value": v} for s, v in
            (("_T", 53), ("F", 3), ("M", 50))]  # fmt: skip
    rate = {"area": "a", "sex": "F", "measure": "share", "unit": "percent", "value": 5.66}
    assert withhold([*rows, rate])[-1]
    assert withhold([rate]) == [True]  # of how many people it is, nobody says
    large = [row | {"value": row["value"] * 10} for row in rows]
    assert withhold([*large, rate]) == [False] * 4


def test_a_total_of_an_earlier_version_is_linked_with_the_parts_of_this_one() -> None:
    rows = [{"area": "a", "sex": "F", "value": 3}, {"area": "a", "sex": "M", "value": 50}]
    total = publish_before([{"area": "a", "sex": "_T", "value": 53}], [False])
    assert withhold(rows) == [True, False]
    assert withhold(rows, earlier=[total]) == [True, True]
