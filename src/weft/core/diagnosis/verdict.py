"""From scores to an answer, or to saying that there is none: the rules of honesty, in order."""

from collections.abc import Mapping
from typing import Literal

from weft.core.atlas.records import Model
from weft.core.diagnosis.method import TYPES, VerdictMethod

Kind = Literal["abstain", "fits_none", "hybrid", "label", "admissible"]
# Why, as the code of a phrase (packs/phrases/verdicts.yaml).
Reason = Literal[
    "too_little_known", "no_type_fits", "close", "clear", "evidence_weak", "still_open",
    "not_clear", "not_if_recorded",
]  # fmt: skip


class Verdict(Model):
    """What can be said: a kind of answer, the types it names, and why."""

    kind: Kind
    types: tuple[str, ...]
    reason: Reason
    margin: float  # of the first type's point score over the second's
    stability: float  # share of the draws that the types named win together; the first's if none

    @property
    def settled(self) -> bool:
        """Whether it names one type, or two between which the setting stands."""
        return self.kind in ("label", "hybrid")


def judge(
    scores: Mapping[str, tuple[float, float, float]],
    admissible: tuple[str, ...],
    wins: Mapping[str, float],
    knownness: float,
    method: VerdictMethod,
) -> Verdict:
    """The verdict on scores (type -> low, point, high) and on the share of draws a type wins.

    The rules, in their order: too little known; nothing fits; two too close to tell; one clear;
    evidence too weak; else every type that may still be.
    """
    first, second = sorted(TYPES, key=lambda name: -scores[name][1])[:2]
    top = scores[first][1]
    margin = top - scores[second][1]
    together = wins[first] + wins[second]

    def say(kind: Kind, types: tuple[str, ...], reason: Reason, stability: float) -> Verdict:
        return Verdict(kind=kind, types=types, reason=reason, margin=margin, stability=stability)

    most = max(wins.values())
    if knownness < method.knownness:
        return say("abstain", admissible, "too_little_known", most)
    if all(high < method.score for _, _, high in scores.values()):
        return say("fits_none", (), "no_type_fits", most)
    close = margin < method.margin
    if close and set(admissible) <= {first, second} and together >= method.stability:
        return say("hybrid", (first, second), "close", together)
    clear = top >= method.score and not close and admissible == (first,)
    if clear and wins[first] >= method.stability:
        return say("label", (first,), "clear", wins[first])
    if most < method.weak:
        return say("abstain", admissible, "evidence_weak", most)
    reason: Reason = "still_open" if len(admissible) > 1 else "not_clear"
    return say("admissible", admissible, reason, sum(wins[each] for each in admissible))


def keep_confirmed(verdict: Verdict, recorded: Verdict) -> Verdict:
    """The verdict on what is confirmed, next to that if what is recorded holds: only a label that
    both give is one. Without this, weaker sources could make a label more certain: they widen
    what is open, and so move the middle of it."""
    same = recorded.kind == "label" and recorded.types == verdict.types
    if verdict.kind != "label" or same:
        return verdict
    changes = {"kind": "admissible", "reason": "not_if_recorded"}
    return verdict.model_copy(update=changes)
