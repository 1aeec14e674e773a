"""Tables of the store batch by batch, their cells as text, for writers whose memory stays flat."""

from collections.abc import Iterable, Iterator
from typing import IO, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from weft.core.atlas.files.escape import escape_cell
from weft.store.writers.names import list_written

# A table in memory, or batches of one that is too large for it.
Figures: TypeAlias = "pa.Table | pa.RecordBatchReader | Iterable[pa.RecordBatch]"
ROWS = 50_000  # at once


def read_batches(figures: Figures) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """The columns that are written, and batches that hold just these."""
    if isinstance(figures, pa.Table):
        names = list_written(figures.column_names)
        return names, iter(figures.select(names).to_batches(ROWS))
    batches: Iterator[pa.RecordBatch] = iter(figures)
    if isinstance(figures, pa.RecordBatchReader):
        names = list_written(figures.schema.names)
        return names, (each.select(names) for each in batches)
    first = next(batches, None)
    if first is None:
        return [], iter(())
    names = list_written(first.schema.names)

    def go_on() -> Iterator[pa.RecordBatch]:
        yield first.select(names)
        for each in batches:
            yield each.select(names)

    return names, go_on()


def write_cells(array: pa.Array, *, for_spreadsheets: bool = False) -> pa.Array:
    """Cells as they stand in a CSV file: numbers, which read back as the same numbers; true and
    false; texts. For spreadsheets no text can become a formula."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_floating(array.type):
        return pc.cast(array, pa.float64())
    text = pc.cast(array, pa.string())
    if for_spreadsheets:
        words = pc.dictionary_encode(text)  # few words, said often: each is escaped once
        safe = pa.array([escape_cell(each) for each in words.dictionary.to_pylist()], pa.string())
        return pc.take(safe, words.indices)
    return text


def write_rows(out: IO[bytes], heads: list[str], rows: Iterable[list[pa.Array]]) -> None:
    """Rows as CSV (RFC 4180, with the line ends of Unix): texts in quotes, numbers bare, nothing
    for what is missing."""
    out.write((",".join(heads) + "\n").encode())
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    writer = None
    try:
        for columns in rows:
            batch = pa.RecordBatch.from_arrays(columns, names=heads)
            if writer is None:
                writer = pyarrow.csv.CSVWriter(
                    pa.PythonFile(out, "w"), batch.schema, write_options=options
                )
            writer.write_batch(batch)
    finally:
        if writer is not None:
            writer.close()
