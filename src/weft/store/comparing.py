"""Tells what changed between two versions of a dataset, to those who publish and who cite them."""

import ibis
from ibis.expr import types as ir

from weft.core.observatory.observation import TOTAL
from weft.store.columns import KEYS, PREFIX, list_breakdowns

# What tells two figures of a dataset apart; its source has another title every year.
_APART = (*KEYS, "unit", "modelled")


def compare_versions(old: ir.Table, new: ir.Table) -> ir.Table:
    """The figures that differ, in the order of the store: `change` is "added", "removed" or
    "changed" (another value, or now withheld, or no longer), with `old_value` and `new_value`.

    A breakdown that one of the two does not have is total in it.
    """
    names = sorted({*list_breakdowns(list(old.columns)), *list_breakdowns(list(new.columns))})
    keys = [*_APART, *(PREFIX + each for each in names)]
    before, after = _prepare(old, keys, "old"), _prepare(new, keys, "new")
    both = before.join(after, [(f"old_{key}", f"new_{key}") for key in keys], how="outer")
    in_old, in_new = both.old_there.notnull(), both.new_there.notnull()
    differs = ~both.old_value.identical_to(both.new_value)
    change = ibis.cases(
        (~in_old, "added"), (~in_new, "removed"), (differs, "changed"), else_=ibis.null("string")
    )
    told = ("place", "start", "until")
    merged = {
        name: ibis.coalesce(both[f"new_{name}"], both[f"old_{name}"]) for name in (*keys, *told)
    }
    found = both.select(
        **merged, change=change, old_value=both.old_value, new_value=both.new_value
    ).filter(lambda row: row.change.notnull())
    order = list(dict.fromkeys(("place", "area", "measure", "start", "until", *keys)))
    return found.order_by([ibis.asc(found[each], nulls_first=False) for each in order])


def count_changes(old: ir.Table, new: ir.Table) -> ir.Table:
    """How many figures each `change` concerns: `figures`."""
    found = compare_versions(old, new)
    return found.group_by("change").aggregate(figures=found.count()).order_by("change")


def _prepare(table: ir.Table, keys: list[str], side: str) -> ir.Table:
    """The columns that are compared, with the names of one side."""
    total = ibis.literal(TOTAL)
    columns = {x: table[x] if x in table.columns else total for x in keys}
    columns |= {name: table[name] for name in ("place", "start", "until", "value")}
    columns["there"] = ibis.literal(True)
    return table.select(**{f"{side}_{name}": value for name, value in columns.items()})
