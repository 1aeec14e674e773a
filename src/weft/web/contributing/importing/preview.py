"""The preview of a file: kept as data with the upload, and told in the reader's words, a page at a
time.

What is on record is never kept with it, so that it shows no more than its reader may see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy
from markupsafe import Markup, escape

from weft.core.atlas import SECTIONS, Fact
from weft.core.atlas.records import Record
from weft.core.atlas.references import walk_references
from weft.web.atlas.addresses import find_record
from weft.web.atlas.differences import Difference, list_differences
from weft.web.atlas.facts import View
from weft.web.atlas.history import Version
from weft.web.atlas.integrity import list_missing
from weft.web.atlas.telling import Teller
from weft.web.atlas.writing import Change, apply_changes, dump
from weft.web.contributing.forms.words import SECTIONS as WORDS
from weft.web.contributing.importing.planning import Item, Plan

AT_ONCE = 100  # records on a page
MOST_PROBLEMS = 1000
KINDS = ("new", "changed", "contested", "left")
COUNTED = ("new", "changed", "contested", "unchanged", "left")
# What several records of a section are called; forms are about one.
_SEVERAL = {
    "places": lazy("Places"),
    "sources": lazy("Sources"),
    "actors": lazy("Actors"),
    "policies": lazy("Laws, strategies, plans and programmes"),
    "reports": lazy("Published accounts"),
    "zones": lazy("Housing and labour markets"),
    "disputes": lazy("Conflicts between actors"),
}


def name_section(section: str) -> str:
    return str(_SEVERAL.get(section) or WORDS[section])


def summarise(plan: Plan, brief: bool = False) -> dict[str, Any]:
    """A plan as JSON: numbers, problems, and every record with what becomes of it. Brief: without
    the records."""
    counts = {section: dict.fromkeys(COUNTED, 0) for section in SECTIONS}
    for section, number in plan.unchanged:
        counts[section]["unchanged"] = number
    for each in plan.items:
        for kind in list_kinds(each):
            counts[each.section][kind] += 1
    return {
        "digest": plan.digest,
        "writes": len(plan.changes),
        "counts": {name: found for name, found in counts.items() if any(found.values())},
        "problem_count": len(plan.problems),
        "problems": [each.as_json() for each in plan.problems[:MOST_PROBLEMS]],
        "items": [] if brief or plan.problems else [_dump(each) for each in plan.items],
    }


def list_kinds(item: Item) -> list[str]:
    """Under which headings a record stands: part of it may be written and part left out."""
    return [kind for kind, there in ((item.kind, item.after), ("left", item.why)) if there]


def _dump(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {
        "section": item.section, "key": item.key, "kinds": list_kinds(item), "said": dump(item.said)
    }  # fmt: skip
    if item.after is not None and item.after != item.said:
        found["after"] = dump(item.after)
    for name in ("contests", "likely", "why"):
        if value := getattr(item, name):
            found[name] = value
    return found


@dataclass(frozen=True)
class Shown:
    """A record of the file as a page shows it."""

    section: str
    key: str
    words: Markup
    href: str  # of what is on record; empty for what is new
    fields: tuple[Difference, ...]  # of a changed one
    contests: tuple[tuple[Markup, str], ...]
    likely: tuple[Markup, str] | None
    why: str


def show_items(
    summary: Mapping[str, Any], view: View, language: str, kind: str, page: int
) -> list[Shown]:
    """One page of the records of a kind, beside what is on record now."""
    found = [each for each in summary["items"] if kind in each["kinds"]]
    found = found[(page - 1) * AT_ONCE : page * AT_ONCE]
    telling = _Telling(summary, view, language, found)
    return [telling.show(each, kind) for each in found]


class _Telling:
    """Tells some records of a file, which may name others of it."""

    def __init__(
        self, summary: Mapping[str, Any], view: View, language: str, found: list[dict[str, Any]]
    ) -> None:
        self.view, self.language = view, language
        there = {(each["section"], each["key"]): each for each in summary["items"]}
        named = _gather(there, [(each["section"], each["key"]) for each in found])
        self.words = apply_changes(view.atlas, named)
        self.teller = Teller(view, language, self.words)
        self.known = Teller(view, language)

    def show(self, item: Mapping[str, Any], kind: str) -> Shown:
        section, key = item["section"], item["key"]
        before = self.view.atlas.find_record(section, key)
        after = _read(item, "said" if kind == "left" else "after")
        fields: tuple[Difference, ...] = ()
        if before is not None:
            version = Version((section, key), 0, 0, before, after, self.view.atlas, self.words)
            fields = list_differences(version, self.view, self.language)
        return Shown(
            section, key, self._say(after),
            find_record(section, key, self.view.atlas) if before else "",
            fields,
            tuple(self._link(x) for x in item.get("contests", ()) if x in self.view.atlas.facts),
            self._find_likely(section, item.get("likely")),
            item.get("why", "") if kind == "left" else "",
        )  # fmt: skip

    def _say(self, record: Any) -> Markup:
        if any(True for _ in list_missing(self.words, record)):
            return escape(record.id)  # what it names was withdrawn or hidden since
        if isinstance(record, Fact):
            return self.teller.sentence(record)
        return self.teller.words(getattr(record, "name", None) or record.title)

    def _link(self, fact: str) -> tuple[Markup, str]:
        atlas = self.view.atlas
        words = self.known.sentence(atlas.facts[fact])
        return words, find_record("facts", fact, atlas)

    def _find_likely(self, section: str, key: str | None) -> tuple[Markup, str] | None:
        atlas = self.view.atlas
        record: Any = atlas.find_record(section, key) if key else None
        if record is None:
            return None
        return self.known.words(record.name), find_record(section, record.id, atlas)


def _read(item: Mapping[str, Any], name: str) -> Record:
    return SECTIONS[item["section"]].model_validate(item.get(name) or item["said"])


def _gather(
    there: Mapping[tuple[str, str], Mapping[str, Any]], wanted: Iterable[tuple[str, str]]
) -> list[Change]:
    """Some records of a file with those of the file that they name, and so on."""
    return list(_walk(there, list(wanted)))


def _walk(
    there: Mapping[tuple[str, str], Mapping[str, Any]], wanted: list[tuple[str, str]]
) -> Iterator[Change]:
    seen: set[tuple[str, str]] = set()
    while wanted:
        address = wanted.pop()
        if address in seen or address not in there:
            continue
        seen.add(address)
        record = _read(there[address], "said")
        yield Change(*address, None, record)
        wanted += [(ref.section, name) for _, ref, name in walk_references(record, type(record))]
