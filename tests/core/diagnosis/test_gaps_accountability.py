"""The accountability gap, part by part."""

from typing import Any

import pytest

from tests.core.diagnosis.test_gaps_parts import EVERYBODY, bounds, part
from tests.core.diagnosis.towns import (
    cite,
    hold,
    survey,
    tie,
)


def test_who_answers_for_each_role_is_counted():
    held = [hold("city"), hold("state", role="regulate", basis="de_jure"), hold("aid", role="fund")]
    assert bounds(part("G-ACCO", "owners", competences=held)) == (0, 0.25)
    closed = [EVERYBODY]
    assert bounds(part("G-ACCO", "owners", competences=held, surveys=closed)) == (0.25, 0.25)


def test_a_monitor_or_a_reporting_duty_answers_who_watches():
    assert bounds(part("G-ACCO", "monitor", competences=[hold("aid", role="monitor")])) == (0, 0)
    duty = [tie("Duty", "inspection", "state", "city")]
    assert bounds(part("G-ACCO", "monitor", mechanisms=duty)) == (0, 0)
    assert bounds(part("G-ACCO", "monitor", surveys=[EVERYBODY])) == (1, 1)
    assert bounds(part("G-ACCO", "monitor", surveys=[survey("ties", "competences")])) == (0, 1)


@pytest.mark.parametrize(("year", "expected"), [(2020, 0), (2018, 0), (2017, 1), (2021, 1)])
def test_a_report_counts_for_some_years(year: int, expected: float):
    report = {"issuer": "city", "area": "housing", "year": year, "title": "Year", "sources": cite()}
    assert part("G-ACCO", "report", reports=[report]).high == expected


def test_that_nobody_reports_takes_a_survey():
    assert bounds(part("G-ACCO", "report", surveys=[EVERYBODY])) == (1, 1)
    assert bounds(part("G-ACCO", "report")) == (0, 1)


def monitored(*holders: str, **sections: Any) -> tuple[float, float]:
    held = [hold("city"), *(hold(each, role="monitor") for each in holders)]
    return bounds(part("G-ACCO", "self_monitoring", competences=held, **sections))


def test_a_body_that_alone_monitors_itself_is_found_once_all_is_surveyed():
    assert monitored("city", surveys=[EVERYBODY]) == (1, 1)
    assert monitored("desk", surveys=[EVERYBODY]) == (1, 1), "an office answers to its government"
    assert monitored("city") == (0, 1), "another monitor may not be recorded"
    assert monitored("city", "state") == (0, 0)
    assert monitored("aid", surveys=[EVERYBODY]) == (0, 0)
