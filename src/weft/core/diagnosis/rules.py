"""Rules of the signals that bounds and draws share, on numbers or on arrays alike."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.ledger import KINDS, Ledger, Table, find_starts
from weft.core.diagnosis.method import Method

Array = NDArray[Any]


class Groups:
    """The ties of a ledger by setting and kind: of one kind only the strongest counts."""

    def __init__(self, ties: Table) -> None:
        keys = ties["setting"].astype(np.int64) * len(KINDS) + ties["kind"]
        self.starts = find_starts(keys)
        self.kind = ties["kind"][self.starts].astype(np.intp)
        self.owners = ties["setting"][self.starts]

    def find_strongest(self, values: Array) -> Array:
        """(rows, D) -> (groups, D): the largest of each kind."""
        if not len(self.starts):
            return values
        strongest: Array = np.maximum.reduceat(values, self.starts, axis=0)
        return strongest


class Threads:
    """The ties of settings at given strengths, and what they make of each: signals (N, D).

    strength: s of each tie, (rows, D). down, up: whether each runs from above, and from below,
    (rows, D) or (rows, 1). q, d: intensity and |direction| of the kinds, (13, D) or (13, 1).
    """

    def __init__(
        self,
        ledger: Ledger,
        method: Method,
        strength: Array,
        down: Array,
        up: Array,
        q: Array,
        d: Array,
    ) -> None:
        ties, self.count = ledger.ties, len(ledger)
        self.groups = groups = Groups(ties)
        joining = strength * ties["joins"][:, None]
        self.strongest = groups.find_strongest(joining)
        self.down, self.up = (groups.find_strongest(joining * each) for each in (down, up))
        self.peers = groups.find_strongest(strength * ties["peers"][:, None])
        self.q, self.d = q[groups.kind], d[groups.kind]
        kinds = [method.mechanisms[KINDS[each]] for each in groups.kind]
        self.coordinates = np.array([each.coordinates for each in kinds], dtype=bool)[:, None]
        self.commands = np.array([each.commands for each in kinds], dtype=bool)[:, None]

    def couple(self) -> Array:
        """V: noisy-or of s q over what joins the pair."""
        return self._combine(self.strongest * self.q)

    def coordinate(self) -> Array:
        """C: the same over the kinds that coordinate."""
        return self._combine(self.strongest * self.q * self.coordinates)

    def flow_down(self) -> Array:
        """TF: noisy-or of s q max(d, 0), without consultation and consultative bodies."""
        return self._combine(self.down * (self.q * self.d * self.commands))

    def flow_up(self) -> Array:
        """BF: noisy-or of s q max(-d, 0)."""
        return self._combine(self.up * (self.q * self.d))

    def flow_both(self) -> Array:
        """MF: noisy-or of s q (1 - |d|) over the kinds that coordinate."""
        return self._combine(self.strongest * (self.q * (1 - self.d) * self.coordinates))

    def flow_across(self) -> Array:
        """H: noisy-or of s q over ties among actors of the lower level."""
        return self._combine(self.peers * self.q)

    def balance(self, one_sided: float) -> Array:
        """E = 1 - min(1, |D| / .6), D = sum(s q d) / sum(s q); 0 where there is no tie."""
        net = np.where(self.down >= self.up, self.down, -self.up)
        pull = self._add(net * (self.q * self.d))
        weight = self._add(self.strongest * self.q)
        with np.errstate(divide="ignore", invalid="ignore"):
            lean = np.abs(pull) / weight / one_sided
        return np.where(weight > 0, 1 - np.minimum(1, lean), 0).astype(pull.dtype)

    def _combine(self, values: Array) -> Array:
        return 1 - self._reduce(np.multiply, 1 - values, 1.0)

    def _add(self, values: Array) -> Array:
        return self._reduce(np.add, values, 0.0)

    def _reduce(self, operation: np.ufunc, values: Array, empty: float) -> Array:
        return reduce_rows(operation, values, self.groups.owners, self.count, empty)


def reduce_rows(
    operation: np.ufunc, values: Array, owners: Array, count: int, empty: float = 0.0
) -> Array:
    """(rows, D) -> (count, D), combined over the rows of each owner; owners are sorted."""
    out = np.full((count, *values.shape[1:]), empty, dtype=values.dtype)
    if len(owners):
        starts = find_starts(owners)
        out[owners[starts]] = operation.reduceat(values, starts, axis=0)
    return out


def may_hold(yes: Any, no: Any, said: Any, denied: Any, closed: Any) -> tuple[Any, Any]:
    """Whether a level may hold a role, and whether it may not.

    yes, no: somebody surely says so; said, denied: somebody says so at all; closed: a survey says
    that what is recorded is all. A sure yes says yes, a sure no or a survey says no; where a
    "no" stands beside a "yes", however weak, it is open.
    """
    return said | ((no | closed) ^ True), denied | (yes ^ True)


def share_roles(upper: Any, lower: Any) -> float | None:
    """The lower level's share of a role: 0, .5 or 1; None where nobody holds it."""
    return (0.5 if upper else 1.0) if lower else (0.0 if upper else None)
