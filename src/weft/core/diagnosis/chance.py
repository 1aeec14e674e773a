"""The random numbers of the draws: what each unknown is in each draw, whoever asks and when.

Every number is keyed by the seed and by what is drawn (how often a body of a kind that says so
much meets, the document on which such facts rest, the weight of a role), never by a name, a place
or an order of work. So one setting gives the same answer alone, among others, on another machine
or after its files were renamed; and settings that differ in one fact are drawn alike in all others.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.ledger import ATTRIBUTES, AXES, BITS, DISPUTES, KINDS, ROLES
from weft.core.diagnosis.method import Method
from weft.core.diagnosis.rules import share_roles

Draws = NDArray[np.float32]


def _start(seed: int, what: str) -> np.random.Generator:
    key = int.from_bytes(blake2b(f"{seed} {what}".encode(), digest_size=16).digest())
    return np.random.Generator(np.random.Philox(key=key))


@lru_cache(maxsize=256)
def draw_uniform(seed: int, draws: int, what: str, rows: int) -> Draws:
    """(rows, draws) numbers uniform in [0, 1); the first rows are the same for any `rows`."""
    values = _start(seed, what).random((rows, draws), dtype=np.float32)  # row after row
    values.setflags(write=False)
    return values


@dataclass(frozen=True)
class Weights:
    """One draw of the method's weights for all settings: each (weights, draws)."""

    q: Draws
    d: Draws
    roles: Draws
    axes: Draws
    forum: Draws
    disputes: Draws


def draw_weights(method: Method, seed: int, draws: int) -> Weights:
    """Weights times a lognormal of spread `sigma`, clipped to [0, 1]; those of roles, axes and of
    the forum sum to 1 again."""
    generator = _start(seed, "weights")

    def shake(values: list[float], normalise: bool = False) -> Draws:
        size = (len(values), draws)
        noise = generator.lognormal(0.0, method.draws.spread, size)
        shaken = np.clip(np.array(values)[:, None] * noise, 0.0, 1.0)
        if normalise:
            shaken /= shaken.sum(axis=0)
        return shaken.astype(np.float32)

    kinds = [method.mechanisms[each] for each in KINDS]
    return Weights(
        q=shake([each.q for each in kinds]),
        d=shake([abs(each.d) for each in kinds]),
        roles=shake([method.roles[each] for each in ROLES], normalise=True),
        axes=shake([1 / len(AXES)] * len(AXES), normalise=True),
        forum=shake([getattr(method.forum, each) for each in ATTRIBUTES], normalise=True),
        disputes=shake([method.disputes[each] for each in DISPUTES]),
    )


@lru_cache(maxsize=4)
def find_chance(method: Method, seed: int, draws: int) -> "Chance":
    """The draws of a method and seed, made once: every setting is drawn alike."""
    return Chance(method, seed, draws)


class Chance:
    """The draws of one seed: `draws` worlds, the same for every setting."""

    def __init__(self, method: Method, seed: int, draws: int) -> None:
        self.seed, self.draws = seed, draws
        self.weights = draw_weights(method, seed, draws)

    def draw(self, what: str, rows: NDArray[np.integer] | int = 0) -> Draws:
        """What is drawn for some rows (ranks) of something: (rows, draws) in [0, 1)."""
        wanted = np.atleast_1d(rows)
        size = 1 << max(2, int(wanted.max(initial=0)).bit_length())  # few sizes are kept
        return draw_uniform(self.seed, self.draws, what, size).take(wanted, axis=0)

    @cached_property
    def role_tables(self) -> tuple[Draws, Draws]:
        """For each pattern of who holds the roles: the lower level's share, (1024, draws), and
        the share of the roles that both levels hold, (1024,). A pattern has a bit for each role
        of the upper level, then of the lower."""
        held = (np.arange(1 << BITS)[:, None] >> np.arange(BITS)) & 1
        upper, lower = held[:, : len(ROLES)], held[:, len(ROLES) :]
        of = [[share_roles(u, w) for w in (0, 1)] for u in (0, 1)]
        worth = np.array([[np.nan if each is None else each for each in row] for row in of])
        shares = worth[upper, lower]
        total = (~np.isnan(shares)).astype(np.float32) @ self.weights.roles
        part = np.nan_to_num(shares).astype(np.float32) @ self.weights.roles
        mean = np.where(total > 0, part / np.where(total > 0, total, 1), 0).astype(np.float32)
        return mean, (upper & lower).mean(axis=1).astype(np.float32)
