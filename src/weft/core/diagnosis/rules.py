"""Rules of the signals that bounds and draws share, on numbers or on arrays alike."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.ledger import KINDS, Ledger, Table, find_starts
from weft.core.diagnosis.method import Method

Array = NDArray[Any]


class Groups:
    """Ties by setting and kind: of one kind only the strongest counts."""

    def __init__(self, ties: Table) -> None:
        keys = ties["setting"].astype(np.int64) * len(KINDS) + ties["kind"]
        self.starts = find_starts(keys)
        self.lengths = measure_runs(self.starts, len(ties))
        self.kind = ties["kind"][self.starts].astype(np.intp)
        self.owners = ties["setting"][self.starts]

    def find_strongest(self, values: Array) -> Array:
        """(rows, D) -> (groups, D): the largest of each kind."""
        return reduce_runs(np.maximum, values, self.starts)


class Threads:
    """The ties of settings at given strengths, and what they make of each: signals (N, D).

    strength: s of each tie, (rows, D). down, up: s where it runs from above, and from below, or 0,
    (rows, D). q, d: intensity and |direction| of the kinds, (13, D) or (13, 1).
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
        joins, peers = ties["joins"], ties["peers"]
        self.joining, self.across = Groups(ties[joins]), Groups(ties[peers])
        self.strongest, self.down, self.up = (
            self.joining.find_strongest(each[joins]) for each in (strength, down, up)
        )
        self.peers = self.across.find_strongest(strength[peers])
        self.q, self.d = q, d
        kinds = [method.mechanisms[each] for each in KINDS]
        self.coordinates = np.array([each.coordinates for each in kinds])
        self.directed = np.array([each.d != 0 for each in kinds])
        self.commands = np.array([each.commands for each in kinds]) & self.directed

    def couple(self) -> Array:
        """V: noisy-or of s q over what joins the pair."""
        return self._combine(self.joining, self.strongest, self.q)

    def coordinate(self) -> Array:
        """C: the same over the kinds that coordinate."""
        return self._combine(self.joining, self.strongest, self.q, self.coordinates)

    def flow_down(self) -> Array:
        """TF: noisy-or of s q max(d, 0), without consultation and consultative bodies."""
        return self._combine(self.joining, self.down, self.q * self.d, self.commands)

    def flow_up(self) -> Array:
        """BF: noisy-or of s q max(-d, 0)."""
        return self._combine(self.joining, self.up, self.q * self.d, self.directed)

    def flow_both(self) -> Array:
        """MF: noisy-or of s q (1 - |d|) over the kinds that coordinate."""
        return self._combine(self.joining, self.strongest, self.q * (1 - self.d), self.coordinates)

    def flow_across(self) -> Array:
        """H: noisy-or of s q over ties among actors of the lower level."""
        return self._combine(self.across, self.peers, self.q)

    def balance(self, one_sided: float) -> Array:
        """E = 1 - min(1, |D| / .6), D = sum(s q d) / sum(s q); 0 where there is no tie."""
        net = np.where(self.down >= self.up, self.down, -self.up)
        pull = self._add(net, self.q * self.d)
        weight = self._add(self.strongest, self.q)
        with np.errstate(divide="ignore", invalid="ignore"):
            lean = np.abs(pull) / weight / one_sided
        return np.where(weight > 0, 1 - np.minimum(1, lean), 0).astype(pull.dtype)

    def _combine(
        self, groups: Groups, values: Array, weights: Array, counted: Array | None = None
    ) -> Array:
        """Noisy-or of values x weights of their kinds, over all kinds or those counted."""
        kind, owners = groups.kind, groups.owners
        if counted is not None:
            chosen = counted[kind]
            kind, owners, values = kind[chosen], owners[chosen], values[chosen]
        rest = 1 - values * weights.take(kind, axis=0)
        return 1 - reduce_rows(np.multiply, rest, owners, self.count, 1.0)

    def _add(self, values: Array, weights: Array) -> Array:
        weighted = values * weights.take(self.joining.kind, axis=0)
        return reduce_rows(np.add, weighted, self.joining.owners, self.count)


def reduce_rows(
    operation: np.ufunc, values: Array, owners: Array, count: int, empty: float = 0.0
) -> Array:
    """(rows, D) -> (count, D), combined over the rows of each owner; owners are sorted."""
    out = np.full((count, *values.shape[1:]), empty, dtype=values.dtype)
    starts = find_starts(owners)
    out[owners[starts]] = reduce_runs(operation, values, starts)
    return out


def reduce_runs(operation: np.ufunc, values: Array, starts: Array) -> Array:
    """(rows, D) -> (runs, D), combined over each run of rows, in their order.

    All first rows, then all second rows and so on, each over its whole width: `reduceat` goes down
    one column after the other, and takes four times as long.
    """
    lengths = measure_runs(starts, len(values))
    longest_first = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[longest_first], lengths[longest_first]
    combined = values.take(starts, axis=0)
    for row in range(1, lengths.max(initial=0)):
        reaching = np.count_nonzero(lengths > row)
        part = combined[:reaching]
        operation(part, values.take(starts[:reaching] + row, axis=0), out=part)
    out = np.empty_like(combined)
    out[longest_first] = combined
    return out


def measure_runs(starts: Array, rows: int) -> Array:
    """(runs,): how many rows each run has."""
    return np.append(starts[1:], rows)[: len(starts)] - starts


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
