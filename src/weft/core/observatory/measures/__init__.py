"""What is computed from counted figures: each measure as one function with its formula."""

from weft.core.observatory.measures.adding import SumRefused, add_up, find_mismatch
from weft.core.observatory.measures.change import (
    compute_change,
    compute_change_percent,
    compute_growth_rate,
    compute_share,
)
from weft.core.observatory.measures.comparing import Comparison, compare_figures
from weft.core.observatory.measures.composition import (
    compute_age_structure,
    compute_concentration,
    compute_dependency_ratio,
    compute_diversity,
    compute_effective_origins,
    compute_entropy,
    compute_origins,
    compute_sex_ratio,
)
from weft.core.observatory.measures.flows import (
    compute_arrival_rate,
    compute_departure_rate,
    compute_natural_change,
    compute_naturalisation_rate,
    compute_net_migration,
    compute_net_migration_rate,
)
from weft.core.observatory.measures.needs import (
    Need,
    count_needed,
    list_available,
    list_missing,
    list_needed,
    make_figures,
)
from weft.core.observatory.measures.pack import (
    Measure,
    MeasurePackError,
    label_measure,
    list_counted,
    read_measures,
    read_suppliers,
)
from weft.core.observatory.measures.protection import (
    compute_permit_reasons,
    compute_recognition_rate,
    compute_refugee_presence,
)
from weft.core.observatory.measures.result import (
    FigureMissing,
    Reason,
    Result,
    list_suppliers,
    say_reason,
    say_suppliers,
)
from weft.core.observatory.measures.series import MixedSeries, Stretch, split_series

__all__ = [
    "Comparison", "FigureMissing", "Measure", "MeasurePackError", "MixedSeries", "Need", "Reason",
    "Result", "Stretch", "SumRefused", "add_up", "compare_figures", "compute_age_structure",
    "compute_arrival_rate", "compute_change", "compute_change_percent", "compute_concentration",
    "compute_departure_rate", "compute_dependency_ratio", "compute_diversity",
    "compute_effective_origins", "compute_entropy", "compute_growth_rate",
    "compute_natural_change", "compute_naturalisation_rate", "compute_net_migration",
    "compute_net_migration_rate", "compute_origins", "compute_permit_reasons",
    "compute_recognition_rate", "compute_refugee_presence", "compute_sex_ratio", "compute_share",
    "count_needed", "find_mismatch", "label_measure", "list_available", "list_counted",
    "list_missing", "list_needed", "list_suppliers", "make_figures", "read_measures",
    "read_suppliers", "say_reason", "say_suppliers", "split_series",
]  # fmt: skip
