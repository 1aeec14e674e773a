"""Looks into a file of figures: what it seems to be, and the recipe that the assistant proposes;
for the desk and for the terminal."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from weft.core.observatory.recipe import Layout
from weft.store.assistant import propose
from weft.store.engine import connect_duckdb
from weft.store.proposal import Proposal
from weft.store.readers.looking import Look, look_at
from weft.store.readers.sdmx import open_sdmx_csv, propose_sdmx
from weft.store.readers.tables import open_table
from weft.web.observatory.actions import read_registry


@dataclass(frozen=True)
class Insight:
    """What a file seems to be, and how it could be read."""

    look: Look
    proposal: Proposal


def look_into(path: Path, layout: Layout | None = None) -> Insight:
    """Look at a file; what `layout` says is taken as said. Raises a FileProblem where it cannot be
    read."""
    look, registry = look_at(path, layout), read_registry()
    folder = Path(settings.FOLDER) / "work"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as temp:
        connection = connect_duckdb(temp=Path(temp))
        try:
            if look.kind == "sdmx-csv":
                raw = open_sdmx_csv(connection, look.path)
                return Insight(look, propose_sdmx(raw, connection, registry))
            raw = open_table(connection, look.path, look.layout, look)
            return Insight(look, propose(raw, connection, registry, look))
        finally:
            connection.close()
