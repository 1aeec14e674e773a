"""A form as a page shows it: each field with its value, its choices and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from weft.core.atlas import Problem
from weft.core.atlas.files.columns import Column, list_columns
from weft.core.terms import Text, label, list_codes
from weft.core.terms.text import UNSTATED
from weft.web.atlas.facts import View
from weft.web.contributing.forms.layout import lay_out
from weft.web.contributing.forms.words import ANSWERS, find_words

MOST_NAMES = 800  # names offered in a list; others can be typed
HOLDS = "holds"  # the one question whose silence is a yes
_BLANK_ROWS = {"members": 3, "sources": 1, "several": 2}


@dataclass(frozen=True)
class Field:
    """One field. `kind` names its look: line, text, number, yesno, choice(s), record(s)."""

    name: str
    label: str
    help: str
    kind: str
    required: bool
    values: tuple[str, ...]
    options: tuple[tuple[str, str, bool], ...]  # code, words, chosen
    names: str  # the list of names to choose from
    errors: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()  # the same text in other languages
    theirs: Markup | None = None  # what somebody else made of it meanwhile
    open: bool = True  # of a yes-or-no question: it may stay unanswered

    @property
    def key(self) -> str:
        """What ties a label to its field in a page."""
        return f"field-{self.name.replace(':', '-').replace('.', '-')}"

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


class Form:
    """The form of a section over raw data, in the shape in which records are stored as JSON."""

    def __init__(
        self,
        view: View,
        section: str,
        data: Mapping[str, Any],
        language: str,
        problems: Sequence[Problem] = (),
        theirs: Mapping[str, Markup] | None = None,
        rows: int = 0,
    ) -> None:
        self.view, self.section, self.data, self.language = view, section, data, language
        self.problems, self.theirs, self.rows = problems, theirs or {}, rows

    @cached_property
    def first(self) -> list[Field]:
        """What is asked first."""
        return [self._make(each) for each in lay_out(self.section)[0]]

    @cached_property
    def more(self) -> list[Field]:
        """What can be left alone."""
        return [self._make(each) for each in lay_out(self.section)[1]]

    @property
    def more_matters(self) -> bool:
        """Whether something behind "more" is filled in or wrong."""
        return any(
            (each.values and each.name != "visibility") or each.errors or each.theirs is not None
            for each in self.more
        )

    @cached_property
    def members(self) -> list[list[Field]] | None:
        """The seats of a mechanism, with rows to fill in; None for what has no members."""
        return self._make_rows("members", "members") if self.section == "mechanisms" else None

    @cached_property
    def citations(self) -> list[list[Field]] | None:
        """Where documents say so; None for documents themselves."""
        return self._make_rows("citations", "sources") if self.section != "sources" else None

    @cached_property
    def lists(self) -> dict[str, list[str]]:
        """The names that fields offer, by section."""
        sections = {each.names for each in (*self.first, *self.more) if each.names}
        sections |= {"actors"} if self.members else set()
        sections |= {"sources"} if self.citations else set()
        names = {each: list_names(self.view, each, self.language) for each in sorted(sections)}
        if "actors" in names:
            names["actors"] = [*(str(each) for each in ANSWERS.values()), *names["actors"]]
        return names

    @cached_property
    def general_errors(self) -> list[str]:
        """What is wrong with none of the fields."""
        shown = {error for each in self._walk() for error in each.errors}
        return [x.message for x in self.problems if x.message not in shown]

    @property
    def theirs_elsewhere(self) -> list[tuple[str, str, Markup]]:
        """What others changed in rows and groups of fields: name, label, theirs."""
        beside = {each.name for each in (*self.first, *self.more)}
        return [
            (name, str(find_words(name).label), words)
            for name, words in self.theirs.items()
            if name not in beside
        ]

    def _walk(self) -> Iterable[Field]:
        yield from (*self.first, *self.more)
        for rows in (self.members or (), self.citations or ()):
            for row in rows:
                yield from row

    def _make(
        self, column: Column, prefix: str = "", data: Mapping[str, Any] | None = None
    ) -> Field:
        data = self.data if data is None else data
        raw = _read(data, column.name)
        path = f"{prefix}{column.name.replace(':', '.')}"
        words = find_words(column.name, prefix.partition(".")[0])
        kind = _find_kind(column)
        values, elsewhere = self._write(column, raw, kind)
        return Field(
            name=path,
            label=str(words.label),
            help=str(words.help),
            kind=kind,
            required=column.required and not prefix,
            values=values,
            options=self._list_options(column, values),
            names=column.refers_to or "",
            errors=tuple(
                each.message
                for each in self.problems
                if each.where.column == path or each.where.column.startswith(f"{path}.")
            ),
            elsewhere=elsewhere,
            theirs=self.theirs.get(column.name) if not prefix else None,
            open=column.name != HOLDS,
        )

    def _make_rows(self, sheet: str, name: str) -> list[list[Field]]:
        found = self.data.get(name) or []
        columns = [
            each
            for each in list_columns(sheet)
            if each.name not in ("mechanism", "section", "record")
        ]
        number = max(len(found) + _BLANK_ROWS[name], self.rows)
        return [
            [
                self._make(column, f"{name}.{at}.", found[at] if at < len(found) else {})
                for column in columns
            ]
            for at in range(number)
        ]

    def _write(
        self, column: Column, raw: Any, kind: str
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """The values as a person reads and types them; a text's other languages."""
        if raw is None or raw == "":
            return (("yes",), ()) if column.name == HOLDS else ((), ())
        if column.kind == "text":
            texts = read_texts(raw)
            own = choose_language(texts, self.language)
            others = tuple((code, words) for code, words in texts.items() if code != own)
            return ((texts[own],) if own in texts else ()), others
        if kind == "yesno":
            return (
                "yes" if raw in (True, "yes") else "no" if raw in (False, "no") else str(raw),
            ), ()
        several = raw if isinstance(raw, (list, tuple)) else [raw]
        if column.refers_to:
            return tuple(
                write_name(self.view, column.refers_to, str(x), self.language) for x in several
            ), ()
        return tuple(_write_number(each) for each in several), ()

    def _list_options(
        self, column: Column, values: Sequence[str]
    ) -> tuple[tuple[str, str, bool], ...]:
        codes = list_codes(column.vocabulary) if column.vocabulary else column.choices
        chosen = values or (("public",) if column.name == "visibility" else ())
        return tuple(
            (
                code,
                label(column.vocabulary, code, self.language) if column.vocabulary else code,
                code in chosen,
            )
            for code in codes
        )


