"""Tables of the store batch by batch, their cells as text, for writers whose memory stays flat."""

from collections.abc import Iterable, Iterator
from typing import IO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
    """Cells as text: numbers so that they read back as the same number, true and false, NULL for
    what is missing. For spreadsheets no text can become a formula."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    text = pc.cast(array, pa.string())
    if pa.types.is_floating(array.type):
        return _write_without_exponents(array, text)
    if for_spreadsheets:
        words = pc.dictionary_encode(text)  # few words, said often: each is escaped once
        safe = pa.array([escape_cell(each) for each in words.dictionary.to_pylist()], pa.string())
        return pc.take(safe, words.indices)
    return text


def _write_without_exponents(numbers: pa.Array, text: pa.Array) -> pa.Array:
    """9.3e+11 is a figure for programs only; there are few of them."""
    raised = pc.fill_null(pc.match_substring(text, "e"), False)
    if not pc.any(raised).as_py():
        return text
    plain = [
        np.format_float_positional(each, trim="-") for each in numbers.filter(raised).to_pylist()
    ]
    return pc.replace_with_mask(text, raised, pa.array(plain, pa.string()))


def write_rows(out: IO[bytes], heads: list[str], rows: Iterable[list[pa.Array]]) -> None:
    """Rows of text as CSV (RFC 4180, with the line ends of Unix); nothing for what is missing."""
    out.write((",".join(heads) + "\n").encode())
    for columns in rows:
        cells = [_quote(each) for each in columns]
        lines = pc.binary_join_element_wise(
            *cells, ",", null_handling="replace", null_replacement=""
        )
        if len(lines):
            out.write(("\n".join(lines.to_pylist()) + "\n").encode())


def _quote(text: pa.Array) -> pa.Array:
    needs = pc.match_substring_regex(text, '[",\r\n]')
    if not pc.any(needs).as_py():
        return text
    doubled = pc.replace_substring(text, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), text)
