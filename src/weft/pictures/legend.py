"""What the marks and threads of one drawing mean: only those that it has, in as few lines."""

from collections.abc import Callable, Iterable

from weft.core.terms import list_codes
from weft.core.terms.phrases import say
from weft.pictures.fabric import Weave
from weft.pictures.knots import FORMS, draw_form, is_denied, name_form
from weft.pictures.markup import measure_text
from weft.pictures.palette import FAINT, INDIGO, LINEN, MADDER, PAPER, WALNUT, WARP
from weft.pictures.pen import Pen
from weft.pictures.routing import Plan
from weft.pictures.strands import Look, describe_line, draw_line
from weft.pictures.words import name_term

LINE = 24  # from line to line of the legend
Glyph = Callable[[Pen, float, float], str]
Item = tuple[Glyph, float, str]  # how it is drawn, how wide that is, its words


def list_forms(weave: Weave) -> frozenset[str]:
    """The forms of marks, and the states of crossings, that a weave has."""
    found = {name_form(mark) for each in weave.crossings for mark in each.marks}
    found |= {"denied" for each in weave.crossings for mark in each.marks if is_denied(mark)}
    return frozenset(found | {each.state for each in weave.crossings})


def draw_legend(
    pen: Pen, plan: Plan, top: float, *, language: str, hatch: str, size: float
) -> tuple[str, float]:
    """The legend under a drawing, and where it ends."""
    weave, drawn = plan.weave, []
    roles = [name_term("roles", each, language) for each in list_codes("roles")]
    words = say("roles", language, roles=say("list", language).join(roles))
    y = top
    for line in flow_text(words, pen.width - 8, size):
        drawn.append(pen.text(4, y, line, size, fill=WALNUT))
        y += LINE * 0.8
    y += LINE * 0.2
    x = 4.0
    for glyph, width, text in (*_list_marks(weave, language, hatch), *_list_lines(plan, language)):
        wide = width + 7 + measure_text(text, size)
        if x > 4 and x + wide > pen.width - 4:
            x, y = 4.0, y + LINE
        drawn.append(glyph(pen, x + width / 2, y))
        drawn.append(pen.text(x + width + 7, y, text, size, fill=WALNUT))
        x += wide + 20
    return "".join(drawn), y + LINE


def flow_text(words: str, width: float, size: float) -> list[str]:
    """A paragraph in lines of at most a width, as long as no single word is wider."""
    lines: list[str] = []
    for word in words.split():
        if lines and measure_text(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _list_marks(weave: Weave, language: str, hatch: str) -> Iterable[Item]:
    found = list_forms(weave)
    for form in FORMS:
        if form in found and form not in ("nobody", "unknown"):
            yield _mark(form), 11, say(form, language)
    if "denied" in found and "not_held" not in found:
        yield _mark("not_held"), 11, say("not_held", language)
    states = {each.state for each in weave.crossings}
    among_roles = {
        name_form(mark)
        for each in weave.crossings
        if each.state in ("roles", "contested")
        for mark in each.marks
    }
    for form in ("nobody", "unknown"):
        if form in among_roles:
            words = "nobody_asked" if form == "nobody" else "unknown"
            yield _mark(form), 11, say(words, language)
    if "nobody" in states:
        yield _pill(MADDER, LINEN, "3 2.5"), 26, say("nobody_asked", language)
    if "unknown" in states:
        yield _pill(WALNUT, f"url(#{hatch})", None), 26, say("unknown", language)
    if "blank" in found:
        yield _draw_ring, 10, say("blank", language)


def _list_lines(plan: Plan, language: str) -> Iterable[Item]:
    looks = {describe_line(each) for each in plan.strands}
    if any(node.kind == "bare" for node in plan.nodes.values()):
        yield _pill(FAINT, PAPER, None, 9), 18, say("bare", language)
    if any(each.tone == INDIGO for each in looks):
        yield _line(INDIGO), 30, say("tie", language)
    if any(each.arrows for each in plan.strands):
        yield _line(INDIGO, arrow=True), 30, say("arrow", language)
    for formality in ("semi_formal", "informal"):
        if formality in {each.formality for each in looks}:
            yield (
                _line(INDIGO, formality, compact=not plan.size.badge),
                30,
                name_term("formalities", formality, language),
            )
    if any(each.tone == WALNUT for each in looks):
        yield _line(WALNUT), 30, say("inside", language)
    if any(each.tone == MADDER for each in looks):
        yield _line(MADDER, disputed=True), 30, say("disputed_tie", language)
    if any(each.frayed for each in looks):
        yield _line(INDIGO, frayed=True), 30, say("frayed", language)
    if plan.size.badge and any(len(each.threads) > 1 for each in plan.strands):
        yield _draw_number, 17, say("bundle", language)


def _mark(form: str) -> Glyph:
    return lambda pen, x, y: draw_form(pen, x, y, 11, form)


def _pill(stroke: str, fill: str, dash: str | None, half: float = 13) -> Glyph:
    return lambda pen, x, y: pen.pill(
        x, y, half, 7, fill=fill, stroke=stroke, stroke_dasharray=dash
    )


def _draw_ring(pen: Pen, x: float, y: float) -> str:
    return pen.circle(x, y, 5, fill=WARP) + pen.circle(x, y, 3, fill=LINEN, stroke=FAINT)


def _draw_number(pen: Pen, x: float, y: float) -> str:
    return draw_badge(pen, x, y, 3, INDIGO)


def draw_badge(pen: Pen, x: float, y: float, number: int, tone: str) -> str:
    """How many ties a bundle has."""
    return pen.circle(x, y, 8.5, fill=PAPER, stroke=tone) + pen.text(
        x, y, str(number), 11, anchor="middle", fill=tone, font_weight="600"
    )


def _line(
    tone: str,
    formality: str | None = None,
    *,
    arrow: bool = False,
    frayed: bool = False,
    disputed: bool = False,
    compact: bool = False,
) -> Glyph:
    look = Look(MADDER if disputed else tone, 2 if frayed else 3, formality, frayed, disputed)
    arrows = frozenset({"forward"}) if arrow else frozenset()
    return lambda pen, x, y: draw_line(pen, ((x - 15, y), (x + 15, y)), look, arrows, compact)
