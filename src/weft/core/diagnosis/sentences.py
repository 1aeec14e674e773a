"""Says a diagnosis in plain English, for people who read one sentence before they read a table."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence
from weft.core.atlas.sentences import PLAIN, ROLE_NOUNS, Voice, join_names, name_holder
from weft.core.diagnosis.diagnosis import Diagnosis, Reading
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.verdict import Verdict
from weft.core.terms import label

MEANINGS = {
    "centralist": "the upper level decides and the lower carries out",
    "localist": "the lower level makes its own policy with little steering from above",
    "decoupled": "both levels act, and nothing ties what they do",
    "multilevel": "the levels decide together, and none dominates",
}


def name_day(day: dt.date) -> str:
    """31 December 2017."""
    return f"{day.day} {day:%B %Y}"


def name_setting(atlas: Atlas, setting: Setting, areas: tuple[str, ...] = ()) -> str:
    """Housing in Rennes (State and City), as of 30 September 2021; several areas if given."""
    pair = f"{label('levels', setting.upper)} and {label('levels', setting.lower)}"
    phase = "" if setting.phase == "both" else f", {setting.phase}"
    place = atlas.place_by_id[setting.place].name
    named = _join(tuple(label("areas", each) for each in areas or (setting.area,)), "and")
    return f"{named} in {place} ({pair}{phase}), as of {name_day(setting.on)}"


def _join(names: tuple[str, ...], word: str = "or") -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def say_verdict(verdict: Verdict) -> str:  # noqa: PLR0911  # one sentence a case
    """What a verdict says, without its grounds."""
    out = tuple(name for name in TYPES if name not in verdict.types)
    match verdict.kind:
        case "label":
            name = verdict.types[0]
            return f"{name}: {MEANINGS[name]}"
        case "hybrid":
            return f"between {_join(verdict.types, 'and')}"
        case "fits_none":
            return "none of the four configurations fits"
        case "admissible" if len(verdict.types) == 1:
            return f"at most {verdict.types[0]}, but not clearly"
        case "admissible" if out:
            return f"{_join(verdict.types)}; not {_join(out)}"
        case "admissible":
            return "any of the four configurations is possible"
        case _:
            ruled = f", except that it is not {_join(out)}" if out else ""
            return f"not enough is known to name a configuration{ruled}"


def say_share(share: float) -> str:
    """A share of what the scores need: 18%, never 0% for something, and a word for none."""
    if share <= 0:
        return "nothing"
    return "under 1%" if share < 0.01 else f"{share:.0%}"


def say_readings(diagnosis: Diagnosis) -> str:
    """What can be said of a setting in both readings: once where they agree."""
    one, other = diagnosis.readings
    confirmed, recorded = say_verdict(one.verdict), say_verdict(other.verdict)
    known, might = say_share(one.knownness), say_share(other.knownness)
    count = len(diagnosis.to_confirm)
    facts = "1 fact" if count == 1 else f"{count} facts"
    if confirmed == recorded:
        more = "" if known == might else f", {might} if what is recorded holds"
        said = f"{confirmed} ({known} of what it takes is known{more})"
        return f"{said[0].upper()}{said[1:]}."
    return (
        f"On what is confirmed, {confirmed} ({known} known). "
        f"If what is recorded holds ({facts} to confirm), {recorded} ({might} known)."
    )


class Clause(NamedTuple):
    """A part of a sentence, with the ids of the facts that it says."""

    text: str
    facts: tuple[str, ...]


def say_known(atlas: Atlas, diagnosis: Diagnosis) -> str:
    """What is recorded of a setting: who holds which role, and what joins the two levels."""
    return f"{'; '.join(each.text for each in list_clauses(atlas, diagnosis))}."


def list_clauses(atlas: Atlas, diagnosis: Diagnosis, voice: Voice = PLAIN) -> tuple[Clause, ...]:
    """The parts of `say_known`, each with its facts, for whoever leads from one to the other."""
    reading = diagnosis.readings[0]
    facts = [atlas.facts[each] for each in diagnosis.facts]
    competences = [each for each in facts if isinstance(each, Competence)]
    clauses = [
        *_list_roles(atlas, competences, voice),
        _say_ties(atlas, diagnosis.setting, reading, voice),
    ]
    if across := reading.find_signal("H").facts:
        count = "a tie" if len(across) == 1 else f"{len(across)} ties"
        clauses.append(Clause(f"{count} with peers of the same level", across))
    if disputes := reading.find_signal("K").facts:
        names = [_name_fact(atlas, each, voice) for each in disputes]
        clauses.append(Clause(f"in dispute: {voice.join(names)}", disputes))
    first = clauses[0]
    return (Clause(f"{first.text[:1].upper()}{first.text[1:]}", first.facts), *clauses[1:])


def _name_fact(atlas: Atlas, fact: str, voice: Voice) -> str:
    name = getattr(atlas.facts[fact], "name", None)
    return voice.read(name) if name else fact


def _list_roles(atlas: Atlas, competences: list[Competence], voice: Voice) -> list[Clause]:
    """A clause for each holder: "City of Rennes: delivery in practice, not by law"."""
    by_holder: dict[str, dict[str, list[str]]] = {}
    facts: dict[str, list[str]] = {}
    for each in competences:
        holder = name_holder(atlas, each, voice)
        roles = by_holder.setdefault(holder, {})
        # "No commune" says already that it does not.
        no = "" if each.holds or each.place_kind else "not "
        basis = f"{no}{label('bases', each.basis)}"
        said = roles.setdefault(ROLE_NOUNS[each.role], [])
        if basis not in said:
            said.append(basis)
        facts.setdefault(holder, []).append(each.id)
    return [
        Clause(f"{holder}: {_join_roles(roles)}", tuple(facts[holder]))
        for holder, roles in by_holder.items()
    ]


def _join_roles(roles: dict[str, list[str]]) -> str:
    """What is held before what is not: "delivery in practice, not by law"."""
    said = (
        f"{role} {', '.join(sorted(bases, key=lambda basis: basis.startswith('not ')))}"
        for role, bases in roles.items()
    )
    return _join(tuple(said), "and")


def _say_ties(atlas: Atlas, setting: Setting, reading: Reading, voice: Voice) -> Clause:
    upper, lower = (label("levels", each) for each in (setting.upper, setting.lower))
    joining = reading.find_signal("V").facts
    if joining:
        names = [_name_fact(atlas, each, voice) for each in joining]
        return Clause(f"{upper} and {lower} are joined by {join_names(names, 2)}", joining)
    if surveys := reading.find_signal("C").surveys:
        return Clause(f"surveyed: no coordinating tie of {upper} and {lower}", surveys)
    return Clause(f"nothing recorded joins {upper} and {lower}", ())


def group_diagnoses(
    atlas: Atlas, diagnoses: Iterable[Diagnosis]
) -> list[tuple[tuple[Diagnosis, ...], str]]:
    """Diagnoses of one place, day and pair about which the same is to be said, with what that
    is: areas without a fact of their own should not fill a page."""
    groups: dict[tuple[object, ...], list[Diagnosis]] = {}
    for each in diagnoses:
        setting = each.setting
        key = (setting.place, setting.on, setting.upper, setting.lower, setting.phase)
        groups.setdefault((*key, say_body(atlas, each)), []).append(each)
    return [(tuple(found), str(key[-1])) for key, found in groups.items()]


def say_body(atlas: Atlas, diagnosis: Diagnosis) -> str:
    """All that is said of a setting, without naming it."""
    if not diagnosis.applicable:
        return f"Not applicable: {diagnosis.reason}."
    return f"{say_known(atlas, diagnosis)} {say_readings(diagnosis)}"


def say_diagnosis(atlas: Atlas, diagnosis: Diagnosis) -> str:
    """What is to be said of one setting: who does what, and what that amounts to."""
    return f"{name_setting(atlas, diagnosis.setting)}: {say_body(atlas, diagnosis)}"
