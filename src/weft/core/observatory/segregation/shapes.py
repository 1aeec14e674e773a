"""Neighbours, shared borders, middles and areas, from the shapes of units as GeoJSON has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from weft.core.observatory.segregation.counts import Array, Integers
from weft.core.observatory.segregation.neighbours import Neighbours, make_neighbours


class ShapeError(ValueError):
    """A shape that cannot be used, with its place in the list."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """What the map says of the units, in their order."""

    neighbours: Neighbours  # with the lengths of shared borders
    middles: Array  # [units, 2], centroids
    areas: Array


def measure_shapes(geometries: Sequence[Mapping[str, Any]]) -> Shapes:
    """Read polygons and multipolygons with coordinates in metres.

    Two units are neighbours where they have a piece of border in common: a straight piece with the
    same two ends in both, as in boundaries that one office drew together. Where two were drawn
    apart, their borders lie near each other and not upon each other, and no neighbours are found.
    Raises ShapeError.
    """
    owners, pieces = [], []
    middles, areas = np.empty((len(geometries), 2)), np.empty(len(geometries))
    for row, geometry in enumerate(geometries):
        lines = [_cut(ring) for ring in _list_rings(geometry, row)]
        ends = np.concatenate(lines)
        areas[row], middles[row] = _measure_area(ends, row)
        owners.append(np.full(len(ends), row, dtype=np.int64))
        pieces.append(ends)
    if not pieces:
        return Shapes(make_neighbours(0, []), middles, areas)
    pairs, lengths = _find_borders(np.concatenate(owners), np.concatenate(pieces))
    return Shapes(make_neighbours(len(geometries), pairs, lengths), middles, areas)


def _list_rings(geometry: Mapping[str, Any], row: int) -> list[Any]:
    kind = geometry.get("type")
    if kind == "Polygon":
        return _orient([geometry["coordinates"]], row)
    if kind == "MultiPolygon":
        return _orient(geometry["coordinates"], row)
    raise ShapeError(f"shape {row + 1} is a {kind}; units are a Polygon or a MultiPolygon")


def _orient(polygons: Sequence[Any], row: int) -> list[Array]:
    """The rings, outer ones against the clock and holes with it, so that holes take away."""
    rings = []
    for polygon in polygons:
        for at, coordinates in enumerate(polygon):
            try:
                ring = np.array([each[:2] for each in coordinates], dtype=np.float64)
                ring += 0.0  # makes −0 the 0 that it is
            except (TypeError, ValueError):
                ring = np.empty((0, 2))
            if len(ring) < 4 or not np.isfinite(ring).all() or (ring[0] != ring[-1]).any():
                raise ShapeError(
                    f"shape {row + 1} has a ring that is not closed or has fewer than three "
                    "corners; the last point repeats the first"
                )
            turned = _sum_area(_pair(ring)) > 0
            rings.append(ring if turned == (at == 0) else ring[::-1])
    if not rings:
        raise ShapeError(f"shape {row + 1} is empty; leave the unit out, or give its border")
    return rings


def _pair(ring: Array) -> Array:
    """Each straight piece of a ring: x and y of one end, x and y of the other."""
    return np.hstack([ring[:-1], ring[1:]])


def _cut(ring: Array) -> Array:
    pieces = _pair(ring)
    return np.asarray(pieces[(pieces[:, :2] != pieces[:, 2:]).any(axis=1)])


def _sum_area(pieces: Array) -> float:
    x, y, to_x, to_y = (pieces - np.tile(pieces[0, :2], 2)).T
    return float((x * to_y - to_x * y).sum() / 2)


def _measure_area(pieces: Array, row: int) -> tuple[float, Array]:
    """Area and centroid. Measured from the first corner: coordinates of a national grid are large
    and would swamp the differences."""
    origin = pieces[0, :2]
    x, y, to_x, to_y = (pieces - np.tile(origin, 2)).T
    across = x * to_y - to_x * y
    area = across.sum() / 2
    if not area > 0:
        raise ShapeError(f"shape {row + 1} has no area; its border must enclose some")
    middle = np.array([((x + to_x) * across).sum(), ((y + to_y) * across).sum()]) / (6 * area)
    return float(area), origin + middle


def _find_borders(owners: Integers, pieces: Array) -> tuple[Integers, Array]:
    """Pairs of units that share pieces, and the length that they share."""
    one, other = pieces[:, :2], pieces[:, 2:]
    later = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    pieces = np.where(later[:, None], np.hstack([other, one]), pieces)
    _, which = np.unique(pieces, axis=0, return_inverse=True)
    order = np.lexsort((owners, which))
    which, owners, pieces = which[order], owners[order], pieces[order]
    # More than two units upon one piece would overlap; each then meets the next.
    same = (which[1:] == which[:-1]) & (owners[1:] != owners[:-1])
    pairs = np.column_stack([owners[:-1][same], owners[1:][same]])
    shared = pieces[:-1][same]
    lengths = np.hypot(shared[:, 2] - shared[:, 0], shared[:, 3] - shared[:, 1])
    if not len(pairs):
        return pairs, lengths
    kept, inverse = np.unique(np.sort(pairs, axis=1), axis=0, return_inverse=True)
    return np.asarray(kept, dtype=np.int64), np.bincount(inverse, lengths).astype(np.float64)
