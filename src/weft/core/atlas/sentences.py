"""Says each fact as an English sentence, for whoever reads a list of evidence."""

from collections.abc import Callable
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
from weft.core.terms import label

ROLE_NOUNS = {
    "regulate": "regulation",
    "fund": "funding",
    "coordinate": "coordination",
    "deliver": "delivery",
    "monitor": "monitoring",
}


def say_fact(atlas: Atlas, fact: Fact) -> str:
    """One sentence with its period: City of Rennes: delivery in practice of housing, from 2014."""
    text = _SAYERS[type(fact)](atlas, fact)
    if fact.start:
        text += f", from {fact.start}"
    if fact.until:
        text += f", until {fact.until}"
    return f"{text}."


def name_actor(atlas: Atlas, actor: str) -> str:
    """The name of an actor in English, or in what there is."""
    return atlas.actor_by_id[actor].name.read()


def join_names(names: list[str]) -> str:
    """a, b and c."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _name_area(area: str) -> str:
    words = label("areas", area)
    return words[0].lower() + words[1:]


def _name_areas(areas: tuple[str, ...]) -> str:
    return join_names([_name_area(each) for each in areas])


def name_holder(atlas: Atlas, fact: Competence) -> str:
    """Who a competence is said of: an actor, every place of a kind, nobody, or not known."""
    place = atlas.place_by_id[fact.place].name.read() if fact.place else ""
    if fact.place_kind:
        return f"{'every' if fact.holds else 'no'} {fact.place_kind.replace('-', ' ')} in {place}"
    if fact.holder in (NOBODY, UNKNOWN):
        level = f" at the level {label('levels', fact.level)}" if fact.level else ""
        who = "nobody" if fact.holder == NOBODY else "somebody not known"
        return f"{who}{level} in {place}"
    return name_actor(atlas, fact.holder or "")


def _say_competence(atlas: Atlas, fact: Competence) -> str:
    who = name_holder(atlas, fact)
    no = "" if fact.holds or fact.place_kind else "no "
    what = f"{no}{ROLE_NOUNS[fact.role]} {label('bases', fact.basis)} of {_name_area(fact.area)}"
    if fact.phase:
        what += f" ({label('phases', fact.phase)})"
    if fact.holder == NOBODY:
        what += " (surveyed)"
    if fact.holder == UNKNOWN:
        what += " (asked, not known)"
    named = fact.place and fact.holder and fact.holder not in (NOBODY, UNKNOWN)
    where = f" in {atlas.place_by_id[fact.place].name}" if named and fact.place else ""
    return f"{who[0].upper()}{who[1:]}: {what}{where}"


def _say_mechanism(atlas: Atlas, fact: Mechanism) -> str:
    seats = [
        name_actor(atlas, each.actor) + ("" if each.seat == "member" else f" ({each.seat})")
        for each in fact.members
    ]
    kind = label("mechanism_kinds", fact.kind)
    form = f", {label('formalities', fact.formality)}" if fact.formality else ""
    who = f", of {join_names(seats)}" if seats else ""
    often = f", {fact.meetings:g} meetings a year" if fact.meetings is not None else ""
    return f"{fact.name}: {kind}{form} on {_name_areas(fact.areas)}{who}{often}"


def _say_policy(atlas: Atlas, fact: Policy) -> str:
    kind = label("policy_kinds", fact.kind)
    if fact.issuer:
        whose = name_actor(atlas, fact.issuer)
    else:
        place = atlas.place_by_id[fact.place or ""].name.read()
        whose = f"every {(fact.place_kind or '').replace('-', ' ')} in {place}"
    origin = f", {label('origins', fact.origin)}" if fact.origin else ""
    return f"{fact.name}: {kind} of {whose} on {_name_areas(fact.areas)}{origin}"


def _say_resource(atlas: Atlas, fact: Resource) -> str:
    amounts = [
        (fact.money, f"{fact.currency or ''} available"),
        (fact.staff, "staff"),
        (fact.trained_staff, "trained staff"),
        (fact.task_cost, f"{fact.currency or ''} cost of the task"),
        (fact.task_staff, "staff needed"),
        (fact.capacity, str(fact.capacity_unit or "capacity")),
    ]
    found = [f"{amount:,g} {unit.strip()}" for amount, unit in amounts if amount is not None]
    have = join_names(found) or "means, no figure given"
    return f"{name_actor(atlas, fact.actor)} on {_name_area(fact.area)}, {fact.year}: {have}"


def _say_report(atlas: Atlas, fact: Report) -> str:
    who = name_actor(atlas, fact.issuer)
    return f"{who} reports on {_name_area(fact.area)} in {fact.year}: {fact.title}"


def _say_zone(atlas: Atlas, fact: Zone) -> str:
    names = join_names([atlas.place_by_id[each].name.read() for each in fact.places])
    people = f", {fact.population:,} inhabitants" if fact.population is not None else ""
    return f"{fact.name}: {label('zone_kinds', fact.kind)} of {names}{people}"


def _say_dispute(atlas: Atlas, fact: Dispute) -> str:
    parties = join_names([name_actor(atlas, each) for each in fact.parties])
    between = f" between {parties}" if parties else ""
    open_ = f", {label('openness', fact.openness)}" if fact.openness else ""
    kind = label("dispute_kinds", fact.kind)
    return f"{fact.name}: {kind}{between} on {_name_areas(fact.areas)}{open_}"


def _say_survey(atlas: Atlas, fact: Survey) -> str:
    place = atlas.place_by_id[fact.place].name.read()
    what = join_names([label("survey_scopes", each) for each in fact.closes])
    who = join_names([label("levels", each) for each in fact.levels])
    who = who or join_names([name_actor(atlas, each) for each in fact.actors])
    between = f" between {who}" if who else ""
    found = ""
    if fact.found is not None:
        count = len(fact.found)
        found = f": {count} found" if count else ": none found"
    return f"Surveyed in {place}, {what}{between} on {_name_areas(fact.areas)}{found}"


def _say_actor(atlas: Atlas, fact: Actor) -> str:
    where = f", {atlas.place_by_id[fact.place].name}" if fact.place else ""
    part = f", part of {name_actor(atlas, fact.parent)}" if fact.parent else ""
    works = f", {label('works', fact.works)}" if fact.works else ""
    return f"{fact.name}: {label('actor_kinds', fact.kind)}{where}{part}{works}"


_SAYERS: dict[type[Fact], Callable[[Atlas, Any], str]] = {
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
