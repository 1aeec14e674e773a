"""A place as a document: everything that is said of it, once, in one language and in the order of
reading, for whoever writes it as PDF or for Word."""

from weft.core.atlas import Atlas
from weft.core.atlas.atlas import list_areas
from weft.core.atlas.voice import Voice
from weft.core.diagnosis.setting import find_pair
from weft.core.diagnosis.summary import Summary, list_notables, say_lead
from weft.core.terms import list_codes
from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import read_phrases, say, write_date, write_list
from weft.documents.notes import Register
from weft.documents.parts import About, Document, Finding, Picture, Titled, read_day
from weft.documents.runs import join_text, keep_spaces, read_runs
from weft.documents.tables import tabulate_roles, tabulate_ties
from weft.documents.ways import relate
from weft.pictures import Weave, draw_weave
from weft.pictures.tongues import mark
from weft.pictures.words import lower_first, name_area, name_term

FINDINGS = 6  # as many as two pages hold beside the rest


def compose(
    atlas: Atlas, place: str, summary: Summary | None, weave: Weave, language: str, about: About
) -> Document:
    """The document of a place. `atlas` has at least what bears on the place; without a summary it
    says that nothing is recorded, or that the question is not asked of such a place."""
    return _Composer(atlas, place, summary, weave, language, about).compose()


class _Composer:
    def __init__(
        self,
        atlas: Atlas,
        place: str,
        summary: Summary | None,
        weave: Weave,
        language: str,
        about: About,
    ) -> None:
        self.atlas, self.place, self.summary = atlas, atlas.place_by_id[place], summary
        self.weave, self.language, self.about = weave, language, about
        self.voice = Voice(read=lambda text: mark(text, language), most=5, language=language)
        self.notables = list_notables(atlas, summary, self.voice, FINDINGS) if summary else ()
        # Where the number of inhabitants comes from is to be named with it.
        cited = self.place.sources if self.place.population is not None else ()
        self.register = Register(atlas, self._list_facts(), language, cited)

    def _list_facts(self) -> set[str]:
        """Every fact that the document shows."""
        found = {fact for each in self.weave.crossings for fact in each.facts}
        found |= {each.fact for each in self.weave.ties} | set(self.weave.unplaced)
        if self.summary:
            found |= {*self.summary.facts, *(x for each in self.notables for x in each.facts)}
        return found

    def compose(self) -> Document:
        language, say_ = self.language, self.register.say
        title = self.register.read(self.place.name)
        day = write_date(self.weave.on, language)
        one, two, three = say_("doc_page", page="\0", total="\0").split("\0")
        grades = say("list", language).join(
            say_("doc_grade", letter=each, words=name_term("grades", each, language))
            for each in list_codes("grades")
        )
        documents, evidence = say_("doc_sources"), say_("doc_evidence")
        return Document(
            language=language,
            leftwards=is_right_to_left(language),
            day=self.about.data_day,
            title=title,
            subtitle=self._write_subtitle(),
            lead=keep_spaces(self._say_lead(), language),
            weave=Titled(say_("doc_weave"), say_("doc_legend") if self.weave.rows else ""),
            drawing=self._draw(join_text(title)),
            blank=self._say_blank(),
            findings=Titled(
                say_("doc_findings"), "" if self.notables else say_("doc_findings_none")
            ),
            found=tuple(
                Finding(
                    tag=say_(f"tag_{each.tag}"),
                    tone=each.tone,
                    words=read_runs(each.text, language),
                    facts=self.register.refer(each.facts),
                )
                for each in self.notables
            ),
            fields=relate(self.atlas, self.summary, language) if self.summary else None,
            roles=tabulate_roles(self.weave, self.register, evidence) if self.weave.rows else None,
            ties=tabulate_ties(self.weave, self.register, self.voice),
            evidence=Titled(
                evidence, say_("doc_evidence_lead", documents=documents, grades=grades)
            ),
            groups=self.register.list_groups(),
            documents=documents,
            sources=self.register.list_sources(),
            colophon=say_("doc_colophon"),
            imprint=self._write_imprint(day),
            facts=say_("doc_facts"),
            comma=say("list", language),
            foot=say_("as_of", date=day),
            page=(one, two, three),
            author="Weft",
        )

    def _write_subtitle(self) -> str:
        """City (commune) · 520,774 inhabitants · as of ... · 104 facts from 26 documents, ..."""
        place, say_ = self.place, self.register.say
        facts, voice = self.register.facts, self.voice
        kind = voice.label("levels", *place.levels)
        if place.kind:
            code = f"place_kind_{place.kind}"
            name = say_(code) if code in read_phrases() else place.kind.replace("-", " ")
            kind = say_("doc_kind", levels=kind, kind=name)
        parts = [kind]
        if (count := place.population) is not None:
            parts.append(say_("fact_population", count=count, number=voice.amount(count)))
        parts.append(say_("as_of", date=write_date(self.weave.on, self.language)))
        disputed = {each.id for each in facts if each.disputed_by}
        contested = len(disputed.union(self.summary.contested if self.summary else ()))
        if facts:
            counted = say_("doc_counts", count=len(facts))
            if self.register.cited:
                counted += " " + say_("doc_from", count=self.register.cited)
            code = "doc_contested" if contested else "doc_none_contested"
            parts.append(counted + say_("list") + say_(code, count=contested))
        if self.about.notice:
            parts.append(self.about.notice)
        return " · ".join(parts)

    def _say_lead(self) -> str:
        if self.summary:
            return say_lead(self.atlas, self.summary, self.language)
        name = self.place.name.read(self.language)
        if not self.weave.rows:
            return say("doc_nothing", self.language, place=name)
        below = find_pair(self.atlas, self.place) is not None
        return say("doc_around" if below else "doc_above", self.language, place=name)

    def _draw(self, name: str) -> Picture:
        weave = self.weave
        words = self.register.say(
            "doc_weave_alt",
            place=name,
            rows=len(weave.rows),
            columns=len(weave.columns),
            knots=sum(each.state != "blank" for each in weave.crossings),
            ties=len(weave.ties),
        )
        return Picture(draw_weave(weave, self.language, link=None), words)

    def _say_blank(self) -> str:
        said = []
        told = {area for fact in self.register.facts for area in list_areas(fact)}
        blank = [
            lower_first(name_area(each, self.language))
            for each in self.weave.missing
            if each not in told
        ]
        if self.weave.rows and blank:
            said.append(self.register.say("missing", areas=write_list(blank, self.language)))
        if self.weave.unplaced:
            said.append(self.register.say("unplaced", number=len(self.weave.unplaced)))
        return " ".join(said)

    def _write_imprint(self, day: str) -> tuple[tuple[str, str], ...]:
        """What the document says of itself."""
        about = self.about
        found = read_day(about.data_day)
        data = write_date(found, self.language) if found else about.data_day
        lines = (
            ("doc_as_of", day),
            ("doc_data", data),
            ("doc_method", about.method),
            ("doc_rests_on", about.rests_on),
            ("doc_licence", about.licence),
            ("doc_software", about.software),
            ("doc_address", about.address),
        )
        return tuple((self.register.say(code), words) for code, words in lines if words)
