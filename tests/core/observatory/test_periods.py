"""Periods as SDMX writes them, and what is none."""

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from weft.core.observatory.periods import Period


@pytest.mark.parametrize(
    ("text", "start", "until", "written"),
    [
        ("2019", "2019-01-01", "2020-01-01", "2019"),
        ("2019-A1", "2019-01-01", "2020-01-01", "2019"),
        ("2019-S2", "2019-07-01", "2020-01-01", "2019-S2"),
        ("2019-T3", "2019-09-01", "2020-01-01", "2019-09-01/2020-01-01"),
        ("2019Q2", "2019-04-01", "2019-07-01", "2019-Q2"),
        ("2019-03", "2019-03-01", "2019-04-01", "2019-03"),
        ("2020-02-29", "2020-02-29", "2020-03-01", "2020-02-29"),
        ("2019-01-01/P1Y", "2019-01-01", "2020-01-01", "2019"),
        ("2019-03-01/P18M", "2019-03-01", "2020-09-01", "2019-03-01/2020-09-01"),
        ("2019-12-30T00:00:00", "2019-12-30", "2019-12-31", "2019-12-30"),
    ],
)
def test_a_period_is_read_and_written_in_its_shortest_form(
    text: str, start: str, until: str, written: str
) -> None:
    period = Period(text)
    assert (period.start, period.until) == tuple(map(dt.date.fromisoformat, (start, until)))
    assert str(period) == written
    assert Period(written) == period


@pytest.mark.parametrize(
    "text", ["", "19", "2019-13", "2019-Q5", "2019-02-30", "2020-01-01/2019-01-01", "soon", "9999"]
)
def test_what_is_no_period_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="no period; write 2019"):
        Period(text)
    with pytest.raises(ValidationError):
        TypeAdapter(Period).validate_python(text)


def test_periods_are_ordered_by_their_days_and_overlap_where_they_share_one() -> None:
    first, second = Period("2019-12"), Period("2020")
    assert first < second
    assert not first.overlaps(second)
    assert Period("2019-Q4").overlaps(first)
    assert sorted([second, first]) == [first, second]
    assert len({Period("2019"), Period("2019-01-01/P1Y")}) == 1
