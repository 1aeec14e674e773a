"""What is computed from counted figures: each measure as one function with its formula."""

from weft.core.observatory.measures.pack import (
    Measure,
    MeasurePackError,
    label_measure,
    read_measures,
    read_suppliers,
)

__all__ = ["Measure", "MeasurePackError", "label_measure", "read_measures", "read_suppliers"]
