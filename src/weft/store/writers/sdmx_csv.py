"""Figures as SDMX-CSV 2.0, for statistical offices and their programs."""

from typing import BinaryIO

from weft.store.writers.about import About
from weft.store.writers.batches import Figures, read_batches, write_cells, write_rows
from weft.store.writers.csv import repeat
from weft.store.writers.names import AGENCY, ALTERED, name_component


def name_structure(about: About) -> str:
    """WEFT:FOREIGN-RESIDENTS(2.0.0): agency, dataflow, version as SDMX 3.0 counts."""
    return f"{AGENCY}:{about.id.upper()}({about.version}.0.0)"


def write_sdmx_csv(figures: Figures, about: About, out: BinaryIO) -> None:
    """One row an observation, as information (action I); breakdowns are dimensions. Cells stand as
    they are: SDMX-CSV is read by programs, and an escaped code would be another code."""
    names, batches = read_batches(figures)
    identity = ("dataflow", name_structure(about), "I")
    altered = (about.altered,) if about.altered else ()
    heads = [*(name_component(each) for each in names), *([ALTERED.upper()] if altered else [])]
    write_rows(
        out,
        ["STRUCTURE", "STRUCTURE_ID", "ACTION", *heads],
        (
            [
                *repeat(identity, batch.num_rows),
                *(write_cells(each) for each in batch.columns),
                *repeat(altered, batch.num_rows),
            ]
            for batch in batches
        ),
    )
