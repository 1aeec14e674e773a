"""Carries what a person corrected over to a new proposal, when a file is looked at again."""

from collections.abc import Mapping
from typing import Any

from weft.core.observatory.recipe import ColumnRule, Recipe


def carry_over(before: Recipe, corrected: Recipe, proposed: Recipe) -> Recipe:
    """The new proposal with all in which the corrected recipe differs from the proposal before, as
    far as the columns it speaks of are there still."""
    heads = {each.column for each in proposed.columns}
    if proposed.wide:
        heads |= set(proposed.wide.columns)
    changed = _list_changed(before, corrected)
    rules = [changed.get(each.column, each) for each in proposed.columns]
    known = {each.column for each in rules}
    rules += [rule for head, rule in changed.items() if head in heads - known]
    wide = proposed.wide
    if corrected.wide != before.wide and (
        corrected.wide is None or set(corrected.wide.columns) <= heads
    ):
        wide = corrected.wide
    return proposed.model_copy(
        update={
            "columns": tuple(rules),
            "wide": wide,
            "constants": _mix(before.constants, corrected.constants, proposed.constants),
            "fixed": _mix(before.fixed, corrected.fixed, proposed.fixed),
            "places": {**proposed.places, **corrected.places},
            "unmatched": tuple(dict.fromkeys((*proposed.unmatched, *corrected.unmatched))),
        }
    )


def _list_changed(before: Recipe, corrected: Recipe) -> dict[str, ColumnRule]:
    old = {each.column: each for each in before.columns}
    return {each.column: each for each in corrected.columns if old.get(each.column) != each}


def _mix(
    before: Mapping[str, Any], corrected: Mapping[str, Any], proposed: Mapping[str, Any]
) -> dict[str, Any]:
    """What was changed by hand stays as it was written, what was taken out stays out."""
    mixed = dict(proposed)
    for name in before.keys() | corrected.keys():
        if before.get(name) == corrected.get(name):
            continue
        if name in corrected:
            mixed[name] = corrected[name]
        else:
            mixed.pop(name, None)
    return dict(sorted(mixed.items()))
