"""Pairs of arcs that meet in an actor, for every count that asks who sits between two others."""

from collections.abc import Iterator

import numpy as np

from weft.core.diagnosis.brokers.network import Ints

CHUNK = 2_000_000  # two-paths looked at together: bounds the memory, changes no result


def walk_two_paths(
    tails: Ints, heads: Ints, through: Ints, size: int
) -> Iterator[tuple[Ints, Ints]]:
    """Chunks of (first, second): positions of arcs such that the first ends where the second
    begins, in graphs of `size` actors.

    All two-paths with the same middle and the same `through` of the first arc are in one chunk.
    """
    if not len(tails):
        return
    by_tail = np.argsort(tails, kind="stable")
    starts = np.searchsorted(tails[by_tail], np.arange(size + 1))
    order = np.lexsort((through, heads))
    middles = heads[order]
    counts = starts[middles + 1] - starts[middles]
    # Arcs with one middle and mechanism end together; chunks end only where such a run ends.
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (middles[1:] != middles[:-1]) | (through[order][1:] != through[order][:-1])
    ends = np.flatnonzero(last) + 1
    filled = np.cumsum(counts)[ends - 1] // CHUNK
    cuts = np.append(ends[:-1][filled[1:] != filled[:-1]], len(order))
    begin = 0
    for end in cuts.tolist():
        some = counts[begin:end]
        first = np.repeat(order[begin:end], some)
        offset = np.arange(len(first)) - np.repeat(np.cumsum(some) - some, some)
        yield first, by_tail[starts[heads[first]] + offset]
        begin = end


def find_arcs(codes: Ints, tails: Ints, heads: Ints, size: int) -> Ints:
    """The position of each arc among sorted codes (tail x size + head); -1 where there is none."""
    wanted = tails * size + heads
    if not len(codes):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.where(codes[at] == wanted, at, -1)
