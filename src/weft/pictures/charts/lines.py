"""Figures over time as lines: a line breaks where its definition changes or a figure is missing,
and what is modelled is dashed, in its interval."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weft.pictures.charts.rendering import Spec
from weft.pictures.palette import INDIGO, LIGHT_INDIGO, MADDER, OLIVE, WALNUT, WELD

# Never by colour alone: each line has a shape of its marks as well, in the same order.
COLOURS = (INDIGO, WELD, OLIVE, LIGHT_INDIGO, MADDER, WALNUT)
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
HEIGHT = 240


@dataclass(frozen=True)
class Point:
    """A figure of the period that begins then; None where it is missing or withheld."""

    at: dt.date
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Strand:
    """One line: one definition, counted or modelled, never both."""

    name: str
    points: tuple[Point, ...]
    modelled: bool = False


def draw_lines(strands: Sequence[Strand], unit: str, width: int = 640) -> Spec:
    """Lines over years, each under its name. From zero, since the height of a line is read as a
    number of people."""
    import altair as alt  # noqa: PLC0415  # half a second, which only who draws needs

    names = list(dict.fromkeys(each.name for each in strands))
    rows = list(_list_rows(strands))
    years = {int(row["at"]) for row in rows}
    colour = alt.Color(
        "name:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names, range=[COLOURS[n % len(COLOURS)] for n in range(len(names))]),
        legend=alt.Legend(orient="bottom", columns=1, symbolOpacity=1) if len(names) > 1 else None,
    )
    shape = alt.Shape(
        "name:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names, range=[SHAPES[n % len(SHAPES)] for n in range(len(names))]),
        legend=None,
    )
    x = alt.X(
        "at:Q",
        title=None,
        scale=alt.Scale(zero=False, nice=False, padding=12),
        axis=alt.Axis(format="d", grid=False, tickMinStep=1, tickCount=min(len(years), 12)),
    )
    y = alt.Y("value:Q", title=unit, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    layers: list[Any] = []
    if any(row["low"] is not None for row in rows):
        band = base.mark_area(opacity=0.18).encode(
            y=alt.Y("low:Q", title=unit), y2="high:Q", color=colour, detail="piece:N"
        )
        layers.append(band)
    for modelled in (False, True):
        if any(row["modelled"] is modelled for row in rows):
            layers.append(
                base.transform_filter(f"datum.modelled === {str(modelled).lower()}")
                .mark_line(strokeWidth=2.5, strokeDash=[5, 4] if modelled else [1, 0])
                .encode(y=y, color=colour, detail="piece:N")
            )
    layers.append(
        base.transform_filter("isValid(datum.value)")
        .mark_point(filled=True, size=50, opacity=1)
        .encode(y=y, color=colour, shape=shape)
    )
    found: Spec = alt.layer(*layers).properties(width=width, height=HEIGHT).to_dict(validate=False)
    return found


def _list_rows(strands: Sequence[Strand]) -> Iterator[dict[str, Any]]:
    """A row a figure. A missing figure ends a piece of the line, so that nothing joins what stands
    on its two sides."""
    for number, strand in enumerate(strands):
        piece = 0
        for point in sorted(strand.points, key=lambda each: each.at):
            piece += point.value is None
            yield {
                "at": point.at.year + (point.at.timetuple().tm_yday - 1) / 366,
                "value": point.value,
                "low": point.low,
                "high": point.high,
                "name": strand.name,
                "modelled": strand.modelled,
                "piece": f"{number}.{piece}",
            }
