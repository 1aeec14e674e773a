"""What if: copies of a setting's evidence with some of it changed, all worked on at once."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from weft.core.diagnosis.ledger import TABLES, Ledger, Table


class Put(NamedTuple):
    """A value in a column of one of the setting's rows; of the setting itself with row 0."""

    table: str
    row: int
    column: str
    value: Any


class Drop(NamedTuple):
    """One of the setting's rows taken out."""

    table: str
    row: int


class Add(NamedTuple):
    """A row more; columns that are not given are 0."""

    table: str
    columns: Mapping[str, Any]


Change = Put | Drop | Add


def vary(ledger: Ledger, variants: Sequence[tuple[int, Sequence[Change]]]) -> Ledger:
    """A ledger with one setting for each variant: the position of a setting, and its changes."""
    copies = ledger.take([at for at, _ in variants])
    starts = {
        name: np.searchsorted(getattr(copies, name)["setting"], np.arange(len(variants)))
        for name in TABLES
    }
    dropped: dict[str, list[int]] = {name: [] for name in TABLES}
    added: dict[str, list[tuple[int, Mapping[str, Any]]]] = {name: [] for name in TABLES}
    for number, (_, changes) in enumerate(variants):
        for each in changes:
            if isinstance(each, Add):
                added[each.table].append((number, each.columns))
                continue
            start = number if each.table == "settings" else int(starts[each.table][number])
            if isinstance(each, Drop):
                dropped[each.table].append(start + each.row)
            else:
                getattr(copies, each.table)[each.column][start + each.row] = each.value
    tables = {name: _rebuild(getattr(copies, name), dropped[name], added[name]) for name in TABLES}
    return Ledger(copies.settings, **tables)


def _rebuild(table: Table, dropped: list[int], added: list[tuple[int, Mapping[str, Any]]]) -> Table:
    if not dropped and not added:
        return table
    more = np.zeros(len(added), dtype=table.dtype)
    for row, (number, columns) in zip(more, added, strict=True):
        row["setting"] = number
        for column, value in columns.items():
            row[column] = value
    whole = np.concatenate((np.delete(table, dropped), more))
    # By setting, and ties of one setting by kind, as reductions need them.
    by = (
        (whole["kind"], whole["setting"])
        if "kind" in (table.dtype.names or ())
        else (whole["setting"],)
    )
    return whole[np.lexsort(by)]
