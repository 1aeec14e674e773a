"""Says each fact as a sentence in the reader's language, for whoever reads a list of evidence."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import (
    Actor,
    Competence,
    Dispute,
    Mechanism,
    Policy,
    Report,
    Resource,
    Survey,
    Zone,
)
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.atlas.voice import PLAIN, Voice, capitalise, join_names
from weft.core.terms.phrases import read_phrases, say, write_list

__all__ = [
    "PLAIN",
    "Voice",
    "join_names",
    "list_members",
    "name_every",
    "name_holder",
    "name_role",
    "say_fact",
    "say_found",
]


def say_fact(atlas: Atlas, fact: Fact, voice: Voice = PLAIN) -> str:
    """One sentence with its period: City of Rennes: delivery in practice of housing, from 2014."""
    parts = [_SAYERS[type(fact)](atlas, fact, voice)]
    if fact.start:
        parts.append(voice.say("fact_from", date=fact.start))
    if fact.until:
        parts.append(voice.say("fact_until", date=fact.until))
    return f"{voice.say('list').join(parts)}."


def list_members(atlas: Atlas, fact: Mechanism, voice: Voice = PLAIN) -> list[str]:
    """The names of all who take part, each with its seat if it is more or less than a member."""
    names = []
    for each in fact.members:
        name = voice.actor(atlas, each.actor)
        if each.seat != "member":
            name = voice.say("fact_seat", actor=name, seat=voice.label("seats", each.seat))
        names.append(name)
    return names


def name_role(role: str, voice: Voice = PLAIN, held: bool = True) -> str:
    """A role as a noun: delivery; no delivery, where it is not held."""
    return voice.say(f"fact_{'' if held else 'no_'}role_{role}")


def name_every(kind: str, place: str, language: str = "en") -> str:
    """The words for every place of a kind: every large commune in Land."""
    return say("every", language, kind=_name_kind(kind, language), place=place)


def _name_kind(kind: str, language: str) -> str:
    """A kind of place; if it has no words in any language, as the law there calls it."""
    code = f"place_kind_{kind}"
    return say(code, language) if code in read_phrases() else kind.replace("-", " ")


def name_holder(atlas: Atlas, fact: Competence, voice: Voice = PLAIN) -> str:
    """Who a competence is said of: an actor, every place of a kind, nobody, or not known."""
    place = voice.place(atlas, fact.place) if fact.place else ""
    if fact.place_kind:
        if fact.holds:
            return name_every(fact.place_kind, place, voice.language)
        kind = _name_kind(fact.place_kind, voice.language)
        return voice.say("fact_none_of_kind", kind=kind, place=place)
    if fact.holder in (NOBODY, UNKNOWN):
        if fact.level:
            level = voice.label("levels", fact.level)
            return voice.say(f"fact_{fact.holder}_level", level=level, place=place)
        return voice.say(f"fact_{fact.holder}", place=place)
    return voice.actor(atlas, fact.holder or "")


def _say_competence(atlas: Atlas, fact: Competence, voice: Voice) -> str:
    notes = [voice.label("phases", fact.phase)] if fact.phase else []
    if fact.holder in (NOBODY, UNKNOWN):
        notes.append(voice.say(f"fact_note_{fact.holder}"))
    # Of everybody else that is no actor, the place is in the name.
    place = fact.place if fact.holder not in (None, NOBODY, UNKNOWN) else None
    return voice.say(
        "fact_competence_in" if place else "fact_competence",
        who=capitalise(name_holder(atlas, fact, voice)),
        role=name_role(fact.role, voice, held=fact.holds or bool(fact.place_kind)),
        basis=voice.label("bases", fact.basis),
        area=voice.areas(fact.area),
        notes="".join(voice.say("fact_note", words=each) for each in notes),
        place=voice.place(atlas, place) if place else "",
    )


def _say_mechanism(atlas: Atlas, fact: Mechanism, voice: Voice) -> str:
    clauses = [
        voice.say(
            "fact_mechanism_formal" if fact.formality else "fact_mechanism",
            name=voice.read(fact.name),
            kind=voice.label("mechanism_kinds", fact.kind),
            formality=voice.label("formalities", fact.formality) if fact.formality else "",
            areas=voice.areas(*fact.areas),
        )
    ]
    if members := list_members(atlas, fact, voice):
        code = "fact_members" if len(members) > 1 else "fact_member"
        clauses.append(voice.say(code, members=voice.join(members)))
    if fact.meetings is not None:
        number = f"{fact.meetings:g}".replace(".", voice.say("decimal"))
        clauses.append(voice.say("fact_meetings", count=fact.meetings, number=number))
    if fact.last_active:
        clauses.append(voice.say("fact_last_active", date=fact.last_active))
    return voice.say("fact_clause").join(clauses)


def _say_policy(atlas: Atlas, fact: Policy, voice: Voice) -> str:
    if fact.issuer:
        whose = voice.actor(atlas, fact.issuer)
    else:
        place = voice.place(atlas, fact.place or "")
        whose = name_every(fact.place_kind or "", place, voice.language)
    parts = [
        voice.say(
            "fact_policy",
            name=voice.read(fact.name),
            kind=voice.label("policy_kinds", fact.kind),
            whose=whose,
            areas=voice.areas(*fact.areas),
        )
    ]
    if fact.origin:
        parts.append(voice.label("origins", fact.origin))
    return voice.say("list").join(parts)


def _say_resource(atlas: Atlas, fact: Resource, voice: Voice) -> str:
    means = list(_list_means(fact, voice))
    return voice.say(
        "fact_resource",
        actor=voice.actor(atlas, fact.actor),
        area=voice.areas(fact.area),
        year=fact.year,
        means=write_list(means, voice.language) or voice.say("fact_no_figure"),
    )


def _list_means(fact: Resource, voice: Voice) -> Iterator[str]:
    """Each figure with what it is a figure of."""
    currency = f" {fact.currency}" if fact.currency else ""
    for name in ("money", "staff", "trained_staff", "task_cost", "task_staff"):
        amount = getattr(fact, name)
        if amount is not None:
            number = voice.amount(amount)
            yield voice.say(f"fact_{name}", count=amount, number=number, currency=currency)
    if fact.capacity is not None:
        unit = voice.read(fact.capacity_unit) if fact.capacity_unit else ""
        number = voice.amount(fact.capacity)
        yield voice.say(f"fact_capacity{'_unit' if unit else ''}", number=number, unit=unit)


def _say_report(atlas: Atlas, fact: Report, voice: Voice) -> str:
    return voice.say(
        "fact_report",
        actor=voice.actor(atlas, fact.issuer),
        area=voice.areas(fact.area),
        year=fact.year,
        title=voice.read(fact.title),
    )


def _say_zone(atlas: Atlas, fact: Zone, voice: Voice) -> str:
    places = voice.join([voice.place(atlas, each) for each in fact.places])
    kind = voice.label("zone_kinds", fact.kind)
    parts = [voice.say("fact_zone", name=voice.read(fact.name), kind=kind, places=places)]
    if (count := fact.population) is not None:
        number = voice.amount(count)
        parts.append(voice.say("fact_population", count=count, number=number))
    return voice.say("list").join(parts)


def _count_code(code: str, names: Sequence[str]) -> str:
    """The phrase for nobody named, one, or several."""
    return f"{code}{('', '_one', '_several')[min(len(names), 2)]}"


def _say_dispute(atlas: Atlas, fact: Dispute, voice: Voice) -> str:
    parts = [
        voice.say(
            _count_code("fact_dispute", fact.parties),
            name=voice.read(fact.name),
            kind=voice.label("dispute_kinds", fact.kind),
            parties=voice.join([voice.actor(atlas, each) for each in fact.parties]),
            areas=voice.areas(*fact.areas),
        )
    ]
    if fact.openness:
        parts.append(voice.label("openness", fact.openness))
    return voice.say("list").join(parts)


def _say_survey(atlas: Atlas, fact: Survey, voice: Voice) -> str:
    who = voice.label("levels", *fact.levels)
    said = voice.say(
        _count_code("fact_survey", fact.levels or fact.actors),
        place=voice.place(atlas, fact.place),
        what=voice.label("survey_scopes", *fact.closes),
        who=who or voice.join([voice.actor(atlas, each) for each in fact.actors]),
        areas=voice.areas(*fact.areas),
    )
    if fact.found is None:
        return said
    return voice.say("fact_survey_found", said=said, found=say_found(fact.found, voice))


def say_found(found: Sequence[str], voice: Voice = PLAIN) -> str:
    """How many facts a survey found."""
    return voice.say("fact_found" if found else "fact_found_none", count=len(found))


def _say_actor(atlas: Atlas, fact: Actor, voice: Voice) -> str:
    parts = [voice.label("actor_kinds", fact.kind)]
    if fact.place:
        parts.append(voice.place(atlas, fact.place))
    if fact.parent:
        parts.append(voice.say("fact_part", parent=voice.actor(atlas, fact.parent)))
    if fact.works:
        parts.append(voice.label("works", fact.works))
    return voice.say("fact_line", name=voice.read(fact.name), said=voice.say("list").join(parts))


_SAYERS: dict[type[Fact], Callable[[Atlas, Any, Voice], str]] = {
    Actor: _say_actor,
    Competence: _say_competence,
    Mechanism: _say_mechanism,
    Policy: _say_policy,
    Resource: _say_resource,
    Report: _say_report,
    Zone: _say_zone,
    Dispute: _say_dispute,
    Survey: _say_survey,
}
