"""Says an explanation as a sentence, and names its parts, in the reader's language."""

from weft.core.atlas.atlas import Atlas
from weft.core.diagnosis.diagnosis import Reading
from weft.core.diagnosis.explanation.explaining import Explanation, Lead, Part
from weft.core.terms import label, list_codes
from weft.core.terms.phrases import say, write_list

# A reason is told if it makes this share of all that speaks for (or against) the first.
TELLING = 0.2
MOST = 3
OPEN = 0.5  # a signal known within a wider interval is not known
_NAMED_BY = {"mechanism": "mechanism_kinds", "role": "roles", "axis": "axes"}


def say_explanation(
    atlas: Atlas, explanation: Explanation, reading: Reading, language: str = "en"
) -> str:
    """Why the answer is what it is: what puts the first type ahead where there is an answer, what
    rules others out where there is none; what speaks against it; and what is not known."""
    said = []
    lead = explanation.lead
    if reading.verdict.settled:
        first, second = (
            label("configurations", each, language) for each in (lead.first, lead.second)
        )
        if reasons := _say_reasons(atlas, lead, reading, 1, language):
            said.append(say("explain_ahead", language, first=first, second=second, reasons=reasons))
        if reasons := _say_reasons(atlas, lead, reading, -1, language):
            said.append(say("explain_against", language, reasons=reasons))
    else:
        for each in explanation.ruled_out:
            reasons = _say_reasons(atlas, each, reading, 1, language)
            out = label("configurations", each.second, language)
            if reasons:
                said.append(say("explain_not", language, type=out, reasons=reasons))
        if not said:
            said.append(say("explain_nothing", language))
    if unknown := _list_unknown(lead, reading):
        reasons = write_list([say(f"why_{code}_unknown", language) for code in unknown], language)
        said.append(say("explain_unknown", language, reasons=reasons))
    return " ".join(f"{each[0].upper()}{each[1:]}." for each in said)


def _is_known(reading: Reading, code: str) -> bool:
    signal = reading.find_signal(code)
    return signal.high - signal.low <= OPEN


def _list_unknown(lead: Lead, reading: Reading) -> list[str]:
    """The signals that are not known, those that could move the lead most first."""
    reach: dict[str, float] = {}
    for each in lead.lines:
        for code, neutral in each.neutral.items():
            signal = reading.find_signal(code)
            width = (signal.high - signal.low) * abs(neutral)
            reach[code] = reach.get(code, 0.0) + width
    unknown = [code for code in reach if not _is_known(reading, code)]
    return sorted(unknown, key=lambda code: (-round(reach[code], 9), code))[:MOST]


def _say_reasons(atlas: Atlas, lead: Lead, reading: Reading, side: int, language: str) -> str:
    """What is known that speaks for (1) or against (-1) the first, the weightiest first."""
    sums = {
        code: side * amount
        for code, amount in lead.add_up().items()
        if side * amount > 0 and _is_known(reading, code)
    }
    total = sum(sums.values())
    codes = sorted(sums, key=lambda code: (-sums[code], code))
    chosen = [each for each in codes if sums[each] >= TELLING * total][:MOST]
    reasons = []
    named = {""}  # the same facts are named once
    for code in chosen:
        signal = reading.find_signal(code)
        state = "high" if signal.low + signal.high >= 1 else "low"
        said = say(f"why_{code}_{state}", language)
        facts = _name_facts(atlas, lead, code, language)
        if facts not in named:
            said = say("with_facts", language, said=said, facts=facts)
            named.add(facts)
        reasons.append(said)
    return write_list(reasons, language)


def _name_facts(atlas: Atlas, lead: Lead, code: str, language: str) -> str:
    """The names of the facts that weigh most in a signal, two at most."""
    parts = [part for each in lead.lines if code in each.neutral for part in each.parts]
    if code == "K":
        parts = [part for part in parts if part.kind == "conflict"]
    parts.sort(key=lambda part: -abs(part.amount))
    named: dict[str, None] = {}
    for part in parts:
        if part.kind in ("mechanism", "conflict", "surveyed_none") and part.facts:
            name = atlas.facts[part.facts[0]].name.read(language)  # type: ignore[attr-defined]
            if part.kind == "surveyed_none":
                name = say("survey_named", language, name=name)
            named[name] = None
        elif part.kind == "role" and part.facts:
            named[label("roles", part.code, language)] = None
    return write_list(list(named)[:2], language)


def name_part(part: Part, language: str = "en") -> str:
    """What a part is, in a word or two: legal mandate; regulate; regulate, not known."""
    if part.kind in _NAMED_BY:
        return label(_NAMED_BY[part.kind], part.code, language)
    said = say(f"part_{part.kind}", language)
    if part.kind == "unknown" and (named := _name_unknown(part.code, language)):
        return say("list", language).join((named, said))
    return said


def _name_unknown(code: str, language: str) -> str:
    """The role, axis or policy that is not known; empty where all of a signal is not."""
    if code == "own_policy":
        return say("part_own_policy", language)
    vocabulary = next((each for each in ("roles", "axes") if code in list_codes(each)), None)
    return label(vocabulary, code, language) if vocabulary else ""
