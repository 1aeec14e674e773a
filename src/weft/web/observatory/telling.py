"""Says figures in the reader's language: each with its definition, its source and what is wrong
with it, as a sentence, a chart and a table of the same content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from weft.core.observatory.balance import say_balance
from weft.core.observatory.categories import (
    name_breakdown,
    name_category,
    name_period,
    name_unit,
)
from weft.core.observatory.definitions import label_definition
from weft.core.observatory.measures import (
    Result,
    label_measure,
    read_measures,
    read_suppliers,
    say_reason,
)
from weft.core.observatory.observation import Observation
from weft.core.observatory.profile import Block, Hole, Profile, Series, Wish
from weft.core.terms.phrases import write_list
from weft.pictures import tongues
from weft.pictures.charts import Bar, Point, Strand, draw_bars, draw_lines
from weft.pictures.charts.rendering import Spec
from weft.web.observatory.facts import Catalogue, Edition
from weft.web.observatory.provenance import describe_figures, list_changes, list_editions, mark
from weft.web.site.tables import Table
from weft.web.site.templatetags.numbers import localised

MOST_PARTS = 10  # bars of a breakdown: the rest are in the table
WITHHELD = "C"  # of CL_CONF_STATUS, as weft.store.protecting writes it


@dataclass(frozen=True)
class FigureView:
    """A block of figures as a page shows it."""

    key: str  # in addresses: stock, stock-by-origin
    title: str
    sentence: str
    chart: str  # the address of the picture; empty: nothing to draw
    words: str  # what the picture shows, for who does not see it
    table: Table
    origins: tuple[tuple[str, str, str], ...]  # how it is counted: definition, source, address
    notes: tuple[str, ...]


def name_wish(wish: Wish, language: str) -> str:
    """Migrant residents; Migrant residents by origin."""
    name = label_measure(wish.measure, language)
    return f"{name} {name_breakdown(wish.by, language)}" if wish.by else name


def make_key(section: str, wish: Wish) -> str:
    """Names a block in addresses."""
    return f"{section}-{wish.measure}" + (f"-by-{wish.by}" if wish.by else "")


def find_block(profile: Profile, key: str) -> Block | None:
    """The block of that name."""
    for section in profile.sections:
        for block in section.blocks:
            if make_key(section.key, block.wish) == key:
                return block
    return None


def list_points(series: Series) -> tuple[Point, ...]:
    """The points of a line. Where its source says that the series breaks, nothing joins what stands
    before with what stands after."""
    points: list[Point] = []
    for each in series.points:
        if each.flag == "B" and points:
            points.append(Point(each.start, None))
        points.append(Point(each.start, each.value, each.low, each.high))
    return tuple(points)


class FigureTeller:
    """Tells blocks of a catalogue in one language."""

    def __init__(self, catalogue: Catalogue, language: str, query: str = "") -> None:
        self.catalogue, self.language, self.query = catalogue, language, query

    def tell(self, section: str, block: Block, place: str) -> FigureView:
        """A block, for a section of the profile of a place."""
        key = make_key(section, block.wish)
        title = name_wish(block.wish, self.language)
        drawn = self.is_drawn(block)
        return FigureView(
            key=key,
            title=title,
            sentence=self._say_parts(block) if block.wish.by else self._say_newest(block),
            chart=reverse("figure-chart", args=[place, key, "svg"]) + self.query if drawn else "",
            words=_("Chart: %(title)s. The table has the same figures.") % {"title": title},
            table=self._tabulate(key, mark(title, self._list_used(block)), block),
            origins=tuple(dict.fromkeys(self._tell_origin(each) for each in block.series)),
            notes=(
                *self._list_notes(block),
                *list_changes(self._list_used(block), self.language),
            ),
        )

    def tell_briefly(self, profile: Profile, most: int) -> list[dict[str, str]]:
        """The first figures of a place itself, each with whom it counts, for a page of other
        things."""
        found = [
            (block, series.newest, series)
            for section in profile.sections
            if section.place == profile.place
            for block in section.blocks
            if not block.wish.by
            for series in block.series[:1]
            if series.newest is not None
        ]
        first = {block.wish.measure: (newest, series) for block, newest, series in reversed(found)}
        order = dict.fromkeys(block.wish.measure for block, *_rest in found)
        return [
            {
                "name": mark(
                    label_measure(measure, self.language),
                    list_editions(self.catalogue, [first[measure][1].dataset]),
                ),
                "value": self._number(first[measure][0].value),
                "period": name_period(first[measure][0].period, self.language),
                "definition": self.name_series(first[measure][1], ()),
            }
            for measure in list(order)[:most]
        ]

    def tell_hole(self, hole: Hole, names: dict[str, str]) -> dict[str, Any]:
        """What is missing, who could supply it, and where else it is known."""
        known = read_suppliers()
        who = [known[each].read(self.language) for each in hole.suppliers if each in known]
        return {
            "what": name_wish(hole.wish, self.language),
            "who": write_list(who, self.language, "or"),
            "where": names.get(hole.nearest or "", ""),
            "href": reverse("profile", args=[hole.nearest]) if hole.nearest else "",
        }

    def is_drawn(self, block: Block) -> bool:
        """Whether a chart says more than a number does."""
        if block.wish.by:
            return len(block.list_parts()) > 1
        return sum(x.value is not None for each in block.series for x in each.points) > 1

    def draw(self, block: Block) -> Spec | None:
        """The chart of a block; None where one number says it all."""
        if not self.is_drawn(block):
            return None
        unit = name_unit(block.series[0].unit, self.language)
        if block.wish.by:
            parts = block.list_parts()[:MOST_PARTS]
            bars = [Bar(self._name_part(block, each), each.value) for each in parts]
            rest = self._find_rest(block)
            if rest:
                bars.append(Bar(_("all others"), rest, unknown=True))
            return draw_bars(bars, unit, withheld=_("not shown"))
        strands = [each for each in self._list_strands(block) if each.points]
        return draw_lines(strands, unit)

    def _list_strands(self, block: Block) -> list[Strand]:
        return [
            Strand(
                self.name_series(each, block.series),
                list_points(each),
                each.modelled,
            )
            for each in block.series
            if each.unit == block.series[0].unit  # one axis has one unit; all are in the table
        ]

    def name_series(self, series: Series, beside: Sequence[Series]) -> str:
        """Its definition; its source too where another has the same definition."""
        name = label_definition(series.definition, self.language)
        if sum(each.definition == series.definition for each in beside) > 1:
            edition = self.catalogue.find(series.dataset)
            name = f"{name} ({edition.publisher if edition else series.source})"
        return _("%(name)s, modelled") % {"name": name} if series.modelled else name

    def _say_newest(self, block: Block) -> str:
        """The newest figure of each way of counting, with its definition."""
        said = []
        for each in block.series:
            newest = each.newest
            if newest is None:
                continue
            said.append(
                _("%(value)s %(unit)s · %(period)s (%(definition)s)")
                % {
                    "value": self._number(newest.value),
                    "unit": name_unit(each.unit, self.language),
                    "period": name_period(newest.period, self.language),
                    "definition": self.name_series(each, block.series),
                }
            )
        return "; ".join(said)

    def _say_parts(self, block: Block) -> str:
        parts = [each for each in block.list_parts() if each.value is not None][:3]
        if not parts:
            return ""
        said = [f"{self._name_part(block, x)} ({self._number(x.value)})" for x in parts]
        return _("%(period)s, most: %(parts)s.") % {
            "period": name_period(parts[0].period, self.language),
            "parts": write_list(said, self.language),
        }

    def _find_rest(self, block: Block) -> float | None:
        """What the bars leave out of a total that is known; None where a part is not known."""
        total, parts = block.find_total(), block.list_parts()
        if total is None or total.value is None or any(x.value is None for x in parts):
            return None
        rest = total.value - sum(each.value or 0 for each in parts[:MOST_PARTS])
        return rest if rest > 0 else None

    def _list_used(self, block: Block) -> list[Edition]:
        return list_editions(self.catalogue, (each.dataset for each in block.series))

    def _tabulate(self, key: str, title: str, block: Block) -> Table:
        if block.wish.by:
            shown = block.list_parts()
            total = block.find_total()
            rows = [
                (self._name_part(block, x), str(x.period), x.value, self._remark(x))
                for x in (*shown, *([total] if total else []))
            ]
            named = (_("Part"), _("Period"), _("Figure"), _("Remark"))
            return Table(
                key, title, named, tuple(rows), frozenset({2}), self._describe(title, block)
            )
        several = len(block.series) > 1
        rows_over_time = [
            (
                str(x.period),
                *([self.name_series(each, block.series)] if several else []),
                x.value,
                self._remark(x),
            )
            for each in block.series
            for x in each.points
        ]
        heads = (_("Period"), *([_("Counted")] if several else []), _("Figure"), _("Remark"))
        numeric = frozenset({2 if several else 1})
        return Table(
            key, title, heads, tuple(rows_over_time), numeric, self._describe(title, block)
        )

    def _describe(self, title: str, block: Block) -> tuple[tuple[str, str], ...]:
        """What a table of figures says of itself: of where, who is counted, in what, from whom."""
        counted = dict.fromkeys(self.name_series(each, block.series) for each in block.series)
        more = (
            (_("Place"), block.place),
            (_("Counted"), "; ".join(counted)),
            (_("Unit"), name_unit(block.series[0].unit, self.language)),
        )
        return describe_figures(title, self._list_used(block), self.language, more)

    def _remark(self, each: Observation) -> str:
        """Why a figure is missing, or what is to be known of it."""
        if each.value is None and each.confidentiality == WITHHELD:
            return _("not shown, so that nobody can be recognised")
        if each.value is None:
            return _("missing")
        if each.modelled and each.low is not None and each.high is not None:
            return _("modelled, between %(low)s and %(high)s") % {
                "low": self._number(each.low), "high": self._number(each.high),
            }  # fmt: skip
        flags = {"B": _("break in the series"), "E": _("estimated"), "P": _("provisional")}
        return flags.get(each.flag, "")

    def _list_notes(self, block: Block) -> list[str]:
        """What a reader must not overlook: several definitions, a definition that changed."""
        found = []
        if len({each.definition for each in block.series}) > 1:
            found.append(
                _("Counted in several ways, which do not add up and must not be compared as one.")
            )
        if any(each.modelled for each in block.series):
            found.append(_("What is modelled is dashed; nobody counted it."))
        return found

    def _name_part(self, block: Block, each: Observation) -> str:
        by = block.wish.by or ""
        return name_category(by, each.breakdowns.get(by, "_T"), self.language)

    def _tell_origin(self, series: Series) -> tuple[str, str, str]:
        edition = self.catalogue.find(series.dataset)
        return (
            label_definition(series.definition, self.language),
            edition.source if edition else series.source,
            reverse("dataset", args=[series.dataset]),
        )

    def tell_results(self, profile: Profile) -> list[dict[str, str]]:
        """What the figures of a place come to, or why they do not come to anything."""
        return [
            {
                "name": label_measure(each.measure, self.language),
                "value": self._measure(each),
                "period": self._say_span(each),
                "why": say_reason(each, self.language),
                "formula": self._tell_formula(each.measure),
            }
            for each in profile.results
        ]

    def _tell_formula(self, measure: str) -> Markup:
        """How a measure is computed; signs without words keep their own direction."""
        return tongues.render(tongues.mark(read_measures()[measure].formula, self.language))

    def _say_span(self, result: Result) -> str:
        periods = [x for x in (result.since, result.period) if x is not None]
        return " – ".join(name_period(each, self.language) for each in periods)

    def tell_balance(self, profile: Profile) -> list[dict[str, str]]:
        """Period by period, whether stocks and flows fit together."""
        return [
            {
                "period": name_period(each.period, self.language),
                "definition": label_definition(each.definition, self.language),
                "said": say_balance(each, self.language),
                "status": each.status,
            }
            for each in profile.balance
        ]

    def _measure(self, result: Result) -> str:
        """A computed value to as many digits as help, with its unit."""
        if result.value is None:
            return ""
        digits = {"persons": 0, "index": 2}.get(result.unit, 1)
        value = self._number(round(result.value, digits) if digits else int(result.value))
        if result.unit in ("index", "ratio"):
            return value
        return f"{value} {name_unit(result.unit, self.language)}"

    def _number(self, value: float | None) -> str:
        return "" if value is None else str(localised(value))
