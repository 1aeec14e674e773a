"""Who came and who left: balances of flows and their rates per 1,000 residents."""

from collections.abc import Mapping

from weft.core.observatory.measures.adding import find_mismatch
from weft.core.observatory.measures.change import find_other_population, find_unfit
from weft.core.observatory.measures.result import (
    Reason,
    Result,
    find_fault,
    make_result,
    read_value,
)
from weft.core.observatory.observation import Observation

Figures = Mapping[str, Observation | None]  # measure -> figure, of one place and period


def compute_natural_change(births: Observation | None, deaths: Observation | None) -> Result:
    """What births and deaths add to a population.

    Formula: births - deaths. Unit: persons. Denominator: none. Citation: Preston, Heuveline and
    Guillot (2001), Demography, ch. 1.1. Suppression: none where either figure is withheld.
    """
    return _subtract("natural_change", ("births", births), ("deaths", deaths))


def compute_net_migration(arrivals: Observation | None, departures: Observation | None) -> Result:
    """What moves from and to other countries add to a population.

    Formula: arrivals - departures. Unit: persons. Denominator: none. Citation: Preston, Heuveline
    and Guillot (2001), Demography, ch. 1.1. Suppression: none where either figure is withheld.
    """
    return _subtract("net_migration", ("arrivals", arrivals), ("departures", departures))


def compute_arrival_rate(
    arrivals: Observation | None,
    population: Observation | None,
    population_before: Observation | None,
) -> Result:
    """Arrivals from abroad per 1,000 residents.

    Formula: 1,000 x arrivals / mean population, the mean of the populations at the beginning and
    at the end of the period. Unit: per thousand. Denominator: mean population of the period, all
    residents. Citation: Preston, Heuveline and Guillot (2001), Demography, ch. 1.2. Suppression:
    none where any of the figures is withheld.
    """
    return _compute_rate("arrival_rate", {"arrivals": arrivals}, population, population_before)


def compute_departure_rate(
    departures: Observation | None,
    population: Observation | None,
    population_before: Observation | None,
) -> Result:
    """Departures abroad per 1,000 residents.

    Formula: 1,000 x departures / mean population. Unit: per thousand. Denominator: mean population
    of the period, all residents. Citation: Preston, Heuveline and Guillot (2001), Demography, ch.
    1.2. Suppression: none where any of the figures is withheld.
    """
    return _compute_rate(
        "departure_rate", {"departures": departures}, population, population_before
    )


def compute_net_migration_rate(
    arrivals: Observation | None,
    departures: Observation | None,
    population: Observation | None,
    population_before: Observation | None,
) -> Result:
    """Net migration with other countries per 1,000 residents.

    Formula: 1,000 x (arrivals - departures) / mean population. Unit: per thousand. Denominator:
    mean population of the period, all residents. Citation: Eurostat, crude rate of net migration
    (demo_gind). Suppression: none where any of the figures is withheld.
    """
    flows = {"arrivals": arrivals, "departures": departures}
    return _compute_rate("net_migration_rate", flows, population, population_before)


def compute_naturalisation_rate(
    naturalisations: Observation | None, stock_start: Observation | None
) -> Result:
    """Who became a citizen, of those who were foreign at the beginning.

    Formula: 100 x naturalisations / stock at the beginning of the period. Unit: percent.
    Denominator: foreign residents at the beginning. Citation: Eurostat (2011), Indicators of
    Immigrant Integration: A Pilot Study, ch. 5. Suppression: none where either is withheld.
    """
    wanted = [("naturalisations", naturalisations), ("stock_start", stock_start)]
    reason = find_fault(wanted, denominator="stock_start")
    if reason is None and naturalisations is not None and stock_start is not None:
        reason = find_mismatch(naturalisations, stock_start, same=("place", "unit", "breakdowns"))
        reason = reason or find_unfit(naturalisations, stock_start)
        if reason is None and stock_start.value == 0:
            reason = Reason(code="zero", measure="stock_start")
    value = None if reason else 100 * read_value(naturalisations) / read_value(stock_start)
    return make_result("naturalisation_rate", value, (naturalisations, stock_start), reason=reason)


def _subtract(
    measure: str, more: tuple[str, Observation | None], less: tuple[str, Observation | None]
) -> Result:
    reason = find_fault([more, less]) or _find_mismatch(more[1], less[1])
    value = None if reason else read_value(more[1]) - read_value(less[1])
    return make_result(measure, value, (more[1], less[1]), reason=reason)


def _compute_rate(
    measure: str,
    flows: Figures,
    population: Observation | None,
    before: Observation | None,
) -> Result:
    """Per 1,000 of the mean population; the first flow counts up, the second down."""
    figures = list(flows.items())
    wanted = [*figures, ("population", population), ("population", before)]
    reason = find_fault(wanted, denominator="population")
    first = figures[0][1]
    if reason is None and first is not None and population is not None and before is not None:
        reason = (
            (_find_mismatch(first, figures[1][1]) if len(figures) > 1 else None)
            or find_other_population(first, population)
            or find_other_population(first, before)
            or _find_wrong_ends(first, before, population)
        )
        if reason is None and read_value(population) + read_value(before) == 0:
            reason = Reason(code="zero", measure="population")
    value = None
    if reason is None:
        counts = [read_value(each) for _, each in figures]
        mean = (read_value(before) + read_value(population)) / 2
        value = 1000 * (counts[0] - sum(counts[1:])) / mean
    made_of = [*(each for _, each in figures), population, before]
    return make_result(measure, value, made_of, reason=reason)


def _find_wrong_ends(flow: Observation, before: Observation, after: Observation) -> Reason | None:
    """A mean needs the population at both ends of the period of the flow: that at the end of the
    period before it (or on its first day), and that at its own end (or on the day after)."""
    starts = before.until == flow.start or (_is_day(before) and before.start == flow.start)
    ends = after.until == flow.until or (_is_day(after) and after.start == flow.until)
    if starts and ends:
        return None
    detail = f"{before.period}, {after.period} / {flow.period}"
    return Reason(code="units", measure="population", detail=detail)


def _is_day(figure: Observation) -> bool:
    return (figure.until - figure.start).days == 1


def _find_mismatch(one: Observation | None, other: Observation | None) -> Reason | None:
    if one is None or other is None:
        return None
    return find_mismatch(one, other, same=("place", "unit", "period", "breakdowns"))
