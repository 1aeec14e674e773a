"""What is held in practice and recorded as not held by law: one rule for pages and for gaps."""

from collections.abc import Iterable

from weft.core.atlas.facts import Competence

Pair = tuple[Competence, Competence]


def pair_shadows(practice: Iterable[Competence], law: Iterable[Competence]) -> tuple[Pair, ...]:
    """Pairs of a role held in practice and the same role recorded as not held by law.

    The caller chooses facts on one role of one holder, or of one level. A disputed fact makes no
    shadow, nor do a practice and a law of different phases.
    """
    held = [each for each in practice if _counts(each) and each.basis == "de_facto" and each.holds]
    lacked = [each for each in law if _counts(each) and each.basis == "de_jure" and not each.holds]
    return tuple((one, no) for one in held for no in lacked if _share_phase(one, no))


def _counts(fact: Competence) -> bool:
    return not fact.disputed_by


def _share_phase(one: Competence, other: Competence) -> bool:
    return None in (one.phase, other.phase) or one.phase == other.phase
