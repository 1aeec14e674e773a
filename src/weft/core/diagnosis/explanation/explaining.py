"""Why one configuration is ahead of another in a setting: from the scores down to the facts.

At the point scores the difference of the logarithms splits exactly into factors. Factors of the
form 1 - C and 1 - TF split exactly into their mechanisms through ln(1 - x); all others are
allocated to their parts, and marked as such. The parts of each factor sum to it, and the factors
to the difference.
"""

import math
from collections.abc import Sequence

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Model
from weft.core.diagnosis.configuration import configure, read_exponents, stack_signals
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.explanation.parts import (
    PartKind,
    describe_empty,
    list_parts,
)
from weft.core.diagnosis.method import FACTORS, TYPES, Method, read_method
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.signals import Signals, measure_all

EXACT = ("not_C", "not_TF")
TINY = 1e-12


class Part(Model):
    """What part of a factor's amount is due to what; amounts of a line's parts sum to it."""

    kind: PartKind
    code: str
    amount: float
    facts: tuple[str, ...]


class Line(Model):
    """One factor of one of the two scores: exponent x ln(value), negative where the score is
    that of the second."""

    type: str
    factor: str
    signal: str
    value: float
    exponent: float
    amount: float
    neutral: dict[str, float]  # signal -> the amount, were it in the middle between 0 and 1
    exact: bool  # whether its parts are exact, and not merely allocated
    floored: bool
    parts: tuple[Part, ...]


class Lead(Model):
    """Why `first` is ahead of `second`: ln(score) of the one minus that of the other."""

    first: str
    second: str
    difference: float
    lines: tuple[Line, ...]

    def add_up(self) -> dict[str, float]:
        """Signal -> what its value adds to the lead of the first, next to a value in the middle;
        the largest first. Above 0 it speaks for the first, below 0 against it."""
        sums: dict[str, float] = {}
        for each in self.lines:
            for code, neutral in each.neutral.items():
                sums[code] = sums.get(code, 0.0) + each.amount - neutral
        return dict(sorted(sums.items(), key=lambda item: -item[1]))


class Explanation(Model):
    """The lead of the first type over the second, and of others over each type they exclude."""

    setting: Setting
    reading: ReadingName
    method: str
    lead: Lead
    ruled_out: tuple[Lead, ...]


def explain(
    atlas: Atlas,
    settings: Sequence[Setting],
    method: Method | None = None,
    reading: ReadingName = "confirmed",
) -> tuple[Explanation, ...]:
    """An explanation for each setting."""
    nearby, method = Nearby(atlas), method or read_method()
    scenes = [Scene(nearby, each, method, reading) for each in settings]
    if not scenes:
        return ()
    _, bounds, measured = measure_all(scenes)
    excluded_by = configure(*stack_signals(bounds), method).excluded_by
    found = []
    for at, (scene, signals) in enumerate(zip(scenes, measured, strict=True)):
        scores = {kind: _score(scene, signals, kind) for kind in TYPES}
        first, second = sorted(TYPES, key=lambda kind: -scores[kind])[:2]
        rivals = [
            (max(by, key=scores.__getitem__), kind)
            for row, kind in enumerate(TYPES)
            if (by := [TYPES[column] for column in excluded_by[at, row].nonzero()[0]])
        ]
        found.append(
            Explanation(
                setting=scene.setting,
                reading=reading,
                method=method.version,
                lead=explain_lead(scene, signals, first, second),
                ruled_out=tuple(explain_lead(scene, signals, *each) for each in rivals),
            )
        )
    return tuple(found)


def explain_lead(scene: Scene, signals: Signals, first: str, second: str) -> Lead:
    """Why one type scores higher than another; below 0 in all if it does not."""
    exponents = read_exponents(scene.method)
    return Lead(
        first=first,
        second=second,
        difference=_score(scene, signals, first) - _score(scene, signals, second),
        lines=tuple(
            _explain_factor(scene, signals, kind, factor, side * exponents[kind][factor])
            for kind, side in ((first, 1), (second, -1))
            for factor in FACTORS[kind]
        ),
    )


def _score(scene: Scene, signals: Signals, kind: str) -> float:
    exponents = read_exponents(scene.method)[kind]
    return sum(
        exponents[factor] * math.log(_read_value(scene, signals, factor)[1])
        for factor in FACTORS[kind]
    )


def _read_value(scene: Scene, signals: Signals, factor: str) -> tuple[float, float]:
    """A factor at the middle of its signals, and not below the floor."""
    if factor == "divergence":
        value = 1 - signals["F"].middle * (1 - signals["K"].middle)
    elif factor.startswith("not_"):
        value = 1 - signals[factor.removeprefix("not_")].middle
    else:
        value = signals[factor].middle
    return value, max(scene.method.configuration.floor, value)


def _explain_factor(
    scene: Scene, signals: Signals, kind: str, factor: str, exponent: float
) -> Line:
    value, used = _read_value(scene, signals, factor)
    amount = exponent * math.log(used)
    code = "F" if factor == "divergence" else factor.removeprefix("not_")
    middles = {code: 0.5}
    if factor == "divergence":
        frames, conflict = signals["F"].middle, signals["K"].middle
        middles = {"F": 1 - 0.5 * (1 - conflict), "K": 1 - frames * 0.5}
    return Line(
        type=kind,
        factor=factor,
        signal=code,
        value=value,
        exponent=abs(exponent),
        amount=amount,
        neutral={each: exponent * math.log(value) for each, value in middles.items()},
        exact=factor in EXACT and used == value,
        floored=used > value,
        parts=_split(scene, signals, factor, code, amount),
    )


def _split(
    scene: Scene, signals: Signals, factor: str, code: str, amount: float
) -> tuple[Part, ...]:
    """The parts of a factor; they sum to its amount."""
    shares = list_parts(scene, signals, factor)
    recorded = bool(signals.by_code[code].facts)
    if not recorded and all(each.kind == "unknown" or not each.weight for each in shares):
        shares = [describe_empty(signals, code)]
    total = sum(each.weight for each in shares)
    if abs(total) < TINY:
        # All that is recorded comes to nothing: it has brought that about in equal parts.
        told = [each for each in shares if each.facts] or [describe_empty(signals, code)]
        shares, total = [each._replace(weight=1.0) for each in told], float(len(told))
    return tuple(
        Part(kind=each.kind, code=each.code, amount=amount * each.weight / total, facts=each.facts)
        for each in shares
        if each.weight
    )
