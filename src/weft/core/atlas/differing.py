"""What a file would change in an atlas that is there: new, changed, contested or unchanged, for the
preview of an import."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from weft.core.atlas.atlas import FACT_SECTIONS, SECTIONS, Atlas, find_section, list_fields
from weft.core.atlas.combining import SHARED, complete
from weft.core.atlas.contesting import list_against, list_likely
from weft.core.atlas.facts import Actor
from weft.core.atlas.records import Fact, Record
from weft.core.terms import Text, first_day
from weft.core.terms.text import UNSTATED


@dataclass(frozen=True)
class Entry:
    """One record of the file beside the known one of its id."""

    section: str
    id: str
    before: Record | None  # None: there is none of this id
    after: Record  # what it would become
    fields: tuple[tuple[str, Any, Any], ...] = ()  # name, before and after of each that differs
    others: tuple[str, ...] = ()  # known facts that say otherwise of the same
    likely: str | None = None  # a known record that this new one may be, under another id


@dataclass(frozen=True)
class Difference:
    """All records of a file, each in one of four lists, by section and then id."""

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    contested: tuple[Entry, ...]  # new, and known facts say otherwise
    unchanged: tuple[Entry, ...]


def compare(known: Atlas, incoming: Atlas) -> Difference:
    """What the records of `incoming` would change in `known`.

    `incoming` holds the records of a file, and may name others that only `known` has; see
    `build_atlas`. `known` is what the reader of the difference may see, for it shows both.

    A place, source or actor keeps what the file says nothing of: it is completed as two atlases are
    that are read together (`combining`), and what the file says otherwise, it corrects. Any other
    fact becomes what the file says, but for the positions of actors whom the file does not name.
    An empty cell never makes a hidden fact public. A new fact is contested if a known one says the
    contrary of the same subject on the same day: by the rules of contradiction, or other figures.
    """
    entries = [
        _pair(known, section, record)
        for section in SECTIONS
        for record in sorted(getattr(incoming, section), key=lambda each: each.id)
    ]
    joined = _join_atlases(known, entries)
    stated = {
        each.id for each in entries if _is_statement(each) and (each.fields or not each.before)
    }
    new = [each.after for each in entries if each.before is None]
    against, likely = list_against(known, joined, stated), list_likely(known, joined, new)
    entries = [
        replace(
            each,
            others=tuple(sorted(against.get(each.id, ()))) if _is_statement(each) else (),
            likely=likely.get((each.section, each.id)),
        )
        for each in entries
    ]
    return Difference(
        new=tuple(each for each in entries if not each.before and not each.others),
        changed=tuple(each for each in entries if each.before and each.fields),
        contested=tuple(each for each in entries if not each.before and each.others),
        unchanged=tuple(each for each in entries if each.before and not each.fields),
    )


def _is_statement(entry: Entry) -> bool:
    return entry.section not in SHARED


def _pair(known: Atlas, section: str, record: Record) -> Entry:
    before = (
        known.facts.get(record.id)
        if section in FACT_SECTIONS
        else known.find_record(section, record.id)
    )
    if before is None:
        return Entry(section, record.id, None, record)
    if type(before) is not type(record):
        fields = (("section", find_section(before), section),)
        return Entry(section, record.id, before, record, fields)
    after = _revise(before, record) if section in SHARED else _restate(before, record)
    changes = tuple(_list_changes(before, after))
    return Entry(section, record.id, before, after if changes else before, changes)


def _list_changes(before: Record, after: Record) -> Iterator[tuple[str, Any, Any]]:
    for name in list_fields(type(after)):
        old, new = getattr(before, name), getattr(after, name)
        if not _is_same(old, new):
            yield type(after).model_fields[name].alias or name, old, new


def _is_same(one: Any, other: Any) -> bool:
    """Equal, but for the order of codes and ids, and for whether a text is said to be English."""
    if isinstance(one, Text) and isinstance(other, Text):
        return _read_english(one) == _read_english(other)
    if one == other:
        return True
    both = (one, other)
    if all(isinstance(each, tuple) and all(isinstance(x, str) for x in each) for each in both):
        return sorted(one) == sorted(other)
    return False


def _read_english(text: Text) -> dict[str, str]:
    return {("en" if code == UNSTATED else code): words for code, words in text.root.items()}


# --- what a record becomes


def _restate(before: Record, said: Record) -> Record:
    """A fact as the file has it. Nobody withdraws another's position by leaving it out, and nobody
    publishes what is hidden by leaving a cell empty."""
    if not (isinstance(before, Fact) and isinstance(said, Fact)):
        return said
    changes: dict[str, Any] = {}
    if "visibility" not in said.model_fields_set:
        changes["visibility"] = before.visibility
    heard = {each.actor for each in said.positions}
    if kept := tuple(each for each in before.positions if each.actor not in heard):
        changes["positions"] = (*kept, *said.positions)
        if {*before.positions} == {*changes["positions"]}:
            changes["positions"] = before.positions
    return said.model_copy(update=changes) if changes else said


def _revise(before: Record, said: Record) -> Record:
    """A place, source or actor with what the file says of it; the rest stays."""
    record = complete(before, said)
    changes = {
        name: _revise_value(name, getattr(record, name), getattr(said, name))
        for name in said.model_fields_set
    }
    if isinstance(record, Actor) and isinstance(said, Actor):
        changes["until"] = said.until  # empty is an answer too: it still holds
        start = changes.get("start", record.start)
        if start and said.until and first_day(start) >= first_day(said.until):
            changes["start"] = said.start
    return record.model_copy(update=changes)


def _revise_value(name: str, mine: Any, said: Any) -> Any:
    if said is None or mine is None:
        return mine if said is None else said
    if isinstance(said, Text):
        return _revise_text(mine, said)
    if isinstance(said, BaseModel):
        parts = {
            each: _revise_value(each, getattr(mine, each), getattr(said, each))
            for each in said.model_fields_set
        }
        return mine.model_copy(update=parts)
    if isinstance(said, dict):
        return {**mine, **said}
    if isinstance(said, tuple):
        return _revise_list(name, mine, said)
    return said


def _revise_list(name: str, mine: tuple[Any, ...], said: tuple[Any, ...]) -> tuple[Any, ...]:
    if name == "levels":
        return said if said and sorted(mine) != sorted(said) else mine
    if name == "sources":
        # A document may be cited at several places: the locator tells these apart.
        cited = {(each.source, each.locator): each for each in (*mine, *said)}
        return tuple(cited.values())
    return mine  # networks and positions are joined already


def _revise_text(mine: Text, said: Text) -> Text:
    """A text with the words of another; words of no stated language are taken for English."""
    words = dict(mine.root)
    for code, each in said.root.items():
        english = code in (UNSTATED, "en")
        own = next((own for own in (UNSTATED, "en") if english and own in words), code)
        words[own] = each
    return Text(words)


def _join_atlases(known: Atlas, entries: Iterable[Entry]) -> Atlas:
    """The known atlas as it would be after the import."""
    changed: dict[str, dict[str, Record]] = {}
    for each in entries:
        changed.setdefault(each.section, {})[each.id] = each.after
    fields: dict[str, Any] = {name: getattr(known, name) for name in Atlas.model_fields}
    for section, records in changed.items():
        fields[section] = tuple(({each.id: each for each in fields[section]} | records).values())
    return Atlas.model_construct(**fields)
