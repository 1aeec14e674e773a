"""Where everything in a weave goes: columns, rows, nodes, and a way for each thread that touches
no knot but its own, for the pen to draw.

Left to right throughout; the pen mirrors it where a script asks for it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from weft.pictures.fabric import Thread, Weave
from weft.pictures.markup import Point

Cell = tuple[str, str]
Cable = tuple[Thread, ...]  # threads drawn as one line


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of a drawing, in its own units (pixels at natural size)."""

    pitch: float  # from column to column
    half: float  # half the width of a knot
    height: float  # half its height
    mark: float  # side of a role's mark
    step: float  # from mark to mark
    warp: float  # width of a level's band
    row: float  # least distance from row to row
    above: float  # room for the row's own label above it
    strands: int  # side by side before they become a bundle
    gutter: float  # from a knot to the first thread that runs past it
    badge: bool  # whether there is room for the number of ties in a bundle


WIDE = Size(148, 38.5, 13, 11, 13.5, 10, 62, 0, 3, 14, True)


def fit_compact(width: float, columns: int) -> Size:
    """The measures with which so many columns fit a phone, each row under its label."""
    pitch = min(width / max(columns, 1), 72.0)
    half = min((pitch - 14) / 2, 24.0)
    step = (2 * half - 5) / 5
    return Size(pitch, half, 12, min(step - 0.8, 8), step, 8, 48, 19, 2, 5, False)


@dataclass(frozen=True, slots=True)
class Node:
    """What stands at a crossing: a knot, a bare end of a tie, or the ring of nothing recorded."""

    kind: str  # knot, bare, ring
    half: float
    height: float

    def reach_across(self, offset: float) -> float:
        """From the centre to the edge, at a height above or below it."""
        inside = math.sqrt(max(self.height**2 - offset**2, 0))
        return max(self.half - self.height, 0) + inside

    def reach_down(self, offset: float) -> float:
        """From the centre to the upper or lower edge, at a distance to its side."""
        over = max(abs(offset) - max(self.half - self.height, 0), 0)
        return math.sqrt(max(self.height**2 - over**2, 0))


@dataclass(frozen=True, slots=True)
class Strand:
    """One line of the drawing, with the threads it stands for."""

    threads: Cable
    points: tuple[Point, ...]
    badge: Point

    @property
    def arrows(self) -> frozenset[str]:
        return frozenset(each.arrow for each in self.threads if each.arrow)


@dataclass(frozen=True, slots=True)
class Bow:
    """A thread over, or under, knots that it does not belong to."""

    cable: Cable
    start: int
    end: int
    lane: int  # 1, 2 ... above the row; -1, -2 ... below


