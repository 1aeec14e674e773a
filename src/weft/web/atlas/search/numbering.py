"""Numbers that keep the order of results while records come and go, for the index."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

BITS = 58  # of the numbers of one section: sixteen sections fit in a signed 64-bit column

Key = TypeVar("Key")


def number(order: Sequence[Key], known: Mapping[Key, int], section: int) -> dict[Key, int]:
    """A number for each key of a section (0 to 15), rising in the given order. Known keys keep
    theirs and the others are spread evenly between them; where there is no room for that, all are
    numbered anew.
    """
    stops = [(at, known[key]) for at, key in enumerate(order) if key in known]
    last, low = -1, (section << BITS) - 1
    numbers: dict[Key, int] = {}
    for at, high in [*stops, (len(order), (section + 1) << BITS)]:
        step = (high - low) // (at - last)
        if step < 1:
            return number(order, {}, section)
        for place in range(last + 1, at):
            numbers[order[place]] = low + step * (place - last)
        if at < len(order):
            numbers[order[at]] = high
        last, low = at, high
    return numbers
