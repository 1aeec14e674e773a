"""A place as a document that a city hands round, as PDF and for Word; and drawings as PNG."""

from weft.documents.content import compose
from weft.documents.images import write_png
from weft.documents.parts import About, Document
from weft.documents.pdf import write_pdf
from weft.documents.word import write_docx

__all__ = ["About", "Document", "compose", "write_docx", "write_pdf", "write_png"]
