"""The linear system of linked tables: what anybody who reads them knows about the cells withheld.

A relation says that a total is the sum of its parts, as one row of coefficients. Written in
deviations from the true values, d = x - v, every relation says `matrix @ d = 0`: so a source whose
total does not equal its parts has a relation too, and the reader is taken to know the difference.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class System:
    """Cells and the relations between them. `low` and `high` are the bounds that a reader knows of
    a cell he does not see: withheld counts are at least 1, since zeros are shown."""

    values: Floats
    low: Floats
    high: Floats
    matrix: Any  # scipy.sparse.csr_array, relations x cells
    whole: Flags  # counts are whole numbers, and the reader knows it
    amounts: Flags  # of money or hours: what protects them is a rule, of which nothing is let off

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.values)


@dataclass(frozen=True)
class Targets:
    """The sensitive cells, and the interval that must stay possible for each (its protection
    interval): a reader who can say that it is narrower has learned too much."""

    cells: Indices
    least: Floats
    most: Floats

    def __len__(self) -> int:
        return len(self.cells)

    def pick(self, which: Any) -> "Targets":
        """Some of them."""
        return Targets(self.cells[which], self.least[which], self.most[which])


def make_system(
    values: Floats,
    relations: list[tuple[list[int], list[float]]],
    low: Floats | None = None,
    high: Floats | None = None,
) -> System:
    """The system of cells with these values, and relations given as (cells, coefficients)."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - only who protects needs scipy

    count = len(values)
    lengths = [len(cells) for cells, _ in relations]
    columns = np.fromiter((each for cells, _ in relations for each in cells), np.int64)
    numbers = np.fromiter((each for _, row in relations for each in row), np.float64)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    matrix = csr_array((numbers, columns, starts), shape=(len(relations), count))
    whole = values == np.round(values)
    lowest = np.where(whole, 1.0, 0.0) if low is None else low
    return System(
        values=values,
        low=np.minimum(lowest, values),
        high=np.full(count, np.inf) if high is None else high,
        matrix=matrix,
        whole=whole,
        amounts=np.zeros(count, bool),
    )


def find_parts(matrix: Any) -> Indices:
    """For each cell (column) the number of the part it belongs to: cells of different parts are
    linked by no relation."""
    from scipy.sparse import block_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    graph = block_array([[None, matrix.T], [matrix, None]]).tocsr()
    labels = connected_components(graph, directed=False)[1]
    found: Indices = labels[: matrix.shape[1]].astype(np.int64)
    return found


def cut(system: System, cells: Indices) -> System:
    """The system of some cells, the others being known."""
    matrix = system.matrix[:, cells].tocsr()
    rows = np.flatnonzero(np.diff(matrix.indptr) > 0)
    return System(
        system.values[cells], system.low[cells], system.high[cells], matrix[rows],
        system.whole[cells], system.amounts[cells],
    )  # fmt: skip
