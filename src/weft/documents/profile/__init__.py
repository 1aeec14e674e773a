"""The migration profile of a city as a document that it hands round, as PDF and for Word."""

from weft.documents.profile.parts import (
    Counted,
    Figure,
    Grid,
    Hole,
    ProfileDocument,
    Section,
    Tabled,
)
from weft.documents.profile.pdf import write_profile_pdf
from weft.documents.profile.word import write_profile_docx

__all__ = [
    "Counted", "Figure", "Grid", "Hole", "ProfileDocument", "Section", "Tabled",
    "write_profile_docx", "write_profile_pdf",
]  # fmt: skip
