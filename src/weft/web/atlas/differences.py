"""Two versions of a record side by side, field by field in the reader's words, for the pages of its
history and for whoever is asked to restore one."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from markupsafe import Markup, escape

from weft.core.atlas import NOBODY, UNKNOWN, Atlas
from weft.core.atlas.atlas import find_section, list_fields
from weft.core.atlas.files.columns import Column, list_columns
from weft.core.atlas.records import Citation, Model, Position, Record
from weft.core.terms import Text
from weft.web.atlas.addresses import find_fact, find_record
from weft.web.atlas.facts import View
from weft.web.atlas.history import Version
from weft.web.atlas.telling import Teller
from weft.web.contributing.forms.words import find_words
from weft.web.site.templatetags.numbers import localised

# What the forms ask for in parts of their own, or not at all.
_NAMES = {
    "sources": lazy("Sources"),
    "members": lazy("Who takes part"),
    "positions": lazy("Positions"),
    "asserted_by": lazy("Stated by"),
    "codes": lazy("Official codes"),
}
_PLAIN = frozenset({"year"})  # numbers that are names: no thousands in them


class Difference(NamedTuple):
    """A field, and what it said before and says after."""

    name: str
    before: Markup
    after: Markup


def list_differences(version: Version, view: View, language: str) -> tuple[Difference, ...]:
    """What a change set made of a record; of a new one, all that it says. Of a list only what came
    or went, unless just its order changed."""
    old, new = version.before, version.after
    if new is None:
        return ()
    before = Writer(view, version.words_before, language)
    after = Writer(view, version.words, language)
    found: list[Difference] = []
    for name in list_fields(type(new)):
        field = type(new).model_fields[name]
        title, here = field.alias or name, getattr(new, name)
        if old is None:
            changed = here != field.get_default(call_default_factory=True)
            was: dict[str, tuple[Markup, ...]] = {}
        else:
            changed = here != getattr(old, name)
            was = before.write(old, title, getattr(old, name)) if changed else {}
        if changed and name != "id":
            found += _hold(title, was, after.write(new, title, here))
    return tuple(found)


def _hold(
    title: str, before: dict[str, tuple[Markup, ...]], after: dict[str, tuple[Markup, ...]]
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ()), after.get(name, ())
        if set(old) != set(new):
            old, new = (
                tuple(each for each in old if each not in new),
                tuple(each for each in new if each not in old),
            )
        elif old == new and name != title:
            continue  # another part of the same field changed
        yield Difference(str(_NAMES.get(name) or find_words(name).label), _stack(old), _stack(new))


def _stack(values: tuple[Markup, ...]) -> Markup:
    """Values one below the other; a dash for none."""
    if not values:
        return Markup('<span class="quiet" title="{}">–</span>').format(_("not recorded"))
    return Markup("").join(Markup("<div>{}</div>").format(each) for each in values)


class Writer:
    """Values in words; names lead where the reader may follow."""

    def __init__(self, view: View, words: Atlas, language: str) -> None:
        self.view, self.teller = view, Teller(view, language, words)

    def write(self, record: Record, title: str, value: Any) -> dict[str, tuple[Markup, ...]]:
        """A field's value, or each of its parts, by name."""
        columns = {each.name: each for each in list_columns(find_section(record))}
        if isinstance(value, Model) and not isinstance(value, Text):
            parts = type(value).model_fields
            return {
                f"{title}:{name}": tuple(self._say(columns.get(f"{title}:{name}"), found))
                for name in parts
                if (found := getattr(value, name)) is not None
            }
        return {title: tuple(self._say(columns.get(title), value))}

    def _say(self, column: Column | None, value: Any) -> Iterator[Markup]:
        if value is None:
            return
        if isinstance(value, Text):
            yield from self._say_text(value)
        elif isinstance(value, dict):
            yield from (self._line(key, escape(words)) for key, words in sorted(value.items()))
        elif isinstance(value, tuple):
            if not value and column and column.name in ("agenda", "veto", "found"):
                yield escape(_("nobody") if column.name != "found" else _("none"))
            for each in value:
                yield from self._say(column, each)
        elif isinstance(value, Citation):
            yield self._cite(value)
        elif isinstance(value, Position):
            yield self._say_position(value)
        elif isinstance(value, Model):
            yield self._say_seat(value)
        else:
            yield self._say_word(column, value)

    def _say_word(self, column: Column | None, value: Any) -> Markup:
        if isinstance(value, bool):
            return escape(_("yes") if value else _("no"))
        if isinstance(value, int | float):
            name = column.name if column else ""
            return escape(str(value) if name in _PLAIN else localised(value))
        if column and column.refers_to:
            return self._link(column.refers_to, value)
        if column and column.vocabulary:
            return self._label(column.vocabulary, value)
        return Markup("<bdi>{}</bdi>").format(value)

    def _label(self, vocabulary: str, code: str) -> Markup:
        """A term; a grade with its letter, by which people know it."""
        words = escape(self.teller.label(vocabulary, code))
        return self._line(code, words) if vocabulary == "grades" else words

    def _say_text(self, text: Text) -> Iterator[Markup]:
        """Each language by itself: a change of one is a change."""
        several = len(text.root) > 1
        for code, words in text.root.items():
            said = self.teller.words(Text({code: words}))
            yield self._line(code, said) if several else said

    def _line(self, name: str, words: Markup) -> Markup:
        return Markup("<bdi>{}</bdi>{}{}").format(name, self.teller.say("colon"), words)

    def _link(self, section: str, key: str) -> Markup:
        if key in (NOBODY, UNKNOWN):
            return escape(_("nobody") if key == NOBODY else _("not known"))
        if section == "facts":
            fact = self.view.atlas.facts.get(key)
            if fact is None:
                return escape(key)
            words = Teller(self.view, self.teller.language).sentence(fact)
            return Markup('<a href="{}">{}</a>').format(find_fact(fact), words)
        named: Any = self.teller.atlas.find_record(section, key)
        if named is None:
            return escape(key)
        words = self.teller.words(getattr(named, "name", None) or named.title)
        if self.view.atlas.find_record(section, key) is None:
            return words
        href = find_record(section, key, self.view.atlas)
        return Markup('<a href="{}">{}</a>').format(href, words)

    def _say_seat(self, seat: Any) -> Markup:
        """A member of a mechanism."""
        notes = [self.teller.label("seats", seat.seat)]
        notes += [self.teller.label("voices", seat.voice)] if seat.voice else []
        who = self._link("actors", seat.actor)
        return Markup("{} ({})").format(who, self.teller.say("list").join(notes))

    def _say_position(self, position: Position) -> Markup:
        who, stand = self._link("actors", position.actor), position.stand
        said = Markup("{}{}{}").format(
            who, self.teller.say("colon"), self.teller.label("stands", stand)
        )
        if position.reason:
            said += Markup(" – {}").format(self.teller.words(position.reason))
        if position.source:
            said += Markup(" – {}").format(self._link("sources", position.source))
        return said + (Markup(" (<bdi>{}</bdi>)").format(position.date) if position.date else "")

    def _cite(self, citation: Citation) -> Markup:
        parts = [self._link("sources", citation.source)]
        if citation.locator:
            parts.append(Markup("<bdi>{}</bdi>").format(citation.locator))
        if citation.grade:
            parts.append(self._label("grades", citation.grade))
        said = escape(self.teller.say("list")).join(parts)
        if citation.paraphrase:
            said += Markup("{}{}").format(
                self.teller.say("colon"), self.teller.words(citation.paraphrase)
            )
        return said
