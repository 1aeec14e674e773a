"""A document for Word: real headings, lists and tables, for whoever has to edit what a city hands
round."""

from weft.documents.parts import Document


def write_docx(document: Document) -> bytes:
    """The document as a .docx, the same bytes for the same document."""
    from weft.documents.word_body import write_body  # noqa: PLC0415  # python-docx is slow to load

    return write_body(document)
