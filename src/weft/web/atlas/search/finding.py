"""Answers what somebody looks for, with what they may see: the same on every database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import connection

from weft.core.atlas import SECTIONS
from weft.core.terms import Text, list_codes
from weft.web.atlas.facts import View
from weft.web.atlas.search.gathering import ORDER, find_title
from weft.web.atlas.search.guessing import nearest, suggest
from weft.web.atlas.search.numbering import BITS
from weft.web.atlas.search.tokens import DIALECTS, LEVELS, WHOLE, Query, make_filter, read_term

__all__ = ["PAGE", "Found", "Hit", "nearest", "search"]

PAGE = 20  # hits on a page
FEW = 3  # with fewer hits than this, other names are suggested

# How a database says which entries fit an expression. All that is put into these words is ours.
_FITTING = {
    "sqlite": "SELECT rowid AS id{} FROM atlas_entry_words WHERE atlas_entry_words MATCH %s",
    "postgresql": "SELECT id{} FROM atlas_entry WHERE words @@ %s::tsquery",
}


@dataclass(frozen=True)
class Hit:
    """A record that was found."""

    section: str
    key: str
    title: Text  # of a fact without a name, that of whom it is about


@dataclass(frozen=True)
class Found:
    """One page of what was found."""

    hits: tuple[Hit, ...] = ()
    total: int = 0  # hits on all pages
    sections: Mapping[str, int] = field(default_factory=dict)  # hits in each, also those not asked
    page: int = 1
    pages: int = 0
    cut: bool = False  # not all of the term was looked for
    suggestions: tuple[tuple[str, str, str], ...] = ()  # section, id, name


def search(
    view: View,
    term: str,
    *,
    section: str = "",
    area: str = "",
    level: str = "",
    page: int = 1,
    language: str = "en",
) -> Found:
    """What has all words of a term, the nearest first (see tokens.Query), in at most two queries.

    Whatever the term, the filters and the page are, the worst answer is an empty one; the page
    after the last is the last. The language is that in which names are suggested.

    The index knows only what the public sees, so that hits and counts tell nobody of more. Where
    it is a moment ahead of the view, hits that the view does not have yet are left out.
    """
    query = read_term(term)
    filters = _read_filters(area, level)
    if not query.words or filters is None or section not in (*SECTIONS, ""):
        return Found(cut=query.cut)
    narrowed = [*filters, *([make_filter("section", section)] if section else [])]
    sections, near = _count(query, filters, narrowed)
    total = sections.get(section, 0) if section else sum(sections.values())
    pages = -(-total // PAGE)
    page = max(1, min(page, pages))
    levels = WHOLE + 1 if page * PAGE <= near else LEVELS
    hits = tuple(_show(view, _find(query, narrowed, page, levels) if total else []))
    names: tuple[tuple[str, str, str], ...] = ()
    if total < FEW:
        shown = {(each.section, each.key) for each in hits}
        names = tuple(each for each in suggest(view, term, language) if each[:2] not in shown)
    return Found(hits, total, sections, page, pages, query.cut, names)


def _read_filters(area: str, level: str) -> list[str] | None:
    """The tokens that hits must have; None if no record can have them."""
    filters = []
    for kind, code in (("area", area), ("level", level)):
        if code and code not in list_codes(f"{kind}s"):
            return None
        if code:
            filters.append(make_filter(kind, code))
    return filters


def _count(query: Query, filters: list[str], narrowed: list[str]) -> tuple[dict[str, int], int]:
    """Hits by section, in the order of results; and how many of the narrowed hits have the whole
    words, which tells whether a page needs any others: looking for those takes longest."""
    dialect, fitting = DIALECTS[connection.vendor], _FITTING[connection.vendor].format("")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id >> {BITS} AS section, COUNT(*) FROM ({fitting}) AS hits "  # noqa: S608
            f"GROUP BY 1 UNION ALL SELECT -1, COUNT(*) FROM ({fitting}) AS near ORDER BY 1",
            [query.write(dialect, filters), query.write(dialect, narrowed, WHOLE)],
        )
        (_, near), *sections = cursor.fetchall()
    return {ORDER[number]: count for number, count in sections}, near


def _find(query: Query, filters: list[str], page: int, levels: int) -> list[tuple[str, str]]:
    """Section and id of the hits of a page, looked for at the first levels of nearness. At each,
    the database stops at as many as the pages so far have room for, in the order of its rows."""
    dialect, fitting = DIALECTS[connection.vendor], _FITTING[connection.vendor]
    parts: list[str] = []
    values: list[str | int] = []
    for nearness, expression in enumerate(query.write_levels(dialect, filters)[:levels]):
        one = fitting.format(f", {nearness} AS nearness")
        parts.append(f"SELECT * FROM ({one} ORDER BY id LIMIT %s) AS near{nearness}")  # noqa: S608
        values += [expression, page * PAGE]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT section, key FROM (SELECT * FROM "  # noqa: S608
            f"({' UNION ALL '.join(parts)}) AS near ORDER BY nearness, id LIMIT %s OFFSET %s"
            ") AS hits JOIN atlas_entry USING (id) ORDER BY nearness, id",
            [*values, PAGE, (page - 1) * PAGE],
        )
        return list(cursor.fetchall())


def _show(view: View, keys: list[tuple[str, str]]) -> Iterator[Hit]:
    for section, key in keys:
        if (record := view.atlas.find_record(section, key)) is not None:
            yield Hit(section, key, find_title(view.atlas, record))
