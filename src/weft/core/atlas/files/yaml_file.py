"""YAML (and JSON) files: events to plain strings, lists and dicts, with lines where one asks.

Every scalar is read as a string and converted by the type it belongs to, so that a place called
`no` or `2014` stays what it is. Anchors, aliases and tags are refused: an atlas needs none, and a
"YAML bomb" is made of them. Reading events is also several times faster than yaml.load.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import yaml

from weft.core.atlas.atlas import SECTIONS, Atlas, list_fields
from weft.core.atlas.build import HEAD, Draft
from weft.core.atlas.problems import Problem, Where
from weft.core.atlas.records import Record
from weft.core.atlas.references import Path
from weft.core.terms.vocabulary import LOADER

DEEPEST = 12  # an atlas nests six levels
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# What the reader of YAML refuses, beside halves of surrogate pairs.
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class RefusedError(Exception):
    """The file has something that an atlas does not need."""

    def __init__(self, code: str, message: str, line: int) -> None:
        super().__init__(message)
        self.code, self.line = code, line


def read_yaml(text: str, name: str) -> Draft:
    """The records of one file, by section; what is wrong with its form is in `problems`."""
    draft = Draft(locate=_Locator(text, name))
    try:
        document = parse(text)
    except RefusedError as error:
        return _give_up(error.code, str(error), Where(name, row=error.line))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"this is not YAML: {error.problem or error.context}; check indents and quotes"
        return _give_up("yaml-syntax", message, Where(name, row=mark.line + 1 if mark else 1))
    except yaml.reader.ReaderError as error:
        # A sign that YAML forbids. Counted in bytes by the reader in C, so looked for again.
        row = next((n for n, line in enumerate(text.split("\n"), 1) if UNPRINTABLE.search(line)), 1)
        message = f"an invisible sign that YAML forbids ({error.reason}); delete it"
        return _give_up("yaml-syntax", message, Where(name, row=row))
    if document is None:
        return draft
    if not isinstance(document, dict):
        message = f"an atlas begins with section names: {', '.join(SECTIONS)}"
        draft.problems.append(Problem("no-sections", "error", message, Where(name, row=1)))
        return draft
    for key, value in document.items():
        _take_section(draft, key, value)
    return draft


def _give_up(code: str, message: str, where: Where) -> Draft:
    """A draft of nothing but the reason why."""
    return Draft(problems=[Problem(code, "error", message, where)], complete=False)


def _take_section(draft: Draft, key: str, value: Any) -> None:
    if key in HEAD:
        if value is not None:
            draft.head[key] = value
    elif key not in SECTIONS:
        message = f"there is no section '{key[:60]}'; sections are {', '.join(SECTIONS)}"
        where = draft.locate("", 0, (key,))
        draft.problems.append(Problem("unknown-section", "error", message, where))
    elif isinstance(value, list):
        draft.sections[key] = value
    elif value is not None:
        message = f"'{key}' holds a list of records, each beginning with a hyphen"
        where = draft.locate("", 0, (key,))
        draft.problems.append(Problem("not-a-list", "error", message, where))


class _Locator:
    """Finds the line of a record or field by reading the text again: only errors need it."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.lines: dict[Path, int] | None = None

    def __call__(self, section: str, index: int, path: Path) -> Where:
        if self.lines is None:
            self.lines = {}
            parse(self.text, self.lines)
        full: Path = (section, index, *path) if section else path
        fields = ".".join(each for each in path if isinstance(each, str))
        while full and full not in self.lines:
            full = full[:-1]
        return Where(self.name, row=self.lines.get(full, 0), column=fields)


def parse(text: str, lines: dict[Path, int] | None = None) -> Any:
    """The one document of a text; fills `lines` with the line of every path, if given.

    Raises RefusedError for anchors, aliases, tags, repeated keys, deep nesting or a second
    document, and yaml.YAMLError for what is not YAML.
    """
    return _Parser(yaml.parse(text, Loader=LOADER), lines).run()  # events only: builds no objects


