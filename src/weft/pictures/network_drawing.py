"""The network of a place as SVG: actors are lines by level, mechanisms threads across them.

It says nothing by colour alone, every line and thread leads on, and the same network gives the
same bytes. `network_table.write_network_table` has the same content in words.
"""

from weft.core.terms.direction import is_right_to_left, isolate
from weft.core.terms.phrases import say, write_date
from weft.pictures.legend import flow_text
from weft.pictures.markup import escape, measure_text, write_element
from weft.pictures.network import Network
from weft.pictures.network_key import (
    Link,
    describe_cord,
    draw_list,
    draw_note,
    draw_seat,
    lead_to,
    list_samples,
)
from weft.pictures.network_plan import Line, Place, plan_network
from weft.pictures.network_words import say_seat, tell_cord, tell_row
from weft.pictures.palette import FAINT, INK, PAPER, SERIF, WALNUT, WARP
from weft.pictures.pen import Pen
from weft.pictures.samples import draw_samples
from weft.pictures.strands import draw_line


def draw_network(
    network: Network,
    language: str = "en",
    link_actor: Link | None = None,
    link_mechanism: Link | None = None,
    *,
    compact: bool = False,
    standalone: bool = False,
    mark: str = "network",
) -> str:
    """The drawing, as one <svg> that scales to where it stands; one that is wider than its page
    has its size, so that the page can scroll it in a box of its own.

    The links give addresses from the id of an actor and of a mechanism; None draws without.
    `compact` fits a phone. `standalone` is for a file: it has its size, its title and the day.
    `mark` begins the ids inside, which differ between the wide and the compact drawing.
    """
    drawing = _Drawing(network, language, link_actor, link_mechanism, compact)
    return drawing.draw(standalone, mark)


