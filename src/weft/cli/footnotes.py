"""Numbered facts below a page: each sentence points to its facts, and these to their documents."""

from collections.abc import Iterable

from weft.core.atlas import Atlas
from weft.core.atlas.records import Citation
from weft.core.terms.phrases import say


class Footnotes:
    """The facts that a page has pointed to, numbered from 1 in the order in which it did."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, facts: Iterable[str]) -> str:
        """What follows a sentence: " [1, 4]"; nothing without facts."""
        numbers = [self._numbers.setdefault(each, len(self._numbers) + 1) for each in facts]
        return f" [{', '.join(str(each) for each in sorted(set(numbers)))}]" if numbers else ""

    def list_facts(self) -> tuple[str, ...]:
        """The ids of the facts, in their order."""
        return tuple(self._numbers)

    def list_lines(self, atlas: Atlas, to_confirm: Iterable[str], language: str) -> list[str]:
        """For each fact a line with its number and id, then one for each of its documents: grade,
        title, publisher, date, heading, and what it says there."""
        doubtful = set(to_confirm)
        lines = []
        for fact, number in self._numbers.items():
            doubt = f" ({say('note_to_confirm', language)})" if fact in doubtful else ""
            lines.append(f"[{number}] {fact}{doubt}")
            if not atlas.facts[fact].sources:
                lines.append(f"    {say('note_no_source', language)}")
            for citation in atlas.facts[fact].sources:
                grade, document = describe_citation(atlas, citation, language)
                lines.append(f"    {grade}  {document}")
        return lines


def describe_citation(atlas: Atlas, citation: Citation, language: str = "en") -> tuple[str, str]:
    """The grade of a document, and its title, publisher, date, heading, and what it says there."""
    source = atlas.source_by_id[citation.source]
    parts = [source.title.read(language), source.publisher, source.date, citation.locator]
    document = say("list", language).join(part for part in parts if part)
    if citation.paraphrase:
        document += f"{say('colon', language)}{citation.paraphrase}"
    return citation.grade or source.grade, document
