"""The comparison: two settings in one respect, what differs, and which facts make it differ."""

from weft.core.diagnosis.comparison.comparing import compare
from weft.core.diagnosis.comparison.comparison import (
    Bounds,
    Caution,
    CellDifference,
    Changes,
    Comparison,
    ConditionDifference,
    Difference,
    FactsApart,
    Side,
)
from weft.core.diagnosis.comparison.names import name_sides, name_title
from weft.core.diagnosis.comparison.sayings import say_comparison, say_terms

__all__ = [
    "Bounds",
    "Caution",
    "CellDifference",
    "Changes",
    "Comparison",
    "ConditionDifference",
    "Difference",
    "FactsApart",
    "Side",
    "compare",
    "name_sides",
    "name_title",
    "say_comparison",
    "say_terms",
]
