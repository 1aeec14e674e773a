"""The weave as SVG: levels are the warp, areas the weft, roles the knots, mechanisms the threads.

It says nothing by colour alone, every part leads to its facts, and the same weave gives the same
bytes. `table.write_table` has the same content in words.
"""

from collections.abc import Callable, Sequence

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say, write_date, write_list
from weft.pictures.fabric import Weave
from weft.pictures.knots import draw_knot
from weft.pictures.legend import draw_badge, draw_legend, flow_text
from weft.pictures.markup import escape, measure_text, wrap_text, write_element
from weft.pictures.palette import PAPER, SERIF, WALNUT, WARP
from weft.pictures.pen import Pen
from weft.pictures.routing import WIDE, Plan, Size, Strand, fit_compact
from weft.pictures.strands import describe_line, draw_strand
from weft.pictures.telling import tell_crossing, tell_threads
from weft.pictures.words import lower_first, name_area, name_column

Link = Callable[[tuple[str, ...]], str]
PHONE = 358  # width of the compact drawing: a phone of 390 less its margins
LABEL = 14  # font size of a row's label
HEADING = 13.5  # of a column's


def name_anchor(facts: tuple[str, ...]) -> str:
    """The address of the first of some facts on the same page."""
    return f"#{facts[0]}"


def draw_weave(
    weave: Weave,
    language: str = "en",
    link: Link | None = name_anchor,
    *,
    compact: bool = False,
    standalone: bool = False,
    legend: bool = True,
    credits: Sequence[str] = (),
) -> str:
    """The drawing, as one <svg> that scales to where it stands.

    `link` gives the address of some facts (ids of competences or of mechanisms); None draws
    without links, for paper. `compact` fits a phone. `standalone` is for a file: it has its size,
    its title, the day, the line of what is missing and `credits`, so that it can be read by itself.
    """
    return _Drawing(weave, language, link, compact, standalone, credits).draw(legend)


