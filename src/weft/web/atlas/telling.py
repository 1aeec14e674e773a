"""Says records in the reader's language for pages: sentences with words of other languages marked,
and each fact with its sources, down to the heading and the paraphrase."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weft.core.atlas import FACT_SECTIONS, Atlas, Fact
from weft.core.atlas.atlas import find_section
from weft.core.atlas.facts import Dispute, Mechanism
from weft.core.atlas.records import Citation
from weft.core.atlas.sentences import list_members, say_fact
from weft.core.atlas.voice import Voice
from weft.core.diagnosis.evidence import State, find_state
from weft.core.diagnosis.method import read_method
from weft.core.terms import Text, label
from weft.core.terms.phrases import say
from weft.pictures.tongues import mark, mark_words, render
from weft.web.atlas.addresses import find_actor, find_beside, find_fact, find_facts, find_source
from weft.web.atlas.facts import View


@dataclass(frozen=True)
class CitationView:
    """Where a source says it."""

    href: str
    title: Markup
    publisher: str
    date: str
    locator: Markup
    paraphrase: Markup
    grade: str
    grade_words: str
    note: Markup  # what a reader should know of the document
    url: str


@dataclass(frozen=True)
class PositionView:
    """Another actor's word on a fact."""

    actor: Markup
    href: str
    stand: str
    disputes: bool
    reason: Markup
    date: str


@dataclass(frozen=True)
class FactView:
    """A fact as a page shows it."""

    key: str
    href: str
    beside: str  # where another answer to the same is stated
    section: str
    text: Markup
    state: State
    everybody: tuple[tuple[Markup, str], ...]  # all who take part, with their addresses
    asserted_by: Markup
    citations: tuple[CitationView, ...]
    positions: tuple[PositionView, ...]
    note: Markup
    origin: str  # the atlas it came with


class Teller:
    """Tells what is in a view, in one language; without the `remarks` on documents where these
    stand at the head of the page."""

    def __init__(
        self, view: View, language: str, atlas: Atlas | None = None, remarks: bool = True
    ) -> None:
        self.view, self.language, self.remarks = view, language, remarks
        self.atlas = atlas or view.atlas
        self.voice = Voice(read=self.mark, most=5, language=language)
        self.full = Voice(read=self.mark, language=language)

    def mark(self, text: Text) -> str:
        return mark(text, self.language)

    def words(self, text: Text | None) -> Markup:
        """The words of a text, marked where they are of another language; empty for none."""
        return render(self.mark(text)) if text else Markup()

    def say(self, code: str, **parts: object) -> str:
        """A phrase of packs/phrases."""
        return say(code, self.language, **parts)

    def label(self, vocabulary: str, code: str) -> str:
        """The label of a term."""
        return label(vocabulary, code, self.language)

    def actor(self, key: str) -> Markup:
        """The name of an actor."""
        return self.words(self.atlas.actor_by_id[key].name)

    def place(self, key: str) -> Markup:
        """The name of a place."""
        return self.words(self.atlas.place_by_id[key].name)

    def render(self, sentence: str) -> Markup:
        """A sentence made with this teller's voice, as markup."""
        return render(sentence)

    def sentence(self, fact: Fact) -> Markup:
        """A fact in one sentence."""
        return render(say_fact(self.atlas, fact, self.voice))

    def facts(self, keys: Iterable[str]) -> tuple[FactView, ...]:
        """Some facts in the order of the file format: who acts, who does what, ties, and so on."""
        found = [self.atlas.facts[each] for each in dict.fromkeys(keys)]
        order = {name: at for at, name in enumerate(FACT_SECTIONS)}
        found.sort(key=lambda each: (order[find_section(each)], each.id))
        return tuple(self.fact(each) for each in found)

    def fact(self, fact: Fact) -> FactView:
        """A fact with all that it rests on."""
        return FactView(
            key=fact.id,
            href=find_fact(fact),
            beside=find_beside(self.atlas, fact),
            section=find_section(fact),
            text=self.sentence(fact),
            state=find_state(self.atlas, fact, read_method()),
            everybody=self._list_everybody(fact),
            asserted_by=self.actor(fact.asserted_by) if fact.asserted_by else Markup(),
            citations=tuple(self.citation(each) for each in fact.sources),
            positions=tuple(
                PositionView(
                    actor=self.actor(each.actor),
                    href=find_actor(each.actor),
                    stand=self.label("stands", each.stand),
                    disputes=each.stand == "disputes",
                    reason=self.words(each.reason),
                    date=each.date or "",
                )
                for each in fact.positions
            ),
            note=self.words(fact.note),
            origin=self.view.origins.get(fact.id, ""),
        )

    def citation(self, citation: Citation) -> CitationView:
        """A citation with its document."""
        source = self.atlas.source_by_id[citation.source]
        grade = citation.grade or source.grade
        foreign = (source.language or "").partition("-")[0] not in ("", self.language)
        locator = mark_words(citation.locator or "", source.language or "" if foreign else "")
        return CitationView(
            href=find_source(source.id),
            title=self.words(source.title),
            publisher=source.publisher or source.author or "",
            date=source.date or "",
            locator=render(locator),
            paraphrase=self.words(citation.paraphrase),
            grade=grade,
            grade_words=self.label("grades", grade),
            note=self.words(source.note) if self.remarks else Markup(),
            url=source.url or "",
        )

    def _list_everybody(self, fact: Fact) -> tuple[tuple[Markup, str], ...]:
        """Everybody in a fact whose sentence names only some."""
        if isinstance(fact, Mechanism):
            names = list_members(self.atlas, fact, self.full)
            keys: Sequence[str] = [each.actor for each in fact.members]
        elif isinstance(fact, Dispute):
            names, keys = [self.full.actor(self.atlas, each) for each in fact.parties], fact.parties
        else:
            return ()
        if self.voice.join(names) == self.full.join(names):
            return ()
        return tuple((render(name), find_actor(key)) for name, key in zip(names, keys, strict=True))

    def link(self, keys: Sequence[str]) -> str:
        """The address that shows all of some facts."""
        return find_facts(self.atlas, keys) if keys else ""
