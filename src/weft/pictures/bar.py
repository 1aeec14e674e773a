"""The scores of the four configurations as ranges on one axis: honest before draws exist."""

from collections.abc import Mapping
from dataclasses import dataclass

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say, write_number
from weft.pictures.markup import escape, measure_text, write_element
from weft.pictures.palette import INDIGO, INK, LIGHT_INDIGO, OLIVE, PAPER, WALNUT, WARP
from weft.pictures.pen import Pen

TONES = {
    "centralist": INDIGO,
    "localist": LIGHT_INDIGO,
    "decoupled": WALNUT,
    "multilevel": OLIVE,
}
# Each edge has 3:1 against paper and linen, which light indigo alone has not on linen.
EDGES = {**TONES, "localist": INDIGO}
AXIS = 220  # length of the axis from 0 to 1
ROW = 26
THICK = 6  # half of a range's thickness


def draw_bar(
    scores: Mapping[str, tuple[float, float, float]],
    admissible: frozenset[str],
    language: str = "en",
    mark: str = "bar",
) -> str:
    """A row for each configuration: its range in its own weave, and a tick at its point score.

    `scores` gives low, point and high in [0, 1] by type; types without one are named as not
    computed. Those not in `admissible` are outlines with the word. `mark` begins the ids inside,
    and must differ between drawings of one page. Raises ValueError for a type that is none of
    the four, or a score that is not ordered within [0, 1].
    """
    for kind, (low, point, high) in scores.items():
        if kind not in TONES:
            raise ValueError(f"'{kind}' is not a configuration; use one of: {', '.join(TONES)}")
        if not 0 <= low <= point <= high <= 1:
            raise ValueError(
                f"the score of '{kind}' is ({low}, {point}, {high}); low <= point <= high within "
                "0 and 1 is expected"
            )
    names = {kind: say(kind, language) for kind in TONES}
    left = max(measure_text(each, 13) for each in names.values()) + 14
    end = say("excluded", language)
    width = left + AXIS + 12 + max(measure_text(end, 12), 30)
    pen = Pen(width, is_right_to_left(language))
    bottom = 6 + ROW * len(TONES)
    drawn = [_draw_axis(pen, left, bottom, language)]
    for at, kind in enumerate(TONES):
        y = 6 + ROW * (at + 0.5)
        row = _Row(kind, scores.get(kind), kind in admissible, mark, language)
        drawn.append(_draw_row(pen, row, left, y))
    title = escape(say("scores", language))
    return pen.frame(
        bottom + 24,
        write_element("title", title, id=f"{mark}-title")
        + write_element("defs", "".join(weave_pattern(each, mark) for each in TONES))
        + "".join(drawn),
        margin=0,
        class_="configuration-bar",
        role="img",
        aria_labelledby=f"{mark}-title {' '.join(f'{mark}-{each}-words' for each in TONES)}",
        lang=language,
    )


def _draw_axis(pen: Pen, left: float, bottom: float, language: str) -> str:
    drawn = []
    for share in (0, 0.5, 1):
        x = left + AXIS * share
        drawn.append(pen.line(((x, 4), (x, bottom)), stroke=WARP))
        words = write_number(share, language).rstrip("0").rstrip(".,") or "0"
        drawn.append(pen.text(x, bottom + 11, words, 11, anchor="middle", fill=WALNUT))
    return "".join(drawn)


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    score: tuple[float, float, float] | None
    admissible: bool
    mark: str
    language: str


def _draw_row(pen: Pen, row: _Row, left: float, y: float) -> str:
    kind, score, language = row.kind, row.score, row.language
    name = say(kind, language)
    if score is None:
        words = say("score_none", language, type=name)
        drawn = pen.text(left + 6, y, say("not_computed", language), 12, fill=WALNUT)
    else:
        low, point, high = score
        numbers = [write_number(each, language) for each in (low, high, point)]
        words = say("score", language, type=name, low=numbers[0], high=numbers[1], point=numbers[2])
        half = max((high - low) * AXIS, 6) / 2
        middle = left + (low + high) / 2 * AXIS
        fill = f"url(#{row.mark}-{kind})" if row.admissible else "none"
        drawn = pen.pill(
            middle, y, half, THICK, rx=2, fill=fill, stroke=EDGES[kind], stroke_width=1.2,
            stroke_dasharray=None if row.admissible else "3 2.5",
        )  # fmt: skip
        x = left + point * AXIS
        ends = ((x, y - THICK - 3.5), (x, y + THICK + 3.5))
        if half > 6:
            drawn += pen.line(ends, stroke=PAPER, stroke_width=5)
        drawn += pen.line(ends, stroke=INK, stroke_width=2)
    if not row.admissible:
        words += say("list", language) + say("excluded", language)
        drawn += pen.text(left + AXIS + 12, y, say("excluded", language), 12, fill=WALNUT)
    label = pen.text(left - 10, y, name, 13, anchor="end")
    title = write_element("title", escape(words), id=f"{row.mark}-{kind}-words")
    return write_element("g", title + label + drawn, class_=kind)


def weave_pattern(kind: str, mark: str) -> str:
    """The weave of a configuration, as a pattern of 4 x 4: solid, threads, open hatching, woven."""
    ground, threads = {
        "centralist": (INDIGO, ""),
        "localist": (LIGHT_INDIGO, write_element("path", d="M0 3.5H4", stroke=PAPER)),
        "decoupled": (PAPER, write_element("path", d="M0 0V4", stroke=WALNUT, stroke_width=1.3)),
        "multilevel": (
            OLIVE,
            write_element("path", d="M0 0H2V2H0ZM2 2H4V4H2Z", fill=PAPER, fill_opacity=0.28),
        ),
    }[kind]
    return write_element(
        "pattern",
        write_element("rect", width=4, height=4, fill=ground) + threads,
        id=f"{mark}-{kind}",
        width=4,
        height=4,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)" if kind == "decoupled" else None,
    )