class _Drawing:
    def __init__(
        self,
        network: Network,
        language: str,
        link_actor: Link | None,
        link_mechanism: Link | None,
        compact: bool,
    ) -> None:
        self.network, self.language, self.compact = network, language, compact
        self.link_actor, self.link_mechanism = link_actor, link_mechanism

    def draw(self, standalone: bool, mark: str) -> str:
        network, language = self.network, self.language
        place = network.name.read(language)
        title = say("network_title", language, place=place)
        size = 17 if self.compact else 22
        page = plan_network(network, language, self.compact).size.width
        lines = flow_text(title, (page - 8) * 0.94, size) if standalone else []
        top = len(lines) * size * 1.35 + 34 if standalone else 0.0
        self.plan = plan = plan_network(network, language, self.compact, top)
        self.pen = pen = Pen(plan.width, is_right_to_left(language))
        drawn = []
        for at, line in enumerate(lines):
            y = 10 + size / 2 + at * size * 1.35
            drawn.append(pen.text(4, y, line, size, font_family=SERIF, font_weight="600"))
        if standalone:
            date = say("as_of", language, date=write_date(network.on, language))
            drawn.append(pen.text(4, top - 16, date, 13, fill=WALNUT))
        if network.cords:
            drawn.append(self._draw_cloth())
            samples = list_samples(plan, language, compact=self.compact)
            key, y = draw_samples(pen, samples, plan.bottom + 20, page)
            listed, bottom = draw_list(
                pen,
                network,
                plan.places,
                y + 14,
                page,
                language=language,
                link=self.link_mechanism,
                columns=1 if self.compact else 2,
            )
            drawn += [key, listed]
        else:
            drawn.append(pen.text(4, top + 20, say("network_nothing", language), 14))
            bottom = top + 40
        note, bottom = draw_note(pen, network, bottom, page, language)
        drawn.append(note)
        return self._frame(title, bottom, "".join(drawn), standalone, mark)

    def _frame(self, title: str, bottom: float, content: str, standalone: bool, mark: str) -> str:
        network, pen = self.network, self.pen
        margin = (16.0 if self.compact else 28.0) if standalone else 0.0
        width, height = pen.width + 2 * margin, bottom + 2 * margin
        paper = write_element("rect", x=-margin, y=-margin, width=width, height=height, fill=PAPER)
        name = f"{mark}-{network.place}{'-compact' if self.compact else ''}"
        words = say(
            "network_description", self.language,
            actors=len(network.rows), ties=len(network.cords),
        )  # fmt: skip
        sized = standalone or pen.width > self.plan.size.width
        linked = self.link_actor or self.link_mechanism
        return pen.frame(
            bottom,
            write_element("title", escape(title), id=f"{name}-title")
            + write_element("desc", escape(words), id=f"{name}-desc")
            + (paper if standalone else "")
            + content,
            margin=margin,
            class_="network",
            # Links inside an image would be hidden from those who do not see it.
            role="group" if linked else "img",
            aria_labelledby=f"{name}-title",
            aria_describedby=f"{name}-desc",
            lang=self.language,
            width=width if sized else None,
            height=height if sized else None,
        )

    def _draw_cloth(self) -> str:
        """Lines first, then the threads across them, then names: a thread passes under a name."""
        plan, pen = self.plan, self.pen
        beams = [
            pen.line(
                ((plan.left, head.top + 4), (plan.left, head.bottom - 4)),
                stroke=WARP, stroke_width=7, stroke_linecap="round",
            )
            for head in plan.heads
        ]  # fmt: skip
        lines = [
            pen.line(((plan.left, each.y), (each.end, each.y)), stroke=FAINT) for each in plan.lines
        ]
        guides = [
            pen.line(
                ((place.ends[0][0], plan.numbers + 10), place.ends[0]),
                stroke=WARP, stroke_dasharray="1 4", stroke_linecap="round", stroke_width=1.6,
            )
            for place in plan.places
        ]  # fmt: skip
        threads = [self._draw_thread(each) for each in plan.places]
        heads = [self._draw_head(each.words, each.y) for each in plan.heads]
        names = [self._draw_name(each) for each in plan.lines]
        return "".join((*guides, *lines, *beams, *threads, *heads, *names))

    def _draw_head(self, words: str, y: float) -> str:
        if self.plan.size.above:
            half = measure_text(words, 13.5, True) / 2 + 3
            pill = self.pen.pill(half, y, half, 9, rx=2, fill=PAPER)
            return pill + self.pen.text(
                1, y, words, 13.5, fill=WALNUT, font_family=SERIF, font_weight="600"
            )
        return self.pen.text(
            self.plan.left - 12, y, words, 13.5, anchor="end", font_family=SERIF, font_weight="600",
            fill=WALNUT,
        )  # fmt: skip

    def _draw_name(self, line: Line) -> str:
        plan, pen, size = self.plan, self.pen, self.plan.size
        weight = "600" if line.row.here else None
        high = size.line * len(line.words)
        if size.above:
            widest = max(measure_text(each, size.label, line.row.here) for each in line.words)
            middle, half, x, anchor = (
                line.y - 10 - high / 2,
                widest / 2 + 4,
                plan.left + 11,
                "start",
            )
            # The threads that pass under a name stay to be seen.
            ground = {"fill_opacity": 0.86, "rx": 2.0}
            centre = plan.left + 8 + half
            drawn = [pen.pill(centre, middle, half, high / 2 + 1, fill=PAPER, **ground)]
        else:
            middle, half, x, anchor = line.y, (plan.left - 8) / 2, plan.left - 12, "end"
            centre, drawn = half, []
        reach = max(12.0, high / 2)  # what a finger needs
        drawn.append(pen.pill(centre, middle, half, reach, rx=0, fill=PAPER, fill_opacity=0))
        for at, words in enumerate(line.words):
            y = middle - high / 2 + size.line * (at + 0.5)
            said = isolate(words, self.language)
            drawn.append(
                pen.text(x, y, said, size.label, anchor=anchor, fill=INK, font_weight=weight)
            )
        href = self.link_actor(line.row.actor) if self.link_actor else None
        words = tell_row(self.network, line.row, line.level, self.language)
        return lead_to(href, words, "actor", "".join(drawn))

    def _draw_thread(self, place: Place) -> str:
        pen, look = self.pen, describe_cord(place)
        x, bottom = place.ends[1]
        number = self.plan.numbers
        hit = pen.line(
            ((x, number - 10), (x, bottom + 8)), stroke=PAPER, stroke_opacity=0, stroke_width=24
        )
        seam = pen.line(place.ends, stroke=PAPER, stroke_width=look.width + 4)
        drawn = [hit, seam, draw_line(pen, place.ends, look, frozenset(), self.compact)]
        names = {row.actor: row.name.read(self.language) for row in self.network.rows}
        for actor, seat, (at, y) in place.marks:
            words = say_seat(names[actor], seat, self.language)
            drawn.append(
                write_element(
                    "g",
                    write_element("title", escape(words)) + draw_seat(pen, at, y, seat, look.tone),
                )
            )
        words = f"{place.number}!" if look.disputed else str(place.number)
        drawn.append(
            pen.text(x, number, words, 12, anchor="middle", fill=look.tone, font_weight="600")
        )
        href = self.link_mechanism(place.tie.fact) if self.link_mechanism else None
        told = tell_cord(self.network, place.number, self.language)
        return lead_to(href, told, "thread", "".join(drawn))
