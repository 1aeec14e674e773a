"""What is known of places at all: the measures of one, for the information gap; totals and parts of
some, for pages; the newest figures of all, for the map."""

from collections.abc import Collection

from ibis.expr import types as ir

from weft.core.observatory.observation import TOTAL
from weft.store.columns import PREFIX, list_breakdowns
from weft.store.engine import Engine
from weft.store.questions import Question, is_withheld, select


def list_available(engine: Engine, table: ir.Table, place: str) -> set[tuple[str, str | None]]:
    """Each measure of a place that has a counted value, with each breakdown by which it has one;
    None for its total. As `core.observatory.measures.list_available` says it of observations."""
    names = list_breakdowns(list(table.columns))
    asked = table.filter((table.place == place) & table.value.notnull() & ~table.modelled)
    split = {name: asked[PREFIX + name] != TOTAL for name in names}
    found = engine.run(asked.select(asked.measure, **split).distinct())
    available: set[tuple[str, str | None]] = set()
    for row in found.to_pylist():
        kinds = [name for name in names if row[name]]
        available |= {(row["measure"], kind) for kind in kinds or (None,)}
    return available


def list_plain(table: ir.Table, question: Question, by: Collection[str] | None = None) -> ir.Table:
    """What a question asks for, of that the totals and what is broken down by one thing only (of
    `by`, where it is given): all that a page shows, and a thousandth of what there may be."""
    found, split = select(table, question), []
    for name in list_breakdowns(list(table.columns)):
        is_part = found[PREFIX + name] != TOTAL
        if by is None or name in by:
            split.append(is_part.cast("int32"))
        else:
            found = found.filter(~is_part)
    return found.filter(sum(split[1:], split[0]) <= 1) if len(split) > 1 else found


def list_withheld(table: ir.Table) -> ir.Table:
    """The figures that whoever reads the table does not get, in the order of the store."""
    return select(table.filter(is_withheld(table)), Question())


def list_newest(table: ir.Table, measure: str) -> ir.Table:
    """The newest counted total of a measure for each place and way of counting, as observations
    without what is not needed beside a number on a map."""
    asked = table.filter(
        (table.measure == measure) & table.place.notnull() & table.value.notnull() & ~table.modelled
    )
    for name in list_breakdowns(list(table.columns)):
        asked = asked.filter(asked[PREFIX + name] == TOTAL)
    return asked.group_by(["place", "area", "measure", "definition", "unit", "source"]).aggregate(
        value=asked.value.argmax(asked.start),
        period=asked.period.argmax(asked.start),
    )
