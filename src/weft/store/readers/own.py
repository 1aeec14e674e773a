"""The recipe of a file that Weft wrote itself, in any format: nothing about it is a guess."""

# ruff: noqa: S608  (names in SQL are quoted by `quote`)

from typing import Literal

import duckdb

from weft.core.observatory.recipe import ColumnRule, Layout, Recipe
from weft.store.proposal import ColumnGuess, Proposal, tell_why
from weft.store.readers.raw import Raw, quote
from weft.store.writers.names import AGENCY, COMPONENTS, WRITTEN, find_column

_WHY = tell_why("own")


def propose_own(raw: Raw, connection: duckdb.DuckDBPyConnection) -> Proposal | None:
    """The recipe, or None if the file is not one that Weft wrote: SDMX-CSV of its agency, or a
    table with all the columns of the store."""
    names = set(raw.names)
    sdmx = (raw.title or "").startswith(f"{AGENCY}:") and set(COMPONENTS.values()) <= names
    if not sdmx and not set(WRITTEN) <= names:
        return None
    rules, guesses = [], []
    for head in raw.names:
        role, name = find_column(head)
        rules.append(ColumnRule(column=head, role=role, name=name))
        guesses.append(ColumnGuess(head, role, name, 1.0, _WHY))
    kind: Literal["sdmx-csv", "table"] = "sdmx-csv" if sdmx else "table"
    area, place = ("REF_AREA", "PLACE") if sdmx else ("area", "place")
    pairs = connection.execute(
        f"SELECT DISTINCT {quote(area)}, {quote(place)} FROM {raw.table} "
        f"WHERE {quote(area)} IS NOT NULL ORDER BY ALL"
    ).fetchall()
    rows = None if sdmx or raw.first_row == 1 else (1, 1)
    recipe = Recipe(
        kind=kind,
        layout=Layout(decimal=".", thousands="", header=rows),
        columns=tuple(rules),
        places={each: found for each, found in pairs if found},
        unmatched=tuple(each for each, found in pairs if not found),
        missing=("",),
    )
    return Proposal(recipe, tuple(guesses), (_WHY,))
