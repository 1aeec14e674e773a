"""Atlases in files: one call reads any format, one writes it; all or nothing either way."""

from weft.core.atlas.files.reading import (
    FORMATS,
    describe_format,
    list_drafts,
    read_atlas,
    read_upload,
)
from weft.core.atlas.files.writing import FormatError, write_atlas

__all__ = [
    "FORMATS",
    "FormatError",
    "describe_format",
    "list_drafts",
    "read_atlas",
    "read_upload",
    "write_atlas",
]
