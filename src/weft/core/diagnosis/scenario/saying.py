"""Says what a scenario assumes, and what it would turn in a setting, in the reader's language."""

from collections.abc import Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Fact
from weft.core.diagnosis.condition_sentences import say_condition
from weft.core.diagnosis.diagnosis import Diagnosis, Reading
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.explanation import say_explanation
from weft.core.diagnosis.gaps import Gap, say_cell
from weft.core.diagnosis.scenario.editing import Edit, Scenario
from weft.core.diagnosis.scenario.trying import Turn
from weft.core.diagnosis.sentences import say_inapplicable, say_share, say_verdict
from weft.core.terms.phrases import say, write_number

DERIVED = ("U", "BH")  # signals that others make up


def say_edits(
    before: Atlas, after: Atlas, scenario: Scenario, language: str = "en"
) -> tuple[str, ...]:
    """What is assumed, a line an edit; the atlases are those without and with the edits."""
    added = iter([key for key in after.facts if key not in before.facts])
    named = {each.fact.get("id") for each in scenario.edits}
    unnamed = iter([key for key in added if key not in named])
    return tuple(_say_edit(before, after, each, unnamed, language) for each in scenario.edits)


def _say_edit(
    before: Atlas, after: Atlas, edit: Edit, unnamed: Iterator[str], language: str
) -> str:
    if edit.add:
        key = edit.fact.get("id") or next(unnamed, "")
        return say("scenario_add", language, name=_name(after, key, language))
    if edit.change:
        fields = say("list", language).join(edit.to)
        name = _name(after if edit.change in after.facts else before, edit.change, language)
        return say("scenario_change", language, name=name, fields=fields)
    return say("scenario_remove", language, name=_name(before, edit.remove or "", language))


def _name(atlas: Atlas, key: str, language: str) -> str:
    fact: Fact | None = atlas.facts.get(key)
    name = getattr(fact, "name", None) or getattr(fact, "title", None)
    return f"{name.read(language)} [{key}]" if name else key


def say_turn(
    before: Atlas, after: Atlas, turn: Turn, reading: ReadingName, language: str = "en"
) -> tuple[str, ...]:
    """What would be otherwise in a setting, a line each, and why the answer would be what it is."""
    if not turn.before.applicable or not turn.after.applicable:
        return _say_inapplicable(before, after, turn, reading, language)
    was, now = turn.before.read(reading), turn.after.read(reading)
    lines = [
        *_say_verdicts(turn, was, now, language),
        *_say_conditions(after, turn, was, now, language),
        *(_say_gap(*each, language) for each in turn.gaps),
        *_say_cells(before, after, turn, language),
        *_say_signals(turn, was, now, language),
    ]
    if turn.explanation:
        reasons = say_explanation(after, turn.explanation, now, language)
        lines.append(say("why", language, reasons=reasons))
    return tuple(lines)


def _say_inapplicable(
    before: Atlas, after: Atlas, turn: Turn, reading: ReadingName, language: str
) -> tuple[str, ...]:
    def say_one(atlas: Atlas, diagnosis: Diagnosis) -> str:
        if diagnosis.obstacle:
            return say_inapplicable(atlas, diagnosis.setting, diagnosis.obstacle, language)
        verdict = say_verdict(diagnosis.read(reading).verdict, language)
        return say("turn_applies", language, verdict=verdict)

    return tuple(dict.fromkeys((say_one(before, turn.before), say_one(after, turn.after))))


def _say_verdicts(turn: Turn, was: Reading, now: Reading, language: str) -> Iterator[str]:
    verdict = say_verdict(now.verdict, language)
    if not turn.before.facts:
        yield say("nothing_on_day", language)
    if turn.verdict:
        yield say("turn_was", language, verdict=say_verdict(was.verdict, language))
        yield say("turn_would_be", language, verdict=verdict)
    else:
        yield say("turn_stays", language, verdict=verdict)
    known = (say_share(was.knownness, language), say_share(now.knownness, language))
    if known[0] != known[1]:
        yield say("turn_known", language, before=known[0], after=known[1])


def _say_conditions(
    after: Atlas, turn: Turn, was: Reading, now: Reading, language: str
) -> Iterator[str]:
    for code in turn.conditions:
        one, other = (getattr(each.conditions, code) for each in (was, now))
        before = say(f"answer_{one.answer}", language)
        said = say_condition(after, other, language)
        yield say("turn_condition", language, before=before, said=said)


def _say_gap(was: Gap, now: Gap, language: str) -> str:
    before, after = (_say_range(each.low, each.high, language) for each in (was, now))
    return say("turn_gap", language, name=say(was.code, language), before=before, after=after)


def _say_range(low: float, high: float, language: str) -> str:
    ends = [write_number(each, language) for each in (low, high)]
    return ends[0] if ends[0] == ends[1] else say("turn_range", language, low=ends[0], high=ends[1])


def _say_cells(before: Atlas, after: Atlas, turn: Turn, language: str) -> Iterator[str]:
    for was, now in turn.cells:
        if now is None and was is not None:
            yield say("turn_cell_gone", language, said=say_cell(before, was, language))
        elif now is not None:
            code = "turn_cell_new" if was is None else "turn_cell_other"
            yield say(code, language, said=say_cell(after, now, language))


def _say_signals(turn: Turn, was: Reading, now: Reading, language: str) -> Iterator[str]:
    moved = []
    for code in turn.signals:
        one, other = was.find_signal(code), now.find_signal(code)
        before, after = (_say_range(each.low, each.high, language) for each in (one, other))
        if code not in DERIVED and before != after:
            name = say(f"compare_signal_{code}", language)
            moved.append(say("turn_signal", language, name=name, before=before, after=after))
    if moved:
        yield say("turn_signals", language, signals=say("turn_separator", language).join(moved))
