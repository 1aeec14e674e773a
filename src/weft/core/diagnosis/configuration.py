"""The four configurations of relations between levels of government, scored on arrays.

The ideal types are Scholten's (2013; 2016): centralist, localist, decoupled, multilevel. Scores,
exponents and floor are Weft's own (method.toml). All functions work on N settings at once: arrays
of signals have the shape (N, 11) in the order of `signals.SIGNALS`, bounds are two such arrays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.method import FACTORS, SIGNALS, TYPES, Method

Array = NDArray[np.float64]
Types = list[Any]  # one array a type, in the order of TYPES
Columns = dict[str, Array]  # by signal, each (N,)
_ALL_FACTORS = tuple(dict.fromkeys(name for each in FACTORS.values() for name in each))
# Signals that stand together in one factor, or whose factors share one; the rest stand alone.
GROUPS = (("TF",), ("A",), ("J",), ("BH",), ("MF",), ("E",), ("F", "K"), ("O", "C"))
# Factors by the group that decides them.
GROUP_FACTORS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("F", "K"): ("F", "divergence"),
    ("O", "C"): ("O", "not_C", "not_U"),
}


@dataclass(frozen=True)
class Configuration:
    """Scores of N settings; the last axis is the type, in the order of TYPES."""

    low: Array  # (N, 4)
    point: Array  # (N, 4), at the midpoints of the signals
    high: Array  # (N, 4)
    excluded_by: NDArray[np.bool_]  # (N, 4, 4): type i is excluded by type j
    knownness: Array  # (N,)
    admissible: NDArray[np.bool_]  # (N, 4): types that nobody excludes


def stack_signals(bounds: Mapping[str, Array]) -> tuple[Array, Array]:
    """Bounds by signal, each (N, 2), as the two arrays (N, 11) that `configure` takes."""
    stacked = np.stack([bounds[code] for code in SIGNALS], axis=1)
    return stacked[:, :, 0], stacked[:, :, 1]


def configure(low: Array, high: Array, method: Method, frames: bool = True) -> Configuration:
    """Scores, exclusions and knownness from the bounds of the signals, each (N, 11).

    Without `frames` the factors with F are left out of every score, and F and K of knownness:
    convergence is mostly a consequence of the type, so the label without it is reported too.
    """
    exponents = read_exponents(method, frames)
    floor = method.configuration.floor
    lows, highs, middles = (_split(each) for each in (low, high, (low + high) / 2))
    used = [each for each in SIGNALS if frames or each not in ("F", "K")]
    # One after the other: a mean over an axis adds up in an order that depends on the shape.
    unknown = np.zeros(len(low))
    for each in used:
        unknown += highs[each] - lows[each]
    excluded_by = _exclude(lows, highs, exponents, floor)
    return Configuration(
        low=np.exp(_score(highs, lows, exponents, floor)),
        point=np.exp(_score(middles, middles, exponents, floor)),
        high=np.exp(_score(lows, highs, exponents, floor)),
        excluded_by=excluded_by,
        knownness=1 - unknown / len(used),
        admissible=~np.any(excluded_by, axis=2),
    )


def _split(signals: Array) -> Columns:
    return {code: signals[:, position] for position, code in enumerate(SIGNALS)}


def read_exponents(method: Method, frames: bool = True) -> dict[str, dict[str, float]]:
    """Type -> factor -> exponent, summing to 1."""
    normal = {}
    for name in TYPES:
        given = dict(getattr(method.configuration, name))
        if not frames:
            given = {key: each for key, each in given.items() if key not in ("F", "divergence")}
        total = sum(given.values())
        normal[name] = {key: each / total for key, each in given.items()} if total else {}
    return normal


def score_types(signals: dict[str, Any], method: Method) -> tuple[Types, Types]:
    """ln of each score at given values of the signals, (N, D) a type: with all factors, and
    without F."""
    floor = method.configuration.floor
    read = {name: np.log(np.maximum(floor, _read_factor(name, signals))) for name in _ALL_FACTORS}
    found = []
    for frames in (True, False):
        exponents = read_exponents(method, frames)
        found.append(
            [sum(weight * read[name] for name, weight in exponents[kind].items()) for kind in TYPES]
        )
    return found[0], found[1]


def _score(
    against: Columns, favouring: Columns, exponents: dict[str, dict[str, float]], floor: float
) -> Array:
    """ln of each score, (N, 4), with the signals that lower it from one end of their bounds and
    those that raise it from the other."""
    scores = []
    for kind in TYPES:
        total = np.zeros(len(favouring["F"]))
        for name, exponent in exponents[kind].items():
            if name == "divergence":
                values = 1 - against["F"] * (1 - favouring["K"])
            elif name.startswith("not_"):
                values = 1 - against[name.removeprefix("not_")]
            else:
                values = favouring[name]
            total = total + exponent * np.log(np.maximum(floor, values))
        scores.append(total)
    return np.stack(scores, axis=1)


def _exclude(
    lows: Columns, highs: Columns, exponents: dict[str, dict[str, float]], floor: float
) -> NDArray[np.bool_]:
    """Whether ln score i - ln score j is below 0 everywhere within the bounds, (N, 4, 4).

    The difference is a sum of parts in one signal (or in F and K, or in O and C), so its largest
    value is the sum of the parts' largest values: what two types share cancels.
    """
    excluded = np.zeros((len(lows["F"]), len(TYPES), len(TYPES)), dtype=bool)
    for i, one in enumerate(TYPES):
        for j, other in enumerate(TYPES):
            if i != j:
                weights = {
                    name: exponents[one].get(name, 0.0) - exponents[other].get(name, 0.0)
                    for name in {*FACTORS[one], *FACTORS[other]}
                }
                largest = sum(_find_peak(group, lows, highs, weights, floor) for group in GROUPS)
                excluded[:, i, j] = largest < 0
    return excluded


def _find_peak(
    group: tuple[str, ...], lows: Columns, highs: Columns, weights: dict[str, float], floor: float
) -> Array | float:
    """The largest value of sum(weight x ln factor) over the signals of a group.

    No type has both X and 1 - X, F and divergence, or O (1 - C) with O or 1 - C, so in a
    difference of two types such factors pull the same way: the part is monotone in each signal,
    and its largest value lies in a corner.
    """
    names = GROUP_FACTORS.get(group, (group[0], f"not_{group[0]}"))
    chosen = {name: weights[name] for name in names if weights.get(name)}
    if not chosen:
        return 0.0
    corners = []
    for ends in product((lows, highs), repeat=len(group)):
        at = {code: end[code] for code, end in zip(group, ends, strict=True)}
        corners.append(
            sum(
                weight * np.log(np.maximum(floor, _read_factor(name, at)))
                for name, weight in chosen.items()
            )
        )
    peak: Array = np.max(np.stack(corners), axis=0)
    return peak


def _read_factor(name: str, at: dict[str, Any]) -> Any:
    """A factor from the signals of its group; U = O (1 - C)."""
    if name == "divergence":
        return 1 - at["F"] * (1 - at["K"])
    if name == "not_U":
        return 1 - at["O"] * (1 - at["C"])
    if name.startswith("not_"):
        return 1 - at[name.removeprefix("not_")]
    return at[name]
