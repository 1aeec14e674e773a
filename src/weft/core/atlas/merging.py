"""Puts two changes of one record together where they touch different things, and says where they do
not, for people who edit at the same time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weft.core.atlas.facts import Competence, Member, Place, Policy, Resource, Survey
from weft.core.atlas.records import Citation, Fact, Model, Position, Record
from weft.core.terms import Text

# Fields that only make sense together: half of one answer and half of another is an answer that
# nobody gave.
_GROUPS: dict[type[Record], tuple[tuple[str, ...], ...]] = {
    Fact: (("start", "until"),),
    Place: (("latitude", "longitude"),),
    Competence: (
        ("holder", "place", "level", "holds", "basis", "role", "area", "place_kind", "phase"),
    ),
    Policy: (("issuer", "place", "place_kind"),),
    Resource: (("money", "task_cost", "currency"), ("capacity", "capacity_unit")),
    Survey: (("levels", "actors"),),
}
# What makes an element of a list the same element after it changed; the first that tells it apart
# from its neighbours counts. Elements of other kinds are what they are.
_KEYS: dict[type[Model], tuple[tuple[str, ...], ...]] = {
    Member: (("actor",),),
    Position: (("actor",),),
    Citation: (("source",), ("source", "locator")),
}


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
    """What `mine` and `theirs` each made of `base`, together. The three are records of one section
    and id.

    - What only one of them changed is as that one left it; what both changed alike is so.
    - Fields of a group (`_GROUPS`) are one answer: where each changed something of it in another
      way, all its fields in which they differ clash.
    - Texts are put together language by language, codes register by register, a contact and a
      stance field by field, lists element by element: theirs in their order, then what I added.
      Both changing the same part, each in another way, is a clash. One citation is told by its
      document, or by document and locator where one of the three cites a document twice.
    - "Nobody" beside somebody is a clash, and so is what would end up empty though neither emptied
      it.
    """
    torn = {
        name
        for kind, groups in _GROUPS.items()
        if isinstance(base, kind)
        for group in groups
        if _differs(group, base, mine, theirs) and _differs(group, base, theirs, mine)
        for name in group
    }
    changes: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name, field in type(base).model_fields.items():
        before, own, other = (getattr(each, name) for each in (base, mine, theirs))
        if own == other:
            continue
        clash = name in torn
        if not clash and own == before:
            changes[name] = other
        elif not clash and other != before:
            # Where a list may be left out, an empty one is the answer "nobody".
            optional = field.default is None
            changes[name], clash = _merge_values(before, own, other, optional)
        if clash:
            clashes.append(Clash(name, before, own, other))
    return Merged(mine.model_copy(update=changes), tuple(clashes))


def _differs(group: Sequence[str], base: Record, one: Record, other: Record) -> bool:
    """Whether `one` changed a field of a group to what the other does not have."""
    return any(
        getattr(one, name) not in (getattr(base, name), getattr(other, name)) for name in group
    )


def _merge_values(base: Any, mine: Any, theirs: Any, optional: bool) -> tuple[Any, bool]:
    """Two changes of one value together, and whether they clash."""
    if type(mine) is not type(theirs) or not isinstance(mine, tuple | dict | Text | Model):
        return mine, True
    if optional and () in (mine, theirs):
        return mine, True
    split = _choose_split(base, mine, theirs)
    was, own, other = ({} if each is None else split(each) for each in (base, mine, theirs))
    parts, clash = _merge_parts(was, own, other)
    if own and other and not parts:
        return mine, True
    if isinstance(mine, tuple):
        return tuple(parts.values()), clash
    return (parts if isinstance(mine, dict) else type(mine).model_validate(parts)), clash


def _choose_split(*values: Any) -> Callable[[Any], dict[Any, Any]]:
    """How to take values of one kind apart, into parts by what tells them from each other."""
    if isinstance(values[-1], Text):
        return lambda text: dict(text.root)
    if not isinstance(values[-1], tuple):
        return dict  # codes by register; a contact or a stance by field
    lists = [each or () for each in values]

    def tell(element: Any) -> Any:
        for names in _KEYS.get(type(element), ()):
            key = _read(element, names)
            if all([_read(x, names) for x in each].count(key) <= 1 for each in lists):
                return key
        return element

    return lambda elements: {tell(each): each for each in elements}


def _read(element: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(element, name) for name in names)


def _merge_parts(
    base: Mapping[Any, Any], mine: Mapping[Any, Any], theirs: Mapping[Any, Any]
) -> tuple[dict[Any, Any], bool]:
    """The parts that either kept, changed or added; whether both changed the same one."""
    parts, clash = {}, False
    for key in dict.fromkeys((*theirs, *mine)):
        was, own, other = base.get(key), mine.get(key), theirs.get(key)
        kept = other if own == was else own
        clash = clash or other not in (kept, was)
        if kept is not None:
            parts[key] = kept
    return parts, clash
