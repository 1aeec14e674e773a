"""Which part of the world a map shows, and where on it a place stands."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from weft.pictures.markup import Point

WIDE, PHONE = 880, 358  # widths of the two drawings; a phone of 390 less its margins
SHAPES = {WIDE: (1.6, 2.0), PHONE: (1.0, 1.2)}  # width over height of each, least and most
MARGIN = 1.25  # the view over what it must hold, so that there is room for names
NARROWEST = 14.0  # degrees of latitude: nearer than this the dots would show no coast
WIDEST = 200.0  # degrees of longitude: what needs more is shown on the whole world
# Cut where it parts the fewest people, in the Bering Strait; without Antarctica.
WORLD = (-170, -56, 190, 78)
_CODE = re.compile(r"(-?\d{1,3})_(-?\d{1,2})_(-?\d{1,3})_(-?\d{1,2})_(\d{3})")


@dataclass(frozen=True, slots=True)
class View:
    """A box in whole degrees, drawn at a width; `east` is above 180 where it crosses the date line.

    Equirectangular: x = (longitude - west) * c * k and y = (north - latitude) * k, where
    c = (sin north - sin south) / (north - south), in radians, is the mean cosine of the box's
    latitudes and k = width / ((east - west) * c) its pixels a degree. For a country c is the cosine
    of its middle, so that shapes are true there; over the whole box areas are true on average.
    (Snyder, Map Projections: A Working Manual, USGS 1987, p. 90: c is his cos of phi 1.)
    """

    west: int
    south: int
    east: int
    north: int
    width: int

    @property
    def squeeze(self) -> float:
        return average_cosine(self.south, self.north)

    @property
    def scale(self) -> float:
        """Pixels a degree of latitude."""
        return self.width / ((self.east - self.west) * self.squeeze)

    @property
    def height(self) -> int:
        return math.ceil((self.north - self.south) * self.scale)

    def project(self, latitude: float, longitude: float) -> Point:
        """Where a place stands; outside 0 to width and height if it is not in view."""
        across = (longitude - self.west) % 360
        return (across * self.squeeze * self.scale, (self.north - latitude) * self.scale)

    @property
    def code(self) -> str:
        """The view in an address: "-13_29_40_53_880"."""
        return f"{self.west}_{self.south}_{self.east}_{self.north}_{self.width}"


def read_view(code: str) -> View:
    """The view that an address names; ValueError if it names none that could be drawn."""
    if found := _CODE.fullmatch(code):
        view = View(*(int(each) for each in found.groups()))
        if (
            -180 <= view.west < view.east <= view.west + 360
            and -90 <= view.south < view.north <= 90
            and view.width in SHAPES
        ):
            return view
    raise ValueError(
        f"'{code}' is no view: expected west_south_east_north_width in whole degrees, "
        f"with a width of {' or '.join(str(each) for each in SHAPES)}"
    )


def average_cosine(south: float, north: float) -> float:
    """The mean cosine of the latitudes between two."""
    low, high = math.radians(south), math.radians(north)
    return (math.sin(high) - math.sin(low)) / (high - low)


def frame_view(places: Sequence[tuple[float, float]], compact: bool = False) -> View:
    """The smallest view with room around all the places (latitude, longitude); the whole world
    where there are none, or where they are spread."""
    width = PHONE if compact else WIDE
    if not places:
        return View(*WORLD, width)
    latitudes = [latitude for latitude, _ in places]
    south, north = min(latitudes), max(latitudes)
    west, east = _find_arc([longitude for _, longitude in places])
    high = max((north - south) * MARGIN, NARROWEST)
    middle = min(max((south + north) / 2, -75), 75)
    squeeze = average_cosine(middle - high / 2, middle + high / 2)
    least, most = SHAPES[width]
    across = max((east - west) * MARGIN, high * least / squeeze)
    high = max(high, across * squeeze / most)
    if across > WIDEST:
        lowest, highest = WORLD[1], WORLD[3]
        sides = (min(lowest, math.floor(south) - 2), max(highest, math.ceil(north) + 2))
        return View(WORLD[0], max(sides[0], -90), WORLD[2], min(sides[1], 90), width)
    bottom = min(max(middle - high / 2, -90), 90 - high)
    left = math.floor((west + east - across) / 2)
    left = (left + 180) % 360 - 180
    return View(left, math.floor(bottom), left + math.ceil(across), math.ceil(bottom + high), width)


def _find_arc(longitudes: list[float]) -> tuple[float, float]:
    """The shortest arc with all of some longitudes, from west to east: all but the widest gap."""
    around = sorted({each % 360 for each in longitudes})
    gaps = [after - before for before, after in pairwise([*around, around[0] + 360])]
    last = gaps.index(max(gaps))
    west = around[(last + 1) % len(around)]
    return west, west + 360 - gaps[last]
