"""Figures on a map: a circle for each place, as large as its figure, on the faint dots of the
world's towns, without borders that anybody could quarrel about."""

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


def draw_dots(dots: Sequence[Dot], unit: str, width: int = 640, height: int = 380) -> Spec:
    """The places with their names; the area of a circle is the figure."""
    import altair as alt  # noqa: PLC0415

    ground = [{"latitude": one, "longitude": two} for one, two in _thin(dots)]
    rows = [
        {"name": x.name, "latitude": x.latitude, "longitude": x.longitude, "value": x.value}
        for x in dots
    ]
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
    found: Spec = chart.project("mercator").properties(width=width, height=height).to_dict()
    return found


def _thin(dots: Sequence[Dot]) -> Iterator[tuple[float, float]]:
    """Towns around the places, one on each point of a lattice."""
    if not dots:
        return
    south, north = (f(x.latitude for x in dots) + m for f, m in ((min, -MARGIN), (max, MARGIN)))
    west, east = (f(x.longitude for x in dots) + m for f, m in ((min, -MARGIN), (max, MARGIN)))
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
