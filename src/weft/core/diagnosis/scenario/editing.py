"""Edits of an atlas that nobody has made yet: what a scenario assumes, checked and applied."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.atlas import SECTIONS, Atlas, list_areas
from weft.core.atlas.facts import Source, Survey
from weft.core.atlas.records import Citation, Fact, Id, Model
from weft.core.atlas.references import walk_references
from weft.core.terms import Text

FactSection = Literal[
    "actors", "competences", "mechanisms", "policies", "resources", "reports", "zones",
    "disputes", "surveys",
]  # fmt: skip
ASSUMED = "scenario"  # the source on which everything rests that a scenario assumes


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
    """The atlas as it would be. What is added or changed rests on the assumption itself, and
    counts as certain; surveys are taken to have found what is added.

    Raises ScenarioError with every edit that cannot be applied.
    """
    facts: dict[str, Fact] = dict(atlas.facts)
    section_of = {
        record.id: section for section, record in atlas.list_records() if record.id in facts
    }
    wrong: list[str] = []
    added: list[Fact] = []
    for number, edit in enumerate(edits, 1):
        try:
            if edit.add:
                fact = _make(SECTIONS[edit.add], edit.fact, facts)
                section_of[fact.id] = edit.add
                facts[fact.id] = fact
                added.append(fact)
            else:
                key = edit.change or edit.remove or ""
                _check_there(facts, key)
                if edit.remove:
                    del facts[key]
                else:
                    facts[key] = _change(facts[key], edit.to)
        except ScenarioError as error:
            wrong.append(f"edit {number}: {error}")
    kept = {each.id for each in (*atlas.places, *atlas.sources)} | facts.keys()
    for number, edit in enumerate(edits, 1):
        wrong += [f"edit {number}: {each}" for each in _find_dangling(edit, kept, facts)]
    if wrong:
        raise ScenarioError("\n".join(wrong))
    _find_in_surveys(facts, added)
    return _rebuild(atlas, facts, section_of, name)


def _check_there(facts: dict[str, Fact], key: str) -> None:
    if key in facts:
        return
    from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

    near = get_close_matches(key, facts, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "the atlas has no fact of a like name"
    raise ScenarioError(f"there is no fact '{key}'; {hint}")


def _make(kind: type[Any], data: dict[str, Any], facts: dict[str, Fact]) -> Fact:
    fact: Fact = _validate(kind, {"id": "pending", **data})
    if fact.id == "pending":
        fact = fact.model_copy(update={"id": fact.make_id()})
    if fact.id in facts:
        raise ScenarioError(f"'{fact.id}' is there already; change it, or give another id or name")
    return fact.model_copy(update={"sources": (Citation(source=ASSUMED, grade="A"),)})


def _change(fact: Fact, to: dict[str, Any]) -> Fact:
    data = fact.model_dump(mode="json", by_alias=True, exclude_unset=True) | to
    changed: Fact = _validate(type(fact), data)
    assumed = Citation(source=ASSUMED, grade="A")
    return changed.model_copy(update={"sources": (assumed, *changed.sources)})


def _validate(kind: type[Any], data: dict[str, Any]) -> Any:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, each['loc'])) or 'the fact'}: {each['msg']}"
            for each in error.errors()
        ]
        raise ScenarioError("; ".join(lines)) from None


def _find_dangling(edit: Edit, kept: set[str], facts: dict[str, Fact]) -> Iterable[str]:
    """The names in what is added or changed, or in what is left, that lead nowhere."""
    if edit.remove:
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
    for path, ref, name in walk_references(edit.fact or edit.to, kind):
        if name not in kept and name not in ref.also:
            yield f"{'.'.join(map(str, path))}: there is no '{name}' in the atlas"


def _find_in_surveys(facts: dict[str, Fact], added: list[Fact]) -> None:
    """A survey made after the change would find what is new: it does not contradict it."""
    for key, survey in facts.items():
        if isinstance(survey, Survey) and survey.found is not None:
            new = [each.id for each in added if set(list_areas(each)) & set(survey.areas)]
            if new:
                facts[key] = survey.model_copy(update={"found": (*survey.found, *new)})


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
