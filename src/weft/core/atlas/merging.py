"""Puts two changes of one record together where they touch different things, and says where they do
not, for people who edit at the same time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from weft.core.atlas.records import Record

# What makes an element of a list the same element after it changed: one seat an actor, one
# citation a document.
_KEYS = ("actor", "source")


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each in another way."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """One record of two; where they clash, it has mine."""

    record: Record
    clashes: tuple[Clash, ...]


def merge(base: Record, mine: Record, theirs: Record) -> Merged:
    """What `mine` and `theirs` each made of `base`, together: field by field, and in lists element
    by element. The three are records of one section and id."""
    changes: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name in type(base).model_fields:
        before, own, other = (getattr(each, name) for each in (base, mine, theirs))
        if own in (before, other):
            changes[name] = other
        elif other == before:
            changes[name] = own
        elif isinstance(own, tuple) and isinstance(other, tuple):
            changes[name], clash = _merge_lists(before or (), own, other)
            if clash:
                clashes.append(Clash(name, before, own, other))
        else:
            changes[name] = own
            clashes.append(Clash(name, before, own, other))
    return Merged(mine.model_copy(update=changes), tuple(clashes))


def _merge_lists(
    base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]
) -> tuple[tuple[Any, ...], bool]:
    """The elements that either kept or added, in their order, then mine; whether both changed one
    and the same."""
    find = _choose_key((*base, *mine, *theirs))
    before, own, other = ({find(x): x for x in each} for each in (base, mine, theirs))
    clash, merged = False, {}
    for key in dict.fromkeys((*other, *own)):
        was, here, there = before.get(key), own.get(key), other.get(key)
        if here == was:
            kept = there
        elif there in (was, here):
            kept = here
        else:
            kept, clash = here, True
        if kept is not None:
            merged[key] = kept
    return tuple(merged.values()), clash


def _choose_key(elements: Sequence[Any]) -> Callable[[Any], Any]:
    for name in _KEYS:
        if elements and all(hasattr(each, name) for each in elements):
            found = [getattr(each, name) for each in elements]
            return _read_by(name) if found else _itself
    return _itself


def _read_by(name: str) -> Callable[[Any], Any]:
    # The same document may be cited at two places: the locator tells these apart.
    return lambda each: (getattr(each, name), getattr(each, "locator", None))


def _itself(each: Any) -> Any:
    return each
