"""The four configurations of relations between levels of government, scored on arrays.

The ideal types are Scholten's (2013; 2016): centralist, localist, decoupled, multilevel. Scores,
exponents and floor are Weft's own (method.toml). All functions work on N settings at once: arrays
of signals have the shape (N, 11) in the order of `signals.SIGNALS`, bounds are two such arrays.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from weft.core.diagnosis.method import FACTORS, TYPES, Method
from weft.core.diagnosis.signals import SIGNALS

Array = NDArray[np.float64]
INDEX = {code: position for position, code in enumerate(SIGNALS)}
# Signals that stand alone in a factor X or 1 - X; F and K, and O, C and U, are taken together.
ALONE = ("TF", "A", "J", "BH", "MF", "E")


@dataclass(frozen=True)
class Configuration:
    """Scores of N settings; the last axis is the type, in the order of TYPES."""

    low: Array  # (N, 4)
    point: Array  # (N, 4), at the midpoints of the signals
    high: Array  # (N, 4)
    excluded_by: NDArray[np.bool_]  # (N, 4, 4): type i is excluded by type j
    knownness: Array  # (N,)

    @property
    def admissible(self) -> NDArray[np.bool_]:
        """(N, 4): types that nobody excludes."""
        admissible: NDArray[np.bool_] = ~np.any(self.excluded_by, axis=2)
        return admissible


def configure(low: Array, high: Array, method: Method, frames: bool = True) -> Configuration:
    """Scores, exclusions and knownness from the bounds of the signals, each (N, 11).

    Without `frames` the factor F is left out of every score: convergence is mostly a consequence
    of the type, so the label without it is always reported too.
    """
    exponents = _normalise(method, frames)
    floor = method.configuration.floor
    middle = (low + high) / 2
    return Configuration(
        low=np.exp(_score(low, high, exponents, floor, worst=True)),
        point=np.exp(_score(middle, middle, exponents, floor)),
        high=np.exp(_score(low, high, exponents, floor)),
        excluded_by=_exclude(low, high, exponents, floor),
        knownness=1 - (high - low).mean(axis=1),
    )


def _normalise(method: Method, frames: bool) -> dict[str, dict[str, float]]:
    """Type -> factor -> exponent, summing to 1."""
    normal = {}
    for name in TYPES:
        given = dict(getattr(method.configuration, name))
        if not frames:
            given = {key: each for key, each in given.items() if key not in ("F", "divergence")}
        total = sum(given.values())
        normal[name] = {key: each / total for key, each in given.items()} if total else {}
    return normal


def _factor(name: str, signals: Array) -> Array:
    """A factor of a score, (N,), from signals (N, 11)."""
    if name == "divergence":
        return 1 - signals[:, INDEX["F"]] * (1 - signals[:, INDEX["K"]])
    if name.startswith("not_"):
        return 1 - signals[:, INDEX[name.removeprefix("not_")]]
    return signals[:, INDEX[name]]


def _score(
    low: Array,
    high: Array,
    exponents: dict[str, dict[str, float]],
    floor: float,
    worst: bool = False,
) -> Array:
    """ln of each score at its best (or worst) within the bounds, (N, 4)."""
    scores = np.empty((len(low), len(TYPES)))
    for position, kind in enumerate(TYPES):
        total = np.zeros(len(low))
        for name, exponent in exponents[kind].items():
            if name == "divergence":
                # Falls with F and rises with K.
                best, other = _mix(high, low), _mix(low, high)
                values = _factor(name, other if worst else best)
            elif name.startswith("not_"):
                values = _factor(name, high if worst else low)
            else:
                values = _factor(name, low if worst else high)
            total += exponent * np.log(np.maximum(floor, values))
        scores[:, position] = total
    return scores


def _mix(conflict: Array, frames: Array) -> Array:
    """Signals with K from one array and F from the other."""
    mixed = frames.copy()
    mixed[:, INDEX["K"]] = conflict[:, INDEX["K"]]
    return mixed


def _exclude(
    low: Array, high: Array, exponents: dict[str, dict[str, float]], floor: float
) -> NDArray[np.bool_]:
    """Whether ln score i - ln score j is below 0 everywhere within the bounds, (N, 4, 4).

    The difference is a sum of terms in one signal (or in F and K, or in O and C), so its largest
    value is the sum of the terms' largest values: what two types share cancels.
    """
    excluded = np.zeros((len(low), len(TYPES), len(TYPES)), dtype=bool)
    for i, one in enumerate(TYPES):
        for j, other in enumerate(TYPES):
            if i != j:
                factors = {
                    name: exponents[one].get(name, 0.0) - exponents[other].get(name, 0.0)
                    for name in {*FACTORS[one], *FACTORS[other]}
                }
                excluded[:, i, j] = _find_largest(low, high, factors, floor) < 0
    return excluded


def _find_largest(low: Array, high: Array, factors: dict[str, float], floor: float) -> Array:
    """The largest value of sum(exponent x ln factor) within the bounds, (N,)."""
    total = np.zeros(len(low))
    for code in ALONE:
        a, b = factors.get(code, 0.0), factors.get(f"not_{code}", 0.0)
        if a or b:
            column = INDEX[code]
            total += _peak_alone(low[:, column], high[:, column], (a, b), floor)
    total += _peak_frames(low, high, factors, floor)
    total += _peak_overlap(low, high, factors, floor)
    return total


def _log(values: Array, floor: float) -> Array:
    logs: Array = np.log(np.maximum(floor, values))
    return logs


def _peak(values: list[Array]) -> Array:
    peak: Array = np.max(np.stack(values), axis=0)
    return peak


def _clip(value: Array | float, low: Array, high: Array) -> Array:
    clipped: Array = np.minimum(np.maximum(value, low), high)
    return clipped


def _peak_alone(low: Array, high: Array, exponents: tuple[float, float], floor: float) -> Array:
    """Largest a ln x + b ln(1 - x), each at least the floor: at an end, where the slope is 0, or
    where the floor is reached."""
    a, b = exponents
    candidates: list[Array | float] = [low, high, floor, 1 - floor]
    if a * b > 0:
        candidates.append(a / (a + b))
    values = []
    for each in candidates:
        x = _clip(each, low, high)
        values.append(a * _log(x, floor) + b * _log(1 - x, floor))
    return _peak(values)


def _peak_frames(low: Array, high: Array, factors: dict[str, float], floor: float) -> Array:
    """Largest a ln F + w ln(1 - F (1 - K))."""
    a, w = factors.get("F", 0.0), factors.get("divergence", 0.0)
    column, conflict = INDEX["F"], INDEX["K"]
    values = []
    for k in (low[:, conflict], high[:, conflict]):
        rest = np.maximum(1 - k, 1e-12)
        candidates: list[Array | float] = [
            low[:, column],
            high[:, column],
            floor,
            (1 - floor) / rest,
        ]
        if a + w:
            candidates.append(a / ((a + w) * rest))
        for each in candidates:
            f = _clip(each, low[:, column], high[:, column])
            values.append(a * _log(f, floor) + w * _log(1 - f * (1 - k), floor))
    return _peak(values)


def _peak_overlap(low: Array, high: Array, factors: dict[str, float], floor: float) -> Array:
    """Largest c ln O + b ln(1 - C) + u ln(1 - O (1 - C)): no two types have these with signs that
    pull apart, so it lies in a corner."""
    c, b, u = (factors.get(name, 0.0) for name in ("O", "not_C", "not_U"))
    values = []
    for o in (low[:, INDEX["O"]], high[:, INDEX["O"]]):
        for rest in (1 - low[:, INDEX["C"]], 1 - high[:, INDEX["C"]]):
            values.append(
                c * _log(o, floor) + b * _log(rest, floor) + u * _log(1 - o * rest, floor)
            )
    return _peak(values)
