"""The evidence of many sets of changes at once, put together from what each change does to it.

Changes to one fact leave the evidence of all others as it is. So each fact is entered once for
each set of changes to it, and the evidence of any set of changes is the rows of the setting, less
those that its parts take away, with those that they bring. Only rows are put together here, which
is all that bounds need; which document a row rests on, and its rank, matter to draws alone.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.entering import enter_scenes, make_key, number_rows
from weft.core.diagnosis.ledger import TABLES, Ledger, Table
from weft.core.diagnosis.remedies.sets import Chosen, assume_made
from weft.core.diagnosis.remedies.steps import Candidate
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import list_contradictions

Row = tuple[str, tuple[float, ...]]  # fact, and what it says


class Pieces:
    """What each set of changes to one fact does to the evidence of a setting."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        # All rows of each table that any set has, and at which position each stands.
        self.pool: dict[str, list[Table]] = {name: [] for name in TABLES}
        self.at: dict[str, dict[Row, int]] = {name: {} for name in TABLES}
        self.rows: list[dict[str, frozenset[int]]] = []  # of each piece
        self.surveyed: list[Any] = []
        self.numbers: dict[tuple[int, ...], int] = {}  # changes -> piece
        self._enter(scene)  # piece 0: nothing is changed
        # Whether these are found by a survey decides together whether it holds.
        self.contradicting = {
            fact.id for each in scene.surveys for fact in list_contradictions(scene, each)
        }

    def _enter(self, scene: Scene) -> None:
        ledger = enter_scenes([scene])
        counts = dict.fromkeys(TABLES, 0)
        found: dict[str, set[int]] = {name: set() for name in TABLES}
        for table, row, fact in number_rows(scene):
            content = {name: each for name, each in row.items() if name not in ("doc", "rank")}
            key = (fact.id, make_key(content))
            at = self.at[table].setdefault(key, len(self.at[table]))
            if at == len(self.pool[table]):
                start = counts[table]
                self.pool[table].append(getattr(ledger, table)[start : start + 1])
            counts[table] += 1
            found[table].add(at)
        self.rows.append({name: frozenset(each) for name, each in found.items()})
        self.surveyed.append(ledger.settings[0].copy())

    def _find_piece(self, changes: Sequence[Candidate]) -> int:
        key = tuple(id(each) for each in changes)
        if key not in self.numbers:
            self._enter(assume_made(self.scene, tuple(changes)))
            self.numbers[key] = len(self.rows) - 1
        return self.numbers[key]

    def _split(self, chosen: Chosen) -> list[int]:
        """The pieces of a set of changes."""
        if len(chosen) == 1:
            return [self._find_piece(chosen)]
        groups: dict[str, list[Candidate]] = {}
        for each in chosen:
            fact = "" if each.fact in self.contradicting else each.fact
            groups.setdefault(fact, []).append(each)
        return [self._find_piece(each) for each in groups.values()]

    def put_together(self, sets: Sequence[Chosen]) -> Ledger:
        """The evidence of the setting under each set of changes."""
        parts = np.zeros((len(sets), max((len(each) for each in sets), default=0) or 1), np.intp)
        for at, chosen in enumerate(sets):
            pieces = self._split(chosen)
            parts[at, : len(pieces)] = pieces
        tables = {name: self._choose(name, parts) for name in TABLES}
        settings = np.zeros(len(sets), dtype=self.surveyed[0].dtype)
        known = np.array(self.surveyed, dtype=settings.dtype)
        for name in settings.dtype.names or ():
            settings[name] = known[name][parts].any(axis=1)
        return Ledger(settings, **tables)

    def _choose(self, name: str, parts: NDArray[np.intp]) -> Table:
        """The rows of a table in each set: by set, and ties by kind, as reductions need them."""
        count = len(self.pool[name])
        if not count:
            return np.zeros(0, dtype=getattr(enter_scenes([]), name).dtype)
        has = np.zeros((len(self.rows), count), dtype=bool)
        for piece, rows in enumerate(self.rows):
            has[piece, list(rows[name])] = True
        gone, new = has[0] & ~has, has & ~has[0]
        there = (has[0] & ~gone[parts].any(axis=1)) | new[parts].any(axis=1)
        pool = np.concatenate(self.pool[name])
        order = np.argsort(pool["kind"], kind="stable") if name == "ties" else np.arange(count)
        owners, chosen = np.nonzero(there[:, order])
        table: Table = pool[order][chosen]
        table["setting"] = owners
        return table
