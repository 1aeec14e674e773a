"""How strong a mechanism is on a day: activity x recency x coverage, each unknown an interval."""

import datetime as dt
import math

from weft.core.atlas.facts import Mechanism
from weft.core.diagnosis.interval import ANY, ONE, Interval
from weft.core.diagnosis.method import Method
from weft.core.terms import first_day, last_day

DAYS_A_YEAR = 365.25


def measure_strength(mechanism: Mechanism, on: dt.date, method: Method) -> Interval:
    """s in [0, 1]; 0 outside the mechanism's period."""
    if not mechanism.holds_on(on):
        return Interval(0.0, 0.0)
    activity, recency, coverage = list_parts(mechanism, on, method)
    return (activity * recency).scale(coverage)


def list_parts(
    mechanism: Mechanism, on: dt.date, method: Method
) -> tuple[Interval, Interval, float]:
    """Activity, recency and coverage of a mechanism in force; s is their product.

    Kinds that meet: activity = min(1, log2(1 + meetings a year) / log2(1 + full_meetings)),
    recency = 0.5 ** (years since last active / half_life). Kinds that are in force without
    meeting have both at 1. Coverage is the share of the people concerned, 1 unless stated.
    """
    coverage = 1.0 if mechanism.coverage is None else mechanism.coverage
    if not method.mechanisms[mechanism.kind].meets:
        return ONE, ONE, coverage
    activity = measure_activity(mechanism.meetings, method)
    return activity, measure_recency(mechanism.last_active, on, method), coverage


def measure_activity(meetings: float | None, method: Method) -> Interval:
    """12 meetings a year are full activity, one is .27, none is 0."""
    if meetings is None:
        return ANY
    value = min(1.0, math.log2(1 + meetings) / math.log2(1 + method.strength.full_meetings))
    return Interval(value, value)


def measure_recency(last_active: str | None, on: dt.date, method: Method) -> Interval:
    """1 today, one half after a half-life. "2017" may be any of its days up to `on`.

    A date after `on` says nothing about how recent the last meeting was on that day.
    """
    if last_active is None or first_day(last_active) > on:
        return ANY
    days = (first_day(last_active), min(last_day(last_active), on))
    low, high = (0.5 ** ((on - day).days / DAYS_A_YEAR / method.strength.half_life) for day in days)
    return Interval(low, high)
