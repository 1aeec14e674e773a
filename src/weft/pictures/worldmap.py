"""The places of an atlas on the map, as SVG: each leads to its own page.

The ground is the dots of the world's towns. It says nothing by colour alone, and the same places
give the same bytes. `maptable.write_map_table` has the same content in words.
"""

from collections.abc import Callable, Iterable, Sequence

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say
from weft.pictures.legend import Glyph
from weft.pictures.markup import escape, write_element
from weft.pictures.palette import FAINT, INDIGO, INK, MADDER, PAPER, SERIF, WALNUT, WARP
from weft.pictures.pen import Pen
from weft.pictures.samples import Sample, draw_samples
from weft.pictures.spots import NAME, RING, WORDS, Label, Settled, Spot, settle
from weft.pictures.worldtowns import CREDIT, draw_towns
from weft.pictures.worldview import View, frame_view

__all__ = ["Spot", "draw_map", "frame_spots"]

Link = Callable[[str], str]


def frame_spots(spots: Sequence[Spot], compact: bool = False) -> View:
    """The view in which `draw_map` shows some places: for the address of its ground."""
    return frame_view([(each.latitude, each.longitude) for each in spots], compact)


def draw_map(
    spots: Sequence[Spot],
    language: str = "en",
    link: Link | None = None,
    *,
    ground_href: str | None = None,
    compact: bool = False,
    standalone: bool = False,
    mark: str = "map",
) -> str:
    """The map, as one <svg> that scales to where it stands.

    `link` gives the address of a place from its key; None draws without links, for paper.
    `ground_href` is where `draw_ground(frame_spots(spots, compact))` is kept; without it the
    ground is drawn inside. `compact` fits a phone. `standalone` is for a file: it has its size and
    its title. `mark` begins the ids inside, which differ between the wide and the compact map.
    """
    view = frame_spots(spots, compact)
    pen = Pen(view.width, is_right_to_left(language))
    settled = settle(spots, view, language)
    top, parts = 0.0, []
    if standalone:
        size = 17 if compact else 22
        title = say("map_title", language)
        parts = [pen.text(4, 10 + size / 2, title, size, font_family=SERIF, font_weight="600")]
        top = 20 + size * 1.3
    if spots:
        cloth = (
            _draw_ground(view, ground_href)
            + _draw_threads(pen, settled)
            + "".join(_draw_spot(pen, each, language, link) for each in settled)
        )
        shift = f"translate(0 {top:g})" if top else None
        parts.append(write_element("g", cloth, transform=shift))
        samples = _list_samples(settled, language)
        key, bottom = draw_samples(pen, samples, top + view.height + 18, pen.width)
        parts.append(key)
    else:
        parts.append(pen.text(4, top + 20, say("map_nothing", language), 14))
        bottom = top + 40
    margin = (16.0 if compact else 28.0) if standalone else 0.0
    width, height = pen.width + 2 * margin, bottom + 2 * margin
    if standalone:
        parts.insert(
            0, write_element("rect", x=-margin, y=-margin, width=width, height=height, fill=PAPER)
        )
    name = f"{mark}-compact" if compact else mark
    words = say("map_description", language, places=len(spots))
    return pen.frame(
        bottom,
        write_element("title", escape(say("map_title", language)), id=f"{name}-title")
        + write_element("desc", escape(words), id=f"{name}-desc")
        + "".join(parts),
        margin=margin,
        class_="worldmap",
        # Links inside an image would be hidden from those who do not see it.
        role="group" if link else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        lang=language,
        width=width if standalone else None,
        height=height if standalone else None,
    )


def _draw_ground(view: View, href: str | None) -> str:
    if href is None:
        return write_element("g", draw_towns(view), aria_hidden="true")
    return write_element(
        "image", href=href, width=view.width, height=view.height, aria_hidden="true"
    )


def _draw_threads(pen: Pen, settled: Sequence[Settled]) -> str:
    """From each mark that had to give way to where its place lies."""
    drawn = []
    for each in settled:
        if each.centre != each.home:
            home, centre = ((pen.turn(x), y) for x, y in (each.home, each.centre))
            drawn.append(pen.line((home, centre), stroke=INDIGO, stroke_width=1.2))
            drawn.append(pen.circle(*home, 1.8, fill=INDIGO))
    return "".join(drawn)


