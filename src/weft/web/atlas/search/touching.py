"""Which records may be found differently after a change, so that a small change costs little."""

from collections.abc import Iterator

from weft.core.atlas import SECTIONS, Atlas
from weft.core.atlas.facts import Actor
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references

Key = tuple[str, str]  # section, id
# What an actor passes on to those that name it, and to what is part of it.
_PASSED_ON = ("place", "parent", "levels", "kind")


def find_touched(before: Atlas, after: Atlas) -> frozenset[Key] | None:
    """The records that differ, those they name (whose areas are those of the facts about them), and
    those that name them (which are found by their names too); None where it may be any."""
    changed = dict(_list_changed(before, after))
    if any(section == "places" for section, _ in changed):
        return None  # everything inside it is found by its name
    if any(section == "actors" and _moves(*pair) for (section, _), pair in changed.items()):
        return None
    touched = set(changed)
    for pair in changed.values():
        for record in pair:
            if record is not None:
                named = walk_references(record, type(record))
                touched |= {(ref.section, name) for _, ref, name in named}
    named_by_others = {each for each in changed if each[0] in ("actors", "sources")}
    if named_by_others:
        for section, record in after.list_records():
            named = walk_references(record, type(record))
            if any((ref.section, name) in named_by_others for _, ref, name in named):
                touched.add((section, record.id))
    return frozenset(touched)


def _list_changed(
    before: Atlas, after: Atlas
) -> Iterator[tuple[Key, tuple[Record | None, Record | None]]]:
    for section in SECTIONS:
        was, now = getattr(before, section), getattr(after, section)
        if was is now:
            continue
        old, new = {x.id: x for x in was}, {x.id: x for x in now}
        for key in {*old, *new}:
            one, other = old.get(key), new.get(key)
            if one is not other and one != other:
                yield (section, key), (one, other)


def _moves(one: Record | None, other: Record | None) -> bool:
    """Whether what is passed on to others changed; of a new actor nobody had it before."""
    if not isinstance(one, Actor) or not isinstance(other, Actor):
        return False
    return any(getattr(one, name) != getattr(other, name) for name in _PASSED_ON)
