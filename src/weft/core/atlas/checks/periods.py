"""Rules on facts that are stated twice, or for and against, in periods that share a day."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.finding import Finding
from weft.core.atlas.checks.territory import (
    describe_competence,
    describe_period,
    describe_witness,
)
from weft.core.atlas.facts import Competence, Mechanism, Policy, Resource
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.terms import fold, overlap
from weft.core.terms.dates import first_day

F = TypeVar("F", bound=Fact)


def _group(facts: Iterable[F], key: Callable[[F], Hashable]) -> Iterator[list[F]]:
    """Facts with equal keys, where there are several."""
    groups: dict[Hashable, list[F]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return (group for group in groups.values() if len(group) > 1)


def _is_overlapping(one: Fact, other: Fact) -> bool:
    return overlap((one.start, one.until), (other.start, other.until))


def _pair_overlaps(group: list[F]) -> Iterator[tuple[F, F]]:
    """Each fact that begins before an earlier one has ended, with that earlier one."""
    # One pass in order of beginning: the one that ends last is enough to compare with.
    ordered = sorted(group, key=lambda each: first_day(each.start).toordinal() if each.start else 0)
    longest = ordered[0]
    for fact in ordered[1:]:
        if _is_overlapping(longest, fact):
            yield longest, fact
        if longest.until and (not fact.until or first_day(fact.until) > first_day(longest.until)):
            longest = fact


def _shares_phase(one: Competence, other: Competence) -> bool:
    return one.phase is None or other.phase is None or one.phase == other.phase


def find_overlapping_periods(atlas: Atlas) -> Iterator[Finding]:
    """Two competences that say the same, by the same witness, in overlapping periods."""

    def key(each: Competence) -> Hashable:
        return (
            each.holder, each.place_kind, atlas.find_place(each), each.level, each.area,
            each.role, each.basis, each.phase, each.holds, each.asserted_by,
        )  # fmt: skip

    for group in _group(atlas.competences, key):
        for one, other in _pair_overlaps(group):
            yield Finding(
                other.id,
                f"{describe_competence(atlas, other)} is recorded {describe_period(other)} and "
                f"also {describe_period(one)} ('{one.id}'); make one record of the two with all "
                "sources, or end one where the other begins",
                ("from",),
                (one.id,),
            )


def find_contradictions(atlas: Atlas) -> Iterator[Finding]:
    """Competences recorded as held and as not held, in overlapping periods."""

    def key(each: Competence) -> Hashable:
        place = atlas.find_place(each)
        return (each.holder, each.place_kind, place, each.area, each.role, each.basis)

    stated = [each for each in atlas.competences if each.holder not in (NOBODY, UNKNOWN)]
    for group in _group(stated, key):
        held = [each for each in group if each.holds]
        for denied in (each for each in group if not each.holds):
            against = [
                each
                for each in held
                if _is_overlapping(each, denied) and _shares_phase(each, denied)
            ]
            if against:
                yield Finding(
                    denied.id,
                    f"{describe_competence(atlas, denied)}: {_list_witnesses(atlas, against)} "
                    f"says yes, {describe_witness(atlas, denied)} says no; correct the wrong "
                    "one, or ask both and record who disputes it (positions)",
                    ("holds",),
                    tuple(each.id for each in against),
                )


def find_held_by_nobody(atlas: Atlas) -> Iterator[Finding]:
    """Competences recorded as held by nobody while an actor there is recorded as holding them."""
    held: dict[Hashable, list[Competence]] = {}
    for each in atlas.competences:
        if each.holds and each.holder in atlas.actor_by_id:
            key = (atlas.find_place(each), each.area, each.role, each.basis)
            held.setdefault(key, []).append(each)
    for none in atlas.competences:
        if none.holder != NOBODY or not none.holds:
            continue
        against = [
            each
            for each in held.get((none.place, none.area, none.role, none.basis), ())
            if (none.level is None or none.level in atlas.list_levels(each.holder or ""))
            and _is_overlapping(each, none)
            and _shares_phase(each, none)
        ]
        if against:
            first = describe_competence(atlas, against[0])
            yield Finding(
                none.id,
                f"{describe_competence(atlas, none)}, says {describe_witness(atlas, none)}; but "
                f"'{first}' is recorded by {_list_witnesses(atlas, against)}; correct one of the "
                "two, or end its period",
                ("holder",),
                tuple(each.id for each in against),
            )


def _list_witnesses(atlas: Atlas, facts: list[Competence]) -> str:
    return " and ".join(dict.fromkeys(describe_witness(atlas, each) for each in facts))


def find_repeated_mechanisms(atlas: Atlas) -> Iterator[Finding]:
    """Two mechanisms of one name, place and initiator, by one witness, in overlapping periods."""

    def key(each: Mechanism) -> Hashable:
        return (fold(each.name.read()), each.place, each.initiator, each.asserted_by)

    for group in _group(atlas.mechanisms, key):
        for one, other in _pair_overlaps(group):
            if one.place is None and not _shares_members(one, other):
                continue  # round tables of two towns
            yield Finding(
                other.id,
                f"the mechanism '{other.name}' is recorded {describe_period(other)} and also "
                f"{describe_period(one)} ('{one.id}'); make one record of the two, or name "
                "their places",
                ("name",),
                (one.id,),
            )


def _shares_members(one: Mechanism, other: Mechanism) -> bool:
    first, second = ({each.actor for each in mechanism.members} for mechanism in (one, other))
    return bool(first & second) or not (first or second)


def find_repeated_policies(atlas: Atlas) -> Iterator[Finding]:
    """Two policies of one name and issuer, by one witness, in overlapping periods."""

    def key(each: Policy) -> Hashable:
        return (
            fold(each.name.read()), each.issuer, each.place_kind, each.place, each.phase,
            each.asserted_by,
        )  # fmt: skip

    for group in _group(atlas.policies, key):
        for one, other in _pair_overlaps(group):
            yield Finding(
                other.id,
                f"the policy '{other.name}' is recorded {describe_period(other)} and also "
                f"{describe_period(one)} ('{one.id}'); make one record of the two, or end one "
                "where the other begins",
                ("name",),
                (one.id,),
            )


def find_repeated_resources(atlas: Atlas) -> Iterator[Finding]:
    """Two records of one actor's means in one area and year, by one witness."""

    def key(each: Resource) -> Hashable:
        # Earmarked and free money, or beds and places, are two things and stand apart.
        return (
            each.actor, each.area, each.year, each.asserted_by, each.earmarked, each.currency,
            each.capacity_unit,
        )  # fmt: skip

    for group in _group(atlas.resources, key):
        first, *others = group
        for other in others:
            yield Finding(
                other.id,
                f"the means of '{other.actor}' for {other.area} in {other.year} are recorded "
                f"twice (also '{first.id}') and would count twice; make one record of the two",
                ("year",),
                (first.id,),
            )
