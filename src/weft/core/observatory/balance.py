"""Whether stocks and flows of a place fit together: the accounting identity of a population,
checked for every area, period and group."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from weft.core.atlas.records import Model
from weft.core.observatory.definitions import find_definition
from weft.core.observatory.measures.pack import label_measure
from weft.core.observatory.observation import Name, Observation
from weft.core.observatory.periods import Period
from weft.core.terms.phrases import say, write_list

START, END = "stock_start", "stock"
SIGNS = {
    START: 1,
    "births": 1,
    "deaths": -1,
    "arrivals": 1,
    "departures": -1,
    "internal_arrivals": 1,
    "internal_departures": -1,
    "other_arrivals": 1,
    "other_departures": -1,
    "naturalisations": -1,
    "adjustment": 1,
}
# Without these nothing can be said. The others may be left out by a source that has none, as
# moves within a country are for the country itself.
_REQUIRED = (START, END, "births", "deaths", "arrivals", "departures")
_PAIRS = (("internal_arrivals", "internal_departures"), ("other_arrivals", "other_departures"))
_OPTIONAL = (_PAIRS[0], (*_PAIRS[1], "adjustment"), ("naturalisations",))

_Key = tuple[str, Period, str, tuple[tuple[str, str], ...], bool]


class BalanceCheck(Model):
    """The balance of one area, period and group."""

    area: str
    place: str | None = None
    period: Period
    definition: Name
    breakdowns: dict[str, str] = Field(default_factory=dict)
    status: Literal["closes", "differs", "unknown"]
    difference: float | None = Field(
        None, description="Stock at the end less what the others give; None: cannot be computed"
    )
    missing: tuple[str, ...] = Field((), description="Components without a figure")


class Jump(Model):
    """A stock at the end of one period that is not the stock at the beginning of the next."""

    area: str
    place: str | None = None
    period: Period = Field(description="The period that ends")
    definition: Name
    breakdowns: dict[str, str] = Field(default_factory=dict)
    end: float
    start: float

    @property
    def difference(self) -> float:
        """By how much the next period starts higher."""
        return self.start - self.end


def check_balance(
    observations: Iterable[Observation], *, tolerance: float = 0.0
) -> tuple[BalanceCheck, ...]:
    """Whether each balance of some figures closes, by area, period and group.

    Formula: stock at the end = stock at the beginning + births - deaths + arrivals - departures
    + internal arrivals - internal departures + other arrivals - other departures
    - naturalisations + adjustment. Unit: persons. Denominator: none. Citation: Preston, Heuveline
    and Guillot (2001), Demography, ch. 1.1, the balancing equation; for foreign citizens with
    naturalisations, Regulation (EC) No 862/2007, art. 3. Suppression: a withheld component is
    missing, so that the check cannot be used to find it.

    Births do not enter a population defined by birth abroad, nor naturalisations one that does not
    turn on citizenship. A balance closes if the difference is at most `tolerance`. Where a
    component is missing and the rest does not add up by itself, the answer is unknown.
    """
    groups = _group(observations)
    return tuple(_check(key, groups[key], tolerance) for key in sorted(groups))


def check_continuity(observations: Iterable[Observation]) -> tuple[Jump, ...]:
    """Where a period does not begin with the stock with which the one before it ended: a census, a
    changed border, a changed definition.

    Formula: stock at the beginning of a period - stock at the end of the one before. Unit:
    persons. Denominator: none. Citation: Preston, Heuveline and Guillot (2001), Demography, ch.
    1.1. Suppression: not checked where either is withheld.
    """
    groups = _group(observations)
    ends = {
        (area, period.until, *rest): (period, figures[END])
        for (area, period, *rest), figures in groups.items()
        if END in figures
    }
    return tuple(
        Jump(
            area=area,
            place=figures[START].place,
            period=ends[at][0],
            definition=figures[START].definition,
            breakdowns=figures[START].breakdowns,
            end=_read(ends[at][1]),
            start=_read(figures[START]),
        )
        for (area, period, *rest), figures in sorted(groups.items(), key=lambda each: each[0])
        if START in figures
        and (at := (area, period.start, *rest)) in ends
        and _read(ends[at][1]) != _read(figures[START])
    )


def say_balance(check: BalanceCheck, language: str = "en") -> str:
    """What a check found, as a sentence."""
    if check.status == "unknown":
        words = [label_measure(each, language) for each in check.missing]
        return say("balance_unknown", language, missing=write_list(words, language))
    if check.status == "differs":
        return say("balance_differs", language, difference=f"{check.difference:+,.0f}")
    return say("balance_closes", language)


def _group(observations: Iterable[Observation]) -> dict[_Key, dict[str, Observation]]:
    """Area, period, definition, group -> component -> its figure. Missing ones are left out."""
    groups: dict[_Key, dict[str, Observation]] = defaultdict(dict)
    for each in observations:
        if each.measure in SIGNS or each.measure == END:
            group = tuple(sorted(each.breakdowns.items()))
            found = groups[each.area, each.period, each.definition, group, each.modelled]
            if each.value is not None:
                found[each.measure] = each
    # A stock alone is no balance, and no flow of it is missing.
    return {key: found for key, found in groups.items() if found.keys() - {END, START}}


def _check(key: _Key, figures: dict[str, Observation], tolerance: float) -> BalanceCheck:
    area, period, definition, group, _ = key
    left_out = _list_left_out(definition)
    missing = [each for each in _REQUIRED if each not in figures and each not in left_out]
    missing += [
        each
        for pair in _PAIRS
        for each in pair
        if each not in figures and any(other in figures for other in pair)
    ]
    difference = None
    status: Literal["closes", "differs", "unknown"] = "unknown"
    if not missing:
        signed = (
            sign * _read(figures[each])
            for each, sign in SIGNS.items()
            if each in figures and each not in left_out
        )
        difference = _read(figures[END]) - sum(signed)
        if abs(difference) <= tolerance:
            status = "closes"
        else:
            missing = [*_list_unreported(figures, left_out)]
            status = "unknown" if missing else "differs"
    return BalanceCheck(
        area=area,
        place=next((each.place for each in figures.values()), None),
        period=period,
        definition=definition,
        breakdowns=dict(group),
        status=status,
        difference=difference,
        missing=tuple(missing),
    )


def _list_unreported(figures: dict[str, Observation], left_out: set[str]) -> Iterator[str]:
    """Components of which the source says nothing, and which may explain a difference."""
    for kind in _OPTIONAL:
        if not any(each in figures or each in left_out for each in kind):
            yield from kind


def _list_left_out(definition: str) -> set[str]:
    criterion = find_definition(definition).criterion
    left_out = set()
    if criterion == "birth":
        left_out.add("births")
    if criterion not in ("citizenship", "register", "permit", "status", "unknown"):
        left_out.add("naturalisations")
    return left_out


def _read(observation: Observation) -> float:
    assert observation.value is not None  # noqa: S101  # missing ones are left out
    return observation.value
