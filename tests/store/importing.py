"""Small files made by code, a registry of places, and an import in one call, for tests of files as
cities have them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import weft.packs
from weft.core.atlas.facts import Place
from weft.core.atlas.files import read_atlas
from weft.core.observatory.recipe import ColumnRule, Layout, Recipe, Wide
from weft.core.observatory.registry import Registry, make_registry
from weft.core.observatory.report import ImportReport, Trouble
from weft.core.terms import Text
from weft.store.assistant import propose
from weft.store.engine import connect_duckdb
from weft.store.ingesting import OBSERVATIONS, ingest
from weft.store.proposal import Proposal
from weft.store.readers.tables import look_at, open_table

DATA = (Path(__file__).parents[2] / "../shared/data").resolve()


@cache
def make_places() -> Registry:
    """The registry of the atlas, with three quarters of Turin."""
    places = read_atlas(Path(weft.packs.__file__).parent / "mc2cm").places
    quarters = [
        Place(
            id=f"turin-{name.lower()}", name=Text({"it": name}), levels=("local",), parent="turin"
        )
        for name in ("Aurora", "Barriera", "Mirafiori")
    ]
    return make_registry(type("Atlas", (), {"places": (*places, *quarters)})())


@dataclass(frozen=True)
class Brought:
    """What came of an import."""

    report: ImportReport
    rows: list[dict[str, Any]]

    def find(self, *names: str) -> list[tuple[Any, ...]]:
        """Some columns of all observations, in their order."""
        return [tuple(row[name] for name in names) for row in self.rows]

    def list_troubles(self, code: str) -> list[Trouble]:
        """The troubles of a kind."""
        return [each for each in self.report.troubles if each.code == code]


def bring(path: Path, recipe: Recipe, **more: Any) -> Brought:
    """Import a file with a recipe."""
    out = path.parent / "out"
    report = ingest(path, recipe, make_places(), out, **more)
    return Brought(report, pq.read_table(out / OBSERVATIONS).to_pylist())


def suggest(path: Path, known: tuple[Recipe, ...] = (), layout: Layout | None = None) -> Proposal:
    """What the assistant proposes for a file."""
    look = look_at(path, layout)
    connection = connect_duckdb(temp=path.parent, files=(look.path,))
    raw = open_table(connection, path, layout, look, troubles=[], folder=path.parent)
    return propose(raw, connection, make_places(), look, known)


def save(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    """A text as a file."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def make_recipe(**changes: Any) -> Recipe:
    """Area, Year, Value: foreign citizens."""
    rules = (
        ColumnRule(column="Area", role="area"),
        ColumnRule(column="Year", role="period"),
        ColumnRule(column="Value", role="value"),
    )
    values: dict[str, Any] = {
        "kind": "table",
        "columns": rules,
        "constants": {"measure": "stock", "definition": "citizenship", "source": "register"},
    }
    return Recipe(**{**values, **changes})


def make_wide(columns: dict[str, str], **more: Any) -> Recipe:
    """Area, and columns that are periods."""
    return make_recipe(
        columns=(ColumnRule(column="Area", role="area"),),
        wide=Wide(columns=columns, role="period"),
        **more,
    )
