"""Money, staff and training are added up from the rows that state them, and held against need."""

from typing import Any

import pytest

from tests.core.diagnosis.test_gaps_parts import EVERYBODY, bounds, means, part
from tests.core.diagnosis.towns import cite, hold, survey, tie


@pytest.mark.parametrize(
    ("staff", "need", "expected"),
    [(5, 10, (0.5, 0.5)), (12, 10, (0, 0)), (0, 10, (1, 1)), (0, 0, (0, 0)), (None, 0, (0, 0)),
     (None, 10, (0, 1)), (5, None, (0, 1))],
)  # fmt: skip
def test_a_shortage_is_what_is_lacking_of_the_need(staff, need, expected):
    row = {key: each for key, each in (("staff", staff), ("task_staff", need)) if each is not None}
    assert bounds(part("G-CAPA", "staff", resources=[means(**row)])) == expected


def test_one_missing_figure_is_named_and_the_other_is_not():
    found = part("G-CAPA", "staff", resources=[means(staff=5)])
    assert (found.missing, found.known) == (("missing_task_staff",), False)
    assert found.facts == ("city-housing-2019",)


def test_staff_who_are_not_trained_are_a_gap():
    rows = [means(staff=8, trained_staff=2)]
    assert bounds(part("G-CAPA", "training", resources=rows)) == (0.75, 0.75)


def test_the_newest_figures_up_to_the_day_count():
    rows = [
        means(year=2018, staff=1, task_staff=10),
        means(year=2019, staff=9, task_staff=10),
        means(year=2021, staff=0, task_staff=10),
    ]
    assert bounds(part("G-CAPA", "staff", resources=rows)) == pytest.approx((0.1, 0.1))


def test_differing_figures_of_one_year_span_an_interval():
    rows = [
        means(staff=2, task_staff=10),
        means(staff=6, task_staff=10, asserted_by="aid"),
    ]
    found = part("G-CAPA", "staff", resources=rows)
    assert bounds(found) == pytest.approx((0.4, 0.8))
    assert found.missing == ("missing_agreement",)


def test_the_figures_of_one_office_do_not_stand_for_the_town_unless_surveyed():
    rows = [means("desk", staff=5, task_staff=10)]
    assert part("G-CAPA", "staff", resources=rows).missing == ("missing_resources",)
    closed = [survey("resources")]
    assert bounds(part("G-CAPA", "staff", resources=rows, surveys=closed)) == (0.5, 0.5)


def test_figures_that_nobody_confirmed_leave_the_gap_open():
    rows = [means(staff=5, task_staff=10, grade="D")]
    found = part("G-CAPA", "staff", resources=rows)
    assert (*bounds(found), found.missing) == (0, 1, ("missing_confirmation",))


def test_the_means_of_the_state_and_of_another_town_are_not_those_of_this_town():
    rows = [means("state", staff=5, task_staff=10), means("harbour", staff=5, task_staff=10)]
    assert part("G-CAPA", "staff", resources=rows).facts == ()


def test_money_short_of_the_cost_is_a_fiscal_gap():
    rows = [means(money=250, task_cost=1000, currency="EUR")]
    assert bounds(part("G-FISC", "revenue", resources=rows)) == (0.75, 0.75)


def test_what_is_delivered_without_a_funder_is_a_fiscal_gap_only_if_surely_nobody_pays():
    held = [hold("city")]
    assert part("G-FISC", "unfunded", competences=held).missing == ("missing_funder",)
    nobody = [*held, hold("nobody", role="fund", place="town")]
    assert bounds(part("G-FISC", "unfunded", competences=nobody)) == (1, 1)
    local = [*held, hold("nobody", role="fund", place="town", level="local")]
    assert bounds(part("G-FISC", "unfunded", competences=local)) == (0, 1)
    paid = [*held, hold("aid", role="fund")]
    assert bounds(part("G-FISC", "unfunded", competences=paid)) == (0, 0)


def test_a_grant_pays_too():
    grant = tie("Grant", "earmarked_grant", "state", "city")
    found = part("G-FISC", "unfunded", competences=[hold("city")], mechanisms=[grant])
    assert (*bounds(found), found.facts) == (0, 0, ("grant",))


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, (0, 0)), ({"grade": "D"}, (0, 1)), ({"money": 0}, (1, 1)), ({"year": 2012}, (1, 1))],
)
def test_money_pays_too(more, expected):
    closed = {"competences": [hold("city")], "surveys": [EVERYBODY]}
    row = means(**{"money": 100, "currency": "EUR", **more})
    assert bounds(part("G-FISC", "unfunded", resources=[row], **closed)) == expected


def test_money_beside_the_answer_nobody_leaves_open_who_pays():
    held = [hold("city"), hold("nobody", role="fund", place="town")]
    rows = [means(money=100, currency="EUR")]
    assert bounds(part("G-FISC", "unfunded", competences=held, resources=rows)) == (0, 1)


def euros(name: str, **figures: Any) -> dict[str, Any]:
    return means(**{"id": name, "currency": "EUR", **figures})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([euros("a", money=30, earmarked=True), euros("b", money=50, task_cost=100)], (0.2, 0.2)),
        ([euros("a", money=30, task_cost=100), euros("b", money=50, task_cost=100)], (0.2, 0.2)),
        ([euros("a", money=30, task_cost=60), euros("b", money=30, task_cost=40)], (0, 0.4)),
        ([euros("a", money=50, task_cost=100), euros("b", money=30, grade="D")], (0.2, 0.5)),
        ([euros("a", money=50, task_cost=100),
          euros("b", money=9, task_cost=10, currency="MAD")], (0.1, 0.5)),
        ([euros("a", money=50), euros("b", task_cost=10, currency="MAD")], (0, 1)),
        ([euros("a", money=50), euros("b", task_cost=100, currency=None)], (0.5, 0.5)),
    ],
)  # fmt: skip
def test_rows_of_a_year_are_added_up_by_currency(rows, expected):
    given = [{key: each for key, each in row.items() if each is not None} for row in rows]
    assert bounds(part("G-FISC", "revenue", resources=given)) == pytest.approx(expected)


def test_staff_in_one_row_and_the_need_in_another_belong_together():
    rows = [means(id="a", staff=5), means(id="b", task_staff=10)]
    assert bounds(part("G-CAPA", "staff", resources=rows)) == (0.5, 0.5)
    stated = [rows[0], {**rows[1], "asserted_by": "aid"}]
    assert bounds(part("G-CAPA", "staff", resources=stated)) == (0.5, 0.5)
    weak = [rows[0], {**rows[1], "sources": cite("D")}]
    said = part("G-CAPA", "staff", resources=weak)
    assert (*bounds(said), said.missing) == (0, 1, ("missing_confirmation",))


def test_figures_count_for_some_years():
    old = [means(year=2017, staff=5, task_staff=10)]
    assert part("G-CAPA", "staff", resources=old).missing == ("missing_staff", "missing_task_staff")
    assert bounds(part("G-CAPA", "staff", resources=[{**old[0], "year": 2018}])) == (0.5, 0.5)
