"""Ledgers put side by side, to see that a setting gets the same answer in any company."""

from collections.abc import Sequence

import numpy as np

from weft.core.diagnosis.ledger import TABLES, Ledger, Table


def join_ledgers(parts: Sequence[Ledger]) -> Ledger:
    """Several ledgers as one, their settings one after the other."""
    before = np.cumsum([0, *(len(each) for each in parts)])
    tables: dict[str, Table] = {"settings": np.concatenate([each.settings for each in parts])}
    for name in TABLES:
        moved = []
        for each, start in zip(parts, before[:-1], strict=True):
            table = getattr(each, name).copy()
            table["setting"] += start
            moved.append(table)
        tables[name] = np.concatenate(moved)
    return Ledger(**tables)
