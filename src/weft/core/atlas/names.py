"""Finds records by id or by name in any language and spelling, for files and forms that people
fill in."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from weft.core.atlas.atlas import Atlas, find_section
from weft.core.atlas.records import Record
from weft.core.terms import Text, fold, slugify

Key = TypeVar("Key")


def list_words(data: dict[str, Any]) -> list[str]:
    """The names (or titles) of a raw record, in all its languages."""
    said = data.get("name") or data.get("title")
    words = said.values() if isinstance(said, dict) else [said]
    return [each.strip() for each in words if isinstance(each, str) and each.strip()]


def _slug(word: str) -> str:
    return slugify(word, 200)


class Names(Generic[Key]):
    """Keys of records by id, else by exact name, by folded name, by slug of the name."""

    def __init__(self) -> None:
        self._ids: dict[str, set[Key]] = {}
        self._words: list[tuple[Key, str]] = []
        # Made when first asked for: what Weft wrote itself is found by id.
        self._indexes: dict[Callable[[str], str], dict[str, set[Key]]] = {}

    def add(self, key: Key, own: str | None, words: list[str]) -> None:
        """Remember a record under its id, if it has one, and under its names."""
        if own:
            self._ids.setdefault(own, set()).add(key)
        self._words += [(key, word) for word in words]

    def list_ids(self) -> list[str]:
        """Every id."""
        return list(self._ids)

    def has_id(self, word: str) -> bool:
        """Whether `word` is the id of a record, and so means no other."""
        return word in self._ids

    def find(self, word: str) -> set[Key]:
        """The records meant by `word`: none, one, or several if the word is ambiguous."""
        if found := self._ids.get(word):
            return found
        for form in (str.strip, fold, _slug):
            wanted = form(word)
            if wanted and (found := self._list_by(form).get(wanted)):
                return found
        return set()

    def _list_by(self, form: Callable[[str], str]) -> dict[str, set[Key]]:
        if form not in self._indexes:
            index: dict[str, set[Key]] = {}
            for key, each in self._words:
                index.setdefault(form(each), set()).add(key)
            self._indexes[form] = index  # when it is whole: several threads may ask
        return self._indexes[form]


class Known:
    """An atlas that is there already, whose records a new file or form may name without repeating
    them. Keep it as long as the atlas: it remembers the names that were asked for."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._names: dict[str, Names[str]] = {}

    def get(self, section: str, key: str) -> Record | None:
        """The record of an id; `facts` stands for all sections of facts."""
        if section == "facts":
            return self.atlas.facts.get(key)
        return self.atlas.find_record(section, key)

    def find(self, section: str, word: str) -> set[str]:
        """The ids of the records of a section meant by `word`, as in Names."""
        if self.get(section, word):
            return {word}
        if section not in self._names:
            names: Names[str] = Names()
            for record in getattr(self.atlas, section):
                said = getattr(record, "name", None) or getattr(record, "title", None)
                if isinstance(said, Text):
                    names.add(record.id, None, list(said.root.values()))
            self._names[section] = names
        return self._names[section].find(word)

    def find_any(self, sections: tuple[str, ...], word: str) -> list[Record]:
        """The records of some sections meant by `word`; an id means one record and no other."""
        fact = self.atlas.facts.get(word)
        if fact and find_section(fact) in sections:
            return [fact]
        return [
            record
            for section in sections
            for key in sorted(self.find(section, word))
            if (record := self.get(section, key))
        ]

    def list_ids(self, section: str) -> list[str]:
        """Every id of a section."""
        if section == "facts":
            return list(self.atlas.facts)
        return [each.id for each in getattr(self.atlas, section)]
