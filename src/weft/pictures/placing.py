"""Where marks and their names go so that none lies on another: the same places every time."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from weft.pictures.markup import Point

Side = Literal["right", "left", "above", "below"]
_DIRECTIONS = 16
_RINGS = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


def enclose(centre: Point, radius: float) -> Box:
    """The box around a disc."""
    x, y = centre
    return Box(x - radius, y - radius, x + radius, y + radius)


def part_discs(discs: Iterable[tuple[Point, float]], frame: Box) -> list[Point]:
    """A centre for each disc (where it belongs, its radius), in their order: its own place if it
    is free, else the nearest around it that is, within the frame; its own again if there is none.
    """
    placed: list[tuple[Point, float]] = []
    for centre, radius in discs:
        free = (
            each
            for each in _list_around(centre, radius)
            if (each == centre or frame.holds(enclose(each, radius)))
            and all(math.dist(each, at) >= radius + other for at, other in placed)
        )
        placed.append((next(free, centre), radius))
    return [centre for centre, _ in placed]


def _list_around(centre: Point, radius: float) -> Iterable[Point]:
    yield centre
    for ring in range(1, _RINGS + 1):
        for turn in range(_DIRECTIONS):
            angle = 2 * math.pi * turn / _DIRECTIONS
            far = radius * ring * 0.8
            yield (centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle))


def place_label(
    centre: Point,
    gap: float,
    size: tuple[float, float],
    sides: Sequence[Side],
    taken: Sequence[Box],
    frame: Box,
) -> tuple[Side, Box] | None:
    """The first side of a mark where words of a size are free of all that is there, `gap` away
    from its centre; None if there is none."""
    for side in sides:
        box = _set_beside(centre, gap, size, side)
        if frame.holds(box) and not any(box.meets(each) for each in taken):
            return side, box
    return None


def _set_beside(centre: Point, gap: float, size: tuple[float, float], side: Side) -> Box:
    (x, y), (width, height) = centre, size
    if side in ("right", "left"):
        left = x + gap if side == "right" else x - gap - width
        return Box(left, y - height / 2, left + width, y + height / 2)
    top = y - gap - height if side == "above" else y + gap
    return Box(x - width / 2, top, x + width / 2, top + height)
