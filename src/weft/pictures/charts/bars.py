"""Parts of a whole as bars: origins, reasons, ages; what is unknown is hatched, never left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from weft.pictures.charts.rendering import Spec
from weft.pictures.palette import INDIGO, PAPER, WALNUT

ROW = 26  # pixels


@dataclass(frozen=True)
class Bar:
    """A part under its name; None where its figure is missing or withheld."""

    name: str
    value: float | None
    unknown: bool = False  # not a part of its own: what nobody has told apart


def draw_bars(bars: Sequence[Bar], unit: str, width: int = 460, withheld: str = "…") -> Spec:
    """Horizontal bars in the order given, each with its number at its end; `withheld` stands where
    there is none."""
    import altair as alt  # noqa: PLC0415

    names = [each.name for each in bars]
    rows = [
        {
            "name": each.name,
            "value": each.value,
            "said": withheld if each.value is None else None,
            "unknown": each.unknown,
        }
        for each in bars
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=260, ticks=False)),
        x=alt.X("value:Q", title=unit, axis=alt.Axis(tickCount=4), scale=alt.Scale(zero=True)),
    )
    filled = base.transform_filter("!datum.unknown").mark_bar(color=INDIGO, height=16)
    hollow = base.transform_filter("datum.unknown").mark_bar(
        color=PAPER, stroke=WALNUT, strokeDash=[3, 2], height=16
    )
    written = base.transform_filter("!isValid(datum.said)").mark_text(align="left", dx=5)
    blank = (
        alt.Chart(alt.InlineData(values=rows))
        .transform_filter("isValid(datum.said)")
        .mark_text(align="left", dx=5)
        .encode(y=alt.Y("name:N", sort=names), x=alt.value(0))
    )
    layers = [
        filled,
        hollow,
        written.encode(text=alt.Text("value:Q", format=",")),
        blank.encode(text="said:N"),
    ]
    found: Spec = (
        alt.layer(*layers).properties(width=width, height=ROW * len(rows)).to_dict(validate=False)
    )
    return found
