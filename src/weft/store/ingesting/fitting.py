"""Which column of a file is which column of a recipe, when heads change from year to year; for the
import and the assistant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from weft.core.observatory.recipe import ColumnRule, Recipe
from weft.core.observatory.report import Trouble, make_trouble
from weft.core.terms import fold
from weft.store.readers.heads import strip_head_marks
from weft.store.readers.raw import Raw, RawColumn

# Without these there are no figures.
NEEDED = ("area", "value", "period", "measure")
# Without these, where a recipe has them, figures would not be what they seem.
_NEEDED_TOO = (*NEEDED, "breakdown", "definition", "unit")


@dataclass(frozen=True)
class WideColumn:
    """One column that is a value of something else, and what it says of its figures."""

    column: RawColumn
    settings: dict[str, str]  # period, measure, unit ... or a breakdown -> code


@dataclass
class Fitted:
    """A recipe fitted to the columns of a file."""

    rules: list[tuple[ColumnRule, RawColumn]] = field(default_factory=list)
    wide: list[WideColumn] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)  # head of the recipe -> of the file
    missing: list[str] = field(default_factory=list)  # heads of the recipe not in the file
    new: list[str] = field(default_factory=list)  # heads of the file not in the recipe
    troubles: list[Trouble] = field(default_factory=list)

    def find(self, role: str) -> list[RawColumn]:
        """The columns of a role."""
        return [column for rule, column in self.rules if rule.role == role]


def read_setting(text: str, recipe: Recipe) -> dict[str, str]:
    """What a wide column says: `2020`, or with more of it `2020 sex=M unit=percent`."""
    wide = recipe.wide
    name = (wide.name or "") if wide and wide.role == "breakdown" else wide.role if wide else ""
    found = {}
    for at, part in enumerate(text.split()):
        key, equals, value = part.partition("=")
        if equals and value:
            found[key] = value
        elif at == 0:
            found[name] = part
    return found


def fit(recipe: Recipe, raw: Raw, sheet: str | None = None, row: int | None = None) -> Fitted:
    """Find the columns of a recipe in a file: by head, then by head whatever its capitals, accents
    and spaces, then by the other heads that the recipe remembers."""
    fitted = Fitted()
    by_head: dict[str, RawColumn] = {}
    for each in raw.columns:
        by_head.setdefault(each.label, each)
    by_head |= {each.name: each for each in raw.columns}
    by_fold: dict[str, RawColumn] = {}
    for head, each in by_head.items():
        by_fold.setdefault(fold(head), each)
    taken: set[str] = set()

    def find(heads: Iterable[str]) -> RawColumn | None:
        for index, key in ((by_head, str), (by_fold, fold)):
            for head in heads:
                found = index.get(key(head))
                if found and found.name not in taken:
                    taken.add(found.name)
                    return found
        return None

    for rule in recipe.columns:
        column = find((rule.column, *rule.also))
        if column is None:
            fitted.missing.append(rule.column)
            if rule.role != "note":
                fitted.troubles.append(_tell_missing(rule, raw, sheet, row))
            continue
        fitted.rules.append((rule, column))
        if rule.column not in (column.name, column.label):
            fitted.renamed[rule.column] = column.label
    wide = recipe.wide.columns if recipe.wide else {}
    exact = {head: find((head,)) for head in wide}
    for head, said in wide.items():
        column = exact[head] or _find_unmarked(head, wide, raw, taken)
        if column is None:
            fitted.missing.append(head)
            fitted.troubles.append(_tell_wide_missing(head, sheet, row))
            continue
        fitted.wide.append(WideColumn(column, read_setting(said, recipe)))
    fitted.new = [each.label for each in raw.columns if each.name not in taken]
    if fitted.new:
        fitted.troubles.append(make_trouble(
            "new_column", "warning" if recipe.kind == "table" else "note",
            {"found": ", ".join(fitted.new[:20])},
            sheet=sheet, row=row, column=fitted.new[0], count=len(fitted.new),
        ))  # fmt: skip
    _check_needed(fitted, recipe, sheet, row)
    _check_contributions(fitted, raw, sheet, row)
    return fitted


def _find_unmarked(
    head: str, heads: Collection[str], raw: Raw, taken: set[str]
) -> RawColumn | None:
    """The one column left whose head differs in footnote marks alone: "2023 (p)" is "2023" once the
    figures are final."""
    wanted = fold(strip_head_marks(head, heads))
    labels = [each.label for each in raw.columns]
    alike = [
        each
        for each in raw.columns
        if each.name not in taken and fold(strip_head_marks(each.label, labels)) == wanted
    ]
    if len(alike) != 1:
        return None
    taken.add(alike[0].name)
    return alike[0]


def _tell_missing(rule: ColumnRule, raw: Raw, sheet: str | None, row: int | None) -> Trouble:
    heads = ", ".join(each.label for each in raw.columns[:12])
    return make_trouble(
        "missing_column", "error" if rule.role in _NEEDED_TOO else "warning",
        {"expected": rule.column, "role": rule.name or rule.role, "found": heads},
        sheet=sheet, row=row, column=rule.column,
    )  # fmt: skip


def _tell_wide_missing(head: str, sheet: str | None, row: int | None) -> Trouble:
    return make_trouble(
        "missing_column", "error", {"expected": head}, "wide", sheet=sheet, row=row, column=head
    )


def _check_needed(fitted: Fitted, recipe: Recipe, sheet: str | None, row: int | None) -> None:
    """Say what neither a column nor the recipe itself says."""
    said = {rule.role for rule in recipe.columns}
    wide = {key for each in fitted.wide for key in each.settings} | (
        {"value"} if recipe.wide else set()
    )
    for each in NEEDED:
        if each not in said and each not in wide and each not in recipe.constants:
            fitted.troubles.append(
                make_trouble("not_said", "error", {"role": each}, sheet=sheet, row=row)
            )
    for role in ("area", "value", "measure", "definition", "unit"):
        found = fitted.find(role)
        if len(found) > 1:
            heads = ", ".join(one.label for one in found)
            fitted.troubles.append(make_trouble(
                "twice_said", "error", {"columns": len(found), "role": role, "found": heads},
                "value" if role == "value" else "",
                sheet=sheet, row=row, column=found[1].label,
            ))  # fmt: skip


def _check_contributions(fitted: Fitted, raw: Raw, sheet: str | None, row: int | None) -> None:
    """A contribution is one to the figure of its row: there must be only one, and a whole one."""
    found = fitted.find("contribution")
    if found and (fitted.wide or raw.action):
        head = found[0].label
        fitted.troubles.append(make_trouble(
            "unclear_contribution", "error", {"found": head}, "wide" if fitted.wide else "action",
            sheet=sheet, row=row, column=head,
        ))  # fmt: skip
