"""How a thread is drawn: width, dashes, direction, dispute, and what is not known of it."""

from dataclasses import dataclass

from weft.pictures.markup import Point
from weft.pictures.palette import INDIGO, MADDER, PAPER, WALNUT
from weft.pictures.pen import Pen
from weft.pictures.routing import Strand

DASHES = {"semi_formal": "14 5", "informal": "4.5 4"}
SHORT_DASHES = {"semi_formal": "6 2.5", "informal": "2.5 2.5"}  # for the gaps of a phone
HEAD = 8.0  # length of an arrowhead
CORNER = 7.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a strand shows of its ties."""

    tone: str
    width: float
    formality: str | None  # if all its ties have the same
    frayed: bool  # its strength is not known
    disputed: bool


def describe_line(strand: Strand) -> Look:
    """A bundle is as wide as its strongest tie, and dashed only if all its ties are."""
    ties = [each.tie for each in strand.threads]
    low = max(each.strength[0] for each in ties)
    high = max(each.strength[1] for each in ties)
    frayed = not any(each.strength_is_known for each in ties)
    known = [each.strength for each in ties if each.strength_is_known]
    if known:
        low, high = max(each[0] for each in known), max(each[1] for each in known)
    formalities = {each.formality for each in ties}
    disputed = any(each.disputed_by for each in ties)
    tone = INDIGO if strand.threads[0].runs == "levels" else WALNUT
    return Look(
        tone=MADDER if disputed else tone,
        width=1.8 if frayed else 1.4 + 5.6 * (low + high) / 2,
        formality=formalities.pop() if len(formalities) == 1 else None,
        frayed=frayed,
        disputed=disputed,
    )


def draw_strand(pen: Pen, strand: Strand, compact: bool) -> str:
    """One thread or bundle, with a broad invisible line that is easy to hit."""
    hit = pen.line(strand.points, CORNER, stroke=PAPER, stroke_opacity=0, stroke_width=16)
    return hit + draw_line(pen, strand.points, describe_line(strand), strand.arrows, compact)


def draw_line(
    pen: Pen,
    points: tuple[Point, ...],
    look: Look,
    arrows: frozenset[str],
    compact: bool = False,
) -> str:
    """A line with its arrowheads; a frayed one has an edge of short fibres, a disputed one two
    strokes across."""
    way, tone, width = list(points), look.tone, look.width
    heads = []
    if "forward" in arrows:
        heads.append(_draw_head(pen, way[-2], way[-1], tone, width))
        way[-1] = _step_back(way[-1], way[-2], HEAD - 1)
    if "backward" in arrows:
        heads.append(_draw_head(pen, way[1], way[0], tone, width))
        way[0] = _step_back(way[0], way[1], HEAD - 1)
    drawn, path = [], pen.trace(way, CORNER)
    if len(way) > 2 and not compact:  # it crosses others: a seam of paper keeps them apart
        drawn.append(pen.stroke(path, stroke=PAPER, stroke_width=width + 4))
    if look.frayed:
        drawn.append(pen.stroke(path, stroke=tone, stroke_width=6.5, stroke_dasharray="0.9 3.4"))
    dash = (SHORT_DASHES if compact else DASHES).get(look.formality or "")
    drawn.append(pen.stroke(path, stroke=tone, stroke_width=width, stroke_dasharray=dash))
    if look.disputed:
        drawn.append(_draw_strokes(pen, way[0], way[1], width))
    return "".join(drawn + heads)


def _step_back(tip: Point, before: Point, far: float) -> Point:
    across, down = before[0] - tip[0], before[1] - tip[1]
    length = (across**2 + down**2) ** 0.5 or 1.0
    share = min(far / length, 1.0)
    return (tip[0] + across * share, tip[1] + down * share)


def _draw_head(pen: Pen, before: Point, tip: Point, tone: str, width: float) -> str:
    base = _step_back(tip, before, HEAD)
    across, down = (tip[0] - base[0]) / HEAD, (tip[1] - base[1]) / HEAD
    side = max(4.2, width / 2 + 2.6)
    return pen.shape(
        (
            tip,
            (base[0] - down * side, base[1] + across * side),
            (base[0] + down * side, base[1] - across * side),
        ),
        fill=tone,
    )


def _draw_strokes(pen: Pen, start: Point, towards: Point, width: float) -> str:
    """Two short strokes across a line, a little after its start: cut, as it were."""
    far = width / 2 + 5
    drawn = []
    for at in (0.42, 0.58):
        if start[1] == towards[1]:
            reach = max(min(towards[0] - start[0], 70), -70)
            x, y = start[0] + reach * at, start[1]
        else:
            x, y = start[0] + (towards[0] - start[0]) * at, start[1] + (towards[1] - start[1]) * at
        drawn.append(
            pen.line(((x - 3, y + far), (x + 3, y - far)), stroke=MADDER, stroke_width=1.6)
        )
    return "".join(drawn)
