"""Edits of an atlas that nobody has made yet: what a scenario assumes, checked and applied."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.atlas import SECTIONS, Atlas, list_areas
from weft.core.atlas.build import list_plural, split_list
from weft.core.atlas.explain import explain_error
from weft.core.atlas.facts import Source, Survey
from weft.core.atlas.problems import Where
from weft.core.atlas.records import NOBODY, Citation, Fact, Id, Model, Record
from weft.core.atlas.references import walk_references
from weft.core.terms import Text

FactSection = Literal[
    "actors", "competences", "mechanisms", "policies", "resources", "reports", "zones",
    "disputes", "surveys",
]  # fmt: skip
ASSUMED = "assumed-by-scenario"  # the source on which everything rests that a scenario assumes


class ScenarioError(ValueError):
    """A scenario cannot be applied; the message names each edit and what is wrong with it."""


class Edit(Model):
    """One thing that would be different: a fact more, a fact changed, or a fact gone."""

    add: FactSection | None = Field(None, description="The section of the fact that is added")
    fact: dict[str, Any] = Field(
        default_factory=dict, description="With add: its fields, as in an atlas"
    )
    change: Id | None = Field(None, description="The id of the fact that is changed")
    to: dict[str, Any] = Field(
        default_factory=dict, description="With change: the fields that get another value"
    )
    remove: Id | None = Field(None, description="The id of the fact that is gone")

    @model_validator(mode="after")
    def _check(self) -> "Edit":
        named = [each for each in (self.add, self.change, self.remove) if each is not None]
        if len(named) != 1:
            raise PydanticCustomError("edit", "an edit says one of: add, change, remove")
        if bool(self.fact) != (self.add is not None):
            raise PydanticCustomError("edit", "`fact` goes with `add`, and only with it")
        if bool(self.to) != (self.change is not None):
            raise PydanticCustomError("edit", "`to` goes with `change`, and only with it")
        if "id" in self.to:
            raise PydanticCustomError("edit", "the id of a fact cannot be changed")
        return self


class Scenario(Model):
    """A named list of edits."""

    weft_scenario: Literal[1] = Field(1, description="Version of this file format")
    name: Text = Field(description="What is assumed, in a few words")
    note: Text | None = Field(None, description="Anything a reader should know")
    edits: tuple[Edit, ...] = Field(min_length=1, description="What would be different")


def apply_edits(atlas: Atlas, edits: Sequence[Edit], name: Text | None = None) -> Atlas:
    """The atlas as it would be; the one given stays as it is. What is added or changed rests on
    the assumption itself and counts as certain; surveys are taken to have found it.

    Raises ScenarioError with every edit that cannot be applied.
    """
    facts: dict[str, Fact] = dict(atlas.facts)
    section_of = {
        record.id: section for section, record in atlas.list_records() if record.id in facts
    }
    wrong: list[str] = []
    for number, edit in enumerate(edits, 1):
        try:
            if edit.remove:
                _check_there(facts, edit.remove)
                del facts[edit.remove]
                continue
            if edit.add:
                fact = _make(SECTIONS[edit.add], edit.fact, facts)
                section_of[fact.id] = edit.add
            else:
                _check_there(facts, edit.change or "")
                fact = _change(facts[edit.change or ""], edit.to)
            facts[fact.id] = fact
        except ScenarioError as error:
            wrong.append(f"edit {number}: {error}")
    known = {
        section: {each.id for each in getattr(atlas, section)} for section in ("places", "sources")
    }
    for key in facts:
        known.setdefault(section_of[key], set()).add(key)
    known["facts"] = set(facts)
    for number, edit in enumerate(edits, 1):
        wrong += [f"edit {number}: {each}" for each in _find_dangling(edit, known, facts)]
    if wrong:
        raise ScenarioError("\n".join(wrong))
    new = [each for each in facts.values() if is_assumed(each)]
    found = {key: find_in_survey(fact, new) for key, fact in facts.items()}
    return _rebuild(atlas, found, section_of, name)


def assume(fact: Fact, **fields: Any) -> Any:
    """A fact with some fields changed, which rests on the assumption first and on its documents
    then. What somebody said against it was said of what it used to be."""
    rests = [each for each in fact.sources if each.source != ASSUMED]
    sources = (Citation(source=ASSUMED, grade="A"), *rests)
    return fact.model_copy(update={**fields, "sources": sources, "positions": ()})


def is_assumed(fact: Fact) -> bool:
    """Whether a scenario has added or changed it."""
    return any(each.source == ASSUMED for each in fact.sources)


def find_in_survey(fact: Fact, new: Iterable[Fact]) -> Fact:
    """A survey that found what is new in its areas, as one made after the change would; any other
    fact as it is."""
    if not isinstance(fact, Survey) or fact.found is None:
        return fact
    more = {each.id for each in new if set(list_areas(each)) & set(fact.areas)}
    if more <= set(fact.found):
        return fact
    return fact.model_copy(update={"found": tuple(sorted(more.union(fact.found)))})


def _check_there(facts: dict[str, Fact], key: str) -> None:
    if key in facts:
        return
    from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

    near = get_close_matches(key, facts, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "the atlas has no fact of a like name"
    raise ScenarioError(f"there is no fact '{key}'; {hint}")


def _make(kind: type[Any], data: dict[str, Any], facts: dict[str, Fact]) -> Fact:
    fact: Fact = _validate(kind, {"id": "pending", **data})
    if "id" not in data:
        fact = fact.model_copy(update={"id": fact.make_id()})
    if not fact.id:
        raise ScenarioError("no id can be made from its name; give it one, as round-table")
    if fact.id in facts:
        raise ScenarioError(f"'{fact.id}' is there already; change it, or give another id or name")
    made: Fact = assume(fact.model_copy(update={"sources": ()}))
    return made


def _change(fact: Fact, to: dict[str, Any]) -> Fact:
    aliases = {name: field.alias or name for name, field in type(fact).model_fields.items()}
    data = fact.model_dump(mode="json", by_alias=True, exclude_unset=True)
    data |= {aliases.get(name, name): value for name, value in to.items()}
    changed: Fact = assume(_validate(type(fact), data))
    return changed


def _split(data: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    """With "a; b" as a list where a list is expected, as in every file."""
    return {
        key: split_list(value)
        if isinstance(value, str) and key in list_plural(kind) and value != NOBODY
        else value
        for key, value in data.items()
    }


def _validate(kind: type[Any], data: dict[str, Any]) -> Any:
    try:
        return kind.model_validate(_split(data, kind))
    except ValidationError as error:
        lines = [explain_error(each, kind, Where()).message for each in error.errors()]
        raise ScenarioError("; ".join(lines)) from None


def _find_dangling(edit: Edit, known: dict[str, set[str]], facts: dict[str, Fact]) -> Iterable[str]:
    """The names in what is added or changed, or in what is left, that lead nowhere."""
    if edit.remove:
        if edit.remove in facts:
            return  # a later edit adds it anew
        users = [
            key
            for key, each in facts.items()
            if any(name == edit.remove for _, _, name in walk_references(each, type(each)))
        ]
        if users:
            yield f"'{edit.remove}' is still named by {', '.join(users[:5])}; change these first"
        return
    kind = SECTIONS[edit.add] if edit.add else type(facts.get(edit.change or ""))
    if not issubclass(kind, Fact):
        return  # what is changed is not there, and that has been said
    for path, ref, name in walk_references(_split(edit.fact or edit.to, kind), kind):
        nobody = name == NOBODY and path[-1] in list_plural(kind)  # in place of a list
        if not nobody and name not in known.get(ref.section, ()) and name not in ref.also:
            where = ".".join(map(str, path))
            yield f"'{where}': there is no '{name}' among the {ref.section}; names are ids here"


def _rebuild(
    atlas: Atlas, facts: dict[str, Fact], section_of: dict[str, str], name: Text | None
) -> Atlas:
    sections: dict[str, list[Fact]] = {}
    for key in sorted(facts):
        sections.setdefault(section_of[key], []).append(facts[key])
    title = name or Text({"en": "A scenario", "fr": "Un scénario", "ar": "سيناريو"})
    source = Source(id=ASSUMED, title=title, grade="A")
    fields = {each: getattr(atlas, each) for each in Atlas.model_fields}
    fields |= {section: () for section in SECTIONS if section not in ("places", "sources")}
    fields |= {section: tuple(each) for section, each in sections.items()}
    others = tuple(each for each in atlas.sources if each.id != ASSUMED)
    fields["sources"] = tuple(sorted((*others, source), key=lambda each: each.id))
    return Atlas.model_construct(**fields)
