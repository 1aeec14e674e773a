"""Figures on a map: a circle for each place, as large as its figure, on the faint dots of the
world's towns, without borders that anybody could quarrel about."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weft.pictures.charts.rendering import Spec
from weft.pictures.palette import INDIGO, INK, MADDER, WARP
from weft.pictures.worldtowns import read_towns

MARGIN = 4.0  # degrees around the places
MOST = 900  # dots of the ground


@dataclass(frozen=True)
class Dot:
    """A place with its figure; None where there is none, which is shown as a hollow ring."""

    name: str
    latitude: float
    longitude: float
    value: float | None


def draw_dots(dots: Sequence[Dot], unit: str, width: int = 680) -> Spec:
    """The places with their names; the area of a circle is the figure."""
    import altair as alt  # noqa: PLC0415

    ground = [{"latitude": one, "longitude": two} for one, two in _thin(dots)]
    named = _find_free(dots, width)
    rows = [
        {"name": x.name if x in named else "", "latitude": x.latitude, "longitude": x.longitude,
         "value": x.value}
        for x in dots
    ]  # fmt: skip
    towns = alt.Chart(alt.InlineData(values=ground)).mark_circle(size=5, color=WARP, opacity=1)
    places = alt.Chart(alt.InlineData(values=rows)).encode(
        longitude="longitude:Q", latitude="latitude:Q"
    )
    size = alt.Size(
        "value:Q",
        title=unit,
        scale=alt.Scale(range=[30, 900], domainMin=0),
        legend=alt.Legend(symbolType="circle", orient="bottom", tickCount=3),
    )
    known = places.transform_filter("isValid(datum.value)").mark_circle(
        color=INDIGO, opacity=0.75, stroke=INDIGO
    )
    unknown = places.transform_filter("!isValid(datum.value)").mark_point(
        color=MADDER, strokeDash=[3, 2], size=90, filled=False
    )
    names = places.mark_text(align="left", dx=18, color=INK).encode(text="name:N")
    chart = alt.layer(
        towns.encode(longitude="longitude:Q", latitude="latitude:Q"),
        known.encode(size=size),
        unknown,
        names,
    )
    found: Spec = (
        chart.project("mercator")
        .properties(width=width, height=_find_height(dots, width))
        .to_dict(validate=False)
    )
    return found


def _find_height(dots: Sequence[Dot], width: int) -> int:
    """As high as the places ask for, so that the width is used."""
    box = _find_box(dots)
    tall = _project(box[1]) - _project(box[0])
    return round(min(max(width * tall / (box[3] - box[2]), 220), 620))


def _project(latitude: float) -> float:
    """Mercator's y, in degrees."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def _find_free(dots: Sequence[Dot], width: int) -> set[Dot]:
    """The places whose names stand free of other names: those with a figure first. The others are
    in the table."""
    _, _, west, east = _find_box(dots)
    scale = width / (east - west)
    taken: list[tuple[float, float, float]] = []
    free = set()
    for dot in sorted(dots, key=lambda x: (x.value is None, -(x.value or 0), x.name)):
        x, y = dot.longitude * scale, _project(dot.latitude) * scale
        end = x + 18 + 7 * len(dot.name)
        if all(abs(y - row) > 13 or end < first or x > last for first, last, row in taken):
            taken.append((x, end, y))
            free.add(dot)
    return free


def _find_box(dots: Sequence[Dot]) -> tuple[float, float, float, float]:
    """South, north, west and east of the places, with a margin."""
    rows, columns = [x.latitude for x in dots], [x.longitude for x in dots]
    return min(rows) - MARGIN, max(rows) + MARGIN, min(columns) - MARGIN, max(columns) + MARGIN


def _thin(dots: Sequence[Dot]) -> Iterator[tuple[float, float]]:
    """Towns around the places, one on each point of a lattice."""
    if not dots:
        return
    south, north, west, east = _find_box(dots)
    around = [
        (one, two) for one, two in read_towns() if south <= one <= north and west <= two <= east
    ]
    step = 0.2
    while len(found := _lay_on_lattice(around, step)) > MOST:
        step *= 1.2
    yield from sorted(found)


def _lay_on_lattice(towns: Sequence[tuple[float, float]], step: float) -> set[tuple[float, float]]:
    """The points of a lattice woven like twill that are nearest to towns."""
    points = set()
    for latitude, longitude in towns:
        row = round(latitude / step)
        shift = row % 2 / 2
        points.add((row * step, (round(longitude / step - shift) + shift) * step))
    return points
