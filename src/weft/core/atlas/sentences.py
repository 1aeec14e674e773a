"""Says each fact as an English sentence, for whoever reads a list of evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from weft.core.terms import Text, label
from weft.core.terms.phrases import say

ROLE_NOUNS = {
    "regulate": "regulation",
    "fund": "funding",
    "coordinate": "coordination",
    "deliver": "delivery",
    "monitor": "monitoring",
}


@dataclass(frozen=True)
class Voice:
    """How names are said: `read` gives the words of a text, so that a page can mark those of
    another language; `most` is how many names a sentence lists before "and 3 more"."""

    read: Callable[[Text], str] = Text.read
    most: int | None = None

    def actor(self, atlas: Atlas, actor: str) -> str:
        """The name of an actor."""
        return self.read(atlas.actor_by_id[actor].name)

    def place(self, atlas: Atlas, place: str) -> str:
        """The name of a place."""
        return self.read(atlas.place_by_id[place].name)

    def join(self, names: Sequence[str]) -> str:
        """a, b and c; or a, b and 4 more."""
        return join_names(names, self.most)


PLAIN = Voice()


def say_fact(atlas: Atlas, fact: Fact, voice: Voice = PLAIN) -> str:
    """One sentence with its period: City of Rennes: delivery in practice of housing, from 2014."""
    text = _SAYERS[type(fact)](atlas, fact, voice)
    if fact.start:
        text += f", from {fact.start}"
    if fact.until:
        text += f", until {fact.until}"
    return f"{text}."


def list_members(atlas: Atlas, fact: Mechanism, voice: Voice = PLAIN) -> list[str]:
    """The names of all who take part, each with its seat if it is more or less than a member."""
    return [
        voice.actor(atlas, each.actor) + ("" if each.seat == "member" else f" ({each.seat})")
        for each in fact.members
    ]


def join_names(names: Sequence[str], most: int | None = None) -> str:
    """a, b and c; with more than `most` names, as many of them and how many more there are."""
    # "and 1 more" would be no shorter than the name.
    if most is not None and len(names) > most + 1:
        names = (*names[:most], f"{len(names) - most} more")
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _capitalise(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _name_area(area: str) -> str:
    words = label("areas", area)
    return words[0].lower() + words[1:]


def _name_areas(areas: tuple[str, ...]) -> str:
    return join_names([_name_area(each) for each in areas])


def name_every(kind: str, place: str, language: str = "en") -> str:
    """The words for every place of a kind: every large commune in Land."""
    return say("every", language, kind=kind.replace("-", " "), place=place)


def name_holder(atlas: Atlas, fact: Competence, voice: Voice = PLAIN) -> str:
    """Who a competence is said of: an actor, every place of a kind, nobody, or not known."""
    place = voice.place(atlas, fact.place) if fact.place else ""
    if fact.place_kind:
        if fact.holds:
            return name_every(fact.place_kind, place)
        return f"no {fact.place_kind.replace('-', ' ')} in {place}"
    if fact.holder in (NOBODY, UNKNOWN):
        level = f" at the level {label('levels', fact.level)}" if fact.level else ""
        who = "nobody" if fact.holder == NOBODY else "somebody not known"
        return f"{who}{level} in {place}"
    return voice.actor(atlas, fact.holder or "")


def _say_competence(atlas: Atlas, fact: Competence, voice: Voice) -> str:
    who = name_holder(atlas, fact, voice)
    no = "" if fact.holds or fact.place_kind else "no "
    what = f"{no}{ROLE_NOUNS[fact.role]} {label('bases', fact.basis)} of {_name_area(fact.area)}"
    if fact.phase:
        what += f" ({label('phases', fact.phase)})"
    if fact.holder == NOBODY:
        what += " (surveyed)"
    if fact.holder == UNKNOWN:
        what += " (asked, not known)"
    named = fact.place and fact.holder and fact.holder not in (NOBODY, UNKNOWN)
    where = f" in {voice.place(atlas, fact.place)}" if named and fact.place else ""
    return f"{_capitalise(who)}: {what}{where}"


def _say_mechanism(atlas: Atlas, fact: Mechanism, voice: Voice) -> str:
    seats = list_members(atlas, fact, voice)
    kind = label("mechanism_kinds", fact.kind)
    form = f", {label('formalities', fact.formality)}" if fact.formality else ""
    word = "between" if len(seats) > 1 else "of"
    who = f"; {word} {voice.join(seats)}" if seats else ""
    often = f"; {fact.meetings:g} meetings a year" if fact.meetings is not None else ""
    active = f"; last known active {fact.last_active}" if fact.last_active else ""
    areas = _name_areas(fact.areas)
    return f"{voice.read(fact.name)}: {kind}{form} on {areas}{who}{often}{active}"


def _say_policy(atlas: Atlas, fact: Policy, voice: Voice) -> str:
    kind = label("policy_kinds", fact.kind)
    if fact.issuer:
        whose = voice.actor(atlas, fact.issuer)
    else:
        place = voice.place(atlas, fact.place or "")
        whose = name_every(fact.place_kind or "", place)
    origin = f", {label('origins', fact.origin)}" if fact.origin else ""
    return f"{voice.read(fact.name)}: {kind} of {whose} on {_name_areas(fact.areas)}{origin}"


def _say_resource(atlas: Atlas, fact: Resource, voice: Voice) -> str:
    amounts = [
        (fact.money, f"{fact.currency or ''} available"),
        (fact.staff, "staff"),
        (fact.trained_staff, "trained staff"),
        (fact.task_cost, f"{fact.currency or ''} cost of the task"),
        (fact.task_staff, "staff needed"),
        (fact.capacity, voice.read(fact.capacity_unit) if fact.capacity_unit else "capacity"),
    ]
    found = [
        f"{_write_amount(amount)} {unit.strip()}" for amount, unit in amounts if amount is not None
    ]
    have = join_names(found) or "means, no figure given"
    return f"{voice.actor(atlas, fact.actor)} on {_name_area(fact.area)}, {fact.year}: {have}"


def _write_amount(amount: float) -> str:
    """1,200,000 or 2.5: never in powers of ten, which "g" falls into from a million."""
    return f"{amount:,.2f}".rstrip("0").rstrip(".")


def _say_report(atlas: Atlas, fact: Report, voice: Voice) -> str:
    who = voice.actor(atlas, fact.issuer)
    return f"{who} reports on {_name_area(fact.area)} in {fact.year}: {voice.read(fact.title)}"


def _say_zone(atlas: Atlas, fact: Zone, voice: Voice) -> str:
    names = voice.join([voice.place(atlas, each) for each in fact.places])
    people = f", {fact.population:,} inhabitants" if fact.population is not None else ""
    return f"{voice.read(fact.name)}: {label('zone_kinds', fact.kind)} of {names}{people}"


def _say_dispute(atlas: Atlas, fact: Dispute, voice: Voice) -> str:
    parties = voice.join([voice.actor(atlas, each) for each in fact.parties])
    between = f" between {parties}" if parties else ""
    open_ = f", {label('openness', fact.openness)}" if fact.openness else ""
    kind = label("dispute_kinds", fact.kind)
    return f"{voice.read(fact.name)}: {kind}{between} on {_name_areas(fact.areas)}{open_}"


def _say_survey(atlas: Atlas, fact: Survey, voice: Voice) -> str:
    place = voice.place(atlas, fact.place)
    what = join_names([label("survey_scopes", each) for each in fact.closes])
    who = join_names([label("levels", each) for each in fact.levels])
    who = who or voice.join([voice.actor(atlas, each) for each in fact.actors])
    between = f" between {who}" if who else ""
    found = ""
    if fact.found is not None:
        count = len(fact.found)
        found = f": {count} found" if count else ": none found"
    return f"Surveyed in {place}, {what}{between} on {_name_areas(fact.areas)}{found}"


def _say_actor(atlas: Atlas, fact: Actor, voice: Voice) -> str:
    where = f", {voice.place(atlas, fact.place)}" if fact.place else ""
    part = f", part of {voice.actor(atlas, fact.parent)}" if fact.parent else ""
    works = f", {label('works', fact.works)}" if fact.works else ""
    return f"{voice.read(fact.name)}: {label('actor_kinds', fact.kind)}{where}{part}{works}"


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