def _find_kind(column: Column) -> str:
    if column.vocabulary or column.choices:
        return "choices" if column.several else "choice"
    if column.refers_to and column.refers_to != "facts":
        return "records" if column.several else "record"
    if column.several:
        return "records"
    if column.kind == "boolean":
        return "yesno"
    if column.name in ("note", "paraphrase"):
        return "text"
    return "number" if column.kind == "number" else "line"


def _read(data: Mapping[str, Any], name: str) -> Any:
    found: Any = data
    for step in name.split(":"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def read_texts(raw: Any) -> dict[str, str]:
    """A text as words by language."""
    try:
        return dict(Text.model_validate(raw).root)
    except ValueError:
        return {}


def choose_language(texts: Mapping[str, str], language: str) -> str:
    """The language in which a form shows and keeps a text: the reader's; but a text of no stated
    language stays what it is."""
    return UNSTATED if language not in texts and set(texts) == {UNSTATED} else language


def write_name(view: View, section: str, key: str, language: str) -> str:
    """What a person may type for a record: its name in their language, or its id where several
    have the name."""
    if key in ANSWERS:
        return str(ANSWERS[key])
    record: Any = view.known.get(section, key)
    text = getattr(record, "name", None) or getattr(record, "title", None)
    if not isinstance(text, Text):
        return key
    name = text.read(language)
    return name if view.known.find(section, name) == {key} else key


def list_names(view: View, section: str, language: str) -> list[str]:
    """The names of the records of a section, for a list to choose from."""
    if section == "facts":
        return []

    def work() -> list[str]:
        records = getattr(view.atlas, section)
        names = (write_name(view, section, each.id, language) for each in records)
        return sorted(names)[:MOST_NAMES]

    return view.keep(("names", section, language), work)


def _write_number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e15 else str(value)
