"""Says a diagnosis in plain words, for people who read one sentence before they read a table."""

from collections.abc import Iterable
from typing import NamedTuple

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence
from weft.core.atlas.sentences import name_holder, name_role
from weft.core.atlas.voice import PLAIN, Voice, capitalise, join_names
from weft.core.diagnosis.diagnosis import Diagnosis, Reading
from weft.core.diagnosis.method import TYPES, VerdictMethod
from weft.core.diagnosis.obstacles import Obstacle, say_obstacle
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.verdict import Verdict
from weft.core.terms import label
from weft.core.terms.phrases import say, write_date, write_list, write_number


def name_setting(
    atlas: Atlas, setting: Setting, areas: tuple[str, ...] = (), language: str = "en"
) -> str:
    """Housing in Rennes (State and City), as of 30 September 2021; several areas if given."""
    phase = ""
    if setting.phase != "both":
        phase = say("list", language) + label("phases", setting.phase, language)
    named = [label("areas", each, language) for each in areas or (setting.area,)]
    return say(
        "setting_name",
        language,
        areas=write_list(named, language),
        place=atlas.place_by_id[setting.place].name.read(language),
        upper=label("levels", setting.upper, language),
        lower=label("levels", setting.lower, language),
        phase=phase,
        date=write_date(setting.on, language),
    )


def _name_types(types: Iterable[str], language: str, joint: str = "or") -> str:
    names = [label("configurations", each, language) for each in types]
    return write_list(names, language, joint)


def say_verdict(verdict: Verdict, language: str = "en") -> str:  # noqa: PLR0911  # one a case
    """What a verdict says, without its grounds."""
    types = _name_types(verdict.types, language)
    out = _name_types((each for each in TYPES if each not in verdict.types), language)
    match verdict.kind:
        case "label":
            meaning = say(f"meaning_{verdict.types[0]}", language)
            return say("verdict_label", language, type=types, meaning=meaning)
        case "hybrid":
            types = _name_types(verdict.types, language, "and")
            return say("verdict_hybrid", language, types=types)
        case "fits_none":
            return say("verdict_fits_none", language)
        case "admissible" if len(verdict.types) == 1:
            return say("verdict_at_most", language, types=types)
        case "admissible" if out:
            return say("verdict_open", language, types=types, out=out)
        case "admissible":
            return say("verdict_any", language)
        case _ if verdict.reason == "evidence_weak":
            return say("verdict_weak", language)
        case _ if out:
            return say("verdict_abstain_not", language, out=out)
        case _:
            return say("verdict_abstain", language)


def say_reason(verdict: Verdict, knownness: float, method: VerdictMethod, language: str) -> str:
    """The grounds of a verdict."""
    return say(
        f"reason_{verdict.reason}",
        language,
        share=say_share(knownness, language),
        needed=say_share(method.knownness, language),
        score=write_number(method.score, language),
        margin=write_number(verdict.margin, language),
        stability=say_share(verdict.stability, language),
    )


def say_share(share: float, language: str = "en") -> str:
    """A share of what the scores need: 18%, never 0% for something, and a word for none."""
    if share <= 0:
        return say("share_nothing", language)
    if share < 0.01:
        return say("share_little", language)
    return say("share", language, percent=f"{share * 100:.0f}")


def say_readings(diagnosis: Diagnosis, language: str = "en") -> str:
    """What can be said of a setting in both readings: once where they agree."""
    one, other = diagnosis.readings
    confirmed, recorded = (say_verdict(each.verdict, language) for each in (one, other))
    known, might = (say_share(each.knownness, language) for each in (one, other))
    if confirmed == recorded:
        code = "both_readings" if known == might else "both_readings_more"
        said = say(code, language, verdict=confirmed, known=known, might=might)
    else:
        facts = say("to_confirm", language, count=len(diagnosis.to_confirm))
        said = say(
            "two_readings", language, verdict=confirmed, known=known, facts=facts, other=recorded,
            might=might,
        )  # fmt: skip
    return f"{capitalise(said)}."


def say_inapplicable(
    atlas: Atlas, setting: Setting, obstacle: Obstacle, language: str = "en"
) -> str:
    """That a pair of levels says nothing about a place, and why."""
    return say("not_applicable", language, reason=say_obstacle(atlas, setting, obstacle, language))


class Clause(NamedTuple):
    """A part of a sentence, with the ids of the facts that it says."""

    text: str
    facts: tuple[str, ...]


