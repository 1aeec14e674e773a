"""Replaces names in a record, for when two records turn out to be one or an id was taken."""

from typing import Any

from weft.core.atlas.records import Model, Record
from weft.core.atlas.references import list_nested, list_references


def rename(record: Record, section: str, names: dict[str, str]) -> Record:
    """The record with some names of a section replaced: old id -> new id. In a list each name
    stands once; of two seats or positions of what is now one actor the first is kept. An actor
    that would become its own parent has none."""
    renamed: Record = _rename(record, section, names)
    if getattr(renamed, "parent", None) == renamed.id:
        renamed = renamed.model_copy(update={"parent": None})
    return renamed


def _rename(value: Any, section: str, names: dict[str, str]) -> Any:
    changes: dict[str, Any] = {}
    kind: type[Model] = type(value)
    fields = {each.alias or name: name for name, each in kind.model_fields.items()}
    for alias, ref in list_references(kind):
        name = fields[alias]
        found = getattr(value, name)
        if ref.section not in (section, "facts"):
            continue
        if isinstance(found, str) and found in names:
            changes[name] = names[found]
        elif isinstance(found, tuple) and any(each in names for each in found):
            changes[name] = tuple(dict.fromkeys(names.get(each, each) for each in found))
    for name, _ in list_nested(kind):
        found = getattr(value, name)
        renamed = [_rename(each, section, names) for each in found]
        if any(new is not old for new, old in zip(renamed, found, strict=True)):
            kept: dict[Any, Model] = {}
            for each in renamed:
                kept.setdefault(_key(each), each)
            changes[name] = tuple(kept.values())
    return value.model_copy(update=changes) if changes else value


def _key(value: Model) -> Any:
    """What there is once in a list: the seat or position of an actor, a citation as a whole."""
    return getattr(value, "actor", value)
