"""From an atlas to the weave of one place on one day, for the drawing and its table."""

import datetime as dt
from itertools import combinations

from weft.core.atlas import NOBODY, UNKNOWN, Atlas
from weft.core.atlas.facts import Competence, Mechanism
from weft.core.terms import list_codes
from weft.pictures.fabric import (
    EDGE,
    Answer,
    Claim,
    Crossing,
    Mark,
    Measure,
    State,
    Thread,
    Weave,
    weigh_answers,
)
from weft.pictures.ground import COLUMNS, Ground
from weft.pictures.spinning import spin_threads

Said = tuple[Claim, Competence]


def measure_nothing(mechanism: Mechanism) -> tuple[float, float]:
    """The strength of a mechanism of which nobody has measured any."""
    return (0.0, 1.0)


def lay_out(atlas: Atlas, place: str, on: dt.date, strength: Measure = measure_nothing) -> Weave:
    """The weave of a place on a day; `strength` gives low and high of a mechanism's, in [0, 1].

    Facts of every visibility are taken: leave out first what the reader may not see. Raises
    KeyError if the atlas has no such place.
    """
    ground = Ground(atlas, place, on)
    said, homeless = _collect(ground)
    threads, loose = spin_threads(ground, strength)
    ends = {end for each in threads for end in (each.start, each.end)}
    found = {column for _, column in (*said, *ends)}
    levels = {level for each in atlas.list_chain(place) for level in atlas.place_by_id[each].levels}
    columns = tuple(
        each
        for each in COLUMNS
        if each in found or (each in levels and each not in ("neighbourhood", EDGE))
    )
    touched = {area for area, _ in (*said, *ends)}
    rows = tuple(each for each in list_codes("areas") if each in touched)
    return Weave(
        place=place,
        name=atlas.place_by_id[place].name,
        on=on,
        columns=columns,
        rows=rows,
        missing=tuple(each for each in list_codes("areas") if each not in touched),
        crossings=tuple(
            _knot(area, column, said.get((area, column), [])) for area in rows for column in columns
        ),
        threads=_sort(threads, rows, columns),
        unplaced=tuple(sorted({*homeless, *loose})),
    )


def _collect(ground: Ground) -> tuple[dict[tuple[str, str], list[Said]], list[str]]:
    """What is said at each crossing, and the ids of competences without a level."""
    said: dict[tuple[str, str], list[Said]] = {}
    homeless = []
    for fact in ground.competences:
        claims = _list_claims(ground, fact)
        if not claims and not fact.place_kind:
            homeless.append(fact.id)
        for column, claim in claims:
            said.setdefault((fact.area, column), []).append((claim, fact))
    return said, homeless


def _list_claims(ground: Ground, fact: Competence) -> list[tuple[str, Claim]]:
    """The columns a competence stands in, with what it claims there."""
    places = ground.atlas.place_by_id
    answer: Answer = "yes" if fact.holds else "no"
    holder = kind = None
    columns: tuple[str, ...]
    if fact.place_kind:
        found = {level for each in ground.list_places(fact) for level in places[each].levels}
        columns = tuple(each for each in COLUMNS if each in found)
        holder, kind = places[fact.place or ""].name, fact.place_kind
    elif fact.holder in (NOBODY, UNKNOWN):
        columns = (fact.level,) if fact.level else places[fact.place or ""].levels
        answer = "nobody" if fact.holder == NOBODY else "unknown"
    else:
        columns = ground.list_columns(fact.holder or "")
        holder = ground.atlas.actor_by_id[fact.holder or ""].name
    disputed = ground.read_disputing(fact)
    claim = Claim(fact.id, fact.role, fact.basis, answer, holder, kind, disputed)
    return [(column, claim) for column in columns]


def _knot(area: str, column: str, said: list[Said]) -> Crossing:
    marks = []
    for role in list_codes("roles"):
        here = [each for each in said if each[1].role == role]
        if here:
            contested = any(claim.disputed_by for claim, _ in here) or any(
                _contradict(one, other) for one, other in combinations(here, 2)
            )
            claims = tuple(claim for claim, _ in here)
            law, practice = (weigh_answers(claims, each) for each in ("de_jure", "de_facto"))
            marks.append(Mark(role, claims, law, practice, contested))
    return Crossing(area, column, _name_state(marks), tuple(marks))


def _name_state(marks: list[Mark]) -> State:
    answers = {claim.answer for mark in marks for claim in mark.claims}
    if any(mark.contested for mark in marks):
        return "contested"
    if not marks:
        return "blank"
    if answers == {"nobody"}:
        return "nobody"
    return "unknown" if answers == {"unknown"} else "roles"


def _contradict(one: Said, other: Said) -> bool:
    """Whether different voices give different answers about the same holder, or one names a
    holder where another says that there is nobody.

    Two offices of one level of which one has a role and the other has not do not contradict each
    other, and neither do two towns inside a region.
    """
    (claim, fact), (counter, other_fact) = one, other
    if claim.basis != counter.basis or _name_voice(fact) == _name_voice(other_fact):
        return False
    if None not in (fact.phase, other_fact.phase) and fact.phase != other_fact.phase:
        return False
    answers = {claim.answer, counter.answer}
    if answers == {"yes", "nobody"}:
        return True
    same = (fact.holder, fact.place_kind, fact.place) == (
        other_fact.holder,
        other_fact.place_kind,
        other_fact.place,
    )
    return same and answers == {"yes", "no"}


def _name_voice(fact: Competence) -> tuple[str, ...]:
    """Who says it: the actor who states it, else the documents it rests on."""
    return (fact.asserted_by,) if fact.asserted_by else tuple(each.source for each in fact.sources)


def _sort(
    threads: list[Thread], rows: tuple[str, ...], columns: tuple[str, ...]
) -> tuple[Thread, ...]:
    """Row by row, from left to right, then by id: the same in whatever order facts were found."""
    return tuple(
        sorted(
            threads,
            key=lambda each: (
                rows.index(each.start[0]),
                columns.index(each.start[1]),
                rows.index(each.end[0]),
                columns.index(each.end[1]),
                each.tie.fact,
            ),
        )
    )
