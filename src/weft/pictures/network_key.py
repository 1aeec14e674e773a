"""How the parts of a network look and what they mean, and the list of its threads below it."""

from collections.abc import Callable, Iterable

from weft.core.terms import list_codes
from weft.core.terms.direction import isolate
from weft.core.terms.phrases import say, write_list
from weft.pictures.fabric import Thread
from weft.pictures.legend import Glyph, flow_text
from weft.pictures.markup import escape, write_element
from weft.pictures.network import Network
from weft.pictures.network_plan import Place, Plan
from weft.pictures.network_words import describe_in_short, tell_cord
from weft.pictures.palette import INDIGO, INK, MADDER, PAPER, WALNUT
from weft.pictures.pen import Pen
from weft.pictures.routing import Strand
from weft.pictures.samples import Sample
from weft.pictures.strands import Look, describe_line, draw_line
from weft.pictures.words import name_term

Link = Callable[[str], str]
MARK = 5.4  # half of the width of a mark


def lead_to(href: str | None, words: str, kind: str, content: str) -> str:
    """Something drawn, with its words, leading to its page."""
    inside = write_element("title", escape(words)) + content
    return write_element("g" if href is None else "a", inside, href=href, class_=kind)


def describe_cord(place: Place) -> Look:
    """As a thread of the weave: within one level, or between two."""
    start, end = ("", "upper"), ("", "lower" if place.across else "upper")
    return describe_line(Strand((Thread(place.tie, start, end),), place.ends, place.ends[0]))


def draw_seat(pen: Pen, x: float, y: float, seat: str, tone: str) -> str:
    """A square for who chairs, a disc for a member, a ring for an observer."""
    if seat == "chair":
        return pen.pill(x, y, MARK, MARK, rx=1.5, fill=tone, stroke=PAPER, stroke_width=1.4)
    if seat == "observer":
        around = pen.circle(x, y, MARK + 0.7, fill=PAPER)
        return around + pen.circle(x, y, MARK - 1, fill=PAPER, stroke=tone, stroke_width=2)
    return pen.circle(x, y, MARK, fill=tone, stroke=PAPER, stroke_width=1.4)


def list_samples(plan: Plan, language: str, *, compact: bool) -> Iterable[Sample]:
    """What the marks and threads of one drawing mean: only those that it has."""
    seats = {seat for place in plan.places for _, seat, _ in place.marks}
    for seat in list_codes("seats"):
        if seat in seats:
            yield Sample(_show_seat(seat), 11, name_term("seats", seat, language))
    looks = [describe_cord(place) for place in plan.places]
    if any(place.across for place in plan.places):
        yield Sample(_show_line(INDIGO), 30, say("network_across", language))
    if not all(place.across for place in plan.places):
        yield Sample(_show_line(WALNUT), 30, say("inside", language))
    for formality in ("semi_formal", "informal"):
        if formality in {each.formality for each in looks}:
            glyph = _show_line(INDIGO, formality, compact=compact)
            yield Sample(glyph, 30, name_term("formalities", formality, language))
    if any(each.disputed for each in looks):
        yield Sample(_show_line(MADDER, disputed=True), 30, say("disputed_tie", language))
    if any(each.frayed for each in looks):
        yield Sample(_show_line(INDIGO, frayed=True), 30, say("frayed", language))
    if any(line.row.here for line in plan.lines):
        yield Sample(None, 0, say("network_here", language))


def _show_seat(seat: str) -> Glyph:
    return lambda pen, x, y: draw_seat(pen, x, y, seat, INDIGO)


def _show_line(
    tone: str,
    formality: str | None = None,
    *,
    frayed: bool = False,
    disputed: bool = False,
    compact: bool = False,
) -> Glyph:
    look = Look(tone, 2 if frayed else 3, formality, frayed, disputed)
    return lambda pen, x, y: draw_line(pen, ((x - 15, y), (x + 15, y)), look, frozenset(), compact)


def draw_list(
    pen: Pen,
    network: Network,
    places: tuple[Place, ...],
    top: float,
    width: float,
    *,
    language: str,
    link: Link | None,
    columns: int,
) -> tuple[str, float]:
    """Number, name and kind of every thread, in columns of about the same height."""
    wide = width / columns
    entries = []
    for place in places:
        name = [
            isolate(line, language)
            for line in flow_text(place.tie.name.read(language), wide - 52, 13.5)
        ]
        words = flow_text(describe_in_short(place.tie, language), wide - 52, 12)
        entries.append((place, name, words, 18 * len(name) + 16 * len(words) + 9.0))
    share = sum(each[-1] for each in entries) / columns
    drawn, x, y, bottom = [], 0.0, top, top
    for place, name, words, high in entries:
        if y - top + high / 2 > share and x + wide < width:
            x, y = x + wide, top
        content = _draw_entry(
            pen, place, name, words, (x, y), (wide - 12, high), INDIGO if link else INK
        )
        href = link(place.tie.fact) if link else None
        drawn.append(lead_to(href, tell_cord(network, place.number, language), "entry", content))
        y += high
        bottom = max(bottom, y)
    return "".join(drawn), bottom


def _draw_entry(
    pen: Pen,
    place: Place,
    name: list[str],
    words: list[str],
    at: tuple[float, float],
    size: tuple[float, float],
    fill: str,
) -> str:
    (x, y), (wide, high) = at, size
    drawn = [
        pen.pill(x + wide / 2, y + high / 2, wide / 2, high / 2, rx=0, fill=PAPER, fill_opacity=0)
    ]
    y += 11
    tone = describe_cord(place).tone
    drawn.append(
        pen.text(x + 28, y, str(place.number), 12, anchor="end", fill=tone, font_weight="600")
    )
    for line in name:
        drawn.append(pen.text(x + 36, y, line, 13.5, fill=fill))
        y += 18
    for line in words:
        drawn.append(pen.text(x + 36, y - 1, line, 12, fill=WALNUT))
        y += 16
    return "".join(drawn)


def draw_note(
    pen: Pen, network: Network, y: float, width: float, language: str
) -> tuple[str, float]:
    """Which mechanisms could not be drawn."""
    if not network.unplaced:
        return "", y
    names = [name.read(language) for _, name in network.unplaced]
    words = say("network_unplaced", language, ties=write_list(names, language))
    drawn = []
    for line in flow_text(words, width - 8, 12.5):
        drawn.append(pen.text(4, y + 12, line, 12.5, fill=WALNUT))
        y += 19
    return "".join(drawn), y + 8
