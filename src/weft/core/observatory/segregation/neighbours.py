"""Which units are neighbours, and how strongly, for the indices that look at the map."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from weft.core.observatory.segregation.counts import Array, Counts, Integers


class NeighboursError(ValueError):
    """Pairs of neighbours that cannot be used, with the first that is wrong."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Pairs of neighbouring units, each pair once in each direction."""

    units: int
    one: Integers
    other: Integers
    weights: Array  # 1, or the length of the border they share


@dataclass(frozen=True, eq=False)
class Linked:
    """Neighbours among the units of some counts, by their place in the counts."""

    one: Integers
    other: Integers
    weights: Array
    linked: Integers  # units that have a neighbour
    islands: int  # units that have none


def make_neighbours(
    units: int, pairs: npt.ArrayLike, borders: npt.ArrayLike | None = None
) -> Neighbours:
    """Neighbours from pairs of rows (from 0) and the lengths of the borders they share.

    A pair may stand in one direction or in both, then with one length. Raises NeighboursError.
    """
    found = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    weights = np.ones(len(found)) if borders is None else np.asarray(borders, dtype=np.float64)
    if weights.shape != (len(found),):
        raise NeighboursError(f"{weights.size:,} borders for {len(found):,} pairs; give each one")
    _refuse(found, (found < 0) | (found >= units), f"rows go from 0 to {units - 1}")
    _refuse(found, found[:, :1] == found[:, 1:], "a unit is not its own neighbour")
    right = np.isfinite(weights) & (weights > 0)
    _refuse(found, ~right[:, None], "a border has a length above zero; leave out pairs without one")
    ordered = np.sort(found, axis=1)
    kept, first, inverse = np.unique(ordered, axis=0, return_index=True, return_inverse=True)
    differs = ~np.isclose(weights, weights[first][inverse], rtol=1e-6)
    _refuse(found, differs[:, None], "it stands twice, with two lengths; decide which holds")
    both = np.concatenate([kept, kept[:, ::-1]])
    return Neighbours(units, both[:, 0], both[:, 1], np.tile(weights[first], 2))


def _refuse(pairs: Integers, wrong: npt.NDArray[np.bool_], why: str) -> None:
    rows = np.flatnonzero(wrong.any(axis=1))
    if rows.size:
        pair = tuple(pairs[rows[0]].tolist())
        raise NeighboursError(f"pair {rows[0] + 1}, {pair}: {why}")


def link(neighbours: Neighbours, counts: Counts) -> Linked:
    """The neighbours that are left among the units of the counts.

    Raises NeighboursError where they are of another table.
    """
    if neighbours.units != counts.given:
        raise NeighboursError(
            f"neighbours of {neighbours.units:,} units and counts of {counts.given:,}; take both "
            "from the same table, in the same order"
        )
    place = np.full(counts.given, -1, dtype=np.int64)
    place[counts.kept] = np.arange(counts.kept.size)
    one, other = place[neighbours.one], place[neighbours.other]
    there = (one >= 0) & (other >= 0)
    one, other = one[there], other[there]
    linked = np.unique(one)
    islands = counts.totals.size - linked.size
    return Linked(one, other, neighbours.weights[there], linked, islands)


def make_matrix(linked: Linked, *, standardised: bool) -> Any:
    """The weights among the linked units as a sparse matrix; standardised, each row adds up to
    one."""
    from scipy.sparse import csr_array  # noqa: PLC0415  # only here, and slow to load

    weights = linked.weights
    if standardised:
        sums = np.bincount(linked.one, weights)
        weights = weights / sums[linked.one]
    at = np.searchsorted(linked.linked, [linked.one, linked.other])
    size = linked.linked.size
    return csr_array((weights, (at[0], at[1])), shape=(size, size))
