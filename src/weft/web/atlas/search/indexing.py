"""Keeps the search index in step with what is published."""

from collections.abc import Callable

from weft.core.atlas import Atlas


def update_index(before: Atlas, after: Atlas, progress: Callable[[str, int, int], None]) -> None:
    """Replace the entries of all records that the public sees differently after a change."""
