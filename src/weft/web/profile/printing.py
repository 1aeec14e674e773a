"""The profile of a place as a document: what its page says, in the same words, for paper."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from weft.core.observatory.profile import Block, Profile, Section
from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say, write_date
from weft.documents import About
from weft.documents import profile as parts
from weft.documents.parts import Finding, Picture, Titled, read_day
from weft.documents.runs import Words, keep_spaces, read_markup, read_plain, read_runs
from weft.pictures.charts import write_svg
from weft.pictures.tongues import mark
from weft.web.atlas.telling import Teller
from weft.web.diagnosis.facts import Brief
from weft.web.observatory.facts import Catalogue
from weft.web.observatory.telling import FigureTeller, FigureView
from weft.web.profile.citing import Citations
from weft.web.profile.views import tell_section
from weft.web.site.tables import Table
from weft.web.site.templatetags.numbers import localised

MOST_ROWS = 15  # of a table: the rest is on the page
# Words of the document's language, or of others where it is said which.
Told = str | Words | Markup


@dataclass(frozen=True)
class Printed:
    """What a document of a profile is made of."""

    profile: Profile
    catalogue: Catalogue
    brief: Brief
    teller: Teller
    levels: str  # of the place, in words
    about: About


def compose(printed: Printed) -> parts.ProfileDocument:
    """The document, in the language of the teller."""
    return _Composer(printed).compose()


class _Composer:
    def __init__(self, printed: Printed) -> None:
        self.printed, self.profile, self.about = printed, printed.profile, printed.about
        self.language = printed.teller.language
        self.figures = FigureTeller(printed.catalogue, self.language)
        self.citations = Citations(printed.catalogue, self.language)

    def compose(self) -> parts.ProfileDocument:
        """Sections first: they say which sources there are to list."""
        language, brief = self.language, self.printed.brief
        place = mark(brief.atlas.place_by_id[self.profile.place].name, language)
        sections = tuple(self._tell(each) for each in self.profile.sections)
        as_of = write_date(brief.on, language)
        day, warning = say("as_of", language, date=as_of), self._warn()
        one, two, three = self._say("doc_page", page="\0", total="\0").split("\0")
        return parts.ProfileDocument(
            language=language,
            leftwards=is_right_to_left(language),
            day=self.citations.date(self.about.data_day),
            title=read_runs(say("profile_title", language, place=place), language),
            subtitle=" · ".join(x for x in (self.printed.levels, day, self.about.notice) if x),
            lead=self._keep(self._say_lead(sections)),
            colophon=self._say("doc_colophon"),
            imprint=self._write_imprint(as_of),
            comma=say("list", language),
            foot=f"{day} · {warning.title}" if warning else day,
            page=(one, two, three),
            author="Weft",
            warning=warning,
            overview=self._overview(sections),
            sections=sections,
            unknown=_("What is not known"),
            documents=_("Sources"),
            sources=self.citations.list_sources(),
        )

    def _say_lead(self, sections: tuple[parts.Section, ...]) -> str:
        """How much is known and how much is not: as on the page."""
        found = sum(len(each.figures) for each in sections)
        holes = len(self.profile.holes)
        return " ".join(
            (
                ngettext(
                    "%(count)s figure is known here,", "%(count)s figures are known here,", found
                )
                % {"count": found},
                ngettext(
                    "%(count)s that a profile needs is not.",
                    "%(count)s that a profile needs are not.",
                    holes,
                )
                % {"count": holes},
                _(
                    "Each says whom it counts and where it comes from; what is missing says who"
                    " could supply it."
                ),
            )
        )

    def _warn(self) -> Titled | None:
        """Whether figures are among them that are not for everybody."""
        if not self.citations.full:
            return None
        words = _(
            "You belong to the body that these figures are of, and see them before they were"
            " protected. Do not pass them on:"
        )
        titles = " · ".join(self.citations.full)
        return Titled(self._say("profile_warning"), self._keep(f"{words} {titles}"))

    def _overview(self, sections: tuple[parts.Section, ...]) -> parts.Tabled:
        """Section by section, how many figures there are and how many are missing. A section that
        looks for none has no numbers."""
        heads = (
            self._say("profile_section"), self._say("profile_known"), self._say("profile_missing"),
        )  # fmt: skip
        rows: list[tuple[Told, ...]] = []
        for section, told in zip(self.profile.sections, sections, strict=True):
            known, missing = len(told.figures), len(told.holes)
            sought = bool(section.plan.wishes) and section.place is not None
            rows.append((told.title, *(map(str, (known, missing)) if sought else ("", ""))))
        return self._tabulate(say("profile_overview", self.language), "", heads, rows, 1, 2)

    def _tell(self, section: Section) -> parts.Section:
        told = tell_section(
            section, self.profile, self.printed.brief, self.printed.teller, self.figures
        )
        pairs = zip(section.blocks, told["figures"], strict=True)
        return parts.Section(
            title=told["title"],
            of=told["of"],
            figures=tuple(self._tell_figure(block, view) for block, view in pairs),
            tables=tuple(self._list_tables(told)),
            found=tuple(
                Finding(each["tag"], each["tone"], read_markup(each["text"], self.language), ())
                for each in told.get("notables", ())
            ),
            remarks=tuple(self._keep(each) for each in _list_remarks(told)),
            holes=tuple(self._tell_hole(each) for each in told["holes"]),
        )

    def _tell_figure(self, block: Block, view: FigureView) -> parts.Figure:
        spec = self.figures.draw(block)
        return parts.Figure(
            title=view.title,
            sentence=self._keep(view.sentence),
            notes=tuple(self._keep(each) for each in view.notes),
            chart=Picture(write_svg(spec, self.language), view.words) if spec else None,
            counted=tuple(self._tell_counted(*each) for each in view.origins),
            table=self._print_table(view.table, block),
        )

    def _tell_counted(self, counted: str, source: str, href: str) -> parts.Counted:
        words = _("Counted: %(counted)s. Source:") % {"counted": counted}
        return parts.Counted(self._keep(words), self.citations.cite(href, source))

    def _print_table(self, table: Table, block: Block) -> parts.Grid:
        """The first rows: the newest of a series; of a breakdown the largest, and the total."""
        rows = list(table.rows)
        if not block.wish.by:
            rows.sort(key=lambda row: str(row[0]), reverse=True)
        shown = rows[:MOST_ROWS]
        if block.wish.by and block.find_total():
            shown[-1] = rows[-1]
        more = len(rows) - len(shown)
        # A column without a word, such as that for remarks, only takes room on paper.
        kept = [at for at in range(len(table.heads)) if any(row[at] != "" for row in shown)]
        return parts.Grid(
            heads=tuple(table.heads[at] for at in kept),
            rows=tuple(
                tuple(self._read(_write_cell(row[at], at in table.numeric)) for at in kept)
                for row in shown
            ),
            numeric=tuple(new for new, at in enumerate(kept) if at in table.numeric),
            rest=self._say("profile_rest", count=more) if more else "",
        )

    def _list_tables(self, told: dict[str, Any]) -> list[parts.Tabled]:
        """What the figures come to, what the diagnosis says, who acts."""
        found: list[parts.Tabled] = []
        rows: list[tuple[Told, ...]]
        if told["key"] == "city":
            found += [*self._tell_results(), *self._tell_balance()]
        if told["areas"]:
            heads = (_("Policy area"), _("Answer"))
            rows = [(each["name"], each["answer"]) for each in told["areas"]]
            found.append(self._tabulate(_("How the levels relate"), "", heads, rows))
        if told.get("actors"):
            comma = Markup(" · ")
            rows = [(kind, comma.join(x for x, _href in named)) for kind, named in told["actors"]]
            title = self._say("profile_actors")
            found.append(self._tabulate(title, "", (_("Kind"), _("Actors")), rows))
        return found

    def _tell_results(self) -> list[parts.Tabled]:
        rows: list[tuple[Told, ...]] = [
            (x["name"], x["value"], x["period"], x["formula"])
            if x["value"]
            else (x["name"], x["why"])
            for x in self.figures.tell_results(self.profile)
        ]
        heads = (_("Measure"), _("Figure"), _("Period"), _("Formula"))
        return [self._tabulate(_("What the figures come to"), "", heads, rows, 1)] if rows else []

    def _tell_balance(self) -> list[parts.Tabled]:
        rows: list[tuple[Told, ...]] = [
            (x["period"], x["definition"], x["said"])
            for x in self.figures.tell_balance(self.profile)
        ]
        lead = _(
            "Who was there at the beginning, with births, arrivals and other entries, less deaths,"
            " departures and other exits, must be who is there at the end."
        )
        heads = (_("Period"), _("Counted"), _("Remark"))
        title = _("Do the figures fit together?")
        return [self._tabulate(title, lead, heads, rows)] if rows else []

    def _tabulate(
        self,
        title: str,
        lead: str,
        heads: tuple[str, ...],
        rows: list[tuple[Told, ...]],
        *numeric: int,
    ) -> parts.Tabled:
        told = tuple(tuple(self._read(cell) for cell in row) for row in rows)
        return parts.Tabled(self._keep(title), self._keep(lead), parts.Grid(heads, told, numeric))

    def _tell_hole(self, hole: dict[str, Any]) -> parts.Hole:
        said = []
        if hole["who"]:
            said.append(_("could come from %(who)s") % {"who": hole["who"]})
        if hole["where"]:
            said.append(_("known for %(where)s") % {"where": hole["where"]})
        return parts.Hole(hole["what"], self._keep(" · ".join(said)))

    def _write_imprint(self, as_of: str) -> tuple[tuple[str, str], ...]:
        """What the document says of itself."""
        about = self.about
        found = read_day(about.data_day)
        lines = (
            ("doc_as_of", as_of),
            ("doc_data", write_date(found, self.language) if found else about.data_day),
            ("doc_method", about.method),
            ("doc_rests_on", about.rests_on),
            ("doc_licence", about.licence),
            ("profile_licences", self.citations.licences),
            ("doc_software", about.software),
            ("doc_address", about.address),
        )
        return tuple((self._say(code), words) for code, words in lines if words)

    def _say(self, code: str, **more: object) -> str:
        return self._keep(say(code, self.language, **more))

    def _keep(self, words: str) -> str:
        return keep_spaces(words, self.language)

    def _read(self, cell: Told) -> Words:
        if isinstance(cell, Markup):
            return read_markup(cell, self.language)
        return read_plain(cell, self.language) if isinstance(cell, str) else cell


def _write_cell(cell: Any, numeric: bool) -> str:
    """As the page writes it: a dash for what is not known."""
    return localised(cell) if numeric or cell is None else str(cell)


def _list_remarks(told: dict[str, Any]) -> list[str]:
    """What a section has no figures or facts for, as its page says it."""
    found = []
    if told.get("actors") == []:
        found.append(_("Nobody has recorded who acts here."))
    if told.get("notables") == []:
        found.append(_("Nothing stands out in what is recorded so far."))
    if missing := told.get("missing"):
        words = ngettext(
            "%(count)s figure is missing; see above who could supply it.",
            "%(count)s figures are missing; see above who could supply them.",
            missing,
        )
        found.append(words % {"count": missing})
    if told["absent"]:
        found.append(_("There is no such place around this one in the registry."))
    return found
