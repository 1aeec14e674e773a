"""Adds up the figures that a reader may see, for the read API: what must not be added up stands
apart or is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weft.core.observatory.definitions import Contrast, list_contrasts
from weft.store.questions import Question
from weft.store.sums import aggregate, list_used
from weft.web.observatory.facts import Catalogue, Edition, find_engine

WAY = ("definition", "source")  # what tells two ways of counting apart


@dataclass(frozen=True)
class Sums:
    """The part of the sums that was asked for, as `aggregate` gives them; and of all of them, the
    editions that have rows in them and what differs between the ways of counting."""

    rows: tuple[dict[str, Any], ...]
    more: bool
    editions: tuple[Edition, ...]
    contrasts: tuple[Contrast, ...]


def add_up(
    catalogue: Catalogue,
    question: Question,
    *,
    limit: int,
    offset: int = 0,
    dataset: str | None = None,
    parents: Mapping[str, str],
) -> Sums:
    """Sums over the datasets that have a measure of the question, or over one of these. Where none
    has, there is nothing to add up, and nothing to refuse.

    Raises SumRefused and UnknownColumnError as `weft.store.sums.aggregate`.
    """
    editions = tuple(
        each
        for each in catalogue.editions
        if dataset in (None, each.key) and set(question.measures) & set(each.report.measures)
    )
    if not editions:
        return Sums((), False, (), ())
    engine = find_engine()
    sums = aggregate(engine.read([each.path for each in editions]), question, parents)
    rows = engine.run(sums.limit(limit + 1, offset=offset)).to_pylist()
    if len(editions) > 1:
        tables = {each.key: engine.read([each.path]) for each in editions}
        used = engine.run(list_used(tables, question))["table"].to_pylist()
        editions = tuple(each for each in editions if each.key in used)
    elif not rows and not offset:
        editions = ()
    more = len(rows) > limit
    # What differs is told with each part, also where the other way stands in another part.
    ways = engine.run(sums.select(*WAY).distinct()).to_pylist() if more or offset else rows
    return Sums(
        tuple(rows[:limit]),
        more,
        editions,
        list_contrasts(tuple(each[name] for name in WAY) for each in ways),
    )
