"""Places to be shown on a map, and where in a view their marks and names stand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from weft.core.terms import Text
from weft.core.terms.direction import is_right_to_left
from weft.pictures.markup import Point, measure_text
from weft.pictures.placing import Box, Side, enclose, part_discs, place_label
from weft.pictures.worldview import PHONE, View

NAME, WORDS = 13.0, 11.5  # font sizes beside a mark
RADII = {True: (5.5, 8.0), False: (6.0, 10.0)}  # of the least and the greatest mark, on a phone
RING = 3.2  # from a mark's edge to the ring around what is contested
TOUCH = 12.0  # radius of what a finger hits
CALM = 30  # places; among more only names are written


@dataclass(frozen=True, slots=True)
class Spot:
    """One place to show."""

    key: str
    name: Text
    latitude: float
    longitude: float
    words: str  # what is recorded there, said in the reader's language: "34 facts, 2 contested"
    weight: int  # how much that is; 0: nothing
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Where the name of a place stands beside its mark."""

    side: Side
    box: Box
    told: bool  # whether its words stand below


@dataclass(frozen=True, slots=True)
class Settled:
    """One place where it is drawn."""

    spot: Spot
    home: Point  # where it lies
    centre: Point  # where its mark is: elsewhere only if another is there
    radius: float
    room: float  # radius of what may be hit: a finger's, or what the neighbours leave
    label: Label | None


def settle(spots: Sequence[Spot], view: View, language: str = "en") -> tuple[Settled, ...]:
    """Every place in the order given. Marks first, then names, those with most to tell choosing
    first; a name that would lie on something is left off: the mark says it when asked."""
    frame = Box(0, 0, view.width, view.height)
    order = sorted(spots, key=lambda each: (-each.weight, each.key))
    heaviest = max((each.weight for each in spots), default=0) or 1
    radii = {each.key: _measure(each.weight / heaviest, view) for each in order}
    reaches = {each.key: radii[each.key] + (RING + 2 if each.contested else 1.5) for each in order}
    homes = {each.key: view.project(each.latitude, each.longitude) for each in order}
    parted = part_discs([(homes[each.key], reaches[each.key]) for each in order], frame)
    centres = {each.key: centre for each, centre in zip(order, parted, strict=True)}
    taken = [enclose(centres[key], reach) for key, reach in reaches.items()]
    told = view.width != PHONE and len(order) <= CALM
    labels: dict[str, Label] = {}
    for each in order:
        gap = reaches[each.key] + 3
        if label := _find_label(each, centres[each.key], gap, taken, view, language, told):
            labels[each.key] = label
            taken.append(label.box)
    return tuple(
        Settled(
            each,
            homes[each.key],
            centres[each.key],
            radii[each.key],
            max(_find_room(each.key, centres), radii[each.key]),
            labels.get(each.key),
        )
        for each in spots
    )


def _measure(share: float, view: View) -> float:
    """The radius of a mark: its area grows with the weight, from the least that is easily seen."""
    least, most = RADII[view.width == PHONE]
    return math.sqrt(least**2 + (most**2 - least**2) * share)


def _find_room(key: str, centres: dict[str, Point]) -> float:
    here = centres[key]
    others = (math.dist(here, each) for name, each in centres.items() if name != key)
    return min(TOUCH, min(others, default=2 * TOUCH) / 2)


def _find_label(
    spot: Spot,
    centre: Point,
    gap: float,
    taken: list[Box],
    view: View,
    language: str,
    told: bool,
) -> Label | None:
    """Name and, if there is room for them, words beside a mark; else the name; else nothing."""
    frame = Box(0, 0, view.width, view.height)
    sides: tuple[Side, ...] = ("right", "left", "above", "below")
    if is_right_to_left(language):
        sides = ("left", "right", "above", "below")
    name = measure_text(spot.name.read(language), NAME)
    sizes = {False: (name, NAME + 4)}
    if told and spot.words:
        full = (max(name, measure_text(spot.words, WORDS)), NAME + WORDS + 7)
        sizes = {True: full, **sizes}
    for whole, size in sizes.items():
        if found := place_label(centre, gap, size, sides, taken, frame):
            return Label(*found, whole)
    return None
