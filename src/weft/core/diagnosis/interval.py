"""Numbers of which only the bounds are known: the arithmetic of every signal."""

from collections.abc import Iterable
from typing import NamedTuple


class Interval(NamedTuple):
    """All values from low to high; one value where they are equal."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def width(self) -> float:
        return self.high - self.low

    def scale(self, factor: float) -> "Interval":
        """Times a number >= 0."""
        return Interval(self.low * factor, self.high * factor)

    def __mul__(self, other: object) -> "Interval":
        """Times another interval of numbers >= 0."""
        if not isinstance(other, Interval):
            return NotImplemented
        return Interval(self.low * other.low, self.high * other.high)


ANY = Interval(0.0, 1.0)
ZERO = Interval(0.0, 0.0)
ONE = Interval(1.0, 1.0)


def span(values: Iterable[float]) -> Interval:
    """The smallest interval with all values."""
    found = list(values)
    return Interval(min(found), max(found))


def find_mean_range(items: Iterable[tuple[Interval, Interval]]) -> Interval | None:
    """The exact range of sum(w x) / sum(w) over weights w >= 0 and values x in their intervals.

    At an extreme every weight is at one of its ends, and those with x above the mean are at one
    end, those below at the other: so only the splits of the sorted values are tried. Returns None
    if no weight can be above 0.
    """
    pairs = [(weight, value) for weight, value in items if weight.high > 0]
    if not pairs:
        return None
    highest = _find_largest_mean([(weight, value.high) for weight, value in pairs])
    lowest = 0.0 - _find_largest_mean([(weight, -value.low) for weight, value in pairs])
    return Interval(lowest, highest)


def _find_largest_mean(pairs: list[tuple[Interval, float]]) -> float:
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    best = ordered[0][1] if all(weight.low == 0 for weight, _ in ordered) else float("-inf")
    for split in range(len(ordered) + 1):
        weights = [
            weight.high if index < split else weight.low
            for index, (weight, _) in enumerate(ordered)
        ]
        total = sum(weights)
        if total > 0:
            mean = sum(w * x for w, (_, x) in zip(weights, ordered, strict=True)) / total
            best = max(best, mean)
    return best
