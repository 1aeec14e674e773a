"""Tables with named axes and the checks that they fit together, for estimates from margins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
SHOWN = 5  # cells that an error names; more would not be read
ROUNDING = 1e-6  # relative; a larger difference is a disagreement of the sources


class TableError(ValueError):
    """A table that cannot be used, with the cell or axis that is wrong."""


class MarginsDisagreeError(ValueError):
    """Two margins that cannot both be true, with the largest difference between them."""


class ZeroCellsError(ValueError):
    """Cells of a margin that must be above zero where the table can hold nothing."""


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers by named axes; a margin of a table is a table over some of its axes.

    `axes` gives in order the name of each axis and its categories: `{"district": ("North", ...),
    "sex": ("F", "M")}`.
    """

    values: Array
    axes: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        values = np.asarray(self.values, dtype=np.float64)
        object.__setattr__(self, "values", values)
        wanted = tuple(len(each) for each in self.axes.values())
        if values.shape != wanted:
            raise TableError(
                f"the table {self.name} has the shape {values.shape} and its axes name {wanted} "
                "categories; give one name to each row of each axis"
            )
        for axis, categories in self.axes.items():
            if len(set(categories)) < len(categories):
                raise TableError(f"a category of {axis} stands twice; join the two rows first")
        if not (values.min(initial=0) >= 0 and values.max(initial=0) < np.inf):
            cell = int(np.argmax(~(np.isfinite(values) & (values >= 0))))
            raise TableError(
                f"{self.name}: {self.name_cell(cell)} is {values.flat[cell]}; counts are wanted, "
                "zero or above. What is missing must be left out with its margin, not set to zero"
            )

    @property
    def name(self) -> str:
        """What it is a table of, for messages: "district x sex"."""
        return " x ".join(self.axes) or "total"

    def name_cell(self, cell: int) -> str:
        """The cell at a flat position in words: "district North, sex F"."""
        at = np.unravel_index(cell, self.values.shape)
        pairs = zip(self.axes.items(), at, strict=True)
        return ", ".join(f"{axis} {names[place]}" for (axis, names), place in pairs) or "total"

    def name_cells(self, where: npt.NDArray[np.bool_]) -> str:
        """The first few cells that are true, in words."""
        cells = np.flatnonzero(where)
        more = f" and {len(cells) - SHOWN:,} more" if len(cells) > SHOWN else ""
        return "; ".join(self.name_cell(int(cell)) for cell in cells[:SHOWN]) + more


def sum_to(table: Table, axes: Sequence[str]) -> Table:
    """The margin of a table over some of its axes, which stay in the order of the table."""
    kept = {axis: names for axis, names in table.axes.items() if axis in axes}
    gone = tuple(at for at, axis in enumerate(table.axes) if axis not in axes)
    return Table(table.values.sum(axis=gone), kept)


def arrange(margin: Table, table: Table) -> Table:
    """The margin with its axes and categories in the order of the table.

    Raises TableError where it has an axis or a category that the table has not, or lacks one.
    """
    if unknown := [axis for axis in margin.axes if axis not in table.axes]:
        raise TableError(
            f"the margin {margin.name} has the axis {unknown[0]}, the table only "
            f"{', '.join(table.axes)}; name the axes alike"
        )
    values, axes = margin.values, list(margin.axes)
    order = [axis for axis in table.axes if axis in margin.axes]
    values = np.transpose(values, [axes.index(axis) for axis in order])
    for at, axis in enumerate(order):
        mine, theirs = margin.axes[axis], table.axes[axis]
        if mine == theirs:
            continue
        if differing := sorted(set(mine) ^ set(theirs)):
            raise TableError(
                f"{axis} is not the same in the margin {margin.name} and the table: "
                f"{', '.join(differing[:SHOWN])} stands in one only; bring both to the same list"
            )
        values = np.take(values, [mine.index(name) for name in theirs], axis=at)
    return Table(values, {axis: table.axes[axis] for axis in order})


def check_agreement(margins: Sequence[Table]) -> None:
    """Refuse margins of which two say different things about what they share, or about the total.

    Raises MarginsDisagreeError with both and the largest difference.
    """
    for first, second in combinations(margins, 2):
        shared = tuple(axis for axis in first.axes if axis in second.axes)
        one, other = sum_to(first, shared), sum_to(second, shared)
        difference = np.abs(one.values - other.values)
        if (difference > ROUNDING * np.maximum(1.0, np.maximum(one.values, other.values))).any():
            cell = int(np.argmax(difference))
            raise MarginsDisagreeError(
                f"the margins {first.name} and {second.name} disagree about {one.name_cell(cell)}: "
                f"{one.values.flat[cell]:,.6g} and {other.values.flat[cell]:,.6g}, a difference of "
                f"{difference.flat[cell]:,.6g}; decide which source holds and scale the other to it"
            )


def check_zeros(seed: Table, margins: Sequence[Table]) -> None:
    """Refuse margins that want people where the seed, or another margin, has none.

    A zero of the seed stays zero whatever the margins say (a structural zero). Raises
    ZeroCellsError with the cells, so that they are corrected, not filled in silently.
    """
    possible = seed.values > 0
    spread = [spread_over(margin, seed) for margin in margins]
    for each in spread:
        if each.min(initial=1) == 0:
            possible = possible & (each > 0)
    if possible.all():
        return
    for margin in margins:
        gone = tuple(at for at, axis in enumerate(seed.axes) if axis not in margin.axes)
        empty = (margin.values > 0) & ~possible.any(axis=gone)
        if empty.any():
            raise ZeroCellsError(
                f"the margin {margin.name} wants more than zero where every cell is zero: "
                f"{margin.name_cells(empty)}; if the seed's zeros are only unseen, put a small "
                "number there, else correct the margin"
            )


def spread_over(margin: Table, table: Table) -> Array:
    """The values of an arranged margin, shaped so that they multiply the table."""
    return margin.values.reshape(
        [len(names) if axis in margin.axes else 1 for axis, names in table.axes.items()]
    )
