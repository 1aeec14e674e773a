"""Shares and changes of a stock, for profiles and comparisons of places."""

import math

from weft.core.observatory.measures.adding import find_mismatch
from weft.core.observatory.measures.result import (
    Reason,
    Result,
    find_fault,
    make_result,
    read_value,
)
from weft.core.observatory.observation import Observation

_YEAR = 365.2425  # days, mean of the Gregorian calendar


def compute_share(stock: Observation | None, population: Observation | None) -> Result:
    """Migrants among all residents.

    Formula: 100 x stock / population. Unit: percent. Denominator: all residents of the same place
    and period. Citation: UN DESA, International Migrant Stock, migrant stock as a percentage of
    the total population. Suppression: none where either figure is withheld.
    """
    reason = find_fault(
        [("stock", stock), ("population", population)], denominator="population"
    ) or find_unfit(stock, population)
    if reason is None and read_value(population) == 0:
        reason = Reason(code="zero", measure="population")
    value = None if reason else 100 * read_value(stock) / read_value(population)
    return make_result("share", value, (stock, population), reason=reason)


def compute_change(before: Observation | None, after: Observation | None) -> Result:
    """How much a stock has grown.

    Formula: after - before. Unit: persons. Denominator: none. Citation: Preston, Heuveline and
    Guillot (2001), Demography, ch. 1.1. Suppression: none where either figure is withheld. There
    is no change between figures of different definitions, or between a counted and a modelled one.
    """
    reason = _find_reason(before, after)
    value = None if reason else read_value(after) - read_value(before)
    return make_result("change", value, (after, before), reason=reason, notes=_note(after))


def compute_change_percent(before: Observation | None, after: Observation | None) -> Result:
    """How much a stock has grown in relation to what it was.

    Formula: 100 x (after - before) / before. Unit: percent. Denominator: the figure before.
    Citation: Preston, Heuveline and Guillot (2001), Demography, ch. 1.4. Suppression: none where
    either figure is withheld.
    """
    reason = _find_reason(before, after)
    if reason is None and before is not None and read_value(before) == 0:
        reason = Reason(code="zero", measure=before.measure)
    value = None if reason else 100 * (read_value(after) - read_value(before)) / read_value(before)
    return make_result("change_percent", value, (after, before), reason=reason, notes=_note(after))


def compute_growth_rate(before: Observation | None, after: Observation | None) -> Result:
    """Mean annual growth of a stock, as if it had been steady.

    Formula: 100 x ln(after / before) / years between the ends of the two periods. Unit: percent a
    year. Denominator: the figure before, and the years. Citation: Preston, Heuveline and Guillot
    (2001), Demography, ch. 1.4, eq. 1.9. Suppression: none where either figure is withheld.
    """
    reason = _find_reason(before, after)
    value = None
    if reason is None and before is not None and after is not None:
        years = (after.until - before.until).days / _YEAR
        if years <= 0:
            detail = f"{before.period} / {after.period}"
            reason = Reason(code="units", measure=before.measure, detail=detail)
        elif read_value(before) <= 0 or read_value(after) <= 0:
            reason = Reason(code="zero", measure=before.measure)
        else:
            value = 100 * math.log(read_value(after) / read_value(before)) / years
    return make_result("growth_rate", value, (after, before), reason=reason, notes=_note(after))


def find_unfit(one: Observation | None, other: Observation | None) -> Reason | None:
    """Why one figure may not be divided by the other: another place, another time, or a population
    that is not all residents. A day goes with the year it lies in, and 1 January with the year
    that has just ended: registers count on 31 December or the day after."""
    reason = find_other_population(one, other)
    if reason or one is None or other is None:
        return reason
    if one.period.overlaps(other.period) or abs((one.until - other.until).days) <= 1:
        return None
    detail = f"{one.period} / {other.period}"
    return Reason(code="units", measure=other.measure, detail=detail)


def find_other_population(one: Observation | None, other: Observation | None) -> Reason | None:
    """Why a figure may not be divided by one of another place, or by a population that is not all
    residents."""
    if one is None or other is None:
        return None
    if (one.place or one.area) != (other.place or other.area):
        return Reason(code="units", measure=other.measure, detail=f"{one.area} / {other.area}")
    if other.measure == "population" and other.definition != "resident_population":
        return Reason(code="definitions", measure=other.measure, detail=other.definition)
    return None


def _find_reason(before: Observation | None, after: Observation | None) -> Reason | None:
    measure = next((each.measure for each in (after, before) if each), "stock")
    reason = find_fault([(measure, before), (measure, after)])
    if reason is None and before is not None and after is not None:
        reason = find_mismatch(before, after, same=("place", "unit", "measure", "breakdowns"))
    return reason


def _note(after: Observation | None) -> tuple[str, ...]:
    return ("note_break",) if after is not None and after.flag == "B" else ()
