"""What a file says around its table, and how it is laid out: what is counted, who, where; for the
assistant."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from weft.core.observatory.recipe import ColumnRule, Layout, Recipe, Role, Wide
from weft.core.observatory.registry import Registry
from weft.core.observatory.saying import Part, Saying
from weft.core.terms import fold
from weft.store.assistant.values import Profile
from weft.store.assistant.vocabulary import find_longest, read_words
from weft.store.proposal import ColumnGuess, tell_doubt
from weft.store.readers.looking import Look
from weft.store.readers.raw import Raw, RawColumn


@dataclass
class Draft:
    """What is proposed so far."""

    guesses: dict[str, ColumnGuess] = field(default_factory=dict)  # by name of the column
    notes: list[Saying] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    totals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wide: Wide | None = None

    def guess(
        self, column: RawColumn, role: Role, name: str | None, confidence: float, why: Saying
    ) -> None:
        """Say what a column seems to be."""
        self.guesses[column.name] = ColumnGuess(
            column.label, role, name, round(min(confidence, 1.0), 2), why
        )

    def note(self, phrase: str, **parts: Part) -> None:
        """Say what is doubtful, or was found out: the phrase `doubt_PHRASE`."""
        self.notes.append(tell_doubt(phrase, **parts))


def guess_constants(
    draft: Draft,
    raw: Raw,
    look: Look | None,
    registry: Registry,
    rules: Sequence[ColumnRule],
) -> None:
    """What the file says above its table, or in the heads of its figures."""
    roles = {each.role for each in rules}
    titles = [*(look.titles if look else ()), *(look.notes if look else ()), raw.title or ""]
    heads = [each.column for each in draft.guesses.values() if each.role in ("value", "breakdown")
             and not (draft.wide and draft.wide.role == "measure"
                      and each.role == "value")]  # fmt: skip
    heads += [code for each in rules if each.role == "measure" for code in each.codes.values()]
    text = " . ".join([*titles, *heads])
    wide = draft.wide.columns.values() if draft.wide else ()
    in_wide = draft.wide is not None and (
        draft.wide.role == "measure" or all("measure=" in each for each in wide)
    )
    words = read_words()
    if "measure" not in roles and not in_wide:
        if found := find_longest(text, words.measures):
            draft.constants["measure"] = found[0]
            draft.note("measure", measure=found[0], found=found[1])
        else:
            draft.note("no_measure")
    if "definition" not in roles:
        if found := find_longest(text, words.definitions):
            draft.constants["definition"] = found[0]
            draft.note("definition", definition=found[0], found=found[1])
        else:
            draft.note("no_definition")
    if "area" not in roles:
        _guess_area(draft, titles, registry)
    if "period" not in roles and not (draft.wide and (draft.wide.role == "period" or any(
        "period=" in each for each in wide))):  # fmt: skip
        draft.note("no_period")


def _guess_area(draft: Draft, titles: Sequence[str], registry: Registry) -> None:
    text = f" {fold(' '.join(titles))} "
    found = {
        (place.id, name) for place in registry.places for name in place.name.root.values()
        if len(name) > 3 and f" {fold(name)} " in text
    }  # fmt: skip
    if len({place for place, _ in found}) == 1:
        name = sorted(found)[0][1]
        draft.constants["area"] = name
        draft.note("area", found=name)
    else:
        draft.note("no_area")


def choose_layout(draft: Draft, look: Look | None) -> Layout:
    """Only what is not found out anew from next year's file, or what a person should check."""
    if look is None:
        return Layout()
    changes: dict[str, str | None] = {"sheet": look.layout.sheet}
    if not look.separators.sure:
        changes |= {"decimal": look.separators.decimal, "thousands": look.separators.thousands}
        draft.note(
            "separators", found=look.separators.example or "",
            thousands=look.separators.thousands, why=look.separators.why,
        )  # fmt: skip
    if look.encoding and not look.encoding.sure:
        changes["encoding"] = look.encoding.name
        rivals = "; ".join(
            f"{e.encoding}: {', '.join(e.words[:3])}" for e in look.encoding.rivals[:3]
        )
        draft.note("encoding", found=rivals)
    return Layout.model_validate(changes)


def list_missing(profiles: Sequence[Profile], draft: Draft) -> tuple[str, ...]:
    usual: tuple[str, ...] = Recipe.model_fields["missing"].default
    wide = draft.wide.columns if draft.wide else {}
    gaps = {
        gap for each in profiles for gap in each.gaps
        if each.column.label in wide or draft.guesses[each.column.name].role == "value"
    }  # fmt: skip
    known = {fold(each) for each in usual}
    return (*usual, *sorted(each for each in gaps if fold(each) not in known))
