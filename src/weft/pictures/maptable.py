"""The map of places in words, as an HTML table: for screen readers, for print, for whoever
prefers it."""

from collections.abc import Sequence

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say, write_number
from weft.pictures.markup import escape, write_element
from weft.pictures.spots import Spot
from weft.pictures.worldmap import Link


def write_map_table(spots: Sequence[Spot], language: str = "en", link: Link | None = None) -> str:
    """A row for each place: its name, what is recorded, and where it lies. `link` as `draw_map`."""
    if spots:
        heads = "".join(
            write_element("th", escape(say(each, language)), scope="col")
            for each in ("map_place", "map_words", "map_where")
        )
        content = write_element(
            "table",
            write_element("caption", escape(say("map_title", language)))
            + write_element("thead", write_element("tr", heads))
            + write_element("tbody", "".join(_write_row(each, language, link) for each in spots)),
        )
    else:
        content = write_element("p", escape(say("map_nothing", language)))
    return write_element(
        "div",
        content,
        class_="map-table",
        lang=language,
        dir="rtl" if is_right_to_left(language) else "ltr",
    )


def _write_row(spot: Spot, language: str, link: Link | None) -> str:
    name = escape(spot.name.read(language))
    if link:
        name = write_element("a", name, href=link(spot.key))
    words = escape(spot.words or say("blank", language))
    if spot.contested:
        words += "<br>" + write_element("strong", escape(say("map_contested", language)))
    cells = (words, escape(say_position(spot, language)))
    head = write_element("th", name, scope="row")
    return write_element("tr", head + "".join(write_element("td", each) for each in cells))


def say_position(spot: Spot, language: str = "en") -> str:
    """ "45.7° N, 4.8° E"."""
    latitude, longitude = spot.latitude, spot.longitude
    return say(
        "map_position",
        language,
        latitude=say(
            "map_north" if latitude >= 0 else "map_south",
            language,
            degrees=write_number(abs(latitude), language, 1),
        ),
        longitude=say(
            "map_east" if longitude >= 0 else "map_west",
            language,
            degrees=write_number(abs(longitude), language, 1),
        ),
    )
