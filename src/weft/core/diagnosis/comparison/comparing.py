"""Compares two settings of an atlas in one respect: what differs, and on which facts."""

from collections.abc import Iterator, Sequence
from itertools import product

from weft.core.atlas.asserting import assume
from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis.comparison.cautions import find_respect, list_cautions
from weft.core.diagnosis.comparison.changes import find_changes
from weft.core.diagnosis.comparison.comparison import (
    Bounds,
    Caution,
    CellDifference,
    Comparison,
    ConditionDifference,
    Difference,
    Relation,
    Side,
)
from weft.core.diagnosis.comparison.matching import Matching
from weft.core.diagnosis.diagnosis import SEED, Diagnosis, Reading, SignalResult, diagnose
from weft.core.diagnosis.evidence import READINGS, ReadingName
from weft.core.diagnosis.gaps.holders import find_held
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.scene import Scene
from weft.core.terms import list_codes

EQUAL = 1e-9  # bounds nearer than this are the same


def compare(
    atlas: Atlas,
    one: Side,
    other: Side,
    method: Method | None = None,
    *,
    seed: int = SEED,
    draws: int | None = None,
) -> Comparison:
    """Two sides side by side, in both readings of the facts; neither is better.

    The same seed gives the same answer. Raises NoReadingError for an actor without a reading.
    """
    method = method or read_method()
    sides = (one, other)
    atlases = [assume(atlas, each.actor) if each.actor else atlas for each in sides]
    diagnoses = [
        diagnose(said, side.setting, method, seed=seed, draws=draws)[0]
        for said, side in zip(atlases, sides, strict=True)
    ]
    nearby = [Nearby(each) for each in atlases]
    cautions = list_cautions(atlas, sides, diagnoses)
    facts = [_list_facts(*each, cautions) for each in zip(("one", "other"), diagnoses, strict=True)]

    def match(reading: ReadingName) -> Matching:
        first, second = (
            Scene(near, side.setting, method, reading)
            for near, side in zip(nearby, sides, strict=True)
        )
        return Matching(first, second, *facts)

    matchings = {reading: match(reading) for reading in READINGS}
    matching = matchings["confirmed"]
    same_place = one.setting.place == other.setting.place and one.setting.area == other.setting.area
    comparison = Comparison(
        one=one,
        other=other,
        respect=find_respect(one, other),
        one_diagnosis=diagnoses[0],
        other_diagnosis=diagnoses[1],
        cautions=cautions,
        differences=(),
        cells=(),
        conditions=(),
        facts=matching.split(*facts),
        changes=find_changes(matching)
        if same_place and one.setting.on != other.setting.on
        else None,
    )
    if not comparison.comparable:
        return comparison
    pairs = [(each, [found.read(each) for found in diagnoses]) for each in READINGS]
    return comparison.model_copy(
        update={
            "differences": tuple(
                each for name, read in pairs for each in _list_differences(matchings[name], *read)
            ),
            "cells": tuple(each for name, _ in pairs for each in _list_cells(matchings[name])),
            "conditions": tuple(each for _, read in pairs for each in _list_conditions(*read)),
        }
    )


def _list_facts(side: str, diagnosis: Diagnosis, cautions: Sequence[Caution]) -> tuple[str, ...]:
    """The facts of a side; none where nothing is known to have held on its day."""
    lacking = any(each.code == "nothing_recorded" and each.side == side for each in cautions)
    return () if lacking else diagnosis.facts


def _list_differences(matching: Matching, one: Reading, other: Reading) -> Iterator[Difference]:
    for here in one.signals:
        there = other.find_signal(here.code)
        relation = relate(here, there)
        if relation is None:
            continue
        yield Difference(
            reading=one.name,
            code=here.code,
            one=Bounds(low=here.low, high=here.high),
            other=Bounds(low=there.low, high=there.high),
            relation=relation,
            facts=matching.split((*here.facts, *here.surveys), (*there.facts, *there.surveys)),
        )


def relate(one: SignalResult | Bounds, other: SignalResult | Bounds) -> Relation | None:
    """How the bounds of a signal lie to each other; None if they are the same."""
    if abs(one.low - other.low) < EQUAL and abs(one.high - other.high) < EQUAL:
        return None
    if one.high + EQUAL < other.low or other.high + EQUAL < one.low:
        return "apart"
    inner = one.low + EQUAL >= other.low and one.high <= other.high + EQUAL
    outer = other.low + EQUAL >= one.low and other.high <= one.high + EQUAL
    return "nested" if inner or outer else "overlap"


def _list_cells(matching: Matching) -> Iterator[CellDifference]:
    scenes = (matching.one, matching.other)
    levels = zip(scenes[0].pair, scenes[1].pair, strict=True)
    for pair, role, basis in product(tuple(levels), list_codes("roles"), list_codes("bases")):
        one, other = (
            find_held(scene, level, role, (basis,))
            for scene, level in zip(scenes, pair, strict=True)
        )
        if one.answer is not other.answer:
            yield CellDifference(
                reading=scenes[0].reading,
                role=role,
                basis=basis,
                levels=pair,
                one=one.answer,
                other=other.answer,
                facts_one=tuple(each.id for each in one.facts),
                facts_other=tuple(each.id for each in other.facts),
            )


def _list_conditions(one: Reading, other: Reading) -> Iterator[ConditionDifference]:
    for code in ("a", "b", "c"):
        here, there = (getattr(each.conditions, code) for each in (one, other))
        if here.answer != there.answer:
            yield ConditionDifference(reading=one.name, code=code, one=here, other=there)
