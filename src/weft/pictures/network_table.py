"""The network of a place in words, as two HTML tables: for screen readers, for print, for whoever
prefers it."""

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say, write_date
from weft.pictures.markup import escape, write_element
from weft.pictures.network import Cord, Network, Row
from weft.pictures.network_key import Link
from weft.pictures.network_plan import name_band
from weft.pictures.network_words import describe_tie, say_seat
from weft.pictures.words import name_term


def write_network_table(
    network: Network,
    language: str = "en",
    link_actor: Link | None = None,
    link_mechanism: Link | None = None,
) -> str:
    """The actors by level with what they take part in, and the mechanisms with who takes part.

    Has everything that `draw_network` draws, and leads to the same pages. Links as there.
    """
    parts = {"place": network.name.read(language), "date": write_date(network.on, language)}
    if network.cords:
        heads = ("network_level", "network_actor", "network_ties")
        content = _write_frame(
            say("network_actors", language, **parts),
            [say(each, language) for each in heads],
            _write_actors(network, language, link_actor, link_mechanism),
        ) + _write_frame(
            say("table_ties", language, **parts),
            [say(each, language) for each in ("name", "kind", "who", "form")],
            "".join(
                _write_cord(network, number, cord, language, link_actor, link_mechanism)
                for number, cord in enumerate(network.cords, 1)
            ),
        )
    else:
        content = write_element("p", escape(say("network_nothing", language)))
    if network.unplaced:
        names = say("list", language).join(
            _lead(name.read(language), key, link_mechanism) for key, name in network.unplaced
        )
        content += write_element("p", say("network_unplaced", language, ties=names))
    return write_element(
        "div",
        content,
        class_="network-table",
        lang=language,
        dir="rtl" if is_right_to_left(language) else "ltr",
    )


def _write_actors(
    network: Network, language: str, link_actor: Link | None, link_mechanism: Link | None
) -> str:
    """A group of rows for each level."""
    groups = []
    for band in network.bands:
        rows = []
        for at, row in enumerate(band.rows):
            head = ""
            if at == 0:
                level = escape(name_band(band, language))
                head = write_element("th", level, scope="rowgroup", rowspan=len(band.rows))
            name = _lead(row.name.read(language), row.actor, link_actor)
            if row.here:
                name = write_element("strong", name)
            cells = write_element("th", name, scope="row") + write_element(
                "td", _list_ties(network, row, language, link_mechanism)
            )
            rows.append(write_element("tr", head + cells))
        groups.append(write_element("tbody", "".join(rows)))
    return "".join(groups)


def _list_ties(network: Network, row: Row, language: str, link: Link | None) -> str:
    return "<br>".join(
        _lead(say_seat(cord.tie.name.read(language), seat, language), cord.tie.fact, link)
        for _, cord, seat in network.list_cords(row.actor)
    )


def _write_cord(
    network: Network,
    number: int,
    cord: Cord,
    language: str,
    link_actor: Link | None,
    link_mechanism: Link | None,
) -> str:
    names = {row.actor: row.name.read(language) for row in network.rows}
    title = say("network_number", language, number=number, tie=cord.tie.name.read(language))
    seats = "<br>".join(
        _lead(say_seat(names[actor], seat, language), actor, link_actor)
        for actor, seat in cord.seats
    )
    cells = (
        escape(name_term("mechanism_kinds", cord.tie.kind, language)),
        seats,
        escape(describe_tie(cord.tie, language)),
    )
    head = write_element("th", _lead(title, cord.tie.fact, link_mechanism), scope="row")
    return write_element("tr", head + "".join(write_element("td", each) for each in cells))


def _lead(words: str, key: str, link: Link | None) -> str:
    return write_element("a", escape(words), href=link(key)) if link else escape(words)


def _write_frame(caption: str, heads: list[str], rows: str) -> str:
    head = "".join(write_element("th", escape(each), scope="col") for each in heads)
    body = rows if rows.startswith("<tbody") else write_element("tbody", rows)
    return write_element(
        "table",
        write_element("caption", escape(caption))
        + write_element("thead", write_element("tr", head))
        + body,
    )