def tell_spot(spot: Spot, language: str) -> str:
    """ "Lyon: 34 facts, 2 contested", and below it a line if something is contested."""
    name = spot.name.read(language)
    words = say("map_spot", language, place=name, words=spot.words or say("blank", language))
    return f"{words}\n{say('map_contested', language)}" if spot.contested else words


def _draw_spot(pen: Pen, settled: Settled, language: str, link: Link | None) -> str:
    spot, (x, y) = settled.spot, settled.centre
    x = pen.turn(x)  # the pen turns it back: the world is never mirrored
    inside = (
        write_element("title", escape(tell_spot(spot, language)))
        + pen.circle(x, y, settled.room, fill=PAPER, fill_opacity=0)
        + _draw_mark(pen, x, y, settled.radius, filled=bool(spot.weight), contested=spot.contested)
    )
    if settled.label:
        inside += _draw_label(pen, spot, settled.label, language)
    href = link(spot.key) if link else None
    return write_element("g" if href is None else "a", inside, href=href, class_="spot")


def _draw_mark(
    pen: Pen, x: float, y: float, radius: float, *, filled: bool = True, contested: bool = False
) -> str:
    """A disc; open where nothing is recorded; a ring and an exclamation mark where something is
    contested."""
    drawn = ""
    if contested:
        far = radius + RING
        drawn = pen.circle(x, y, far, fill=PAPER, stroke=MADDER, stroke_width=2.2)
    if filled:
        drawn += pen.circle(x, y, radius + 1, fill=INDIGO, stroke=PAPER, stroke_width=2)
    else:
        drawn += pen.circle(x, y, radius - 1, fill=PAPER, stroke=FAINT, stroke_width=1.8)
    if contested:
        size = max(11.0, radius * 1.5)
        tone = PAPER if filled else MADDER
        drawn += pen.text(x, y, "!", size, anchor="middle", fill=tone, font_weight="700")
    return drawn


def _draw_label(pen: Pen, spot: Spot, label: Label, language: str) -> str:
    box, anchor = label.box, "middle"
    x = {"right": box.left, "left": box.right}.get(label.side, (box.left + box.right) / 2)
    if label.side in ("right", "left"):
        anchor = "start" if (label.side == "right") != pen.mirrored else "end"
    lines = [(spot.name.read(language), NAME, INK)]
    if label.told:
        lines.append((spot.words, WORDS, WALNUT))
    y, drawn = box.top + NAME / 2 + 2, []
    for words, size, fill in lines:
        drawn.append(
            pen.text(
                pen.turn(x), y, words, size, anchor=anchor, fill=fill,
                stroke=PAPER, stroke_width=3.5, stroke_linejoin="round", paint_order="stroke",
            )
        )  # fmt: skip
        y += (NAME + WORDS) / 2 + 3.5
    return "".join(drawn)


def _list_samples(settled: Sequence[Settled], language: str) -> Iterable[Sample]:
    """What the marks of this map mean, and whose dots these are."""
    yield Sample(_draw_sample(True, False), 18, say("map_size", language))
    if any(each.spot.contested for each in settled):
        yield Sample(_draw_sample(True, True), 18, say("map_contested", language))
    if not all(each.spot.weight for each in settled):
        yield Sample(_draw_sample(False, False), 18, say("blank", language))
    if any(each.centre != each.home for each in settled):
        yield Sample(_draw_thread_sample, 18, say("map_thread", language))
    yield Sample(_draw_towns_sample, 18, say("map_towns", language))
    yield Sample(None, 0, CREDIT)


def _draw_sample(filled: bool, contested: bool) -> Glyph:
    return lambda pen, x, y: _draw_mark(pen, x, y, 5.5, filled=filled, contested=contested)


def _draw_thread_sample(pen: Pen, x: float, y: float) -> str:
    thread = pen.line(((x - 7, y + 3), (x + 4, y - 2)), stroke=INDIGO, stroke_width=1.2)
    return thread + pen.circle(x - 7, y + 3, 1.8, fill=INDIGO) + _draw_mark(pen, x + 4, y - 2, 5)


def _draw_towns_sample(pen: Pen, x: float, y: float) -> str:
    places = ((-6, -3), (0, -3), (6, -3), (-3, 0), (3, 0), (-6, 3), (0, 3), (6, 3))
    return "".join(pen.circle(x + across, y + down, 1.6, fill=WARP) for across, down in places)
