"""Facts and documents with their numbers, and what each document says, for the evidence of a
document."""

from collections.abc import Iterable

from weft.core.atlas import FACT_SECTIONS, SECTIONS, Atlas, Fact
from weft.core.atlas.atlas import list_areas
from weft.core.atlas.records import Citation
from weft.core.atlas.sentences import say_fact
from weft.core.atlas.voice import Voice
from weft.core.diagnosis.evidence import find_state
from weft.core.diagnosis.method import read_method
from weft.core.terms import Text, label, list_codes
from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say
from weft.documents.parts import Cited, Group, Note, Refs, Source
from weft.documents.runs import Words, keep_spaces, read_line, read_runs, read_text
from weft.pictures.telling import tell_disputing
from weft.pictures.tongues import mark

_ORDER = {SECTIONS[name]: at for at, name in enumerate(FACT_SECTIONS)}


class Register:
    """Facts numbered area by area, and the documents they rest on in the order of their ids.
    `also` are documents that something else than a fact rests on."""

    def __init__(
        self, atlas: Atlas, facts: Iterable[str], language: str, also: Iterable[Citation] = ()
    ) -> None:
        self.atlas, self.language = atlas, language
        self.voice = Voice(read=lambda text: mark(text, language), language=language)
        areas = list_codes("areas")
        found = [atlas.facts[each] for each in set(facts)]

        def rank(fact: Fact) -> tuple[int, int, str]:
            area = areas.index(_name_area(fact)) if _name_area(fact) else len(areas)
            return (area, _ORDER[type(fact)], fact.id)

        self.facts = sorted(found, key=rank)
        self._fact_numbers = {each.id: at for at, each in enumerate(self.facts, 1)}
        cited = {each.source for fact in self.facts for each in fact.sources}
        self.cited = len(cited)  # documents that facts rest on
        cited |= {each.source for each in also}
        self._source_numbers = {key: at for at, key in enumerate(sorted(cited), 1)}

    def refer(self, facts: Iterable[str]) -> Refs:
        """The numbers of facts, as unbroken stretches."""
        spans: list[tuple[int, int]] = []
        for number in sorted({self._fact_numbers[each] for each in facts}):
            if spans and number == spans[-1][1] + 1:
                spans[-1] = (spans[-1][0], number)
            else:
                spans.append((number, number))
        return tuple(spans)

    def list_groups(self) -> tuple[Group, ...]:
        """The facts under the area they are about, or the first of several."""
        notes: dict[str, list[Note]] = {}
        for fact in self.facts:
            notes.setdefault(_name_area(fact), []).append(self._note(fact))
        return tuple(
            Group(
                title=label("areas", area, self._plain) if area else self.say("doc_no_area"),
                notes=tuple(found),
            )
            for area, found in notes.items()
        )

    def list_sources(self) -> tuple[Source, ...]:
        """The documents, as far as each says who published it, when, and under which licence."""
        return tuple(self._source(key, number) for key, number in self._source_numbers.items())

    def say(self, code: str, **parts: object) -> str:
        """A phrase, with the spaces at which no line may break."""
        return keep_spaces(say(code, self.language, **parts), self.language)

    def read(self, text: Text | None) -> Words:
        """The runs of a text."""
        return read_text(text, self.language)

    @property
    def _plain(self) -> str:
        """The language without its region, as vocabularies have it."""
        return self.language.partition("-")[0]

    def _note(self, fact: Fact) -> Note:
        remarks = []
        if fact.disputed_by:
            names = [self.atlas.actor_by_id[each].name for each in fact.disputed_by]
            remarks.append(keep_spaces(tell_disputing(names, self.language), self.language))
        if find_state(self.atlas, fact, read_method()) == "unconfirmed":
            remarks.append(self.say("doc_to_confirm"))
        if not fact.sources:
            remarks.append(self.say("doc_unsourced"))
        return Note(
            number=self._fact_numbers[fact.id],
            words=read_runs(say_fact(self.atlas, fact, self.voice), self.language),
            remarks=tuple(remarks),
            cited=tuple(self._cite(each) for each in fact.sources),
        )

    def _cite(self, citation: Citation) -> Cited:
        source = self.atlas.source_by_id[citation.source]
        locator: Words = ()
        if citation.locator:
            locator = read_line(citation.locator, self.language, source.language)
        paraphrase = self.read(citation.paraphrase)
        words = locator + paraphrase
        return Cited(
            source=self._source_numbers[source.id],
            grade=citation.grade or source.grade,
            locator=locator,
            paraphrase=paraphrase,
            leftwards=any(each.leftwards for each in words)
            or (not words and is_right_to_left(self.language)),
        )

    def _source(self, key: str, number: int) -> Source:
        source = self.atlas.source_by_id[key]
        note = source.note.read(self.language) if source.note else ""
        details = (source.author, source.publisher, source.date, source.licence, note)
        return Source(
            number=number,
            title=read_text(source.title, self.language, source.language),
            details=" · ".join(each for each in details if each),
            url=source.url or "",
            grade=source.grade,
        )


def _name_area(fact: Fact) -> str:
    """The area under which a fact is told; '' if it is about none."""
    return next(iter(list_areas(fact)), "")
