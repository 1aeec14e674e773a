"""Numbered facts below a page: each sentence points to its facts, and these to their documents."""

from collections.abc import Iterable

from weft.core.atlas import Atlas
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
                source = atlas.source_by_id[citation.source]
                title = source.title.read(language)
                parts = [title, source.publisher, source.date, citation.locator]
                where = say("list", language).join(part for part in parts if part)
                said = (
                    f"{say('colon', language)}{citation.paraphrase}" if citation.paraphrase else ""
                )
                lines.append(f"    {citation.grade or source.grade}  {where}{said}")
        return lines
