"""Reads what the footer of a Parquet file tells of all its rows, for the engines: the columns, and
which of them hold one value throughout."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from weft.store.columns import PREFIX

# Those by which sums are kept apart: where there is one value, nothing need be told apart.
TELLING = ("measure", "definition", "unit", "flag", "confidentiality", "modelled", "source")
Constants = tuple[tuple[str, str | bool], ...]


@dataclass(frozen=True)
class Footer:
    """What is known of a file without reading its rows."""

    schema: pa.Schema
    constants: Constants

    def __hash__(self) -> int:
        return hash((tuple(self.schema.names), self.constants))


@lru_cache(maxsize=2000)
def read_footer(path: Path) -> Footer:
    """The footer of a file, which never changes. Raises FileNotFoundError if there is none."""
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow.remove_metadata()
        meta = file.metadata
        names = [meta.schema.column(at).path for at in range(meta.num_columns)]
        constants = [
            (name, found)
            for at, name in enumerate(names)
            if (name in TELLING or name.startswith(PREFIX))
            and (found := _find_constant(meta, at)) is not None
        ]
        return Footer(schema, tuple(constants))


def _find_constant(meta: Any, at: int) -> str | bool | None:
    """The one value of a column; None where there are several, or nulls, or nobody says."""
    found: set[str | bool] = set()
    for group in range(meta.num_row_groups):
        told = meta.row_group(group).column(at).statistics
        if told is None or not told.has_min_max or not told.has_null_count or told.null_count:
            return None
        if told.min != told.max:  # a writer that cuts long ones cuts the least down, the most up
            return None
        found.add(told.min)
        if len(found) > 1:
            return None
    return next(iter(found), None)
