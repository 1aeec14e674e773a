"""Figures that a model computed, with interval and method, as observations that say so; the rule
that keeps them out of a counted series is `measures.series.split_series`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from weft.core.observatory.estimation.tables import Array
from weft.core.observatory.observation import Code, Name, Observation
from weft.core.observatory.periods import Period

AREA = "area"  # the axis that names areas; every other axis is a breakdown
LEVEL = 0.95

Method = Literal["iterative_proportional_fitting", "fay_herriot"]


class NoAreaError(ValueError):
    """Modelled figures of which nothing says where."""


@dataclass(frozen=True, eq=False)
class Modelled:
    """Figures by named axes, each with the interval that holds it with probability `level`.

    `cautions` are codes of what a reader must be told: variance_zero, few_areas, failed_draws ...
    """

    values: Array
    low: Array
    high: Array
    axes: Mapping[str, tuple[str, ...]]
    method: Method
    level: float = LEVEL
    cautions: tuple[str, ...] = ()


def describe_observations(
    modelled: Modelled,
    *,
    measure: Name,
    definition: Name,
    period: Period,
    source: str,
    unit: Name = "persons",
    area: str | None = None,
    places: Mapping[str, str] | None = None,
    codes: Mapping[Name, Mapping[str, Code]] | None = None,
) -> tuple[Observation, ...]:
    """The figures as observations, marked modelled and estimated (SDMX flag E), with interval.

    The axis "area" names the areas, or `area` does for all. `places` says which area is which
    place of the registry, `codes` how a category of a breakdown is written. The source is said to
    have been modelled, and how, so that a citation shows it.
    """
    if AREA not in modelled.axes and area is None:
        raise NoAreaError(
            f"no axis is called {AREA!r} and no area is given; name the area of all figures"
        )
    places, codes = places or {}, codes or {}
    said = f"{source} (modelled: {modelled.method.replace('_', ' ')})"
    rows = []
    for at in np.ndindex(modelled.values.shape):
        named = {
            axis: names[place]
            for (axis, names), place in zip(modelled.axes.items(), at, strict=True)
        }
        where = named.pop(AREA, area)
        rows.append(
            Observation(
                area=where or "",
                place=places.get(where or ""),
                measure=measure,
                period=period,
                definition=definition,
                breakdowns={
                    axis: codes.get(axis, {}).get(name, name) for axis, name in named.items()
                },
                value=float(modelled.values[at]),
                low=float(modelled.low[at]),
                high=float(modelled.high[at]),
                unit=unit,
                flag="E",
                modelled=True,
                source=said,
            )
        )
    return tuple(rows)