class Plan:
    """The places of all nodes and strands of a weave."""

    def __init__(self, weave: Weave, size: Size, left: float, top: float) -> None:
        self.weave, self.size = weave, size
        self.x = {each: left + size.pitch * at for at, each in enumerate(weave.columns)}
        self._groups = self._group()
        self.nodes = {
            (each.area, each.column): self._make_node((each.area, each.column), each.state)
            for each in weave.crossings
        }
        self.bows = {area: self._lift(area) for area in weave.rows}
        self.y: dict[str, float] = {}
        for area in weave.rows:
            lanes = [bow.lane for bow in self.bows[area]]
            above, below = max([0, *lanes]), -min([0, *lanes])
            extra = max(0.0, 9.0 * (above + below) + 2 * size.height + 22 - size.row)
            room = (size.row + extra - 2 * size.height) / 2 + 4.5 * (above - below)
            self.y[area] = top + size.above + room + size.height
            top += size.above + size.row + extra
        self.bottom = top
        self.strands = tuple(self._draw())

    def _group(self) -> dict[tuple[Cell, Cell], list[Thread]]:
        groups: dict[tuple[Cell, Cell], list[Thread]] = {}
        for each in self.weave.threads:
            groups.setdefault((each.start, each.end), []).append(each)
        return groups

    def _make_node(self, cell: Cell, state: str) -> Node:
        size = self.size
        if state != "blank":
            return Node("knot", size.half, size.height)
        widths = [len(self._bundle(found)) for ends, found in self._groups.items() if cell in ends]
        if not widths:
            return Node("ring", 3, 3)
        return Node("bare", min(15, size.half), max(7, 4 * max(widths) + 2))

    def _bundle(self, threads: list[Thread]) -> list[Cable]:
        """Each thread by itself, or bundles: as many as there are directions, one on a phone."""
        if len(threads) <= self.size.strands:
            return [(each,) for each in threads]
        if not self.size.badge:
            return [tuple(threads)]
        by_arrow: dict[str, list[Thread]] = {}
        for each in threads:
            by_arrow.setdefault(each.arrow or "", []).append(each)
        return [tuple(by_arrow[key]) for key in ("forward", "", "backward") if key in by_arrow]

    def _list_spans(self, area: str) -> list[tuple[int, int, list[Thread]]]:
        columns = self.weave.columns
        return [
            (columns.index(start[1]), columns.index(end[1]), found)
            for (start, end), found in self._groups.items()
            if start[0] == end[0] == area and start != end
        ]

    def _passes(self, cells: Iterable[Cell]) -> bool:
        """Whether a knot, or the end of another tie, stands in the way."""
        return any(self.nodes[each].kind != "ring" for each in cells)

    def _lift(self, area: str) -> list[Bow]:
        """The lanes of the threads that must pass a knot: short ones inside, none overlapping."""
        spans = [
            (start, end, cable)
            for start, end, found in self._list_spans(area)
            if self._passes((area, each) for each in self.weave.columns[start + 1 : end])
            for cable in self._bundle(found)
        ]
        taken: dict[int, list[tuple[int, int]]] = {}
        bows = []
        for start, end, cable in sorted(spans, key=lambda each: (each[1] - each[0], each[0])):
            lane = next(
                lane
                for lane in (side * at for at in range(1, len(spans) + 1) for side in (1, -1))
                if all(end <= other or start >= last for other, last in taken.get(lane, []))
            )
            taken.setdefault(lane, []).append((start, end))
            bows.append(Bow(cable, start, end, lane))
        return bows

    def _draw(self) -> list[Strand]:
        strands: list[Strand] = []
        for area in self.weave.rows:
            bows = self.bows[area]
            bowed = {(bow.start, bow.end) for bow in bows}
            for first, last, found in self._list_spans(area):
                if (first, last) not in bowed:
                    strands.extend(self._draw_straight(area, first, last, self._bundle(found)))
            strands.extend(self._draw_bow(area, bow) for bow in bows)
        for column in self.weave.columns:
            strands.extend(self._draw_bridges(column))
        for (start, end), threads in self._groups.items():
            if start == end:
                strands.append(self._draw_loop(start, tuple(threads)))
        return strands

    def _draw_straight(
        self, area: str, start: int, end: int, cables: list[Cable]
    ) -> Iterable[Strand]:
        columns, y = self.weave.columns, self.y[area]
        one, other = self.nodes[area, columns[start]], self.nodes[area, columns[end]]
        spacing = 8 if self.size.badge else 7
        for at, cable in enumerate(cables):
            offset = (at - (len(cables) - 1) / 2) * spacing
            left = self.x[columns[start]] + one.reach_across(offset)
            right = self.x[columns[end]] - other.reach_across(offset)
            # In the first gap, before any warp; bundles side by side keep their numbers apart.
            gap = min(right, self.x[columns[start + 1]] - self.size.half) - left
            badge = (left + gap * (at + 1) / (len(cables) + 1), y + offset)
            yield Strand(cable, ((left, y + offset), (right, y + offset)), badge)

    def _draw_bow(self, area: str, bow: Bow) -> Strand:
        columns, size, side = self.weave.columns, self.size, 1 if bow.lane > 0 else -1
        depth = abs(bow.lane)
        lane = self.y[area] - side * (size.height + 8 * depth + 1)
        feet = []
        for column, way in ((columns[bow.start], 1), (columns[bow.end], -1)):
            node = self.nodes[area, column]
            port = max(node.half - 4 - 5 * (depth - 1), size.warp / 2 + 4)
            foot = self.y[area] - side * node.reach_down(port)
            feet.append((self.x[column] + way * port, foot))
        (left, rise), (right, fall) = feet
        badge = (self.x[columns[bow.start]] + size.pitch / 2, lane)
        return Strand(bow.cable, ((left, rise), (left, lane), (right, lane), (right, fall)), badge)

    def _draw_bridges(self, column: str) -> Iterable[Strand]:
        rows, size = self.weave.rows, self.size
        pairs = [
            (rows.index(start[0]), rows.index(end[0]), tuple(found))
            for (start, end), found in self._groups.items()
            if start[1] == end[1] == column and start != end
        ]
        taken: list[list[tuple[int, int]]] = []
        for upper, lower, cable in sorted(pairs, key=lambda each: (each[1] - each[0], each[0])):
            one, other = self.nodes[rows[upper], column], self.nodes[rows[lower], column]
            top, bottom = self.y[rows[upper]], self.y[rows[lower]]
            if not self._passes((each, column) for each in rows[upper + 1 : lower]):
                slot = min(16, size.half * 0.45, one.half * 0.6, other.half * 0.6)
                x = self.x[column] + slot
                ends = ((x, top + one.reach_down(slot)), (x, bottom - other.reach_down(slot)))
                yield Strand(cable, ends, (x, (ends[0][1] + ends[1][1]) / 2))
                continue
            free = [
                at for at, spans in enumerate(taken)
                if all(lower <= first or upper >= last for first, last in spans)
            ]  # fmt: skip
            lane = free[0] if free else len(taken)
            if not free:
                taken.append([])
            taken[lane].append((upper, lower))
            x = self.x[column] + size.half + size.gutter + 6 * lane
            ends = (self._leave(one, column, top, 1), self._leave(other, column, bottom, -1))
            (start, y), (end, last) = ends
            points = ((start, y), (x, y + 12), (x, last - 12), (end, last))
            yield Strand(cable, points, (x, (y + last) / 2))

    def _leave(self, node: Node, column: str, y: float, way: int) -> Point:
        """The shoulder of a node, where a thread leaves it for the gutter."""
        offset = node.height * 0.62
        return (self.x[column] + node.reach_across(offset), y + way * offset)

    def _draw_loop(self, cell: Cell, cable: Cable) -> Strand:
        """A small loop under a node, for ties among its own actors."""
        node, x, y = self.nodes[cell], self.x[cell[1]], self.y[cell[0]]
        left, right = (-26.0, -10.0) if node.half > 30 else (-11.0, 11.0)
        if node.half < 12:
            left, right = -8.0, 8.0
        depth = y + node.height + 8
        points = (
            (x + left, y + node.reach_down(left)),
            (x + left, depth),
            (x + right, depth),
            (x + right, y + node.reach_down(right)),
        )
        return Strand(cable, points, (x + (left + right) / 2, depth))
