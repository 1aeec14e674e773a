"""How a comparison names its sides and facts in the reader's language."""

from collections.abc import Iterable

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence, Dispute, Mechanism, Policy, Survey
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.atlas.sentences import name_every
from weft.core.diagnosis.comparison.comparison import Comparison, Respect, Side
from weft.core.terms import label
from weft.core.terms.phrases import say, write_date

_KINDS: dict[type, str] = {
    Mechanism: "mechanism_kinds",
    Policy: "policy_kinds",
    Dispute: "dispute_kinds",
}


def name_sides(atlas: Atlas, comparison: Comparison, language: str = "en") -> tuple[str, str]:
    """Each side by what it is compared in: Rennes and Lyon, or two days, pairs or readers."""
    return (
        _name_side(atlas, comparison.one, comparison.respect, language),
        _name_side(atlas, comparison.other, comparison.respect, language),
    )


def _name_side(atlas: Atlas, side: Side, respect: Respect | None, language: str) -> str:
    if respect == "on":
        return write_date(side.setting.on, language)
    if respect == "pair":
        return name_pair(side, language)
    if respect == "actor":
        return name_reader(atlas, side, language)
    if respect is None:
        return label("areas", side.setting.area, language)
    return name_place(atlas, side.setting.place, language)


def name_place(atlas: Atlas, place: str, language: str) -> str:
    return atlas.place_by_id[place].name.read(language)


def name_pair(side: Side, language: str) -> str:
    """State and City."""
    levels = {each: label("levels", getattr(side.setting, each), language)
              for each in ("upper", "lower")}  # fmt: skip
    return say("compare_pair", language, **levels)


def name_reader(atlas: Atlas, side: Side, language: str) -> str:
    """The actor whose reading it is, or all that is recorded."""
    if side.actor is None:
        return say("compare_everybody", language)
    return atlas.actor_by_id[side.actor].name.read(language)


def name_title(atlas: Atlas, comparison: Comparison, language: str = "en") -> str:
    """Both sides, and in brackets what they share: Rennes / Lyon (State and City)."""
    one, other = name_sides(atlas, comparison, language)
    here, setting = comparison.one, comparison.one.setting
    shared = []
    if comparison.respect != "place":
        shared.append(name_place(atlas, setting.place, language))
    if comparison.respect != "pair" and name_pair(here, "en") == name_pair(comparison.other, "en"):
        shared.append(name_pair(here, language))
    if setting.on == comparison.other.setting.on:
        shared.append(write_date(setting.on, language))
    if here.actor and here.actor == comparison.other.actor:
        reader = name_reader(atlas, here, language)
        shared.append(say("compare_as_read_by", language, actor=reader))
    sides = say("compare_sides", language, one=one, other=other)
    if not shared:
        return sides
    return say("compare_title", language, sides=sides, rest=say("list", language).join(shared))


def name_facts(atlas: Atlas, facts: Iterable[str], language: str) -> str:
    """The facts, each in a few words, in one line."""
    names = dict.fromkeys(name_fact(atlas, each, language) for each in facts)
    return say("compare_separator", language).join(names)


def name_fact(atlas: Atlas, key: str, language: str = "en") -> str:
    """A fact in a few words: Round table (consultative body); deliver: City of Town (by law)."""
    fact = atlas.facts[key]
    if isinstance(fact, Competence):
        no = not fact.holds and fact.holder not in (NOBODY, UNKNOWN)
        return say(
            "claim_not" if no else "claim",
            language,
            role=label("roles", fact.role, language),
            holder=name_holder(atlas, fact, language),
            basis=label("bases", fact.basis, language),
        )
    if isinstance(fact, Survey):
        kind = say("compare_survey", language)
        return say("compare_named", language, name=fact.name.read(language), kind=kind)
    if isinstance(fact, (Mechanism, Policy, Dispute)):
        kind = label(_KINDS[type(fact)], fact.kind, language)
        return say("compare_named", language, name=fact.name.read(language), kind=kind)
    return key


def name_holder(atlas: Atlas, fact: Competence, language: str) -> str:
    """The actor, every place of a kind, nobody, or not known."""
    if fact.place_kind:
        place = name_place(atlas, fact.place or "", language)
        return name_every(fact.place_kind, place, language)
    if fact.holder in (NOBODY, UNKNOWN):
        return say("nobody" if fact.holder == NOBODY else "unknown", language)
    return atlas.actor_by_id[fact.holder or ""].name.read(language)
