"""Recipes that are known already, last year's or those that Weft brings along: which fits a file,
and what changed since; for the assistant."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from weft.core.observatory.recipe import ColumnRule, Recipe, Wide
from weft.core.observatory.saying import Part, Saying
from weft.core.terms import fold
from weft.store.assistant.vocabulary import read_head
from weft.store.ingesting.fitting import Fitted, fit
from weft.store.proposal import tell_doubt
from weft.store.readers.heads import strip_head_marks
from weft.store.readers.raw import Raw
from weft.store.recipe_io import list_saved_recipes

_FITS = 0.5  # share of the columns of a recipe, notes apart, that a file must have
_ALIKE = 0.75  # how alike two heads must be to be taken for one
_YEAR = re.compile(r"(?<!\d)(18|19|20|21)\d\d(?!\d)")


@dataclass
class Known:
    """A recipe brought up to date for a file."""

    recipe: Recipe
    changes: list[Saying] = field(default_factory=list)  # what is different
    renamed: dict[str, str] = field(default_factory=dict)  # head of the recipe -> of the file

    def note(self, phrase: str, **parts: Part) -> None:
        """Say what is different: the phrase `doubt_PHRASE`."""
        self.changes.append(tell_doubt(phrase, **parts))


def find_recipe(raw: Raw) -> tuple[str, Recipe] | None:
    """The recipe that Weft brings along for a file with just these columns, and its name."""
    best: tuple[int, str, Recipe] | None = None
    for name, recipe in list_saved_recipes().items():
        fitted = fit(recipe, raw)
        needed = [each for each in fitted.missing if not _is_note(recipe, each)]
        if not needed and fitted.rules and (best is None or len(fitted.rules) > best[0]):
            best = (len(fitted.rules), name, recipe)
    return (best[1], best[2]) if best else None


def _is_note(recipe: Recipe, head: str) -> bool:
    return any(each.column == head and each.role == "note" for each in recipe.columns)


def choose_recipe(raw: Raw, known: Iterable[Recipe]) -> Recipe | None:
    """The recipe that fits a file best, if one fits at all."""
    best, best_share = None, _FITS
    for recipe in known:
        fitted = fit(recipe, raw)
        notes = {each.column for each in recipe.columns if each.role == "note"}
        found = sum(rule.role != "note" for rule, _ in fitted.rules)
        lost = [each for each in fitted.missing if each not in notes]
        whole = found + len(fitted.wide) + len(lost)
        share = (found + len(fitted.wide)) / whole if whole else 0.0
        # Years that went and came are no reason against last year's recipe.
        rules = (
            found / (len(recipe.columns) - len(notes)) if len(recipe.columns) > len(notes) else 0.0
        )
        if max(share, rules) >= best_share:
            best, best_share = recipe, max(share, rules)
    return best


def update_recipe(recipe: Recipe, raw: Raw) -> Known:
    """A recipe brought up to date for this year's file; what changed is named, for a person to
    confirm."""
    fitted = fit(recipe, raw)
    known = Known(recipe)
    new = list(fitted.new)
    rules: list[ColumnRule] = []
    for rule in recipe.columns:
        if rule.column not in fitted.missing:
            rules.append(rule)
            if rule.column in fitted.renamed:
                known.renamed[rule.column] = fitted.renamed[rule.column]
            continue
        heir = _find_heir(rule, new)
        if heir:
            new.remove(heir)
            rules.append(rule.model_copy(update={"also": (*rule.also, heir)}))
            known.renamed[rule.column] = heir
            known.note("renamed", old=rule.column, new=heir)
        elif rule.role in ("note", "label", "area_name"):
            known.note("gone", head=rule.column)
        else:
            rules.append(rule)
            known.note("missing", head=rule.column, role=rule.name or rule.role)
    wide = _update_wide(recipe, fitted, new, known)
    for head in new:
        rules.append(ColumnRule(column=head, role="note"))
        known.note("new", head=head)
    known.recipe = recipe.model_copy(update={"columns": tuple(rules), "wide": wide})
    return known


def _find_heir(rule: ColumnRule, new: list[str]) -> str | None:
    """The one new column whose head is like the lost one's, or says the same role in another
    word."""
    wanted = fold(rule.column)
    alike = [
        each
        for each in new
        if SequenceMatcher(None, wanted, fold(each)).ratio() >= _ALIKE
        or (len(wanted) > 3 and (wanted in fold(each) or fold(each) in wanted))
    ]
    if len(alike) == 1:
        return alike[0]
    same = [
        each for each in new
        if (said := read_head(each)) and (said.role, said.name) == (rule.role, rule.name)
    ]  # fmt: skip
    return same[0] if len(same) == 1 and not alike else None


def _update_wide(recipe: Recipe, fitted: Fitted, new: list[str], known: Known) -> Wide | None:
    """Columns of years that came and went."""
    if recipe.wide is None:
        return None
    columns = dict(recipe.wide.columns)
    patterns = {
        _hide_year(head, columns): (head, said)
        for head, said in columns.items()
        if _YEAR.search(head)
    }
    heads = list(new)
    for head in heads:
        year = _YEAR.search(head)
        model = patterns.get(_hide_year(head, heads)) if year else None
        if year and model:
            old = _YEAR.search(model[0])
            columns[head] = model[1].replace(old[0] if old else "", year[0])
            new.remove(head)
            known.note("new_year", head=head, model=model[0])
    for head in fitted.missing:
        if head in columns:
            del columns[head]
            known.note("left", head=head)
    return recipe.wide.model_copy(update={"columns": columns}) if columns else None


def _hide_year(head: str, heads: Collection[str]) -> str:
    """A head as it is every year: with no year, and no mark that says how good its figures are."""
    return _YEAR.sub("####", strip_head_marks(head, heads))
