"""The marks of roles and the knots that hold them, each with a shape as well as a colour."""

from weft.core.terms import list_codes
from weft.core.terms.phrases import say
from weft.pictures.fabric import Crossing, Mark
from weft.pictures.markup import Value, measure_text
from weft.pictures.palette import FAINT, INDIGO, LINEN, MADDER, PAPER, WALNUT, WARP, WELD
from weft.pictures.pen import Pen
from weft.pictures.routing import Node, Size

# The forms of a mark, by which the legend knows which ones a drawing has.
FORMS = (
    "both", "law_only", "practice_only", "not_held", "contested", "nobody", "unknown",
)  # fmt: skip
SMALL = 11.5  # font size of the words in a knot


def name_form(mark: Mark) -> str:
    """How a mark is drawn."""
    if mark.contested:
        return "contested"
    law, practice = mark.law, mark.practice
    if law == practice == "yes":
        return "both"
    if "yes" in (law, practice):
        return "law_only" if law == "yes" else "practice_only"
    if "no" in (law, practice):
        return "not_held"
    return "nobody" if "nobody" in (law, practice) else "unknown"


def is_denied(mark: Mark) -> bool:
    """Whether a role held on one basis is recorded as not held on the other: acting without the
    competence, or the competence without acting."""
    answers = (mark.law, mark.practice)
    return "yes" in answers and ("no" in answers or "nobody" in answers)


def draw_form(pen: Pen, x: float, y: float, side: float, form: str, *, denied: bool = False) -> str:
    """One mark around its centre."""
    half = side / 2
    thin = max(1.1, side * 0.14)
    if form == "contested":
        far = half * 1.16
        corners = ((x, y - far), (x + far, y), (x, y + far), (x - far, y))
        drawn = pen.shape(corners, fill=MADDER)
    elif form == "both":
        drawn = pen.pill(x, y, half, half, rx=side * 0.18, fill=INDIGO)
    elif form == "law_only":
        inner = half - thin / 2
        drawn = pen.pill(
            x, y, inner, inner, rx=side * 0.16, fill=PAPER, stroke=INDIGO, stroke_width=thin
        )
    elif form == "practice_only":
        drawn = pen.circle(x, y, half, fill=WELD)
    elif form == "not_held":
        drawn = _draw_cross(pen, x, y, half * 0.62, colour=WALNUT, width=thin)
    elif form == "nobody":
        drawn = pen.circle(
            x, y, half - thin / 2, fill=PAPER, stroke=MADDER, stroke_width=thin
        ) + pen.line(
            ((x - half * 0.7, y + half * 0.7), (x + half * 0.7, y - half * 0.7)),
            stroke=MADDER,
            stroke_width=thin,
        )
    else:
        drawn = pen.text(
            x, y, "?", max(SMALL, side), anchor="middle", fill=WALNUT, font_weight="600"
        )
    if denied and form in ("law_only", "practice_only"):
        colour = INDIGO if form == "law_only" else PAPER
        drawn += _draw_cross(pen, x, y, half * 0.45, colour=colour, width=max(1.0, side * 0.12))
    return drawn


def _draw_cross(pen: Pen, x: float, y: float, far: float, *, colour: str, width: float) -> str:
    style: dict[str, Value] = {
        "stroke": colour, "stroke_width": width, "stroke_linecap": "round",
    }  # fmt: skip
    strokes = (((x - far, y - far), (x + far, y + far)), ((x - far, y + far), (x + far, y - far)))
    return "".join(pen.line(each, **style) for each in strokes)


def draw_knot(
    pen: Pen, crossing: Crossing, node: Node, x: float, y: float, *, size: Size,
    language: str, hatch: str,
) -> str:  # fmt: skip
    """What stands at one crossing; `hatch` is the id of the pattern for what is not known."""
    if node.kind == "ring":
        return pen.circle(x, y, 3, fill=LINEN, stroke=FAINT)
    if node.kind == "bare":
        return pen.pill(x, y, node.half, node.height, fill=PAPER, stroke=FAINT)
    if crossing.state == "unknown":
        return (
            pen.pill(x, y, node.half, node.height, fill=PAPER)
            + pen.pill(x, y, node.half, node.height, fill=f"url(#{hatch})", stroke=WALNUT)
            + pen.pill(x, y, min(17, node.half * 0.5), node.height - 4, fill=LINEN)
            + pen.text(
                x, y, say("question", language), 13, anchor="middle", fill=WALNUT, font_weight="600"
            )
        )
    if crossing.state == "nobody":
        word = say("nobody", language)
        half = min(max(node.half, measure_text(word, SMALL) / 2 + 6), size.pitch / 2 - 1)
        return pen.pill(
            x, y, half, node.height, fill=LINEN, stroke=MADDER, stroke_width=1.6,
            stroke_dasharray="3 2.5",
        ) + pen.text(x, y, word, SMALL, anchor="middle", fill=MADDER)  # fmt: skip
    disputed = crossing.state == "contested"
    frame: dict[str, Value] = (
        {"stroke": MADDER, "stroke_width": 2.4} if disputed else {"stroke": INDIGO}
    )
    drawn = [pen.pill(x, y, node.half, node.height, fill=PAPER, **frame)]
    marks = {each.role: each for each in crossing.marks}
    for at, role in enumerate(list_codes("roles")):
        place = x + (at - 2) * size.step
        if mark := marks.get(role):
            drawn.append(
                draw_form(pen, place, y, size.mark, name_form(mark), denied=is_denied(mark))
            )
        else:
            drawn.append(pen.circle(place, y, 1.3, fill=WARP))
    return "".join(drawn)
