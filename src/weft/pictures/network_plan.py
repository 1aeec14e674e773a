"""Where the lines, threads and words of a network stand on its drawing."""

from dataclasses import dataclass

from weft.core.terms.phrases import say, write_list
from weft.pictures.fabric import Tie
from weft.pictures.markup import Point, measure_text, wrap_text
from weft.pictures.network import Band, Cord, Network, Row
from weft.pictures.words import name_column

WIDE, PHONE = 880.0, 358.0  # of the page, and of a phone of 390 less its margins
NUMBERS = 30.0  # above the first band, for the numbers of the threads
LOOSE = 15.0  # the end of a thread of which one participant is recorded


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of a drawing, in pixels at its natural width."""

    width: float  # at least
    label: float  # font size of names
    room: float  # for names
    line: float  # from line to line of a name
    narrow: float  # between threads, at least
    broad: float  # and at most
    above: bool  # names stand above their lines


DESK = Size(WIDE, 13.0, 236.0, 15.0, 26.0, 38.0, False)
PALM = Size(PHONE, 12.0, 330.0, 15.0, 24.0, 34.0, True)


@dataclass(frozen=True, slots=True)
class Line:
    """One actor: the words of its name, and where its line lies."""

    row: Row
    level: str  # in words
    words: tuple[str, ...]
    y: float
    end: float  # where its last mark is


@dataclass(frozen=True, slots=True)
class Head:
    """One level: its words, and the stretch of its lines."""

    words: str
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Place:
    """One mechanism: where its thread runs, and its marks."""

    number: int
    tie: Tie
    across: bool
    ends: tuple[Point, Point]
    marks: tuple[tuple[str, str, Point], ...]  # actor, seat, where


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole, from left to right; the pen mirrors it."""

    size: Size
    numbers: float  # the height of the numbers of the threads
    width: float
    left: float  # where the lines begin
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    bottom: float


def plan_network(network: Network, language: str, compact: bool, top: float = 0.0) -> Plan:
    """The drawing of a network below `top`; wider than a page if its threads need it."""
    size = PALM if compact else DESK
    words = {row.actor: _wrap(row, size, language) for row in network.rows}
    left = 5.0
    if not size.above:
        widest = [
            measure_text(line, size.label, row.here)
            for row in network.rows
            for line in words[row.actor]
        ]
        heads = [measure_text(name_band(each, language), 13.5, True) for each in network.bands]
        left = max([*widest, *heads, 60]) + 22
    first = left + (13 if size.above else 30)
    many = max(len(network.cords), 1)
    pitch = min(max((size.width - first - 24) / many, size.narrow), size.broad)
    width = max(size.width, first + pitch * (many - 1) + 18)
    xs = [first + pitch * at for at in range(many)]
    ends = {actor: x for x, cord in zip(xs, network.cords, strict=False) for actor, _ in cord.seats}
    y, lines, placed = top + NUMBERS, [], []
    for band in network.bands:
        level, head = name_band(band, language), y + 12
        y += 26
        start = y
        for row in band.rows:
            high = _measure_row(words[row.actor], size)
            at = y + high - 9 if size.above else y + high / 2
            lines.append(Line(row, level, words[row.actor], at, ends[row.actor]))
            y += high
        placed.append(Head(level, head, start, y))
        y += 10
    places = _place(network.cords, xs, {each.row.actor: each.y for each in lines})
    bottom = max([y, *(each.ends[1][1] + 6 for each in places)])
    return Plan(size, top + 10, width, left, tuple(placed), tuple(lines), places, bottom)


def name_band(band: Band, language: str) -> str:
    """ "Region and City" for a town that is a region too."""
    if not band.columns:
        return say("network_no_level", language)
    return write_list([name_column(each, language) for each in band.columns], language)


def _wrap(row: Row, size: Size, language: str) -> tuple[str, ...]:
    return wrap_text(row.name.read(language), size.room, size.label, 2, row.here)


def _measure_row(words: tuple[str, ...], size: Size) -> float:
    if size.above:
        return size.line * len(words) + 21
    return 26.0 if len(words) == 1 else 36.0


def _place(
    cords: tuple[Cord, ...], xs: list[float], heights: dict[str, float]
) -> tuple[Place, ...]:
    places = []
    for number, (x, cord) in enumerate(zip(xs, cords, strict=False), 1):
        marks = tuple((actor, seat, (x, heights[actor])) for actor, seat in cord.seats)
        top, bottom = marks[0][2], marks[-1][2]
        if top == bottom:
            bottom = (x, bottom[1] + LOOSE)
        places.append(Place(number, cord.tie, cord.across, (top, bottom), marks))
    return tuple(places)
