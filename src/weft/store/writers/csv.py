"""Figures as a plain CSV file, UTF-8, that a spreadsheet program may open without danger."""

from typing import BinaryIO

import pyarrow as pa

from weft.store.writers.about import About
from weft.store.writers.batches import Figures, read_batches, write_cells, write_rows
from weft.store.writers.names import describe_rows


def write_csv(figures: Figures, about: About, out: BinaryIO) -> None:
    """One row a figure, with its definition, its source and how good it is; the columns are called
    as in the store. What the dataset is, is said by the name of the file and the page it is on:
    a CSV file with lines above its head is what makes figures unreadable."""
    names, batches = read_batches(figures)
    said = describe_rows(about)
    write_rows(
        out,
        [*names, *said],
        (
            [
                *(write_cells(each, for_spreadsheets=True) for each in batch.columns),
                *repeat(tuple(said.values()), batch.num_rows),
            ]
            for batch in batches
        ),
    )


def repeat(texts: tuple[str, ...], rows: int) -> list[pa.Array]:
    """Columns that say the same in every row."""
    return [pa.repeat(pa.scalar(each, pa.string()), rows) for each in texts]