class _Drawing:
    def __init__(
        self,
        weave: Weave,
        language: str,
        link: Link | None,
        compact: bool,
        standalone: bool,
        credits: Sequence[str],
    ) -> None:
        self.weave, self.language, self.link, self.credits = weave, language, link, credits
        self.compact, self.standalone = compact, standalone
        self.mark = f"weave-{weave.place}{'-compact' if compact else ''}"
        self.size, self.left, width = self._fit()
        self.pen = Pen(width, is_right_to_left(language))

    def _fit(self) -> tuple[Size, float, float]:
        """Measures, the place of the first column, and the width of the whole."""
        columns = len(self.weave.columns)
        if self.compact:
            size = fit_compact(PHONE, columns)
            return size, (PHONE - size.pitch * (columns - 1)) / 2, PHONE
        lines = [line for area in self.weave.rows for line in self._wrap_area(area)]
        labels = max((measure_text(each, LABEL) for each in lines), default=60)
        left = labels + 24 + WIDE.pitch / 2
        return WIDE, left, max(left + WIDE.pitch * (columns - 1) + 66, 560)

    def _wrap_area(self, area: str) -> tuple[str, ...]:
        return wrap_text(name_area(area, self.language), 150, LABEL)

    def draw(self, legend: bool) -> str:
        y, drawn = 0.0, []
        for part in (self._draw_title, self._draw_cloth):
            content, y = part(y)
            drawn.append(content)
        if legend and self.weave.rows:
            content, y = draw_legend(
                self.pen, self.plan, y + 24,
                language=self.language, hatch=self.mark, size=12 if self.compact else 12.5,
            )  # fmt: skip
            drawn.append(content)
        content, y = self._draw_notes(y)
        drawn.append(content)
        return self._frame(y, "".join(drawn))

    def _frame(self, height: float, content: str) -> str:
        weave, language = self.weave, self.language
        title = say("title", language, place=weave.name.read(language))
        knots = sum(each.state != "blank" for each in weave.crossings)
        description = say(
            "description",
            language,
            rows=len(weave.rows),
            columns=len(weave.columns),
            knots=knots,
            ties=len(weave.ties),
        )
        margin = (16.0 if self.compact else 28.0) if self.standalone else 0.0
        paper = write_element(
            "rect", x=-margin, y=-margin, width=self.pen.width + 2 * margin,
            height=height + 2 * margin, fill=PAPER,
        )  # fmt: skip
        hatch = write_element(
            "pattern",
            write_element("path", d="M0 0V5", stroke=WALNUT, stroke_width=1.2),
            id=self.mark,
            width=5,
            height=5,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )
        return self.pen.frame(
            height,
            "".join(
                (
                    write_element("title", escape(title), id=f"{self.mark}-title"),
                    write_element("desc", escape(description), id=f"{self.mark}-desc"),
                    write_element("defs", hatch),
                    paper if self.standalone else "",
                    content,
                )
            ),
            margin=margin,
            class_="weave",
            # Links inside an image would be hidden from those who do not see it.
            role="group" if self.link else "img",
            aria_labelledby=f"{self.mark}-title",
            aria_describedby=f"{self.mark}-desc",
            lang=language,
            width=self.pen.width + 2 * margin if self.standalone else None,
            height=height + 2 * margin if self.standalone else None,
        )

    def _draw_title(self, y: float) -> tuple[str, float]:
        if not self.standalone:
            return "", y
        size, language = (17 if self.compact else 22), self.language
        drawn = []
        y += 10 + size / 2
        for line in flow_text(
            say("title", language, place=self.weave.name.read(language)),
            (self.pen.width - 8) * 0.94,
            size,
        ):
            drawn.append(self.pen.text(4, y, line, size, font_family=SERIF, font_weight="600"))
            y += size * 1.35
        date = say("as_of", language, date=write_date(self.weave.on, language))
        drawn.append(self.pen.text(4, y, date, 13, fill=WALNUT))
        return "".join(drawn), y + 22

    def _draw_cloth(self, y: float) -> tuple[str, float]:
        """Warp, weft and knots: threads pass behind the warp, and end at their knots."""
        if not self.weave.rows:
            return self.pen.text(4, y + 20, say("nothing", self.language), LABEL), y + 40
        headings, top = self._draw_headings(y)
        self.plan = plan = Plan(self.weave, self.size, self.left, top + 8)
        warp = [
            self.pen.line(
                ((x, top), (x, plan.bottom)),
                stroke=WARP, stroke_width=self.size.warp, stroke_linecap="round",
            )
            for x in plan.x.values()
        ]  # fmt: skip
        strands = [
            self._lead(
                [each.tie.fact for each in strand.threads],
                tell_threads(strand.threads, self.language),
                "thread",
                draw_strand(self.pen, strand, self.compact),
            )
            for strand in plan.strands
        ]
        badges = [self._draw_badge(each) for each in plan.strands if len(each.threads) > 1]
        knots = [self._draw_knot(area, column) for area in self.weave.rows for column in plan.x]
        labels = [self._draw_label(area) for area in self.weave.rows]
        parts = (headings, *strands, *warp, *labels, *knots, *badges)
        return "".join(parts), plan.bottom

    def _lead(self, facts: list[str], words: str, kind: str, content: str) -> str:
        """Something drawn, with its words, leading to its facts."""
        inside = write_element("title", escape(words)) + content
        if self.link is None or not facts:
            return write_element("g", inside, class_=kind)
        href = self.link(tuple(dict.fromkeys(facts)))
        return write_element("a", inside, href=href, class_=kind)

    def _draw_knot(self, area: str, column: str) -> str:
        crossing, plan = self.weave.find_crossing(area, column), self.plan
        content = draw_knot(
            self.pen, crossing, plan.nodes[area, column], plan.x[column], plan.y[area],
            size=self.size, language=self.language, hatch=self.mark,
        )  # fmt: skip
        words = tell_crossing(crossing, self.language)
        return self._lead(list(crossing.facts), words, crossing.state, content)

    def _draw_badge(self, strand: Strand) -> str:
        tone = describe_line(strand).tone
        x, y = strand.badge
        if self.size.badge:
            return draw_badge(self.pen, x, y, len(strand.threads), tone)
        return self.pen.text(x, y - 12, str(len(strand.threads)), 11, anchor="middle", fill=tone)

    def _draw_headings(self, y: float) -> tuple[str, float]:
        """Names of the columns; on a phone in two tiers, so that each has the room of two."""
        size = 12.0 if self.compact else HEADING
        pitch, tiers = self.size.pitch, 2 if self.compact and len(self.weave.columns) > 3 else 1
        room = pitch * 1.55 if tiers == 2 else pitch - 18
        wrapped = [
            wrap_text(name_column(each, self.language), room, size, 3, bold=True)
            for each in self.weave.columns
        ]
        depths = [max((len(each) for each in wrapped[tier::tiers]), default=0) for tier in (0, 1)]
        line, drawn = size * 1.25, []
        bottoms = [y + 12 + depths[0] * line]
        bottoms.append(bottoms[0] + depths[1] * line + 6)
        for at, words in enumerate(wrapped):
            x, bottom = self.left + at * pitch, bottoms[at % tiers]
            half = max(measure_text(each, size, True) for each in words) / 2
            centre = min(max(x, half), self.pen.width - half)
            for number, word in enumerate(words):
                middle = bottom - (len(words) - number - 0.5) * line
                drawn.append(
                    self.pen.text(centre, middle, word, size, anchor="middle", font_weight="600")
                )
            if at % tiers == 0 and tiers == 2:
                drawn.append(
                    self.pen.line(
                        ((x, bottom + 12), (x, bottoms[1] + 14)),
                        stroke=WARP, stroke_width=self.size.warp, stroke_linecap="round",
                    )
                )  # fmt: skip
        return "".join(drawn), bottoms[tiers - 1] + 12

    def _draw_label(self, area: str) -> str:
        plan, pen = self.plan, self.pen
        if self.compact:
            name = name_area(area, self.language)
            y = (
                plan.y[area]
                - self.size.height
                - 15
                - 9 * max([0, *(each.lane for each in plan.bows[area])])
            )
            half = measure_text(name, 13) / 2 + 3
            return pen.pill(half, y, half, 9, rx=2, fill=PAPER) + pen.text(3, y, name, 13)
        lines = self._wrap_area(area)
        x = self.left - self.size.pitch / 2
        first = plan.y[area] - (len(lines) - 1) * 9
        return "".join(
            pen.text(x, first + 18 * at, line, LABEL, anchor="end") for at, line in enumerate(lines)
        )

    def _draw_notes(self, y: float) -> tuple[str, float]:
        """What is not drawn, in words: only a file that stands alone needs it said here."""
        weave, language = self.weave, self.language
        notes = []
        if self.standalone and weave.missing:
            areas = [lower_first(name_area(each, language)) for each in weave.missing]
            notes.append(say("missing", language, areas=write_list(areas, language)))
        if self.standalone and weave.unplaced:
            notes.append(say("unplaced", language, number=len(weave.unplaced)))
        if self.standalone:
            notes += self.credits
        drawn = []
        y += 8
        for note in notes:
            for line in flow_text(note, self.pen.width - 8, 12.5):
                drawn.append(self.pen.text(4, y + 8, line, 12.5, fill=WALNUT))
                y += 19
        return "".join(drawn), y + 8