def find_text_lines(text: str) -> set[int]:
    """The lines that begin inside a text over several lines, where no comment can stand."""
    inside: set[int] = set()
    with suppress(yaml.YAMLError):  # as far as it can be read
        for event in yaml.parse(text, Loader=LOADER):
            if type(event) is yaml.ScalarEvent:
                start: Any = event.start_mark
                end: Any = event.end_mark
                inside.update(range(start.line + 2, end.line + 1 + (end.column > 0)))
    return inside


class _Parser:
    """Turns a stream of events into values without recursion."""

    def __init__(self, events: Iterator[Any], lines: dict[Path, int] | None) -> None:
        self.events = events
        self.lines = lines
        self.stack: list[Any] = []  # open lists and dicts
        self.keys: list[str | None] = []  # of each: the key that waits for its value
        self.root: Any = None

    def run(self) -> Any:
        documents = 0
        for event in self.events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._take_scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open({}, event)
            elif kind is yaml.SequenceStartEvent:
                self._open([], event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
                self.keys.pop()
                if self.keys:
                    self.keys[-1] = None
            elif kind is yaml.AliasEvent:
                raise _refuse("yaml-alias", "an alias (*name) is not used here; repeat it", event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _refuse("yaml-documents", "a second document (---); use one", event)
        return self.root

    def _take_scalar(self, event: Any) -> None:
        if event.tag is not None and not event.implicit[1]:
            raise _refuse(
                "yaml-tag", f"the tag {event.tag[:40]} is not used here; delete it", event
            )
        if event.anchor is not None:
            raise _refuse("yaml-alias", "an anchor (&name) is not used here; delete it", event)
        value = event.value
        if self.stack and type(self.stack[-1]) is dict and self.keys[-1] is None:
            if value in self.stack[-1]:
                raise _refuse("yaml-key", f"'{value[:60]}' stands twice in this record", event)
            self.stack[-1][value] = None
            self.keys[-1] = value
            if self.lines is not None:
                self.lines[self._path()] = event.start_mark.line + 1
            return
        self._add(None if event.implicit[0] and value in _NULLS else value, event)

    def _open(self, value: Any, event: Any) -> None:
        if event.tag is not None:
            raise _refuse(
                "yaml-tag", f"the tag {event.tag[:40]} is not used here; delete it", event
            )
        if event.anchor is not None:
            raise _refuse("yaml-alias", "an anchor (&name) is not used here; delete it", event)
        if len(self.stack) >= DEEPEST:
            raise _refuse("yaml-depth", f"nested more than {DEEPEST} levels deep", event)
        if self.stack and type(self.stack[-1]) is dict and self.keys[-1] is None:
            raise _refuse("yaml-key", "a name is expected before the colon, not a list", event)
        key = self.keys[-1] if self.keys else None
        self._add(value, event)
        if self.keys:
            self.keys[-1] = key  # kept until the value ends: it is part of the paths inside
        self.stack.append(value)
        self.keys.append(None)

    def _add(self, value: Any, event: Any) -> None:
        if not self.stack:
            self.root = value
        elif type(self.stack[-1]) is dict:
            self.stack[-1][self.keys[-1]] = value
            self.keys[-1] = None
        else:
            self.stack[-1].append(value)
            if self.lines is not None:
                self.lines[self._path()] = event.start_mark.line + 1

    def _path(self) -> Path:
        return tuple(
            str(key) if type(node) is dict else len(node) - 1
            for node, key in zip(self.stack, self.keys, strict=True)
        )


def _refuse(code: str, message: str, event: Any) -> RefusedError:
    return RefusedError(code, message, event.start_mark.line + 1)


def dump_record(atlas: Atlas) -> dict[str, Any]:
    """The atlas as strings, numbers, lists and dicts, without what is empty."""
    data = atlas.model_dump(mode="json", exclude_defaults=True)
    for section, kind in SECTIONS.items():
        if section in data:
            order = _list_keys(kind)
            data[section] = [
                {key: record[key] for key in order if key in record} for record in data[section]
            ]
    return {"weft": atlas.weft, **data}


@cache
def _list_keys(kind: type[Record]) -> tuple[str, ...]:
    fields = kind.model_fields
    return tuple(fields[name].alias or name for name in list_fields(kind))


def write_yaml(atlas: Atlas) -> str:
    """One YAML document that reads back as the same atlas."""
    text: str = yaml.dump(
        dump_record(atlas), Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=100
    )
    return text
