"""The words every room shares: vocabularies, texts in several languages, dates, periods."""

from weft.core.terms.dates import PartialDate, first_day, in_force, last_day, overlap
from weft.core.terms.text import LANGUAGE_PATTERN, Line, Text, fold, slugify
from weft.core.terms.vocabulary import (
    Term,
    is_below_state,
    label,
    list_codes,
    list_vocabularies,
    match_term,
)

__all__ = [
    "LANGUAGE_PATTERN",
    "Line",
    "PartialDate",
    "Term",
    "Text",
    "first_day",
    "fold",
    "in_force",
    "is_below_state",
    "label",
    "last_day",
    "list_codes",
    "list_vocabularies",
    "match_term",
    "overlap",
    "slugify",
]
