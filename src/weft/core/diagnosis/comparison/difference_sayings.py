"""Says which signals and tasks differ between two sides, for certain or perhaps, on which facts."""

from collections.abc import Iterable, Iterator, Sequence

from weft.core.atlas.facts import Competence
from weft.core.diagnosis.comparison.comparison import (
    Bounds,
    CellDifference,
    Difference,
    FactsApart,
)
from weft.core.diagnosis.comparison.names import name_fact, name_holder
from weft.core.diagnosis.comparison.speech import Speech
from weft.core.diagnosis.evidence import READINGS
from weft.core.diagnosis.gaps.holders import is_positive
from weft.core.diagnosis.interval import ANY
from weft.core.terms import label
from weft.core.terms.phrases import write_list, write_number

# Made of others that are said already.
DERIVED = ("U", "BH")


def say_differences(speech: Speech, differences: Sequence[Difference]) -> Iterator[str]:
    """Certain ones first; of what both readings say alike, only the first."""
    told: set[str] = set()
    for certain, reading in ((True, "confirmed"), (True, "recorded"), (False, "confirmed"),
                             (False, "recorded")):  # fmt: skip
        chosen = [
            each
            for each in differences
            if each.reading == reading
            and each.certain == certain
            and each.code not in (*DERIVED, *told)
        ]
        told.update(each.code for each in chosen)
        head = speech.head(f"compare_{'differs' if certain else 'may'}_{reading}")
        groups: dict[FactsApart, list[Difference]] = {}
        for each in chosen:
            # What is alike on both sides does not tell groups apart.
            groups.setdefault(each.facts.model_copy(update={"both": ()}), []).append(each)
        for facts, alike in groups.items():
            signals = speech.say("list").join(_say_signal(speech, each) for each in alike)
            yield from speech.line(head, (signals, *_say_reasons(speech, facts)))


def _say_signal(speech: Speech, difference: Difference) -> str:
    return speech.say(
        "compare_signal",
        name=speech.say(f"compare_signal_{difference.code}"),
        one=_write_bounds(speech, difference.one),
        other=_write_bounds(speech, difference.other),
    )


def _write_bounds(speech: Speech, bounds: Bounds) -> str:
    if (bounds.low, bounds.high) == ANY:
        return speech.say("compare_open")
    low, high = (write_number(each, speech.language) for each in (bounds.low, bounds.high))
    return low if low == high else speech.say("compare_range", low=low, high=high)


def _say_reasons(speech: Speech, facts: FactsApart) -> Iterator[str]:
    """The facts that make the difference, by the side that has them."""
    for name, only in zip(speech.names, (facts.only_one, facts.only_other), strict=True):
        if only:
            yield speech.say("compare_side_fact", facts=_join(speech, only), side=name)
    if facts.unlike:
        yield speech.say("compare_unlike_facts", facts=_join(speech, facts.unlike))


def _join(speech: Speech, facts: Iterable[str]) -> str:
    names = dict.fromkeys(name_fact(speech.atlas, each, speech.language) for each in facts)
    return write_list(tuple(names), speech.language)


def say_cells(speech: Speech, cells: Sequence[CellDifference]) -> Iterator[str]:
    told: set[tuple[object, ...]] = set()
    for certain in (True, False):
        for reading in READINGS:
            lines = []
            for each in cells:
                key = (each.role, each.basis, each.levels)
                if each.reading == reading and each.certain == certain and key not in told:
                    told.add(key)
                    lines.append(_say_cell(speech, each))
            head = speech.head(f"compare_tasks_{'' if certain else 'may_'}{reading}")
            yield from speech.line(head, lines)


def _say_cell(speech: Speech, cell: CellDifference) -> str:
    levels = dict.fromkeys(label("levels", each, speech.language) for each in cell.levels)
    return speech.say(
        "compare_task",
        role=label("roles", cell.role, speech.language),
        basis=label("bases", cell.basis, speech.language),
        level=" / ".join(levels),
        one=_say_answer(speech, cell.one, cell.facts_one),
        other=_say_answer(speech, cell.other, cell.facts_other),
    )


def _say_answer(speech: Speech, answer: bool | None, facts: Iterable[str]) -> str:
    if answer is None:
        return speech.say("compare_open")
    if not answer:
        return speech.say("compare_not_held")
    said = (speech.atlas.facts[each] for each in facts)
    holders = [name_holder(speech.atlas, each, speech.language) for each in said
               if isinstance(each, Competence) and is_positive(each)]  # fmt: skip
    return write_list(tuple(dict.fromkeys(holders)), speech.language) or speech.say("compare_held")
