"""Why a diagnosis says what it says: from the label to signals, to facts, to sources."""

from weft.core.diagnosis.explanation.explaining import (
    Explanation,
    Lead,
    Line,
    Part,
    explain,
    explain_lead,
)
from weft.core.diagnosis.explanation.saying import name_part, say_explanation

__all__ = [
    "Explanation",
    "Lead",
    "Line",
    "Part",
    "explain",
    "explain_lead",
    "name_part",
    "say_explanation",
]
