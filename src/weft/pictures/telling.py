"""Crossings and threads in words, for tooltips and for the table: nothing is in a picture alone."""

from collections.abc import Sequence

from weft.core.atlas.sentences import name_every
from weft.core.terms import Text, list_codes
from weft.core.terms.phrases import say, write_list, write_number
from weft.pictures.fabric import Claim, Crossing, Mark, Thread, Tie
from weft.pictures.words import lower_first, name_area, name_column, name_term, write_some


def tell_crossing(crossing: Crossing, language: str) -> str:
    """ "Housing, City" and below it a line for each thing that is said there."""
    head = say("list", language).join(
        (name_area(crossing.area, language), name_column(crossing.column, language))
    )
    return "\n".join((head, *list_claims(crossing, language)))


def list_claims(crossing: Crossing, language: str) -> tuple[str, ...]:
    """A line for each role and holder; one that says so where nothing is recorded."""
    lines = [line for mark in crossing.marks for line in _tell_mark(mark, language)]
    return tuple(lines) or (say("blank", language),)


def _tell_mark(mark: Mark, language: str) -> list[str]:
    role = name_term("roles", mark.role, language)
    lines = []
    for claims in _group_by_holder(mark.claims):
        first = claims[0]
        said = {each.basis for each in claims}
        bases = [name_term("bases", each, language) for each in list_codes("bases") if each in said]
        phrase = "claim_not" if first.answer == "no" else "claim"
        line = say(
            phrase,
            language,
            role=role,
            holder=_name_holder(first, language),
            basis=write_list(bases, language),
        )
        disputing = [name for each in claims for name in each.disputed_by]
        if disputing:
            line += say("list", language) + tell_disputing(disputing, language)
        lines.append(line)
    if mark.contested and not any(each.disputed_by for each in mark.claims):
        lines[-1] += say("list", language) + say("differ", language)
    return lines


def _group_by_holder(claims: Sequence[Claim]) -> list[list[Claim]]:
    groups: dict[tuple[Text | None, str | None, str], list[Claim]] = {}
    for each in claims:
        groups.setdefault((each.holder, each.kind, each.answer), []).append(each)
    return list(groups.values())


def _name_holder(claim: Claim, language: str) -> str:
    if claim.holder is None:
        return say("nobody" if claim.answer == "nobody" else "unknown", language)
    name = claim.holder.read(language)
    return name_every(claim.kind, name, language) if claim.kind else name


def tell_disputing(actors: Sequence[Text], language: str) -> str:
    names = list(dict.fromkeys(each.read(language) for each in actors))
    return say("disputed_by", language, actors=write_list(names, language))


def tell_threads(threads: Sequence[Thread], language: str) -> str:
    """Where a thread or a bundle runs, and a paragraph for each tie in it."""
    head = tell_way(threads, language)
    if len(threads) > 1:
        head += say("colon", language) + say("several", language, number=len(threads))
    return "\n".join((head, *(_tell_tie(each.tie, language) for each in threads)))


def _tell_tie(tie: Tie, language: str) -> str:
    kind = name_term("mechanism_kinds", tie.kind, language)
    parts = [f"{tie.name.read(language)} ({kind})", *list_qualities(tie, language)]
    if tie.members:
        names = write_some([each.read(language) for each in tie.members], language)
        parts.append(say("members", language, actors=names))
    return "; ".join(parts)


def tell_way(threads: Sequence[Thread], language: str) -> str:
    """ "Housing, from State to City", or between rows of one column, or within one crossing."""
    first = threads[0]
    comma = say("list", language)
    (area, column), (other_area, other_column) = first.start, first.end
    if first.runs == "rows":
        ends = {
            "start": lower_first(name_area(area, language)),
            "end": lower_first(name_area(other_area, language)),
        }
        return name_column(column, language) + comma + say("between", language, **ends)
    start, end = name_column(column, language), name_column(other_column, language)
    if first.runs == "within":
        return name_area(area, language) + comma + say("within", language, start=start)
    arrows = {each.arrow for each in threads}
    if arrows == {"backward"}:
        start, end = end, start
    phrase = "towards" if len(arrows) == 1 and arrows != {None} else "between"
    return name_area(area, language) + comma + say(phrase, language, start=start, end=end)


def list_qualities(tie: Tie, language: str) -> list[str]:
    """Formality, strength, and who disputes it."""
    low, high = (write_number(each, language) for each in tie.strength)
    formality = (
        name_term("formalities", tie.formality, language)
        if tie.formality
        else say("formality_unknown", language)
    )
    if tie.strength == (0.0, 1.0):
        strength = say("frayed", language)
    elif low == high:
        strength = say("strength", language, low=low)
    else:
        strength = say("strength_between", language, low=low, high=high)
    disputing = [tell_disputing(tie.disputed_by, language)] if tie.disputed_by else []
    return [formality, strength, *disputing]
