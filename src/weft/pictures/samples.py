"""A key under a drawing: samples of what it has, each with its words, as many to a line as fit."""

from collections.abc import Iterable
from typing import NamedTuple

from weft.pictures.legend import Glyph
from weft.pictures.markup import measure_text
from weft.pictures.palette import WALNUT
from weft.pictures.pen import Pen

LINE = 24.0  # from line to line
SMALL = 12.5  # font size


class Sample(NamedTuple):
    """How something is drawn around a point, how wide that is, and what it means."""

    glyph: Glyph | None
    width: float
    words: str


def draw_samples(pen: Pen, samples: Iterable[Sample], y: float, width: float) -> tuple[str, float]:
    """The key with its first line at y, and where it ends."""
    x, drawn = 4.0, []
    for each in samples:
        lead = each.width + 7 if each.glyph else 0.0
        wide = lead + measure_text(each.words, SMALL)
        if x > 4 and x + wide > width - 4:
            x, y = 4.0, y + LINE
        if each.glyph:
            drawn.append(each.glyph(pen, x + each.width / 2, y))
        drawn.append(pen.text(x + lead, y, each.words, SMALL, fill=WALNUT))
        x += wide + 20
    return "".join(drawn), y + LINE / 2
