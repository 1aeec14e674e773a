"""Random draws over units that come out the same in whatever order the units are given."""

from collections.abc import Iterator

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts, Integers

CELLS = 2_000_000  # numbers drawn at a time; keeps memory flat


class NotWholeError(ValueError):
    """Counts of parts of people, of which nobody can be drawn."""


def sort_units(counts: Counts, group: int) -> Integers:
    """The order in which the units of a group are drawn: by name, or where they have none by their
    people. Units with the same people are the same to a draw."""
    if counts.units is not None:
        return np.argsort(np.array(counts.units), kind="stable").astype(np.int64)
    return np.lexsort((counts.people[group], counts.totals)).astype(np.int64)


def round_people(counts: Counts) -> Integers:
    """The people as whole numbers. Raises NotWholeError with the first that is none."""
    whole = np.rint(counts.people)
    wrong = np.argwhere((whole != counts.people).T)
    if wrong.size:
        unit, group = wrong[0]
        raise NotWholeError(
            f"row {counts.kept[unit] + 1}, column {group + 1} is {counts.people[group, unit]:g}; "
            f"random draws are of whole people, and {len(wrong):,} cells are not whole: give "
            "counts, not estimates or weighted figures"
        )
    return whole.astype(np.int64)


def split_draws(draws: int, width: int) -> Iterator[int]:
    """How many draws to make at a time."""
    most = max(1, CELLS // max(1, width))
    for start in range(0, draws, most):
        yield min(most, draws - start)


def place_people(
    totals: Integers, size: int, draws: int, chance: np.random.Generator
) -> Iterator[Array]:
    """`size` people placed at random into units that hold `totals`, [draws, units] at a time."""
    for many in split_draws(draws, totals.size):
        placed = chance.multivariate_hypergeometric(totals, size, size=many, method="marginals")
        yield placed.astype(np.float64)


def place_groups(
    totals: Integers, sizes: Integers, draws: int, chance: np.random.Generator
) -> Iterator[Array]:
    """All groups placed at random, one [groups, units] a draw: each into what the others left."""
    for _ in range(draws):
        left = totals.copy()
        placed = np.empty((sizes.size, totals.size))
        for group, size in enumerate(sizes[:-1]):
            here = chance.multivariate_hypergeometric(left, size, method="marginals")
            left -= here
            placed[group] = here
        placed[-1] = left
        yield placed
