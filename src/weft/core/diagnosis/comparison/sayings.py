"""Says a comparison line by line in the reader's language, for people who look at two sides."""

from collections.abc import Iterator, Sequence

from weft.core.atlas.atlas import Atlas
from weft.core.diagnosis.comparison.comparison import (
    Caution,
    CautionCode,
    Comparison,
    Side,
    SideName,
)
from weft.core.diagnosis.comparison.difference_sayings import say_cells, say_differences
from weft.core.diagnosis.comparison.names import (
    name_fact,
    name_facts,
    name_pair,
    name_reader,
    name_sides,
)
from weft.core.diagnosis.comparison.speech import Speech
from weft.core.diagnosis.condition_sentences import say_condition
from weft.core.diagnosis.diagnosis import Diagnosis
from weft.core.diagnosis.sentences import say_inapplicable, say_readings, say_share
from weft.core.terms import label
from weft.core.terms.phrases import write_date

TERMS: tuple[CautionCode, ...] = (
    "other_area", "other_phase", "other_pair", "other_date", "other_reader",
)  # fmt: skip


def say_terms(atlas: Atlas, comparison: Comparison, language: str = "en") -> tuple[str, ...]:
    """What else differs between the sides than what is compared, whatever the facts: the days, the
    levels. It is the same for every area, and so is said once."""
    speech = Speech(atlas, language, name_sides(atlas, comparison, language))
    return tuple(_say_cautions(speech, comparison, TERMS))


def say_comparison(atlas: Atlas, comparison: Comparison, language: str = "en") -> tuple[str, ...]:
    """What each side is, what differs, on which facts, and what to mind of these facts."""
    speech = Speech(atlas, language, name_sides(atlas, comparison, language))
    return (
        *_say_verdicts(speech, comparison),
        *say_differences(speech, comparison.differences),
        *say_cells(speech, comparison.cells),
        *_say_conditions(speech, comparison),
        *_say_facts(speech, comparison),
        *_say_changes(speech, comparison),
        *_say_cautions(speech, comparison, ("undated", "less_known")),
    )


def _say_verdicts(speech: Speech, comparison: Comparison) -> Iterator[str]:
    def say_one(side: SideName, diagnosis: Diagnosis) -> str:
        if diagnosis.obstacle:
            setting, obstacle = diagnosis.setting, diagnosis.obstacle
            return say_inapplicable(speech.atlas, setting, obstacle, speech.language)
        if comparison.lacks(side):
            return f"{speech.say('compare_nothing')}."
        return say_readings(diagnosis, speech.language)

    one = say_one("one", comparison.one_diagnosis)
    other = say_one("other", comparison.other_diagnosis)
    if one == other:
        yield speech.say("compare_line", name=speech.say("compare_both_sides"), said=one)
        return
    for name, said in zip(speech.names, (one, other), strict=True):
        yield speech.say("compare_line", name=name, said=said)


def _say_conditions(speech: Speech, comparison: Comparison) -> Iterator[str]:
    """The conditions that differ, with reasons, a line for each side."""
    told: set[tuple[str, str, str]] = set()
    for each in comparison.conditions:
        key = (each.code, each.one.answer, each.other.answer)
        if key in told:
            continue
        told.add(key)
        for name, condition in zip(speech.names, (each.one, each.other), strict=True):
            said = say_condition(speech.atlas, condition, speech.language)
            if each.reading == "recorded":
                name = speech.say("compare_if_recorded", side=name)  # noqa: PLW2901
            yield speech.say("compare_line", name=name, said=said)


def _say_facts(speech: Speech, comparison: Comparison) -> Iterator[str]:
    """Facts of one side only, unless a change says so, and what is on both sides: between two
    places the facts that match, in one place how many they are."""
    facts = comparison.facts
    changed = _list_changed(comparison)
    for name, only in zip(speech.names, (facts.only_one, facts.only_other), strict=True):
        if left := [each for each in only if each not in changed]:
            head = speech.say("compare_only", side=name)
            yield from speech.line(head, [name_facts(speech.atlas, left, speech.language)])
    if facts.both and comparison.respect != "place":
        counted = speech.say("compare_shared_count", count=len(facts.both))
        yield from speech.line(speech.say("compare_shared"), [counted])
    elif facts.both:
        sides = (comparison.one_diagnosis, comparison.other_diagnosis)
        same = [each for each in facts.both if all(each in side.facts for side in sides)]
        alike = [each for each in facts.both if each not in same]
        for code, some in (("compare_shared", same), ("compare_alike", alike)):
            if some:
                named = name_facts(speech.atlas, some, speech.language)
                yield from speech.line(speech.say(code), [named])


def _list_changed(comparison: Comparison) -> set[str]:
    changes = comparison.changes
    if changes is None:
        return set()
    return {*changes.began, *changes.ended, *(key for pair in changes.renewed for key in pair)}


def _say_changes(speech: Speech, comparison: Comparison) -> Iterator[str]:
    changes = comparison.changes
    if changes is None:
        return
    for code, facts in (("began", changes.began), ("ended", changes.ended),
                        ("passed", changes.passed)):  # fmt: skip
        named = [name_facts(speech.atlas, facts, speech.language)] if facts else []
        yield from speech.line(speech.say(f"compare_{code}"), named)
    followed = [
        speech.say("compare_followed", old=name_fact(speech.atlas, old, speech.language),
                   new=name_fact(speech.atlas, new, speech.language))
        for old, new in changes.renewed
    ]  # fmt: skip
    yield from speech.line(speech.say("compare_renewed"), followed)


def _say_cautions(
    speech: Speech, comparison: Comparison, codes: Sequence[CautionCode]
) -> Iterator[str]:
    chosen = [each for each in comparison.cautions if each.code in codes]
    said = [_say_caution(speech, comparison, each) for each in chosen]
    yield from speech.line(speech.say("compare_caution"), said)


def _say_caution(speech: Speech, comparison: Comparison, caution: Caution) -> str:
    language = speech.language
    sides = (comparison.one, comparison.other)
    first = caution.side != "other"
    name = speech.names[0 if first else 1]
    if caution.code == "undated":
        return speech.say("compare_undated", count=len(caution.facts), side=name)
    if caution.code == "less_known":
        known = [each.readings[0].knownness for each in
                 (comparison.one_diagnosis, comparison.other_diagnosis)]  # fmt: skip
        little, much = known if first else reversed(known)
        return speech.say(
            "compare_less_known", side=name, known=say_share(little, language),
            might=say_share(much, language),
        )  # fmt: skip
    one, other = (_say_part(speech, each, caution) for each in sides)
    return speech.say(f"compare_{caution.code}", one=one, other=other)


def _say_part(speech: Speech, side: Side, caution: Caution) -> str:
    """The part of a side that a caution is about."""
    match caution.code:
        case "other_area":
            return label("areas", side.setting.area, speech.language)
        case "other_pair":
            return name_pair(side, speech.language)
        case "other_date":
            return write_date(side.setting.on, speech.language)
        case "other_reader":
            return name_reader(speech.atlas, side, speech.language)
        case _:
            return ""
