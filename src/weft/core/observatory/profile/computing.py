"""What the figures of a place come to: shares, change, balances and rates, each with its period, or
with the reason why it cannot be computed."""

import datetime as dt
from collections.abc import Iterable, Mapping

from weft.core.observatory.balance import BalanceCheck, check_balance
from weft.core.observatory.measures import (
    Result,
    compute_arrival_rate,
    compute_change,
    compute_change_percent,
    compute_concentration,
    compute_departure_rate,
    compute_dependency_ratio,
    compute_diversity,
    compute_effective_origins,
    compute_growth_rate,
    compute_natural_change,
    compute_naturalisation_rate,
    compute_net_migration,
    compute_net_migration_rate,
    compute_recognition_rate,
    compute_refugee_presence,
    compute_sex_ratio,
    compute_share,
)
from weft.core.observatory.observation import TOTAL, Observation
from weft.core.observatory.periods import Period
from weft.core.observatory.profile.profile import Series

PEOPLE = "population"


class _Figures:
    """The figures of one place, found by measure and period; one definition's for migrants."""

    def __init__(self, stock: Series | None, found: Iterable[Observation]) -> None:
        self.stock = stock
        self.all = [each for each in found if not each.modelled]

    def list_(
        self, measure: str, period: Period | None, by: str | None = None
    ) -> list[Observation]:
        """Of a period: the total, or the parts of a breakdown; of the definition of the stock, for
        what counts migrants by it."""
        definition = self.stock.definition if self.stock else None
        return [
            each
            for each in self.all
            if each.measure == measure
            and each.period == period
            and (
                {name for name, code in each.breakdowns.items() if code != TOTAL}
                == ({by} if by else set())
            )
            and (each.definition == definition or measure not in OF_STOCK)
        ]

    def find(self, measure: str, period: Period | None) -> Observation | None:
        """The total of a period, if there is one and only one."""
        found = self.list_(measure, period)
        return found[0] if len(found) == 1 else None

    def find_at_end(self, day: dt.date) -> Observation | None:
        """The population at the end of a period: of one that ends before this day, or of the day
        itself, as registers count on 31 December or on 1 January."""
        days = {each.period for each in self.all if each.measure == PEOPLE}
        fit = (x for x in days if x.until == day or (x.start == day and (x.until - day).days == 1))
        return next((found for each in fit if (found := self.find(PEOPLE, each))), None)

    def find_newest(self, measure: str) -> Period | None:
        """The newest period for which there is a total with a value."""
        periods = [each.period for each in self.all
                   if each.measure == measure and each.value is not None]  # fmt: skip
        return max(periods, default=None)


# What is counted by a definition of migrants, and is only to be set beside the stock of the same.
OF_STOCK = frozenset(
    ("stock", "stock_start", "births", "deaths", "arrivals", "departures", "naturalisations")
)


def compute_place(stock: Series | None, found: Iterable[Observation]) -> tuple[Result, ...]:
    """All that can be computed from the figures of one place, and what could be with one figure
    more. `stock` is its longest series of migrant residents, if there is any."""
    figures = _Figures(stock, found)
    results = [*_compute_stock(figures), *_compute_flows(figures), *_compute_protection(figures)]
    return tuple(each for each in results if each.value is not None or _is_told(each))


def _is_told(result: Result) -> bool:
    """Whether something is there and the reason why it does not suffice helps somebody."""
    return result.reason is not None and bool(result.sources) and result.period is not None


def _compute_stock(figures: _Figures) -> Iterable[Result]:
    newest = figures.stock.newest if figures.stock else None
    if figures.stock is None or newest is None:
        return
    yield compute_share(newest, figures.find(PEOPLE, newest.period))
    first = next((each for each in figures.stock.points if each.value is not None), None)
    if first is not None and first.period < newest.period:
        for compute in (compute_change, compute_change_percent, compute_growth_rate):
            each = compute(first, newest)
            yield each.model_copy(update={"since": first.period})
    sexes = {x.breakdowns["sex"]: x for x in figures.list_("stock", newest.period, "sex")}
    if sexes:
        yield compute_sex_ratio(sexes.get("M"), sexes.get("F"))
    if origins := figures.list_("stock", newest.period, "origin"):
        yield compute_diversity(origins, newest)
        yield compute_effective_origins(origins, newest)
        yield compute_concentration(origins, newest)
    if ages := figures.list_("stock", newest.period, "age"):
        yield compute_dependency_ratio(ages, newest)


def _compute_flows(figures: _Figures) -> Iterable[Result]:
    newest = figures.stock.newest if figures.stock else None
    if newest is None:
        return
    at = newest.period
    flows: Mapping[str, Observation | None] = {
        name: figures.find(name, at)
        for name in ("arrivals", "departures", "births", "deaths", "naturalisations", "stock_start")
    }
    if flows["arrivals"] or flows["departures"]:
        yield compute_net_migration(flows["arrivals"], flows["departures"])
        yield from _compute_rates(figures, at, flows["arrivals"], flows["departures"])
    if flows["births"] or flows["deaths"]:
        yield compute_natural_change(flows["births"], flows["deaths"])
    if flows["naturalisations"]:
        yield compute_naturalisation_rate(flows["naturalisations"], flows["stock_start"])


def _compute_rates(
    figures: _Figures, at: Period, came: Observation | None, went: Observation | None
) -> Iterable[Result]:
    """What moves, for 1,000 residents, where it is known how many these were before and after."""
    people = figures.find_at_end(at.until), figures.find_at_end(at.start)
    if all(people):
        yield compute_arrival_rate(came, *people)
        yield compute_departure_rate(went, *people)
        yield compute_net_migration_rate(came, went, *people)


def _compute_protection(figures: _Figures) -> Iterable[Result]:
    if at := figures.find_newest("refugees"):
        yield compute_refugee_presence(figures.find("refugees", at), figures.find(PEOPLE, at))
    if at := figures.find_newest("asylum_decisions"):
        parts = figures.list_("asylum_decisions", at, "decision")
        yield compute_recognition_rate({x.breakdowns["decision"]: x for x in parts})


def check_place(found: Iterable[Observation]) -> tuple[BalanceCheck, ...]:
    """The balance of each period of a place, for all people together."""
    totals = [x for x in found if all(code == TOTAL for code in x.breakdowns.values())]
    return check_balance(totals)
