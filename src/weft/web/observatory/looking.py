"""Looks into a file of figures: what it seems to be, and the recipe that the assistant proposes;
for the desk and for the terminal."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.conf import settings

from weft.core.observatory.recipe import Layout, Recipe
from weft.core.observatory.registry import Registry
from weft.store.assistant import propose
from weft.store.engine import connect_duckdb
from weft.store.proposal import Proposal
from weft.store.readers.looking import Look, look_at
from weft.store.readers.raw import Raw
from weft.store.readers.sdmx import open_sdmx_csv
from weft.store.readers.sdmx_proposing import propose_sdmx
from weft.store.readers.tables import open_table
from weft.store.watching import Tell, Watch
from weft.web.observatory.actions import read_registry


@dataclass(frozen=True)
class Insight:
    """What a file seems to be, and how it could be read."""

    look: Look
    proposal: Proposal


@dataclass(frozen=True)
class Opened(Insight):
    """The same with the cells of the file, as long as it is open."""

    raw: Raw
    connection: duckdb.DuckDBPyConnection
    watch: Watch  # tells what is done with it


def look_into(path: Path, layout: Layout | None = None, progress: Tell | None = None) -> Insight:
    """Look at a file; what `layout` says is taken as said. `progress` is told about once a second
    how much of it was read. Raises a FileProblem where it cannot be read."""
    with open_file(path, read_registry(), layout, progress=progress) as found:
        return Insight(found.look, found.proposal)


@contextmanager
def open_file(
    path: Path,
    registry: Registry,
    layout: Layout | None = None,
    known: Sequence[Recipe] = (),
    progress: Tell | None = None,
) -> Iterator[Opened]:
    """Open a file to ask more of it. `known` are recipes that may fit, last year's first.
    `progress` is told about once a second how much of it was read, and ends it by what it raises.
    Raises a FileProblem where it cannot be read."""
    home = Path(settings.FOLDER) / "work"
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as made, Watch(progress) as watch:
        temp = Path(made)
        look = look_at(path, layout, temp, watch)
        with (
            closing(connect_duckdb(temp=temp, files=(look.path,))) as connection,
            watch.heed(connection),
        ):
            if look.kind == "sdmx-csv":
                raw = open_sdmx_csv(connection, look.path, watch=watch)
                found = propose_sdmx(raw, connection, registry)
            else:
                raw = open_table(connection, look.path, look.layout, look, folder=temp, watch=watch)
                found = propose(raw, connection, registry, look, known)
            yield Opened(look, found, raw, connection, watch)
