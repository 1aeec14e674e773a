"""How near units are to each other, for the indices in which everybody within reach counts."""

from dataclasses import dataclass

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts, Integers

BLOCK = 4_000_000  # distances at a time; keeps memory flat for any number of units
EARTH = 6_371_008.8  # metres, mean radius
OWN = 0.6  # of the area: the root is the mean distance between two people of a unit (White 1983)


class SurroundingsError(ValueError):
    """Coordinates, areas or closeness that cannot be used."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The middle of each unit in metres, and how fast closeness falls with distance.

    Closeness is exp(−d / reach): at the distance of `reach` it is 0.37, at three times as far 0.05.
    The distance of a unit to itself is √(0.6 area) where its area is given in square metres, else
    0.
    """

    middles: Array  # [units, 2], projected; longitude and latitude go through `project`
    reach: float
    areas: Array | None = None

    def __post_init__(self) -> None:
        middles = np.asarray(self.middles, dtype=np.float64)
        object.__setattr__(self, "middles", middles)
        if middles.ndim != 2 or middles.shape[1] != 2:
            raise SurroundingsError(f"middles have the shape {middles.shape}; give x and y a unit")
        if not np.isfinite(middles).all():
            row = int(np.flatnonzero(~np.isfinite(middles).all(axis=1))[0])
            raise SurroundingsError(
                f"row {row + 1} has no middle; find it, or leave the unit out of the table"
            )
        if not (np.isfinite(self.reach) and self.reach > 0):
            raise SurroundingsError(f"a reach of {self.reach} metres; give one above zero")
        if self.areas is not None:
            areas = np.asarray(self.areas, dtype=np.float64)
            object.__setattr__(self, "areas", areas)
            if areas.shape != (len(middles),) or not (np.isfinite(areas) & (areas >= 0)).all():
                raise SurroundingsError("give each unit its area in square metres, zero or above")


def project(longitudes: Array, latitudes: Array) -> Array:
    """Longitudes and latitudes in degrees as x and y in metres, true to scale around their mean.

    Good for a city or a metropolitan area; a country takes coordinates of its own grid.
    """
    longitude, latitude = np.radians(longitudes), np.radians(latitudes)
    if not (np.abs(latitudes) <= 90).all():
        raise SurroundingsError("a latitude lies beyond 90 degrees; give degrees, not metres")
    x = (longitude - longitude.mean()) * np.cos(latitude.mean())
    return EARTH * np.column_stack([x, latitude - latitude.mean()])


def gather(counts: Counts, surroundings: Surroundings | Array, people: Array) -> Array:
    """Σⱼ cᵢⱼ xⱼ of people [k, units]: who is within reach of each unit.

    Instead of surroundings the closeness cᵢⱼ may be given as a matrix over the rows of the table,
    as from travel times. Raises SurroundingsError.
    """
    given, rows = counts.given, counts.kept
    if not isinstance(surroundings, Surroundings):
        closeness = np.asarray(surroundings, dtype=np.float64)
        right = closeness.shape == (given, given) and np.isfinite(closeness).all()
        if not right or closeness.min(initial=0) < 0:
            raise SurroundingsError(
                f"closeness is a matrix of {given} x {given} numbers, zero or above"
            )
        return np.asarray(people @ closeness[np.ix_(rows, rows)].T)
    if len(surroundings.middles) != given:
        raise SurroundingsError(
            f"surroundings of {len(surroundings.middles):,} units and counts of {given:,}; take "
            "both from the same table, in the same order"
        )
    found = np.empty_like(people)
    step = max(1, BLOCK // max(1, rows.size))
    for start in range(0, rows.size, step):
        found[:, start : start + step] = people @ _find_closeness(surroundings, rows, start, step).T
    return found


def _find_closeness(surroundings: Surroundings, rows: Integers, start: int, step: int) -> Array:
    """The closeness of some units to all others, [some, units]."""
    middles = surroundings.middles[rows]
    some = middles[start : start + step]
    distance = np.hypot(some[:, :1] - middles[:, 0], some[:, 1:] - middles[:, 1])
    if surroundings.areas is not None:
        own = np.arange(len(some))
        distance[own, start + own] = np.sqrt(OWN * surroundings.areas[rows[start + own]])
    return np.asarray(np.exp(-distance / surroundings.reach))
