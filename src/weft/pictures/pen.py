"""Shapes and words at a place, mirrored where the script runs from right to left."""

from collections.abc import Iterable

from weft.pictures.markup import Point, Value, escape, write_element, write_number, write_path
from weft.pictures.palette import FONTS, INK


class Pen:
    """Draws in a frame of some width. Positions are given from left to right; from right to left
    every x becomes width - x, while words stay words."""

    def __init__(self, width: float, mirrored: bool) -> None:
        self.width, self.mirrored = width, mirrored

    def turn(self, x: float) -> float:
        return self.width - x if self.mirrored else x

    def pill(self, x: float, y: float, half: float, height: float, **style: Value) -> str:
        """A rectangle around its centre; its corners are round unless `rx` says otherwise."""
        style.setdefault("rx", min(half, height))
        return write_element(
            "rect", x=self.turn(x) - half, y=y - height, width=2 * half, height=2 * height, **style
        )

    def circle(self, x: float, y: float, radius: float, **style: Value) -> str:
        return write_element("circle", cx=self.turn(x), cy=y, r=radius, **style)

    def line(self, points: Iterable[Point], radius: float = 0, /, **style: Value) -> str:
        return self.stroke(self.trace(points, radius), **style)

    def stroke(self, way: str, **style: Value) -> str:
        """What `trace` gave, as a line."""
        return write_element("path", d=way, fill="none", **style)

    def trace(self, points: Iterable[Point], radius: float) -> str:
        """A way to be stroked several times."""
        return write_path([(self.turn(x), y) for x, y in points], radius)

    def shape(self, points: Iterable[Point], **style: Value) -> str:
        turned = [(self.turn(x), y) for x, y in points]
        return write_element("path", d=write_path(turned) + "Z", **style)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        anchor: str = "start",
        fill: str = INK,
        **style: Value,
    ) -> str:
        """Words with `y` at their middle. `start` is where the script starts: at its right for
        Arabic."""
        # A third of the size is where the middle of small letters lies above the baseline.
        return write_element(
            "text",
            escape(words),
            x=self.turn(x),
            y=y + size * 0.34,
            font_size=size,
            text_anchor=None if anchor == "start" else anchor,
            fill=fill,
            direction="rtl" if self.mirrored else None,
            **style,
        )

    def frame(self, height: float, content: str, /, margin: float, **attributes: Value) -> str:
        """The whole drawing with a margin around it; it scales to where it stands."""
        sides = (-margin, -margin, self.width + 2 * margin, height + 2 * margin)
        box = " ".join(write_number(each) for each in sides)
        return write_element(
            "svg",
            content,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=box,
            font_family=FONTS,
            **attributes,
        )