def say_known(atlas: Atlas, diagnosis: Diagnosis, language: str = "en") -> str:
    """What is recorded of a setting: who holds which role, and what joins the two levels."""
    clauses = list_clauses(atlas, diagnosis, Voice(language=language))
    return f"{say('fact_clause', language).join(each.text for each in clauses)}."


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
        clauses.append(Clause(voice.say("known_peers", count=len(across)), across))
    if disputes := reading.find_signal("K").facts:
        names = voice.join([_name_fact(atlas, each, voice) for each in disputes])
        said = voice.say("known_disputes", count=len(disputes), names=names)
        clauses.append(Clause(said, disputes))
    first = clauses[0]
    return (Clause(capitalise(first.text), first.facts), *clauses[1:])


def _name_fact(atlas: Atlas, fact: str, voice: Voice) -> str:
    name = getattr(atlas.facts[fact], "name", None)
    return voice.read(name) if name else fact


def _list_roles(atlas: Atlas, competences: list[Competence], voice: Voice) -> list[Clause]:
    """A clause for each holder: "City of Rennes: delivery in practice, not by law"."""
    by_holder: dict[str, dict[str, list[tuple[bool, str]]]] = {}
    facts: dict[str, list[str]] = {}
    for each in competences:
        holder = name_holder(atlas, each, voice)
        # "No commune" says already that it does not.
        lacks = not (each.holds or each.place_kind)
        basis = voice.label("bases", each.basis)
        said = (lacks, voice.say("known_not", basis=basis) if lacks else basis)
        bases = by_holder.setdefault(holder, {}).setdefault(name_role(each.role, voice), [])
        if said not in bases:
            bases.append(said)
        facts.setdefault(holder, []).append(each.id)
    return [
        Clause(
            voice.say("fact_line", name=holder, said=_join_roles(roles, voice)),
            tuple(facts[holder]),
        )
        for holder, roles in by_holder.items()
    ]


def _join_roles(roles: dict[str, list[tuple[bool, str]]], voice: Voice) -> str:
    """What is held before what is not: "delivery in practice, not by law"."""
    said = []
    for role, bases in roles.items():
        words = [each for _, each in sorted(bases, key=lambda basis: basis[0])]
        said.append(voice.say("known_role", role=role, bases=voice.say("list").join(words)))
    return write_list(said, voice.language)


def _say_ties(atlas: Atlas, setting: Setting, reading: Reading, voice: Voice) -> Clause:
    levels = {name: voice.label("levels", getattr(setting, name)) for name in ("upper", "lower")}
    if joining := reading.find_signal("V").facts:
        names = [_name_fact(atlas, each, voice) for each in joining]
        said = voice.say("known_ties", names=join_names(names, 2, voice.language), **levels)
        return Clause(said, joining)
    if surveys := reading.find_signal("C").surveys:
        return Clause(voice.say("known_no_tie", **levels), surveys)
    return Clause(voice.say("known_nothing", **levels), ())


def group_diagnoses(
    atlas: Atlas, diagnoses: Iterable[Diagnosis], language: str = "en"
) -> list[tuple[tuple[Diagnosis, ...], str]]:
    """Diagnoses of one place, day and pair about which the same is to be said, with what that
    is: areas without a fact of their own should not fill a page."""
    groups: dict[tuple[object, ...], list[Diagnosis]] = {}
    for each in diagnoses:
        setting = each.setting
        key = (setting.place, setting.on, setting.upper, setting.lower, setting.phase)
        groups.setdefault((*key, say_body(atlas, each, language)), []).append(each)
    return [(tuple(found), str(key[-1])) for key, found in groups.items()]


def say_body(atlas: Atlas, diagnosis: Diagnosis, language: str = "en") -> str:
    """All that is said of a setting, without naming it."""
    if diagnosis.obstacle:
        return say_inapplicable(atlas, diagnosis.setting, diagnosis.obstacle, language)
    return f"{say_known(atlas, diagnosis, language)} {say_readings(diagnosis, language)}"


def say_diagnosis(atlas: Atlas, diagnosis: Diagnosis, language: str = "en") -> str:
    """What is to be said of one setting: who does what, and what that amounts to."""
    name = name_setting(atlas, diagnosis.setting, language=language)
    return say("fact_line", language, name=name, said=say_body(atlas, diagnosis, language))
