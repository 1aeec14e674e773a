"""The weave in words, as two HTML tables: for screen readers, for print, for whoever prefers it."""

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say, write_date, write_list
from weft.pictures.fabric import Crossing, Tie, Weave
from weft.pictures.markup import escape, write_element
from weft.pictures.telling import list_claims, list_qualities, tell_way
from weft.pictures.weave import Link, name_anchor
from weft.pictures.words import name_area, name_column, name_term


def write_table(weave: Weave, language: str = "en", link: Link | None = name_anchor) -> str:
    """Who does what (rows are areas, columns levels), and who talks to whom (a row for each tie).

    Has everything that `draw_weave` draws, and leads to the same facts. `link` as there.
    """
    parts = {
        "place": weave.name.read(language),
        "date": write_date(weave.on, language),
    }
    tables = []
    if weave.rows:
        tables.append(_write_roles(weave, say("table_roles", language, **parts), language, link))
    if weave.ties:
        tables.append(_write_ties(weave, say("table_ties", language, **parts), language, link))
    if not tables:
        tables.append(write_element("p", escape(say("nothing", language))))
    return write_element(
        "div",
        "".join(tables),
        class_="weave-table",
        lang=language,
        dir="rtl" if is_right_to_left(language) else "ltr",
    )


def _write_roles(weave: Weave, caption: str, language: str, link: Link | None) -> str:
    heads = [say("area", language), *(name_column(each, language) for each in weave.columns)]
    rows = []
    for area in weave.rows:
        cells = [write_element("th", escape(name_area(area, language)), scope="row")]
        for column in weave.columns:
            cells.append(_write_cell(weave.find_crossing(area, column), language, link))
        rows.append(write_element("tr", "".join(cells)))
    return _write_frame(caption, heads, rows)


def _write_cell(crossing: Crossing, language: str, link: Link | None) -> str:
    words = [escape(each) for each in list_claims(crossing, language)]
    if crossing.state in ("contested", "nobody"):
        words.insert(0, write_element("strong", escape(say(crossing.state, language))))
    content = "<br>".join(words)
    if crossing.facts and link:
        content = write_element("a", content, href=link(crossing.facts))
    return write_element("td", content, class_=crossing.state)


def _write_ties(weave: Weave, caption: str, language: str, link: Link | None) -> str:
    heads = [say(each, language) for each in ("name", "kind", "where", "who", "form")]
    rows = []
    for tie in weave.ties:
        name = escape(tie.name.read(language))
        if link:
            name = write_element("a", name, href=link((tie.fact,)))
        names = [each.read(language) for each in tie.members]
        cells = [
            escape(name_term("mechanism_kinds", tie.kind, language)),
            "<br>".join(_tell_ways(weave, tie, language)),
            escape(write_list(names, language)),
            escape(say("list", language).join(list_qualities(tie, language))),
        ]
        head = write_element("th", name, scope="row")
        rows.append(
            write_element("tr", head + "".join(write_element("td", each) for each in cells))
        )
    return _write_frame(caption, heads, rows)


def _tell_ways(weave: Weave, tie: Tie, language: str) -> list[str]:
    return [
        escape(tell_way([each], language)) for each in weave.threads if each.tie.fact == tie.fact
    ]


def _write_frame(caption: str, heads: list[str], rows: list[str]) -> str:
    head = "".join(write_element("th", escape(each), scope="col") for each in heads)
    return write_element(
        "table",
        write_element("caption", escape(caption))
        + write_element("thead", write_element("tr", head))
        + write_element("tbody", "".join(rows)),
    )
