"""From scores to an answer, or to saying that there is none: the rules of honesty, in order."""

from typing import Literal

from weft.core.atlas.records import Model
from weft.core.diagnosis.method import TYPES, VerdictMethod

Kind = Literal["abstain", "fits_none", "hybrid", "label", "admissible"]


class Verdict(Model):
    """What can be said: a kind of answer, the types it names, and the reason."""

    kind: Kind
    types: tuple[str, ...]
    reason: str


def judge(
    scores: dict[str, tuple[float, float, float]],
    admissible: tuple[str, ...],
    knownness: float,
    method: VerdictMethod,
) -> Verdict:
    """The verdict on scores (type -> low, point, high).

    Stability needs draws, which this version does not make: a label rests on the exclusion of the
    three others over the whole range of the unknown, which is the stricter test.
    """
    if knownness < method.knownness:
        reason = f"not enough is known ({knownness:.0%} of what the scores need)"
        return Verdict(kind="abstain", types=admissible, reason=reason)
    if all(high < method.score for _, _, high in scores.values()):
        reason = f"no type can reach {method.score:g}"
        return Verdict(kind="fits_none", types=(), reason=reason)
    ranked = sorted(TYPES, key=lambda name: -scores[name][1])
    first, second = ranked[0], ranked[1]
    margin = scores[first][1] - scores[second][1]
    if margin < method.margin and set(admissible) == {first, second}:
        reason = f"{first} and {second} are {margin:.2f} apart, and no third is possible"
        return Verdict(kind="hybrid", types=(first, second), reason=reason)
    if scores[first][1] >= method.score and margin >= method.margin and admissible == (first,):
        reason = (
            f"{first} scores {scores[first][1]:.2f}, and whatever is unknown, no other type wins"
        )
        return Verdict(kind="label", types=(first,), reason=reason)
    reason = (
        f"{len(admissible)} types remain possible, whatever is unknown"
        if len(admissible) > 1
        else f"only {admissible[0]} remains possible, but it does not score clearly"
    )
    return Verdict(kind="admissible", types=admissible, reason=reason)
