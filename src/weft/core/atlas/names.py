"""Finds records by id or by name in any language and spelling, for files that people typed."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from weft.core.terms import fold, slugify

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

    def find(self, word: str) -> set[Key]:
        """The records meant by `word`: none, one, or several if the word is ambiguous."""
        if found := self._ids.get(word):
            return found
        for form in (str.strip, fold, _slug):
            if form not in self._indexes:
                index = self._indexes[form] = {}
                for key, each in self._words:
                    index.setdefault(form(each), set()).add(key)
            wanted = form(word)
            if wanted and (found := self._indexes[form].get(wanted)):
                return found
        return set()
