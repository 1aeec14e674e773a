"""From a file and a recipe to observations: the import, for the terminal and the page."""

from weft.store.ingesting.ingest import OBSERVATIONS, ingest

__all__ = ["OBSERVATIONS", "ingest"]
